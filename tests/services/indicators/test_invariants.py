"""What holds for every company: slices add up, edges move whole days, cohorts stay within 100 %, own is own."""

from __future__ import annotations

import random
from datetime import UTC, date, datetime, timedelta

import pytest

from services.errors import Denied, Invalid
from services.indicator_tables import desk
from services.rules import periods
from services.rules.actor import SYSTEM
from services.rules.indicators import INDICATORS, Slice, Unit
from services.rules.indicators.formula import Count, Sum
from services.rules.periods import Period, PeriodKind
from storage import aside
from storage.tables import Plan
from tests.conftest import TUESDAY
from tests.support.indicator_making import Maker, fill

NOVEMBER = periods.containing(PeriodKind.MONTH, date(2026, 11, 1))
ADDING = [code for code, one in INDICATORS.items() if isinstance(one.formula, Count | Sum)]
DAY = timedelta(days=1)


@pytest.fixture
async def company(database, people) -> Maker:
    """Random records with no copies of deals: a copy counts where its parent does not."""
    maker = await Maker(database, TUESDAY).open()
    await fill(maker, people, random.Random(11))
    return maker


def total(table) -> int:
    return sum(row.value or 0 for row in table.rows)


async def test_slices_add_up_to_the_whole(company, services):
    autumn = periods.between(date(2026, 9, 1), date(2026, 12, 1))
    wrong = []
    for code in ADDING:
        whole = total(await services.indicators.table(SYSTEM, code, autumn))
        for by in sorted(INDICATORS[code].slices):
            table = await services.indicators.table(SYSTEM, code, autumn, (by,))
            # Costs and margins are rounded in each row alone.
            spare = len(table.rows) / 2 if code in {"channel_spend", "margin"} else 0
            if abs(total(table) - whole) > spare:
                wrong.append((code, by, total(table), whole))
    assert not wrong


async def test_the_edge_of_a_period_moves_the_records_of_that_day_alone(company, services):
    for code in ("leads_new", "calls_out", "meetings", "tasks_done", "payments_fact", "payments_plan"):
        for start in (date(2026, 10, 20), date(2026, 10, 25)):
            end = start + 3 * DAY
            both = total(await services.indicators.table(SYSTEM, code, periods.between(start, end + DAY)))
            parts = [
                total(await services.indicators.table(SYSTEM, code, Period(PeriodKind.DAY, day, day + DAY)))
                for day in (start, start + DAY, start + 2 * DAY, end)
            ]
            assert sum(parts) == both, code


async def test_months_add_up_to_their_quarter(company, services):
    quarter = periods.containing(PeriodKind.QUARTER, date(2026, 10, 1))
    for code in ("leads_new", "calls_out", "payments_fact"):
        table = await services.indicators.table(SYSTEM, code, quarter, (Slice.MONTH,))
        assert {row.slice[0][1].key for row in table.rows} <= {"2026-10", "2026-11", "2026-12"}
        assert total(table) == total(await services.indicators.table(SYSTEM, code, quarter))


async def test_shares_stay_between_nothing_and_all(company, services):
    year = periods.containing(PeriodKind.YEAR, date(2026, 1, 1))
    cohorts = {"lead_conversion", "reach_rate", "tasks_on_time", "win_rate", "funnel_conversion", "stage_conversion"}
    for code in cohorts:
        assert INDICATORS[code].unit is Unit.PERCENT
        for by in ((), (Slice.MANAGER,), (Slice.MONTH, Slice.CHANNEL)):
            for row in (await services.indicators.table(SYSTEM, code, year, by)).rows:
                assert row.value is None or 0 <= row.value <= 100


async def test_many_are_the_same_as_one_by_one(company, services):
    together = await services.indicators.many(SYSTEM, list(INDICATORS), NOVEMBER, (Slice.MANAGER,))
    assert set(together) == {code for code, one in INDICATORS.items() if Slice.MANAGER in one.slices}
    for code in ("revenue", "win_rate", "lead_response", "average_deal", "loss_reasons", "stage_length"):
        assert together[code] == await services.indicators.table(SYSTEM, code, NOVEMBER, (Slice.MANAGER,))


async def test_a_number_is_that_of_the_records_behind_it(company, services):
    autumn = periods.between(date(2026, 9, 1), date(2026, 12, 1))
    for code, indicator in INDICATORS.items():
        if code.startswith(("plan_", "forecast", "bonus")):
            continue
        row = (await services.indicators.table(SYSTEM, code, autumn)).rows[0]
        found = await services.indicators.records(SYSTEM, code, autumn)
        assert found.total == row.n, code
        assert len(found.records) == min(8, row.n)
        if found.pages > 1:
            last = await services.indicators.records(SYSTEM, code, autumn, page=99)
            assert last.page == found.pages
            assert len(last.records) == row.n - 8 * (found.pages - 1), indicator.code


