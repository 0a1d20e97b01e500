"""Forecasts from the database: the same on both, nothing from later, sums that agree (S1-02…S1-07)."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import numpy as np
import pytest
from sqlalchemy import select

from services import Services
from services.clock import ShiftedClock
from services.errors import Denied
from services.forecast_making import read
from services.forecast_order import Wanted
from services.forecast_views import ForecastTable, Level
from services.rules.actor import SYSTEM
from services.rules.forecast import FAR, Deals
from services.rules.kinds import StageKind
from services.rules.periods import PeriodKind
from services.rules.worktime import local_day
from storage.tables import Deal, HistoryEntry, Stage, StageTransition
from storage.unit_of_work import Database
from tests.support.company import SETTINGS, People
from tests.support.factory import Factory
from tests.support.selling import Selling

ZONE = SETTINGS.zone


@pytest.fixture
async def selling(database: Database, clock: ShiftedClock, people: People) -> Selling:
    """Four months of sales behind the company."""
    company = Selling(database, clock, [people.anna, people.oleg, people.vera])
    await company.behind(125)
    return company


def told(table: ForecastTable) -> list[object]:
    """A table without the time it took."""
    return [table.as_of, table.start, table.end, *table.rows]


async def columns(database: Database, now: datetime, day: date, *, live: bool) -> Deals:
    """The deals as the engine would get them."""
    async with database.read(SYSTEM, now) as work:
        return (await read(work, ZONE, day, live=live))[0].before(day.toordinal())


async def test_what_comes_later_changes_nothing(
    selling: Selling, services: Services, clock: ShiftedClock, people: People
) -> None:
    as_of = local_day(clock.now(), ZONE)
    wanted = (Wanted.days(as_of, 28), Wanted.period(PeriodKind.MONTH, as_of))
    before = [told(await services.forecasts.table(SYSTEM, as_of, one)) for one in wanted]
    assert before[0][3].revenue is not None  # type: ignore[attr-defined]
    await selling.days(5)
    await selling.upset()
    await selling.days(2)
    assert [told(await services.forecasts.table(SYSTEM, as_of, one)) for one in wanted] == before


async def test_parts_make_the_whole(selling: Selling, services: Services, clock: ShiftedClock) -> None:
    as_of = local_day(clock.now(), ZONE)
    table = await services.forecasts.table(SYSTEM, as_of, Wanted.period(PeriodKind.MONTH, as_of))
    rows = {level: [row for row in table.rows if row.level is level] for level in Level}
    (whole,) = rows[Level.COMPANY]
    assert whole.revenue is not None
    assert whole.low is not None
    assert whole.high is not None
    assert whole.fact <= whole.low <= whole.revenue <= whole.high
    for level in (Level.TEAM, Level.MANAGER, Level.PIPELINE):
        assert sum(row.revenue or 0 for row in rows[level]) == pytest.approx(whole.revenue, abs=10)
        assert sum(row.fact for row in rows[level]) == whole.fact
        assert sum(row.fact_wins for row in rows[level]) == whole.fact_wins
        assert sum(row.template for row in rows[level]) == pytest.approx(whole.template, abs=10)
    assert {row.name for row in rows[Level.MANAGER]} == {"Anna Manager", "Oleg Manager", "Vera Manager"}
    assert {row.name for row in rows[Level.TEAM]} == {"North", "South"}
    assert whole.proof.accuracy is not None


async def test_the_fact_of_a_running_month(
    selling: Selling, services: Services, database: Database, clock: ShiftedClock
) -> None:
    as_of = local_day(clock.now(), ZONE)
    table = await services.forecasts.table(SYSTEM, as_of, Wanted.period(PeriodKind.MONTH, as_of))
    async with database.read(SYSTEM, clock.now()) as work:
        won = (await work.session.scalars(select(Deal).where(Deal.status == StageKind.WON))).all()
    inside = [deal for deal in won if table.start <= local_day(deal.closed_at, ZONE) < as_of]  # type: ignore[arg-type]
    assert table.rows[0].fact == sum(deal.amount or 0 for deal in inside)
    assert table.rows[0].fact_wins == len(inside) > 0


async def test_columns_say_what_the_deals_say(selling: Selling, database: Database, clock: ShiftedClock) -> None:
    day = local_day(clock.now(), ZONE)
    found = await columns(database, clock.now(), day, live=True)
    async with database.read(SYSTEM, clock.now()) as work:
        deals = (await work.session.scalars(select(Deal).order_by(Deal.id))).all()
        moves = (await work.session.scalars(select(StageTransition))).all()
    assert found.created.tolist() == [local_day(deal.created_at, ZONE).toordinal() for deal in deals]
    closed = [FAR if deal.closed_at is None else local_day(deal.closed_at, ZONE).toordinal() for deal in deals]
    assert found.closed.tolist() == closed
    assert found.won.tolist() == [deal.status is StageKind.WON for deal in deals]
    expected = [FAR if deal.expected_close is None else deal.expected_close.toordinal() for deal in deals]
    assert found.expected.tolist() == expected
    won = [deal.amount or 0 if deal.status is StageKind.WON else 0 for deal in deals]
    assert np.where(found.won, found.amount, 0).tolist() == won
    open_ = [(deal.amount or 0) for deal in deals if deal.status is StageKind.OPEN]
    assert found.said[found.closed == FAR].tolist() == open_
    assert len(found.moves.deal) == len(moves) + len(deals)
    assert (np.diff(found.moves.deal) >= 0).all()


async def test_a_sum_that_came_with_the_closing_was_not_known_before(
    factory: Factory, people: People, database: Database, clock: ShiftedClock
) -> None:
    early = await factory.deal(people.anna, amount=100)
    late = await factory.deal(people.anna, amount=None)
    clock.advance(timedelta(days=3))
    async with database.write(SYSTEM, clock.now()) as work:
        for deal_id in (early.id, late.id):
            deal = await work.session.get_one(Deal, deal_id)
            deal.status, deal.closed_at, deal.amount = StageKind.WON, clock.now(), 900
    clock.advance(timedelta(days=1))
    found = await columns(database, clock.now(), local_day(clock.now(), ZONE), live=True)
    assert found.said.tolist() == [100, 0]
    assert found.said_on.tolist() == [local_day(early.created_at, ZONE).toordinal(), FAR]
    assert found.amount.tolist() == [900, 900]


async def test_deals_written_without_history_are_known_on_the_morning_of_today_only(
    factory: Factory, people: People, database: Database, clock: ShiftedClock
) -> None:
    await factory.deal(people.anna, amount=100)
    async with database.write(SYSTEM, clock.now()) as work:
        for entry in await work.session.scalars(select(HistoryEntry)):
            await work.session.delete(entry)
    clock.advance(timedelta(days=2))
    day = local_day(clock.now(), ZONE)
    assert (await columns(database, clock.now(), day, live=True)).said.tolist() == [100]
    assert (await columns(database, clock.now(), day, live=False)).said.tolist() == [0]


async def test_a_copy_of_a_won_deal_is_not_counted(
    factory: Factory, people: People, database: Database, clock: ShiftedClock
) -> None:
    parent, copy = await factory.deal(people.anna), await factory.deal(people.anna)
    async with database.write(SYSTEM, clock.now()) as work:
        (await work.session.get_one(Deal, copy.id)).parent_id = parent.id
    clock.advance(timedelta(days=1))
    async with database.write(SYSTEM, clock.now()) as work:
        deal = await work.session.get_one(Deal, parent.id)
        deal.status, deal.closed_at = StageKind.WON, clock.now()
    day = local_day(clock.now(), ZONE)
    assert len(await columns(database, clock.now(), day, live=False)) == 2
    clock.advance(timedelta(days=1))
    found = await columns(database, clock.now(), day + timedelta(days=1), live=False)
    assert found.won.tolist() == [True]


async def test_days_are_those_of_the_company_also_when_summer_time_ends(
    factory: Factory, people: People, database: Database, clock: ShiftedClock
) -> None:
    for moment in ("2026-10-24T20:59", "2026-10-24T21:01", "2026-10-25T21:59", "2026-10-25T22:01"):
        clock.set(datetime.fromisoformat(moment).replace(tzinfo=UTC))
        await factory.deal(people.anna)
    found = await columns(database, clock.now(), date(2026, 11, 1), live=False)
    assert [date.fromordinal(day).day for day in found.created.tolist()] == [24, 25, 25, 26]


async def test_an_import_does_not_tell_where_deals_stood_before_it(
    factory: Factory, people: People, database: Database, clock: ShiftedClock
) -> None:
    deal = await factory.deal(people.anna, stage=2)
    async with database.write(SYSTEM, clock.now()) as work:  # written down today, begun a month ago
        row = await work.session.get_one(Deal, deal.id)
        row.created_at -= timedelta(days=30)
        for move in await work.session.scalars(select(StageTransition).where(StageTransition.deal_id == deal.id)):
            move.at -= timedelta(days=30)
    clock.advance(timedelta(days=1))
    day = local_day(clock.now(), ZONE)
    found = await columns(database, clock.now(), day, live=True)
    days = found.moves.day.tolist()
    assert (days[0], {*days[1:]}) == (day.toordinal() - 31, {day.toordinal() - 1})
    stages = found.moves.stage.tolist()
    async with database.read(SYSTEM, clock.now()) as work:
        order = list(await work.session.scalars(select(Stage.id).order_by(Stage.id)))
    first = (await factory.stages())[0].id
    assert [order[stages[0] - 1], order[stages[-1] - 1]] == [first, deal.stage_id]


async def test_an_empty_company_is_told_that_nothing_is_known(services: Services, people: People) -> None:
    as_of = date(2026, 11, 24)
    table = await services.forecasts.table(SYSTEM, as_of, Wanted.days(as_of, 28))
    (row,) = table.rows
    assert (row.level, row.revenue, row.template, row.proof.periods) == (Level.COMPANY, None, 0, 0)


async def test_the_whole_company_is_for_admins(services: Services, people: People) -> None:
    as_of = date(2026, 11, 24)
    for actor in (people.boris, people.anna, people.client, replace(people.owner, role=people.stranger.role)):
        with pytest.raises(Denied):
            await services.forecasts.table(actor, as_of, Wanted.days(as_of, 28))
