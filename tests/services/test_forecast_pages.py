"""/forecast: who sees what, forecasts that are kept, open deals beside them, dead ones closed in bulk."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import func, select

from services import Services
from services.clock import ShiftedClock
from services.errors import Denied, Invalid, NotFound, Stale
from services.forecast_making import make
from services.forecast_order import Made, Order
from services.forecast_views import Level, Span
from services.forecasts import Forecasts
from services.rules import periods
from services.rules.actor import SYSTEM
from services.rules.kinds import PlanMetric, PlanScope, StageKind
from services.rules.periods import PeriodKind
from services.rules.worktime import local_day
from storage.tables import Deal, ForecastSnapshot, Plan, Refusal
from storage.unit_of_work import Database
from tests.support.company import SETTINGS, People
from tests.support.factory import Factory
from tests.support.selling import Selling


@pytest.fixture
async def selling(database: Database, clock: ShiftedClock, people: People) -> Selling:
    """Four months of sales behind the company."""
    company = Selling(database, clock, [people.anna, people.oleg, people.vera])
    await company.behind(125)
    return company


async def open_now(database: Database, clock: ShiftedClock) -> int:
    """How many deals are open."""
    async with database.read(SYSTEM, clock.now()) as work:
        count = select(func.count()).select_from(Deal).where(Deal.status == StageKind.OPEN)
        return await work.session.scalar(count) or 0


async def test_everybody_sees_what_is_theirs(selling: Selling, services: Services, people: People) -> None:
    whole = await services.forecasts.page(people.owner)
    assert (whole.row.level, whole.row.name) == (Level.COMPANY, "Romashka")
    assert {row.level for row in whole.choices} == set(Level)
    north = await services.forecasts.page(people.boris)
    assert (north.row.level, north.row.name) == (Level.TEAM, "North")
    assert {row.name for row in north.choices} == {"North", "Anna Manager", "Oleg Manager"}
    anna = await services.forecasts.page(people.anna)
    assert [row.name for row in anna.choices] == [anna.row.name] == ["Anna Manager"]
    assert anna.row == whole.table.row(Level.MANAGER, people.anna.user_id)
    assert 0 < anna.open.deals < north.open.deals < whole.open.deals


async def test_the_review_of_a_week_looks_ahead_to_the_months_end(
    selling: Selling, services: Services, people: People
) -> None:
    for actor, level in ((people.owner, Level.COMPANY), (people.boris, Level.TEAM)):
        view = await services.reviews.page(actor, PeriodKind.WEEK)
        assert view.ahead is not None
        assert (view.ahead.row.level, view.ahead.span) == (level, Span.MONTH)
        assert view.ahead.row == (await services.forecasts.page(actor)).row
        assert (view.ahead.row.low or 0) < (view.ahead.row.revenue or 0) < (view.ahead.row.high or 0)
        assert view.ahead.row.proof.accuracy is not None
    with pytest.raises(Denied):
        await services.reviews.page(people.anna, PeriodKind.WEEK)


async def test_others_are_not_found(selling: Selling, services: Services, people: People) -> None:
    vera, pipeline = people.vera.user_id, (await services.forecasts.page(people.owner)).choices[-1]
    assert pipeline.level is Level.PIPELINE
    forbidden = [(Level.COMPANY, None), (Level.MANAGER, vera), (Level.PIPELINE, pipeline.key), (Level.MANAGER, None)]
    for level, key in forbidden:
        for actor in (people.boris, people.anna):
            with pytest.raises(NotFound):
                await services.forecasts.page(actor, Span.MONTH, level, key)
            with pytest.raises(NotFound):
                await services.forecasts.open_deals(actor, Span.MONTH, level, key)
            with pytest.raises(NotFound):
                await services.forecasts.stages(actor, Span.MONTH, level, key)
        with pytest.raises(NotFound):
            await services.dead_deals.question(people.boris, Span.MONTH, level, key)
        with pytest.raises(NotFound):
            await services.dead_deals.close(people.boris, level, key, 1, 1, once="x")
    with pytest.raises(NotFound):
        await services.forecasts.page(people.owner, Span.MONTH, Level.MANAGER, 10**6)
    for actor in (people.client, people.stranger):
        with pytest.raises(Denied):
            await services.forecasts.page(actor)
    for actor in (people.anna, people.client):
        with pytest.raises(Denied):
            await services.dead_deals.question(actor, Span.MONTH, Level.MANAGER, actor.user_id)


async def test_someone_without_a_deal_has_a_page(services: Services, people: People) -> None:
    page = await services.forecasts.page(people.anna)
    assert (page.row.name, page.row.revenue, page.open.deals) == ("Anna Manager", None, 0)


async def test_a_morning_is_made_once(
    selling: Selling, database: Database, clock: ShiftedClock, people: People, factory: Factory
) -> None:
    orders = list[Order]()

    async def counted(db: Database, order: Order) -> Made:
        orders.append(order)
        return await make(db, order)

    forecasts = Forecasts(database, clock, counted)
    first = await forecasts.page(people.owner)
    await factory.deal(people.anna)  # today's deals are not known on its morning
    assert (await forecasts.page(people.owner, Span.WEEK)).table.as_of == first.table.as_of
    assert len(orders) == 1
    async with database.write(SYSTEM, clock.now()) as work:  # an import brings the past
        deal = (await work.session.scalars(select(Deal).order_by(Deal.id.desc()).limit(1))).one()
        deal.created_at -= timedelta(days=200)
    await forecasts.page(people.owner)
    clock.advance(timedelta(days=1))
    await forecasts.page(people.owner)
    assert len(orders) == 3


async def test_forecasts_are_kept_once_a_day_and_compared_with_what_came(
    selling: Selling, services: Services, database: Database, clock: ShiftedClock, people: People
) -> None:
    day = local_day(clock.now(), SETTINGS.zone)
    following = periods.shifted(periods.containing(PeriodKind.MONTH, day), 1)
    await selling.days((following.start - day).days)
    count = await services.forecasts.keep(clock.now())
    assert count > 10
    assert await services.forecasts.keep(clock.now()) == 0
    page = await services.forecasts.page(people.owner)
    async with database.read(SYSTEM, clock.now()) as work:
        kept = (await work.session.scalars(select(ForecastSnapshot))).all()
    month = [row for row in kept if (row.level, row.start, row.end) == ("company", following.start, following.end)]
    assert [(row.revenue, row.low, row.high, row.wins, row.template_revenue) for row in month] == [
        (page.row.revenue, page.row.low, page.row.high, page.row.wins, page.row.template)
    ]
    assert {row.level for row in kept} == {level.value for level in Level}
    assert page.kept == ()
    await selling.days(following.days)
    later = await services.forecasts.page(people.owner)
    assert [(one.start, one.said) for one in later.kept] == [(following.start, page.row.revenue)]
    assert later.kept[0].came == later.row.proof.points[0].came > 0


async def test_an_empty_company_keeps_nothing(services: Services, clock: ShiftedClock, people: People) -> None:
    assert await services.forecasts.keep(clock.now()) == 0


async def test_open_deals_by_stage_and_one_by_one(selling: Selling, services: Services, people: People) -> None:
    page = await services.forecasts.page(people.boris)
    level, key = page.row.level, page.row.key
    stages = await services.forecasts.stages(people.boris, Span.MONTH, level, key)
    assert sum(stage.totals.deals for stage in stages.stages) == page.open.deals
    assert sum(stage.totals.dead for stage in stages.stages) == page.open.dead > 0
    first = await services.forecasts.open_deals(people.boris, Span.MONTH, level, key)
    worth = [(deal.value or 0) * (deal.chance or 0) for deal in first.deals]
    assert worth == sorted(worth, reverse=True)
    assert {deal.owner for deal in first.deals} <= {"Anna Manager", "Oleg Manager"}
    last = await services.forecasts.open_deals(people.boris, Span.MONTH, level, key, 99)
    assert (last.page, last.pages) == (first.pages, first.pages)
    dead = await services.forecasts.open_deals(people.boris, Span.MONTH, level, key, dead=True)
    assert all(deal.dead for deal in dead.deals)
    assert page.open.own < page.open.amount


async def test_a_deal_of_today_is_shown_without_a_chance(
    selling: Selling, services: Services, people: People, factory: Factory
) -> None:
    deal = await factory.deal(people.vera, amount=10**9)
    page = await services.forecasts.open_deals(people.galina, Span.MONTH, Level.MANAGER, people.vera.user_id, 99)
    found = next(one for one in page.deals if one.id == deal.id)
    assert (found.amount, found.chance, found.age, found.dead) == (10**9, None, None, False)


async def test_the_plan_is_covered_by_what_is_open(
    selling: Selling, services: Services, database: Database, clock: ShiftedClock, people: People
) -> None:
    page = await services.forecasts.page(people.owner)
    assert page.plan is page.covers is None
    async with database.write(SYSTEM, clock.now()) as work:
        work.session.add(
            Plan(
                metric=PlanMetric.REVENUE,
                scope=PlanScope.COMPANY,
                scope_id=0,
                kind=PeriodKind.MONTH,
                start=page.table.start,
                value=page.row.fact + 1000,
                created_at=clock.now(),
            )
        )
    page = await services.forecasts.page(people.owner)
    assert page.plan == page.row.fact + 1000
    assert page.covers == pytest.approx((page.open.amount - page.open.dead_amount) / 1000)
    assert (await services.forecasts.page(people.owner, Span.WEEK)).plan is None


async def test_dead_deals_are_closed_together_and_come_back(
    selling: Selling, services: Services, database: Database, clock: ShiftedClock, people: People, factory: Factory
) -> None:
    before = await open_now(database, clock)
    level, key = Level.TEAM, (await services.forecasts.page(people.boris)).row.key
    asked = await services.dead_deals.question(people.boris, Span.MONTH, level, key)
    assert asked.deals == sum(count for _, count in asked.by_owner) == asked.page.totals.dead > 0
    reason = await factory.loss_reason()
    with pytest.raises(Invalid):
        await services.dead_deals.close(people.boris, level, key, reason, asked.deals + 1, once="a")
    done = await services.dead_deals.close(people.boris, level, key, reason, asked.deals, once="b")
    assert (done.deals, await open_now(database, clock)) == (asked.deals, before - asked.deals)
    with pytest.raises(Invalid):
        await services.dead_deals.close(people.boris, level, key, reason, asked.deals, once="b")
    with pytest.raises(Invalid):
        await services.dead_deals.question(people.boris, Span.MONTH, level, key)
    async with database.read(SYSTEM, clock.now()) as work:
        refusals = (await work.session.scalars(select(Refusal).where(Refusal.user_id == people.boris.user_id))).all()
    assert len(refusals) == asked.deals
    assert {(row.reason_id, row.check_task_id) for row in refusals} == {(reason, None)}
    with pytest.raises(NotFound):
        await services.dead_deals.undo(people.galina, done.undo_id)
    assert await services.dead_deals.undo(people.boris, done.undo_id) == asked.deals
    assert await open_now(database, clock) == before
    with pytest.raises(Stale):
        await services.dead_deals.undo(people.boris, done.undo_id)


async def test_a_dead_deal_that_came_to_life_stays_as_it_is(
    selling: Selling, services: Services, database: Database, clock: ShiftedClock, people: People, factory: Factory
) -> None:
    asked = await services.dead_deals.question(people.owner, Span.MONTH, Level.COMPANY, None)
    reason = await factory.loss_reason()
    done = await services.dead_deals.close(people.owner, Level.COMPANY, None, reason, asked.deals, once="c")
    async with database.write(SYSTEM, clock.now()) as work:
        deal = await work.session.get_one(Deal, asked.page.deals[0].id)
        deal.status, deal.closed_at = StageKind.OPEN, None
    assert await services.dead_deals.undo(people.owner, done.undo_id) == asked.deals - 1


async def test_a_head_of_every_team_sees_the_company(selling: Selling, services: Services, people: People) -> None:
    everything = replace(people.boris, team_ids=None)
    assert (await services.forecasts.page(everything)).row.level is Level.COMPANY
    alone = replace(people.boris, team_ids=frozenset())
    assert (await services.forecasts.page(alone)).row.level is Level.MANAGER
