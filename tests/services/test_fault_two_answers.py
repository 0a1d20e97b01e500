"""Two people answer one question at the same moment: one answer counts, the other is told so (issue 3, part 7)."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from typing import Any

import pytest

from services import Services, tasks_core
from services.clock import ShiftedClock
from services.errors import Stale
from services.rules.actor import SYSTEM, Role
from services.rules.kinds import LeadStatus
from storage import postponing as rows
from storage.tables import Lead, OutboxMessage, Postponement, PostponeRequest, Task, User
from storage.unit_of_work import Database, Work
from tests.services.test_postponing import NOW, moved, moved_once
from tests.support.company import People
from tests.support.databases import Committed
from tests.support.factory import Factory

DAY = timedelta(days=1)


async def second_head(database: Database, clock: ShiftedClock, people: People) -> int:
    """Another head of the same team."""
    async with database.write(SYSTEM, clock.now()) as work:
        boris = await work.session.get_one(User, people.boris.user_id)
        ada = User(name="Ada Head", role=Role.HEAD, team_id=boris.team_id, created_at=work.now)
        work.session.add(ada)
        await work.session.flush()
        return ada.id


@pytest.mark.parametrize("second", ["agree", "refuse", "another date"])
async def test_two_heads_answer_one_request_at_once(
    services: Services,
    factory: Factory,
    people: People,
    database: Database,
    clock: ShiftedClock,
    committed: Committed,
    second: str,
) -> None:
    """On connections of their own, several times over; the date moves at most once and one answer is told."""
    ada = await services.people.actor_of(await second_head(database, clock, people))
    other = Services(Database(database.url), clock)
    for number in range(3):
        task = await moved_once(services, factory, people.anna)
        await moved(services, people.anna, task, NOW + DAY)
        row = await committed.one(PostponeRequest, PostponeRequest.task_id == task.id)
        theirs: dict[str, Any] = {
            "agree": lambda row=row: other.postponing.agree(ada, row.id, row.version),
            "refuse": lambda row=row: other.postponing.refuse(ada, row.id, row.version),
            "another date": lambda row=row: other.postponing.set_date(ada, row.id, row.version, NOW + 2 * DAY),
        }
        results = await asyncio.gather(
            services.postponing.agree(people.boris, row.id, row.version), theirs[second](), return_exceptions=True
        )
        assert sorted(type(one).__name__ for one in results) == ["MoveRequest", "Stale"], results
        decided = await committed.one(PostponeRequest, PostponeRequest.id == row.id)
        by_boris = decided.decided_by == people.boris.user_id
        assert isinstance(results[1 if by_boris else 0], Stale)
        due = (await committed.one(Task, Task.id == task.id)).due_at
        said = {"agree": NOW + DAY, "refuse": NOW + timedelta(minutes=1), "another date": NOW + 2 * DAY}[second]
        assert due == (NOW + DAY if by_boris else said)
        moves = await committed.count(Postponement, Postponement.task_id == task.id)
        assert moves == (1 if not by_boris and second == "refuse" else 2)
        assert await committed.count(OutboxMessage, OutboxMessage.kind == "move_answer") == number + 1
    await other.db.close()


@pytest.mark.parametrize("database", ["postgres"], indirect=True)  # SQLite lets one write at a time
async def test_an_answer_given_between_reading_and_writing_stays(
    services: Services,
    factory: Factory,
    people: People,
    database: Database,
    clock: ShiftedClock,
    committed: Committed,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Boris agrees; before his yes is written, Ada's no is."""
    ada = await services.people.actor_of(await second_head(database, clock, people))
    task = await moved_once(services, factory, people.anna)
    await moved(services, people.anna, task, NOW + DAY)
    row = await committed.one(PostponeRequest)
    postpone = tasks_core.postpone

    async def late(*args: Any, **rest: Any) -> None:
        await services.postponing.refuse(ada, row.id, row.version)
        await postpone(*args, **rest)

    monkeypatch.setattr(tasks_core, "postpone", late)
    with pytest.raises(Stale):
        await services.postponing.agree(people.boris, row.id, row.version)
    assert (await committed.one(Task, Task.id == task.id)).due_at == NOW + timedelta(minutes=1)
    assert (await committed.one(PostponeRequest)).decided_by == ada.user_id


@pytest.mark.parametrize("database", ["postgres"], indirect=True)  # SQLite lets one write at a time
async def test_a_date_set_on_a_request_that_was_just_agreed_to_does_not_count(
    services: Services,
    factory: Factory,
    people: People,
    database: Database,
    clock: ShiftedClock,
    committed: Committed,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Ada's answer has read the request when Boris agrees, and reads the task afterwards, as he left it."""
    ada = await services.people.actor_of(await second_head(database, clock, people))
    task = await moved_once(services, factory, people.anna)
    await moved(services, people.anna, task, NOW + DAY)
    row = await committed.one(PostponeRequest)
    request = rows.request

    async def early(work: Work, request_id: int) -> PostponeRequest | None:
        found = await request(work, request_id)
        if work.actor.user_id == ada.user_id:
            await services.postponing.agree(people.boris, row.id, row.version)
        return found

    monkeypatch.setattr(rows, "request", early)
    with pytest.raises(Stale):
        await services.postponing.set_date(ada, row.id, row.version, NOW + 2 * DAY)
    assert (await committed.one(Task, Task.id == task.id)).due_at == NOW + DAY
    assert (await committed.one(PostponeRequest)).decided_by == people.boris.user_id
    assert await committed.count(Postponement, Postponement.task_id == task.id) == 2
    assert await committed.count(OutboxMessage, OutboxMessage.kind == "move_answer") == 1


async def test_an_inquiry_taken_and_given_at_once_has_one_owner(
    services: Services, factory: Factory, people: People, database: Database, clock: ShiftedClock, committed: Committed
) -> None:
    """A manager takes it while the head gives it to somebody else."""
    other = Services(Database(database.url), clock)
    for _ in range(3):
        lead = await factory.lead(None)
        results = await asyncio.gather(
            services.leads.take(people.anna, lead.id, lead.version),
            other.leads.give(people.boris, lead.id, lead.version, people.oleg.user_id or 0),
            return_exceptions=True,
        )
        kinds = [type(one).__name__ for one in results]
        row = await committed.one(Lead, Lead.id == lead.id)
        assert row.status is LeadStatus.TAKEN
        assert row.owner_id in (people.anna.user_id, people.oleg.user_id)
        assert kinds.count("LeadCard") == 1, kinds
    await other.db.close()
