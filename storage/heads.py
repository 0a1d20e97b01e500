"""Who answers for whom: the head over a colleague (S2-39), the admin where there is none."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Final

from sqlalchemy import ColumnElement, case, or_, select

from services.rules.actor import Role
from services.rules.kinds import UserStatus
from storage.tables import Absence, Chat, Team, TeamSeat, User
from storage.unit_of_work import Work

AWAY: Final = (
    select(Absence.id)
    .where(Absence.user_id == User.id, Absence.began_at.is_not(None), Absence.ended_at.is_(None))
    .exists()
)
"""Somebody (a row of `users`) is away now."""


async def head_of(work: Work, user_id: int | None) -> User | None:
    """The active head of the person's team or of the nearest team above; else the first admin.

    A head's own head is looked for above the own team. None only in a company without anyone.
    """
    async for head in _heads_over(work, user_id, None):
        return head
    return None


async def acting_head_of(work: Work, user_id: int | None) -> User | None:
    """The nearest head who is not away now, up to the first admin; when all are away, the nearest."""
    nearest: User | None = None
    async for head in _heads_over(work, user_id, None):
        if not await _is_away(work, head):
            return head
        nearest = nearest or head
    return nearest


async def reachable_head_of(work: Work, user_id: int | None, team_id: int | None = None) -> User | None:
    """The nearest head of the person (or, without one, of the team) who is here and the bot can write to.

    Never the person. Above the last head stands the first admin; when all are away, it is the nearest all the same.
    None when nobody can be told.
    """
    nearest: User | None = None
    async for head in _heads_over(work, user_id, team_id):
        if head.id == user_id or not await _reachable(work, head):
            continue
        if not await _is_away(work, head):
            return head
        nearest = nearest or head
    return nearest


async def reachable_owner(work: Work, *, besides: int | None = None) -> User | None:
    """The first admin the bot can write to, but not this person."""
    admins = select(User).where(User.role == Role.ADMIN, User.status == UserStatus.ACTIVE, User.id != (besides or 0))
    for admin in await work.session.scalars(admins.order_by(User.id)):
        if await _reachable(work, admin):
            return admin
    return None


async def _heads_over(work: Work, user_id: int | None, team_id: int | None) -> AsyncIterator[User]:
    """From the nearest head up to the first admin."""
    person = await work.session.get(User, user_id) if user_id else None
    team_id = person.team_id if person else team_id
    seen: set[int] = set()
    while team_id is not None and team_id not in seen:
        seen.add(team_id)
        found = await _first(work, Role.HEAD, team_id, user_id)
        if found is not None:
            yield found
        team = await work.session.get(Team, team_id)
        team_id = team.parent_id if team else None
    top = await _first(work, Role.HEAD, None, user_id)
    if top is not None:
        yield top
    admin = await _first_admin(work)
    if admin is not None:
        yield admin


async def _first(work: Work, role: Role, team_id: int | None, besides: int | None) -> User | None:
    """The first of a team's heads who is not away; else the first."""
    same_team: ColumnElement[bool] = User.team_id.is_(None)
    if team_id is not None:
        seat = select(TeamSeat.id).where(TeamSeat.user_id == User.id, TeamSeat.team_id == team_id)
        same_team = or_(User.team_id == team_id, seat.exists())
    found = select(User).where(
        User.role == role, User.status == UserStatus.ACTIVE, same_team, User.id != (besides or 0)
    )
    here_first = case((AWAY, 1), else_=0)
    own_first = case((User.team_id == team_id, 0), else_=1)
    return await work.session.scalar(found.order_by(here_first, own_first, User.id).limit(1))


async def _first_admin(work: Work) -> User | None:
    found = select(User).where(User.role == Role.ADMIN, User.status == UserStatus.ACTIVE).order_by(User.id)
    return await work.session.scalar(found.limit(1))


async def _reachable(work: Work, user: User) -> bool:
    chat = await work.session.get(Chat, user.telegram_id) if user.telegram_id else None
    return chat is not None and chat.blocked_at is None


async def _is_away(work: Work, user: User) -> bool:
    return await work.session.scalar(select(User.id).where(User.id == user.id, AWAY)) is not None
