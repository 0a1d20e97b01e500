"""Refusals and who checks them: their SQL (S2-80, S2-84)."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import func, select

from services.rules.actor import Role
from services.rules.kinds import TaskKind, TaskStatus, UserStatus
from services.rules.target import Target
from storage.heads import AWAY
from storage.tables import Refusal, Task, User
from storage.unit_of_work import Work
from storage.visibility import visible


async def refusals_of(work: Work, about: Target) -> int:
    """How many times a deal or lead was refused so far."""
    column = Refusal.deal_id if about.kind == "deal" else Refusal.lead_id
    return await work.session.scalar(select(func.count()).select_from(Refusal).where(column == about.id)) or 0


async def refusal_of_task(work: Work, task_id: int) -> Refusal | None:
    """The refusal a check task is about."""
    return await work.session.scalar(select(Refusal).where(Refusal.check_task_id == task_id))


async def last_refusal(work: Work, about: Target) -> Refusal | None:
    """The latest refusal of a deal or lead that was not taken back."""
    column = Refusal.deal_id if about.kind == "deal" else Refusal.lead_id
    found = select(Refusal).where(column == about.id, Refusal.undone_at.is_(None)).order_by(Refusal.at.desc())
    return await work.session.scalar(found.limit(1))


async def refusal(work: Work, refusal_id: int) -> Refusal | None:
    """A refusal of a deal or lead the actor may see."""
    return await work.session.scalar(select(Refusal).where(Refusal.id == refusal_id, visible(work.actor, Refusal)))


async def peers(work: Work, user_id: int | None) -> Sequence[User]:
    """Other active managers of a person's team who have a chat and are not away."""
    person = await work.session.get(User, user_id) if user_id else None
    if person is None or person.team_id is None:
        return []
    found = select(User).where(
        User.team_id == person.team_id,
        User.id != person.id,
        User.role == Role.MANAGER,
        User.status == UserStatus.ACTIVE,
        User.telegram_id.is_not(None),
        ~AWAY,
    )
    return (await work.session.scalars(found.order_by(User.id))).all()


async def checks_waiting(work: Work) -> dict[int, int]:
    """Open checks per person."""
    found = (
        select(Task.assignee_id, func.count())
        .where(Task.kind == TaskKind.CHECK_REFUSAL, Task.status == TaskStatus.OPEN, Task.assignee_id.is_not(None))
        .group_by(Task.assignee_id)
    )
    return {row[0]: row[1] for row in await work.session.execute(found) if row[0] is not None}


async def any_refusal(work: Work, refusal_id: int) -> Refusal | None:
    """A refusal for a department that is told of its reason, not of the record."""
    return await work.session.get(Refusal, refusal_id)