async def test_a_manager_sees_the_row_of_the_heads_table(company, services, people):
    month = periods.between(date(2026, 9, 1), date(2026, 12, 1))
    for code in ("revenue", "calls_out", "tasks_overdue", "leads_new", "payments_fact", "stage_conversion", "nps"):
        own = (await services.indicators.table(people.anna, code, month)).rows[0]
        table = await services.indicators.table(people.boris, code, month, (Slice.MANAGER,))
        rows = {row.slice[0][1].key: row for row in table.rows}
        shown = rows.get(people.anna.user_id)
        assert (own.value or 0, own.n) == ((shown.value or 0, shown.n) if shown else (0, 0))
        assert people.vera.user_id not in rows


async def test_costs_are_told_only_to_those_who_see_the_whole_company(company, services, people):
    autumn = periods.between(date(2026, 9, 1), date(2026, 12, 1))
    for code in ("channel_spend", "cost_per_lead", "acquisition_cost", "romi"):
        assert (await services.indicators.table(people.owner, code, autumn)).rows[0].value is not None
        for actor in (people.boris, people.anna):
            assert (await services.indicators.table(actor, code, autumn)).rows[0].value is None
            assert (await services.indicators.records(actor, code, autumn)).total == 0


@pytest.mark.parametrize("who", ["client", "stranger"])
async def test_outsiders_get_no_numbers(services, people, who):
    with pytest.raises(Denied):
        await services.indicators.table(getattr(people, who), "revenue")


async def test_what_makes_no_sense_is_refused(services, people):
    with pytest.raises(Invalid) as unknown:
        await services.indicators.table(SYSTEM, "revenu")
    assert (unknown.value.code, unknown.value.params["nearest"]) == ("indicator_unknown", "revenue")
    for by, filters in (((Slice.REASON,), {}), ((), {Slice.MONTH: "2026-11"})):
        with pytest.raises(Invalid, match="slice_senseless"):
            await services.indicators.table(SYSTEM, "revenue", None, by, filters)


async def test_a_report_shows_now_before_a_year_ago_and_the_line(database, services, people):
    maker = await Maker(database, TUESDAY).open()
    for closed, amount in (("2026-11-10 10:00", 30_00), ("2026-10-05 10:00", 20_00), ("2026-10-30 10:00", 10_00),
                           ("2025-11-10 10:00", 5_00)):  # fmt: skip
        await maker.deal("won", "2025-01-01 10:00", closed, amount=amount)
    await maker.add(
        Plan(metric="revenue", scope="company", scope_id=0, kind="month", start=NOVEMBER.start, value=60_00,
             created_at=TUESDAY)
    )  # fmt: skip
    report = await services.indicators.report(SYSTEM, "revenue")
    assert (report.period, report.total.value, report.plan) == (NOVEMBER, 30_00, 60_00)
    # October up to its 24th day, as November has come so far.
    assert (report.compared.end, report.before.value) == (date(2026, 10, 25), 20_00)
    assert report.year_ago is not None
    assert report.year_ago.value == 5_00
    assert [point.value for point in report.history][-2:] == [30_00, 30_00]
    assert len(report.history) == 12
    done = await services.indicators.report(SYSTEM, "plan_revenue")
    assert (done.total.value, done.total.extra["plan"], done.plan) == (50.0, 60_00, 60_00)
    quarter = periods.containing(PeriodKind.QUARTER, NOVEMBER.start)
    assert (await services.indicators.report(SYSTEM, "plan_revenue", quarter)).total.value is None
    # 16 of 21 working days are behind, and an hour of the nine of the 17th.
    assert done.total.extra["due"] == pytest.approx(100 * (16 + 1 / 9) / 21)


async def test_the_month_is_the_companys(database, services, people, clock):
    clock.set(datetime(2026, 11, 30, 22, 30, tzinfo=UTC))  # 00:30 on 1 December in Kyiv
    async with database.read(SYSTEM, clock.now()) as work:
        assert (await desk(work)).month.start == date(2026, 12, 1)


async def test_what_is_counted_beside_the_loop_is_the_same(company, services, monkeypatch):
    autumn = periods.between(date(2026, 9, 1), date(2026, 12, 1))

    async def counted():
        return [
            *[await services.indicators.many(SYSTEM, list(INDICATORS), autumn, by) for by in ((), (Slice.MANAGER,))],
            await services.indicators.many(SYSTEM, list(INDICATORS), autumn, (Slice.STAGE, Slice.PRODUCT)),
            [
                await services.indicators.listing(SYSTEM, code, autumn)
                for code in ("revenue", "loss_reasons", "calls_out")
            ],
        ]

    at_once = await counted()
    beside = []
    done = aside._thread.submit

    def submit(*given):
        beside.append(given)
        return done(*given)

    monkeypatch.setattr(aside._thread, "submit", submit)
    monkeypatch.setattr(aside, "FEW", 1)
    assert await counted() == at_once
    assert len(beside) > 100
    assert any(len(table.rows) > 10 for table in at_once[2].values())
