"""The escalation ladder: once only, in working time, grouped, after what was done is left out (S0-41)."""

from __future__ import annotations

import asyncio
from datetime import datetime, timedelta

import pytest

from services import Services
from services.clock import ShiftedClock
from services.errors import NotFound, Stale
from services.reminders import LateList
from services.rules.actor import SYSTEM, Actor
from services.rules.kinds import PromiseState, TaskStatus
from services.rules.target import Target
from storage import reminders as rows
from storage.tables import Chat, HistoryEntry, Promise, Task
from storage.unit_of_work import Database
from tests.support.company import ANNA, BORIS, GALINA, OLEG, OWNER, People
from tests.support.databases import Committed
from tests.support.factory import Factory
from tests.support.pushes import Heart, Push, change, kyiv, told

LADDER = ("reminders.nudge", "reminders.escalate")
MINUTE = timedelta(minutes=1)


@pytest.fixture
def heart(services: Services, clock: ShiftedClock, committed: Committed) -> Heart:
    """Beats and tells what was queued."""
    return Heart(services, clock, committed)


async def due(factory: Factory, owner: Actor, at: datetime, *, promised: bool = False) -> Task:
    """A call to a client of its own, due at a moment."""
    return await factory.call(await factory.client(owner=owner), owner, at, promised=promised)


async def escalated(heart: Heart) -> list[Push]:
    """What is queued an hour after the reminder of what is due on Tuesday at eleven."""
    await heart.at(kyiv("2026-11-24 11:00"), *LADDER)
    return await heart.at(kyiv("2026-11-24 12:00"), *LADDER)


# --------------------------------------------------------------------------------------------------------------- nudges
async def test_the_assignee_is_reminded_at_the_due_time_once(heart: Heart, factory: Factory, people: People) -> None:
    await due(factory, people.anna, kyiv("2026-11-24 11:00"))
    assert await heart.at(kyiv("2026-11-24 10:59"), *LADDER) == []
    assert told(await heart.at(kyiv("2026-11-24 11:00"), *LADDER)) == [(ANNA, "task_due")]
    assert await heart.at(kyiv("2026-11-24 11:01"), *LADDER) == []


async def test_what_is_due_together_is_one_message_a_person(
    heart: Heart, factory: Factory, people: People, services: Services
) -> None:
    for _ in range(3):
        await due(factory, people.anna, kyiv("2026-11-24 11:00"))
    await due(factory, people.oleg, kyiv("2026-11-24 11:00"))
    pushes = await heart.at(kyiv("2026-11-24 11:00"), *LADDER)
    assert told(pushes) == [(ANNA, "task_due"), (OLEG, "task_due")]
    found = await services.reminders.due(people.anna, datetime.fromisoformat(pushes[0].params["at"]))
    assert (len(found.tasks), found.total) == (3, 3)


async def test_what_is_done_or_moved_before_the_message_is_drawn_is_left_out(
    heart: Heart, factory: Factory, people: People, services: Services, clock: ShiftedClock
) -> None:
    done, moved, given, left = [await due(factory, people.anna, kyiv("2026-11-24 11:00")) for _ in range(4)]
    at = datetime.fromisoformat((await heart.at(kyiv("2026-11-24 11:00"), *LADDER))[0].params["at"])
    async with services.db.write(SYSTEM, clock.now()) as work:
        (await work.session.get_one(Task, done.id)).status = TaskStatus.DONE
    await services.tasks.postpone(people.anna, moved.id, moved.version, kyiv("2026-11-25 11:00"), comment="ill")
    await services.tasks.give(people.boris, given.id, given.version, people.oleg.user_id or 0)
    assert [task.id for task in (await services.reminders.due(people.anna, at)).tasks] == [left.id]


async def test_never_when_it_is_done_already(
    heart: Heart, factory: Factory, people: People, services: Services
) -> None:
    client = await factory.client(owner=people.anna)
    await factory.call(client, people.anna, kyiv("2026-11-24 10:30"))
    await services.calls.not_reached(people.anna, Target("client", client.id), client.version)
    assert await heart.at(kyiv("2026-11-24 10:44"), *LADDER) == []
    assert told(await heart.at(kyiv("2026-11-24 10:45"), *LADDER)) == [(ANNA, "task_due")], "the next try"


