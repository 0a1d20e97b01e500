"""Small value types that several views share."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from services.rules.kinds import CallOutcome, Direction, PipelineCycle, StageKind, TaskKind, TaskStatus
from services.rules.target import Target


@dataclass(frozen=True, slots=True)
class Named:
    """An id with the name people know it by."""

    id: int
    name: str


@dataclass(frozen=True, slots=True)
class Person:
    """A contact person as cards show one."""

    id: int | None
    name: str
    position: str | None
    phone: str | None
    telegram_id: int | None


@dataclass(frozen=True, slots=True)
class StagePlace:
    """A stage and where it stands: `number` of `count` open and won stages, 1-based."""

    id: int
    name: str
    kind: StageKind
    number: int
    count: int
    pipeline: str
    cycle: PipelineCycle = PipelineCycle.LONG


@dataclass(frozen=True, slots=True)
class TaskLine:
    """A task as lists and cards show it; `about` is what it belongs to, `overdue` as of the view's moment.

    `hot`: its deal is at a late stage (S3-20).
    """

    id: int
    version: int
    kind: TaskKind
    status: TaskStatus
    title: str
    due_at: datetime
    overdue: bool
    promised: bool
    assignee: Named | None
    target: Target
    about: str
    moves: int
    instruction: str = ""
    hot: bool = False
    done_at: datetime | None = None
    controlled: bool = False
    """Somebody else looks at the result (S2-39)."""
    attempt: int = 0
    """Of a call after unreached ones: 1 for the first retry, and so on."""


@dataclass(frozen=True, slots=True)
class ActivityLine:
    """An activity as cards and histories show it."""

    id: int
    kind: str
    direction: Direction | None
    outcome: CallOutcome | None
    result: str | None
    at: datetime
    by: str | None
    text: str
    has_file: bool
