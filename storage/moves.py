"""Moves of due dates counted: their SQL (S2-47)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, func, select

from storage.tables import Postponement, PostponeReason, PostponeRequest, Task, User
from storage.unit_of_work import Work
from storage.visibility import visible

Span = tuple[datetime, datetime]


def _of(work: Work, span: Span) -> list[ColumnElement[bool]]:
    """Moves in a span of time of tasks the actor sees."""
    return [
        Postponement.at >= span[0],
        Postponement.at < span[1],
        Postponement.task_id == Task.id,
        visible(work.actor, Task),
    ]


async def totals(work: Work, span: Span) -> tuple[int, int]:
    """How many moves, and of how many tasks."""
    found = select(func.count(), func.count(Postponement.task_id.distinct())).where(*_of(work, span))
    row = (await work.session.execute(found)).one()
    return row[0], row[1]


async def by_person(work: Work, span: Span) -> Sequence[Any]:
    """Who moved how often and how many tasks: id, name, moves, tasks; the most first."""
    found = (
        select(
            User.id,
            User.name,
            func.count().label("moves"),
            func.count(Postponement.task_id.distinct()).label("tasks"),
        )
        .select_from(Postponement)
        .join(Task, Task.id == Postponement.task_id)
        .join(User, User.id == Postponement.user_id)
        .where(*_of(work, span))
        .group_by(User.id, User.name)
        .order_by(func.count().desc(), User.name)
    )
    return (await work.session.execute(found)).all()


async def by_reason(work: Work, span: Span) -> Sequence[Any]:
    """For which reason how often: id, name (None: typed ones), moves; the most frequent first."""
    found = (
        select(PostponeReason.id, PostponeReason.name, func.count().label("moves"))
        .select_from(Postponement)
        .join(Task, Task.id == Postponement.task_id)
        .outerjoin(PostponeReason, PostponeReason.id == Postponement.reason_id)
        .where(*_of(work, span))
        .group_by(PostponeReason.id, PostponeReason.name)
        .order_by(func.count().desc(), PostponeReason.name)
    )
    return (await work.session.execute(found)).all()


async def requests(work: Work, span: Span) -> tuple[int, int, int]:
    """Requests for further moves in a span: how many, agreed and refused."""
    found = select(
        func.count(),
        func.count().filter(PostponeRequest.agreed.is_(True)),
        func.count().filter(PostponeRequest.agreed.is_(False)),
    ).where(PostponeRequest.at >= span[0], PostponeRequest.at < span[1], visible(work.actor, PostponeRequest))
    row = (await work.session.execute(found)).one()
    return row[0], row[1], row[2]


def _chosen(person: int | None, reason: int | None) -> list[ColumnElement[bool]]:
    chosen: list[ColumnElement[bool]] = [Postponement.user_id == person] if person is not None else []
    if reason == 0:
        chosen.append(Postponement.reason_id.is_(None))
    elif reason is not None:
        chosen.append(Postponement.reason_id == reason)
    return chosen


async def count(work: Work, span: Span, person: int | None, reason: int | None) -> int:
    """How many moves of a person, or for a reason (0: a typed one)."""
    found = select(func.count()).select_from(Postponement).join(Task, Task.id == Postponement.task_id)
    return await work.session.scalar(found.where(*_of(work, span), *_chosen(person, reason))) or 0


async def page(
    work: Work, span: Span, person: int | None, reason: int | None, limit: int, offset: int
) -> Sequence[Any]:
    """These moves with their tasks, the newest first."""
    found = (
        select(Postponement, Task, PostponeReason.name.label("reason"), User.name.label("by"))
        .join(Task, Task.id == Postponement.task_id)
        .outerjoin(PostponeReason, PostponeReason.id == Postponement.reason_id)
        .outerjoin(User, User.id == Postponement.user_id)
        .where(*_of(work, span), *_chosen(person, reason))
        .order_by(Postponement.at.desc(), Postponement.id.desc())
    )
    return (await work.session.execute(found.limit(limit).offset(offset))).all()