@pytest.mark.parametrize(
    ("at", "nudged"),
    [
        ("2026-11-24 22:00", "2026-11-25 09:00"),  # at night
        ("2026-11-28 12:00", "2026-11-30 09:00"),  # Saturday
    ],
)
async def test_nobody_is_reminded_at_night_or_on_a_day_off(
    heart: Heart, factory: Factory, people: People, at: str, nudged: str
) -> None:
    await due(factory, people.anna, kyiv(at))
    assert await heart.at(kyiv(at), *LADDER) == []
    assert await heart.at(kyiv(nudged) - MINUTE, *LADDER) == []
    assert told(await heart.at(kyiv(nudged), *LADDER)) == [(ANNA, "task_due")]


async def test_a_time_agreed_with_the_client_after_hours_is_reminded_of(
    heart: Heart, factory: Factory, people: People
) -> None:
    await due(factory, people.anna, kyiv("2026-11-24 19:00"), promised=True)
    assert told(await heart.at(kyiv("2026-11-24 19:00"), *LADDER)) == [(ANNA, "task_due")]


async def test_everybody_in_the_own_zone(
    heart: Heart, factory: Factory, people: People, database: Database, clock: ShiftedClock
) -> None:
    """08:00 in Kyiv: too early there, 14:00 in Almaty."""
    await change(database, clock, people.oleg, zone="Asia/Almaty")
    at = kyiv("2026-11-25 08:00")
    await due(factory, people.anna, at)
    await due(factory, people.oleg, at)
    assert told(await heart.at(at, *LADDER)) == [(OLEG, "task_due")]
    assert told(await heart.at(kyiv("2026-11-25 09:00"), *LADDER)) == [(BORIS, "escalation"), (ANNA, "task_due")]


async def test_a_new_date_or_a_new_person_is_reminded_anew(
    heart: Heart, factory: Factory, people: People, services: Services
) -> None:
    task = await due(factory, people.anna, kyiv("2026-11-24 11:00"))
    await heart.at(kyiv("2026-11-24 11:00"), *LADDER)
    moved = await services.tasks.postpone(
        people.anna, task.id, task.version, kyiv("2026-11-24 12:00"), comment="the client asked"
    )
    assert told(await heart.at(kyiv("2026-11-24 12:00"), *LADDER)) == [(ANNA, "task_due")]
    given = await services.tasks.give(people.boris, task.id, moved.line.version, people.oleg.user_id or 0)
    assert told(await heart.at(kyiv("2026-11-24 12:05"), *LADDER)) == [(OLEG, "task_due")]
    await services.tasks.give(people.boris, task.id, given.line.version, people.anna.user_id or 0)
    assert told(await heart.at(kyiv("2026-11-24 12:10"), *LADDER)) == [(ANNA, "task_due")], "back again"


# ----------------------------------------------------------------------------------------------------------- escalation
async def test_the_head_after_the_grace_then_again_after_a_working_day(
    heart: Heart, factory: Factory, people: People, services: Services
) -> None:
    task = await due(factory, people.anna, kyiv("2026-11-24 11:00"))
    await heart.at(kyiv("2026-11-24 11:00"), *LADDER)
    assert await heart.at(kyiv("2026-11-24 11:59"), *LADDER) == []
    first = await heart.at(kyiv("2026-11-24 12:00"), *LADDER)
    assert told(first) == [(BORIS, "escalation")]
    late = await services.reminders.late(
        people.boris, datetime.fromisoformat(first[0].params["at"]), first[0].params["people"], []
    )
    assert ([line.id for line in late.tasks], late.total, late.total_again) == ([task.id], 1, 0)

    assert await heart.until(kyiv("2026-11-25 11:59"), timedelta(minutes=97), *LADDER) == []
    again = await heart.at(kyiv("2026-11-25 12:00"), *LADDER)
    assert told(again) == [(BORIS, "escalation")]
    late = await services.reminders.late(
        people.boris, datetime.fromisoformat(again[0].params["at"]), again[0].params["people"], []
    )
    assert ([line.id for line in late.again], late.total, late.total_again) == ([task.id], 0, 1)
    assert await heart.until(kyiv("2026-12-01 18:00"), timedelta(hours=5), *LADDER) == [], "and never a third time"


