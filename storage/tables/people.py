"""Who works here, who they are grouped with, and which chats the bot knows."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import BigInteger, Date, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from services.rules.actor import Role
from services.rules.kinds import UserStatus
from storage.tables.base import Base, Keyed, Tracked, Versioned
from storage.types import BigId, Code, Json


class Team(Keyed, Versioned, Tracked, Base):
    """A group of people under a head; a head sees the teams below as well."""

    __tablename__ = "teams"
    name: Mapped[str] = mapped_column(String(120))
    parent_id: Mapped[int | None] = mapped_column(ForeignKey("teams.id"))
    external_id: Mapped[str | None] = mapped_column(String(120), unique=True)


class User(Keyed, Versioned, Tracked, Base):
    """A colleague. Without `telegram_id` the person was imported or invited and has no chat yet."""

    __tablename__ = "users"
    __table_args__ = (Index(None, "team_id", "role"),)
    telegram_id: Mapped[int | None] = mapped_column(BigInteger, unique=True)
    name: Mapped[str] = mapped_column(String(300))
    role: Mapped[Role] = mapped_column(Code(Role))
    status: Mapped[UserStatus] = mapped_column(Code(UserStatus), default=UserStatus.ACTIVE)
    team_id: Mapped[int | None] = mapped_column(ForeignKey("teams.id"))
    zone: Mapped[str | None] = mapped_column(String(64))
    locale: Mapped[str | None] = mapped_column(String(8))
    phone: Mapped[str | None] = mapped_column(String(20))
    quiet_from: Mapped[str | None] = mapped_column(String(5))
    quiet_to: Mapped[str | None] = mapped_column(String(5))
    """Own quiet hours, "HH:MM" in the person's zone; None means the company's."""
    deal_limit: Mapped[int | None]
    """Open deals the person may have at most; None: any number."""
    lead_limit: Mapped[int | None]
    external_id: Mapped[str | None] = mapped_column(String(120), unique=True)
    created_at: Mapped[datetime]


class Chat(Base):
    """A private chat with anyone who ever wrote: language, and whether messages still arrive there."""

    __tablename__ = "chats"
    id: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    name: Mapped[str] = mapped_column(String(300), default="")
    username: Mapped[str | None] = mapped_column(String(64))
    locale: Mapped[str] = mapped_column(String(8), default="en")
    locale_chosen: Mapped[bool] = mapped_column(default=False)
    started_at: Mapped[datetime]
    blocked_at: Mapped[datetime | None]
    muted_at: Mapped[datetime | None]
    """When a client asked for no polls and mailings any more; answers to own requests still come."""
    channel_id: Mapped[int | None] = mapped_column(ForeignKey("channels.id"))


class Invitation(Keyed, Tracked, Base):
    """A single-use, expiring door to a role. `user_id` is set when an imported person is awaited."""

    __tablename__ = "invitations"
    token: Mapped[str] = mapped_column(String(64), unique=True)
    role: Mapped[Role] = mapped_column(Code(Role))
    team_id: Mapped[int | None] = mapped_column(ForeignKey("teams.id"))
    user_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"), index=True)
    created_by: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    used_at: Mapped[datetime | None]
    used_by: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    revoked_at: Mapped[datetime | None]


class ClientLink(Keyed, Base):
    """A personal deep link that connects a contact's chat with the contact."""

    __tablename__ = "client_links"
    token: Mapped[str] = mapped_column(String(64), unique=True)
    contact_id: Mapped[int] = mapped_column(BigId, ForeignKey("contacts.id"), index=True)
    created_by: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    created_at: Mapped[datetime]
    used_at: Mapped[datetime | None]


class TeamSeat(Keyed, Tracked, Base):
    """A further team of a head, beside `User.team_id`; a team may have several heads."""

    __tablename__ = "team_seats"
    __table_args__ = (UniqueConstraint("user_id", "team_id"),)
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id"))
    team_id: Mapped[int] = mapped_column(ForeignKey("teams.id"), index=True)


class Absence(Keyed, Versioned, Tracked, Base):
    """A colleague is away from `from_day` up to and with `to_day`, in own days; the deputy works meanwhile.

    `handed` names what went to the deputy ({"deals": […], "leads": […], "clients": […], "tasks": […]}) and comes back
    at the return; `began_at` and `ended_at` are when that was done.
    """

    __tablename__ = "absences"
    __table_args__ = (Index(None, "user_id", "from_day"), Index(None, "ended_at", "from_day"))
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id"))
    deputy_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    from_day: Mapped[date] = mapped_column(Date)
    to_day: Mapped[date] = mapped_column(Date)
    handed: Mapped[dict[str, Any]] = mapped_column(Json, default=dict)
    created_by: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    created_at: Mapped[datetime]
    began_at: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]
    cancelled_at: Mapped[datetime | None]
