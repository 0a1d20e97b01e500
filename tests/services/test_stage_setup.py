"""Stages changed while deals stand on them: nothing is lost, everything is taken back (S2-21…S2-25)."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from functools import partial
from typing import Any

import pytest

from services import Services
from services.clock import ShiftedClock
from services.errors import Denied, Invalid, NotFound, Stale
from services.rules.kinds import StageKind, TaskStatus
from services.setup_views import StageCard
from storage.tables import Deal, HistoryEntry, Stage, StageTransition, Task
from tests.support.company import People
from tests.support.databases import Committed
from tests.support.factory import Factory

OPEN, WON, LOST = StageKind


async def card(services: Services, people: People, factory: Factory, number: int) -> StageCard:
    """The stage number `number` of the classic pipeline."""
    return await services.stage_setup.card(people.owner, (await factory.stages())[number].id)


async def names(services: Services, people: People, pipeline_id: int) -> list[str]:
    """Its stages in order."""
    return [stage.name for stage in (await services.pipelines.page(people.owner, pipeline_id)).stages]


async def test_a_stage_is_added_behind_the_open_ones(services: Services, people: People, factory: Factory) -> None:
    pipeline = (await factory.stages())[0].pipeline_id
    done, made = await services.stage_setup.add(people.owner, pipeline, "  Waiting <b>list</b> 🙂 ")
    assert done is not None
    assert (made.name, made.kind, made.place) == ("Waiting <b>list</b> 🙂", OPEN, 9)
    assert made.probability == (await services.pipelines.page(people.owner, pipeline)).stages[7].probability > 0
    assert (await names(services, people, pipeline))[7:10] == ["Closing documents", made.name, "NPS measurement"]
    await services.setup_changes.undo(people.owner, done.undo_id)
    assert made.name not in await names(services, people, pipeline)


@pytest.mark.parametrize("name", ["", " ", "🙂", "x" * 300])
async def test_a_name_must_be_one(services: Services, people: People, factory: Factory, name: str) -> None:
    stage = await card(services, people, factory, 0)
    with pytest.raises(Invalid, match="name_bad"):
        await services.stage_setup.rename(people.owner, stage.id, stage.version, name)


async def test_a_name_is_there_once_in_a_pipeline(services: Services, people: People, factory: Factory) -> None:
    stage = await card(services, people, factory, 0)
    with pytest.raises(Invalid, match="stage_exists"):
        await services.stage_setup.rename(people.owner, stage.id, stage.version, "payment")


async def test_what_a_stage_says_is_changed_and_taken_back(
    services: Services, people: People, factory: Factory
) -> None:
    """S2-25: described for everyone; S1-16: the template of probabilities."""
    before = stage = await card(services, people, factory, 1)
    undo, setup = [], services.stage_setup
    steps: list[tuple[Any, Any]] = [
        (setup.rename, "First offer"),
        (setup.describe, "What it is"),
        (setup.set_hours, "2 недели"),
        (setup.set_chance, "45%"),
        (partial(setup.set_late, late=True), None),
        (setup.move, 4),
    ]
    for change, value in steps:
        more = () if value is None else (value,)
        done, stage = await change(people.owner, stage.id, stage.version, *more)
        assert done is not None
        undo.append(done.undo_id)
    assert (stage.name, stage.description, stage.expected_hours) == ("First offer", "What it is", 336)
    assert (stage.probability, stage.late, stage.place) == (45, True, 4)
    for undo_id in undo:
        assert (await services.setup_changes.undo(people.owner, undo_id)).kept == 0
    after = await services.stage_setup.card(people.owner, stage.id)
    assert (after.name, after.description, after.expected_hours) == (before.name, before.description, 72)
    assert (after.probability, after.late, after.place) == (20, False, 2)


async def test_nothing_changed_needs_no_undo(services: Services, people: People, factory: Factory) -> None:
    stage = await card(services, people, factory, 1)
    done, after = await services.stage_setup.rename(people.owner, stage.id, stage.version, stage.name)
    assert done is None
    assert after.version == stage.version


@pytest.mark.parametrize("typed", ["soon", "-1", "9999999", "", "٣"])
async def test_hours_are_a_number_of_days_or_hours(
    services: Services, people: People, factory: Factory, typed: str
) -> None:
    stage = await card(services, people, factory, 1)
    with pytest.raises(Invalid, match="hours_typed"):
        await services.stage_setup.set_hours(people.owner, stage.id, stage.version, typed)
    with pytest.raises(Invalid, match="percent_typed"):
        await services.stage_setup.set_chance(people.owner, stage.id, stage.version, typed)


async def test_a_later_change_stays_when_an_earlier_one_is_taken_back(
    services: Services, people: People, factory: Factory
) -> None:
    stage = await card(services, people, factory, 1)
    first, stage = await services.stage_setup.rename(people.owner, stage.id, stage.version, "One")
    _, stage = await services.stage_setup.rename(people.owner, stage.id, stage.version, "Two")
    assert first is not None
    assert (await services.setup_changes.undo(people.owner, first.undo_id)).kept == 1
    assert (await services.stage_setup.card(people.owner, stage.id)).name == "Two"
    with pytest.raises(Stale, match="undo_over"):
        await services.setup_changes.undo(people.owner, first.undo_id)


async def test_after_a_day_it_is_too_late(
    services: Services, people: People, factory: Factory, clock: ShiftedClock
) -> None:
    stage = await card(services, people, factory, 1)
    done, _ = await services.stage_setup.rename(people.owner, stage.id, stage.version, "One")
    assert done is not None
    clock.advance(timedelta(hours=24))
    with pytest.raises(Stale, match="undo_over"):
        await services.setup_changes.undo(people.owner, done.undo_id)
    assert await services.setup_changes.all(people.owner) == []


async def test_a_pipeline_keeps_an_open_first_a_won_and_a_lost_stage(
    services: Services, people: People, factory: Factory
) -> None:
    stages = await factory.stages("short")
    first, won, lost = stages[0], stages[-2], stages[-1]
    for stage, code in ((won, "stage_won_needed"), (lost, "stage_lost_needed")):
        with pytest.raises(Invalid, match=code):
            await services.stage_setup.archive(people.owner, stage.id, stage.version)
        with pytest.raises(Invalid, match=code):
            await services.stage_setup.set_kind(people.owner, stage.id, stage.version, OPEN)
    with pytest.raises(Invalid, match="stage_first_open"):
        await services.stage_setup.move(people.owner, won.id, won.version, 1)
    with pytest.raises(Invalid, match="stage_first_open"):
        await services.stage_setup.set_kind(people.owner, first.id, first.version, WON)


async def test_a_kind_is_changed_only_where_no_deal_stands(
    services: Services, people: People, factory: Factory
) -> None:
    await factory.deal(people.anna, stage=2)
    stage = await card(services, people, factory, 2)
    with pytest.raises(Invalid, match="stage_kind_deals"):
        await services.stage_setup.set_kind(people.owner, stage.id, stage.version, WON)
    free = await card(services, people, factory, 5)
    _, changed = await services.stage_setup.set_kind(people.owner, free.id, free.version, WON)
    assert changed.kind is WON


async def test_two_admins_at_once(services: Services, people: People, factory: Factory) -> None:
    stage = await card(services, people, factory, 1)
    await services.stage_setup.rename(people.owner, stage.id, stage.version, "One")
    with pytest.raises(Stale):
        await services.stage_setup.describe(people.owner, stage.id, stage.version, "Two")


async def test_an_archived_stage_is_not_changed_any_more(services: Services, people: People, factory: Factory) -> None:
    stage = await card(services, people, factory, 1)
    await services.stage_setup.archive(people.owner, stage.id, stage.version)
    for call in (
        services.stage_setup.card(people.owner, stage.id),
        services.stage_setup.rename(people.owner, stage.id, stage.version + 1, "X"),
        services.stage_setup.card(people.owner, 900_000),
    ):
        with pytest.raises(NotFound):
            await call


async def test_only_admins(services: Services, people: People, factory: Factory) -> None:
    stage = (await factory.stages())[1]
    for actor in (people.boris, people.anna, people.client):
        for call in (
            services.pipelines.all(actor),
            services.pipelines.page(actor, stage.pipeline_id),
            services.stage_setup.card(actor, stage.id),
            services.stage_setup.archive(actor, stage.id, 1),
            services.setup_changes.all(actor),
            services.setup_changes.undo(actor, 1),
        ):
            with pytest.raises(Denied):
                await call


# -------------------------------------------------------------------------------------------------- archiving a stage
async def test_deals_of_an_archived_stage_go_where_it_was_said(
    services: Services, people: People, factory: Factory, committed: Committed
) -> None:
    """S2-21: moves, tasks and history are as if each deal had been moved by hand."""
    deals = [await factory.deal(people.anna, stage=1), await factory.deal(people.vera, stage=1)]
    other = await factory.deal(people.anna, stage=2)
    left, goal = (await factory.stages())[1:3]
    choice = await services.stage_setup.choice(people.owner, left.id)
    assert choice.stage.open == 2
    assert [item.name for item in choice.others][:2] == ["Presentation", "Feedback and objections"]
    with pytest.raises(Invalid, match="stage_has_deals"):
        await services.stage_setup.archive(people.owner, left.id, left.version)
    done, page = await services.stage_setup.archive(people.owner, left.id, left.version, goal.id)
    assert done is not None
    assert left.id not in [stage.id for stage in page.stages]
    assert [stage.deals for stage in page.stages if stage.id == goal.id] == [3]
    for deal in deals:
        row = await committed.one(Deal, Deal.id == deal.id)
        assert (row.stage_id, row.status, row.version) == (goal.id, OPEN, deal.version + 1)
        move = (await committed.all(StageTransition, StageTransition.deal_id == deal.id))[-1]
        assert (move.from_stage_id, move.to_stage_id, move.user_id) == (left.id, goal.id, people.owner.user_id)
        tasks = {task.title: task.status for task in await committed.all(Task, Task.deal_id == deal.id)}
        assert tasks["Prepare and send the offer"] is TaskStatus.CANCELLED
        assert tasks["Get feedback"] is TaskStatus.OPEN
        told = await committed.all(HistoryEntry, HistoryEntry.deal_id == deal.id, HistoryEntry.record == "deals")
        assert told[-1].changes == {"stage_id": [left.id, goal.id]}
    task = next(item for item in await committed.all(Task, Task.deal_id == deals[1].id) if item.title == "Get feedback")
    same = next(item for item in await committed.all(Task, Task.deal_id == other.id) if item.title == "Get feedback")
    assert (task.assignee_id, task.due_at) == (people.vera.user_id, same.due_at)


async def test_taking_it_back_brings_those_that_did_not_move_on(
    services: Services, people: People, factory: Factory, committed: Committed, clock: ShiftedClock
) -> None:
    stays, goes = await factory.deal(people.anna, stage=1), await factory.deal(people.anna, stage=1)
    left, goal, further = (await factory.stages())[1:4]
    clock.advance(timedelta(hours=1))
    done, _ = await services.stage_setup.archive(people.owner, left.id, left.version, goal.id)
    assert done is not None
    clock.advance(timedelta(hours=1))
    await services.deals.move(people.anna, goes.id, goes.version + 1, further.id)
    taken = await services.setup_changes.undo(people.owner, done.undo_id)
    assert (taken.returned, taken.stayed, taken.kept) == (1, 1, 0)
    back, gone = await committed.one(Deal, Deal.id == stays.id), await committed.one(Deal, Deal.id == goes.id)
    assert (back.stage_id, back.stage_entered_at) == (left.id, stays.stage_entered_at)
    assert gone.stage_id == further.id
    tasks = {task.title: task.status for task in await committed.all(Task, Task.deal_id == stays.id)}
    assert tasks["Prepare and send the offer"] is TaskStatus.OPEN
    assert tasks["Get feedback"] is TaskStatus.CANCELLED


async def test_deals_do_not_go_to_closed_or_foreign_stages(
    services: Services, people: People, factory: Factory
) -> None:
    await factory.deal(people.anna, stage=1)
    stages = await factory.stages()
    left = stages[1]
    for goal in (left, stages[-1], stages[-2], (await factory.stages("short"))[0]):
        with pytest.raises(Invalid, match="stage_gone"):
            await services.stage_setup.archive(people.owner, left.id, left.version, goal.id)


async def test_closed_deals_keep_the_name_of_their_stage(
    services: Services, people: People, factory: Factory, committed: Committed
) -> None:
    deal = await factory.deal(people.anna)
    stages = await factory.stages()
    done, second = await services.stage_setup.add(people.owner, stages[0].pipeline_id, "Won otherwise")
    assert done is not None
    _, second = await services.stage_setup.set_kind(people.owner, second.id, second.version, WON)
    await services.deals.move(people.anna, deal.id, deal.version, second.id)
    await services.stage_setup.archive(people.owner, second.id, second.version)
    row = await committed.one(Deal, Deal.id == deal.id)
    assert (row.stage_id, row.status) == (second.id, WON)


async def test_a_deal_cannot_come_to_an_archived_stage(
    services: Services, people: People, factory: Factory, committed: Committed
) -> None:
    deal = await factory.deal(people.anna)
    stage = (await factory.stages())[2]
    await services.stage_setup.archive(people.owner, stage.id, stage.version)
    with pytest.raises(Invalid, match="stage_gone"):
        await services.deals.move(people.anna, deal.id, deal.version, stage.id)


async def test_a_deal_that_moves_while_its_goal_is_archived_is_not_lost(
    services: Services, people: People, factory: Factory, committed: Committed
) -> None:
    deals = [await factory.deal(people.anna) for _ in range(6)]
    stage, goal = (await factory.stages())[2:4]
    await asyncio.gather(
        services.stage_setup.archive(people.owner, stage.id, stage.version, goal.id),
        *(services.deals.move(people.anna, deal.id, deal.version, stage.id) for deal in deals),
        return_exceptions=True,
    )
    live = {row.id for row in await committed.all(Stage) if row.archived_at is None}
    assert {row.stage_id for row in await committed.all(Deal)} <= live


async def test_a_restored_stage_is_where_it_was(services: Services, people: People, factory: Factory) -> None:
    stage = await card(services, people, factory, 3)
    _, page = await services.stage_setup.archive(people.owner, stage.id, stage.version)
    gone = page.gone[0]
    _, back = await services.stage_setup.restore(people.owner, gone.id, gone.version)
    assert back.place == stage.place
    with pytest.raises(Stale):
        await services.stage_setup.restore(people.owner, gone.id, gone.version)


async def test_an_undo_that_would_break_the_pipeline_is_refused(
    services: Services, people: People, factory: Factory
) -> None:
    stages = await factory.stages()
    _, second = await services.stage_setup.add(people.owner, stages[0].pipeline_id, "Other end")
    done, second = await services.stage_setup.set_kind(people.owner, second.id, second.version, WON)
    won = next(stage for stage in await factory.stages() if stage.kind is WON and stage.id != second.id)
    await services.stage_setup.archive(people.owner, won.id, won.version)
    assert done is not None
    with pytest.raises(Stale, match="undo_clash"):
        await services.setup_changes.undo(people.owner, done.undo_id)
    assert (await services.stage_setup.card(people.owner, second.id)).kind is WON
