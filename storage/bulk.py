"""The quickest way to write many rows: straight to the driver, with each column's own conversion and nothing else."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import cache
from typing import Any

from sqlalchemy import Dialect, insert
from sqlalchemy.types import TypeEngine

from storage.tables import Base
from storage.types import Code, UtcDateTime
from storage.unit_of_work import Work


async def add_columns(work: Work, table: type[Base], values: Mapping[str, Sequence[Any]]) -> None:
    """Insert rows given column by column, all of one length; past the session and its history, like all bulk work."""
    if not all(values.values()):
        return
    connection = await work.session.connection()
    dialect = connection.dialect
    compiled = insert(table).compile(dialect=dialect, column_keys=list(values))
    types = table.__table__.columns
    converted = []
    for name in compiled.positiontup or values:
        change = _conversion(types[name].type, dialect)
        converted.append(values[name] if change is None else [change(value) for value in values[name]])
    await connection.exec_driver_sql(str(compiled), list(zip(*converted, strict=True)))


def _conversion(kind: TypeEngine[Any], dialect: Dialect) -> Callable[[Any], Any] | None:
    """How a column's values go to the driver, None when they go as they are. Moments and codes come again and again."""
    change = kind.dialect_impl(dialect).bind_processor(dialect)
    return cache(change) if change is not None and isinstance(kind, UtcDateTime | Code) else change
