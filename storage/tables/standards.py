"""The company's standards: pipelines, stages, stage tasks, reasons, channels, products, settings, calendar."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import Date, ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from services.rules.kinds import PipelineCycle, StageKind, TaskKind
from storage.tables.base import Base, Keyed, Tracked, Versioned
from storage.types import Code, Json, Money, UtcDateTime


class Pipeline(Keyed, Versioned, Tracked, Base):
    """A direction of sales (S2-18)."""

    __tablename__ = "pipelines"
    code: Mapped[str | None] = mapped_column(String(40), unique=True)
    name: Mapped[str] = mapped_column(String(120))
    position: Mapped[int]
    cycle: Mapped[PipelineCycle] = mapped_column(Code(PipelineCycle), default=PipelineCycle.LONG)
    archived_at: Mapped[datetime | None]


class Stage(Keyed, Versioned, Tracked, Base):
    """A step of a pipeline. `late` marks hot prospects (S3-20); `probability` is 0…100, the template."""

    __tablename__ = "stages"
    __table_args__ = (Index(None, "pipeline_id", "position"),)
    pipeline_id: Mapped[int] = mapped_column(ForeignKey("pipelines.id"))
    name: Mapped[str] = mapped_column(String(120))
    kind: Mapped[StageKind] = mapped_column(Code(StageKind))
    position: Mapped[int]
    description: Mapped[str] = mapped_column(Text, default="")
    probability: Mapped[int] = mapped_column(default=0)
    late: Mapped[bool] = mapped_column(default=False)
    expected_hours: Mapped[int | None]
    pace_hours: Mapped[int | None]
    """Hours within which four fifths of the deals later won left this stage; None while there are too few of them."""
    archived_at: Mapped[datetime | None]


class StageTask(Keyed, Versioned, Tracked, Base):
    """What must be done on a stage to move on (S2-26, S2-27). `due` is a `rules.due.DueRule` as JSON."""

    __tablename__ = "stage_tasks"
    stage_id: Mapped[int] = mapped_column(ForeignKey("stages.id"), index=True)
    position: Mapped[int] = mapped_column(default=0)
    kind: Mapped[TaskKind] = mapped_column(Code(TaskKind), default=TaskKind.TODO)
    title: Mapped[str] = mapped_column(String(200))
    instruction: Mapped[str] = mapped_column(Text, default="")
    due: Mapped[dict[str, Any]] = mapped_column(Json)
    responsible: Mapped[str] = mapped_column(String(16), default="owner")
    """owner, head, user (the person `responsible_id`) or team (the least loaded of the team `responsible_id`)."""
    responsible_id: Mapped[int | None]
    controller: Mapped[str | None] = mapped_column(String(16))
    """Who looks at the result (S2-39): None, head, or user (the person `controller_id`)."""
    controller_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    archived_at: Mapped[datetime | None]


class LossReason(Keyed, Versioned, Tracked, Base):
    """Why a deal or a lead is refused (S2-82). `code` is set for the nine the company starts with."""

    __tablename__ = "loss_reasons"
    code: Mapped[str | None] = mapped_column(String(40), unique=True)
    name: Mapped[str] = mapped_column(String(120))
    position: Mapped[int]
    for_deals: Mapped[bool] = mapped_column(default=True)
    for_leads: Mapped[bool] = mapped_column(default=True)
    department_id: Mapped[int | None] = mapped_column(ForeignKey("departments.id"))
    """Who else is told of it (S4-09)."""
    archived_at: Mapped[datetime | None]


class WinReason(Keyed, Versioned, Tracked, Base):
    """Why a client bought (S4-06)."""

    __tablename__ = "win_reasons"
    code: Mapped[str | None] = mapped_column(String(40), unique=True)
    name: Mapped[str] = mapped_column(String(120))
    position: Mapped[int]
    department_id: Mapped[int | None] = mapped_column(ForeignKey("departments.id"))
    archived_at: Mapped[datetime | None]


class Department(Keyed, Versioned, Tracked, Base):
    """Another service of the company that hears why clients buy or refuse: production, delivery, service (S4-09)."""

    __tablename__ = "departments"
    code: Mapped[str | None] = mapped_column(String(40), unique=True)
    name: Mapped[str] = mapped_column(String(120))
    user_ids: Mapped[list[Any]] = mapped_column(Json, default=list)
    """Who is told there."""
    archived_at: Mapped[datetime | None]


class PostponeReason(Keyed, Versioned, Tracked, Base):
    """Why a due date is moved (S2-47)."""

    __tablename__ = "postpone_reasons"
    code: Mapped[str | None] = mapped_column(String(40), unique=True)
    name: Mapped[str] = mapped_column(String(120))
    position: Mapped[int]
    archived_at: Mapped[datetime | None]


class Channel(Keyed, Versioned, Tracked, Base):
    """Where inquiries come from. `token` is the payload of its public deep link."""

    __tablename__ = "channels"
    code: Mapped[str | None] = mapped_column(String(40), unique=True)
    name: Mapped[str] = mapped_column(String(120))
    token: Mapped[str] = mapped_column(String(64), unique=True)
    position: Mapped[int] = mapped_column(default=0)
    archived_at: Mapped[datetime | None]


class Product(Keyed, Versioned, Tracked, Base):
    """What is sold; price and cost in minor units."""

    __tablename__ = "products"
    name: Mapped[str] = mapped_column(String(300))
    search_key: Mapped[str] = mapped_column(String(300), index=True)
    category: Mapped[str | None] = mapped_column(String(120))
    price: Mapped[int | None] = mapped_column(Money)
    cost: Mapped[int | None] = mapped_column(Money)
    external_id: Mapped[str | None] = mapped_column(String(120), unique=True)
    archived_at: Mapped[datetime | None]


class Setting(Base):
    """One company setting; the known ones and their defaults are in `services/rules/settings.py`."""

    __tablename__ = "settings"
    name: Mapped[str] = mapped_column(String(64), primary_key=True)
    value: Mapped[Any] = mapped_column(Json)
    updated_at: Mapped[datetime] = mapped_column(UtcDateTime)


class CalendarDay(Keyed, Tracked, Base):
    """A day that differs from its weekday: a holiday (no hours) or a moved or short working day."""

    __tablename__ = "calendar_days"
    day: Mapped[date] = mapped_column(Date, unique=True)
    name: Mapped[str] = mapped_column(String(120), default="")
    hours: Mapped[list[Any] | None] = mapped_column(Json)
