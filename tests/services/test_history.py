"""The history of a record: every change by whom, when, from what to what, by names; page by page (S2-43)."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from bot.ui.history import lines_of
from bot.ui.words import Words
from services import Services
from services.clock import ShiftedClock
from services.errors import NotFound
from services.rules.actor import Actor
from services.rules.kinds import CheckResult
from services.rules.target import Target
from services.rules.views import ActivityLine
from tests.support.company import People
from tests.support.factory import Factory


async def told(services: Services, actor: Actor, target: Target, clock: ShiftedClock, page: int = 1) -> list[str]:
    """The lines of a page as people read them."""
    words = Words("en", "Europe/Kyiv", clock.now())
    view = await services.history.page(actor, target, page)
    return [f"{line.by}: {text}" for line, text in lines_of(view, words)]


async def test_everything_that_happened_to_a_deal(
    services: Services, people: People, factory: Factory, clock: ShiftedClock
) -> None:
    deal = await factory.deal(people.anna, title="Supply")
    target = Target("deal", deal.id)
    clock.advance(timedelta(minutes=1))
    card = await services.deals.step(people.anna, deal.id, deal.version, 1)
    clock.advance(timedelta(minutes=1))
    task = card.tasks[0]
    asked = await services.tasks.date_question(people.anna, task.id)
    at = clock.now() + timedelta(days=1, hours=1)
    await services.tasks.postpone(people.anna, task.id, task.version, at, reason_id=asked.reasons[0].id, comment="ill")
    clock.advance(timedelta(minutes=1))
    card = await services.deals.set_amount(people.anna, deal.id, card.version, 5_000_00)
    clock.advance(timedelta(minutes=1))
    card = await services.deals.set_expected_close(people.anna, deal.id, card.version, date(2026, 12, 25))
    clock.advance(timedelta(minutes=1))
    card = await services.deals.give(people.boris, deal.id, card.version, people.oleg.user_id or 0)
    clock.advance(timedelta(minutes=1))
    await services.deals.note(people.oleg, deal.id, "asks for a discount", key="k")
    lines = await told(services, people.oleg, target, clock)
    assert lines == [
        "Oleg Manager: note: asks for a discount",
        "Boris Head: handed over: Anna Manager → Oleg Manager; "
        "“Prepare and send the offer” handed over: Anna Manager → Oleg Manager",
        "Anna Manager: sale expected: 25 Dec",
        "Anna Manager: amount: ₴1,000 → ₴5,000",
        "Anna Manager: “Prepare and send the offer” moved: tomorrow 10:05 → tomorrow 11:02 (Client asked, ill)",
        "Anna Manager: next stage: “Presentation” → “General offer”; "
        "done: “Prepare and hold the presentation”; task: “Prepare and send the offer”, due tomorrow 10:05",
        "Anna Manager: deal opened: “Supply”; task: “Prepare and hold the presentation”, due tomorrow 10:00",
    ]
    again = await services.history.page(people.oleg, target, 99)
    assert (again.page, again.pages) == (1, 1), "what one press wrote is told together"


async def test_a_refusal_and_its_check(
    services: Services, people: People, factory: Factory, clock: ShiftedClock
) -> None:
    deal = await factory.deal(people.anna)
    target = Target("deal", deal.id)
    clock.advance(timedelta(minutes=1))
    done = await services.refusals.refuse(people.anna, target, deal.version, await factory.loss_reason(), talked=True)
    await services.refusals.comment(people.anna, done.refusal_id, "too much")
    clock.advance(timedelta(minutes=1))
    check = (await services.tasks.list(people.boris, "later")).lines[0]
    await services.refusals.check(
        people.boris, check.id, check.version, CheckResult.CORRECTED, await factory.loss_reason("competitor")
    )
    lines = [line for page in (1, 2) for line in await told(services, people.boris, target, clock, page)]
    assert lines[:3] == [
        "Boris Head: refusal checked: reason corrected: Competitor or price watch; "
        "refusal reason: Expensive → Competitor or price watch; done: “Check a refusal”",
        "Anna Manager: deal refused: Expensive (too much); no longer needed: “Prepare and hold the presentation”",
        "Anna Manager: call, talked, refusal",
    ]


async def test_a_lead_tells_who_took_it(
    services: Services, people: People, factory: Factory, clock: ShiftedClock
) -> None:
    lead = await factory.lead(name="Petya", inbound=True)
    clock.advance(timedelta(minutes=1))
    await services.calls.not_reached(people.anna, Target("lead", lead.id), lead.version)
    lines = await told(services, people.anna, Target("lead", lead.id), clock)
    assert any("inquiry taken" in line for line in lines)
    assert "Anna Manager: call, no answer" in lines
    assert lines[-1] == "None: inquiry received: Petya"


async def test_a_clients_story_leaves_colleagues_deals_out(
    services: Services, people: People, factory: Factory, clock: ShiftedClock
) -> None:
    client = await factory.client("Romashka", people.anna)
    await factory.deal(people.anna, client=client, title="Mine")
    theirs = await factory.deal(people.oleg, client=client, title="Theirs")
    await services.deals.note(people.oleg, theirs.id, "secret", key="k")
    target = Target("client", client.id)
    lines = await told(services, people.anna, target, clock)
    assert any("deal opened: “Mine”" in line for line in lines)
    assert not [line for line in lines if "Theirs" in line or "secret" in line]
    assert any("secret" in line for line in await told(services, people.boris, target, clock))


async def test_many_events_stay_a_handful_of_queries(
    services: Services, people: People, factory: Factory, clock: ShiftedClock
) -> None:
    deal = await factory.deal(people.anna)
    for number in range(25):
        clock.advance(timedelta(minutes=1))
        await services.deals.note(people.anna, deal.id, f"note {number}", key=f"k{number}")
    view = await services.history.page(people.anna, Target("deal", deal.id), 2)
    assert (view.pages, len(view.lines)) == (3, 10)
    events = [line.event for line in view.lines]
    assert all(isinstance(event, ActivityLine) for event in events)
    assert [event.text for event in events if event] == [f"note {number}" for number in range(14, 4, -1)]


async def test_a_foreign_record_has_no_history(services: Services, people: People, factory: Factory) -> None:
    client = await factory.client(owner=people.anna)
    for actor in (people.vera, people.galina, people.client):
        with pytest.raises(NotFound):
            await services.history.page(actor, Target("client", client.id))
