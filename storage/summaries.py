"""The numbers of a day per person, computed from facts (S0-02, S1-11, S1-12): one grouped query a table."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, func, or_, select

from services.rules.kinds import (
    ActivityKind,
    CallOutcome,
    Direction,
    PromiseState,
    StageKind,
    TaskStatus,
)
from storage.losses import OWNER, REASON, joined, standing
from storage.tables import Activity, Deal, Lead, LossReason, Promise, Refusal, Task, User
from storage.unit_of_work import Work
from storage.visibility import visible


def _within(column: Any, start: datetime, end: datetime) -> ColumnElement[bool]:
    condition: ColumnElement[bool] = (column >= start) & (column < end)
    return condition


async def people_seen(work: Work) -> Sequence[User]:
    """Colleagues the actor sees, also those who have left: what they did that day was done."""
    found = select(User).where(visible(work.actor, User))
    return (await work.session.scalars(found.order_by(User.name, User.id))).all()


async def _rows(work: Work, statement: Any) -> Sequence[Any]:
    found: Sequence[Any] = (await work.session.execute(statement)).all()
    return found


async def activities(work: Work, people: Sequence[int], start: datetime, end: datetime) -> Sequence[Any]:
    """Per person: calls out and in, reached calls, meetings, offers."""
    call, out = Activity.kind == ActivityKind.CALL, Activity.direction == Direction.OUT
    reached = Activity.outcome == CallOutcome.REACHED
    return await _rows(
        work,
        select(
            Activity.user_id.label("person"),
            func.count().filter(call, out).label("calls_out"),
            func.count().filter(call, ~out).label("calls_in"),
            func.count().filter(call, reached).label("reached"),
            func.count().filter(call, out, reached).label("reached_out"),
            func.count().filter(Activity.kind == ActivityKind.MEETING).label("meetings"),
            func.count().filter(Activity.kind == ActivityKind.OFFER).label("offers"),
        )
        .where(_within(Activity.at, start, end), Activity.user_id.in_(people))
        .group_by(Activity.user_id),
    )


async def won_deals(work: Work, people: Sequence[int], start: datetime, end: datetime) -> Sequence[Any]:
    """Per person: deals won with their sum in minor units."""
    return await _rows(
        work,
        select(
            Deal.owner_id.label("person"),
            func.count().label("won"),
            func.coalesce(func.sum(Deal.amount), 0).label("won_sum"),
        )
        .where(Deal.status == StageKind.WON, _within(Deal.closed_at, start, end), Deal.owner_id.in_(people))
        .group_by(Deal.owner_id),
    )


def _refused(work: Work, people: Sequence[int], start: datetime, end: datetime) -> list[ColumnElement[bool]]:
    """The refusals /losses counts for a leader; for a manager those of own deals and inquiries."""
    conditions = standing(work, start, end)
    return conditions if work.actor.is_leader else [*conditions, OWNER.in_(people)]


async def refusals(work: Work, people: Sequence[int], start: datetime, end: datetime) -> Sequence[Any]:
    """Per person: refused deals and inquiries, how many of them inquiries, and the money lost in minor units."""
    found = joined(
        select(
            OWNER.label("person"),
            func.count().label("lost"),
            func.count(Refusal.lead_id).label("lost_leads"),
            func.coalesce(func.sum(Refusal.amount), 0).label("lost_sum"),
        )
    )
    return await _rows(work, found.where(*_refused(work, people, start, end)).group_by(OWNER))


async def new_leads(work: Work, people: Sequence[int], start: datetime, end: datetime) -> Sequence[Any]:
    """Per owner (None: nobody has taken them; a leader's numbers have those, too): inquiries of the day."""
    counted: ColumnElement[bool] = Lead.owner_id.in_(people)
    if work.actor.is_leader:
        counted = or_(counted, Lead.owner_id.is_(None) & visible(work.actor, Lead))
    return await _rows(
        work,
        select(Lead.owner_id.label("person"), func.count().label("leads"))
        .where(_within(Lead.created_at, start, end), counted)
        .group_by(Lead.owner_id),
    )


async def done_tasks(work: Work, people: Sequence[int], start: datetime, end: datetime) -> Sequence[Any]:
    """Per person: tasks done."""
    return await _rows(
        work,
        select(Task.assignee_id.label("person"), func.count().label("tasks_done"))
        .where(Task.status == TaskStatus.DONE, _within(Task.done_at, start, end), Task.assignee_id.in_(people))
        .group_by(Task.assignee_id),
    )


async def overdue_tasks(work: Work, people: Sequence[int]) -> Sequence[Any]:
    """Per person: open tasks past due as of now; for a leader all that the round counts, whoever has them."""
    whose: ColumnElement[bool] = Task.assignee_id.in_(people)
    if work.actor.is_leader:
        whose = visible(work.actor, Task)
    return await _rows(
        work,
        select(Task.assignee_id.label("person"), func.count().label("overdue"))
        .where(Task.status == TaskStatus.OPEN, Task.due_at < work.now, whose)
        .group_by(Task.assignee_id),
    )


async def promises(work: Work, people: Sequence[int], start: datetime, end: datetime) -> Sequence[Any]:
    """Per person: promises of the day whose time has come: kept, late, and all that were due."""
    return await _rows(
        work,
        select(
            Promise.user_id.label("person"),
            func.count().filter(Promise.state == PromiseState.KEPT).label("kept"),
            func.count().filter(Promise.state == PromiseState.LATE).label("late"),
            func.count().label("promised"),
        )
        .where(
            _within(Promise.promised_at, start, min(end, work.now)),
            Promise.state != PromiseState.MOVED,
            Promise.user_id.in_(people),
        )
        .group_by(Promise.user_id),
    )


async def top_reason(work: Work, people: Sequence[int], start: datetime, end: datetime) -> Any | None:
    """The most frequent refusal reason of a time, as checked: name and count."""
    counted = (
        joined(select(LossReason.name, func.count().label("n")))
        .join(LossReason, LossReason.id == REASON)
        .where(*_refused(work, people, start, end))
        .group_by(LossReason.name)
        .order_by(func.count().desc(), LossReason.name)
        .limit(1)
    )
    return (await work.session.execute(counted)).first()
