"""What a company asks about its deals: own fields, where they are required, what was answered, and bookings."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import BigInteger, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from services.rules.field_kinds import FieldKind
from storage.tables.base import Base, Keyed, Tracked, Versioned
from storage.types import Code, Json


class FieldDefinition(Keyed, Versioned, Tracked, Base):
    """An own field of deals (S2-52…S2-60). `pipeline_id` None: of every pipeline.

    `options` of a list: [{"id": 1, "name": "…", "gone": false}]; an option's id is never used again.
    `resource_id` names what a booking books.
    """

    __tablename__ = "field_definitions"
    __table_args__ = (Index(None, "archived_at", "position"),)
    code: Mapped[str | None] = mapped_column(String(40), unique=True)
    name: Mapped[str] = mapped_column(String(120))
    kind: Mapped[FieldKind] = mapped_column(Code(FieldKind))
    hint: Mapped[str] = mapped_column(String(300), default="")
    pipeline_id: Mapped[int | None] = mapped_column(ForeignKey("pipelines.id"))
    resource_id: Mapped[int | None] = mapped_column(ForeignKey("resources.id"))
    options: Mapped[list[Any]] = mapped_column(Json, default=list)
    position: Mapped[int] = mapped_column(default=0)
    archived_at: Mapped[datetime | None]


class StageField(Keyed, Tracked, Base):
    """A field that must be filled before a deal leaves a stage forward (S2-52)."""

    __tablename__ = "stage_fields"
    __table_args__ = (UniqueConstraint("stage_id", "field_id"),)
    stage_id: Mapped[int] = mapped_column(ForeignKey("stages.id"))
    field_id: Mapped[int] = mapped_column(ForeignKey("field_definitions.id"), index=True)
    position: Mapped[int] = mapped_column(default=0)


class FieldValue(Keyed, Versioned, Tracked, Base):
    """What a field of a deal says. `value` is the whole of it as JSON (`services/rules/field_values.py`).

    `text` (a search key), `number` (thousandths, minor units or an option's id) and `moment` repeat it for search
    and reports (S2-61).
    """

    __tablename__ = "field_values"
    __table_args__ = (
        UniqueConstraint("deal_id", "field_id"),
        Index(None, "field_id", "number"),
        Index(None, "field_id", "text"),
        Index(None, "field_id", "moment"),
    )
    deal_id: Mapped[int] = mapped_column(ForeignKey("deals.id"))
    field_id: Mapped[int] = mapped_column(ForeignKey("field_definitions.id"))
    value: Mapped[Any] = mapped_column(Json)
    text: Mapped[str | None] = mapped_column(String(300))
    number: Mapped[int | None] = mapped_column(BigInteger)
    moment: Mapped[datetime | None]


class Resource(Keyed, Versioned, Tracked, Base):
    """Something that can be booked for a time: a room, a van, a fitter (S2-57).

    `hours` like the company's, None: the company's own; `slot_minutes` is the length of one booking.
    """

    __tablename__ = "resources"
    name: Mapped[str] = mapped_column(String(120))
    hours: Mapped[list[Any] | None] = mapped_column(Json)
    slot_minutes: Mapped[int] = mapped_column(default=60)
    archived_at: Mapped[datetime | None]


class Booking(Keyed, Versioned, Tracked, Base):
    """A resource taken for a time. Overlaps are refused while the resource's row is locked (no double booking)."""

    __tablename__ = "bookings"
    __table_args__ = (Index(None, "resource_id", "starts_at"), Index(None, "deal_id"))
    resource_id: Mapped[int] = mapped_column(ForeignKey("resources.id"))
    deal_id: Mapped[int] = mapped_column(ForeignKey("deals.id"))
    field_id: Mapped[int | None] = mapped_column(ForeignKey("field_definitions.id"))
    starts_at: Mapped[datetime]
    ends_at: Mapped[datetime]
    user_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    note: Mapped[str] = mapped_column(Text, default="")
    cancelled_at: Mapped[datetime | None]
