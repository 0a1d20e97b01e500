"""Who answers for whom: the head over a colleague (S2-39), the admin where there is none."""

from __future__ import annotations

from sqlalchemy import select

from services.rules.actor import Role
from services.rules.kinds import UserStatus
from storage.tables import Team, User
from storage.unit_of_work import Work


async def head_of(work: Work, user_id: int | None) -> User | None:
    """The active head of the person's team or of the nearest team above; else the first admin.

    A head's own head is looked for above the own team. None only in a company without anyone.
    """
    person = await work.session.get(User, user_id) if user_id else None
    team_id = person.team_id if person else None
    seen: set[int] = set()
    while team_id is not None and team_id not in seen:
        seen.add(team_id)
        found = await _first(work, Role.HEAD, team_id, user_id)
        if found is not None:
            return found
        team = await work.session.get(Team, team_id)
        team_id = team.parent_id if team else None
    return await _first(work, Role.HEAD, None, user_id) or await _first_admin(work)


async def _first(work: Work, role: Role, team_id: int | None, besides: int | None) -> User | None:
    same_team = User.team_id == team_id if team_id is not None else User.team_id.is_(None)
    found = select(User).where(
        User.role == role, User.status == UserStatus.ACTIVE, same_team, User.id != (besides or 0)
    )
    return await work.session.scalar(found.order_by(User.id).limit(1))


async def _first_admin(work: Work) -> User | None:
    found = select(User).where(User.role == Role.ADMIN, User.status == UserStatus.ACTIVE).order_by(User.id)
    return await work.session.scalar(found.limit(1))
