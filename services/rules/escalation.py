"""The escalation ladder of a task or inquiry (S0-41): nudge at the due time, then the head, then the head again.

All in working time of the person concerned: nobody is woken, and a day off is no reason to complain. Each step is a
function of one moment that never falls when the moment rises, so that a sorted list is cut at one place (`reached`).
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta
from typing import Final

from services.rules.worktime import (
    NoWorkingTime,
    WorkCalendar,
    add_days,
    add_minutes,
    intervals,
    local_day,
    local_day_bounds,
    next_working,
)

NEVER: Final = datetime.max.replace(tzinfo=UTC)
"""The step of somebody who never works: a company whose calendar has no working time."""

GAP: Final = timedelta(hours=1)
"""A head is told of late work at most so often; what becomes late meanwhile is told of together."""
SINGLE: Final = 3
"""Messages of a day that come one by one; what is late after them is gathered for half a working day."""
REPEAT_DAYS: Final = 1
"""Working days after which the head is told again."""


def nudge_at(due_at: datetime, calendar: WorkCalendar, zone: str, *, promised: bool = False) -> datetime:
    """When the assignee is reminded: at the due time, else when work begins next.

    A time agreed with a client after hours of a working day is still kept: the reminder comes at that time.
    """
    if promised:
        spans = intervals(calendar, zone, local_day(due_at, zone))
        if spans and due_at >= spans[0][0]:
            return due_at
    try:
        return next_working(calendar, zone, due_at)
    except NoWorkingTime:
        return NEVER


def escalate_at(due_at: datetime, calendar: WorkCalendar, zone: str, *, grace_minutes: int = 60) -> datetime:
    """When the head is told: so many working minutes after the due time, or after being given an overdue task."""
    try:
        return next_working(calendar, zone, add_minutes(calendar, zone, due_at, grace_minutes))
    except NoWorkingTime:
        return NEVER


def again_at(told_at: datetime, calendar: WorkCalendar, zone: str, *, hours: int = 0) -> datetime:
    """When the head is told again: so many working hours after being told, or with 0 a working day after.

    Counted from the telling and not from the due time, so that a machine which slept for days tells once, not twice.
    """
    try:
        if hours:
            return next_working(calendar, zone, add_minutes(calendar, zone, told_at, hours * 60))
        return next_working(calendar, zone, add_days(calendar, zone, told_at, REPEAT_DAYS))
    except NoWorkingTime:
        return NEVER


def may_tell(told: Sequence[datetime], now: datetime, calendar: WorkCalendar, zone: str, *, urgent: bool) -> bool:
    """Whether a head who was `told` at these moments may be told of late work again now.

    At most once in `GAP`; after the third message of the local day only when its other half has begun since the last.
    `urgent` (a client waits for a first answer) comes at once, after the third message once in `GAP`.
    """
    today = sorted(at for at in told if local_day(at, zone) == local_day(now, zone))
    waited = not told or now - max(told) >= GAP
    if len(today) < SINGLE:
        return urgent or waited
    if urgent:
        return waited
    middle = _middle(calendar, zone, now)
    return waited and (today[-1] < middle) != (now < middle)


def _middle(calendar: WorkCalendar, zone: str, now: datetime) -> datetime:
    """The middle of the working day, on a day off of the whole day."""
    day = local_day(now, zone)
    spans = intervals(calendar, zone, day) or (local_day_bounds(day, zone),)
    return spans[0][0] + (spans[-1][1] - spans[0][0]) / 2


def reached(moments: Sequence[datetime], step: Callable[[datetime], datetime], now: datetime) -> int:
    """How many of the moments, which rise, have come to `step` by now."""
    return bisect_right(moments, now, key=step)
