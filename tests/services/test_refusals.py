"""Refusing deals and leads, taking it back within a day, the head's check (S2-80…S2-84)."""

from __future__ import annotations

import asyncio
from datetime import timedelta

import pytest

from services import Services
from services.clock import ShiftedClock
from services.errors import Invalid, NotFound, Stale
from services.refusals import RefusalCheck, RefusalDone
from services.rules.actor import Actor
from services.rules.kinds import CheckResult, LeadStatus, StageKind, TaskKind, TaskStatus
from services.rules.target import Target
from storage.tables import Activity, Deal, Lead, Refusal, StageTransition, Task
from tests.support.company import People
from tests.support.databases import Committed
from tests.support.factory import Factory


async def refused(services: Services, factory: Factory, deal: Deal, by: Actor) -> RefusalDone:
    """A deal refused as too expensive."""
    return await services.refusals.refuse(by, Target("deal", deal.id), deal.version, await factory.loss_reason())


async def check_of(services: Services, committed: Committed, head: Actor) -> RefusalCheck:
    """The check card of the only refusal."""
    task = await committed.one(Task, Task.kind == TaskKind.CHECK_REFUSAL)
    return await services.refusals.check_card(head, task.id)


async def test_a_refused_deal_is_closed_and_its_head_checks_the_reason(
    services: Services, people: People, factory: Factory, committed: Committed, clock: ShiftedClock
) -> None:
    deal = await factory.deal(people.anna, title="Supply", stage=3, amount=120_000_00)
    await factory.call(deal, people.anna, promised=True)
    done = await refused(services, factory, deal, people.anna)
    assert (done.name, done.reason, done.amount, done.checker) == ("Supply", "Expensive", 120_000_00, "Boris Head")
    row = await committed.one(Deal, Deal.id == deal.id)
    assert (row.status, row.closed_at) == (StageKind.LOST, clock.now())
    open_tasks = await committed.all(Task, Task.status == TaskStatus.OPEN)
    assert [(task.kind, task.assignee_id) for task in open_tasks] == [(TaskKind.CHECK_REFUSAL, people.boris.user_id)]
    refusal = await committed.one(Refusal)
    assert (refusal.from_stage_id, refusal.amount, refusal.user_id) == (deal.stage_id, 120_000_00, people.anna.user_id)


async def test_the_question_has_the_nine_reasons(services: Services, people: People, factory: Factory) -> None:
    deal = await factory.deal(people.anna)
    asked = await services.refusals.question(people.anna, Target("deal", deal.id))
    assert (len(asked.reasons), asked.version) == (9, deal.version)


async def test_the_call_that_led_to_it_is_recorded_too(
    services: Services, people: People, factory: Factory, committed: Committed
) -> None:
    deal = await factory.deal(people.anna)
    await services.refusals.refuse(
        people.anna, Target("deal", deal.id), deal.version, await factory.loss_reason(), talked=True
    )
    assert (await committed.one(Activity)).result == "refusal"


async def test_two_taps_refuse_once(services: Services, people: People, factory: Factory, committed: Committed) -> None:
    deal = await factory.deal(people.anna)
    both = await asyncio.gather(
        refused(services, factory, deal, people.anna),
        refused(services, factory, deal, people.boris),
        return_exceptions=True,
    )
    assert sorted(type(one).__name__ for one in both) == ["RefusalDone", "Stale"]
    assert await committed.count(Refusal) == 1
    assert await committed.count(Task, Task.kind == TaskKind.CHECK_REFUSAL) == 1


async def test_a_lead_is_refused_and_taken_back(
    services: Services, people: People, factory: Factory, committed: Committed
) -> None:
    lead = await factory.lead(people.anna)
    target = Target("lead", lead.id)
    done = await services.refusals.refuse(people.anna, target, lead.version, await factory.loss_reason("mistake"))
    assert (await committed.one(Lead)).status is LeadStatus.REJECTED
    assert (await services.refusals.undo(people.anna, done.undo_id)).target == target
    row = await committed.one(Lead)
    assert (row.status, row.closed_at, row.loss_reason_id) == (LeadStatus.TAKEN, None, None)


