"""What a test would spend half a second on writing, day by day: the rows are kept and put in again by the next test."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any

from sqlalchemy import func, insert, select, text
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.tables import Base
from storage.unit_of_work import Database

Rows = dict[str, list[dict[str, Any]]]
"""By table."""


async def written(database: Database, make: Callable[[], Awaitable[None]]) -> Rows:
    """The rows that `make` adds; it may change none that are there."""
    before = await _all(database)
    await make()
    after = await _all(database)
    assert all(row in after[table] for table, rows in before.items() for row in rows)
    return {table: new for table, rows in after.items() if (new := [row for row in rows if row not in before[table]])}


async def put(database: Database, rows: Rows) -> None:
    """Add the rows that were `written` to a database that is as that one was, in a transaction of its own."""
    async with database.engine.begin() as connection:
        for name, new in rows.items():
            table = Base.metadata.tables[name]
            await connection.execute(insert(table), new)
            if not database.is_sqlite and "id" in table.c:
                await _go_on_after(connection, name)


async def _go_on_after(connection: AsyncConnection, name: str) -> None:
    last = await connection.scalar(select(func.max(Base.metadata.tables[name].c.id)))
    set_to = text("select setval(pg_get_serial_sequence(:name, 'id'), :last)")
    await connection.execute(set_to, {"name": name, "last": last})


async def _all(database: Database) -> Rows:
    async with database.engine.connect() as connection:
        return {
            table.name: [
                dict(row) for row in (await connection.execute(select(table).order_by(*table.primary_key))).mappings()
            ]
            for table in Base.metadata.sorted_tables
        }
