"""The quickest way to write many rows: straight to the driver, with each column's own conversion and nothing else."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from functools import cache
from typing import Any

from sqlalchemy import Dialect, insert
from sqlalchemy.types import TypeEngine

from storage.tables import Base
from storage.types import Code, UtcDateTime
from storage.unit_of_work import Work


async def add_tuples(
    work: Work, table: type[Base], names: Sequence[str], rows: Iterable[Sequence[Any]]
) -> None:  # fmt: skip
    """Insert rows given as values of the named columns; past the session and its history, like every bulk statement."""
    connection = await work.session.connection()
    dialect = connection.dialect
    columns = table.__table__.columns
    compiled = insert(table).compile(dialect=dialect, column_keys=list(names))
    order = [names.index(name) for name in compiled.positiontup or names]
    convert = [_conversion(columns[names[place]].type, dialect) for place in order]
    converted = [
        tuple(
            [row[place] if change is None else change(row[place]) for place, change in zip(order, convert, strict=True)]
        )
        for row in rows
    ]
    if converted:
        await connection.exec_driver_sql(str(compiled), converted)


def _conversion(kind: TypeEngine[Any], dialect: Dialect) -> Callable[[Any], Any] | None:
    """How a column's values go to the driver, None when they go as they are. Moments and codes come again and again."""
    change = kind.dialect_impl(dialect).bind_processor(dialect)
    return cache(change) if change is not None and isinstance(kind, UtcDateTime | Code) else change
