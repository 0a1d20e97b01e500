"""What due dates hang on by name: date fields of a deal, events, other tasks done (S2-35…S2-37)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

EXPECTED_CLOSE: Final = "expected_close"
PAYMENT: Final = "payment_received"
DOCUMENT: Final = "document_sent"
ANSWER: Final = "client_answered"
EVENTS: Final = (PAYMENT, DOCUMENT, ANSWER)
"""What a person records with one tap; the other events are stage tasks done."""

_FIELD: Final = "field:"
_DONE: Final = "task_done:"


@dataclass(frozen=True, slots=True)
class Source:
    """A date field or an event. `name` is set for own fields and for stage tasks; `gone`: it is no longer in use."""

    code: str
    name: str = ""
    gone: bool = False


def of_field(field_id: int) -> str:
    """The code of an own field of kind date or moment."""
    return f"{_FIELD}{field_id}"


def of_task(stage_task_id: int) -> str:
    """The code of the event "this stage task was done"."""
    return f"{_DONE}{stage_task_id}"


def field_id(code: str) -> int | None:
    """The own field a code names; None for anything else."""
    return _number(code, _FIELD)


def stage_task_id(code: str) -> int | None:
    """The stage task whose being done a code names; None for anything else."""
    return _number(code, _DONE)


def is_event(code: str) -> bool:
    """True for events, False for date fields."""
    return code in EVENTS or stage_task_id(code) is not None


def is_known(code: str) -> bool:
    """True for a well-formed code of a date field or an event."""
    return code == EXPECTED_CLOSE or is_event(code) or field_id(code) is not None


def field_ids(codes: Iterable[str]) -> set[int]:
    """The own fields among the codes."""
    return {number for code in codes if (number := field_id(code)) is not None}


def stage_task_ids(codes: Iterable[str]) -> set[int]:
    """The stage tasks among the codes."""
    return {number for code in codes if (number := stage_task_id(code)) is not None}


def note(code: str, value: date | datetime | None) -> str:
    """What a due date was counted from, as a task remembers it: "expected_close=2026-12-04"; empty: the fallback."""
    return f"{code}={value.isoformat() if value is not None else ''}"


def noted(text: str) -> str:
    """The code of such a note."""
    return text.partition("=")[0]


def _number(code: str, prefix: str) -> int | None:
    rest = code.removeprefix(prefix)
    return int(rest) if rest != code and rest.isascii() and rest.isdigit() else None
