"""Payments: planned in parts to the last kopeck, a part splits the row, every deed is taken back (S0-04)."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from services import Services
from services.clock import ShiftedClock
from services.errors import Invalid, NotFound, Stale
from services.payments import PaymentBook
from services.rules import sources
from services.rules.kinds import StageKind
from services.rules.target import Target
from services.understanding import Intent, Meant
from storage.tables import DealEvent, Payment
from tests.support.company import People
from tests.support.databases import Committed
from tests.support.factory import Factory


async def planned(services: Services, people: People, factory: Factory, *shares: int) -> PaymentBook:
    """Anna's deal of 1 000.01, planned from the first of December on."""
    deal = await factory.deal(people.anna, amount=1_000_01)
    return await services.payments.plan_shares(people.anna, deal.id, deal.version, shares, date(2026, 12, 31))


async def test_parts_add_up_and_follow_month_by_month(services: Services, people: People, factory: Factory) -> None:
    view = await planned(services, people, factory, 30, 30, 40)
    assert [(line.amount, line.due) for line in view.lines] == [
        (300_00, date(2026, 12, 31)), (300_00, date(2027, 1, 31)), (400_01, date(2027, 2, 28)),
    ]  # fmt: skip
    assert (view.planned, view.received, view.left) == (1_000_01, 0, 0)
    again = await services.payments.plan(people.anna, view.deal_id, view.version, [(100, None)])
    assert [line.amount for line in again.lines] == [100]
    back = await services.payments.undo(people.anna, again.undo or 0)
    assert sorted(line.amount for line in back.lines) == [300_00, 300_00, 400_01]


async def test_a_part_splits_the_planned_row(
    services: Services, people: People, factory: Factory, committed: Committed
) -> None:
    view = await planned(services, people, factory, 50, 50)
    first = view.lines[0]
    view = await services.payments.receive(people.anna, first.id, first.version, 100_00)
    assert view.received == 100_00
    assert view.planned == 900_01
    rows = await committed.all(Payment)
    assert sum(row.planned or 0 for row in rows) == 1_000_01, "what was planned in all stays the same"
    assert all((row.received is None) == (row.received_at is None) for row in rows)
    assert [event.code for event in await committed.all(DealEvent)] == [sources.PAYMENT]
    back = await services.payments.undo(people.anna, view.undo or 0)
    assert (back.received, back.planned, len(back.lines)) == (0, 1_000_01, 2)
    assert await committed.count(DealEvent) == 0


async def test_more_than_planned_goes_on_to_the_next_and_beyond(
    services: Services, people: People, factory: Factory
) -> None:
    view = await planned(services, people, factory, 50, 50)
    view = await services.payments.receive_new(people.anna, view.deal_id, 1_500_00, key="k")
    assert (view.received, view.planned) == (1_500_00, 0)
    assert sorted(line.amount for line in view.lines) == [499_99, 500_00, 500_01]
    with pytest.raises(Stale):
        await services.payments.receive_new(people.anna, view.deal_id, 1, key="k")


async def test_one_tap_receives_the_next_planned_or_what_is_left(
    services: Services, people: People, factory: Factory
) -> None:
    """ "Paid" in the deal's menu writes the payment, too; its undo takes both back."""
    view = await planned(services, people, factory, 30, 70)
    deal = await services.deals.card(people.anna, view.deal_id)
    noted = await services.deal_events.note(people.anna, deal.id, deal.version, sources.PAYMENT)
    assert noted.received == 300_00
    assert (await services.payments.book(people.anna, deal.id)).received == 300_00
    await services.deal_events.undo(people.anna, noted.undo_id)
    assert (await services.payments.book(people.anna, deal.id)).received == 0
    other = await factory.deal(people.anna, amount=500)
    assert (await services.deal_events.note(people.anna, other.id, other.version, sources.PAYMENT)).received == 500
    bare = await factory.deal(people.anna, amount=None)
    assert (await services.deal_events.note(people.anna, bare.id, bare.version, sources.PAYMENT)).received is None


async def test_free_text_receives_what_it_names(services: Services, people: People, factory: Factory) -> None:
    view = await planned(services, people, factory, 50, 50)
    card = await services.deals.card(people.anna, view.deal_id)
    meant = Meant(Intent.PAYMENT, amount=200_00, text="paid 200", done=True)
    await services.understanding.write(people.anna, Target("deal", card.id), card.version, meant, key="k")
    view = await services.payments.book(people.anna, view.deal_id)
    assert (view.received, view.planned) == (200_00, 800_01)


async def test_overdue_and_due_day(services: Services, people: People, factory: Factory, clock: ShiftedClock) -> None:
    view = await planned(services, people, factory, 100)
    line, today = view.lines[0], clock.now().date()
    view = await services.payments.set_due(people.anna, line.id, line.version, today - timedelta(days=1))
    assert view.lines[0].overdue
    card = await services.deals.card(people.anna, view.deal_id)
    assert (card.money.overdue, card.money.planned) == (1_000_01, 1_000_01)
    line = view.lines[0]
    view = await services.payments.set_amount(people.anna, line.id, line.version, 5_00)
    assert view.planned == 5_00
    with pytest.raises(Stale):
        await services.payments.delete(people.anna, line.id, line.version)
    view = await services.payments.delete(people.anna, line.id, view.lines[0].version)
    assert view.lines == ()
    assert len((await services.payments.undo(people.anna, view.undo or 0)).lines) == 1


async def test_a_won_deal_is_paid_without_events(
    services: Services, people: People, factory: Factory, committed: Committed
) -> None:
    stages = await factory.stages(kind=StageKind.WON)
    deal = await factory.deal(people.anna, amount=700)
    await services.deals.move(people.anna, deal.id, deal.version, stages[0].id)
    before = await committed.count(DealEvent)
    view = await services.payments.receive_new(people.anna, deal.id, 700, key="k")
    assert view.received == 700
    assert await committed.count(DealEvent) == before
    assert (await services.payments.undo(people.anna, view.undo or 0)).received == 0


async def test_what_cannot_be(services: Services, people: People, factory: Factory) -> None:
    deal = await factory.deal(people.anna, amount=None)
    day = date(2026, 12, 1)
    with pytest.raises(Invalid, match="amount_needed"):
        await services.payments.plan_shares(people.anna, deal.id, deal.version, (50, 50), day)
    for shares in ((), (0, 100), (1,) * 13):
        with pytest.raises(Invalid, match="shares_invalid"):
            await services.payments.plan_shares(people.anna, deal.id, deal.version, shares, day)
    with pytest.raises(Invalid, match="amount_invalid"):
        await services.payments.receive_new(people.anna, deal.id, 0, key="k")


async def test_foreign_ones_are_not_there(services: Services, people: People, factory: Factory) -> None:
    view = await planned(services, people, factory, 100)
    line = view.lines[0]
    for call in (
        services.payments.book(people.vera, view.deal_id),
        services.payments.get(people.vera, line.id),
        services.payments.receive(people.vera, line.id, line.version),
        services.payments.undo(people.vera, view.undo or 0),
    ):
        with pytest.raises(NotFound):
            await call
