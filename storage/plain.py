"""Statements that are kept, run past SQLAlchemy's machinery where that costs more than the database itself.

A statement of 5 µs in SQLite takes 60 µs on its way through SQLAlchemy, and a press needs a dozen. So on SQLite a
statement that is one object for good is compiled once; then its values go straight to the driver and its rows come
straight from there, both by the conversions of SQLAlchemy's types. With PostgreSQL, a round trip away, and with lists
of changing length (`in_`) it is run as ever.
"""

from __future__ import annotations

import sqlite3
from collections import namedtuple
from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache
from typing import Any, NamedTuple

from sqlalchemy import Connection, inspect
from sqlalchemy.engine import Dialect
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session, make_transient_to_detached
from sqlalchemy.orm.attributes import set_committed_value
from sqlalchemy.sql.compiler import SQLCompiler

from storage.sqlite_driver import QuickConnection

KEPT = 500
"""Statements."""


class _Value(NamedTuple):
    """A place in a statement's text: the name of its value, or else a value that is always the same; its conversion."""

    name: str | None
    constant: Any
    change: Callable[[Any], Any] | None


def execute(connection: Connection, statement: Any, values: Mapping[str, Any]) -> Sequence[Any]:
    """Run a statement that is kept and always gets values of the same names; returns its rows, if it gives any."""
    raw: Any = connection.connection.dbapi_connection
    if isinstance(raw, QuickConnection):
        plan = _plan(statement, connection.dialect, tuple(values))
        if plan is not None:
            return plan.run(raw, values)
    result = connection.execute(statement, values)
    return result.all() if result.returns_rows else ()


def records(session: Session, statement: Any, values: Mapping[str, Any]) -> list[Any]:
    """The records that a kept `select(Table)` finds, as the session loads them: each is one object, whoever asks."""
    table, keys, columns = _columns(statement)
    found = execute(session.connection(), columns, values)
    return [_attached(session, table, dict(zip(keys, row, strict=True))) for row in found]


@lru_cache(maxsize=KEPT)
def _columns(statement: Any) -> tuple[type[Any], tuple[str, ...], Any]:
    """The table of a statement, its attributes, and the statement that reads them as columns."""
    table = statement.column_descriptions[0]["entity"]
    keys = tuple(one.key for one in inspect(table).column_attrs)
    return table, keys, statement.with_only_columns(*(getattr(table, key) for key in keys))


def _attached(session: Session, table: type[Any], values: dict[str, Any]) -> Any:
    mapper = inspect(table)
    key = mapper.identity_key_from_primary_key([values[one.key] for one in mapper.primary_key])
    record = session.identity_map.get(key)
    if record is None:
        record = mapper.class_manager.new_instance()
        record.__dict__.update(values)
        make_transient_to_detached(record)
        session.add(record)
    else:
        for name in inspect(record).expired_attributes & values.keys():
            set_committed_value(record, name, values[name])
    return record


@lru_cache(maxsize=KEPT)
def _plan(statement: Any, dialect: Dialect, names: tuple[str, ...]) -> _Plan | None:
    """How to run it; None for what SQLAlchemy has to look at each time: lists, and columns it fills in itself."""
    compiled: SQLCompiler = statement.compile(dialect=dialect, column_keys=names if statement.is_dml else None)
    changing = compiled.post_compile_params or compiled.literal_execute_params
    if changing or compiled.insert_prefetch or compiled.update_prefetch:
        return None
    return _Plan(compiled, dialect, names, () if statement.is_dml else statement.selected_columns)


class _Plan:
    """What running a statement on SQLite takes."""

    def __init__(self, compiled: SQLCompiler, dialect: Dialect, names: Sequence[str], columns: Any) -> None:
        self._text = str(compiled)
        self._values = [_value(compiled, name, dialect, names) for name in compiled.positiontup or ()]
        changes = [column.type.dialect_impl(dialect).result_processor(dialect, None) for column in columns]
        self._changes = [(place, change) for place, change in enumerate(changes) if change is not None]
        self._row: Callable[[Sequence[Any]], Any] | None = None

    def run(self, raw: QuickConnection, values: Mapping[str, Any]) -> Sequence[Any]:
        """Run it. Raises SQLAlchemy's errors."""
        parameters = []
        for name, constant, change in self._values:
            value = constant if name is None else values[name]
            parameters.append(value if change is None else change(value))
        cursor = raw.cursor()
        try:
            cursor.execute(self._text, parameters)
        except sqlite3.Error as error:
            raise DBAPIError.instance(self._text, parameters, error, sqlite3.Error) from error
        if cursor.description is None:
            return ()
        if self._row is None:
            self._row = _named([column[0] for column in cursor.description])
        make = self._row
        return [make(self._changed(row)) for row in cursor.fetchall()]

    def _changed(self, row: Sequence[Any]) -> Sequence[Any]:
        cells = list(row)
        for place, change in self._changes:
            cells[place] = change(cells[place])
        return cells


def _value(compiled: SQLCompiler, name: str, dialect: Dialect, names: Sequence[str]) -> _Value:
    bind = compiled.binds[name]
    change = bind.type.dialect_impl(dialect).bind_processor(dialect)
    return _Value(name, None, change) if name in names or bind.required else _Value(None, bind.effective_value, change)


def _named(names: Sequence[str]) -> Callable[[Sequence[Any]], Any]:
    kind: Any = namedtuple("Row", names, rename=True)  # type: ignore[misc]
    make: Callable[[Sequence[Any]], Any] = kind._make
    return make
