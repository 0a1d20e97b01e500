"""The head's round: what comes next, what counts as handled, who sees what (S2-45…S2-50)."""

from __future__ import annotations

import time
from datetime import datetime, timedelta

import pytest

from services import Services, tasks_core
from services.clock import ShiftedClock
from services.errors import Invalid, NotFound, Stale
from services.round_views import RoundCard, RoundReceipt
from services.rules.actor import SYSTEM, Actor
from services.rules.kinds import TaskKind
from services.rules.rounds import Handled
from services.rules.target import Target
from storage.tables import Chat, Deal, Round, Task
from storage.unit_of_work import Database
from tests.support.company import ANNA, BORIS, People
from tests.support.databases import Committed
from tests.support.factory import Factory
from tests.support.pushes import Heart, kyiv, told

NOW = kyiv("2026-11-24 10:00")
HOUR = timedelta(hours=1)


@pytest.fixture
def heart(services: Services, clock: ShiftedClock, committed: Committed) -> Heart:
    """Beats and tells what was queued."""
    return Heart(services, clock, committed)


async def late(factory: Factory, owner: Actor, hours: int = 24) -> Task:
    """A call overdue since so many hours."""
    client = await factory.client(owner=owner)
    return await factory.call(client, owner, NOW - hours * HOUR)


async def bare(factory: Factory, database: Database, clock: ShiftedClock, owner: Actor, amount: int = 100) -> Deal:
    """An open deal without a task."""
    deal = await factory.deal(owner, amount=amount)
    async with database.write(SYSTEM, clock.now()) as work:
        await tasks_core.cancel_open(work, Target("deal", deal.id))
    return deal


def item(found: RoundCard | RoundReceipt) -> tuple[int, int, str, int]:
    """Place, total, kind and id of a card."""
    assert isinstance(found, RoundCard)
    if found.task is not None:
        return found.place, found.total, "task", found.task.id
    assert found.deal is not None
    return found.place, found.total, "deal", found.deal.id


async def test_tasks_first_the_longest_overdue_then_deals_the_largest(
    services: Services, factory: Factory, people: People, database: Database, clock: ShiftedClock
) -> None:
    newer, older = await late(factory, people.anna, 2), await late(factory, people.oleg, 30)
    small = await bare(factory, database, clock, people.anna, 100)
    large = await bare(factory, database, clock, people.oleg, 900)
    await late(factory, people.vera)  # of another head's team
    summary = await services.rounds.summary(people.boris)
    assert (summary.overdue, summary.no_task) == (2, 2)
    assert summary.by_person == (("Anna Manager", 1), ("Oleg Manager", 1))
    found = [item(await services.rounds.begin(people.boris))]
    for kind, id_ in (("t", older.id), ("t", newer.id), ("d", large.id)):
        found.append(item(await services.rounds.skip(people.boris, kind, id_)))  # type: ignore[arg-type]
    places = [("task", older.id), ("task", newer.id), ("deal", large.id), ("deal", small.id)]
    assert found == [(n, 4, *place) for n, place in enumerate(places, 1)]
    receipt = await services.rounds.skip(people.boris, "d", small.id)
    assert isinstance(receipt, RoundReceipt)
    assert (receipt.handled, receipt.left) == (0, 4)


async def test_everything_a_head_does_is_counted_by_what_really_happened(
    services: Services, factory: Factory, people: People, database: Database, clock: ShiftedClock
) -> None:
    """8 of 8: five moved … and one done on its own card, which is not the round's button."""
    tasks = [await late(factory, people.anna, 10 - n) for n in (0, 1, 2, 4)]
    todo = await factory.task(await factory.lead(people.anna), people.anna, NOW - 7 * HOUR)
    tasks.insert(3, todo)
    given_deal = await bare(factory, database, clock, people.anna, 900)
    called_deal = await bare(factory, database, clock, people.anna, 800)
    left_deal = await bare(factory, database, clock, people.anna, 700)
    rounds, boris = services.rounds, people.boris
    await rounds.begin(boris)
    clock.advance(timedelta(minutes=1))
    await services.tasks.postpone(boris, tasks[0].id, tasks[0].version, NOW + 5 * HOUR, comment="lawyer")
    assert item(await rounds.next(boris, clock.now())) == (2, 8, "task", tasks[1].id)
    await services.tasks.give(boris, tasks[1].id, tasks[1].version, people.oleg.user_id or 0)
    assert item(await rounds.next(boris, clock.now())) == (3, 8, "task", tasks[2].id)
    await rounds.ask_why(boris, tasks[2].id)
    assert item(await rounds.next(boris, clock.now())) == (4, 8, "task", tasks[3].id)
    await services.tasks.done(boris, tasks[3].id, tasks[3].version)
    assert item(await rounds.skip(boris, "t", tasks[4].id)) == (6, 8, "deal", given_deal.id)
    await services.deals.give(boris, given_deal.id, given_deal.version, people.oleg.user_id or 0)
    assert item(await rounds.next(boris, clock.now())) == (7, 8, "deal", called_deal.id)
    await services.tasks.add(boris, Target("deal", called_deal.id), TaskKind.CALL, NOW + HOUR, key="k")
    assert item(await rounds.next(boris, clock.now())) == (8, 8, "deal", left_deal.id)
    clock.advance(timedelta(minutes=3))
    receipt = await rounds.skip(boris, "d", left_deal.id)
    assert isinstance(receipt, RoundReceipt)
    assert receipt.done == {Handled.MOVED: 1, Handled.GIVEN: 2, Handled.ASKED: 1, Handled.CLOSED: 1, Handled.PLANNED: 1}
    assert (receipt.handled, receipt.left, receipt.lasted) == (6, 2, timedelta(minutes=4))


