"""The call list and logging calls: attempts, promises, taking a lead, notes, what is stale (S3-14…S3-24)."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta

import pytest

from services import Services
from services.clock import ShiftedClock
from services.errors import Invalid, NotFound, Stale
from services.rules.call_list import Block
from services.rules.kinds import (
    ActivityKind,
    CallOutcome,
    Direction,
    LeadStatus,
    PromiseState,
    StageKind,
    TaskKind,
    TaskStatus,
)
from services.rules.target import Target
from storage.tables import Activity, Client, Deal, HistoryEntry, Lead, Postponement, Promise, Task
from tests.support.company import People
from tests.support.databases import Committed
from tests.support.factory import Factory

HOUR = timedelta(hours=1)
DAY = timedelta(days=1)


def kyiv(day: int, hour: int, minute: int = 0) -> datetime:
    """A moment of November 2026 on the Kyiv clock."""
    return datetime(2026, 11, day, hour - 2, minute, tzinfo=UTC)


async def test_nobody_answers_six_times(
    services: Services, people: People, factory: Factory, committed: Committed, clock: ShiftedClock
) -> None:
    deal = await factory.deal(people.anna)
    target = Target("deal", deal.id)
    tried_at = [clock.now()]
    for number in range(1, 7):
        version = (await services.calls.card(people.anna, target)).version
        done = await services.calls.not_reached(people.anna, target, version)
        if number == 6:
            assert done.exhausted
            break
        assert (done.attempt, done.attempts, done.exhausted) == (number + 1, 6, False)
        assert done.planned_at is not None
        clock.set(done.planned_at)
        tried_at.append(clock.now())
    assert tried_at == [
        kyiv(24, 10),
        kyiv(24, 10, 45),
        kyiv(24, 12, 45),
        kyiv(25, 17, 15),
        kyiv(30, 9),
        kyiv(30, 9) + 7 * DAY,
    ]
    assert await committed.count(Activity, Activity.outcome == CallOutcome.NOT_REACHED) == 6
    assert await committed.count(Task, Task.kind == TaskKind.CALL, Task.status == TaskStatus.OPEN) == 0
    assert await committed.count(Promise) == 0
    assert (await services.calls.today(people.anna)).fits == 0  # it waits for a decision, not for a seventh call


async def test_a_reached_call_starts_the_tries_anew(
    services: Services, people: People, factory: Factory, committed: Committed, clock: ShiftedClock
) -> None:
    deal = await factory.deal(people.anna)
    target = Target("deal", deal.id)
    first = await services.calls.not_reached(people.anna, target, deal.version)
    done = await services.calls.reached(people.anna, target, first.version, "call", next_at=clock.now() + DAY)
    assert done.planned_at == clock.now() + DAY
    row = await committed.one(Deal, Deal.id == deal.id)
    assert (row.attempts, row.last_contact_at) == (0, clock.now())
    assert (await committed.one(Client, Client.id == deal.client_id)).last_contact_at == clock.now()
    promise = await committed.one(Promise)
    assert (promise.promised_at, promise.state, promise.user_id) == (
        clock.now() + DAY,
        PromiseState.OPEN,
        people.anna.user_id,
    )


@pytest.mark.parametrize(
    ("late", "state"),
    [
        (timedelta(0), PromiseState.KEPT),
        (timedelta(minutes=-20), PromiseState.KEPT),
        (2 * HOUR, PromiseState.LATE),
        (DAY, PromiseState.BROKEN),
    ],
)
async def test_a_promise_is_kept_late_or_broken(
    services: Services,
    people: People,
    factory: Factory,
    committed: Committed,
    clock: ShiftedClock,
    late: timedelta,
    state: PromiseState,
) -> None:
    deal = await factory.deal(people.anna)
    await factory.call(deal, people.anna, clock.now() + HOUR, promised=True)
    clock.advance(HOUR + late)
    target = Target("deal", deal.id)
    await services.calls.reached(people.anna, target, deal.version, "thinking")
    assert (await committed.all(Promise))[0].state is state


async def test_who_thinks_it_over_is_called_after_the_usual_days_without_a_promise(
    services: Services, people: People, factory: Factory, committed: Committed
) -> None:
    deal = await factory.deal(people.anna)
    done = await services.calls.reached(people.anna, Target("deal", deal.id), deal.version, "thinking")
    assert done.planned_at is not None
    assert done.planned_at.date().isoformat() == "2026-11-27"
    task = await committed.one(Task, Task.kind == TaskKind.CALL)
    assert (task.promised, task.assignee_id) == (False, people.anna.user_id)
    assert await committed.count(Promise) == 0


async def test_an_agreed_meeting_that_was_held_is_a_meeting(
    services: Services, people: People, factory: Factory, committed: Committed, clock: ShiftedClock
) -> None:
    deal = await factory.deal(people.anna)
    target = Target("deal", deal.id)
    done = await services.calls.reached(people.anna, target, deal.version, "meeting", next_at=clock.now() + HOUR)
    assert (await committed.one(Task, Task.kind == TaskKind.MEETING)).promised
    clock.advance(HOUR)
    await services.calls.reached(people.anna, target, done.version, "call", next_at=clock.now() + DAY)
    kinds = [row.kind for row in await committed.all(Activity)]
    assert kinds == [ActivityKind.CALL, ActivityKind.MEETING]


async def test_two_taps_make_one_call(
    services: Services, people: People, factory: Factory, committed: Committed
) -> None:
    deal = await factory.deal(people.anna)
    target = Target("deal", deal.id)
    both = await asyncio.gather(
        *(services.calls.not_reached(people.anna, target, deal.version) for _ in range(2)), return_exceptions=True
    )
    assert sorted(type(one).__name__ for one in both) == ["Logged", "Stale"]
    assert await committed.count(Activity) == 1
    assert await committed.count(Task, Task.kind == TaskKind.CALL) == 1


async def test_two_taps_on_a_client_without_a_deal_make_one_call(
    services: Services, people: People, factory: Factory, committed: Committed
) -> None:
    client = await factory.client(owner=people.anna)
    target = Target("client", client.id)
    done = await services.calls.not_reached(people.anna, target, client.version)
    assert done.planned_at is not None
    with pytest.raises(Stale):
        await services.calls.not_reached(people.anna, target, client.version)
    assert await committed.count(Activity) == 1
    assert await committed.count(HistoryEntry, HistoryEntry.record == "clients", HistoryEntry.action == "changed") == 0


async def test_calling_a_waiting_inquiry_takes_it_for_one_of_two(
    services: Services, people: People, factory: Factory, committed: Committed, clock: ShiftedClock
) -> None:
    lead = await factory.lead(inbound=True)
    target = Target("lead", lead.id)
    assert [line.block for line in (await services.calls.today(people.anna)).lines] == [Block.INBOUND]
    clock.advance(timedelta(minutes=5))
    both = await asyncio.gather(
        services.calls.not_reached(people.anna, target, lead.version),
        services.calls.not_reached(people.oleg, target, lead.version),
        return_exceptions=True,
    )
    assert sorted(type(one).__name__ for one in both) in (["Logged", "Stale"], ["Logged", "NotFound"])
    row = await committed.one(Lead)
    assert (row.status, row.responded_at) == (LeadStatus.TAKEN, clock.now())
    loser = people.oleg if row.owner_id == people.anna.user_id else people.anna
    with pytest.raises(NotFound):
        await services.calls.card(loser, target)


async def test_a_planned_call_is_moved_for_a_reason(
    services: Services, people: People, factory: Factory, committed: Committed, clock: ShiftedClock
) -> None:
    deal = await factory.deal(people.anna)
    target = Target("deal", deal.id)
    task = await factory.call(deal, people.anna, promised=True)
    at = clock.now() + DAY
    asked = await services.calls.moving(people.anna, target, at)
    assert asked.task_version is not None
    move = services.calls.move
    with pytest.raises(Invalid, match="reason_needed"):
        await services.calls.later(people.anna, target, deal.version, at)
    with pytest.raises(Invalid, match="past"):
        await move(people.anna, target, asked.task_version, clock.now(), reason_id=asked.reasons[0].id)
    done = await move(people.anna, target, asked.task_version, at, reason_id=asked.reasons[0].id)
    assert done.planned_at == at
    moved = await committed.one(Postponement)
    assert (moved.task_id, moved.to_at) == (task.id, at)
    assert await committed.count(Activity) == 0


async def test_a_double_tap_does_not_move_a_call_twice(
    services: Services, people: People, factory: Factory, committed: Committed, clock: ShiftedClock
) -> None:
    deal = await factory.deal(people.anna)
    target, at = Target("deal", deal.id), clock.now() + DAY
    await factory.call(deal, people.anna)
    asked = await services.calls.moving(people.anna, target, at)
    for _ in range(2):
        assert asked.task_version is not None
        await services.calls.move(people.anna, target, asked.task_version, at, reason_id=asked.reasons[0].id)
    assert await committed.count(Postponement) == 1


async def test_an_old_question_moves_nothing(
    services: Services, people: People, factory: Factory, committed: Committed, clock: ShiftedClock
) -> None:
    """Two prompts "why?" of the same call: the second one came too late."""
    deal = await factory.deal(people.anna)
    target, at = Target("deal", deal.id), clock.now() + DAY
    await factory.call(deal, people.anna)
    asked = await services.calls.moving(people.anna, target, at)
    assert asked.task_version is not None
    await services.calls.move(people.anna, target, asked.task_version, at, comment="Client asked")
    with pytest.raises(Stale):
        await services.calls.move(people.anna, target, asked.task_version, at + DAY, comment="Client asked")
    assert await committed.count(Postponement) == 1


async def test_an_unplanned_call_is_just_planned(
    services: Services, people: People, factory: Factory, committed: Committed, clock: ShiftedClock
) -> None:
    deal = await factory.deal(people.anna)
    target = Target("deal", deal.id)
    assert (await services.calls.moving(people.anna, target, clock.now() + HOUR)).task_version is None
    await services.calls.later(people.anna, target, deal.version, clock.now() + HOUR)
    assert (await committed.one(Task, Task.kind == TaskKind.CALL)).due_at == clock.now() + HOUR
    assert await committed.count(Postponement) == 0


async def test_a_sale_wins_the_deal(services: Services, people: People, factory: Factory, committed: Committed) -> None:
    deal = await factory.deal(people.anna, amount=7_000_00)
    await factory.call(deal, people.anna)
    sold = await services.calls.sale(people.anna, Target("deal", deal.id), deal.version)
    assert (sold.deal_id, sold.amount, sold.next) == (deal.id, 7_000_00, None)
    row = await committed.one(Deal, Deal.id == deal.id)
    assert row.status is StageKind.WON
    assert await committed.count(Task, Task.status == TaskStatus.OPEN) == 0
    assert (await committed.one(Activity)).result == "sale"
    with pytest.raises(Stale, match="deal_closed"):
        await services.calls.not_reached(people.anna, Target("deal", deal.id), row.version)


async def test_the_client_called(
    services: Services, people: People, factory: Factory, committed: Committed, clock: ShiftedClock
) -> None:
    deal = await factory.deal(people.anna)
    target = Target("deal", deal.id)
    activity = await services.calls.log_incoming(people.anna, target, deal.version)
    version = (await services.calls.card(people.anna, target)).version
    await services.calls.reached(people.anna, target, version, "call", next_at=clock.now() + DAY, logged=True)
    row = await committed.one(Activity)
    assert (row.id, row.direction, row.result) == (activity, Direction.IN, "call")


async def test_a_note_and_the_length_go_to_the_own_call_only(
    services: Services, people: People, factory: Factory, committed: Committed
) -> None:
    deal = await factory.deal(people.anna)
    done = await services.calls.reached(people.anna, Target("deal", deal.id), deal.version, "thinking")
    assert done.activity_id is not None
    await services.calls.note(people.anna, done.activity_id, " wants <b> ")
    await services.calls.note(people.anna, done.activity_id, "", file={"kind": "voice", "file_id": "x"})
    await services.calls.set_length(people.anna, done.activity_id, 300)
    row = await committed.one(Activity)
    assert (row.text, row.file, row.seconds) == ("wants <b>", {"kind": "voice", "file_id": "x"}, 300)
    for actor in (people.oleg, people.boris):
        with pytest.raises(NotFound):
            await services.calls.note(actor, done.activity_id, "mine")


@pytest.mark.parametrize("result", ["", "sale", "unknown"])
async def test_an_unknown_result_is_refused(services: Services, people: People, factory: Factory, result: str) -> None:
    deal = await factory.deal(people.anna)
    with pytest.raises(Invalid, match="unknown_result"):
        await services.calls.reached(people.anna, Target("deal", deal.id), deal.version, result)


async def test_foreign_contacts_cannot_be_called(services: Services, people: People, factory: Factory) -> None:
    deal = await factory.deal(people.anna)
    target = Target("deal", deal.id)
    for actor in (people.oleg, people.vera, people.galina, people.client, people.stranger):
        with pytest.raises(NotFound):
            await services.calls.card(actor, target)
        with pytest.raises(NotFound):
            await services.calls.not_reached(actor, target, deal.version)


async def test_ten_of_twenty_promised_calls_come_first_next_morning(
    services: Services, people: People, factory: Factory, clock: ShiftedClock
) -> None:
    """A known failure of another CRM: whoever was not called today must be called tomorrow, before all others."""
    clock.set(kyiv(23, 10))
    deals = [await factory.deal(people.anna, title=f"Promised {n}") for n in range(20)]
    for number, deal in enumerate(deals):
        await factory.call(deal, people.anna, kyiv(24, 9, 5) + number * timedelta(minutes=25), promised=True)
    hot = await factory.deal(people.anna, title="Hot", stage=5, amount=9_000_000_00)
    clock.set(kyiv(24, 9))
    page = await services.calls.today(people.anna)
    assert [line.target.id for line in page.lines] == [deals[0].id, hot.id, *(deal.id for deal in deals[1:9])]
    for deal in deals[:10]:
        clock.advance(timedelta(minutes=25))
        card = await services.calls.card(people.anna, Target("deal", deal.id))
        await services.calls.reached(people.anna, card.target, card.version, "call", next_at=clock.now() + 5 * DAY)
    clock.set(kyiv(25, 9))
    morning = [line for page in (0, 1) for line in (await services.calls.today(people.anna, page)).lines]
    assert [line.target.id for line in morning[:10]] == [deal.id for deal in deals[10:]]
    assert {line.block for line in morning[:10]} == {Block.MISSED_BEFORE}
    assert [line.target.id for line in morning[10:]] == [hot.id]
    assert (await services.calls.next(people.anna)).target.id == deals[10].id  # type: ignore[union-attr]


async def test_a_day_off_has_a_list_without_slots(
    services: Services, people: People, factory: Factory, clock: ShiftedClock
) -> None:
    deal = await factory.deal(people.anna, stage=4)
    clock.set(kyiv(28, 12))
    view = await services.calls.today(people.anna)
    assert (view.works_today, view.fits, view.cut) == (False, 0, 1)
    assert [line.target.id for line in view.lines] == [deal.id]


async def test_an_inquiry_nobody_has_taken_says_so(
    services: Services, people: People, factory: Factory, clock: ShiftedClock
) -> None:
    await factory.lead(inbound=True, name="Free")
    view = await services.calls.today(people.anna)
    assert [(line.name, line.reason.params["free"]) for line in view.lines] == [("Free", True)]
    own = await services.calls.card(people.anna, view.lines[0].target)
    await services.leads.take(people.anna, own.target.id, own.version)
    view = await services.calls.today(people.anna)
    assert [(line.name, line.reason.params["free"]) for line in view.lines] == [("Free", False)]
