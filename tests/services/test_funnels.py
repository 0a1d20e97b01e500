"""/funnel by hand: entries, conversions, cuts, the reference and who differs from it; who sees what."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from services import Services
from services.clock import ShiftedClock
from services.errors import Denied, Invalid, NotFound
from services.rules.actor import SYSTEM, Actor
from services.rules.funnels import Verdict
from services.rules.indicators import Slice
from services.rules.kinds import StageKind
from services.rules.periods import PeriodKind
from storage.tables import Deal, Stage, StageTransition
from storage.unit_of_work import Database
from tests.support.company import People
from tests.support.factory import Factory

HOUR = timedelta(hours=1)


async def deals(
    database: Database, stages: list[Stage], owner: Actor, came: datetime, reached: list[int], **values: object
) -> None:
    """Deals that came at a moment and went, an hour a stage, up to stage number `reached`; a closing stage closes."""
    async with database.write(SYSTEM, came) as work:
        for number, last in enumerate(reached):
            stage = stages[last]
            at = came + last * HOUR
            deal = Deal(
                title=f"D{number}",
                search_key=f"d{number}",
                pipeline_id=stage.pipeline_id,
                stage_id=stage.id,
                status=stage.kind,
                owner_id=owner.user_id,
                amount=100_00,
                created_at=came,
                stage_entered_at=at,
                closed_at=at if stage.kind is not StageKind.OPEN else None,
                attempts=0,
                **values,
            )
            work.session.add(deal)
            await work.session.flush()
            work.session.add_all(
                StageTransition(
                    deal_id=deal.id,
                    from_stage_id=stages[place - 1].id if place else None,
                    to_stage_id=stages[place].id,
                    at=came + place * HOUR,
                )
                for place in range(last + 1)
            )


async def test_the_funnel_of_a_month_by_hand(
    services: Services, database: Database, people: People, factory: Factory, clock: ShiftedClock
) -> None:
    stages = await factory.stages()
    won = next(number for number, stage in enumerate(stages) if stage.kind is StageKind.WON)
    came = clock.now() - 20 * HOUR
    await deals(database, stages, people.anna, came, [0, 0, 1, 1, 1, 2, won, won])
    await deals(database, stages, people.oleg, came, [0])
    view = await services.funnels.funnel(people.anna, stages[0].pipeline_id)
    assert (view.entered, view.won, view.revenue) == (8, 2, 200_00)
    assert view.conversion == 25.0
    first, second, third = view.steps[:3]
    assert (first.entered, first.conversion) == (8, 75.0)
    assert (second.entered, second.conversion) == (6, 50.0)
    assert third.entered == 3
    assert third.conversion == pytest.approx(66.667, abs=0.001)
    assert (first.waiting, first.amount, second.waiting) == (2, 200_00, 3)
    assert first.days == pytest.approx(1 / 24)
    assert [step.verdict for step in view.steps] == [Verdict.FEW] * len(view.steps)
    whole = await services.funnels.funnel(people.boris, stages[0].pipeline_id)
    assert whole.entered == 9
    oleg = await services.funnels.funnel(
        people.boris, stages[0].pipeline_id, wanted=[(Slice.MANAGER, people.oleg.user_id or 0)]
    )
    assert (oleg.entered, oleg.chosen[0][1].name) == (1, people.oleg.name)


async def test_cuts_stand_beside_each_other_and_sum_to_the_whole(
    services: Services, database: Database, people: People, factory: Factory, clock: ShiftedClock
) -> None:
    stages = await factory.stages()
    won = next(number for number, stage in enumerate(stages) if stage.kind is StageKind.WON)
    came = clock.now() - 20 * HOUR
    north, south = await factory.client("N", region="North"), await factory.client("S", region="South")
    await deals(database, stages, people.anna, came, [0, won, won], client_id=north.id)
    await deals(database, stages, people.anna, came, [0], client_id=south.id)
    await deals(database, stages, people.oleg, came, [0])
    pipeline = stages[0].pipeline_id
    cut = await services.funnels.cut(people.boris, pipeline, PeriodKind.MONTH, 0, [], Slice.REGION)
    assert [(row.item.key, row.entered, row.won, row.revenue) for row in cut.rows] == [
        ("North", 3, 2, 200_00),
        (None, 1, 0, 0),
        ("South", 1, 0, 0),
    ]
    kinds = await services.funnels.cut(people.boris, pipeline, PeriodKind.MONTH, 0, [], Slice.CLIENT_KIND)
    assert sum(row.entered for row in kinds.rows) == 5
    by_person = await services.funnels.cut(people.boris, pipeline, PeriodKind.MONTH, 0, [], Slice.MANAGER)
    assert {row.item.name: row.entered for row in by_person.rows} == {people.anna.name: 4, people.oleg.name: 1}


async def test_a_manager_cuts_neither_by_person_nor_by_another_ones_deals(
    services: Services, people: People, factory: Factory
) -> None:
    stages = await factory.stages()
    with pytest.raises(NotFound):
        await services.funnels.cut(people.anna, stages[0].pipeline_id, PeriodKind.MONTH, 0, [], Slice.MANAGER)
    view = await services.funnels.funnel(people.anna, 0, wanted=[(Slice.MANAGER, people.oleg.user_id or 0)])
    assert view.chosen == (), "the filter of a colleague is not even named"
    with pytest.raises(NotFound):
        await services.funnels.funnel(people.anna, 10**6)
    with pytest.raises(Denied):
        await services.funnels.keep_reference(people.anna, stages[0].pipeline_id, PeriodKind.MONTH, 0)


async def test_the_reference_is_the_companys_own_and_only_what_is_beyond_chance_is_told(
    services: Services, database: Database, people: People, factory: Factory, clock: ShiftedClock
) -> None:
    stages = await factory.stages()
    pipeline = stages[0].pipeline_id
    last_month = clock.now() - timedelta(days=31)
    with pytest.raises(Invalid, match="reference_few"):
        await services.funnels.keep_reference(people.boris, pipeline, PeriodKind.MONTH, 1)
    await deals(database, stages, people.anna, last_month, [0] * 20 + [1] * 80)
    kept = await services.funnels.keep_reference(people.boris, pipeline, PeriodKind.MONTH, 1)
    assert not kept.typed
    await deals(database, stages, people.anna, clock.now() - 20 * HOUR, [0] * 60 + [1] * 20)
    await deals(database, stages, people.oleg, clock.now() - 20 * HOUR, [0] * 5 + [1] * 20)
    view = await services.funnels.funnel(people.boris, pipeline)
    first = view.steps[0]
    assert (first.reference, first.verdict, first.problem) == (80.0, Verdict.WORSE, True)
    found = await services.funnels.against_reference(people.boris, pipeline, PeriodKind.MONTH, 0)
    assert [(one.manager.name if one.manager else "", one.now, one.verdict) for one in found] == [
        (people.anna.name, 25.0, Verdict.WORSE)
    ]
    await services.funnels.drop_reference(people.boris, pipeline)
    assert (await services.funnels.funnel(people.boris, pipeline)).reference is None


async def test_a_typed_reference_wants_a_share_for_every_stage(
    services: Services, people: People, factory: Factory
) -> None:
    stages = [stage for stage in await factory.stages() if stage.kind is StageKind.OPEN]
    pipeline = stages[0].pipeline_id
    for wrong in ([50.0], [50.0] * (len(stages) - 1) + [120.0]):
        with pytest.raises(Invalid, match="reference_shares"):
            await services.funnels.type_reference(people.boris, pipeline, wrong)
    kept = await services.funnels.type_reference(people.boris, pipeline, [50.0] * len(stages))
    assert kept.typed
    view = await services.funnels.funnel(people.anna, pipeline)
    assert {step.reference for step in view.steps} == {50.0}


async def test_what_moved_is_told_once(
    services: Services, database: Database, people: People, factory: Factory, clock: ShiftedClock
) -> None:
    stages = await factory.stages()
    now = clock.now()
    await deals(database, stages, people.anna, now - timedelta(days=90), [0] * 20 + [1] * 180)
    assert await services.funnels.moved(people.boris) == ()
    monday = now - timedelta(days=now.weekday(), hours=now.hour)
    await deals(database, stages, people.anna, monday - timedelta(days=3), [0] * 60 + [1] * 10)
    told = await services.funnels.moved(people.boris)
    assert [(one.stage, one.verdict) for one in told] == [(stages[0].name, Verdict.WORSE)]
    clock.advance(timedelta(days=7))
    assert await services.funnels.moved(people.boris) == (), "a week later it is no news"
