"""Lists of tasks and the load of people: their SQL."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, false, func, select

from services.rules.kinds import TaskStatus
from storage.tables import Deal, Stage, Task, User
from storage.unit_of_work import Work
from storage.visibility import visible

Day = tuple[datetime, datetime]
"""Beginning and end of the actor's day."""


def _window(choice: str, now: datetime, day: Day) -> ColumnElement[bool]:
    """overdue, today (still to come), later; done: today."""
    if choice == "done":
        return and_(Task.status == TaskStatus.DONE, Task.done_at >= day[0], Task.done_at < day[1])
    if choice == "overdue":
        window = Task.due_at < now
    else:
        window = Task.due_at.between(now, day[1]) if choice == "today" else Task.due_at > day[1]
    return and_(Task.status == TaskStatus.OPEN, window)


def _kept(work: Work, choice: str, day: Day, whose: int | None) -> list[ColumnElement[bool]]:
    conditions = [visible(work.actor, Task), _window(choice, work.now, day)]
    return [*conditions, Task.assignee_id == whose] if whose is not None else conditions


async def count(work: Work, choice: str, day: Day, whose: int | None) -> int:
    """How many tasks of a list the actor sees; `whose` None means everybody's."""
    found = select(func.count()).select_from(Task).where(*_kept(work, choice, day, whose))
    return await work.session.scalar(found) or 0


async def day_counts(work: Work, day: Day) -> Any:
    """The actor's own: overdue, still due today and done today, in one statement."""

    def number(choice: str) -> Any:
        kept = _kept(work, choice, day, work.actor.user_id)
        return select(func.count()).select_from(Task).where(*kept).scalar_subquery().label(choice)

    return (await work.session.execute(select(number("overdue"), number("today"), number("done")))).one()


async def page(work: Work, choice: str, day: Day, whose: int | None, limit: int, offset: int) -> Sequence[Task]:
    """Tasks of a list: overdue ones of hot deals first (S0-65), then the soonest; done ones newest first."""
    found = select(Task).where(*_kept(work, choice, day, whose))
    if choice == "done":
        found = found.order_by(Task.done_at.desc(), Task.id.desc())
    elif choice == "overdue":
        found = hot_first(found).order_by(Task.due_at, Task.id)
    else:
        found = found.order_by(Task.due_at, Task.id)
    return (await work.session.scalars(found.limit(limit).offset(offset))).all()


def hot_first(found: Select[Task]) -> Select[Task]:
    """Tasks of deals at a late stage before all others (S0-65, S3-20)."""
    joined = found.outerjoin(Deal, Deal.id == Task.deal_id).outerjoin(Stage, Stage.id == Deal.stage_id)
    return joined.order_by(func.coalesce(Stage.late, false()).desc())


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