async def test_grouped_by_head_and_in_time(heart: Heart, factory: Factory, people: People, services: Services) -> None:
    """A call missed every ten minutes is not a message every ten minutes."""
    for minute in range(0, 60, 10):
        await due(factory, people.anna, kyiv(f"2026-11-24 11:{minute:02}"))
        await due(factory, people.oleg, kyiv(f"2026-11-24 11:{minute:02}"))
    await due(factory, people.vera, kyiv("2026-11-24 11:00"))
    pushes = await heart.until(kyiv("2026-11-24 14:30"), 5 * MINUTE, *LADDER)
    told_heads = [push for push in pushes if push.kind == "escalation"]
    to_boris = [push for push in told_heads if push.chat_id == BORIS]
    assert [push.chat_id for push in told_heads if push not in to_boris] == [GALINA]
    assert len(to_boris) == 2, "12:00, 13:00"
    totals = [
        (await services.reminders.late(people.boris, push.at, push.params["people"], push.params["leads"])).total
        for push in to_boris
    ]
    assert totals == [2, 10]


async def test_an_inquiry_at_its_limit_goes_up_at_once_and_takes_the_rest_along(
    heart: Heart, factory: Factory, people: People, services: Services
) -> None:
    """S2-04: 15 working minutes. It belongs to nobody yet: the head of its team is told."""
    await due(factory, people.anna, kyiv("2026-11-24 10:00"))
    await heart.at(kyiv("2026-11-24 10:00"), *LADDER)
    waits = await due(factory, people.oleg, kyiv("2026-11-24 10:05"))
    await heart.at(kyiv("2026-11-24 10:05"), *LADDER)
    assert told(await heart.at(kyiv("2026-11-24 11:00"), *LADDER)) == [(BORIS, "escalation")]
    boris = await services.people.actor_of(people.boris.user_id or 0)
    team = next(iter(boris.team_ids or ()))
    lead = await factory.lead(inbound=True, team_id=team)

    async def told_boris(push: Push) -> LateList:
        return await services.reminders.late(people.boris, push.at, push.params["people"], push.params["leads"])

    assert await heart.at(kyiv("2026-11-24 11:14"), "reminders.escalate") == [], "a task alone waits for its turn"
    pushes = await heart.at(kyiv("2026-11-24 11:15"), "reminders.escalate")
    assert told(pushes) == [(BORIS, "escalation")]
    late = await told_boris(pushes[0])
    assert ([line.id for line in late.tasks], [one.id for one in late.leads]) == ([waits.id], [lead.id])

    await services.calls.not_reached(people.anna, Target("lead", lead.id), lead.version)
    late = await told_boris(pushes[0])
    assert late.leads == ()


async def test_a_head_who_cannot_be_written_to_is_stood_in_for(
    heart: Heart, factory: Factory, people: People, database: Database, clock: ShiftedClock
) -> None:
    async with database.write(SYSTEM, clock.now()) as work:
        (await work.session.get_one(Chat, BORIS)).blocked_at = clock.now()
    await due(factory, people.anna, kyiv("2026-11-24 11:00"))
    assert told(await escalated(heart)) == [(OWNER, "escalation")]


async def test_a_heads_own_task_goes_to_who_is_above(heart: Heart, factory: Factory, people: People) -> None:
    await due(factory, people.boris, kyiv("2026-11-24 11:00"))
    assert told(await escalated(heart)) == [(OWNER, "escalation")]


async def test_an_admins_own_task_is_nobodys_concern(heart: Heart, factory: Factory, people: People) -> None:
    task = await due(factory, people.owner, kyiv("2026-11-24 11:00"))
    assert await escalated(heart) == []
    assert (await heart.committed.one(Task, Task.id == task.id)).escalated_at is not None, "not looked at every minute"


async def test_a_task_nobody_has_goes_to_the_top(
    heart: Heart, factory: Factory, people: People, database: Database, clock: ShiftedClock, services: Services
) -> None:
    task = await due(factory, people.anna, kyiv("2026-11-24 11:00"))
    async with database.write(SYSTEM, clock.now()) as work:
        (await work.session.get_one(Task, task.id)).assignee_id = None
    pushes = await escalated(heart)
    assert told(pushes) == [(OWNER, "escalation")]
    late = await services.reminders.late(people.owner, pushes[0].at, pushes[0].params["people"], [])
    assert [line.id for line in late.tasks] == [task.id]


