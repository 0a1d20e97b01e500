"""Requests to move a due date once more: their SQL."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, func, select

from services.rules.kinds import TaskStatus
from storage.tables import PostponeRequest, Task
from storage.unit_of_work import Work
from storage.visibility import visible


async def request(work: Work, request_id: int) -> PostponeRequest | None:
    """A request about a task the actor may see."""
    found = select(PostponeRequest).where(PostponeRequest.id == request_id, visible(work.actor, PostponeRequest))
    return await work.session.scalar(found)


async def waiting_of(work: Work, task_id: int) -> PostponeRequest | None:
    """The request of a task nobody has answered yet; there is at most one."""
    found = select(PostponeRequest).where(PostponeRequest.task_id == task_id, PostponeRequest.decided_at.is_(None))
    return await work.session.scalar(found)


def waiting(work: Work) -> list[ColumnElement[bool]]:
    """Requests that wait for the actor's word: of open tasks the actor sees, asked by somebody else."""
    return [
        PostponeRequest.decided_at.is_(None),
        PostponeRequest.user_id != work.actor.user_id,
        PostponeRequest.task_id == Task.id,
        Task.status == TaskStatus.OPEN,
        visible(work.actor, Task),
    ]


async def first(work: Work, *but: ColumnElement[bool]) -> PostponeRequest | None:
    """The request that has waited longest."""
    found = select(PostponeRequest).where(*waiting(work), *but).order_by(PostponeRequest.at, PostponeRequest.id)
    return await work.session.scalar(found.limit(1))


async def count(work: Work, *ahead: ColumnElement[bool]) -> tuple[int, int]:
    """How many requests wait, and how many of them under a further condition."""
    found = select(func.count(), func.count().filter(*ahead) if ahead else func.count())
    row = (await work.session.execute(found.select_from(PostponeRequest).join(Task).where(*waiting(work)))).one()
    return row[0], row[1]


async def answered_by_actor(work: Work, since: datetime) -> Sequence[Any]:
    """Requests the actor has answered since a moment: id and task_id."""
    found = select(PostponeRequest.id, PostponeRequest.task_id).where(
        PostponeRequest.decided_by == work.actor.user_id, PostponeRequest.decided_at > since
    )
    return (await work.session.execute(found)).all()
