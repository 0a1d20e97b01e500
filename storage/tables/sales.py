"""Clients, contacts, leads, deals and what is in them."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import BigInteger, Date, ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from services.rules.kinds import LeadStatus, StageKind
from storage.tables.base import Base, Keyed, Tracked, Versioned
from storage.types import Code, Json, Money


class Client(Keyed, Versioned, Tracked, Base):
    """A company or a person who buys."""

    __tablename__ = "clients"
    __table_args__ = (Index(None, "owner_id", "last_contact_at"),)
    name: Mapped[str] = mapped_column(String(300))
    search_key: Mapped[str] = mapped_column(String(300), index=True)
    is_person: Mapped[bool] = mapped_column(default=False)
    owner_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    segment: Mapped[str | None] = mapped_column(String(120))
    region: Mapped[str | None] = mapped_column(String(120))
    audience: Mapped[str | None] = mapped_column(String(120))
    """Whom the company wants to reach and this client is one of (S0-31): a funnel's cut."""
    website: Mapped[str | None] = mapped_column(String(300))
    external_id: Mapped[str | None] = mapped_column(String(120), unique=True)
    created_at: Mapped[datetime]
    won_at: Mapped[datetime | None]
    """When the client last bought; None for one who has not yet."""
    last_contact_at: Mapped[datetime | None]


class ClientWorth(Base):
    """What calls are put in order by (S0-25), counted anew every night; only clients of whom there is something to say.

    `usual`: what the client paid for a deal on average, minor units, 0 for who never bought; `weight`: what the segment
    earns, in percent of what the company does.
    """

    __tablename__ = "client_worth"
    client_id: Mapped[int] = mapped_column(ForeignKey("clients.id"), primary_key=True)
    usual: Mapped[int] = mapped_column(Money)
    weight: Mapped[int]


class Contact(Keyed, Versioned, Tracked, Base):
    """A person at a client; `phone` is E.164 beside what was typed."""

    __tablename__ = "contacts"
    client_id: Mapped[int] = mapped_column(ForeignKey("clients.id"), index=True)
    name: Mapped[str] = mapped_column(String(300))
    search_key: Mapped[str] = mapped_column(String(300), index=True)
    position: Mapped[str | None] = mapped_column(String(120))
    phone: Mapped[str | None] = mapped_column(String(20), index=True)
    phone_typed: Mapped[str | None] = mapped_column(String(64))
    email: Mapped[str | None] = mapped_column(String(200))
    telegram_id: Mapped[int | None] = mapped_column(BigInteger, index=True)
    external_id: Mapped[str | None] = mapped_column(String(120), unique=True)
    created_at: Mapped[datetime]


class Lead(Keyed, Versioned, Tracked, Base):
    """An inquiry that is not a deal yet. `respond_by` is its running response limit (S2-04)."""

    __tablename__ = "leads"
    __table_args__ = (
        Index(None, "status", "owner_id", "respond_by"),
        Index(None, "created_at"),
        Index(None, "status", "closed_at"),
    )
    name: Mapped[str] = mapped_column(String(300))
    search_key: Mapped[str] = mapped_column(String(300), index=True)
    phone: Mapped[str | None] = mapped_column(String(20), index=True)
    phone_typed: Mapped[str | None] = mapped_column(String(64))
    need: Mapped[str] = mapped_column(Text, default="")
    channel_id: Mapped[int | None] = mapped_column(ForeignKey("channels.id"))
    owner_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    team_id: Mapped[int | None] = mapped_column(ForeignKey("teams.id"))
    status: Mapped[LeadStatus] = mapped_column(Code(LeadStatus), default=LeadStatus.NEW)
    telegram_id: Mapped[int | None] = mapped_column(BigInteger, index=True)
    client_id: Mapped[int | None] = mapped_column(ForeignKey("clients.id"))
    contact_id: Mapped[int | None] = mapped_column(ForeignKey("contacts.id"))
    respond_by: Mapped[datetime | None]
    responded_at: Mapped[datetime | None]
    escalated_at: Mapped[datetime | None]
    escalated_again_at: Mapped[datetime | None]
    last_contact_at: Mapped[datetime | None]
    attempts: Mapped[int] = mapped_column(default=0)
    loss_reason_id: Mapped[int | None] = mapped_column(ForeignKey("loss_reasons.id"))
    loss_comment: Mapped[str | None] = mapped_column(Text)
    external_id: Mapped[str | None] = mapped_column(String(120), unique=True)
    created_at: Mapped[datetime]
    closed_at: Mapped[datetime | None]


