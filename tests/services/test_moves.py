"""How often dates are moved, by whom and why; how promises are kept: counts, trends, what can be opened."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from services import Services
from services.clock import ShiftedClock
from services.errors import Denied, NotFound
from services.promises import Kept
from services.rules.actor import SYSTEM, Actor
from services.rules.kinds import PromiseState
from storage.tables import Promise, Task
from storage.unit_of_work import Database
from tests.support.company import People
from tests.support.factory import Factory
from tests.support.pushes import kyiv

NOW = kyiv("2026-11-24 10:00")
HOUR = timedelta(hours=1)
DAY = timedelta(days=1)


async def move(services: Services, actor: Actor, task: Task, at: datetime, reason: int | None = None) -> None:
    """Move a task as it stands now, for a reason of the list or a typed one."""
    version = (await services.tasks.card(actor, task.id)).line.version
    comment = None if reason else "so"
    await services.tasks.postpone(actor, task.id, version, at, reason_id=reason, comment=comment)


async def test_moves_by_person_and_reason(
    services: Services, factory: Factory, people: People, clock: ShiftedClock
) -> None:
    clock.set(NOW - 8 * DAY)
    early = await factory.task(await factory.lead(people.anna), people.anna, NOW + DAY)
    reason = (await services.tasks.date_question(people.anna, early.id)).reasons[0].id
    await move(services, people.anna, early, NOW + 2 * DAY, reason)
    clock.set(NOW)
    await move(services, people.boris, early, NOW + 3 * DAY)
    hers = await factory.task(await factory.lead(people.vera), people.vera, NOW + DAY)
    await move(services, people.vera, hers, NOW + 2 * DAY, reason)
    await move(services, people.vera, hers, NOW + 3 * DAY)  # asks Galina
    week = await services.moves.report(people.boris, "week")
    assert (week.moves, week.tasks, week.asked) == (1, 1, 0), "of his own team"
    assert [(item.who.name if item.who else None, item.moves) for item in week.by_person] == [("Boris Head", 1)]
    assert [item.who for item in week.by_reason] == [None], "a typed one"
    longer = await services.moves.report(people.owner, "weeks4")
    assert (longer.moves, longer.tasks, longer.asked, longer.agreed, longer.refused) == (3, 2, 1, 0, 0)
    assert {(item.who.name if item.who else None): item.moves for item in longer.by_reason} == {
        "Client asked": 2,
        None: 1,
    }
    lines = await services.moves.lines(people.owner, "weeks4", reason=reason)
    assert (lines.name, lines.total, [line.task.id for line in lines.lines]) == ("Client asked", 2, [hers.id, early.id])
    typed = await services.moves.lines(people.boris, "month", reason=0)
    assert [(line.by, line.reason) for line in typed.lines] == [("Boris Head", "so")]
    assert (await services.moves.lines(people.boris, "month", person=people.vera.user_id)).total == 0
    with pytest.raises(Denied):
        await services.moves.report(people.anna)


async def test_pages_of_moves(services: Services, factory: Factory, people: People) -> None:
    for _ in range(8):
        await move(services, people.anna, await factory.task(await factory.lead(people.anna), people.anna), NOW + DAY)
    found = await services.moves.lines(people.boris, "week", person=people.anna.user_id, page=9)
    assert (found.total, found.page, found.pages, len(found.lines)) == (8, 2, 2, 2)


async def promised(
    factory: Factory, database: Database, owner: Actor, at: datetime, state: PromiseState, late: int | None = None
) -> Task:
    """A promise for a moment and what became of it."""
    task = await factory.call(await factory.client(owner=owner), owner, at)
    async with database.write(SYSTEM, NOW) as work:
        work.session.add(
            Promise(
                task_id=task.id, user_id=owner.user_id, promised_at=at, made_at=at - DAY, state=state, late_minutes=late
            )
        )
    return task


async def test_promises_by_person_their_trend_and_the_broken_ones(
    services: Services, factory: Factory, people: People, database: Database
) -> None:
    kept, late, broken = PromiseState.KEPT, PromiseState.LATE, PromiseState.BROKEN
    today, last_week = NOW - HOUR, NOW - 8 * DAY
    await promised(factory, database, people.anna, today, kept)
    second = await promised(factory, database, people.anna, today, late, 30)
    first = await promised(factory, database, people.anna, today - HOUR, broken)
    for _ in range(5):
        await promised(factory, database, people.anna, last_week, kept)
    await promised(factory, database, people.oleg, today, PromiseState.OPEN)
    await promised(factory, database, people.oleg, today, PromiseState.MOVED)
    await promised(factory, database, people.vera, today, kept)
    report = await services.promises.report(people.boris, "week")
    assert [(item.person.name, item.numbers) for item in report.people] == [("Anna Manager", Kept(1, 1, 1, 30))]
    assert report.total == Kept(1, 1, 1, 30)
    assert len((await services.promises.report(people.owner, "week")).people) == 2
    own = await services.promises.of(people.anna)
    assert own.own
    assert [line.task.id for line in own.lines] == [second.id, first.id]
    assert [(line.state, line.late_minutes) for line in own.lines] == [(late, 30), (broken, None)]
    assert (own.rates["week"].rate, own.rates["weeks4"].rate) == (1 / 3, 6 / 8)
    assert own.trend == pytest.approx(1 / 3 - 6 / 8)
    assert (await services.promises.of(people.boris, people.anna.user_id, "month")).total == 2
    for actor, person in ((people.oleg, people.anna), (people.galina, people.anna)):
        with pytest.raises(NotFound):
            await services.promises.of(actor, person.user_id)
    with pytest.raises(Denied):
        await services.promises.report(people.anna)


async def test_nothing_promised_has_no_rate(services: Services, people: People) -> None:
    found = await services.promises.of(people.anna)
    assert (found.rates["month"].rate, found.trend, found.lines) == (None, None, ())
