"""Who is told when work changes hands: somebody leaves, comes back, a hand-over is taken back."""

from __future__ import annotations

from datetime import timedelta

import pytest

from services import Services
from services.clock import ShiftedClock
from services.errors import NotFound
from services.forecast_views import Level, Span
from services.rules.actor import Actor
from services.rules.kinds import CheckResult, TaskKind
from services.rules.target import Target
from storage.tables import OutboxMessage, Task, User
from storage.unit_of_work import Database
from tests.support.company import People
from tests.support.databases import Committed
from tests.support.factory import Factory
from tests.support.selling import Selling


async def told(committed: Committed, kind: str) -> list[int]:
    """Whose chats a message of a kind went to."""
    return [row.chat_id for row in await committed.all(OutboxMessage, OutboxMessage.kind == kind)]


async def leave(services: Services, people: People, user: Actor) -> int:
    """The owner closes somebody's access; returns what takes it back."""
    card = await services.colleagues.card(people.owner, user.user_id or 0)
    left = await services.colleagues.deactivate(people.owner, card.id, card.version)
    assert left.undo_id is not None
    return left.undo_id


async def test_the_head_and_the_person_hear_of_a_dismissal_and_its_undo(
    services: Services, people: People, factory: Factory, committed: Committed
) -> None:
    await factory.deal(people.anna)
    undo = await leave(services, people, people.anna)
    assert await told(committed, "work_given") == [people.boris.chat_id]
    assert (await services.colleagues.card(people.owner, people.anna.user_id or 0)).undo_id == undo
    await services.colleagues.return_from(people.owner, undo)
    assert await told(committed, "work_back") == [people.boris.chat_id]
    assert await told(committed, "access_back") == [people.anna.chat_id]
    assert (await services.colleagues.card(people.owner, people.anna.user_id or 0)).undo_id is None


@pytest.mark.parametrize("hours", [1, 25])
async def test_the_card_offers_the_undo_for_a_day(
    services: Services, people: People, clock: ShiftedClock, hours: int
) -> None:
    undo = await leave(services, people, people.anna)
    clock.advance(timedelta(hours=hours))
    card = await services.colleagues.card(people.owner, people.anna.user_id or 0)
    assert card.undo_id == (undo if hours < 24 else None)


async def test_who_is_let_back_in_is_told(services: Services, people: People, committed: Committed) -> None:
    await leave(services, people, people.anna)
    card = await services.colleagues.card(people.owner, people.anna.user_id or 0)
    await services.colleagues.reactivate(people.owner, card.id, card.version)
    assert await told(committed, "access_back") == [people.anna.chat_id]
    assert (await committed.one(User, User.id == card.id)).telegram_id == people.anna.chat_id


async def test_an_absence_is_on_the_card(services: Services, people: People) -> None:
    today = await services.absences.today(people.boris)
    anna = people.anna.user_id or 0
    await services.absences.plan(people.boris, anna, today, today + timedelta(days=3), None, key="a")
    away = (await services.colleagues.card(people.owner, anna)).away
    assert away is not None
    assert (away.now, away.to_day, away.deputy) == (True, today + timedelta(days=3), "Boris Head")


async def test_the_owners_hear_once_that_their_deals_changed_the_stage(
    services: Services, people: People, factory: Factory, committed: Committed
) -> None:
    for owner in (people.anna, people.anna, people.vera):
        await factory.deal(owner, stage=1)
    left, goal = (await factory.stages())[1:3]
    done, _ = await services.stage_setup.archive(people.owner, left.id, left.version, goal.id)
    assert done is not None
    assert {*await told(committed, "deals_moved")} == {people.anna.chat_id, people.vera.chat_id}
    (row,) = await committed.all(OutboxMessage, OutboxMessage.chat_id == people.anna.chat_id)
    assert row.params == {"n": 2, "from": left.name, "to": goal.name}
    await services.setup_changes.undo(people.owner, done.undo_id)
    assert len(await told(committed, "deals_moved")) == 4


async def test_who_loses_deals_to_a_colleague_hears_of_it_and_of_their_return(
    services: Services, people: People, factory: Factory, committed: Committed
) -> None:
    for _ in range(2):
        await factory.deal(people.anna)
    done = await services.reassigning.reassign(people.boris, people.oleg.user_id or 0, 2, key="a")
    assert await told(committed, "work_gone") == [people.anna.chat_id]
    await services.reassigning.undo(people.boris, done.undo_id)
    assert await told(committed, "work_returned") == [people.anna.chat_id]
    assert await told(committed, "work_back") == [people.oleg.chat_id]


async def test_who_refused_hears_of_the_reason_that_counts(
    services: Services, people: People, factory: Factory, committed: Committed
) -> None:
    deal = await factory.deal(people.anna)
    target, said = Target("deal", deal.id), await factory.loss_reason("expensive")
    await services.refusals.refuse(people.anna, target, deal.version, said)
    task = await committed.one(Task, Task.kind == TaskKind.CHECK_REFUSAL)
    counts = await factory.loss_reason("competitor")
    await services.refusals.check(people.boris, task.id, task.version, CheckResult.CORRECTED, counts)
    assert await told(committed, "refusal_corrected") == [people.anna.chat_id]


async def test_owners_hear_once_that_their_dead_deals_were_closed_together(
    services: Services, people: People, factory: Factory, committed: Committed, database: Database, clock: ShiftedClock
) -> None:
    sold = Selling(database, clock, [people.anna, people.oleg])
    await sold.days(125)
    level, key = Level.TEAM, (await services.forecasts.page(people.boris)).row.key
    asked = await services.dead_deals.question(people.boris, Span.MONTH, level, key)
    mine = dict(asked.by_owner)["Anna Manager"]
    reason = await factory.loss_reason()
    done = await services.dead_deals.close(people.boris, level, key, reason, asked.deals, once="a")
    heard = await told(committed, "dead_closed")
    assert (len(heard), set(heard)) == (2, {people.anna.chat_id, people.oleg.chat_id})
    view = await services.dead_deals.told(people.anna, done.undo_id)
    assert (view.by, view.reason, view.deals) == (people.boris.name, done.reason, mine)
    assert 0 < len(view.dearest) <= 5
    assert view.amount > 0
    for stranger in (people.vera, people.boris):  # nothing of theirs was closed
        with pytest.raises(NotFound):
            await services.dead_deals.told(stranger, done.undo_id)
    await services.dead_deals.undo(people.boris, done.undo_id)
    assert sorted(await told(committed, "dead_back")) == sorted(heard)
    with pytest.raises(NotFound):
        await services.dead_deals.told(people.anna, done.undo_id)


async def test_nobody_is_told_of_own_dead_deals_closed_by_oneself(
    services: Services, people: People, factory: Factory, committed: Committed, database: Database, clock: ShiftedClock
) -> None:
    await Selling(database, clock, [people.boris]).days(125)
    asked = await services.dead_deals.question(people.boris, Span.MONTH, Level.MANAGER, people.boris.user_id)
    reason = await factory.loss_reason()
    await services.dead_deals.close(people.boris, Level.MANAGER, people.boris.user_id, reason, asked.deals, once="a")
    assert await told(committed, "dead_closed") == []