async def test_a_head_sees_only_own_people_in_it(
    heart: Heart, factory: Factory, people: People, services: Services
) -> None:
    """Whatever the params say, what cannot be seen is not told."""
    await due(factory, people.vera, kyiv("2026-11-24 11:00"))
    push = (await escalated(heart))[0]
    assert (await services.reminders.late(people.galina, push.at, push.params["people"], [])).total == 1
    assert (await services.reminders.late(people.boris, push.at, push.params["people"], [])).total == 0


# ------------------------------------------------------------------------------------------- sleep, restarts, processes
async def test_who_has_just_been_given_a_late_task_has_the_grace_too(
    heart: Heart, factory: Factory, people: People, services: Services
) -> None:
    """The head who hands over is not told a minute later that it is undone."""
    task = await due(factory, people.anna, kyiv("2026-11-24 11:00"))
    await escalated(heart)
    await services.tasks.give(people.boris, task.id, task.version, people.oleg.user_id or 0)
    assert told(await heart.at(kyiv("2026-11-24 12:01"), *LADDER)) == [(OLEG, "task_due")]
    assert await heart.at(kyiv("2026-11-24 12:59"), *LADDER) == []
    assert told(await heart.at(kyiv("2026-11-24 13:00"), *LADDER)) == [(BORIS, "escalation")]


async def test_a_machine_that_slept_for_a_day_tells_once(heart: Heart, factory: Factory, people: People) -> None:
    await due(factory, people.anna, kyiv("2026-11-24 11:00"))
    await heart.at(kyiv("2026-11-24 10:30"))
    await heart.new()
    waking = await heart.at(kyiv("2026-11-25 15:00"), *LADDER)
    assert told(waking) == [(BORIS, "escalation"), (ANNA, "task_due")]
    assert await heart.until(kyiv("2026-11-26 14:59"), timedelta(minutes=97), *LADDER) == []
    assert told(await heart.at(kyiv("2026-11-26 15:00"), *LADDER)) == [(BORIS, "escalation")]
    assert await heart.until(kyiv("2026-12-03 18:00"), timedelta(hours=5), *LADDER) == []


async def test_a_restart_in_between_changes_nothing(
    heart: Heart, factory: Factory, people: People, database: Database, clock: ShiftedClock
) -> None:
    await due(factory, people.anna, kyiv("2026-11-24 11:00"))
    await escalated(heart)
    other = Database(database.url)
    heart.services = Services(other, clock)
    assert await heart.until(kyiv("2026-11-25 11:00"), timedelta(hours=1), *LADDER) == []
    await other.close()


async def test_two_processes_at_once_tell_once(
    heart: Heart, factory: Factory, people: People, database: Database, clock: ShiftedClock
) -> None:
    for minute in range(20):
        await due(factory, people.anna, kyiv(f"2026-11-24 11:{minute:02}"))
    clock.set(kyiv("2026-11-24 11:30"))
    others = [Database(database.url) for _ in range(3)]
    reminders = [Services(other, clock).reminders for other in others]
    nudged = await asyncio.gather(*(one.nudge(clock.now()) for one in reminders))
    clock.set(kyiv("2026-11-24 12:30"))
    raised = await asyncio.gather(*(one.escalate(clock.now()) for one in reminders))
    for other in others:
        await other.close()
    assert (sum(nudged), sum(raised)) == (20, 20)
    assert told(await heart.new()) == [(BORIS, "escalation"), (ANNA, "task_due")]


async def test_a_task_moved_while_the_beat_looks_is_reminded_at_its_new_time(
    heart: Heart, factory: Factory, people: People, services: Services, clock: ShiftedClock
) -> None:
    """The claim looks again: otherwise the mark of the old time would silence the new one."""
    task = await due(factory, people.anna, kyiv("2026-11-24 11:00"))
    clock.set(kyiv("2026-11-24 11:00"))
    async with services.db.read(SYSTEM, clock.now()) as work:
        found = [row.id for row in await rows.to_nudge(work)]
    await services.tasks.postpone(people.anna, task.id, task.version, kyiv("2026-11-24 12:00"), comment="later")
    async with services.db.write(SYSTEM, clock.now()) as work:
        assert await rows.claim_nudges(work, found, clock.now()) == set()
    assert told(await heart.at(kyiv("2026-11-24 12:00"), *LADDER)) == [(ANNA, "task_due")]


