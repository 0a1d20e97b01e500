"""SQLite with few trips to its threads (storage/sqlite_driver.py) does what SQLAlchemy's own adapter does."""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import AsyncIterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError, OperationalError
from sqlalchemy.ext.asyncio import AsyncEngine

from storage import sqlite_driver
from storage.engine import make_engine, writing


@pytest.fixture
async def engine(tmp_path: Path) -> AsyncIterator[AsyncEngine]:
    """A file with one table of three rows."""
    engine = make_engine(f"sqlite+aiosqlite:///{tmp_path}/some.db")
    async with writing(engine) as connection:
        await connection.execute(text("CREATE TABLE things (id INTEGER PRIMARY KEY, name TEXT UNIQUE)"))
        rows = [{"name": name} for name in ("one", "two", "three")]
        await connection.execute(text("INSERT INTO things (name) VALUES (:name)"), rows)
    yield engine
    await engine.dispose()


async def names(engine: AsyncEngine) -> list[str]:
    async with engine.connect() as connection:
        return list(await connection.scalars(text("SELECT name FROM things ORDER BY id")))


async def test_rows_counts_and_ids(engine: AsyncEngine):
    async with writing(engine) as connection:
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
        async with writing(engine) as connection:
            await connection.execute(text("DELETE FROM things"))
            await connection.rollback()
        assert await names(engine) == ["one", "two", "three"]


async def test_a_transaction_that_did_nothing_leaves_nothing_open(engine: AsyncEngine):
    async with writing(engine), writing(engine) as other:
        await other.execute(text("DELETE FROM things WHERE id = 1"))
    async with writing(engine) as connection:
        await connection.rollback()
    assert await names(engine) == ["two", "three"]


async def test_a_reader_sees_one_moment(engine: AsyncEngine):
    async with engine.connect() as reader:
        assert await reader.scalar(text("SELECT count(*) FROM things")) == 3
        async with writing(engine) as writer:
            await writer.execute(text("DELETE FROM things WHERE id = 1"))
        assert await reader.scalar(text("SELECT count(*) FROM things")) == 3
    assert len(await names(engine)) == 2


async def test_errors_are_those_of_sqlalchemy(engine: AsyncEngine):
    async with engine.connect() as connection:
        with pytest.raises(OperationalError, match="no such table"):
            await connection.execute(text("SELECT * FROM nowhere"))
    with pytest.raises(IntegrityError, match="UNIQUE"):
        async with writing(engine) as connection:
            await connection.execute(text("INSERT INTO things (name) VALUES ('one')"))
    assert len(await names(engine)) == 3


async def test_savepoints_and_streams(engine: AsyncEngine):
    async with writing(engine) as connection:
        inner = await connection.begin_nested()
        await connection.execute(text("DELETE FROM things WHERE id = 1"))
        await inner.rollback()
        await connection.execute(text("DELETE FROM things WHERE id = 2"))
    async with engine.connect() as connection:
        streamed = await connection.stream(text("SELECT name FROM things ORDER BY id"))
        assert [row.name async for row in streamed] == ["one", "three"]


async def test_who_is_cancelled_in_a_statement_changes_nothing(engine: AsyncEngine):
    async def slow() -> None:
        async with writing(engine) as connection:
            await connection.execute(text("DELETE FROM things"))
            numbers = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 300000)"
            await connection.execute(text(f"{numbers} SELECT max(i) FROM n"))

    task = asyncio.create_task(slow())
    await asyncio.sleep(0.02)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert await names(engine) == ["one", "two", "three"]


COUNT = text(
    "SELECT count(*) FROM (WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < :most) "
    "SELECT i FROM n)"
)


def is_quick(statement: str) -> bool:
    return any(known.startswith(statement) for known in sqlite_driver._quick)


async def test_a_quick_query_that_takes_long_this_time_holds_nobody_up(engine: AsyncEngine):
    loop, gaps = asyncio.get_running_loop(), [0.0]

    async def tick() -> None:
        while True:
            before = loop.time()
            await asyncio.sleep(0)
            gaps.append(loop.time() - before)

    async with writing(engine) as connection:
        await connection.execute(text("DELETE FROM things WHERE id = 1"))
        for _ in range(2):
            assert await connection.scalar(COUNT, {"most": 10}) == 10
        assert is_quick("SELECT count(*) FROM (WITH")
        ticking = asyncio.create_task(tick())
        begun = loop.time()
        assert await connection.scalar(COUNT, {"most": 3_000_000}) == 3_000_000
        took = loop.time() - begun
        ticking.cancel()
        assert not is_quick("SELECT count(*) FROM (WITH")
        assert max(gaps) < took / 2, "the loop went on meanwhile"
        assert await connection.scalar(COUNT, {"most": 10}) == 10
    assert await names(engine) == ["two", "three"], "what was written before is kept"


