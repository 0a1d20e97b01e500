"""Tasks: lists by the person's day, doing, the next step, moving with a reason, handing over, load."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from services import Services
from services.clock import ShiftedClock
from services.errors import Invalid, NotFound, Stale
from services.rules.kinds import ActivityKind, PromiseState, TaskKind, TaskStatus
from services.rules.target import Target
from storage.tables import Activity, Deal, Postponement, Promise, Task
from storage.unit_of_work import Database
from tests.support.company import People
from tests.support.databases import Committed
from tests.support.factory import Factory

HOUR = timedelta(hours=1)
DAY = timedelta(days=1)


async def test_the_lists_follow_the_persons_day(
    services: Services, people: People, factory: Factory, clock: ShiftedClock
) -> None:
    deal = await factory.deal(people.anna, title="Romashka")  # its own task is due tomorrow at ten
    now = clock.now()
    for at in (now + HOUR, now + 13 * HOUR, now + 14 * HOUR + timedelta(minutes=1)):
        await factory.task(deal, people.anna, at)
    clock.advance(2 * HOUR)
    page = await services.tasks.list(people.anna)
    assert page.counts == {"overdue": 1, "today": 1, "later": 2, "done": 0}
    assert (page.choice, page.mine, page.whose) == ("overdue", True, False)
    assert [line.about for line in page.lines] == ["Romashka"]
    tokyo = replace(people.anna, zone="Asia/Tokyo")  # there the day ends seven hours sooner
    assert (await services.tasks.list(tokyo)).counts == {"overdue": 1, "today": 0, "later": 3, "done": 0}
    assert [line.due_at for line in (await services.tasks.list(people.anna, "later")).lines] == sorted(
        line.due_at for line in (await services.tasks.list(people.anna, "later")).lines
    )


async def test_everybodys_tasks_and_the_load(
    services: Services, people: People, factory: Factory, clock: ShiftedClock
) -> None:
    for owner, count in ((people.anna, 1), (people.oleg, 3), (people.vera, 2)):
        for _ in range(count):
            await factory.deal(owner)
    clock.advance(2 * DAY)
    page = await services.tasks.list(people.boris, mine=False)
    assert page.counts["overdue"] == 4
    assert {line.assignee.name for line in page.lines if line.assignee} == {"Anna Manager", "Oleg Manager"}
    assert (await services.tasks.list(people.boris)).counts["overdue"] == 0
    load = await services.tasks.load(people.boris)
    assert [(one.person.name, one.open, one.overdue, one.today) for one in load] == [
        ("Oleg Manager", 3, 3, 0),
        ("Anna Manager", 1, 1, 0),
    ]
    assert len(await services.tasks.load(people.owner)) == 3


async def test_the_last_task_done_asks_for_the_next_step(
    services: Services, people: People, factory: Factory, committed: Committed, clock: ShiftedClock
) -> None:
    deal = await factory.deal(people.anna)
    own = await factory.task(deal, people.anna)
    stage_task = (await committed.all(Task, Task.deal_id == deal.id))[0]
    first = await services.tasks.done(people.anna, own.id, own.version, "sent")
    assert first.next_step is None
    second = await services.tasks.done(people.anna, stage_task.id, stage_task.version)
    assert second.next_step == Target("deal", deal.id)
    row = await committed.one(Task, Task.id == own.id)
    assert (row.status, row.done_at, row.result) == (TaskStatus.DONE, clock.now(), "sent")
    assert (await services.tasks.after(people.anna, own.id)).next_step == Target("deal", deal.id)


async def test_a_task_is_done_once(services: Services, people: People, factory: Factory) -> None:
    deal = await factory.deal(people.anna)
    task = await factory.task(deal, people.anna)
    both = await asyncio.gather(
        services.tasks.done(people.anna, task.id, task.version),
        services.tasks.done(people.boris, task.id, task.version),
        return_exceptions=True,
    )
    assert sorted(type(one).__name__ for one in both) == ["Stale", "TaskDone"]


async def test_a_meeting_done_is_a_meeting_held(
    services: Services, people: People, factory: Factory, committed: Committed, clock: ShiftedClock
) -> None:
    deal = await factory.deal(people.anna)
    target = Target("deal", deal.id)
    card = await services.tasks.add(people.anna, target, TaskKind.MEETING, clock.now() + HOUR, key="k")
    clock.advance(HOUR)
    await services.tasks.done(people.anna, card.line.id, card.line.version)
    assert (await committed.one(Activity)).kind is ActivityKind.MEETING
    assert (await committed.one(Promise)).state is PromiseState.KEPT
    assert (await committed.one(Deal, Deal.id == deal.id)).last_contact_at == clock.now()


@pytest.mark.parametrize("kind", [TaskKind.CALL, TaskKind.CHECK_REFUSAL, TaskKind.NPS])
async def test_some_tasks_are_closed_by_what_came_of_them(
    services: Services, people: People, factory: Factory, kind: TaskKind
) -> None:
    deal = await factory.deal(people.anna)
    task = await factory.task(deal, people.anna, kind=kind)
    with pytest.raises(Invalid, match="task_own_way"):
        await services.tasks.done(people.anna, task.id, task.version)


async def test_a_next_step_is_planned_once_and_promised(
    services: Services, people: People, factory: Factory, committed: Committed, clock: ShiftedClock
) -> None:
    deal = await factory.deal(people.anna)
    target, at = Target("deal", deal.id), clock.now() + HOUR
    cards = [await services.tasks.add(people.anna, target, TaskKind.CALL, at, key=f"k{n}") for n in range(2)]
    assert cards[0].line.id == cards[1].line.id
    assert (await committed.one(Promise)).promised_at == at
    with pytest.raises(Stale, match="contact_planned"):
        await services.tasks.add(people.anna, target, TaskKind.MEETING, at + HOUR, key="k3")
    asked = await services.tasks.step_question(people.anna, target)
    assert asked.task is not None
    assert asked.task.id == cards[0].line.id


async def test_a_task_by_the_same_message_is_added_once(
    services: Services, people: People, factory: Factory, committed: Committed, clock: ShiftedClock
) -> None:
    deal = await factory.deal(people.anna)
    target = Target("deal", deal.id)
    for shift in (1, 2):  # the clock of a redelivered message differs, its key does not
        await services.tasks.add(
            people.anna, target, TaskKind.TODO, clock.now() + shift * HOUR, title=" Send  it ", key="m"
        )
    found = await committed.all(Task, Task.deal_id == deal.id, Task.title == "Send it")
    assert [(row.assignee_id, row.client_id) for row in found] == [(people.anna.user_id, deal.client_id)]


async def test_what_cannot_be_planned(
    services: Services, people: People, factory: Factory, clock: ShiftedClock
) -> None:
    deal = await factory.deal(people.anna)
    target, now = Target("deal", deal.id), clock.now()
    with pytest.raises(Invalid, match="past"):
        await services.tasks.add(people.anna, target, TaskKind.CALL, now, key="1")
    with pytest.raises(Invalid, match="too_long"):
        await services.tasks.add(people.anna, target, TaskKind.TODO, now + HOUR, title="x" * 201, key="2")
    with pytest.raises(NotFound):
        await services.tasks.add(people.vera, target, TaskKind.TODO, now + HOUR, key="3")
    await services.refusals.refuse(people.anna, target, deal.version, await factory.loss_reason())
    with pytest.raises(Stale, match="deal_closed"):
        await services.tasks.add(people.anna, target, TaskKind.TODO, now + HOUR, key="4")


async def test_moving_a_date_needs_a_reason(
    services: Services, people: People, factory: Factory, committed: Committed, clock: ShiftedClock
) -> None:
    deal = await factory.deal(people.anna)
    task = await factory.task(deal, people.anna)
    asked = await services.tasks.date_question(people.anna, task.id)
    assert asked.task is not None
    assert "Client asked" in [reason.name for reason in asked.reasons]
    to = clock.now() + DAY
    for comment in (None, "  "):
        with pytest.raises(Invalid, match="reason_needed"):
            await services.tasks.postpone(people.anna, task.id, task.version, to, comment=comment)
    with pytest.raises(Invalid, match="past"):
        await services.tasks.postpone(people.anna, task.id, task.version, clock.now(), comment="x")
    card = await services.tasks.postpone(
        people.anna, task.id, task.version, to, reason_id=asked.reasons[0].id, comment="the <lawyer>"
    )
    assert (card.line.due_at, card.line.moves) == (to, 1)
    assert [(move.from_at, move.to_at, move.by, move.reason) for move in card.moves] == [
        (task.due_at, to, "Anna Manager", "Client asked · the <lawyer>")
    ]
    with pytest.raises(Stale):
        await services.tasks.postpone(people.anna, task.id, task.version, to, comment="again")
    assert await committed.count(Postponement) == 1


@pytest.mark.parametrize(("hours", "state"), [(0, PromiseState.MOVED), (3, PromiseState.BROKEN)])
async def test_a_moved_promise_is_agreed_anew_or_broken(
    services: Services,
    people: People,
    factory: Factory,
    committed: Committed,
    clock: ShiftedClock,
    hours: int,
    state: PromiseState,
) -> None:
    deal = await factory.deal(people.anna)
    task = await factory.call(deal, people.anna, promised=True)
    clock.advance(hours * HOUR)
    card = await services.tasks.postpone(people.anna, task.id, task.version, clock.now() + DAY, comment="asked")
    old, new = await committed.all(Promise)
    assert (old.state, new.state, new.promised_at) == (state, PromiseState.OPEN, card.line.due_at)


async def test_a_closed_task_is_not_moved(services: Services, people: People, factory: Factory) -> None:
    deal = await factory.deal(people.anna)
    task = await factory.task(deal, people.anna)
    done = await services.tasks.done(people.anna, task.id, task.version)
    with pytest.raises(Stale, match="task_closed"):
        await services.tasks.date_question(people.anna, task.id)
    with pytest.raises(Stale, match="task_closed"):
        await services.tasks.postpone(
            people.anna, task.id, done.card.line.version, datetime(2027, 1, 1, tzinfo=UTC), comment="x"
        )


async def test_the_head_gives_an_overdue_task(
    services: Services, people: People, factory: Factory, committed: Committed, clock: ShiftedClock, database: Database
) -> None:
    deal = await factory.deal(people.anna)
    task = await factory.call(deal, people.anna, promised=True)
    clock.advance(2 * HOUR)
    async with database.write(people.boris, clock.now()) as work:
        row = await work.session.get(Task, task.id)
        assert row is not None
        row.nudged_at = row.escalated_at = clock.now()
    version, taken = await services.tasks.takers(people.boris, task.id)
    assert [one.name for one in taken] == ["Boris Head", "Oleg Manager"]
    card = await services.tasks.give(people.boris, task.id, version, taken[1].id)
    assert card.line.assignee is not None
    assert card.line.assignee.name == "Oleg Manager"
    row = await committed.one(Task, Task.id == task.id)
    assert (row.nudged_at, row.escalated_at) == (None, None)
    assert (await committed.one(Promise)).user_id == people.oleg.user_id
    with pytest.raises(Stale):
        await services.tasks.give(people.boris, task.id, version, taken[0].id)


async def test_only_leaders_give_tasks(services: Services, people: People, factory: Factory) -> None:
    deal = await factory.deal(people.anna)
    task = await factory.task(deal, people.anna)
    with pytest.raises(NotFound):
        await services.tasks.takers(people.anna, task.id)
    with pytest.raises(NotFound):
        await services.tasks.give(people.anna, task.id, task.version, people.oleg.user_id or 0)
    with pytest.raises(NotFound):
        await services.tasks.give(people.boris, task.id, task.version, people.vera.user_id or 0)


@pytest.mark.parametrize("name", ["oleg", "galina", "vera", "client"])
async def test_tasks_of_others_are_not_there(
    services: Services, people: People, factory: Factory, name: str, clock: ShiftedClock
) -> None:
    deal = await factory.deal(people.anna)
    task = await factory.task(deal, people.anna)
    actor = getattr(people, name)
    with pytest.raises(NotFound):
        await services.tasks.card(actor, task.id)
    with pytest.raises(NotFound):
        await services.tasks.done(actor, task.id, task.version)
    with pytest.raises(NotFound):
        await services.tasks.postpone(actor, task.id, task.version, clock.now() + DAY, comment="x")
    with pytest.raises(NotFound):
        await services.tasks.date_question(actor, task.id)
