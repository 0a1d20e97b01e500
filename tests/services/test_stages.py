"""Entering a stage: its task, the left one's, closing and opening again; every move is kept (S2-31, S2-33, S2-43)."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from services import Services, stages
from services import policy as policies
from services.clock import ShiftedClock
from services.errors import Invalid
from services.rules import due
from services.rules.actor import SYSTEM, Actor
from services.rules.kinds import StageKind, TaskKind, TaskStatus
from services.rules.target import Target
from storage import sales as sale_rows
from storage.tables import Client, Deal, Refusal, Stage, StageTask, StageTransition, Task
from storage.unit_of_work import Database
from tests.support.company import People
from tests.support.databases import Committed
from tests.support.factory import Factory

WEDNESDAY_TEN = datetime(2026, 11, 25, 8, tzinfo=UTC)


async def enter(database: Database, clock: ShiftedClock, deal: Deal, stage: Stage, actor: Actor = SYSTEM) -> None:
    """Move a deal as a service would."""
    async with database.write(actor, clock.now()) as work:
        row = await sale_rows.deal(work, deal.id)
        chosen = await work.session.get(Stage, stage.id)
        assert row is not None
        assert chosen is not None
        await stages.enter(work, await policies.load(work), row, chosen)


async def test_a_new_deal_has_the_task_of_its_first_stage(
    people: People, factory: Factory, committed: Committed
) -> None:
    deal = await factory.deal(people.anna)
    task = await committed.one(Task, Task.deal_id == deal.id)
    assert task.title == "Prepare and hold the presentation"
    assert task.instruction == "The client has seen the product and named the need."
    assert (task.due_at, task.assignee_id, task.kind) == (WEDNESDAY_TEN, people.anna.user_id, TaskKind.TODO)
    move = await committed.one(StageTransition, StageTransition.deal_id == deal.id)
    assert (move.from_stage_id, move.to_stage_id, move.user_id) == (None, deal.stage_id, people.anna.user_id)


async def test_going_forward_does_the_left_task_and_makes_the_next(
    services: Services, people: People, factory: Factory, committed: Committed, clock: ShiftedClock
) -> None:
    deal = await factory.deal(people.anna)
    clock.advance(timedelta(hours=1))
    card = await services.deals.step(people.anna, deal.id, deal.version, 1)
    first, second = await committed.all(Task, Task.deal_id == deal.id)
    assert (first.status, first.done_at) == (TaskStatus.DONE, clock.now())
    assert (second.status, second.title) == (TaskStatus.OPEN, "Prepare and send the offer")
    assert card.stage.number == 2
    assert [task.id for task in card.tasks] == [second.id]
    assert await committed.count(StageTransition, StageTransition.deal_id == deal.id) == 2


async def test_going_back_needs_the_left_task_no_longer(
    services: Services, people: People, factory: Factory, committed: Committed
) -> None:
    deal = await factory.deal(people.anna, stage=2)
    card = await services.deals.step(people.anna, deal.id, deal.version, -1)
    assert card.stage.number == 2
    found = await committed.all(Task, Task.deal_id == deal.id)
    assert [task.status for task in found] == [
        TaskStatus.DONE if task.title != "Get feedback" else TaskStatus.CANCELLED for task in found[:-1]
    ] + [TaskStatus.OPEN]


async def test_an_own_task_stays_when_the_stage_changes(
    services: Services, people: People, factory: Factory, committed: Committed
) -> None:
    deal = await factory.deal(people.anna)
    own = await factory.task(deal, people.anna)
    call = await factory.call(deal, people.anna)
    await services.deals.step(people.anna, deal.id, deal.version, 1)
    for row in (own, call):
        assert (await committed.one(Task, Task.id == row.id)).status is TaskStatus.OPEN


async def test_winning_closes_the_deal_and_its_tasks(
    services: Services, people: People, factory: Factory, committed: Committed, clock: ShiftedClock
) -> None:
    deal = await factory.deal(people.anna, stage=7)
    await factory.call(deal, people.anna)
    card = await services.deals.card(people.anna, deal.id)
    assert card.wins_next
    card = await services.deals.step(people.anna, deal.id, card.version, 1)
    assert (card.status, card.closed_at, card.tasks, card.no_task) == (StageKind.WON, clock.now(), (), False)
    assert card.next_stage is None
    assert await committed.count(Task, Task.deal_id == deal.id, Task.status == TaskStatus.OPEN) == 0
    assert (await committed.one(Client, Client.id == deal.client_id)).won_at == clock.now()


async def test_a_refused_deal_opens_again_on_a_stage(
    services: Services, people: People, factory: Factory, committed: Committed
) -> None:
    deal = await factory.deal(people.anna)
    reason = await factory.loss_reason()
    await services.refusals.refuse(people.anna, Target("deal", deal.id), deal.version, reason)
    card = await services.deals.card(people.anna, deal.id)
    assert (card.status, card.loss_reason) == (StageKind.LOST, "Expensive")
    third = (await factory.stages())[2]
    card = await services.deals.move(people.anna, deal.id, card.version, third.id)
    assert (card.status, card.closed_at, card.loss_reason) == (StageKind.OPEN, None, None)
    assert [task.title for task in card.tasks] == ["Get feedback"]  # the check of the refusal is no longer needed
    assert (await committed.one(Refusal)).undone_at is not None


async def test_a_stage_of_another_pipeline_or_an_archived_one_cannot_be_entered(
    database: Database, clock: ShiftedClock, people: People, factory: Factory
) -> None:
    deal = await factory.deal(people.anna)
    foreign = (await factory.stages("short"))[0]
    with pytest.raises(Invalid, match="stage_gone"):
        await enter(database, clock, deal, foreign)
    second = (await factory.stages())[1]
    async with database.write(SYSTEM, clock.now()) as work:
        row = await work.session.get(Stage, second.id)
        assert row is not None
        row.archived_at = clock.now()
    with pytest.raises(Invalid, match="stage_gone"):
        await enter(database, clock, deal, second)


async def test_a_task_for_the_head_goes_to_the_head_of_the_owner(
    database: Database, clock: ShiftedClock, people: People, factory: Factory, committed: Committed
) -> None:
    second = (await factory.stages())[1]
    async with database.write(SYSTEM, clock.now()) as work:
        work.session.add(
            StageTask(
                stage_id=second.id, title="Approve", due=due.to_json(due.after_entering(days=1)), responsible="head"
            )
        )
    deal = await factory.deal(people.anna)
    await enter(database, clock, deal, second, people.anna)
    task = await committed.one(Task, Task.title == "Approve")
    assert task.assignee_id == people.boris.user_id
