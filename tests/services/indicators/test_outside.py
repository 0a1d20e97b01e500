"""Indicators that need plans, forecasts and bonus rules, by hand. It is Tuesday 24 November 2026, 10:00 in Kyiv."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from services.rules import periods
from services.rules.actor import SYSTEM
from services.rules.indicators import Slice
from services.rules.periods import PeriodKind
from storage.tables import BonusRule, ForecastSnapshot, Plan, Team
from tests.conftest import TUESDAY
from tests.support.indicator_making import Maker

NOVEMBER = periods.containing(PeriodKind.MONTH, date(2026, 11, 1))
OCTOBER, SEPTEMBER = periods.shifted(NOVEMBER, -1), periods.shifted(NOVEMBER, -2)
QUARTER = periods.containing(PeriodKind.QUARTER, NOVEMBER.start)


@pytest.fixture
async def maker(database, people) -> Maker:
    return await Maker(database, TUESDAY).open()


async def plan(maker: Maker, metric: str, scope: str, scope_id: int, value: int, period=NOVEMBER) -> None:
    await maker.add(
        Plan(metric=metric, scope=scope, scope_id=scope_id, kind=period.kind, start=period.start, value=value,
             created_at=TUESDAY)
    )  # fmt: skip


async def said(maker: Maker, level: str, one: int, period: Any, revenue: int, made_on: date) -> None:
    await maker.add(
        ForecastSnapshot(made_on=made_on, level=level, level_id=one, start=period.start, end=period.end,
                         revenue=revenue, wins=1.0, low=revenue // 2, high=revenue * 2, template_revenue=revenue * 3,
                         at=TUESDAY)
    )  # fmt: skip


def by_key(table: Any) -> dict[Any, Any]:
    return {tuple(item.key for _, item in row.slice): row.value for row in table.rows}


async def test_completion_by_people_and_months(maker, services, people):
    anna, oleg = people.anna.user_id, people.oleg.user_id
    for closed, owner, amount in (("2026-11-10 10:00", anna, 30_00), ("2026-10-05 10:00", anna, 20_00),
                                  ("2026-11-11 10:00", people.vera.user_id, 5_00)):  # fmt: skip
        await maker.deal("won", "2026-01-01 10:00", closed, owner_id=owner, amount=amount)
    await plan(maker, "revenue", "user", anna, 60_00)
    await plan(maker, "revenue", "user", anna, 40_00, OCTOBER)
    await plan(maker, "revenue", "user", oleg, 10_00)
    await plan(maker, "deals", "user", anna, 4)
    table = services.indicators.table
    # Oleg has a plan and sold nothing, Vera sold something without a plan.
    assert by_key(await table(SYSTEM, "plan_revenue", NOVEMBER, (Slice.MANAGER,))) == {
        (anna,): 50.0, (oleg,): 0.0, (people.vera.user_id,): None,
    }  # fmt: skip
    by = (Slice.MANAGER, Slice.MONTH)
    months = by_key(await table(SYSTEM, "plan_revenue", QUARTER, by, {Slice.MANAGER: anna}))
    assert months == {(anna, "2026-10"): 50.0, (anna, "2026-11"): 50.0}
    assert by_key(await table(people.anna, "plan_deals", NOVEMBER)) == {(): 25.0}
    assert by_key(await table(SYSTEM, "plan_margin", NOVEMBER)) == {(): None}


async def test_a_teams_plan_is_that_of_all_below_it(maker, services, people, committed):
    north = (await committed.one(Team, Team.name == "North")).id
    whole = await maker.add(Team(name="All"))
    async with maker.database.write(SYSTEM, TUESDAY) as work:
        (await work.session.get_one(Team, north)).parent_id = whole.id
    await maker.deal("won", "2026-01-01 10:00", "2026-11-10 10:00", owner_id=people.anna.user_id, amount=30_00)
    await plan(maker, "revenue", "team", whole.id, 40_00)
    await plan(maker, "revenue", "team", north, 60_00)
    table = services.indicators.table
    found = by_key(await table(SYSTEM, "plan_revenue", NOVEMBER, (Slice.TEAM,)))
    assert (found[north,], found[whole.id,]) == (50.0, 75.0)
    assert by_key(await table(SYSTEM, "plan_revenue", NOVEMBER, (), {Slice.TEAM: whole.id})) == {(): 75.0}


async def test_the_newest_forecast_of_the_period(maker, services, people):
    anna = people.anna.user_id
    await said(maker, "company", 0, NOVEMBER, 100_00, date(2026, 11, 1))
    await said(maker, "company", 0, NOVEMBER, 120_00, date(2026, 11, 23))
    await said(maker, "manager", anna, NOVEMBER, 70_00, date(2026, 11, 23))
    row = (await services.indicators.table(SYSTEM, "forecast", NOVEMBER)).rows[0]
    assert (row.value, row.extra["low"], row.extra["template_revenue"]) == (120_00, 60_00, 360_00)
    assert by_key(await services.indicators.table(SYSTEM, "forecast", NOVEMBER, (Slice.MANAGER,))) == {(anna,): 70_00}
    own = services.indicators.table
    assert by_key(await own(people.anna, "forecast", NOVEMBER)) == {(): 70_00}
    assert by_key(await own(people.boris, "forecast", NOVEMBER, (Slice.MANAGER,))) == {(anna,): 70_00}
    assert by_key(await own(people.oleg, "forecast", NOVEMBER, (Slice.MANAGER,))) == {}
    assert by_key(await own(people.galina, "forecast", NOVEMBER)) == {(): None}


async def test_accuracy_is_that_of_what_was_said_at_the_start(maker, services):
    for closed, amount in (("2026-09-10 10:00", 100_00), ("2026-10-10 10:00", 300_00), ("2026-11-10 10:00", 9_00)):
        await maker.deal("won", "2026-01-01 10:00", closed, amount=amount)
    await said(maker, "company", 0, SEPTEMBER, 80_00, SEPTEMBER.start)
    await said(maker, "company", 0, SEPTEMBER, 100_00, date(2026, 9, 29))  # later ones do not count
    await said(maker, "company", 0, OCTOBER, 360_00, OCTOBER.start)
    await said(maker, "company", 0, NOVEMBER, 500_00, NOVEMBER.start)  # not over yet
    autumn = periods.between(SEPTEMBER.start, NOVEMBER.end)
    row = (await services.indicators.table(SYSTEM, "forecast_accuracy", autumn)).rows[0]
    assert (row.value, row.n) == (80.0, 2)  # (20 + 60) of 400
    months = await services.indicators.table(SYSTEM, "forecast_accuracy", autumn, (Slice.MONTH,))
    assert by_key(months) == {("2026-09",): 80.0, ("2026-10",): 80.0}
    assert by_key(await services.indicators.table(SYSTEM, "forecast_accuracy", NOVEMBER)) == {(): None}


async def test_bonuses(maker, services, people):
    anna = people.anna.user_id
    await maker.add(
        BonusRule(name="3 %", base="revenue", steps=[{"from": 0, "rate": 300}], from_day=date(2026, 1, 1),
                  created_at=TUESDAY)
    )  # fmt: skip
    await maker.deal("won", "2026-01-01 10:00", "2026-11-10 10:00", owner_id=anna, amount=1000_00)
    await said(maker, "manager", anna, NOVEMBER, 2000_00, date(2026, 11, 23))
    table = await services.indicators.table(SYSTEM, "bonus", NOVEMBER, (Slice.MANAGER,))
    assert by_key(table) == {(anna,): 30_00}
    assert table.rows[0].extra["expected"] == 60_00
    north = by_key(await services.indicators.table(SYSTEM, "bonus", NOVEMBER, (Slice.TEAM,)))
    assert list(north.values()) == [30_00]
    assert by_key(await services.indicators.table(people.oleg, "bonus", NOVEMBER)) == {(): None}
    week = periods.containing(PeriodKind.WEEK, date(2026, 11, 10))
    assert by_key(await services.indicators.table(SYSTEM, "bonus", week)) == {(): None}