async def test_a_transaction_of_many_quick_queries_lets_others_have_their_turn(
    engine: AsyncEngine, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(sqlite_driver, "TURN", 0.0)  # however fast the machine is, and however busy
    turns = 0

    async def others() -> None:
        nonlocal turns
        while True:
            turns += 1
            await asyncio.sleep(0)

    waiting = asyncio.create_task(others())
    async with engine.connect() as connection:
        await connection.scalar(COUNT, {"most": 10})
        begun = turns
        for _ in range(100):
            await connection.scalar(COUNT, {"most": 10})
    waiting.cancel()
    assert turns - begun >= 100


@pytest.mark.parametrize(
    ("statement", "quick"),
    [
        ("INSERT INTO things (name) VALUES ('four') RETURNING id", True),
        ("INSERT INTO \"things\" (name) VALUES ('four') ON CONFLICT (name) DO NOTHING", True),
        ("INSERT INTO things (name) SELECT name || '!' FROM things", False),
        ("UPDATE things SET name = 'four' WHERE things.id = :id", True),
        ("UPDATE things SET name = name || '!' WHERE things.id > 1", False),
        ("UPDATE things SET name = name || '!'", False),
        ("DELETE FROM things WHERE things.id = :id", True),
        ("DELETE FROM things WHERE things.id = :id OR name = 'three'", False),
        ("DELETE FROM things", False),
        ("CREATE INDEX by_name ON things (name)", False),
        ("WITH few AS (SELECT 1 AS id) SELECT name FROM things JOIN few ON few.id = things.id", True),
        ("WITH few AS (SELECT 1 AS id) DELETE FROM things WHERE things.id IN (SELECT id FROM few)", False),
    ],
)
async def test_only_single_rows_are_written_without_the_thread(engine: AsyncEngine, statement: str, quick: bool):
    sqlite_driver._quick.clear()
    async with writing(engine) as connection:
        await connection.execute(text(statement), {"id": 1} if ":id" in statement else {})
    assert is_quick(statement.partition(":")[0]) is quick


async def test_who_is_cancelled_at_any_moment_leaves_no_transaction_open(engine: AsyncEngine):
    async def change() -> None:
        async with writing(engine) as connection:
            await connection.execute(text("UPDATE things SET name = 'first' WHERE things.id = :id"), {"id": 1})
            await connection.execute(COUNT, {"most": 2000})
            await connection.execute(text("DELETE FROM things"))
            await asyncio.Event().wait()

    for pauses in range(40):
        task = asyncio.create_task(change())
        for _ in range(pauses):
            await asyncio.sleep(0)
        await asyncio.sleep(pauses % 4 / 2000)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
        assert await names(engine) == ["one", "two", "three"]


RENAME = text("UPDATE things SET name = :name WHERE things.id = :id")


async def rename(engine: AsyncEngine, name: str) -> None:
    async with writing(engine) as connection:
        await connection.execute(RENAME, {"name": name, "id": 1})


async def test_who_waits_for_another_process_holds_nobody_up(engine: AsyncEngine):
    await rename(engine, "first")
    other = sqlite3.connect(str(engine.url.database), isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    waiting = asyncio.create_task(rename(engine, "second"))
    loop = asyncio.get_running_loop()
    begun = loop.time()
    await asyncio.sleep(0.05)
    assert not waiting.done()
    assert loop.time() - begun < 5, "the loop did not wait for the lock"
    other.execute("UPDATE things SET name = 'theirs' WHERE id = 2")
    other.execute("COMMIT")
    await waiting
    assert await names(engine) == ["second", "theirs", "three"]
    other.close()


async def test_a_commit_is_seen_by_other_processes_at_once(engine: AsyncEngine):
    other = sqlite3.connect(str(engine.url.database))
    for number in range(sqlite_driver.COMMITS + 5):
        await rename(engine, f"name {number}")
        assert other.execute("SELECT name FROM things WHERE id = 1").fetchone() == (f"name {number}",)
    other.close()


async def test_the_log_does_not_grow_for_ever(engine: AsyncEngine, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(sqlite_driver, "LOG_PAGES", 50)
    log = Path(f"{engine.url.database}-wal")
    for number in range(6 * sqlite_driver.COMMITS):
        await rename(engine, f"name {number}")
    written = 2 * 6 * sqlite_driver.COMMITS * 4096  # two pages a commit: the table and its index
    assert 0 < log.stat().st_size < written / 2
    with closing(sqlite3.connect(str(engine.url.database))) as other:
        left, in_log, moved = other.execute("PRAGMA wal_checkpoint(PASSIVE)").fetchone()
    assert (left, in_log) == (0, moved)


async def test_small_commits_need_no_thread(engine: AsyncEngine, monkeypatch: pytest.MonkeyPatch):
    for _ in range(3):
        await rename(engine, "warm")
    trips: list[object] = []
    there = sqlite_driver.QuickConnection._there

    def counted(self: sqlite_driver.QuickConnection, run: Any, *args: Any) -> Any:
        trips.append(run)
        return there(self, run, *args)

    monkeypatch.setattr(sqlite_driver.QuickConnection, "_there", counted)
    for number in range(10):
        await rename(engine, f"name {number}")
    assert trips == []
    async with writing(engine) as connection:
        await connection.execute(text("UPDATE things SET name = name || '!'"))
    assert len(trips) == 2, "many rows and their commit"
