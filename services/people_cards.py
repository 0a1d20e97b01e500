"""A colleague's card, made inside an open transaction."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from services import closing
from services.policy import load
from services.rules.actor import Role
from services.rules.kinds import UserStatus
from services.rules.people import OpenWork
from storage import absences as absence_rows
from storage import edits, moving_work
from storage import people as rows
from storage.heads import head_of
from storage.tables import User
from storage.unit_of_work import Work


class Reach(StrEnum):
    """Whether messages arrive: no chat yet, a chat, or the person blocked the bot."""

    NEVER = "never"
    OPEN = "open"
    BLOCKED = "blocked"


@dataclass(frozen=True, slots=True)
class Away:
    """An absence, both days included: who works meanwhile (None: the head), and whether it has begun."""

    id: int
    from_day: date
    to_day: date
    deputy: str | None
    now: bool


@dataclass(frozen=True, slots=True)
class PersonCard:
    """A colleague; `zone` in force, own or the company's. `successor` is who would get the open work."""

    id: int
    version: int
    name: str
    role: Role
    status: UserStatus
    team_id: int | None
    team: str | None
    zone: str
    own_zone: bool
    locale: str | None
    phone: str | None
    reach: Reach
    work: OpenWork
    successor: str | None
    deal_limit: int | None = None
    lead_limit: int | None = None
    teams: tuple[str, ...] = ()
    """Further teams a head sees."""
    undo_id: int | None = None
    """Takes the dismissal back, while it can be."""
    away: Away | None = None


async def successor(work: Work, user: User) -> User | None:
    """Who gets the open work of somebody who leaves: the head, else an admin."""
    head = await head_of(work, user.id)
    if head is not None and head.id != user.id:
        return head
    return next((row for row in await rows.active_admins(work) if row.id != user.id), None)


async def card_of(work: Work, user: User) -> PersonCard:
    """The card as it is now."""
    await work.session.flush()
    settings = (await load(work)).settings
    team = await rows.team(work, user.team_id) if user.team_id else None
    chat = await rows.chat(work, user.telegram_id) if user.telegram_id else None
    heir = await successor(work, user)
    return PersonCard(
        id=user.id,
        version=user.version,
        name=user.name,
        role=user.role,
        status=user.status,
        team_id=user.team_id,
        team=team.name if team else None,
        zone=user.zone or settings.zone,
        own_zone=user.zone is not None,
        locale=user.locale,
        phone=user.phone,
        reach=Reach.NEVER if chat is None else Reach.BLOCKED if chat.blocked_at else Reach.OPEN,
        work=await moving_work.count_in_hand(work, user.id),
        successor=heir.name if heir else None,
        deal_limit=user.deal_limit,
        lead_limit=user.lead_limit,
        teams=tuple(row.name for row in await rows.seats(work, user.id)),
        undo_id=await _undo_of(work, user),
        away=await _away(work, user),
    )


async def _undo_of(work: Work, user: User) -> int | None:
    """What takes the dismissal back, while it can be."""
    if user.status is not UserStatus.INACTIVE:
        return None
    recent = await edits.recent(work, "departure", closing.UNDO_FOR)
    return next((row.id for row in recent if row.payload["user"] == user.id and row.undone_at is None), None)


async def _away(work: Work, user: User) -> Away | None:
    """The absence that goes on, or the next one."""
    row = await absence_rows.next_of(work, user.id)
    if row is None:
        return None
    deputy = await work.session.get(User, row.deputy_id) if row.deputy_id else None
    return Away(row.id, row.from_day, row.to_day, deputy.name if deputy else None, row.began_at is not None)
