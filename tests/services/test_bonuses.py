"""Bonus rules set, changed from a month on, and what they give (S1-09)."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from services import Services, bonus_values
from services.bonus_views import BonusView
from services.clock import ShiftedClock
from services.errors import Denied, Invalid, NotFound, Stale
from services.rules import periods
from services.rules.actor import SYSTEM
from services.rules.bonus import Step
from services.rules.indicators import Slice
from services.rules.kinds import BonusBase, PlanMetric, PlanScope
from services.rules.periods import PeriodKind
from services.rules.plans import Slot, Unit
from storage.tables import ForecastSnapshot
from storage.unit_of_work import Database
from tests.support.company import People
from tests.support.factory import Factory
from tests.support.winning import won

MONEY = PlanMetric.REVENUE
NOVEMBER = Slot(PeriodKind.MONTH, date(2026, 11, 1))
OCTOBER = Slot(PeriodKind.MONTH, date(2026, 10, 1))
STEPS = (Step(0, 200), Step(80, 300), Step(100, 500))
EARLY = datetime(2026, 11, 5, 10, tzinfo=UTC)


async def plan(services: Services, people: People, value: int, slot: Slot = NOVEMBER, metric=MONEY) -> None:
    unit = Unit(PlanScope.USER, people.anna.user_id or 0)
    await services.plan_setting.put(people.boris, unit, metric, slot, value, 0)


async def seen(services: Services, people: People, slot: Slot = NOVEMBER) -> BonusView:
    found = (await services.plans.page(people.anna, slot=slot)).bonus
    assert found is not None
    return found


async def test_earned_expected_and_the_next_step(services: Services, people: People, database: Database) -> None:
    await services.bonuses.add(people.owner, BonusBase.REVENUE, STEPS)
    await plan(services, people, 1_000_000_00)
    await won(database, people.anna, 916_000_00, EARLY)
    async with database.write(SYSTEM, EARLY) as work:
        work.session.add(
            ForecastSnapshot(
                made_on=date(2026, 11, 24), level="manager", level_id=people.anna.user_id, start=NOVEMBER.start,
                end=date(2026, 12, 1), revenue=1_100_000_00, low=1, high=2, at=EARLY,
            )
        )  # fmt: skip
    bonus = await seen(services, people)
    assert (bonus.earned, bonus.expected) == (27_480_00, 55_000_00)
    assert (bonus.next, bonus.missing, bonus.by_deals) == (Step(100, 500), 84_000_00, False)
    assert [(part.base, part.rate, part.money, part.capped) for part in bonus.parts] == [
        (916_000_00, 300, 27_480_00, False)
    ]


async def test_without_a_plan_the_first_rate_counts(services: Services, people: People, database: Database) -> None:
    await services.bonuses.add(people.owner, BonusBase.REVENUE, STEPS)
    await won(database, people.anna, 1000_00, EARLY)
    bonus = await seen(services, people)
    assert (bonus.earned, bonus.planned, bonus.next) == (20_00, False, None)


async def test_a_plan_of_deals_counts_where_there_is_no_other(
    services: Services, people: People, database: Database
) -> None:
    await services.bonuses.add(people.owner, BonusBase.REVENUE, STEPS)
    await plan(services, people, 4, metric=PlanMetric.DEALS)
    for _ in range(3):
        await won(database, people.anna, 100_00, EARLY)
    bonus = await seen(services, people)
    assert (bonus.earned, bonus.next, bonus.missing, bonus.by_deals) == (6_00, Step(80, 300), 1, True)


async def test_margin_says_what_has_no_cost(services: Services, people: People, database: Database) -> None:
    await services.bonuses.add(people.owner, BonusBase.MARGIN, (Step(0, 1000),))
    await won(database, people.anna, 100_00, EARLY, cost=60_00)
    await won(database, people.anna, 500_00, EARLY)
    bonus = await seen(services, people)
    assert (bonus.earned, bonus.uncosted) == (4_00, 1)


async def test_a_changed_rule_leaves_closed_months_alone(
    services: Services, people: People, database: Database, clock: ShiftedClock
) -> None:
    clock.set(datetime(2026, 10, 20, tzinfo=UTC))
    made = await services.bonuses.add(people.owner, BonusBase.REVENUE, (Step(0, 300),))
    await won(database, people.anna, 100_00, datetime(2026, 10, 21, tzinfo=UTC))
    await won(database, people.anna, 100_00, EARLY)
    clock.set(datetime(2026, 11, 24, 8, tzinfo=UTC))
    rule = made.card.rule
    done = await services.bonuses.change(people.owner, rule.id, rule.version, steps=(Step(0, 1000),))
    assert done.card.rule.id != rule.id
    assert ((await seen(services, people)).earned, (await seen(services, people, OCTOBER)).earned) == (10_00, 3_00)
    later = await services.bonuses.begin(people.owner, done.card.rule.id, done.card.rule.version, later=True)
    assert later.card.rule.coming
    assert (await seen(services, people)).earned == 3_00
    await services.bonuses.undo(people.owner, later.undo_id or 0)
    assert (await seen(services, people)).earned == 10_00
    await services.bonuses.undo(people.owner, done.undo_id or 0)
    assert ((await seen(services, people)).earned, (await seen(services, people, OCTOBER)).earned) == (3_00, 3_00)


async def test_rules_of_a_pipeline_a_team_and_a_cap(
    services: Services, people: People, database: Database, factory: Factory
) -> None:
    bonuses = services.bonuses
    await bonuses.add(people.owner, BonusBase.REVENUE, (Step(0, 1000),))
    short = (await factory.stages("short"))[0].pipeline_id
    own = (await bonuses.add(people.owner, BonusBase.REVENUE, (Step(0, 100),))).card.rule
    assert len(await bonuses.rules(people.owner)) == 1  # the same people and pipelines: the later one replaces it
    own = (await bonuses.change(people.owner, own.id, own.version, pipeline=short)).card.rule
    await bonuses.add(people.owner, BonusBase.REVENUE, (Step(0, 1000),))
    await won(database, people.anna, 100_00, EARLY)
    await won(database, people.anna, 100_00, EARLY, pipeline="short")
    assert (await seen(services, people)).earned == 11_00
    general = next(one for one in await bonuses.rules(people.owner) if one.pipeline is None)
    done = await bonuses.change(people.owner, general.id, general.version, cap=4_00)
    assert (await seen(services, people)).earned == 5_00
    assert any(part.capped for part in (await seen(services, people)).parts)
    south = min(people.galina.team_ids or {0})
    await bonuses.change(people.owner, general.id, done.card.rule.version, team=south)
    assert (await seen(services, people)).earned == 1_00
    undo = await bonuses.end(people.owner, own.id, own.version)
    assert (await services.plans.page(people.anna)).bonus is None
    await bonuses.undo(people.owner, undo)
    assert (await seen(services, people)).earned == 1_00


async def test_only_admins_set_rules(services: Services, people: People) -> None:
    for actor in (people.boris, people.anna, people.client):
        with pytest.raises(Denied):
            await services.bonuses.rules(actor)
        with pytest.raises(Denied):
            await services.bonuses.add(actor, BonusBase.REVENUE, STEPS)
    rule = (await services.bonuses.add(people.owner, BonusBase.REVENUE, STEPS)).card.rule
    with pytest.raises(Stale):
        await services.bonuses.change(people.owner, rule.id, 99, cap=1)
    with pytest.raises(NotFound):
        await services.bonuses.change(people.owner, 999, 1, cap=1)
    with pytest.raises(NotFound):
        await services.bonuses.change(people.owner, rule.id, rule.version, pipeline=999)
    with pytest.raises(Invalid):
        await services.bonuses.change(people.owner, rule.id, rule.version, steps=())


async def test_everybodys_bonus_is_the_sum_of_their_pages(
    services: Services, people: People, database: Database
) -> None:
    await services.bonuses.add(people.owner, BonusBase.REVENUE, STEPS)
    await plan(services, people, 100_00)
    await won(database, people.anna, 90_00, EARLY)
    await won(database, people.vera, 50_00, EARLY)
    quarter = periods.containing(PeriodKind.QUARTER, NOVEMBER.start)
    async with database.read(people.owner, EARLY) as work:
        found = await bonus_values.earned(work, quarter)
    assert found == {people.anna.user_id: 2_70, people.vera.user_id: 1_00}
    async with database.read(people.boris, EARLY) as work:
        assert set(await bonus_values.earned(work, quarter)) == {people.anna.user_id}


async def test_the_indicator_is_the_sum_of_the_pages(services: Services, people: People, database: Database) -> None:
    await services.bonuses.add(people.owner, BonusBase.REVENUE, (Step(0, 1000),))
    await won(database, people.anna, 90_00, EARLY)
    await won(database, people.vera, 50_00, EARLY)
    month = periods.containing(NOVEMBER.kind, NOVEMBER.start)
    table = services.indicators.table
    assert [row.value for row in (await table(people.owner, "bonus", month)).rows] == [14_00]
    assert [row.value for row in (await table(people.anna, "bonus", month)).rows] == [9_00]
    for by in (Slice.MANAGER, Slice.TEAM):
        rows = (await table(people.owner, "bonus", month, (by,))).rows
        assert sorted((row.value or 0, row.n) for row in rows) == [(5_00, 1), (9_00, 1)]
    quarter = periods.containing(PeriodKind.QUARTER, NOVEMBER.start)
    rows = (await table(people.owner, "bonus", quarter, (Slice.MONTH,))).rows
    assert [(row.slice[0][1].key, row.value) for row in rows] == [("2026-11", 14_00)]
    week = periods.containing(PeriodKind.WEEK, EARLY.date())
    assert [row.value for row in (await table(people.owner, "bonus", week)).rows] == [None]
