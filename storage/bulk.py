"""The quickest way to write many rows: straight to the driver, with each column's own conversion and nothing else."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Any

from sqlalchemy import insert

from storage.tables import Base
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
    convert: list[Callable[[Any], Any] | None] = [
        columns[names[place]].type.dialect_impl(dialect).bind_processor(dialect) for place in order
    ]
    converted = [
        tuple(
            [row[place] if change is None else change(row[place]) for place, change in zip(order, convert, strict=True)]
        )
        for row in rows
    ]
    if converted:
        await connection.exec_driver_sql(str(compiled), converted)
