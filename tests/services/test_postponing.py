"""Moving a date for the second time asks the head; the third waits in the round; leaders ask nobody (S2-46, S2-47)."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from services import Services
from services.clock import ShiftedClock
from services.errors import Invalid, NotFound, Stale
from services.postponing import MoveRequest
from services.round_views import RoundCard
from services.rules.actor import Actor
from services.rules.kinds import UserStatus
from services.rules.rounds import Handled
from services.task_views import TaskCard
from storage.tables import PostponeRequest, Task
from storage.unit_of_work import Database
from tests.support.company import BORIS, OWNER, People
from tests.support.databases import Committed
from tests.support.factory import Factory
from tests.support.pushes import Heart, change, kyiv

NOW = kyiv("2026-11-24 10:00")
HOUR = timedelta(hours=1)
DAY = timedelta(days=1)


@pytest.fixture
def heart(services: Services, clock: ShiftedClock, committed: Committed) -> Heart:
    """Tells what was queued."""
    return Heart(services, clock, committed)


async def moved(services: Services, actor: Actor, task: Task | TaskCard, at: datetime, why: str = "x") -> TaskCard:
    """Somebody moves a task, as it stands now, or asks for it."""
    id_ = task.id if isinstance(task, Task) else task.line.id
    version = (await services.tasks.card(actor, id_)).line.version
    return await services.tasks.postpone(actor, id_, version, at, comment=why)


async def moved_once(services: Services, factory: Factory, owner: Actor, hours: int = -1) -> Task:
    """A task of a manager that was moved once; due so many hours from now."""
    task = await factory.task(await factory.lead(owner), owner, NOW + HOUR)
    await moved(services, owner, task, NOW + timedelta(minutes=1) if hours < 0 else NOW + hours * HOUR)
    return task


async def only(committed: Committed) -> PostponeRequest:
    """The one request there is."""
    (row,) = await committed.all(PostponeRequest)
    return row


async def test_the_first_move_is_free_and_the_second_asks_the_head(
    services: Services, factory: Factory, people: People, heart: Heart, committed: Committed
) -> None:
    task = await factory.task(await factory.lead(people.anna), people.anna, NOW + HOUR)
    first = await moved(services, people.anna, task, NOW + 2 * HOUR, "client ill")
    assert (first.asked, first.line.due_at) == (None, NOW + 2 * HOUR)
    second = await moved(services, people.anna, task, NOW + 9 * HOUR, "still ill")
    assert second.asked is not None
    assert (second.asked.head, second.asked.to_at) == ("Boris Head", NOW + 9 * HOUR)
    assert second.line.due_at == NOW + 2 * HOUR, "the date stays until the head has answered"
    (push,) = await heart.new("move_ask")
    assert push.chat_id == BORIS
    request = await services.postponing.get(people.boris, (await only(committed)).id)
    assert (request.number, request.reason, request.earlier) == (2, "still ill", ("client ill",))
    agreed = await services.postponing.agree(people.boris, request.id, request.version)
    assert (agreed.agreed, agreed.task.due_at, agreed.decided_by) == (True, NOW + 9 * HOUR, "Boris Head")
    (told,) = await heart.new()
    assert (told.kind, told.chat_id) == ("move_answer", people.anna.chat_id)
    card = await services.tasks.card(people.anna, task.id)
    assert card.asked is None
    assert [move.by for move in card.moves] == ["Anna Manager", "Anna Manager"], "the move is hers"


async def test_the_third_move_sends_no_push_and_comes_in_the_round(
    services: Services, factory: Factory, people: People, heart: Heart, committed: Committed, clock: ShiftedClock
) -> None:
    task = await moved_once(services, factory, people.anna)
    await moved(services, people.boris, task, NOW + 3 * HOUR)
    await heart.new()
    clock.advance(4 * HOUR)
    await moved(services, people.anna, task, NOW + DAY, "third time")
    assert await heart.new("move_ask") == []
    summary = await services.rounds.summary(people.boris)
    assert (summary.requests, summary.overdue, summary.asked) == (1, 1, 1), "the overdue task comes as the request"
    found = await services.rounds.begin(people.boris)
    assert isinstance(found, RoundCard)
    assert found.request is not None
    assert (found.place, found.total, found.request.number) == (1, 1, 3)
    clock.advance(timedelta(minutes=1))
    await services.postponing.agree(people.boris, found.request.id, found.request.version)
    receipt = await services.rounds.next(people.boris, clock.now())
    assert not isinstance(receipt, RoundCard)
    assert (receipt.done, receipt.left) == ({Handled.ANSWERED: 1}, 0)


async def test_a_refused_move_leaves_the_date_and_is_one_item_of_the_round(
    services: Services, factory: Factory, people: People, heart: Heart, committed: Committed, clock: ShiftedClock
) -> None:
    task = await moved_once(services, factory, people.anna)
    clock.advance(2 * HOUR)
    await moved(services, people.anna, task, NOW + DAY)
    await services.rounds.begin(people.boris)
    clock.advance(timedelta(minutes=1))
    row = await only(committed)
    await heart.new()
    refused = await services.postponing.refuse(people.boris, row.id, row.version)
    assert (refused.agreed, refused.waits) == (False, False)
    assert refused.task.due_at == NOW + timedelta(minutes=1)
    assert [push.kind for push in await heart.new()] == ["move_answer"]
    worded = await services.postponing.add_word(people.boris, row.id, "  Call today <please> ")
    assert worded.answer == "Call today <please>"
    assert len(await heart.new("move_answer")) == 1, "the word follows"
    receipt = await services.rounds.next(people.boris, clock.now())
    assert not isinstance(receipt, RoundCard)
    assert (receipt.done, receipt.left) == ({Handled.ANSWERED: 1}, 0)
    with pytest.raises(NotFound):
        await services.postponing.add_word(people.owner, row.id, "not mine")


async def test_another_date_is_an_answer_as_well(
    services: Services, factory: Factory, people: People, committed: Committed
) -> None:
    task = await moved_once(services, factory, people.anna)
    await moved(services, people.anna, task, NOW + DAY, "ill")
    row = await only(committed)
    assert (await services.postponing.other_date(people.boris, row.id)).moments
    found = await services.postponing.set_date(people.boris, row.id, row.version, NOW + 5 * HOUR)
    assert (found.agreed, found.decided_by, found.task.due_at) == (None, "Boris Head", NOW + 5 * HOUR)
    assert (await services.tasks.card(people.anna, task.id)).moves[-1].reason == "ill"


async def test_a_leader_asks_nobody_and_answers_by_moving(
    services: Services, factory: Factory, people: People, heart: Heart, committed: Committed
) -> None:
    task = await factory.task(await factory.lead(people.boris), people.boris, NOW + HOUR)
    for hours in (2, 3, 4):
        assert (await moved(services, people.boris, task, NOW + hours * HOUR)).asked is None
    hers = await moved_once(services, factory, people.anna)
    await moved(services, people.anna, hers, NOW + DAY)
    await heart.new()
    await moved(services, people.boris, hers, NOW + 6 * HOUR)
    row = await only(committed)
    assert (row.agreed, row.decided_by) == (None, people.boris.user_id)
    assert [push.kind for push in await heart.new()] == ["move_answer"], "Anna hears of it"
    with pytest.raises(Stale) as answered:
        await services.postponing.agree(people.boris, row.id, row.version)
    assert answered.value.code == "move_answered"


async def test_without_a_head_the_owner_is_asked(
    services: Services, factory: Factory, people: People, heart: Heart, database: Database, clock: ShiftedClock
) -> None:
    await change(database, clock, people.boris, status=UserStatus.INACTIVE)
    task = await moved_once(services, factory, people.anna)
    found = await moved(services, people.anna, task, NOW + DAY)
    assert found.asked is not None
    assert found.asked.head == "Olena Owner"
    assert [push.chat_id for push in await heart.new("move_ask")] == [OWNER]


async def test_a_task_of_the_head_is_asked_of_the_owner(
    services: Services, factory: Factory, people: People, heart: Heart
) -> None:
    deal = await factory.deal(people.anna)
    task = await factory.task(deal, people.boris, NOW + HOUR)
    await moved(services, people.anna, task, NOW + 2 * HOUR)
    await moved(services, people.anna, task, NOW + 3 * HOUR)
    assert [push.chat_id for push in await heart.new("move_ask")] == [OWNER]


async def test_asking_twice_asks_once_and_asking_anew_replaces_the_question(
    services: Services, factory: Factory, people: People, heart: Heart, committed: Committed
) -> None:
    task = await moved_once(services, factory, people.anna)
    for _ in range(2):
        await moved(services, people.anna, task, NOW + DAY, "same")
    old = await only(committed)
    assert len(await heart.new("move_ask")) == 1
    await moved(services, people.anna, task, NOW + 2 * DAY, "other")
    assert len(await heart.new("move_ask")) == 1
    with pytest.raises(Stale):
        await services.postponing.agree(people.boris, old.id, old.version)
    row = await only(committed)
    assert (row.to_at, row.version) == (NOW + 2 * DAY, old.version + 1)


async def test_a_closed_task_and_a_date_gone_by(
    services: Services, factory: Factory, people: People, committed: Committed, clock: ShiftedClock
) -> None:
    task = await moved_once(services, factory, people.anna)
    await moved(services, people.anna, task, NOW + 2 * HOUR)
    row = await only(committed)
    clock.advance(3 * HOUR)
    with pytest.raises(Invalid) as past:
        await services.postponing.agree(people.boris, row.id, row.version)
    assert past.value.code == "asked_date_past"
    line = (await services.tasks.card(people.anna, task.id)).line
    await services.tasks.done(people.anna, task.id, line.version)
    with pytest.raises(Stale) as closed:
        await services.postponing.refuse(people.boris, row.id, row.version)
    assert closed.value.code == "task_closed"
    assert not (await services.postponing.get(people.boris, row.id)).waits
    assert (await services.rounds.summary(people.boris)).requests == 0


async def test_who_may_answer(services: Services, factory: Factory, people: People, committed: Committed) -> None:
    task = await moved_once(services, factory, people.anna)
    await moved(services, people.anna, task, NOW + DAY)
    row = await only(committed)
    seen: MoveRequest = await services.postponing.get(people.anna, row.id)
    assert seen.waits
    for actor in (people.anna, people.oleg, people.galina, people.vera):
        with pytest.raises(NotFound):
            await services.postponing.agree(actor, row.id, row.version)
    assert (await services.postponing.agree(people.owner, row.id, row.version)).agreed


async def test_moving_a_call_of_the_list_asks_as_well_and_goes_on(
    services: Services, factory: Factory, people: People
) -> None:
    first, second = await factory.client(owner=people.anna), await factory.client(owner=people.anna)
    call = await factory.call(first, people.anna, NOW + HOUR)
    await factory.call(second, people.anna, NOW + 3 * HOUR)
    await moved(services, people.anna, call, NOW + 2 * HOUR)
    card = await services.tasks.card(people.anna, call.id)
    done = await services.calls.move(people.anna, card.line.target, card.line.version, NOW + DAY, comment="x")
    assert done.asked == "Boris Head"
    assert done.next is not None
    assert done.next.target.id == second.id, "the call stays in the list; the next one is shown"
