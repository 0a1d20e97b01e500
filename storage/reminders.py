"""What is overdue and who has to be told: the SQL of nudges, escalation, digests and promises."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import and_, or_, select, update

from services.rules.kinds import LeadStatus, PromiseState, TaskStatus, UserStatus
from storage.tables import Chat, Digest, Lead, Promise, Task, User
from storage.unit_of_work import Work
from storage.visibility import visible

BATCH = 2000
"""Rows one beat takes at most; the next beat takes the rest."""


async def to_nudge(work: Work) -> Sequence[Any]:
    """Open tasks whose time has come and whose assignee was not reminded yet: id, due time, assignee."""
    found = select(Task.id, Task.due_at, Task.assignee_id).where(
        Task.status == TaskStatus.OPEN,
        Task.due_at <= work.now,
        Task.nudged_at.is_(None),
        Task.assignee_id.is_not(None),
    )
    return (await work.session.execute(found.order_by(Task.due_at).limit(BATCH))).all()


async def to_escalate(work: Work, due_before: datetime) -> Sequence[Any]:
    """Open tasks overdue since before the given time that have a step of the ladder left."""
    found = select(Task.id, Task.due_at, Task.assignee_id, Task.escalated_at).where(
        Task.status == TaskStatus.OPEN,
        Task.due_at <= due_before,
        Task.assignee_id.is_not(None),
        or_(Task.escalated_at.is_(None), Task.escalated_again_at.is_(None)),
    )
    return (await work.session.execute(found.order_by(Task.due_at).limit(BATCH))).all()


async def unanswered_leads(work: Work) -> Sequence[Any]:
    """Inquiries past their response limit that nobody has answered and that have a step of the ladder left."""
    found = select(Lead.id, Lead.respond_by, Lead.owner_id, Lead.team_id, Lead.escalated_at).where(
        Lead.status.in_((LeadStatus.NEW, LeadStatus.TAKEN)),
        Lead.responded_at.is_(None),
        Lead.respond_by <= work.now,
        or_(Lead.escalated_at.is_(None), Lead.escalated_again_at.is_(None)),
    )
    return (await work.session.execute(found.order_by(Lead.respond_by).limit(BATCH))).all()


async def mark_tasks(work: Work, ids: Iterable[int], column: str) -> None:
    """Note that a step of the ladder was taken; bookkeeping, so neither version nor history move."""
    await work.session.execute(update(Task).where(Task.id.in_(list(ids))).values({column: work.now}))


async def mark_leads(work: Work, ids: Iterable[int], column: str) -> None:
    """The same for inquiries."""
    await work.session.execute(update(Lead).where(Lead.id.in_(list(ids))).values({column: work.now}))


async def staff_with_chat(work: Work) -> Sequence[User]:
    """Active colleagues the bot can write to."""
    found = (
        select(User)
        .join(Chat, Chat.id == User.telegram_id)
        .where(User.status == UserStatus.ACTIVE, Chat.blocked_at.is_(None))
    )
    return (await work.session.scalars(found.order_by(User.id))).all()


async def zones(work: Work, ids: Iterable[int]) -> dict[int, str | None]:
    """Own zones of colleagues by id."""
    found = select(User.id, User.zone).where(User.id.in_(list(ids)))
    return {row.id: row.zone for row in (await work.session.execute(found)).all()}


async def digests_made(work: Work, since: date) -> set[tuple[int, date, str]]:
    """Digests of the last days as (person, local date, kind)."""
    found = select(Digest.user_id, Digest.day, Digest.kind).where(Digest.day >= since)
    return {(row.user_id, row.day, row.kind) for row in (await work.session.execute(found)).all()}


def add_digest(work: Work, user_id: int, day: date, kind: str) -> None:
    """Claim a digest; the unique key makes a second one fail."""
    work.session.add(Digest(user_id=user_id, day=day, kind=kind, at=work.now))


async def promises_to_settle(work: Work, before: datetime) -> Sequence[Promise]:
    """Open promises whose agreed time lies before the given moment."""
    found = select(Promise).where(and_(Promise.state == PromiseState.OPEN, Promise.promised_at < before))
    return (await work.session.scalars(found.order_by(Promise.promised_at).limit(BATCH))).all()


async def open_tasks(work: Work, ids: Sequence[int]) -> Sequence[Task]:
    """Those of the given tasks that are open and that the actor sees, soonest first."""
    found = select(Task).where(visible(work.actor, Task), Task.id.in_(ids), Task.status == TaskStatus.OPEN)
    return (await work.session.scalars(found.order_by(Task.due_at, Task.id))).all()


async def open_leads(work: Work, ids: Sequence[int]) -> Sequence[Lead]:
    """Those of the given inquiries that wait for an answer and that the actor sees."""
    found = select(Lead).where(
        visible(work.actor, Lead), Lead.id.in_(ids), Lead.responded_at.is_(None), Lead.closed_at.is_(None)
    )
    return (await work.session.scalars(found.order_by(Lead.respond_by))).all()


async def escalated_tasks(work: Work) -> Sequence[Task]:
    """Open tasks a head was told of, as far as the actor sees them."""
    found = select(Task).where(
        visible(work.actor, Task),
        Task.status == TaskStatus.OPEN,
        Task.escalated_at.is_not(None),
        Task.assignee_id != work.actor.user_id,
    )
    return (await work.session.scalars(found.order_by(Task.due_at).limit(BATCH))).all()


async def escalated_leads(work: Work) -> Sequence[Lead]:
    """Unanswered inquiries a head was told of, as far as the actor sees them."""
    found = select(Lead).where(
        visible(work.actor, Lead),
        Lead.escalated_at.is_not(None),
        Lead.responded_at.is_(None),
        Lead.closed_at.is_(None),
    )
    return (await work.session.scalars(found.order_by(Lead.respond_by).limit(BATCH))).all()
