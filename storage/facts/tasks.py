"""Tasks as facts: done, due, overdue, moved."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

from sqlalchemy import ColumnElement, and_, func, or_, select

from services.rules.indicators import Fact, Flag, Kind
from services.rules.kinds import TaskStatus
from storage.facts.asking import Ask, Base
from storage.facts.deals import was_open, yes
from storage.facts.keys import Keys, channel_of, looked_up
from storage.facts.rows import another
from storage.tables import Deal, Postponement, Task
from storage.types import code

OPEN, DONE, CANCELLED = code(TaskStatus.OPEN), code(TaskStatus.DONE), code(TaskStatus.CANCELLED)


def _base(ask: Ask, at: Any, *conditions: ColumnElement[bool], **other: Any) -> Base:
    owner = other.pop("owner", Task.assignee_id)
    client = func.coalesce(Task.client_id, looked_up(Deal, "client_id", Task.deal_id))
    return Base(
        kind=Kind.TASK,
        tables=other.pop("tables", Task.__table__),
        id=Task.id,
        at=at,
        where=conditions,
        owner=owner,
        client=client,
        key=Keys(
            ask,
            at,
            owner=owner,
            client=client,
            deal_id=Task.deal_id,
            channel=channel_of(Task.deal_id, Task.lead_id),
            **other,
        ),
        values={Flag.ON_TIME: yes(and_(Task.status == DONE, Task.done_at <= Task.first_due_at))},
        title=Task.title,
    )


def done(ask: Ask) -> Base:
    """Tasks done."""
    return _base(ask, Task.done_at, Task.status == DONE, Task.done_at >= ask.start, Task.done_at < ask.end)


def due(ask: Ask) -> Base:
    """Tasks by their due time as first set, if it has come or they are done; not those no longer needed."""
    due_at = Task.first_due_at
    come = or_(due_at < ask.now, Task.status == DONE)
    return _base(ask, due_at, due_at >= ask.start, due_at < ask.end, come, Task.status != CANCELLED)


def overdue(ask: Ask) -> Base:
    """Open tasks past due at the moment; for one long ago by the due time they had then."""
    if not ask.is_past:
        return _base(ask, Task.due_at, Task.status == OPEN, Task.due_at < ask.moment, since=ask.moment)
    move = another(Postponement, "later move")
    before_moved = (
        select(move.from_at)
        .where(move.task_id == Task.id, move.at >= ask.moment)
        .order_by(move.at, move.id)
        .limit(1)
        .correlate_except(move)
        .scalar_subquery()
    )
    due_then = func.coalesce(before_moved, Task.due_at)
    conditions = (was_open(ask), Task.created_at < ask.moment, due_then < ask.moment)
    return _base(ask, Task.due_at, *conditions, since=ask.moment)


def reschedules(ask: Ask) -> Base:
    """Due dates moved; by who moved them."""
    return _base(
        ask,
        Postponement.at,
        Postponement.at >= ask.start,
        Postponement.at < ask.end,
        owner=func.coalesce(Postponement.user_id, Task.assignee_id),
        tables=Postponement.__table__.join(Task.__table__, Task.id == Postponement.task_id),
    )


TASKS: Final[dict[Fact, Callable[[Ask], Base]]] = {
    Fact.TASKS_DONE: done,
    Fact.TASKS_DUE: due,
    Fact.TASKS_OVERDUE: overdue,
    Fact.RESCHEDULES: reschedules,
}
