"""Due dates of stage tasks: four bindings (S2-34…S2-37), a deadline always (S2-33), never on a day off.

Days after something are working days, hours and minutes are working ones too. Before a date they are those of the
calendar, because the date is one; a result on a day off moves to the closing time before it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Any

from services.rules.worktime import (
    MIDNIGHT,
    WorkCalendar,
    add_days,
    add_minutes,
    intervals,
    last_working,
    next_working,
    to_local,
    to_utc,
    working_days,
)

Dates = Mapping[str, date | datetime | None]
Events = Mapping[str, datetime | None]


class Binding(StrEnum):
    """What a due date hangs on."""

    AFTER_ENTERING = "after_entering"
    BEFORE_DATE = "before_date"
    ON_DATE = "on_date"
    AFTER_EVENT = "after_event"


class Unit(StrEnum):
    """The unit of an offset."""

    MINUTES = "minutes"
    HOURS = "hours"
    DAYS = "days"


@dataclass(frozen=True, slots=True)
class Offset:
    """So many units, none or more."""

    amount: int
    unit: Unit = Unit.DAYS

    def __post_init__(self) -> None:
        if self.amount < 0:
            raise ValueError("an offset cannot be negative")


FALLBACK = Offset(3)
"""The visible deadline while the date is unknown or the event has not happened."""


@dataclass(frozen=True, slots=True)
class DueRule:
    """When a task is due. `source` names the date field or the event; `fallback` counts from entering the stage."""

    binding: Binding
    offset: Offset = Offset(0)
    source: str = ""
    fallback: Offset = FALLBACK

    def __post_init__(self) -> None:
        if (self.source == "") != (self.binding is Binding.AFTER_ENTERING):
            raise ValueError("a date or event needs its name, entering a stage has none")


def after_entering(*, days: int = 0, hours: int = 0, minutes: int = 0) -> DueRule:
    """N working days, hours or minutes after entering the stage (S2-34)."""
    return DueRule(Binding.AFTER_ENTERING, _offset(days, hours, minutes))


def before_date(field: str, *, days: int = 0, hours: int = 0, minutes: int = 0, fallback: Offset = FALLBACK) -> DueRule:
    """N days or hours before the date in a field (S2-35)."""
    return DueRule(Binding.BEFORE_DATE, _offset(days, hours, minutes), field, fallback)


def on_date(field: str, *, fallback: Offset = FALLBACK) -> DueRule:
    """On the date in a field (S2-36)."""
    return DueRule(Binding.ON_DATE, Offset(0), field, fallback)


def after_event(event: str, *, days: int = 0, hours: int = 0, minutes: int = 0, fallback: Offset = FALLBACK) -> DueRule:
    """N working days or hours after an event such as "payment_received" (S2-37)."""
    return DueRule(Binding.AFTER_EVENT, _offset(days, hours, minutes), event, fallback)


def _offset(days: int, hours: int, minutes: int) -> Offset:
    if days:
        return Offset(days, Unit.DAYS)
    return Offset(hours, Unit.HOURS) if hours else Offset(minutes, Unit.MINUTES)


def waits_for(rule: DueRule, dates: Dates | None = None, events: Events | None = None) -> str | None:
    """The date field or event whose absence makes the due date a fallback; None when nothing is missing."""
    known: Mapping[str, object] = (events if rule.binding is Binding.AFTER_EVENT else dates) or {}
    return rule.source if rule.source and known.get(rule.source) is None else None


def due_at(
    rule: DueRule,
    calendar: WorkCalendar,
    zone: str,
    *,
    entered_at: datetime,
    dates: Dates | None = None,
    events: Events | None = None,
) -> datetime:
    """The deadline in UTC, not before `entered_at`, never on a day off. A date without a time means its closing time.

    While the date is empty or the event has not happened (`waits_for`) the fallback holds. Raises NoWorkingTime.
    """
    if rule.binding is Binding.AFTER_ENTERING:
        return _after(rule.offset, calendar, zone, entered_at)
    if rule.binding is Binding.AFTER_EVENT:
        happened = (events or {}).get(rule.source)
        if happened is not None:
            return _after(rule.offset, calendar, zone, happened)
    else:
        day = (dates or {}).get(rule.source)
        if day is not None:
            at = _by_date(rule, calendar, zone, day)
            return at if at >= entered_at else next_working(calendar, zone, entered_at)
    return _after(rule.fallback, calendar, zone, entered_at)


def _after(offset: Offset, calendar: WorkCalendar, zone: str, at: datetime) -> datetime:
    if offset.unit is Unit.DAYS:
        return add_days(calendar, zone, at, offset.amount)
    return add_minutes(calendar, zone, at, offset.amount * (60 if offset.unit is Unit.HOURS else 1))


def _by_date(rule: DueRule, calendar: WorkCalendar, zone: str, day: date | datetime) -> datetime:
    before = rule.binding is Binding.BEFORE_DATE and rule.offset.amount > 0
    if isinstance(day, datetime):
        at = _back(rule.offset, zone, day) if before else day
    elif before and rule.offset.unit is not Unit.DAYS:
        at = _back(rule.offset, zone, _opening(calendar, zone, day))  # hours before a date: before its working day
    elif before:
        at = to_utc(day - timedelta(days=rule.offset.amount - 1), MIDNIGHT, zone)  # the end of that day
    else:
        return next(working_days(calendar, zone, day))[1][-1][1]  # the closing time of that working day
    return last_working(calendar, zone, at) if before else _forward(calendar, zone, at)


def _forward(calendar: WorkCalendar, zone: str, at: datetime) -> datetime:
    """The moment itself up to closing time, else the next working time."""
    return at if last_working(calendar, zone, at) == at else next_working(calendar, zone, at)


def _back(offset: Offset, zone: str, at: datetime) -> datetime:
    if offset.unit is Unit.DAYS:
        local = to_local(at, zone)
        return to_utc(local.date() - timedelta(days=offset.amount), local.time(), zone)
    return at - timedelta(minutes=offset.amount * (60 if offset.unit is Unit.HOURS else 1))


def _opening(calendar: WorkCalendar, zone: str, day: date) -> datetime:
    spans = intervals(calendar, zone, day)
    return spans[0][0] if spans else to_utc(day, MIDNIGHT, zone)


def to_json(rule: DueRule) -> dict[str, Any]:
    """The rule as a plain dict for a JSON column."""
    plain: dict[str, Any] = {
        "binding": rule.binding.value,
        "amount": rule.offset.amount,
        "unit": rule.offset.unit.value,
    }
    if rule.source:
        fallback = {"amount": rule.fallback.amount, "unit": rule.fallback.unit.value}
        plain |= {"source": rule.source, "fallback": fallback}
    return plain


def from_json(plain: Mapping[str, Any]) -> DueRule:
    """The rule from its dict. Raises ValueError for anything `to_json` does not write."""
    try:
        fallback = plain.get("fallback")
        return DueRule(
            Binding(plain["binding"]),
            Offset(int(plain["amount"]), Unit(plain["unit"])),
            str(plain.get("source", "")),
            Offset(int(fallback["amount"]), Unit(fallback["unit"])) if fallback else FALLBACK,
        )
    except (KeyError, TypeError) as error:
        raise ValueError(f"not a due rule: {plain!r}") from error