class Deal(Keyed, Versioned, Tracked, Base):
    """A sale on its way. `status` repeats its stage's kind so that lists need no join; amount in minor units."""

    __tablename__ = "deals"
    __table_args__ = (
        Index(None, "owner_id", "status", "stage_id"),
        Index(None, "status", "closed_at"),
        Index(None, "stage_id", "status"),
        Index(None, "created_at"),
        Index(None, "client_id", "status", "closed_at"),
    )
    title: Mapped[str] = mapped_column(String(300))
    search_key: Mapped[str] = mapped_column(String(300), index=True)
    client_id: Mapped[int | None] = mapped_column(ForeignKey("clients.id"))
    contact_id: Mapped[int | None] = mapped_column(ForeignKey("contacts.id"))
    pipeline_id: Mapped[int] = mapped_column(ForeignKey("pipelines.id"))
    stage_id: Mapped[int] = mapped_column(ForeignKey("stages.id"))
    status: Mapped[StageKind] = mapped_column(Code(StageKind), default=StageKind.OPEN)
    owner_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    amount: Mapped[int | None] = mapped_column(Money)
    expected_close: Mapped[date | None] = mapped_column(Date)
    channel_id: Mapped[int | None] = mapped_column(ForeignKey("channels.id"))
    lead_id: Mapped[int | None] = mapped_column(ForeignKey("leads.id"), index=True)
    parent_id: Mapped[int | None] = mapped_column(ForeignKey("deals.id"))
    loss_reason_id: Mapped[int | None] = mapped_column(ForeignKey("loss_reasons.id"))
    loss_comment: Mapped[str | None] = mapped_column(Text)
    win_reason_id: Mapped[int | None] = mapped_column(ForeignKey("win_reasons.id"))
    external_id: Mapped[str | None] = mapped_column(String(120), unique=True)
    created_at: Mapped[datetime]
    stage_entered_at: Mapped[datetime]
    last_contact_at: Mapped[datetime | None]
    attempts: Mapped[int] = mapped_column(default=0)
    """Tries in a row that did not reach anyone; 0 after a reached call."""
    closed_at: Mapped[datetime | None]


class DealLine(Keyed, Tracked, Base):
    """A product in a deal: quantity in thousandths, price and cost of one in minor units."""

    __tablename__ = "deal_lines"
    # All that margins are made of: what clients brought in is counted without reading a line itself.
    __table_args__ = (Index(None, "deal_id", "product_id", "quantity", "price", "cost"),)
    deal_id: Mapped[int] = mapped_column(ForeignKey("deals.id"))
    product_id: Mapped[int | None] = mapped_column(ForeignKey("products.id"))
    quantity: Mapped[int] = mapped_column(BigInteger, default=1000)
    price: Mapped[int | None] = mapped_column(Money)
    cost: Mapped[int | None] = mapped_column(Money)


class StageTransition(Keyed, Base):
    """One move of a deal (S2-43); `from_stage_id` is None for its creation."""

    __tablename__ = "stage_transitions"
    __table_args__ = (Index(None, "deal_id", "at"), Index(None, "to_stage_id", "at"), Index(None, "at"))
    deal_id: Mapped[int] = mapped_column(ForeignKey("deals.id"))
    from_stage_id: Mapped[int | None] = mapped_column(ForeignKey("stages.id"))
    to_stage_id: Mapped[int] = mapped_column(ForeignKey("stages.id"))
    user_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    at: Mapped[datetime]


class Refusal(Keyed, Tracked, Base):
    """One refusal of a deal or lead and the check of its reason (S2-80, S2-84)."""

    __tablename__ = "refusals"
    __table_args__ = (
        Index(None, "at"),
        Index(None, "check_task_id"),
        Index(None, "deal_id"),
        Index(None, "lead_id"),
    )
    deal_id: Mapped[int | None] = mapped_column(ForeignKey("deals.id"))
    lead_id: Mapped[int | None] = mapped_column(ForeignKey("leads.id"))
    from_stage_id: Mapped[int | None] = mapped_column(ForeignKey("stages.id"))
    reason_id: Mapped[int] = mapped_column(ForeignKey("loss_reasons.id"))
    comment: Mapped[str | None] = mapped_column(Text)
    amount: Mapped[int | None] = mapped_column(Money)
    user_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    at: Mapped[datetime]
    check_task_id: Mapped[int | None] = mapped_column(ForeignKey("tasks.id"))
    check_result: Mapped[str | None] = mapped_column(String(24))
    checked_reason_id: Mapped[int | None] = mapped_column(ForeignKey("loss_reasons.id"))
    checked_by: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    checked_at: Mapped[datetime | None]
    undone_at: Mapped[datetime | None]


class DealEvent(Keyed, Base):
    """Something due dates hang on happened to a deal (S2-37): `payment_received`, `document_sent`, `client_answered`,
    or `task_done:<stage task id>`; the newest of a code counts."""

    __tablename__ = "deal_events"
    __table_args__ = (Index(None, "deal_id", "code"),)
    deal_id: Mapped[int] = mapped_column(ForeignKey("deals.id"))
    code: Mapped[str] = mapped_column(String(40))
    user_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    at: Mapped[datetime]


class SavedView(Keyed, Versioned, Base):
    """Conditions for /deals under a name; `shared`: everybody in the owner's sight may use it, on own records."""

    __tablename__ = "saved_views"
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id"), index=True)
    name: Mapped[str] = mapped_column(String(60))
    conditions: Mapped[dict[str, Any]] = mapped_column(Json)
    shared: Mapped[bool] = mapped_column(default=False)
    created_at: Mapped[datetime]
