"""SQLite in one trip a statement (storage/sqlite_driver.py) does what SQLAlchemy's own adapter does."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError, OperationalError
from sqlalchemy.ext.asyncio import AsyncEngine

from storage.engine import for_writing, make_engine


@pytest.fixture
async def engine(tmp_path: Path) -> AsyncIterator[AsyncEngine]:
    """A file with one table of three rows."""
    engine = make_engine(f"sqlite+aiosqlite:///{tmp_path}/some.db")
    async with for_writing(engine).begin() as connection:
        await connection.execute(text("CREATE TABLE things (id INTEGER PRIMARY KEY, name TEXT UNIQUE)"))
        rows = [{"name": name} for name in ("one", "two", "three")]
        await connection.execute(text("INSERT INTO things (name) VALUES (:name)"), rows)
    yield engine
    await engine.dispose()


async def names(engine: AsyncEngine) -> list[str]:
    async with engine.connect() as connection:
        return list(await connection.scalars(text("SELECT name FROM things ORDER BY id")))


async def test_rows_counts_and_ids(engine: AsyncEngine):
    async with for_writing(engine).begin() as connection:
        found = await connection.execute(text("SELECT id, name FROM things ORDER BY id"))
        assert list(found.keys()) == ["id", "name"]
        assert [tuple(row) for row in found] == [(1, "one"), (2, "two"), (3, "three")]
        changed = await connection.execute(text("UPDATE things SET name = name || '!' WHERE id > 1"))
        assert changed.rowcount == 2
        added = await connection.execute(text("INSERT INTO things (name) VALUES ('four')"))
        assert added.lastrowid == 4
        back = await connection.execute(text("DELETE FROM things WHERE id < 3 RETURNING name"))
        assert {row.name for row in back} == {"one", "two!"}
        assert (await connection.execute(text("SELECT 1 WHERE 1 = 2"))).first() is None
    assert await names(engine) == ["three!", "four"]


async def test_what_is_not_committed_is_gone_before_the_next_one_looks(engine: AsyncEngine):
    for _ in range(20):
        async with for_writing(engine).connect() as connection:
            await connection.execute(text("DELETE FROM things"))
        assert await names(engine) == ["one", "two", "three"]


async def test_a_transaction_that_did_nothing_leaves_nothing_open(engine: AsyncEngine):
    async with for_writing(engine).begin(), for_writing(engine).begin() as other:
        await other.execute(text("DELETE FROM things WHERE id = 1"))
    async with for_writing(engine).connect():
        pass
    assert await names(engine) == ["two", "three"]


async def test_a_reader_sees_one_moment(engine: AsyncEngine):
    async with engine.connect() as reader:
        assert await reader.scalar(text("SELECT count(*) FROM things")) == 3
        async with for_writing(engine).begin() as writer:
            await writer.execute(text("DELETE FROM things WHERE id = 1"))
        assert await reader.scalar(text("SELECT count(*) FROM things")) == 3
    assert len(await names(engine)) == 2


async def test_errors_are_those_of_sqlalchemy(engine: AsyncEngine):
    async with engine.connect() as connection:
        with pytest.raises(OperationalError, match="no such table"):
            await connection.execute(text("SELECT * FROM nowhere"))
    with pytest.raises(IntegrityError, match="UNIQUE"):
        async with for_writing(engine).begin() as connection:
            await connection.execute(text("INSERT INTO things (name) VALUES ('one')"))
    assert len(await names(engine)) == 3


async def test_savepoints_and_streams(engine: AsyncEngine):
    async with for_writing(engine).begin() as connection:
        inner = await connection.begin_nested()
        await connection.execute(text("DELETE FROM things WHERE id = 1"))
        await inner.rollback()
        await connection.execute(text("DELETE FROM things WHERE id = 2"))
    async with engine.connect() as connection:
        streamed = await connection.stream(text("SELECT name FROM things ORDER BY id"))
        assert [row.name async for row in streamed] == ["one", "three"]


async def test_who_is_cancelled_in_a_statement_changes_nothing(engine: AsyncEngine):
    async def slow() -> None:
        async with for_writing(engine).begin() as connection:
            await connection.execute(text("DELETE FROM things"))
            numbers = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 300000)"
            await connection.execute(text(f"{numbers} SELECT max(i) FROM n"))

    task = asyncio.create_task(slow())
    await asyncio.sleep(0.02)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert await names(engine) == ["one", "two", "three"]
