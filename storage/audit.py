"""Breaches of the standards, counted and listed: one statement each (S2-13…S2-84)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any, Final

from sqlalchemy import ColumnElement, Select, and_, exists, func, literal, null, or_, select, union_all
from sqlalchemy.orm import aliased

from services.rules import periods
from services.rules.actor import Role
from services.rules.audit import Standard
from services.rules.kinds import LeadStatus, PipelineCycle, PlanScope, StageKind, TaskStatus, UserStatus
from services.rules.plans import KINDS
from storage.tables import (
    AuditRun,
    Client,
    Deal,
    FieldDefinition,
    FieldValue,
    Lead,
    NpsPoll,
    Pipeline,
    Plan,
    Postponement,
    Refusal,
    Stage,
    StageField,
    StageTask,
    Task,
    Team,
    User,
)
from storage.types import code
from storage.unit_of_work import Work

LOOKS_BACK: Final = timedelta(days=30)
"""What is judged by what was done, not by how things stand: the last thirty days."""
LATE: Final = timedelta(days=1)


def _live_stages(*more: ColumnElement[bool]) -> list[ColumnElement[bool]]:
    live = select(Pipeline.id).where(Pipeline.archived_at.is_(None))
    return [Stage.archived_at.is_(None), Stage.pipeline_id.in_(live), *more]


def _found(kind: str, id_: Any, name: Any, about: Any = None, task: Any = None) -> Select[Any]:
    """The shape of every list of breaches: what it is, its id, its name, what it belongs to, the kind of a task."""
    named, done = (null() if one is None else one for one in (about, task))
    return select(
        literal(kind).label("kind"), id_.label("id"), name.label("name"), named.label("about"), done.label("task")
    )


def _in_pipeline(found: Select[Any]) -> Select[Any]:
    return found.join(Pipeline, Pipeline.id == Stage.pipeline_id)


def _plans(today: date) -> tuple[Select[Any], Select[Any]]:
    """Sellers without a plan for this month, of any metric; one for a longer period that goes on will do (S2-13)."""
    going_on = [periods.containing(kind, today) for kind in KINDS]
    now = or_(*(and_(Plan.kind == one.kind, Plan.start == one.start) for one in going_on))
    planned = select(Plan.id).where(
        Plan.scope == PlanScope.USER, Plan.scope_id == User.id, Plan.value.is_not(None), now
    )
    sells = and_(User.role == Role.MANAGER, User.status == UserStatus.ACTIVE)
    found = _found("plan", User.id, User.name, Team.name).outerjoin(Team, Team.id == User.team_id)
    return found.where(sells, ~planned.exists()), select(User.id).where(sells)


def _pipelines(_work: Work) -> tuple[Select[Any], Select[Any]]:
    def lacks(kind: StageKind) -> ColumnElement[bool]:
        return ~exists().where(Stage.pipeline_id == Pipeline.id, Stage.archived_at.is_(None), Stage.kind == code(kind))

    live = Pipeline.archived_at.is_(None)
    whole = or_(lacks(StageKind.OPEN), lacks(StageKind.WON), lacks(StageKind.LOST))
    return _found("pipeline", Pipeline.id, Pipeline.name).where(live, whole), select(Pipeline.id).where(live)


def _stages(_work: Work) -> tuple[Select[Any], Select[Any]]:
    found = _in_pipeline(_found("stage", Stage.id, Stage.name, Pipeline.name))
    return found.where(*_live_stages(Stage.description == "")), select(Stage.id).where(*_live_stages())


def _stage_tasks(_work: Work) -> tuple[Select[Any], Select[Any]]:
    waits = select(Pipeline.id).where(Pipeline.cycle == PipelineCycle.WARM_UP)
    measured = _live_stages(Stage.kind == code(StageKind.OPEN), Stage.pipeline_id.not_in(waits))
    none = ~exists().where(StageTask.stage_id == Stage.id, StageTask.archived_at.is_(None))
    found = _in_pipeline(_found("stage_tasks", Stage.id, Stage.name, Pipeline.name))
    return found.where(*measured, none), select(Stage.id).where(*measured)


def _of_task() -> Select[Any]:
    return (
        _found("task", Task.id, Task.title, func.coalesce(Client.name, Lead.name, Deal.title), Task.kind)
        .outerjoin(Deal, Deal.id == Task.deal_id)
        .outerjoin(Lead, Lead.id == Task.lead_id)
        .outerjoin(Client, Client.id == func.coalesce(Task.client_id, Deal.client_id))
    )


def _responsible(_work: Work) -> tuple[Select[Any], Select[Any]]:
    is_open = Task.status == code(TaskStatus.OPEN)
    left = select(User.id).where(User.status == UserStatus.INACTIVE)
    nobody = or_(Task.assignee_id.is_(None), Task.assignee_id.in_(left))
    return _of_task().where(is_open, nobody), select(Task.id).where(is_open)


def _overdue(work: Work) -> tuple[Select[Any], Select[Any]]:
    is_open = Task.status == code(TaskStatus.OPEN)
    return _of_task().where(is_open, Task.due_at < work.now - LATE), select(Task.id).where(is_open)


def _moves(work: Work) -> tuple[Select[Any], Select[Any]]:
    recent = Postponement.at >= work.now - LOOKS_BACK
    silent = and_(Postponement.reason_id.is_(None), func.coalesce(Postponement.comment, "") == "")
    found = _of_task().join(Postponement, Postponement.task_id == Task.id)
    return found.where(recent, silent), select(Postponement.id).where(recent)


def _next_step(_work: Work) -> tuple[Select[Any], Select[Any]]:
    is_open = Deal.status == code(StageKind.OPEN)
    none = ~exists().where(Task.deal_id == Deal.id, Task.status == code(TaskStatus.OPEN))
    return _of_deal().where(is_open, none), select(Deal.id).where(is_open)


def _of_deal() -> Select[Any]:
    return _found("deal", Deal.id, Deal.title, Client.name).outerjoin(Client, Client.id == Deal.client_id)


def _fields(_work: Work) -> tuple[Select[Any], Select[Any]]:
    """Open deals that have left a stage without what it requires; `of` are those past any stage that requires."""
    here, passed = aliased(Stage), aliased(Stage)
    required = (
        select(StageField.id)
        .join(passed, passed.id == StageField.stage_id)
        .join(FieldDefinition, FieldDefinition.id == StageField.field_id)
        .where(
            passed.pipeline_id == Deal.pipeline_id,
            passed.archived_at.is_(None),
            passed.position < here.position,
            FieldDefinition.archived_at.is_(None),
        )
        .correlate(Deal, here)
    )
    empty = ~exists().where(FieldValue.deal_id == Deal.id, FieldValue.field_id == StageField.field_id)
    is_open = Deal.status == code(StageKind.OPEN)
    asked = Deal.pipeline_id.in_(select(Stage.pipeline_id).join(StageField, StageField.stage_id == Stage.id))
    of = select(Deal.id).join(here, here.id == Deal.stage_id).where(is_open, asked, required.exists())
    found = _of_deal().join(here, here.id == Deal.stage_id).where(is_open, asked, required.where(empty).exists())
    return found, of


def _nps(work: Work) -> tuple[Select[Any], Select[Any]]:
    recent = and_(
        Deal.status == code(StageKind.WON),
        Deal.closed_at >= work.now - LOOKS_BACK,
        Deal.closed_at < work.now - LATE,
    )
    none = ~exists().where(NpsPoll.deal_id == Deal.id)
    return _of_deal().where(recent, none), select(Deal.id).where(recent)


def _reasons(work: Work) -> tuple[Select[Any], Select[Any]]:
    lost = and_(Deal.status == code(StageKind.LOST), Deal.closed_at >= work.now - LOOKS_BACK)
    rejected = and_(Lead.status == LeadStatus.REJECTED, Lead.closed_at >= work.now - LOOKS_BACK)
    deals = _of_deal().where(lost, Deal.loss_reason_id.is_(None))
    leads = _found("lead", Lead.id, Lead.name).where(rejected, Lead.loss_reason_id.is_(None))
    both = union_all(deals, leads).subquery()
    of = union_all(select(Deal.id).where(lost), select(Lead.id).where(rejected)).subquery()
    return select(both), select(of)


def _checks(work: Work) -> tuple[Select[Any], Select[Any]]:
    recent = and_(Refusal.at >= work.now - LOOKS_BACK, Refusal.undone_at.is_(None), Refusal.check_task_id.is_not(None))
    late = and_(Task.status == code(TaskStatus.OPEN), Task.due_at < work.now)
    found = (
        _found("check", Task.id, func.coalesce(Deal.title, Lead.name), Client.name)
        .join(Refusal, Refusal.check_task_id == Task.id)
        .outerjoin(Deal, Deal.id == Refusal.deal_id)
        .outerjoin(Lead, Lead.id == Refusal.lead_id)
        .outerjoin(Client, Client.id == Deal.client_id)
    )
    return found.where(recent, late), select(Refusal.id).where(recent)


_STATEMENTS: Final = {
    Standard.PIPELINES: _pipelines,
    Standard.STAGES: _stages,
    Standard.STAGE_TASKS: _stage_tasks,
    Standard.RESPONSIBLE: _responsible,
    Standard.OVERDUE: _overdue,
    Standard.MOVES: _moves,
    Standard.NEXT_STEP: _next_step,
    Standard.FIELDS: _fields,
    Standard.NPS: _nps,
    Standard.REASONS: _reasons,
    Standard.CHECKS: _checks,
}


def _statements(work: Work, standard: Standard, today: date) -> tuple[Select[Any], Select[Any]]:
    return _plans(today) if standard is Standard.PLANS else _STATEMENTS[standard](work)


async def measure(work: Work, standard: Standard, today: date) -> tuple[int, int]:
    """How many breaches, among how many; `today` is the company's."""
    breaches, of = _statements(work, standard, today)
    found = await work.session.scalar(select(func.count()).select_from(breaches.order_by(None).subquery()))
    return found or 0, await work.session.scalar(select(func.count()).select_from(of.subquery())) or 0


async def page(work: Work, standard: Standard, today: date, limit: int, offset: int) -> Sequence[Any]:
    """Breaches (kind, id, name, about, task), in a steady order."""
    listed = _statements(work, standard, today)[0].subquery("listed")
    found = select(listed).order_by(listed.c.id).limit(limit).offset(offset)
    rows: Sequence[Any] = (await work.session.execute(found)).all()
    return rows


async def last_run(work: Work, before: date) -> AuditRun | None:
    """The newest stored audit of an earlier day."""
    found = select(AuditRun).where(AuditRun.day < before).order_by(AuditRun.day.desc())
    return await work.session.scalar(found.limit(1))


async def run_of(work: Work, day: date) -> AuditRun | None:
    """The stored audit of a day."""
    return await work.session.scalar(select(AuditRun).where(AuditRun.day == day))
