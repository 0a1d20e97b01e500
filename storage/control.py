"""Results that wait for their controller's look (S2-39): their SQL."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import ColumnElement, and_, func, or_, select

from services.rules.kinds import TaskStatus, UserStatus
from storage.tables import Task, User
from storage.unit_of_work import Work
from storage.visibility import visible


def _mine(work: Work) -> ColumnElement[bool]:
    """Whose controller the actor is; for leaders also those whose controller has left."""
    mine = Task.controller_id == work.actor.user_id
    if not work.actor.is_leader:
        return mine
    gone = select(User.id).where(User.status == UserStatus.INACTIVE)
    return or_(mine, and_(Task.controller_id.in_(gone), visible(work.actor, Task)))


def _waiting(work: Work) -> tuple[ColumnElement[bool], ...]:
    return Task.status == TaskStatus.DONE, Task.accepted_at.is_(None), _mine(work)


async def count(work: Work) -> int:
    """How many results wait for the actor."""
    return await work.session.scalar(select(func.count()).select_from(Task).where(*_waiting(work))) or 0


async def page(work: Work, limit: int, offset: int) -> Sequence[Task]:
    """Tasks whose results wait for the actor, the oldest first."""
    found = select(Task).where(*_waiting(work)).order_by(Task.done_at, Task.id)
    return (await work.session.scalars(found.limit(limit).offset(offset))).all()


async def task(work: Work, task_id: int) -> Task | None:
    """A task whose result is the actor's to look at, waiting or not."""
    return await work.session.scalar(select(Task).where(Task.id == task_id, _mine(work)))
