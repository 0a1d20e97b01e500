"""How late something is, as the company works: nights and days off are nobody's delay (S0-41)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from services.rules.worktime import DayHours, WorkCalendar, local_day, working_minutes_between

DAY: Final = timedelta(days=1)
COUNTED: Final = timedelta(days=14)
"""Up to so long ago working minutes are counted, further back working days."""
USUAL: Final = 8 * 60
"""Minutes of a working day where the company has none."""


@dataclass(frozen=True, slots=True)
class Late:
    """So many whole working `days`, or less than one: `minutes` of working time, at least one."""

    days: int
    minutes: int


def late(calendar: WorkCalendar, zone: str, due_at: datetime, at: datetime) -> Late | None:
    """How much working time lies between the due time and now (or when it was done); None when it is in time."""
    if at <= due_at:
        return None
    if at - due_at <= COUNTED:
        minutes = working_minutes_between(calendar, zone, due_at, at)
        usual = _usual(calendar)
        return Late(round(minutes / usual), 0) if minutes >= usual else Late(0, max(1, minutes))
    day, last, days = local_day(due_at, zone) + DAY, local_day(at, zone), 0
    while day <= last:
        days += bool(calendar.on(day))
        day += DAY
    return Late(max(1, days), 0)


def _usual(calendar: WorkCalendar) -> int:
    """Minutes of a usual working day of the week."""
    lengths = [length for length in map(_minutes, calendar.hours) if length]
    return round(sum(lengths) / len(lengths)) if lengths else USUAL


def _minutes(hours: DayHours) -> int:
    return sum(
        (end.hour * 60 + end.minute or 24 * 60) - (start.hour * 60 + start.minute) for start, end in hours
    )  # fmt: skip