async def test_it_is_taken_back_within_a_day_and_only_once(
    services: Services, people: People, factory: Factory, committed: Committed, clock: ShiftedClock
) -> None:
    deal = await factory.deal(people.anna, stage=2)
    done = await refused(services, factory, deal, people.anna)
    clock.advance(timedelta(hours=23))
    with pytest.raises(NotFound):
        await services.refusals.undo(people.oleg, done.undo_id)
    await services.refusals.undo(people.anna, done.undo_id)
    row = await committed.one(Deal, Deal.id == deal.id)
    assert (row.status, row.stage_id, row.loss_reason_id) == (StageKind.OPEN, deal.stage_id, None)
    open_tasks = await committed.all(Task, Task.status == TaskStatus.OPEN)
    assert [task.title for task in open_tasks] == ["Get feedback"]
    with pytest.raises(Stale, match="undo_over"):
        await services.refusals.undo(people.anna, done.undo_id)


async def test_after_a_day_it_stays(
    services: Services, people: People, factory: Factory, committed: Committed, clock: ShiftedClock
) -> None:
    deal = await factory.deal(people.anna)
    done = await refused(services, factory, deal, people.anna)
    clock.advance(timedelta(hours=24))
    with pytest.raises(Stale, match="undo_over"):
        await services.refusals.undo(people.anna, done.undo_id)
    assert (await committed.one(Deal, Deal.id == deal.id)).status is StageKind.LOST


async def test_a_word_is_added(services: Services, people: People, factory: Factory, committed: Committed) -> None:
    deal = await factory.deal(people.anna)
    done = await refused(services, factory, deal, people.anna)
    await services.refusals.comment(people.anna, done.refusal_id, " 20% <more> ")
    assert await services.refusals.comment(people.anna, done.refusal_id, "than others") == deal.title
    assert (await committed.one(Refusal)).comment == "20% <more>\nthan others"
    assert (await committed.one(Deal, Deal.id == deal.id)).loss_comment == "20% <more>\nthan others"
    with pytest.raises(Invalid, match="empty"):
        await services.refusals.comment(people.anna, done.refusal_id, " ")
    with pytest.raises(NotFound):
        await services.refusals.comment(people.vera, done.refusal_id, "x")


async def test_the_head_confirms(
    services: Services, people: People, factory: Factory, committed: Committed, clock: ShiftedClock
) -> None:
    deal = await factory.deal(people.anna, stage=3)
    await refused(services, factory, deal, people.anna)
    card = await check_of(services, committed, people.boris)
    assert (card.manager, card.stage, card.reason.name, len(card.reasons)) == (
        "Anna Manager",
        "Individual offer",
        "Expensive",
        8,
    )
    after = await services.refusals.check(people.boris, card.task_id, card.version, CheckResult.CONFIRMED)
    assert after.result is CheckResult.CONFIRMED
    row = await committed.one(Refusal)
    assert (row.check_result, row.checked_by, row.checked_at) == (
        CheckResult.CONFIRMED,
        people.boris.user_id,
        clock.now(),
    )
    with pytest.raises(Stale, match="task_closed"):
        await services.refusals.check(people.boris, card.task_id, card.version, CheckResult.BACK_TO_WORK)


async def test_the_head_corrects_the_reason(
    services: Services, people: People, factory: Factory, committed: Committed
) -> None:
    deal = await factory.deal(people.anna)
    await refused(services, factory, deal, people.anna)
    card = await check_of(services, committed, people.boris)
    right = next(reason for reason in card.reasons if reason.name == "Competitor or price watch")
    after = await services.refusals.check(people.boris, card.task_id, card.version, CheckResult.CORRECTED, right.id)
    assert after.checked_reason == "Competitor or price watch"
    assert (await committed.one(Deal, Deal.id == deal.id)).loss_reason_id == right.id
    refusal = await committed.one(Refusal)
    assert refusal.reason_id != refusal.checked_reason_id == right.id  # both stay: disagreements are counted


async def test_a_correction_needs_a_reason_that_is(
    services: Services, people: People, factory: Factory, committed: Committed
) -> None:
    deal = await factory.deal(people.anna)
    await refused(services, factory, deal, people.anna)
    card = await check_of(services, committed, people.boris)
    for reason in (None, 9999):
        with pytest.raises(Invalid, match="reason_gone"):
            await services.refusals.check(people.boris, card.task_id, card.version, CheckResult.CORRECTED, reason)
    assert (await committed.one(Refusal)).check_result is None