async def test_what_others_do_meanwhile_is_not_the_heads_merit(
    services: Services, factory: Factory, people: People, clock: ShiftedClock
) -> None:
    first, second = await late(factory, people.anna, 9), await late(factory, people.anna, 8)
    await services.rounds.begin(people.boris)
    await services.tasks.postpone(people.anna, first.id, first.version, NOW + HOUR, comment="I asked for it")
    assert item(await services.rounds.next(people.boris, clock.now())) == (1, 1, "task", second.id)


async def test_a_new_round_counts_anew_and_an_old_one_ends_by_itself(
    services: Services, factory: Factory, people: People, clock: ShiftedClock
) -> None:
    first, second = await late(factory, people.anna, 9), await late(factory, people.anna, 8)
    await services.rounds.begin(people.boris)
    clock.advance(timedelta(minutes=1))
    await services.tasks.give(people.boris, first.id, first.version, people.oleg.user_id or 0)
    await services.rounds.skip(people.boris, "t", second.id)
    clock.advance(timedelta(minutes=1))
    assert item(await services.rounds.begin(people.boris)) == (1, 2, "task", first.id), "still undone with Oleg"
    await services.rounds.skip(people.boris, "t", first.id)
    clock.advance(timedelta(hours=13))
    assert item(await services.rounds.next(people.boris, clock.now())) == (1, 2, "task", first.id)


async def test_a_button_pressed_without_a_round_counts_from_the_press(
    services: Services, factory: Factory, people: People, clock: ShiftedClock
) -> None:
    first, second = await late(factory, people.anna, 9), await late(factory, people.anna, 8)
    pressed_at = clock.now()
    await services.tasks.postpone(people.boris, first.id, first.version, NOW + HOUR, comment="later")
    assert item(await services.rounds.next(people.boris, pressed_at)) == (2, 2, "task", second.id)
    receipt = await services.rounds.skip(people.boris, "t", second.id)
    assert isinstance(receipt, RoundReceipt)


async def test_sorting_out_an_escalation_goes_through_what_it_told_of(
    services: Services, factory: Factory, people: People, heart: Heart, clock: ShiftedClock
) -> None:
    """And what was told of twice comes first."""
    old = await late(factory, people.anna, 500)
    ladder = ("reminders.nudge", "reminders.escalate")
    await heart.at(NOW, *ladder)
    fresh = await factory.call(await factory.client(owner=people.anna), people.anna, NOW + 23 * HOUR)
    await factory.call(await factory.client(owner=people.anna), people.anna, NOW + 24 * HOUR)
    await heart.at(NOW + 23 * HOUR, *ladder)
    push = (await heart.at(NOW + 24 * HOUR, "reminders.escalate"))[0]
    summary = await services.reminders.late(people.boris, push.at, push.params["people"], [])
    assert ([line.id for line in summary.tasks], [line.id for line in summary.again]) == ([fresh.id], [old.id])
    clock.advance(HOUR)
    assert (await services.rounds.summary(people.boris)).overdue == 3
    at = int(datetime.fromisoformat(push.params["at"]).timestamp())
    first = await services.rounds.begin(people.boris, at)
    assert item(first) == (1, 2, "task", old.id)
    assert isinstance(first, RoundCard)
    assert first.again
    assert item(await services.rounds.skip(people.boris, "t", old.id)) == (2, 2, "task", fresh.id)
    await services.tasks.postpone(people.boris, fresh.id, fresh.version, NOW + 48 * HOUR, comment="later")
    receipt = await services.rounds.next(people.boris, clock.now())
    assert isinstance(receipt, RoundReceipt)
    assert (dict(receipt.done), receipt.left) == ({Handled.MOVED: 1}, 1)


async def test_nobody_but_the_own_people_are_seen(services: Services, factory: Factory, people: People) -> None:
    task = await late(factory, people.vera)
    assert isinstance(await services.rounds.begin(people.boris), RoundReceipt)
    assert item(await services.rounds.begin(people.galina))[3] == task.id
    assert item(await services.rounds.begin(people.owner))[3] == task.id, "the admin sees all"
    for act in (services.rounds.skip(people.boris, "t", task.id), services.rounds.ask_why(people.boris, task.id)):
        with pytest.raises(NotFound):
            await act


