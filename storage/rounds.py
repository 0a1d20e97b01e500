"""The items of the head's round: their SQL."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, exists, func, select

from services.rules.kinds import StageKind, TaskStatus
from storage.tables import Client, Deal, Postponement, Stage, Task, User
from storage.unit_of_work import Work
from storage.visibility import visible


def _overdue(work: Work) -> tuple[ColumnElement[bool], ...]:
    return visible(work.actor, Task), Task.status == TaskStatus.OPEN, Task.due_at < work.now


def _no_task(work: Work) -> tuple[ColumnElement[bool], ...]:
    has_task = exists().where(Task.deal_id == Deal.id, Task.status == TaskStatus.OPEN)
    return visible(work.actor, Deal), Deal.status == StageKind.OPEN, ~has_task


async def count_overdue(work: Work) -> int:
    """Overdue open tasks the actor sees."""
    return await work.session.scalar(select(func.count()).select_from(Task).where(*_overdue(work))) or 0


async def count_no_task(work: Work) -> int:
    """Open deals without an open task the actor sees."""
    return await work.session.scalar(select(func.count()).select_from(Deal).where(*_no_task(work))) or 0


async def overdue_by_person(work: Work) -> Sequence[Any]:
    """Whose tasks are overdue: name and count, most first."""
    found = (
        select(User.name, func.count().label("n"))
        .join(Task, Task.assignee_id == User.id)
        .where(*_overdue(work))
        .group_by(User.id, User.name)
        .order_by(func.count().desc(), User.name)
        .limit(8)
    )
    return (await work.session.execute(found)).all()


async def overdue_at(work: Work, offset: int) -> Task | None:
    """The overdue task at a place, the longest overdue first."""
    found = select(Task).where(*_overdue(work)).order_by(Task.due_at, Task.id).offset(offset).limit(1)
    return await work.session.scalar(found)


async def no_task_at(work: Work, offset: int) -> Any | None:
    """The deal without a task at a place, the largest first."""
    found = (
        select(Deal, Client.name.label("client"), Stage.name.label("stage"), User.name.label("owner"))
        .join(Stage, Stage.id == Deal.stage_id)
        .outerjoin(Client, Client.id == Deal.client_id)
        .outerjoin(User, User.id == Deal.owner_id)
        .where(*_no_task(work))
        .order_by(Deal.amount.desc().nulls_last(), Deal.id)
        .offset(offset)
        .limit(1)
    )
    return (await work.session.execute(found)).first()


async def handled(work: Work, since: datetime) -> int:
    """Dates the actor has moved since a moment."""
    found = select(func.count()).where(Postponement.user_id == work.actor.user_id, Postponement.at >= since)
    return await work.session.scalar(found) or 0
