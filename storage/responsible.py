"""Whom a stage's task may go to: who is there, who stands in, who has least to do (S2-33)."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import func, select

from services.rules.actor import Role
from services.rules.kinds import TaskStatus, UserStatus
from storage.tables import Absence, Task, User
from storage.unit_of_work import Work


async def is_there(work: Work, user: User | None) -> bool:
    """True for an active colleague who is not away."""
    return user is not None and user.status is UserStatus.ACTIVE and await absence(work, user.id) is None


async def absence(work: Work, user_id: int) -> Absence | None:
    """The absence of a colleague that goes on now."""
    found = select(Absence).where(Absence.user_id == user_id, Absence.began_at.is_not(None), Absence.ended_at.is_(None))
    return await work.session.scalar(found.order_by(Absence.id.desc()).limit(1))


async def present_of_team(work: Work, team_id: int) -> list[int]:
    """Ids of a team's managers who are at work; where there are none, of its heads."""
    away = select(Absence.user_id).where(Absence.began_at.is_not(None), Absence.ended_at.is_(None))
    found = select(User.id, User.role).where(
        User.team_id == team_id,
        User.status == UserStatus.ACTIVE,
        User.role.in_((Role.MANAGER, Role.HEAD)),
        User.id.not_in(away),
    )
    people = (await work.session.execute(found)).all()
    managers = [row.id for row in people if row.role is Role.MANAGER]
    return managers or [row.id for row in people]


async def loads(work: Work, user_ids: Collection[int], day_end: datetime) -> dict[int, int]:
    """How many open tasks each of these people has overdue or due by the end of the day."""
    found = (
        select(Task.assignee_id, func.count().label("count"))
        .where(Task.assignee_id.in_(user_ids), Task.status == TaskStatus.OPEN, Task.due_at <= day_end)
        .group_by(Task.assignee_id)
    )
    counted = {row[0]: row[1] for row in (await work.session.execute(found)).all()}
    return {user_id: counted.get(user_id, 0) for user_id in user_ids}
