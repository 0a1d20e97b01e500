"""/audit: every standard breaks on live data, is graded, and is told weekly with the change."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from sqlalchemy import select

from services import Services
from services.clock import ShiftedClock
from services.errors import Denied
from services.rules.audit import Grade, Measure, Standard, overall
from services.rules.kinds import LeadStatus, PlanMetric, PlanScope, StageKind, TaskKind, TaskStatus
from services.rules.periods import PeriodKind
from services.rules.plans import Slot, Unit
from services.rules.target import Target
from storage.tables import (
    AuditRun,
    Deal,
    FieldDefinition,
    Lead,
    OutboxMessage,
    Postponement,
    Stage,
    StageField,
    StageTask,
    Task,
)
from tests.support.company import People
from tests.support.databases import Committed
from tests.support.factory import Factory


async def found(services: Services, people: People, standard: Standard) -> tuple[int, int]:
    """Breaches, and among how many."""
    report = await services.audit.report(people.owner)
    line = next(item for item in report.lines if item.now.standard is standard)
    page = await services.audit.breaches(people.owner, standard)
    assert page.measure == line.now
    assert len(page.lines) == min(line.now.found, 8)
    return line.now.found, line.now.of


def test_grades_and_the_whole() -> None:
    assert Measure(Standard.NPS, 0, 0).grade is Grade.NONE
    assert Measure(Standard.NPS, 5, 100).grade is Grade.GOOD
    assert Measure(Standard.NPS, 6, 100).grade is Grade.FAIR
    assert Measure(Standard.NPS, 21, 100).grade is Grade.POOR
    assert overall([Measure(Standard.NPS, 0, 0), Measure(Standard.MOVES, 1, 2)]) == 0.5
    assert overall([Measure(Standard.NPS, 0, 0)]) is None


async def test_a_new_company_keeps_what_it_was_given(services: Services, people: People) -> None:
    report = await services.audit.report(people.owner)
    grades = {line.now.standard: line.now.grade for line in report.lines}
    assert grades[Standard.PIPELINES] is grades[Standard.STAGES] is Grade.GOOD
    assert grades[Standard.NPS] is Grade.NONE
    with pytest.raises(Denied):
        await services.audit.report(people.boris)


async def test_a_seller_without_a_plan(services: Services, people: People) -> None:
    """Anna, Oleg and Vera sell; a plan for a quarter that goes on will do, one for last month will not."""
    assert await found(services, people, Standard.PLANS) == (3, 3)
    for who, kind, month in (
        (people.anna, PeriodKind.MONTH, 11), (people.oleg, PeriodKind.QUARTER, 10), (people.vera, PeriodKind.MONTH, 10),
    ):  # fmt: skip
        unit = Unit(PlanScope.USER, who.user_id or 0)
        slot = Slot(kind, date(2026, month, 1))
        await services.plan_setting.put(people.owner, unit, PlanMetric.DEALS, slot, 5, 0)
    assert await found(services, people, Standard.PLANS) == (1, 3)
    page = await services.audit.breaches(people.owner, Standard.PLANS)
    assert [(item.kind, item.name, item.about) for item in page.lines] == [("plan", "Vera Manager", "South")]


async def test_stages_without_words_or_tasks(services: Services, people: People, factory: Factory) -> None:
    stage = (await factory.stages(kind=StageKind.OPEN))[0]
    described, tasks = (
        await found(services, people, Standard.STAGES),
        await found(services, people, Standard.STAGE_TASKS),
    )
    async with services.db.write(people.owner, services.clock.now()) as work:
        (await work.session.get_one(Stage, stage.id)).description = ""
        for template in await work.session.scalars(select(StageTask)):
            if template.stage_id == stage.id:
                template.archived_at = work.now
    assert await found(services, people, Standard.STAGES) == (described[0] + 1, described[1])
    assert await found(services, people, Standard.STAGE_TASKS) == (tasks[0] + 1, tasks[1])


async def test_a_pipeline_without_its_won_stage(services: Services, people: People, factory: Factory) -> None:
    won = (await factory.stages(kind=StageKind.WON))[0]
    async with services.db.write(people.owner, services.clock.now()) as work:
        (await work.session.get_one(Stage, won.id)).archived_at = work.now
    assert (await found(services, people, Standard.PIPELINES))[0] == 1


async def test_tasks_deals_and_moves(services: Services, people: People, factory: Factory, clock: ShiftedClock) -> None:
    late = await factory.deal(people.anna)
    await factory.call(late, people.anna)
    bare = await factory.deal(people.anna)
    async with services.db.write(people.owner, clock.now()) as work:
        for row in (await work.session.scalars(select(Task))).all():
            if row.deal_id == bare.id:
                row.status = TaskStatus.CANCELLED
            else:
                row.due_at = work.now - timedelta(days=2)
                row.assignee_id = None
        work.session.add(
            Postponement(task_id=row.id, user_id=people.anna.user_id, from_at=work.now, to_at=work.now, at=work.now)
        )
    tasks = (await found(services, people, Standard.OVERDUE))[0]
    assert tasks >= 1
    assert (await found(services, people, Standard.RESPONSIBLE))[0] == tasks
    page = await services.audit.breaches(people.owner, Standard.OVERDUE)
    assert TaskKind.CALL in {item.task for item in page.lines}  # a call has no title: its kind names it
    assert await found(services, people, Standard.NEXT_STEP) == (1, 2)
    assert await found(services, people, Standard.MOVES) == (1, 1)


async def test_required_fields_left_empty(services: Services, people: People, factory: Factory) -> None:
    stages = await factory.stages(kind=StageKind.OPEN)
    await factory.deal(people.anna, stage=2)
    await factory.deal(people.anna, stage=0)
    async with services.db.write(people.owner, services.clock.now()) as work:
        field = FieldDefinition(name="Site", kind="link", options=[])
        work.session.add(field)
        await work.session.flush()
        work.session.add(StageField(stage_id=stages[1].id, field_id=field.id))
    assert await found(services, people, Standard.FIELDS) == (1, 1)


async def test_wins_without_a_poll_and_refusals_without_reason_or_check(
    services: Services, people: People, factory: Factory, clock: ShiftedClock
) -> None:
    sold, lost = await factory.deal(people.anna), await factory.deal(people.anna)
    await services.calls.sale(people.anna, Target("deal", sold.id), sold.version)
    await services.refusals.refuse(people.anna, Target("deal", lost.id), lost.version, await factory.loss_reason())
    lead = await factory.lead(people.anna)
    async with services.db.write(people.owner, clock.now()) as work:
        row = await work.session.get_one(Lead, lead.id)
        row.status, row.closed_at = LeadStatus.REJECTED, work.now
    assert await found(services, people, Standard.REASONS) == (1, 2)
    assert await found(services, people, Standard.CHECKS) == (0, 1)
    assert await found(services, people, Standard.NPS) == (0, 0)
    clock.advance(timedelta(days=10))
    assert await found(services, people, Standard.CHECKS) == (1, 1)
    assert await found(services, people, Standard.NPS) == (1, 1)


async def test_weekly_to_the_owner_with_the_change(
    services: Services, people: People, factory: Factory, committed: Committed, clock: ShiftedClock
) -> None:
    ran = 0
    for _ in range(15 * 24):
        clock.advance(timedelta(hours=1))
        ran += await services.audit.weekly(clock.now())
    runs = await committed.all(AuditRun)
    assert [row.day.weekday() for row in runs] == [0, 0]
    assert ran == 2
    assert await committed.count(OutboxMessage, OutboxMessage.kind == "audit_weekly") == 2
    deal = await factory.deal(people.anna)
    async with services.db.write(people.owner, clock.now()) as work:
        for task in await work.session.scalars(select(Task)):
            task.status = TaskStatus.CANCELLED
    report = await services.audit.report(people.owner)
    assert report.before_day == runs[-1].day
    assert report.overall is not None
    assert report.overall_before is not None
    assert report.overall < report.overall_before
    assert (await committed.one(Deal)).id == deal.id
