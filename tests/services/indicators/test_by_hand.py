"""Each indicator on a company small enough to count on fingers; it is Tuesday 24 November 2026, 10:00 in Kyiv."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from services.rules import periods
from services.rules.actor import SYSTEM
from services.rules.indicators import INDICATORS, Slice
from services.rules.kinds import StageKind
from services.rules.periods import PeriodKind
from storage.tables import Postponement
from tests.conftest import TUESDAY
from tests.support.indicator_making import Maker, at

NOVEMBER = periods.containing(PeriodKind.MONTH, date(2026, 11, 1))
OCTOBER = periods.shifted(NOVEMBER, -1)
TENTH, LAST = "2026-11-10 10:00", "2026-11-20 10:00"


@pytest.fixture
async def maker(database, people) -> Maker:
    return await Maker(database, TUESDAY).open()


@pytest.fixture
def number(services) -> Any:
    """The value and n of an indicator without slices; several by a slice as {key: value}."""

    async def ask(code: str, period=NOVEMBER, by: Slice | None = None, **filters: Any) -> Any:
        table = await services.indicators.table(
            SYSTEM, code, period, (by,) if by else (), {Slice(k): v for k, v in filters.items()}
        )
        if by is None:
            return table.rows[0].value, table.rows[0].n
        return {row.slice[0][1].key: row.value for row in table.rows}

    return ask


@pytest.mark.parametrize("code", INDICATORS)
async def test_an_empty_company_has_no_errors(services, people, code):
    table = await services.indicators.table(SYSTEM, code, NOVEMBER)
    assert [(row.slice, row.n) for row in table.rows] == [((), 0)]
    assert table.rows[0].value in (0, None)
    for by in INDICATORS[code].slices:
        assert (await services.indicators.table(SYSTEM, code, NOVEMBER, (by,))).rows == ()


# ------------------------------------------------------------------------------------------------------------ inflow
async def test_inquiries(maker, number, people):
    phone, web = maker.channels[:2]
    anna = people.anna.user_id
    # Monday 9 November 10:00 in Kyiv; answered after 30 working minutes, the limit was 15.
    monday = "2026-11-09 08:00"
    await maker.lead(monday, "converted", owner_id=anna, channel_id=phone, closed_at="2026-11-12 09:00",
                     respond_by="2026-11-09 08:15", responded_at="2026-11-09 08:30")  # fmt: skip
    # Friday 17:50, answered on Monday at 9:20: ten minutes of Friday and twenty of Monday.
    await maker.lead("2026-11-13 15:50", owner_id=anna, channel_id=web, responded_at="2026-11-16 07:20")
    # Nobody has answered, and the limit is over; then one with time left; then one of October that became a deal now.
    await maker.lead("2026-11-20 08:00", channel_id=web, respond_by="2026-11-20 08:15")
    await maker.lead("2026-11-24 07:55", channel_id=web, respond_by="2026-11-24 08:10")
    await maker.lead("2026-10-30 08:00", "converted", closed_at="2026-11-02 08:00")
    await maker.cost(phone, 310_00, "2026-10-16", "2026-11-15")
    await maker.cost(web, 90_00, "2026-11-20", "2026-11-20")
    assert await number("leads_new") == (4, 4)
    assert await number("leads_qualified") == (2, 2)
    assert await number("lead_conversion") == (25.0, 4)
    assert await number("lead_response") == (30.0, 2)
    assert await number("lead_sla_breaches") == (2, 2)
    # 31 days from 16 October, 15 of them in November: 150; and 90.
    assert await number("channel_spend") == (240_00, 2)
    assert await number("channel_spend", by=Slice.CHANNEL) == {phone: 150_00, web: 90_00}
    assert await number("cost_per_lead") == (60_00, 4)
    assert await number("cost_per_lead", by=Slice.CHANNEL) == {phone: 150_00, web: 30_00}


# ---------------------------------------------------------------------------------------------------------- activity
async def test_activity(maker, number, people):
    anna, oleg = people.anna.user_id, people.oleg.user_id
    await maker.activity(TENTH, user_id=anna)
    await maker.activity(TENTH, user_id=anna, outcome="not_reached")
    await maker.activity(TENTH, user_id=oleg)
    await maker.activity("2026-10-31 21:30", user_id=oleg)  # 23:30 in Kyiv: still October
    await maker.activity("2026-10-31 22:30", user_id=oleg)  # 00:30: November
    await maker.activity(TENTH, direction="in", user_id=anna)
    await maker.activity(TENTH, "meeting", user_id=anna)
    await maker.activity(TENTH, "meeting", user_id=anna, outcome="not_reached")
    await maker.activity(TENTH, "offer", user_id=anna)
    assert await number("calls_out") == (4, 4)
    assert await number("calls_out", by=Slice.MANAGER) == {anna: 2, oleg: 2}
    assert await number("calls_out", manager=anna) == (2, 2)
    assert await number("calls_in") == (1, 1)
    assert await number("reach_rate") == (75.0, 4)
    assert await number("meetings") == (1, 1)
    assert await number("offers_sent") == (1, 1)


async def test_tasks(maker, number, people):
    anna = people.anna.user_id
    await maker.task(TENTH, done="2026-11-10 09:00", assignee_id=anna)
    # Moved to the 20th and done then: late by the time first set.
    await maker.task(LAST, first=TENTH, done=LAST, assignee_id=anna)
    await maker.task(LAST, assignee_id=anna)  # overdue
    await maker.task("2026-11-28 10:00", assignee_id=anna)  # not due yet
    await maker.task(TENTH, "2026-11-09 10:00", status="cancelled", assignee_id=anna)
    assert await number("tasks_done") == (2, 2)
    assert await number("tasks_on_time") == (pytest.approx(100 / 3), 3)
    assert await number("tasks_overdue") == (1, 1)


async def test_what_was_overdue_at_the_end_of_a_past_month(maker, number, people):
    anna = people.anna.user_id
    await maker.task("2026-10-20 10:00", done="2026-11-05 10:00", assignee_id=anna)
    moved = await maker.task("2026-11-30 10:00", first="2026-10-25 10:00", assignee_id=anna)
    await maker.add(
        Postponement(
            task_id=moved.id,
            user_id=anna,
            from_at=at("2026-10-25 10:00"),
            to_at=at("2026-11-30 10:00"),
            at=at("2026-11-02 10:00"),
        )
    )
    assert await number("tasks_overdue", OCTOBER) == (2, 2)
    assert await number("tasks_overdue") == (0, 0)
    assert await number("reschedules") == (1, 1)


async def test_deals_without_a_task(maker, number):
    idle = await maker.deal()
    busy = await maker.deal()
    await maker.task("2026-11-28 10:00", deal_id=busy.id)
    await maker.task(LAST, done=LAST, deal_id=idle.id)
    await maker.deal("won", closed=LAST)
    assert await number("deals_no_task") == (1, 1)


# ------------------------------------------------------------------------------------------------------------ funnel
async def test_deals_won_and_lost(maker, number, people):
    anna, oleg = people.anna.user_id, people.oleg.user_id
    await maker.deal("won", "2026-11-01 10:00", "2026-11-11 10:00", owner_id=anna, amount=100_00)
    await maker.deal("won", "2026-10-22 10:00", "2026-11-11 11:00", owner_id=anna, amount=200_01)
    await maker.deal("lost", "2026-11-02 10:00", "2026-11-12 10:00", owner_id=oleg, amount=50_00)
    await maker.deal("open", "2026-11-03 10:00", owner_id=oleg, amount=70_00)
    # Reopened: it was won once, but is not now.
    reopened = await maker.deal("open", "2026-09-03 10:00", owner_id=oleg, amount=10_00)
    await maker.moves(reopened, (maker.stage(), "2026-09-03 10:00"), (maker.stage(kind=StageKind.WON), TENTH),
                      (maker.stage(), LAST))  # fmt: skip
    assert await number("funnel_in") == (3, 3)
    assert await number("deals_won") == (2, 2)
    assert await number("deals_lost") == (1, 1)
    assert await number("win_rate") == (pytest.approx(200 / 3), 3)
    assert await number("win_rate", by=Slice.MANAGER) == {anna: 100.0, oleg: 0.0}
    assert await number("funnel_conversion") == (pytest.approx(100 / 3), 3)
    assert await number("revenue") == (300_01, 2)
    assert await number("average_deal") == (150_01, 2)  # 150.005, half up
    # 10 days; and from 13:00 to 13:00 on the clocks of Kyiv 20 days, the end of summer time among them.
    assert await number("deal_length") == (15.0, 2)


async def test_a_copied_deal_is_not_counted_beside_its_parent(maker, number):
    parent = await maker.deal("won", "2026-11-01 10:00", TENTH, amount=100_00)
    await maker.deal("won", "2026-11-02 10:00", LAST, amount=100_00, parent_id=parent.id)
    late = await maker.deal("won", "2026-09-01 10:00", "2026-10-10 10:00", amount=5_00)
    await maker.deal("won", "2026-10-10 10:00", LAST, amount=7_00, parent_id=late.id)
    assert await number("deals_won") == (2, 2)
    assert await number("revenue") == (107_00, 2)
    assert await number("funnel_in") == (1, 1)


async def test_stages(maker, number):
    first, second, third = (maker.stage(n) for n in range(3))
    won = maker.stage(kind=StageKind.WON)
    through = await maker.deal("won", "2026-11-02 10:00", "2026-11-08 10:00")
    await maker.moves(through, (first, "2026-11-02 10:00"), (second, "2026-11-04 10:00"), (won, "2026-11-08 10:00"))
    # It passes the second stage over: that counts as reached from the first.
    jumped = await maker.deal("open", "2026-11-02 10:00", stage=third)
    await maker.moves(jumped, (first, "2026-11-02 10:00"), (third, "2026-11-05 10:00"))
    stuck = await maker.deal("lost", "2026-11-02 10:00", TENTH)
    await maker.moves(stuck, (first, "2026-11-02 10:00"), (maker.stage(kind=StageKind.LOST), TENTH))
    assert await number("stage_conversion", by=Slice.STAGE) == {
        first.id: pytest.approx(200 / 3), second.id: 100.0, third.id: 0.0,
    }  # fmt: skip
    assert await number("stage_conversion") == (60.0, 5)
    assert await number("stage_length", by=Slice.STAGE) == {first.id: 3.0, second.id: 4.0}  # of 2, 3 and 8 days


async def test_reasons(maker, number):
    dear, gone = maker.reasons[:2]
    for reason, amount in ((dear, 10_00), (dear, 20_00), (None, 5_00)):
        await maker.deal("lost", closed=TENTH, loss_reason_id=reason, amount=amount)
    await maker.lead(TENTH, "rejected", closed_at=TENTH, loss_reason_id=gone)
    assert await number("loss_reasons", by=Slice.REASON) == {dear: 50.0, gone: 25.0, None: 25.0}
    assert await number("loss_reasons") == (100.0, 4)
    assert await number("win_reasons") == (None, 0)


# ------------------------------------------------------------------------------------------------------------- money
async def test_margin_and_products(maker, number):
    mill = await maker.product("Mill", "Machines", price=80_00, cost=50_00)
    oil = await maker.product("Oil", "Supplies")
    deal = await maker.deal("won", closed=TENTH, amount=100_00)
    await maker.line(deal, mill, 80_00, None)
    await maker.line(deal, oil, 10_00, 4_00, quantity=2)
    await maker.deal("won", closed=TENTH, amount=-20_00)  # a return without lines
    assert await number("revenue", by=Slice.PRODUCT) == {mill.id: 80_00, oil.id: 20_00, None: -20_00}
    assert await number("deals_won", by=Slice.PRODUCT) == {mill.id: 1, None: 1}
    assert await number("margin") == (42_00, 1)
    assert await number("margin", by=Slice.CATEGORY) == {"Machines": 30_00, "Supplies": 12_00, None: None}
    assert await number("profitability") == (52.5, 2)


async def test_payments(maker, number):
    deal = await maker.deal("won", closed="2026-10-10 10:00")
    await maker.payment(deal, planned=100_00, due="2026-11-10", received=100_00, came="2026-11-12 10:00")
    await maker.payment(deal, planned=60_00, due="2026-11-20")
    await maker.payment(deal, planned=40_00, due="2026-11-24")  # due today: not past yet
    await maker.payment(deal, received=20_00, came="2026-11-01 10:00")
    assert await number("payments_plan") == (200_00, 3)
    assert await number("payments_fact") == (120_00, 2)
    assert await number("payments_completion") == (60.0, 3)
    assert await number("receivables_overdue") == (60_00, 1)


async def test_the_open_pipeline(maker, services):
    stage = maker.stage(1)
    await maker.deal(stage=stage, amount=100_00)
    await maker.deal(amount=None)
    await maker.deal("won", closed=TENTH, amount=5_00)
    row = (await services.indicators.table(SYSTEM, "pipeline_open", NOVEMBER)).rows[0]
    assert (row.value, row.n, row.extra["weighted"]) == (100_00, 2, stage.probability * 100)
    assert row.extra["unvalued"] == 1


async def test_the_open_pipeline_of_deals_without_amounts_is_nought_of_so_many(maker, services, people):
    """A sum of what is not known yet is 0, as a spreadsheet says; "—" is for ratios without a denominator (kpi.md)."""
    await maker.deal(amount=None, owner_id=people.anna.user_id)
    await maker.deal(amount=None, owner_id=people.anna.user_id)
    row = (await services.indicators.table(SYSTEM, "pipeline_open", NOVEMBER)).rows[0]
    assert (row.value, row.n, row.extra["unvalued"]) == (0, 2, 2)
    by = (await services.indicators.table(SYSTEM, "pipeline_open", NOVEMBER, (Slice.MANAGER,))).rows
    assert [(one.value, one.n) for one in by] == [(0, 2)]
    won = await maker.deal("won", closed=TENTH, amount=None)
    assert (await services.indicators.table(SYSTEM, "revenue", NOVEMBER)).rows[0].value == 0
    assert (await services.indicators.table(SYSTEM, "average_deal", NOVEMBER)).rows[0].value == 0
    assert won.amount is None


# ----------------------------------------------------------------------------------------------------------- clients
async def test_clients(maker, number):
    web = maker.channels[1]
    old, new = await maker.client("Old"), await maker.client("New")
    product = await maker.product("Mill", cost=40_00)
    for client, closed, amount in ((old, "2026-09-10 09:00", 80_00), (old, TENTH, 70_00), (new, LAST, 50_00)):
        deal = await maker.deal("won", "2026-08-01 10:00", closed, client_id=client.id, amount=amount, channel_id=web)
        await maker.line(deal, product, amount, None)
        if client is new:
            await maker.activity("2026-11-15 10:00", client_id=new.id, deal_id=deal.id)
            await maker.activity("2026-11-16 10:00", "message", client_id=new.id, deal_id=deal.id)
            await maker.activity("2026-11-21 10:00", client_id=new.id, deal_id=deal.id)  # after it had bought
    await maker.cost(web, 20_00, "2026-11-01", "2026-11-30")
    assert await number("clients_new") == (1, 1)
    assert await number("acquisition_cost") == (20_00, 1)
    assert await number("contacts_per_win") == (2, 1)
    assert await number("time_to_decision") == (5.0, 1)
    assert await number("purchase_interval") == (61.0, 1)
    assert await number("repeat_revenue") == (pytest.approx(700 / 12), 2)
    # Margins: 40 + 30 of the old client, 10 of the new one.
    assert await number("lifetime_value") == (40_00, 2)
    assert await number("romi") == (100.0, 2)  # (30 + 10 − 20) / 20
    assert await number("revenue", by=Slice.CLIENT_KIND) == {"current": 70_00, "new": 50_00}
    assert await number("revenue", by=Slice.CLIENT_GROUP) == {"A": 70_00, "C": 50_00}


async def test_nps(maker, services):
    for score in (10, 9, 8, 3):
        await maker.poll(await maker.deal("won", closed=TENTH), TENTH, score)
    await maker.poll(await maker.deal("won", closed=TENTH), TENTH)
    row = (await services.indicators.table(SYSTEM, "nps", NOVEMBER)).rows[0]
    assert (row.value, row.n, row.extra["response_rate"]) == (25.0, 4, 80.0)
