"""What the set-up of fields and resources shows."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from services.rules.field_kinds import FieldKind
from services.rules.field_values import FieldSpec
from services.rules.hours import Week
from services.rules.views import Named


@dataclass(frozen=True, slots=True)
class FieldLineSetUp:
    """A field in the list."""

    id: int
    name: str
    kind: FieldKind
    pipeline: str | None


@dataclass(frozen=True, slots=True)
class FieldTable:
    """A page (from 1) of the fields in use, or of the archived ones; `archived` are not in use."""

    lines: tuple[FieldLineSetUp, ...]
    total: int
    archived: int
    shows_archived: bool
    page: int
    pages: int


@dataclass(frozen=True, slots=True)
class FieldView:
    """One field as it is set up. `filled` in so many deals; `required` on these stages, each with its pipeline.

    `undo` takes the last change back for 24 hours; None when there was none just now.
    """

    spec: FieldSpec
    version: int
    pipeline: Named | None
    resource: Named | None
    resource_gone: bool
    required: tuple[tuple[str, str], ...]
    filled: int
    archived_at: datetime | None
    first: bool
    last: bool
    undo: int | None = None


@dataclass(frozen=True, slots=True)
class StageFieldsView:
    """The fields a stage may require, each with whether it does; a page from 1."""

    stage: Named
    pipeline: str
    lines: tuple[tuple[Named, FieldKind, bool], ...]
    required: int
    page: int
    pages: int
    undo: int | None = None
    """Takes the tick back that led to this."""


@dataclass(frozen=True, slots=True)
class ResourceView:
    """Something that can be booked. `hours` None: the company's; `coming` bookings lie ahead, the next ones `next`."""

    id: int
    version: int
    name: str
    hours: Week | None
    slot_minutes: int
    archived_at: datetime | None
    coming: int
    next: tuple[tuple[datetime, str], ...] = ()
    undo: int | None = None


@dataclass(frozen=True, slots=True)
class ResourceTable:
    """Everything that can be booked, and what no longer can."""

    lines: tuple[Named, ...]
    archived: tuple[Named, ...]
