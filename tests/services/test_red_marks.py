"""Red marks with counts (S2-48, S2-50), the start screen (S2-49), a colleague's list, hot deals first (S0-65)."""

from __future__ import annotations

from datetime import timedelta

import pytest

from services import Services, tasks_core
from services.clock import ShiftedClock
from services.errors import NotFound
from services.red_marks import RedCounts
from services.rules.actor import SYSTEM, Actor
from services.rules.target import Target
from storage.tables import Deal
from storage.unit_of_work import Database
from tests.support.company import People
from tests.support.factory import Factory
from tests.support.pushes import kyiv

NOW = kyiv("2026-11-24 10:00")
HOUR = timedelta(hours=1)


@pytest.fixture
async def bare(factory: Factory, people: People, database: Database, clock: ShiftedClock) -> Deal:
    """A deal of Anna's without a task."""
    deal = await factory.deal(people.anna, title="Bare", client=await factory.client("Barefoot", owner=people.anna))
    async with database.write(SYSTEM, clock.now()) as work:
        await tasks_core.cancel_open(work, Target("deal", deal.id))
    return deal


async def late_deal(factory: Factory, owner: Actor, stage: int = 0, hours: int = 1) -> Deal:
    """A deal with an overdue task beside that of its stage."""
    deal = await factory.deal(owner, title=f"Late {hours}", stage=stage)
    await factory.task(deal, owner, NOW - hours * HOUR)
    return deal


async def test_counts_of_a_manager_and_of_leaders(
    services: Services, factory: Factory, people: People, bare: Deal
) -> None:
    await factory.deal(people.anna)  # its stage's task is to come
    await late_deal(factory, people.anna)
    await factory.task(await factory.lead(people.anna), people.anna, NOW - HOUR)
    await factory.task(await factory.lead(people.oleg), people.oleg, NOW - HOUR)
    await late_deal(factory, people.vera)
    assert await services.red_marks.counts(people.anna) == RedCounts(tasks=2, deals=2, leads=1)
    assert await services.red_marks.counts(people.boris) == RedCounts(tasks=3, deals=2, leads=2)
    assert await services.red_marks.counts(people.owner) == RedCounts(tasks=4, deals=3, leads=2)
    assert await services.red_marks.counts(people.client) == RedCounts()


async def test_an_unanswered_inquiry_is_red(
    services: Services, factory: Factory, people: People, clock: ShiftedClock
) -> None:
    lead = await factory.lead(name="Peter", inbound=True)
    assert (await services.red_marks.counts(people.anna)).leads == 0
    clock.advance(HOUR)
    assert (await services.red_marks.counts(people.anna)).leads == 1
    assert [(line.id, line.red) for line in (await services.leads.list(people.anna)).lines] == [(lead.id, True)]


async def test_marks_on_clients_contacts_and_in_the_search(
    services: Services, factory: Factory, people: People, bare: Deal
) -> None:
    card = await services.clients.card(people.anna, bare.client_id or 0)
    assert card.red
    assert [deal.red for deal in card.deals] == [True]
    assert (await services.clients.contacts(people.anna, card.id)).red
    assert (await services.clients.contact(people.anna, card.contacts[0].id)).red
    found = await services.search.find(people.anna, "bare")
    assert {line.kind: line.red for line in found.lines} == {"deal": True, "client": True}
    calm = await factory.deal(people.anna, title="Calm")
    card = await services.clients.card(people.anna, calm.client_id or 0)
    assert (card.red, card.deals[0].red) == (False, False)
    assert not any(line.red for line in (await services.search.find(people.anna, "calm")).lines)


async def test_a_won_deal_is_not_red(services: Services, factory: Factory, people: People) -> None:
    deal = await factory.deal(people.anna, stage=8)
    card = await services.clients.card(people.anna, deal.client_id or 0)
    assert not card.red


async def test_the_start_screen_shows_what_is_done_and_what_comes(
    services: Services, factory: Factory, people: People
) -> None:
    lead = await factory.lead(people.anna)
    done = await factory.task(lead, people.anna, NOW + HOUR)
    await services.tasks.done(people.anna, done.id, done.version)
    for hours in (-2, 1, 2, 3, 4):
        await factory.task(lead, people.anna, NOW + hours * HOUR)
    await factory.task(lead, people.anna, NOW + 48 * HOUR)
    view = await services.start.view(people.anna)
    assert (view.done, view.more, view.red.tasks) == (1, 1, 1)
    assert [line.due_at - NOW for line in view.coming] == [hours * HOUR for hours in (-2, 1, 2, 3)]
    finished = await services.tasks.list(people.anna, "done")
    assert [line.id for line in finished.lines] == [done.id]
    assert finished.counts == {"overdue": 1, "today": 4, "later": 1, "done": 1}
    assert not (await services.start.view(people.boris)).coming


async def test_hot_deals_first(services: Services, factory: Factory, people: People) -> None:
    stages = await factory.stages()
    hot = next(number for number, stage in enumerate(stages) if stage.late)
    cold_one = await late_deal(factory, people.anna, 0, hours=9)
    hot_one = await late_deal(factory, people.anna, hot, hours=3)
    found = await services.tasks.list(people.anna, "overdue")
    assert [(line.target.id, line.hot) for line in found.lines] == [(hot_one.id, True), (cold_one.id, False)]
    card = await services.rounds.begin(people.boris)
    assert card.task is not None  # type: ignore[union-attr]
    assert card.task.target.id == hot_one.id  # type: ignore[union-attr]


async def test_a_leader_opens_a_colleagues_list(services: Services, factory: Factory, people: People) -> None:
    await factory.task(await factory.lead(people.anna), people.anna, NOW - HOUR)
    await factory.task(await factory.lead(people.oleg), people.oleg, NOW - HOUR)
    found = await services.tasks.list(people.boris, person=people.anna.user_id)
    assert found.person is not None
    assert (found.person.name, found.choice, len(found.lines)) == ("Anna Manager", "overdue", 1)
    for actor, person in ((people.anna, people.anna), (people.boris, people.vera)):
        with pytest.raises(NotFound):
            await services.tasks.list(actor, person=person.user_id)
