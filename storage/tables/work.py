"""Tasks, promises, activities, polls: what people do and have agreed to do."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import BigInteger, ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from services.rules.kinds import ActivityKind, CallOutcome, Direction, NpsStatus, PromiseState, TaskKind, TaskStatus
from storage.tables.base import Base, Keyed, Tracked, Versioned
from storage.types import BigId, Code, Json


class Task(Keyed, Versioned, Tracked, Base):
    """Something with a due time and a responsible (S2-33).

    `promised`: the client was told this time. `attempt`: 1 for the first retry of an unreached call, and so on.
    `first_due_at` is the due time as first set. `nudged_at`, `escalated_at`, `escalated_again_at` are the
    steps of the escalation ladder; a new due time clears them, and so does another assignee, at `given_at`.
    """

    __tablename__ = "tasks"
    __table_args__ = (
        Index(None, "assignee_id", "status", "due_at"),
        Index(None, "status", "due_at"),
        Index(None, "status", "done_at"),
        Index(None, "deal_id", "status", "due_at"),
        Index(None, "lead_id", "status", "due_at"),
        Index(None, "client_id", "status", "due_at"),
        Index(None, "controller_id", "status"),
        Index(None, "first_due_at"),
    )
    kind: Mapped[TaskKind] = mapped_column(Code(TaskKind))
    status: Mapped[TaskStatus] = mapped_column(Code(TaskStatus), default=TaskStatus.OPEN)
    title: Mapped[str] = mapped_column(String(200), default="")
    instruction: Mapped[str] = mapped_column(Text, default="")
    deal_id: Mapped[int | None] = mapped_column(ForeignKey("deals.id"))
    lead_id: Mapped[int | None] = mapped_column(ForeignKey("leads.id"))
    client_id: Mapped[int | None] = mapped_column(ForeignKey("clients.id"))
    stage_task_id: Mapped[int | None] = mapped_column(ForeignKey("stage_tasks.id"))
    assignee_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    due_at: Mapped[datetime]
    first_due_at: Mapped[datetime]
    waits_for: Mapped[str | None] = mapped_column(String(40))
    due_from: Mapped[str | None] = mapped_column(String(80))
    """What the due date was counted from, as "source=value" ("expected_close=2026-12-04"; without a value: the
    fallback); None for a date that follows nothing (S2-35…S2-37)."""
    promised: Mapped[bool] = mapped_column(default=False)
    attempt: Mapped[int] = mapped_column(default=0)
    moves: Mapped[int] = mapped_column(default=0)
    result: Mapped[str | None] = mapped_column(Text)
    created_by: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    created_at: Mapped[datetime]
    done_at: Mapped[datetime | None]
    given_at: Mapped[datetime | None]
    nudged_at: Mapped[datetime | None]
    escalated_at: Mapped[datetime | None]
    escalated_again_at: Mapped[datetime | None]
    asked_why_at: Mapped[datetime | None]
    asked_why_by: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    why: Mapped[str | None] = mapped_column(Text)
    """What the assignee answered when the head asked why the task is overdue (S2-46)."""
    controller_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    """Who looks at the result before it counts as right (S2-39)."""
    accepted_at: Mapped[datetime | None]
    sent_back: Mapped[str | None] = mapped_column(Text)
    """Why the controller did not accept the result: what is still to be done."""


class Postponement(Keyed, Base):
    """One move of a due date with its reason (S2-47)."""

    __tablename__ = "postponements"
    __table_args__ = (Index(None, "user_id", "at"), Index(None, "at"))
    task_id: Mapped[int] = mapped_column(ForeignKey("tasks.id"), index=True)
    user_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    reason_id: Mapped[int | None] = mapped_column(ForeignKey("postpone_reasons.id"))
    comment: Mapped[str | None] = mapped_column(Text)
    from_at: Mapped[datetime]
    to_at: Mapped[datetime]
    at: Mapped[datetime]


class PostponeRequest(Keyed, Versioned, Base):
    """A further move of a due date that waits for the head's word; the date stays until then.

    Decided with `agreed` None: a leader set another date. `answer` is what the head wrote to a refusal.
    """

    __tablename__ = "postpone_requests"
    __table_args__ = (Index(None, "decided_at", "at"),)
    task_id: Mapped[int] = mapped_column(ForeignKey("tasks.id"), index=True)
    user_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    reason_id: Mapped[int | None] = mapped_column(ForeignKey("postpone_reasons.id"))
    comment: Mapped[str | None] = mapped_column(Text)
    to_at: Mapped[datetime]
    at: Mapped[datetime]
    decided_at: Mapped[datetime | None]
    decided_by: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    agreed: Mapped[bool | None]
    answer: Mapped[str | None] = mapped_column(Text)


class Round(Base):
    """Where a head's round stands: since when it goes on, over what, and what was left for later (S2-46).

    `told_at` narrows it to what the head was told of at that moment; `skipped` holds "t5", "d7": tasks and deals.
    What was handled is not kept here: that follows from the history behind `began_entry`, its last one then.
    """

    __tablename__ = "rounds"
    user_id: Mapped[int] = mapped_column(BigId, ForeignKey("users.id"), primary_key=True, autoincrement=False)
    began_at: Mapped[datetime]
    began_entry: Mapped[int] = mapped_column(BigInteger)
    told_at: Mapped[datetime | None]
    skipped: Mapped[list[str]] = mapped_column(Json)


class Promise(Keyed, Base):
    """An agreed contact time and what became of it (S3-19)."""

    __tablename__ = "promises"
    __table_args__ = (Index(None, "user_id", "promised_at"), Index(None, "state", "promised_at"))
    task_id: Mapped[int] = mapped_column(ForeignKey("tasks.id"), index=True)
    user_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    promised_at: Mapped[datetime]
    made_at: Mapped[datetime]
    state: Mapped[PromiseState] = mapped_column(Code(PromiseState), default=PromiseState.OPEN)
    contacted_at: Mapped[datetime | None]
    late_minutes: Mapped[int | None]


class Activity(Keyed, Base):
    """Something that happened with a client, a lead or a deal. `file` describes an attachment of the chat."""

    __tablename__ = "activities"
    __table_args__ = (
        Index(None, "user_id", "at"),
        Index(None, "deal_id", "at"),
        Index(None, "lead_id", "at"),
        Index(None, "client_id", "at"),
        Index(None, "at"),
    )
    kind: Mapped[ActivityKind] = mapped_column(Code(ActivityKind))
    direction: Mapped[Direction | None] = mapped_column(Code(Direction))
    outcome: Mapped[CallOutcome | None] = mapped_column(Code(CallOutcome))
    result: Mapped[str | None] = mapped_column(String(24))
    at: Mapped[datetime]
    user_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    deal_id: Mapped[int | None] = mapped_column(ForeignKey("deals.id"))
    lead_id: Mapped[int | None] = mapped_column(ForeignKey("leads.id"))
    client_id: Mapped[int | None] = mapped_column(ForeignKey("clients.id"))
    contact_id: Mapped[int | None] = mapped_column(ForeignKey("contacts.id"))
    task_id: Mapped[int | None] = mapped_column(ForeignKey("tasks.id"))
    seconds: Mapped[int | None]
    text: Mapped[str] = mapped_column(Text, default="")
    file: Mapped[dict[str, Any] | None] = mapped_column(Json)


class NpsPoll(Keyed, Versioned, Tracked, Base):
    """One NPS question to one contact after a won deal (S2-64…S2-69)."""

    __tablename__ = "nps_polls"
    __table_args__ = (
        Index(None, "status", "sent_at"),
        Index(None, "client_id", "sent_at"),
        Index(None, "task_id"),
        Index(None, "scored_at"),
    )
    deal_id: Mapped[int] = mapped_column(ForeignKey("deals.id"), unique=True)
    client_id: Mapped[int | None] = mapped_column(ForeignKey("clients.id"))
    contact_id: Mapped[int | None] = mapped_column(ForeignKey("contacts.id"))
    chat_id: Mapped[int | None] = mapped_column(BigInteger)
    task_id: Mapped[int | None] = mapped_column(ForeignKey("tasks.id"))
    scale: Mapped[str] = mapped_column(String(8), default="0-10")
    status: Mapped[NpsStatus] = mapped_column(Code(NpsStatus))
    sent_at: Mapped[datetime]
    repeated_at: Mapped[datetime | None]
    score: Mapped[int | None]
    scored_at: Mapped[datetime | None]
    reason: Mapped[str | None] = mapped_column(Text)
    entered_by: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