async def test_the_card_tells_why_it_was_moved_and_what_was_answered(
    services: Services, factory: Factory, people: People, heart: Heart, clock: ShiftedClock
) -> None:
    task = await late(factory, people.anna)
    clock.set(NOW)
    await services.tasks.postpone(people.anna, task.id, task.version, NOW + HOUR, comment="waits for the lawyer")
    clock.set(NOW + 2 * HOUR)
    card = await services.rounds.begin(people.boris)
    assert isinstance(card, RoundCard)
    assert (card.moves, card.asked_at, card.answer) == (("waits for the lawyer",), None, None)
    assert card.next_at == kyiv("2026-11-25 10:00")

    assert await services.rounds.ask_why(people.boris, task.id) == "Anna Manager"
    assert await services.rounds.ask_why(people.boris, task.id) == "Anna Manager"
    assert told(await heart.new()) == [(ANNA, "ask_why")], "a double tap asks once"
    assert (await services.rounds.question(people.anna, task.id)).id == task.id
    await services.rounds.answer_why(people.anna, task.id, "The lawyer is ill")
    assert told(await heart.new()) == [(BORIS, "why_answer")]
    clock.advance(HOUR)
    card = await services.rounds.begin(people.boris)
    assert isinstance(card, RoundCard)
    assert card.answer == "The lawyer is ill"

    version = (await heart.committed.one(Task, Task.id == task.id)).version
    await services.tasks.postpone(people.boris, task.id, version, NOW + 5 * HOUR, comment="one more hour")
    clock.advance(5 * HOUR)
    card = await services.rounds.begin(people.boris)
    assert isinstance(card, RoundCard)
    assert (card.moves, card.answer) == (("waits for the lawyer", "one more hour"), None), "settled by the new date"


async def test_whom_nobody_can_ask(
    services: Services, factory: Factory, people: People, database: Database, clock: ShiftedClock
) -> None:
    own, hers = await late(factory, people.boris), await late(factory, people.anna)
    with pytest.raises(Invalid):
        await services.rounds.ask_why(people.boris, own.id)
    with pytest.raises(NotFound):
        await services.rounds.ask_why(people.anna, hers.id)
    async with database.write(SYSTEM, clock.now()) as work:
        (await work.session.get_one(Chat, ANNA)).blocked_at = clock.now()
    with pytest.raises(Stale) as refused:
        await services.rounds.ask_why(people.boris, hers.id)
    assert (refused.value.code, refused.value.params) == ("no_chat", {"name": "Anna Manager"})


async def test_only_who_was_asked_answers(services: Services, factory: Factory, people: People) -> None:
    task = await late(factory, people.anna)
    with pytest.raises(NotFound):
        await services.rounds.answer_why(people.anna, task.id, "nobody asked")
    await services.rounds.ask_why(people.boris, task.id)
    with pytest.raises(NotFound):
        await services.rounds.answer_why(people.oleg, task.id, "not mine")
    with pytest.raises(Invalid):
        await services.rounds.answer_why(people.anna, task.id, "  ")


async def test_a_round_is_one_row_a_person(
    services: Services, factory: Factory, people: People, committed: Committed
) -> None:
    task = await late(factory, people.anna)
    for _ in range(3):
        await services.rounds.begin(people.boris)
        await services.rounds.skip(people.boris, "t", task.id)
        await services.rounds.skip(people.boris, "t", task.id)
    row = await committed.one(Round)
    assert (row.user_id, row.skipped) == (people.boris.user_id, [f"t{task.id}"])


@pytest.mark.parametrize("tasks", [1_000, pytest.param(10_000, marks=pytest.mark.slow)])
async def test_thousands_overdue_stay_quick(
    services: Services, factory: Factory, people: People, database: Database, clock: ShiftedClock, tasks: int
) -> None:
    """A generous bound for a busy machine; the figure itself is in the benchmark of the report."""
    deal = await factory.deal(people.anna)
    async with database.write(SYSTEM, clock.now()) as work:
        base = {"kind": "todo", "status": "open", "title": "x", "instruction": "", "promised": False, "moves": 0,
                "attempt": 0, "version": 1, "deal_id": deal.id, "assignee_id": people.anna.user_id}  # fmt: skip
        times = [NOW - timedelta(minutes=n + 1) for n in range(tasks)]
        many = [{**base, "due_at": at, "first_due_at": at, "created_at": at} for at in times]
        await work.session.execute(Task.__table__.insert(), many)  # type: ignore[attr-defined]
    clock.set(NOW)
    card = await services.rounds.begin(people.boris)
    started = time.perf_counter()
    for _ in range(5):
        assert isinstance(card, RoundCard)
        assert card.task is not None
        card = await services.rounds.skip(people.boris, "t", card.task.id)
    assert (time.perf_counter() - started) / 5 < 0.5
    assert isinstance(card, RoundCard)
    assert (card.place, card.total) == (6, tasks)
