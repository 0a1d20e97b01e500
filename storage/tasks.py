"""Lists of tasks and the load of people: their SQL."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, func, select

from services.rules.kinds import TaskStatus
from storage.tables import Task, User
from storage.unit_of_work import Work
from storage.visibility import visible


def _window(choice: str, now: datetime, day_end: datetime) -> ColumnElement[bool]:
    """overdue, today (still to come), later."""
    if choice == "overdue":
        return Task.due_at < now
    if choice == "today":
        return Task.due_at.between(now, day_end)
    return Task.due_at > day_end


def _kept(work: Work, choice: str, day_end: datetime, whose: int | None) -> list[ColumnElement[bool]]:
    conditions = [visible(work.actor, Task), Task.status == TaskStatus.OPEN, _window(choice, work.now, day_end)]
    return [*conditions, Task.assignee_id == whose] if whose is not None else conditions


async def count(work: Work, choice: str, day_end: datetime, whose: int | None) -> int:
    """How many open tasks of a list the actor sees; `whose` None means everybody's."""
    found = select(func.count()).select_from(Task).where(*_kept(work, choice, day_end, whose))
    return await work.session.scalar(found) or 0


async def page(
    work: Work, choice: str, day_end: datetime, whose: int | None, limit: int, offset: int
) -> Sequence[Task]:
    """Open tasks of a list, soonest first."""
    found = select(Task).where(*_kept(work, choice, day_end, whose)).order_by(Task.due_at, Task.id)
    return (await work.session.scalars(found.limit(limit).offset(offset))).all()


async def load(work: Work, day_end: datetime) -> Sequence[Any]:
    """Open, overdue and due-today tasks per person the actor sees, the busiest first (S2-29, S2-30)."""
    overdue = func.count().filter(Task.due_at < work.now)
    today = func.count().filter(Task.due_at.between(work.now, day_end))
    found = (
        select(User.id, User.name, func.count().label("open"), overdue.label("overdue"), today.label("today"))
        .join(Task, Task.assignee_id == User.id)
        .where(visible(work.actor, User), Task.status == TaskStatus.OPEN)
        .group_by(User.id, User.name)
        .order_by(overdue.desc(), func.count().desc(), User.name)
    )
    return (await work.session.execute(found)).all()
