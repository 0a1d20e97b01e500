"""What became of agreed contact times: their SQL (S3-19)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, func, select

from services.rules.kinds import PromiseState
from storage.tables import Promise, Task, User
from storage.unit_of_work import Work
from storage.visibility import visible

Span = tuple[datetime, datetime]
MISSED = (PromiseState.LATE, PromiseState.BROKEN)


def _of(work: Work, span: Span, person: int | None) -> list[ColumnElement[bool]]:
    """Promises for a span of time of people the actor sees."""
    chosen: list[ColumnElement[bool]] = [
        Promise.promised_at >= span[0],
        Promise.promised_at < span[1],
        Promise.user_id.in_(select(User.id).where(visible(work.actor, User))),
    ]
    return [*chosen, Promise.user_id == person] if person is not None else chosen


async def totals(work: Work, span: Span, person: int | None = None) -> Sequence[Any]:
    """Per person: id, name, kept, late, broken, and the average minutes of the late ones (None without any)."""

    def so(state: PromiseState) -> Any:
        return func.count().filter(Promise.state == state)

    found = (
        select(
            User.id,
            User.name,
            so(PromiseState.KEPT).label("kept"),
            so(PromiseState.LATE).label("late"),
            so(PromiseState.BROKEN).label("broken"),
            func.avg(Promise.late_minutes).filter(Promise.state == PromiseState.LATE).label("minutes"),
        )
        .join(User, User.id == Promise.user_id)
        .where(*_of(work, span, person), Promise.state.in_((PromiseState.KEPT, *MISSED)))
        .group_by(User.id, User.name)
        .order_by(so(PromiseState.BROKEN).desc(), so(PromiseState.LATE).desc(), User.name)
    )
    return (await work.session.execute(found)).all()


async def count_missed(work: Work, span: Span, person: int) -> int:
    """How many promises of a person were kept late or not at all."""
    found = select(func.count()).select_from(Promise).where(*_of(work, span, person), Promise.state.in_(MISSED))
    return await work.session.scalar(found) or 0


async def missed(work: Work, span: Span, person: int, limit: int, offset: int) -> Sequence[Any]:
    """These promises with their tasks, the newest first."""
    found = (
        select(Promise, Task)
        .join(Task, Task.id == Promise.task_id)
        .where(*_of(work, span, person), Promise.state.in_(MISSED))
        .order_by(Promise.promised_at.desc(), Promise.id.desc())
    )
    return (await work.session.execute(found.limit(limit).offset(offset))).all()


async def person(work: Work, user_id: int) -> User | None:
    """A colleague the actor sees."""
    return await work.session.scalar(select(User).where(User.id == user_id, visible(work.actor, User)))
