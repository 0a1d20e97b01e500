"""What keeps the machine honest: history, outbox, conversation states, done presses, jobs, digests, undo."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import BigInteger, Date, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from services.rules.kinds import OutboxStatus
from storage.tables.base import Base, Keyed
from storage.types import Code, Json


class HistoryEntry(Keyed, Base):
    """One change of one record, append-only. `changes` is {field: [old, new]}.

    `deal_id`, `lead_id`, `client_id` say whose story it belongs to; `user_id` None is the system.
    """

    __tablename__ = "history_entries"
    __table_args__ = (
        Index(None, "record", "record_id"),
        Index(None, "deal_id", "id"),
        Index(None, "lead_id", "id"),
        Index(None, "client_id", "id"),
        Index(None, "user_id", "at"),
    )
    record: Mapped[str] = mapped_column(String(32))
    record_id: Mapped[int] = mapped_column(BigInteger)
    action: Mapped[str] = mapped_column(String(8))
    changes: Mapped[dict[str, Any]] = mapped_column(Json)
    deal_id: Mapped[int | None] = mapped_column(BigInteger)
    lead_id: Mapped[int | None] = mapped_column(BigInteger)
    client_id: Mapped[int | None] = mapped_column(BigInteger)
    user_id: Mapped[int | None] = mapped_column(BigInteger)
    at: Mapped[datetime]


class OutboxMessage(Keyed, Base):
    """A message to be sent, stored with its cause in one transaction, rendered only when it is sent.

    `kind` names the notice (`bot/notices.py`), `params` its data. `dedupe_key` makes it once only.
    """

    __tablename__ = "outbox_messages"
    __table_args__ = (Index(None, "status", "due_at"),)
    chat_id: Mapped[int] = mapped_column(BigInteger, index=True)
    kind: Mapped[str] = mapped_column(String(40))
    params: Mapped[dict[str, Any]] = mapped_column(Json)
    dedupe_key: Mapped[str] = mapped_column(String(120), unique=True)
    urgent: Mapped[bool] = mapped_column(default=False)
    status: Mapped[OutboxStatus] = mapped_column(Code(OutboxStatus), default=OutboxStatus.WAITING)
    created_at: Mapped[datetime]
    due_at: Mapped[datetime]
    expires_at: Mapped[datetime | None]
    attempts: Mapped[int] = mapped_column(default=0)
    leased_until: Mapped[datetime | None]
    leased_by: Mapped[str | None] = mapped_column(String(40))
    sent_at: Mapped[datetime | None]
    message_id: Mapped[int | None] = mapped_column(BigInteger)
    error: Mapped[str | None] = mapped_column(Text)


class FsmState(Base):
    """Where a conversation stands: aiogram's state and data, so that a half-typed form survives a restart."""

    __tablename__ = "fsm_states"
    key: Mapped[str] = mapped_column(String(120), primary_key=True)
    state: Mapped[str | None] = mapped_column(String(120))
    data: Mapped[dict[str, Any]] = mapped_column(Json)
    updated_at: Mapped[datetime]


class DoneRequest(Base):
    """A press or message that has been carried out; a second delivery of it does nothing."""

    __tablename__ = "done_requests"
    key: Mapped[str] = mapped_column(String(120), primary_key=True)
    at: Mapped[datetime] = mapped_column(index=True)


class JobRun(Base):
    """When a scheduled job last ran and how it ended."""

    __tablename__ = "job_runs"
    name: Mapped[str] = mapped_column(String(40), primary_key=True)
    last_run_at: Mapped[datetime | None]
    last_ms: Mapped[int | None]
    last_done: Mapped[int] = mapped_column(default=0)
    last_error: Mapped[str | None] = mapped_column(Text)
    next_run_at: Mapped[datetime | None]


class Digest(Keyed, Base):
    """One digest of one kind for one person and local date; the key makes October's repeated hour harmless."""

    __tablename__ = "digests"
    __table_args__ = (UniqueConstraint("user_id", "day", "kind"),)
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id"))
    day: Mapped[date] = mapped_column(Date, index=True)
    kind: Mapped[str] = mapped_column(String(24))
    at: Mapped[datetime]


class UndoAction(Keyed, Base):
    """What can be taken back for 24 hours from the message that announced it."""

    __tablename__ = "undo_actions"
    kind: Mapped[str] = mapped_column(String(32))
    payload: Mapped[dict[str, Any]] = mapped_column(Json)
    user_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    undone_at: Mapped[datetime | None]


class AuditRun(Keyed, Base):
    """How the company stood against its standards on a day: {standard: {"grade", "found", "of"}}."""

    __tablename__ = "audit_runs"
    day: Mapped[date] = mapped_column(Date, unique=True)
    results: Mapped[dict[str, Any]] = mapped_column(Json)
    at: Mapped[datetime]