async def test_marks_are_bookkeeping(heart: Heart, factory: Factory, people: People, services: Services) -> None:
    """Neither the version under a person's button nor the history moves."""
    task = await due(factory, people.anna, kyiv("2026-11-24 11:00"))
    before = await heart.committed.count(HistoryEntry)
    assert len(await escalated(heart)) == 1
    assert await heart.committed.count(HistoryEntry) == before
    await services.tasks.postpone(people.anna, task.id, task.version, kyiv("2026-11-25 11:00"), comment="later")


async def test_a_company_that_never_works_is_left_in_peace(
    heart: Heart, factory: Factory, people: People, services: Services
) -> None:
    await due(factory, people.anna, kyiv("2026-11-24 11:00"))
    await services.company.change(people.owner, hours=((),) * 7)
    assert await heart.at(kyiv("2026-11-25 11:00")) == []


# --------------------------------------------------------------------------------------------------------------- remind
async def test_the_head_reminds_everybody_who_is_late_once(
    heart: Heart, factory: Factory, people: People, services: Services
) -> None:
    for person in (people.anna, people.anna, people.oleg, people.vera, people.boris):
        await due(factory, person, kyiv("2026-11-24 11:00"))
    await escalated(heart)
    assert await services.reminders.remind(people.boris) == 2
    assert await services.reminders.remind(people.boris) == 2, "a double tap"
    pushes = await heart.new()
    assert told(pushes) == [(ANNA, "task_due"), (OLEG, "task_due")]
    assert pushes[0].params["by"] == "Boris Head"
    late = await services.reminders.due(people.anna, datetime.fromisoformat(pushes[0].params["at"]))
    assert late.total == 2


async def test_reminding_is_for_leaders_and_of_something(services: Services, people: People) -> None:
    with pytest.raises(NotFound):
        await services.reminders.remind(people.anna)
    with pytest.raises(Stale) as refused:
        await services.reminders.remind(people.boris)
    assert refused.value.code == "nothing_late"


# ------------------------------------------------------------------------------------------------------------- promises
async def test_a_promise_is_broken_when_its_persons_day_is_over(
    heart: Heart, factory: Factory, people: People, database: Database, clock: ShiftedClock
) -> None:
    await change(database, clock, people.oleg, zone="America/New_York")
    for person in (people.anna, people.oleg):
        await due(factory, person, kyiv("2026-11-24 18:00"), promised=True)

    async def broken() -> list[int | None]:
        await heart.beat("reminders.settle_promises")
        found = await heart.committed.all(Promise, Promise.state == PromiseState.BROKEN)
        return [row.user_id for row in found]

    clock.set(kyiv("2026-11-24 23:59"))
    assert await broken() == []
    clock.set(kyiv("2026-11-25 00:00"))
    assert await broken() == [people.anna.user_id]
    clock.set(kyiv("2026-11-25 07:00"))
    assert await broken() == [people.anna.user_id, people.oleg.user_id]
    assert {row.late_minutes for row in await heart.committed.all(Promise)} == {360, 780}


# -------------------------------------------------------------------------------------------------------------- backlog
@pytest.mark.parametrize("tasks", [1_000, pytest.param(10_000, marks=pytest.mark.slow)])
async def test_thousands_at_once_are_two_messages(
    heart: Heart, factory: Factory, people: People, services: Services, clock: ShiftedClock, tasks: int
) -> None:
    """After an import, or the first start in a long while."""
    client = await factory.client(owner=people.anna)
    async with services.db.write(SYSTEM, clock.now()) as work:
        base = {"kind": "call", "status": "open", "title": "", "instruction": "", "promised": False, "moves": 0,
                "attempt": 0, "version": 1, "client_id": client.id, "assignee_id": people.anna.user_id}  # fmt: skip
        times = [kyiv("2024-01-10 10:00") + timedelta(minutes=17 * n) for n in range(tasks)]
        many = [{**base, "due_at": at, "first_due_at": at, "created_at": at} for at in times]
        await work.session.execute(Task.__table__.insert(), many)  # type: ignore[attr-defined]
    pushes = await heart.at(kyiv("2026-11-24 12:00"), *LADDER)
    assert told(pushes) == [(BORIS, "escalation"), (ANNA, "task_due")]
    late = await services.reminders.late(people.boris, pushes[1].at, pushes[1].params["people"], [])
    assert (len(late.tasks), late.total) == (7, tasks)
    assert len(str(pushes[1].params)) < 200
