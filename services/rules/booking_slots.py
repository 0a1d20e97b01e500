"""Times at which something can be booked: slots of one length inside working hours that nobody has taken yet."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Final

from services.rules.worktime import DayHours, Span, WorkCalendar, intervals

LENGTHS: Final = (15, 30, 45, 60, 90, 120, 180, 240, 480)
"""Minutes a slot may have."""
DAYS_AHEAD: Final = 366
"""How far ahead a resource can be booked."""


def calendar_of(company: WorkCalendar, hours: Sequence[DayHours] | None) -> WorkCalendar:
    """When a resource can be booked: in its own hours, else the company's; never on the company's days off."""
    return company if hours is None else replace(company, hours=tuple(hours), working_days={})


def slots(calendar: WorkCalendar, zone: str, day: date, minutes: int) -> tuple[Span, ...]:
    """All slots of a local day, from each opening time on; what does not fit before closing is left out."""
    length = timedelta(minutes=minutes)
    found = []
    for start, end in intervals(calendar, zone, day):
        at = start
        while at + length <= end:
            found.append((at, at + length))
            at += length
    return tuple(found)


def free(all_slots: Iterable[Span], taken: Iterable[Span], now: datetime) -> tuple[Span, ...]:
    """The slots still to come that overlap nothing taken."""
    busy = sorted(taken)
    return tuple(slot for slot in all_slots if slot[0] > now and not any(overlap(slot, other) for other in busy))


def overlap(one: Span, other: Span) -> bool:
    """True when two spans share time; that one begins as the other ends is no overlap."""
    return one[0] < other[1] and other[0] < one[1]
