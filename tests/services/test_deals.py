"""Deals: card, lists, moving, changing, notes, handing over; once only, and only what the actor may see."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from datetime import date, timedelta
from typing import Any

import pytest

from services import Services
from services.clock import ShiftedClock
from services.errors import Invalid, NotFound, Problem, Stale
from services.rules.actor import Actor
from services.rules.kinds import ActivityKind, StageKind, TaskStatus
from services.rules.target import Target
from storage.tables import Activity, Deal, HistoryEntry, Promise, StageTransition, Task
from tests.support.company import People
from tests.support.databases import Committed
from tests.support.factory import Factory

LONG = "🙂<b>&" * 60


async def test_the_card_has_everything(
    services: Services, people: People, factory: Factory, clock: ShiftedClock
) -> None:
    client = await factory.client("Romashka", people.anna)
    contact = await factory.contact(client, "Ivan", "+380671234567", position="director")
    deal = await factory.deal(people.anna, title="Supply", client=client, contact=contact, stage=3, amount=12_000_00)
    await factory.call(deal, people.anna, promised=True)
    await services.calls.log_incoming(people.anna, Target("deal", deal.id), deal.version)
    clock.advance(timedelta(days=3))
    card = await services.deals.card(people.anna, deal.id)
    assert (card.title, card.client.name if card.client else "", card.amount) == ("Supply", "Romashka", 12_000_00)
    assert card.contact is not None
    assert (card.contact.name, card.contact.phone, card.contact.position) == ("Ivan", "+380671234567", "director")
    assert (card.stage.number, card.stage.count, card.stage.name) == (4, 9, "Individual offer")
    assert card.next_stage is not None
    assert (card.next_stage.name, card.wins_next) == ("Contract and invoice", False)
    assert [task.title for task in card.tasks] == ["Prepare and send the individual offer"]
    assert (card.overdue, card.no_task, card.may_give) == (1, False, False)
    assert [line.kind for line in card.last] == [ActivityKind.CALL]
    assert (await services.deals.card(people.boris, deal.id)).may_give


async def test_a_deal_without_a_task_is_red(services: Services, people: People, factory: Factory) -> None:
    deal = await factory.deal(people.anna)
    task = (await services.deals.card(people.anna, deal.id)).tasks[0]
    await services.tasks.done(people.anna, task.id, task.version)
    assert (await services.deals.card(people.anna, deal.id)).no_task
    page = await services.deals.list(people.anna, "no_task")
    assert [(line.id, line.no_task) for line in page.lines] == [(deal.id, True)]


async def test_the_lists_and_their_counts(
    services: Services, people: People, factory: Factory, clock: ShiftedClock
) -> None:
    for number in range(10):
        await factory.deal(people.anna, title=f"Deal {number}", amount=1000 * number)
    theirs = await factory.deal(people.oleg)
    await factory.deal(people.vera)
    won = await factory.deal(people.anna, stage=7)
    await services.deals.step(people.anna, won.id, won.version, 1)
    lost = await factory.deal(people.anna)
    await services.refusals.refuse(people.anna, Target("deal", lost.id), lost.version, await factory.loss_reason())
    clock.advance(timedelta(days=2))
    page = await services.deals.list(people.anna)
    assert page.counts == {"open": 10, "no_task": 0, "overdue": 10, "won": 1, "lost": 1}
    assert (len(page.lines), page.pages, page.whose) == (8, 2, False)
    assert [line.amount for line in page.lines] == sorted([1000 * n for n in range(10)], reverse=True)[:8]
    assert len((await services.deals.list(people.anna, "open", 2)).lines) == 2
    assert (await services.deals.list(people.anna, "open", 99)).page == 2
    assert [line.id for line in (await services.deals.list(people.anna, "won")).lines] == [won.id]
    assert [line.id for line in (await services.deals.list(people.anna, "lost")).lines] == [lost.id]
    seen = await services.deals.list(people.boris)
    assert (seen.counts["open"], seen.whose) == (11, True)
    assert theirs.id in {line.id for line in (await services.deals.list(people.boris, "open", 2)).lines} | {
        line.id for line in seen.lines
    }
    assert (await services.deals.list(people.owner)).counts["open"] == 12


async def test_the_ends_of_a_pipeline(services: Services, people: People, factory: Factory) -> None:
    deal = await factory.deal(people.anna)
    with pytest.raises(Invalid, match="stage_end"):
        await services.deals.step(people.anna, deal.id, deal.version, -1)
    card = await services.deals.card(people.anna, deal.id)
    for _ in range(8):
        card = await services.deals.step(people.anna, deal.id, card.version, 1)
    assert card.status is StageKind.WON
    with pytest.raises(Invalid, match="stage_end"):
        await services.deals.step(people.anna, deal.id, card.version, 1)


async def test_any_stage_but_the_refused_one(services: Services, people: People, factory: Factory) -> None:
    deal = await factory.deal(people.anna)
    asked = await services.deals.stage_choice(people.anna, deal.id)
    assert [kind for _, kind in asked.stages].count(StageKind.LOST) == 0
    assert (len(asked.stages), asked.current) == (9, deal.stage_id)
    lost = (await factory.stages(kind=StageKind.LOST))[0]
    with pytest.raises(Invalid, match="stage_gone"):
        await services.deals.move(people.anna, deal.id, asked.version, lost.id)
    with pytest.raises(Invalid, match="stage_gone"):
        await services.deals.move(people.anna, deal.id, asked.version, 99_999)
    card = await services.deals.move(people.anna, deal.id, asked.version, asked.stages[4][0].id)
    assert card.stage.number == 5


async def test_two_at_once_one_wins(services: Services, people: People, factory: Factory, committed: Committed) -> None:
    deal = await factory.deal(people.anna)
    both = await asyncio.gather(
        services.deals.step(people.anna, deal.id, deal.version, 1),
        services.deals.step(people.boris, deal.id, deal.version, 1),
        return_exceptions=True,
    )
    assert sorted(type(one).__name__ for one in both) == ["DealCard", "Stale"]
    assert await committed.count(StageTransition, StageTransition.deal_id == deal.id) == 2
    assert await committed.count(Task, Task.deal_id == deal.id, Task.status == TaskStatus.OPEN) == 1


async def test_amount_date_and_title(
    services: Services, people: People, factory: Factory, committed: Committed
) -> None:
    deal = await factory.deal(people.anna, title="Old", amount=None)
    card = await services.deals.set_amount(people.anna, deal.id, deal.version, 99_50)
    card = await services.deals.set_expected_close(people.anna, deal.id, card.version, date(2026, 12, 25))
    card = await services.deals.rename(people.anna, deal.id, card.version, "  New \n <b>Ёлка</b> ")
    row = await committed.one(Deal, Deal.id == deal.id)
    assert (row.amount, row.expected_close, row.title, row.search_key) == (
        99_50,
        date(2026, 12, 25),
        "New <b>Ёлка</b>",
        "new b елка b",
    )
    changes = [
        entry.changes
        for entry in await committed.all(HistoryEntry, HistoryEntry.record == "deals", HistoryEntry.action == "changed")
    ]
    assert {"amount": [None, 9950]} in changes
    assert {"expected_close": [None, "2026-12-25"]} in changes


@pytest.mark.parametrize(
    ("change", "code"),
    [
        (lambda deals, actor, deal: deals.set_amount(actor, deal.id, deal.version, -1), "amount_invalid"),
        (lambda deals, actor, deal: deals.set_amount(actor, deal.id, deal.version, 10**15 + 1), "amount_invalid"),
        (lambda deals, actor, deal: deals.rename(actor, deal.id, deal.version, " \n "), "empty"),
        (lambda deals, actor, deal: deals.rename(actor, deal.id, deal.version, "x" * 301), "too_long"),
        (lambda deals, actor, deal: deals.note(actor, deal.id, "  ", key="k"), "empty"),
        (lambda deals, actor, deal: deals.note(actor, deal.id, "x" * 4001, key="k"), "too_long"),
    ],
)
async def test_bad_input_changes_nothing(
    services: Services,
    people: People,
    factory: Factory,
    committed: Committed,
    change: Callable[[Any, Actor, Deal], Awaitable[Any]],
    code: str,
) -> None:
    deal = await factory.deal(people.anna)
    with pytest.raises(Invalid, match=code):
        await change(services.deals, people.anna, deal)
    assert (await committed.one(Deal, Deal.id == deal.id)).version == deal.version
    assert await committed.count(Activity) == 0


async def test_a_title_of_the_longest_kind_is_kept_whole(
    services: Services, people: People, factory: Factory, committed: Committed
) -> None:
    deal = await factory.deal(people.anna)
    card = await services.deals.rename(people.anna, deal.id, deal.version, LONG[:300])
    assert card.title == (await committed.one(Deal, Deal.id == deal.id)).title == LONG[:300]


async def test_a_note_is_written_once(
    services: Services, people: People, factory: Factory, committed: Committed
) -> None:
    deal = await factory.deal(people.anna)
    cards = [await services.deals.note(people.anna, deal.id, "asks for <b>", key="m:1:2") for _ in range(2)]
    assert [line.text for line in cards[1].last] == ["asks for <b>"]
    await services.deals.note(people.anna, deal.id, "", key="m:1:3", file={"kind": "photo", "file_id": "x"})
    kinds = [row.kind for row in await committed.all(Activity, Activity.deal_id == deal.id)]
    assert kinds == [ActivityKind.NOTE, ActivityKind.FILE]


async def test_an_offer_is_a_contact(
    services: Services, people: People, factory: Factory, committed: Committed, clock: ShiftedClock
) -> None:
    deal = await factory.deal(people.anna)
    await services.deals.offer_sent(people.anna, deal.id, deal.version)
    assert (await committed.one(Activity)).kind is ActivityKind.OFFER
    assert (await committed.one(Deal, Deal.id == deal.id)).last_contact_at == clock.now()
    with pytest.raises(Stale):
        await services.deals.offer_sent(people.anna, deal.id, deal.version)


async def test_giving_takes_the_open_tasks_and_promises_along(
    services: Services, people: People, factory: Factory, committed: Committed
) -> None:
    deal = await factory.deal(people.anna)
    await factory.call(deal, people.anna, promised=True)
    asked = await services.deals.give_choice(people.boris, deal.id)
    assert [one.name for one in asked.people] == ["Boris Head", "Oleg Manager"]
    card = await services.deals.give(people.boris, deal.id, asked.version, people.oleg.user_id or 0)
    assert card.owner is not None
    assert card.owner.id == people.oleg.user_id
    assert {row.assignee_id for row in await committed.all(Task, Task.deal_id == deal.id)} == {people.oleg.user_id}
    assert (await committed.one(Promise)).user_id == people.oleg.user_id
    with pytest.raises(NotFound):
        await services.deals.card(people.anna, deal.id)


async def test_only_leaders_give_and_only_to_their_own(services: Services, people: People, factory: Factory) -> None:
    deal = await factory.deal(people.anna)
    for actor, taker in ((people.anna, people.oleg), (people.boris, people.vera), (people.galina, people.vera)):
        with pytest.raises(NotFound):
            await services.deals.give(actor, deal.id, deal.version, taker.user_id or 0)
    with pytest.raises(NotFound):
        await services.deals.give_choice(people.anna, deal.id)


@pytest.mark.parametrize("name", ["oleg", "galina", "vera", "client", "stranger"])
async def test_what_is_not_yours_is_not_there(
    services: Services, people: People, factory: Factory, committed: Committed, name: str
) -> None:
    deal = await factory.deal(people.anna)
    actor: Actor = getattr(people, name)
    service = services.deals
    tries: list[Callable[[], Awaitable[Any]]] = [
        lambda: service.card(actor, deal.id),
        lambda: service.stage_choice(actor, deal.id),
        lambda: service.step(actor, deal.id, deal.version, 1),
        lambda: service.move(actor, deal.id, deal.version, deal.stage_id),
        lambda: service.set_amount(actor, deal.id, deal.version, 1),
        lambda: service.set_expected_close(actor, deal.id, deal.version, None),
        lambda: service.rename(actor, deal.id, deal.version, "x"),
        lambda: service.note(actor, deal.id, "x", key="k"),
        lambda: service.offer_sent(actor, deal.id, deal.version),
        lambda: service.give_choice(actor, deal.id),
        lambda: service.give(actor, deal.id, deal.version, 1),
        lambda: services.history.page(actor, Target("deal", deal.id)),
    ]
    for attempt in tries:
        with pytest.raises(Problem, match="not_found"):
            await attempt()
    assert (await committed.one(Deal, Deal.id == deal.id)).version == deal.version


async def test_a_deal_for_a_client_is_opened_once(
    services: Services, people: People, factory: Factory, committed: Committed
) -> None:
    client = await factory.client("Romashka", people.anna)
    pipeline = (await factory.stages("b2b_regular"))[0].pipeline_id
    card = await services.deals.create(people.anna, client.id, pipeline, key="c:1")
    assert (card.title, card.stage.name, card.owner.id if card.owner else 0) == (
        "Romashka",
        "Need",
        people.anna.user_id,
    )
    with pytest.raises(Stale):
        await services.deals.create(people.anna, client.id, pipeline, key="c:1")
    with pytest.raises(NotFound):
        await services.deals.create(people.vera, client.id, pipeline, key="c:2")
    assert await committed.count(Deal) == 1