async def test_back_to_work(services: Services, people: People, factory: Factory, committed: Committed) -> None:
    deal = await factory.deal(people.anna, stage=3)
    done = await refused(services, factory, deal, people.anna)
    card = await check_of(services, committed, people.boris)
    await services.refusals.check(people.boris, card.task_id, card.version, CheckResult.BACK_TO_WORK)
    row = await committed.one(Deal, Deal.id == deal.id)
    assert (row.status, row.stage_id, row.owner_id) == (StageKind.OPEN, deal.stage_id, people.anna.user_id)
    open_tasks = await committed.all(Task, Task.status == TaskStatus.OPEN)
    assert [task.assignee_id for task in open_tasks] == [people.anna.user_id]
    assert await committed.count(StageTransition, StageTransition.deal_id == deal.id) == 4
    with pytest.raises(Stale):
        await services.refusals.undo(people.anna, done.undo_id)


async def test_back_to_work_without_its_stage_begins_the_pipeline_anew(
    services: Services, people: People, factory: Factory, committed: Committed
) -> None:
    """The stage it came from was archived meanwhile: neither the check nor the undo is refused."""
    deals = [await factory.deal(people.anna, stage=3) for _ in range(3)]
    done = [await refused(services, factory, deal, people.anna) for deal in deals]
    first, stage = (await factory.stages())[0], (await factory.stages())[3]
    await services.stage_setup.archive(people.owner, stage.id, stage.version)
    refusal = await committed.one(Refusal, Refusal.id == done[0].refusal_id)
    card = await services.refusals.check_card(people.boris, refusal.check_task_id)
    checked = await services.refusals.check(people.boris, card.task_id, card.version, CheckResult.BACK_TO_WORK)
    assert checked.moved_to == first.name
    assert (await services.refusals.undo(people.anna, done[1].undo_id)).stage == first.name
    for deal in deals[:2]:
        row = await committed.one(Deal, Deal.id == deal.id)
        assert (row.status, row.stage_id, row.closed_at, row.loss_reason_id) == (StageKind.OPEN, first.id, None, None)
        open_tasks = await committed.all(Task, Task.deal_id == deal.id, Task.status == TaskStatus.OPEN)
        assert len(open_tasks) == 1, "the first stage's own task"
    page = await services.pipelines.page(people.owner, stage.pipeline_id)
    other = next(line for line in (await services.pipelines.all(people.owner)).lines if line.id != page.id)
    await services.pipelines.archive(people.owner, page.id, page.version, other.id)
    with pytest.raises(Stale, match="stage_gone"):
        await services.refusals.undo(people.anna, done[2].undo_id)


async def test_two_verdicts_at_once_one_counts(
    services: Services, people: People, factory: Factory, committed: Committed
) -> None:
    deal = await factory.deal(people.anna)
    await refused(services, factory, deal, people.anna)
    card = await check_of(services, committed, people.boris)
    both = await asyncio.gather(
        services.refusals.check(people.boris, card.task_id, card.version, CheckResult.CONFIRMED),
        services.refusals.check(people.owner, card.task_id, card.version, CheckResult.BACK_TO_WORK),
        return_exceptions=True,
    )
    assert sorted(type(one).__name__ for one in both) == ["RefusalCheck", "Stale"]


async def test_who_refused_does_not_check(
    services: Services, people: People, factory: Factory, committed: Committed
) -> None:
    deal = await factory.deal(people.anna)
    await refused(services, factory, deal, people.anna)
    card = await check_of(services, committed, people.boris)
    for actor in (people.anna, people.oleg, people.galina, people.client):
        with pytest.raises(NotFound):
            await services.refusals.check(actor, card.task_id, card.version, CheckResult.CONFIRMED)


async def test_what_cannot_be_refused(
    services: Services, people: People, factory: Factory, committed: Committed
) -> None:
    client = await factory.client(owner=people.anna)
    deal = await factory.deal(people.anna, client=client)
    reason = await factory.loss_reason()
    with pytest.raises(Invalid, match="not_refusable"):
        await services.refusals.refuse(people.anna, Target("client", client.id), client.version, reason)
    with pytest.raises(Invalid, match="reason_gone"):
        await services.refusals.refuse(people.anna, Target("deal", deal.id), deal.version, 9999)
    with pytest.raises(NotFound):
        await services.refusals.refuse(people.vera, Target("deal", deal.id), deal.version, reason)
    await refused(services, factory, deal, people.anna)
    with pytest.raises(Stale, match="deal_closed"):
        await services.refusals.question(people.anna, Target("deal", deal.id))
    assert await committed.count(Refusal) == 1
