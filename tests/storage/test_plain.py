"""Statements that are kept (storage/plain.py) give what SQLAlchemy gives for them."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone
from typing import Any

import pytest
from sqlalchemy import bindparam, insert, literal, select, update
from sqlalchemy import inspect as sqlalchemy_inspect
from sqlalchemy.exc import IntegrityError, StatementError

from services.rules.actor import SYSTEM
from services.rules.errors import Stale
from services.rules.kinds import TaskKind, TaskStatus
from storage import plain
from storage.tables import DoneRequest, FsmState, HistoryEntry, Setting, Task
from storage.unit_of_work import Database
from storage.upsert import insert_on

NOW = datetime(2026, 11, 21, 9, 30, 0, 123456, tzinfo=UTC)
DUE = datetime(2026, 11, 22, 1, 0, tzinfo=timezone(timedelta(hours=5)))


def call(**given: Any) -> Task:
    """An open call."""
    return Task(
        **{"kind": TaskKind.CALL, "due_at": DUE, "first_due_at": DUE, "created_at": NOW, "promised": True, **given}
    )


COLUMNS = (Task.kind, Task.status, Task.promised, Task.due_at, Task.done_at, Task.created_at, Task.result)
ONE = select(*COLUMNS, literal("plain").label("how")).where(Task.attempt == bindparam("attempt"))


async def test_rows_are_those_of_sqlalchemy(database: Database) -> None:
    async with database.write(SYSTEM, NOW) as work:
        work.session.add(call(attempt=7))
    async with database.read(SYSTEM, NOW) as work:
        for _ in range(2):
            (row,) = await work.rows(ONE, {"attempt": 7})
            assert tuple(row) == tuple((await work.session.execute(ONE, {"attempt": 7})).one())
            assert (row.kind, row.status, row.promised) == (TaskKind.CALL, TaskStatus.OPEN, True)
            assert (row.due_at, row.done_at, row.created_at, row.how) == (DUE, None, NOW, "plain")
            assert row.due_at.tzinfo is UTC
        assert not await work.rows(ONE, {"attempt": 8})


async def test_what_is_not_written_yet_is_seen(database: Database) -> None:
    async with database.write(SYSTEM, NOW) as work:
        work.session.add(call(attempt=7))
        assert len(await work.rows(ONE, {"attempt": 7})) == 1


async def test_json_comes_and_goes(database: Database) -> None:
    kept = insert(Setting.__table__)  # type: ignore[arg-type]
    for name, value in (("a", {"x": [1, "й"]}), ("b", [])):
        await database.apply(kept, {"name": name, "value": value, "updated_at": NOW})
    found = select(Setting.name, Setting.value, Setting.updated_at).order_by(Setting.name)
    async with database.read(SYSTEM, NOW) as work:
        assert [tuple(row) for row in await work.rows(found, {})] == [("a", {"x": [1, "й"]}, NOW), ("b", [], NOW)]


async def test_lists_may_change_their_length(database: Database) -> None:
    async with database.write(SYSTEM, NOW) as work:
        work.session.add_all(call(attempt=number) for number in range(4))
    found = select(Task.attempt).where(Task.attempt.in_(bindparam("some", expanding=True))).order_by(Task.attempt)
    async with database.read(SYSTEM, NOW) as work:
        for some in ([1, 2], [3], [], [0, 1, 2, 3]):
            assert [row.attempt for row in await work.rows(found, {"some": some})] == some


async def test_columns_left_out_get_their_defaults(database: Database) -> None:
    times = {"due_at": DUE, "first_due_at": DUE, "created_at": NOW}
    await database.apply(insert(Task.__table__), {"kind": TaskKind.CALL, "attempt": 7, **times})  # type: ignore[arg-type]
    async with database.read(SYSTEM, NOW) as work:
        (row,) = await work.rows(ONE, {"attempt": 7})
        assert (row.status, row.promised) == (TaskStatus.OPEN, False)


async def test_errors_are_those_of_sqlalchemy_and_leave_nothing(database: Database) -> None:
    kept = insert(DoneRequest.__table__)  # type: ignore[arg-type]
    await database.apply(kept, {"key": "a", "at": NOW})
    with pytest.raises(IntegrityError):
        await database.apply(kept, {"key": "a", "at": NOW})

    async def fail() -> None:
        async with database.write(SYSTEM, NOW) as work:
            assert await work.once("b")
            await work.rows(kept, {"key": "a", "at": NOW})

    with pytest.raises(IntegrityError):
        await fail()
    async with database.write(SYSTEM, NOW) as work:
        assert await work.once("b")
        assert not await work.once("a")


async def test_a_naive_moment_is_refused(database: Database) -> None:
    put = insert_on(database.engine.dialect.name, FsmState.__table__)
    with pytest.raises((ValueError, StatementError), match="naive"):
        await database.apply(put, {"key": "k", "state": "s", "data": {}, "updated_at": NOW.replace(tzinfo=None)})


async def test_a_statement_is_prepared_once(database: Database) -> None:
    plain._plan.cache_clear()
    async with database.read(SYSTEM, NOW) as work:
        for attempt in range(5):
            await work.rows(ONE, {"attempt": attempt})
    assert plain._plan.cache_info().misses == int(database.is_sqlite)


TASK = select(Task).where(Task.attempt == bindparam("attempt")).order_by(Task.id).limit(1)


async def test_a_record_is_the_one_the_session_knows(database: Database) -> None:
    async with database.write(SYSTEM, NOW) as work:
        work.session.add_all([call(attempt=7), call(attempt=7, instruction="second")])
    async with database.write(SYSTEM, NOW) as work:
        found = await work.record(TASK, {"attempt": 7})
        assert found is not None
        assert found is await work.session.get(Task, found.id)
        assert found is await work.record(TASK, {"attempt": 7})
        assert found is await work.session.scalar(TASK, {"attempt": 7})
        assert (found.kind, found.due_at, found.done_at, found.version) == (TaskKind.CALL, DUE, None, 1)
        assert not work.session.is_modified(found)
        assert await work.record(TASK, {"attempt": 8}) is None


async def test_a_record_that_was_read_is_written_like_any(database: Database) -> None:
    async with database.write(SYSTEM, NOW) as work:
        work.session.add(call(attempt=7))
    async with database.write(SYSTEM, NOW) as work:
        found = await work.record(TASK, {"attempt": 7})
        assert found is not None
        found.result = "done"
        await work.session.flush()
        assert (found.version, await work.record(TASK, {"attempt": 7})) == (2, found)
        work.session.expire(found)
        assert await work.record(TASK, {"attempt": 7}) is found
        assert "result" not in sqlalchemy_inspect(found).expired_attributes
    async with database.read(SYSTEM, NOW) as work:
        entries = await work.session.scalars(select(HistoryEntry).order_by(HistoryEntry.id))
        assert [(one.action, one.changes.get("result")) for one in entries] == [
            ("created", None),
            ("changed", [None, "done"]),
        ]


async def test_a_record_changed_meanwhile_is_stale(database: Database) -> None:
    async with database.write(SYSTEM, NOW) as work:
        work.session.add(call(attempt=7))

    async def change() -> None:
        async with database.write(SYSTEM, NOW) as work:
            found = await work.record(TASK, {"attempt": 7})
            assert found is not None
            await work.session.execute(update(Task).values(version=5).execution_options(synchronize_session=False))
            found.result = "too late"

    with pytest.raises(Stale):
        await change()


async def test_a_part_of_a_transaction_may_be_taken_back(database: Database) -> None:
    async with database.write(SYSTEM, NOW) as work:
        async with work.session.begin_nested() as first:
            work.session.add(call(attempt=7, instruction="gone"))
            assert await work.record(TASK, {"attempt": 7}) is not None
            await first.rollback()
        work.session.add(call(attempt=7, instruction="kept"))
        async with work.session.begin_nested():
            found = await work.record(TASK, {"attempt": 7})
            assert found is not None
            found.result = "done"
    async with database.read(SYSTEM, NOW) as work:
        found = await work.record(TASK, {"attempt": 7})
        assert found is not None
        assert (found.instruction, found.result) == ("kept", "done")
