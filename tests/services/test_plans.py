"""Plans set, added up, compared with what was won, and taken back (S2-13…S2-17, S1-08, S0-23)."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from services import Services
from services.clock import ShiftedClock
from services.errors import Denied, Invalid, NotFound, Stale
from services.plan_setting import Way
from services.plan_views import PlanPage
from services.rules import periods
from services.rules.actor import SYSTEM, Actor, Role
from services.rules.indicators import Slice
from services.rules.kinds import PlanMetric, PlanScope
from services.rules.periods import PeriodKind
from services.rules.plans import COMPANY, Slot, Unit
from storage.tables import Absence, ForecastSnapshot, Plan, User
from storage.unit_of_work import Database
from tests.support.company import People
from tests.support.databases import Committed
from tests.support.factory import Factory
from tests.support.winning import won

MONEY, DEALS, MARGIN = PlanMetric.REVENUE, PlanMetric.DEALS, PlanMetric.MARGIN
NOVEMBER = Slot(PeriodKind.MONTH, date(2026, 11, 1))
DECEMBER = Slot(PeriodKind.MONTH, date(2026, 12, 1))
QUARTER = Slot(PeriodKind.QUARTER, date(2026, 10, 1))
EARLY = datetime(2026, 11, 5, 10, tzinfo=UTC)


def person(actor: Actor) -> Unit:
    return Unit(PlanScope.USER, actor.user_id or 0)


def team(actor: Actor) -> Unit:
    return Unit(PlanScope.TEAM, min(actor.team_ids or {0}))


async def plan(services: Services, by: Actor, unit: Unit, value: int | None, metric=MONEY, slot=NOVEMBER, ver=0):
    return await services.plan_setting.put(by, unit, metric, slot, value, ver)


def lines(page: PlanPage) -> list[tuple[str, int, int | None]]:
    return [(row.name, row.fact, row.pace.plan if row.pace else None) for row in page.rows]


async def test_a_managers_page_by_hand(services: Services, people: People, database: Database) -> None:
    await plan(services, people.boris, person(people.anna), 1_000_000_00)
    await won(database, people.anna, 400_000_00, EARLY)
    await won(database, people.anna, 220_000_00, EARLY)
    await won(database, people.anna, 999_00, datetime(2026, 10, 31, 21, 59, tzinfo=UTC))  # Kyiv: 31 October
    await won(database, people.oleg, 1_00, EARLY)
    page = await services.plans.page(people.anna)
    assert (page.unit, page.metric, page.own, page.may_set) == (person(people.anna), MONEY, True, False)
    assert page.pace is not None
    # Tuesday 24 November, 10:00: 16 of 21 working days are behind, and one hour of nine.
    assert (page.pace.fact, page.pace.done, page.pace.left) == (620_000_00, 0.62, 5)
    assert page.pace.due == round(1_000_000_00 * (16 + 1 / 9) / 21)
    assert (page.pace.missing, page.pace.a_day) == (380_000_00, 76_000_00)
    assert [(change.by, change.old, change.new) for change in page.changes] == [("Boris Head", None, 1_000_000_00)]


async def test_the_days_a_person_is_away_are_not_due(services: Services, people: People, database: Database) -> None:
    await plan(services, people.boris, person(people.anna), 100_00)
    async with database.write(SYSTEM, EARLY) as work:
        first, last = date(2026, 11, 2), date(2026, 11, 20)
        work.session.add(Absence(user_id=people.anna.user_id, from_day=first, to_day=last, handed={}, created_at=EARLY))
    page = await services.plans.page(people.anna)
    assert page.pace is not None
    assert page.pace.due == round(100_00 * (1 + 1 / 9) / 6)


async def test_people_add_up_and_the_difference_is_told(services: Services, people: People, database: Database) -> None:
    await plan(services, people.boris, person(people.anna), 300_00)
    await plan(services, people.boris, team(people.boris), 500_00)
    await won(database, people.oleg, 50_00, EARLY)
    page = await services.plans.page(people.boris)
    assert page.unit == team(people.boris)
    assert lines(page) == [("Anna Manager", 0, 300_00), ("Oleg Manager", 50_00, None)]
    assert (page.fact, page.below, page.gap, [one.name for one in page.missing]) == (
        50_00, 300_00, -200_00, ["Oleg Manager"],
    )  # fmt: skip
    whole = await services.plans.page(people.owner)
    assert lines(whole) == [("North", 50_00, 500_00), ("South", 0, None)]
    assert whole.planned is not None
    assert (whole.planned.value, whole.planned.own) == (500_00, False)


async def test_the_league_goes_by_percent(services: Services, people: People, database: Database) -> None:
    await plan(services, people.boris, person(people.anna), 1000_00)
    await plan(services, people.boris, person(people.oleg), 100_00)
    await won(database, people.anna, 500_00, EARLY)
    await won(database, people.oleg, 90_00, EARLY)
    page = await services.plans.page(people.boris)
    assert [row.name for row in page.rows] == ["Oleg Manager", "Anna Manager"]


async def test_what_is_planned_is_shown_first(services: Services, people: People, database: Database) -> None:
    await plan(services, people.boris, person(people.anna), 12, DEALS, QUARTER)
    page = await services.plans.page(people.anna)
    assert (page.metric, page.period.kind) == (DEALS, PeriodKind.QUARTER)
    await plan(services, people.boris, person(people.anna), 100_00, MARGIN)
    await won(database, people.anna, 100_00, EARLY, cost=60_00)
    page = await services.plans.page(people.anna)
    assert (page.metric, page.period.kind, page.fact) == (MARGIN, PeriodKind.MONTH, 40_00)


async def test_a_quarter_is_the_sum_of_its_months(services: Services, people: People) -> None:
    await plan(services, people.boris, person(people.anna), 100_00)
    await plan(services, people.boris, person(people.anna), 150_00, slot=DECEMBER)
    page = await services.plans.page(people.anna, slot=QUARTER)
    assert page.planned is not None
    assert (page.planned.value, page.planned.parts, page.planned.of) == (250_00, 2, 3)


async def test_nothing_of_others(services: Services, people: People) -> None:
    await plan(services, people.owner, person(people.vera), 777_00)
    await plan(services, people.owner, COMPANY, 5000_00)
    for actor, unit in [
        (people.anna, person(people.oleg)), (people.anna, team(people.boris)), (people.boris, person(people.vera)),
        (people.boris, team(people.galina)), (people.boris, Unit(PlanScope.PIPELINE, 1)),
        (people.owner, Unit(PlanScope.USER, 999)), (people.owner, Unit(PlanScope.TEAM, 999)),
    ]:  # fmt: skip
        with pytest.raises(NotFound):
            await services.plans.page(actor, unit)
        if actor.is_leader:
            with pytest.raises(NotFound):
                await plan(services, actor, unit, 1)
            with pytest.raises(NotFound):
                await services.plan_setting.propose(actor, unit, MONEY, NOVEMBER, Way.RAISE)
            with pytest.raises(NotFound):
                await services.plan_setting.copy_on(actor, unit, NOVEMBER)
    with pytest.raises(NotFound):
        await plan(services, people.boris, COMPANY, 1)
    for actor in (people.client, people.stranger):
        with pytest.raises(Denied):
            await services.plans.page(actor)
    with pytest.raises(Denied):
        await plan(services, people.anna, person(people.anna), 1)
    # The company asked for by a manager is the manager's own page.
    assert (await services.plans.page(people.anna, COMPANY)).unit == person(people.anna)


async def test_a_head_of_two_teams_has_a_page_of_both(services: Services, people: People) -> None:
    teams = frozenset((people.boris.team_ids or frozenset()) | (people.galina.team_ids or frozenset()))
    both = Actor(Role.HEAD, user_id=people.boris.user_id, team_ids=teams)
    await plan(services, both, person(people.vera), 100_00)
    await plan(services, both, team(people.boris), 200_00)
    page = await services.plans.page(both)
    assert (page.home, page.may_set, page.planned.value if page.planned else 0) == (True, False, 300_00)
    assert [row.name for row in page.rows] == ["North", "South"]
    assert (await services.plans.page(both, team(people.boris))).up == COMPANY


async def test_a_changed_plan_keeps_its_story_and_can_be_taken_back(
    services: Services, people: People, committed: Committed
) -> None:
    anna = person(people.anna)
    await plan(services, people.boris, anna, 100_00)
    with pytest.raises(Stale):
        await plan(services, people.boris, anna, 120_00, ver=0)
    done = await plan(services, people.owner, anna, 120_00, ver=1)
    assert [(line.name, line.old, line.new) for line in done.lines] == [("Anna Manager", 100_00, 120_00)]
    page = await services.plans.page(people.anna)
    assert [(one.by, one.old, one.new) for one in page.changes] == [
        ("Olena Owner", 100_00, 120_00), ("Boris Head", None, 100_00),
    ]  # fmt: skip
    back = await services.plan_setting.undo(people.owner, done.undo_id or 0)
    assert ([line.new for line in back.lines], back.kept) == ([100_00], 0)
    with pytest.raises(Stale):
        await services.plan_setting.undo(people.owner, done.undo_id or 0)
    with pytest.raises(NotFound):
        await services.plan_setting.undo(people.galina, done.undo_id or 0)
    gone = await plan(services, people.boris, anna, None, ver=3)
    assert (await services.plans.page(people.anna)).planned is None
    await services.plan_setting.undo(people.boris, gone.undo_id or 0)
    assert (await committed.one(Plan, Plan.metric == MONEY)).value == 100_00


async def test_undo_leaves_alone_what_was_changed_since(services: Services, people: People) -> None:
    anna = person(people.anna)
    first = await plan(services, people.boris, anna, 100_00)
    await plan(services, people.owner, anna, 500_00, ver=1)
    back = await services.plan_setting.undo(people.boris, first.undo_id or 0)
    assert (back.lines, back.kept) == ((), 1)


async def test_undo_is_over_after_a_day(services: Services, people: People, clock: ShiftedClock) -> None:
    done = await plan(services, people.boris, person(people.anna), 100_00)
    clock.advance(timedelta(hours=24))
    with pytest.raises(Stale):
        await services.plan_setting.undo(people.boris, done.undo_id or 0)


@pytest.mark.parametrize(("value", "metric"), [(-1, MONEY), (10**16, MONEY), (10**7, DEALS)])
async def test_values_out_of_reason(services: Services, people: People, value: int, metric: PlanMetric) -> None:
    with pytest.raises(Invalid):
        await plan(services, people.boris, person(people.anna), value, metric)


async def test_last_plans_and_a_tenth_more(services: Services, people: People, database: Database) -> None:
    october = Slot(PeriodKind.MONTH, date(2026, 10, 1))
    await plan(services, people.boris, person(people.anna), 100_50, slot=october)
    await won(database, people.oleg, 200_00, datetime(2026, 10, 10, tzinfo=UTC))
    setting = services.plan_setting
    found = await setting.propose(people.boris, team(people.boris), MONEY, NOVEMBER, Way.RAISE, 10)
    # Anna by her plan, Oleg, who had none, by what he sold; both in whole units.
    assert [(line.name, line.old, line.new) for line in found.lines] == [
        ("Anna Manager", None, 111_00), ("Oleg Manager", None, 220_00),
    ]  # fmt: skip
    with pytest.raises(Stale):
        await setting.apply(people.boris, team(people.boris), MONEY, NOVEMBER, Way.RAISE, 10, 1)
    await setting.apply(people.boris, team(people.boris), MONEY, NOVEMBER, Way.RAISE, 10, found.total)
    assert lines(await services.plans.page(people.boris)) == [("Anna Manager", 0, 111_00), ("Oleg Manager", 0, 220_00)]


async def test_by_the_season_of_last_year(services: Services, people: People, database: Database) -> None:
    await won(database, people.anna, 100_00, datetime(2025, 11, 10, tzinfo=UTC))
    for year, amount in ((2025, 200_00), (2026, 300_00)):
        await won(database, people.anna, amount, datetime(year, 9, 10, tzinfo=UTC))
    found = await services.plan_setting.propose(people.boris, team(people.boris), MONEY, NOVEMBER, Way.SEASON)
    assert [(line.name, line.new) for line in found.lines] == [("Anna Manager", 150_00)]
    assert found.skipped == ("Oleg Manager",)


async def test_a_teams_plan_is_shared_out(services: Services, people: People, database: Database) -> None:
    north, setting = team(people.boris), services.plan_setting
    with pytest.raises(Invalid):
        await setting.propose(people.boris, north, MONEY, NOVEMBER, Way.EVEN)
    await plan(services, people.boris, north, 101_00)
    found = await setting.propose(people.boris, north, MONEY, NOVEMBER, Way.EVEN)
    assert sorted(line.new or 0 for line in found.lines) == [50_00, 51_00]
    await won(database, people.anna, 300_00, datetime(2026, 10, 10, tzinfo=UTC))
    await won(database, people.oleg, 100_00, datetime(2026, 10, 10, tzinfo=UTC))
    found = await setting.propose(people.boris, north, MONEY, NOVEMBER, Way.PARTS)
    assert {line.name: line.new for line in found.lines} == {"Anna Manager": 76_00, "Oleg Manager": 25_00}


async def test_a_quarter_is_laid_out_by_months(services: Services, people: People, database: Database) -> None:
    anna, setting = person(people.anna), services.plan_setting
    await plan(services, people.boris, anna, 600_00, slot=QUARTER)
    found = await setting.propose(people.boris, anna, MONEY, QUARTER, Way.MONTHS)
    assert [line.new for line in found.lines] == [200_00] * 3
    await won(database, people.anna, 100_00, datetime(2025, 10, 10, tzinfo=UTC))
    await won(database, people.anna, 200_00, datetime(2025, 12, 10, tzinfo=UTC))
    found = await setting.propose(people.boris, anna, MONEY, QUARTER, Way.MONTHS_SEASON)
    assert [line.new for line in found.lines] == [200_00, 0, 400_00]
    await setting.apply(people.boris, anna, MONEY, QUARTER, Way.MONTHS_SEASON, 0, 600_00)
    page = await services.plans.page(people.anna, metric=MONEY, slot=DECEMBER)
    assert page.planned is not None
    assert page.planned.value == 400_00


async def test_those_without_a_plan_get_the_last_one(services: Services, people: People) -> None:
    october = Slot(PeriodKind.MONTH, date(2026, 10, 1))
    for who in (people.anna, people.oleg):
        await plan(services, people.boris, person(who), 100_00, slot=october)
    await plan(services, people.boris, person(people.anna), 300_00)
    done = await services.plan_setting.fill(people.boris, team(people.boris), MONEY, NOVEMBER)
    assert [(line.name, line.new) for line in done.lines] == [("Oleg Manager", 100_00)]
    with pytest.raises(Invalid):
        await services.plan_setting.fill(people.boris, team(people.boris), MONEY, NOVEMBER)


async def test_a_whole_set_is_copied_to_the_next_period(services: Services, people: People) -> None:
    for unit, value, metric in [
        (person(people.anna), 100_00, MONEY), (person(people.anna), 5, DEALS), (team(people.boris), 200_00, MONEY),
        (person(people.vera), 1_00, MONEY),
    ]:  # fmt: skip
        await plan(services, people.owner, unit, value, metric)
    await plan(services, people.boris, person(people.anna), 9, DEALS, DECEMBER)
    done = await services.plan_setting.copy_on(people.boris, team(people.boris), NOVEMBER)
    assert ([(line.unit, line.new) for line in done.lines], done.kept) == (
        [(person(people.anna), 100_00), (team(people.boris), 200_00)], 1,
    )  # fmt: skip
    back = await services.plan_setting.undo(people.boris, done.undo_id or 0)
    assert len(back.lines) == 2
    with pytest.raises(Invalid):
        await services.plan_setting.copy_on(people.galina, team(people.galina), DECEMBER)


async def test_what_to_go_by_when_a_plan_is_set(services: Services, people: People, database: Database) -> None:
    await plan(services, people.boris, team(people.boris), 500_00)
    await plan(services, people.boris, person(people.oleg), 200_00)
    await won(database, people.anna, 70_00, datetime(2025, 11, 10, tzinfo=UTC))
    ask = await services.plan_setting.ask(people.boris, person(people.anna), MONEY, NOVEMBER)
    assert (ask.rest, ask.basis.year_ago, ask.basis.season, ask.now, ask.version) == (300_00, 70_00, 70_00, None, 0)


async def test_the_three_deals_that_close_the_gap(services: Services, people: People, factory: Factory) -> None:
    await plan(services, people.boris, person(people.anna), 1_000_000_00)
    for amount, stage in ((100_00, 0), (900_00, 4), (800_00, 4), (50_00, 4), (10**9, 0)):
        await factory.deal(people.anna, amount=amount, stage=stage, title=f"Deal {amount}")
    await factory.deal(people.oleg, amount=10**10, stage=4)
    page = await services.plans.page(people.anna)
    assert [deal.name for deal in page.closers] == ["Deal 1000000000", "Deal 90000", "Deal 80000"]
    assert page.closers[1].probability > page.closers[0].probability


async def test_the_stored_forecast_is_told(services: Services, people: People, database: Database) -> None:
    await plan(services, people.boris, person(people.anna), 1_000_00)
    async with database.write(SYSTEM, EARLY) as work:
        for made, revenue in ((date(2026, 11, 20), 1), (date(2026, 11, 24), 900_00)):
            work.session.add(
                ForecastSnapshot(
                    made_on=made,
                    level="manager",
                    level_id=people.anna.user_id,
                    start=date(2026, 11, 1),
                    end=date(2026, 12, 1),
                    revenue=revenue,
                    low=800_00,
                    high=1_000_00,
                    at=EARLY,
                )
            )
    page = await services.plans.page(people.anna)
    assert page.outlook is not None
    assert (page.outlook.value, page.outlook.low, page.outlook.high) == (900_00, 800_00, 1_000_00)
    assert (await services.plans.page(people.boris)).outlook is None


async def test_by_directions(services: Services, people: People, database: Database, factory: Factory) -> None:
    pipeline = Unit(PlanScope.PIPELINE, (await factory.stages())[0].pipeline_id)
    await plan(services, people.owner, pipeline, 100_00)
    await won(database, people.anna, 60_00, EARLY)
    page = await services.plans.page(people.owner, COMPANY, directions=True)
    assert lines(page)[0][1:] == (60_00, 100_00)
    assert page.below == 100_00
    assert (await services.plans.page(people.owner, pipeline)).fact == 60_00


async def test_who_left_is_kept_where_there_was_a_plan(services: Services, people: People, database: Database) -> None:
    await plan(services, people.boris, person(people.oleg), 100_00)
    async with database.write(SYSTEM, EARLY) as work:
        user = await work.session.get_one(User, people.oleg.user_id)
        user.status = user.status.INACTIVE
    assert [row.name for row in (await services.plans.page(people.boris)).rows] == ["Oleg Manager", "Anna Manager"]
    page = await services.plans.page(people.boris, slot=DECEMBER)
    assert [row.name for row in page.rows] == ["Anna Manager"]


async def test_reports_compare_with_the_same_plans(services: Services, people: People, database: Database) -> None:
    """One plan everywhere: what /plan shows is what the indicators are compared with (S2-17)."""
    await plan(services, people.boris, person(people.anna), 400_00)
    await plan(services, people.boris, person(people.oleg), 100_00)
    await won(database, people.anna, 100_00, EARLY)
    month = periods.containing(NOVEMBER.kind, NOVEMBER.start)
    for actor, reached in ((people.anna, 25), (people.boris, 20), (people.owner, 20)):
        table = await services.indicators.table(actor, "plan_revenue", month)
        assert (table.rows[0].value, (await services.indicators.report(actor, "revenue", month)).plan) == (
            reached, (await services.plans.page(actor, metric=MONEY, slot=NOVEMBER)).pace.plan,  # type: ignore[union-attr]
        )  # fmt: skip
    by = await services.indicators.table(people.owner, "plan_revenue", month, (Slice.TEAM,))
    assert [(row.slice[0][1].name, row.value) for row in by.rows if row.value is not None] == [("North", 20)]
    free = periods.between(date(2026, 11, 1), date(2026, 12, 1))
    assert (await services.indicators.table(people.anna, "plan_revenue", free)).rows[0].value == 25
    part = periods.between(date(2026, 11, 2), date(2026, 12, 1))
    assert (await services.indicators.table(people.anna, "plan_revenue", part)).rows[0].value is None
