"""Numbers that come by themselves: when one is due, and when a threshold is crossed."""

from __future__ import annotations

from datetime import date
from enum import StrEnum
from typing import Final

from services.rules import periods
from services.rules.first_days import is_first
from services.rules.periods import DAY, Period, PeriodKind
from services.rules.worktime import WorkCalendar

WINDOW: Final = 28
"""Days a threshold looks back on, today excluded: a month's beginning alone says little."""
LEAST: Final = 5
"""A ratio of fewer records crosses nothing."""


class Rhythm(StrEnum):
    """How often a number comes; `threshold`: when it crosses one."""

    DAY = "day"
    WEEK = "week"
    MONTH = "month"
    THRESHOLD = "threshold"


KINDS: Final = {Rhythm.DAY: PeriodKind.DAY, Rhythm.WEEK: PeriodKind.WEEK, Rhythm.MONTH: PeriodKind.MONTH}


def is_due(rhythm: Rhythm, calendar: WorkCalendar, day: date, told_on: date | None) -> bool:
    """Whether a number is to be looked at on a day: once, on working days, at the week's or month's first one."""
    if (told_on is not None and told_on >= day) or not calendar.on(day):
        return False
    if rhythm in (Rhythm.DAY, Rhythm.THRESHOLD):
        return True
    return is_first(calendar, KINDS[rhythm], day)


def looked_at(rhythm: Rhythm, calendar: WorkCalendar, day: date) -> Period:
    """The days a number is told of: the last working day with the days off after it, the week or month before."""
    if rhythm is Rhythm.THRESHOLD:
        return periods.between(day - WINDOW * DAY, day)
    if rhythm is not Rhythm.DAY:
        return periods.shifted(periods.containing(KINDS[rhythm], day), -1)
    start = day - DAY
    while not calendar.on(start) and (day - start).days < WINDOW:
        start -= DAY
    return periods.containing(PeriodKind.DAY, start) if start == day - DAY else periods.between(start, day)


def crosses(value: float | None, threshold: float, *, above: bool) -> bool:
    """Whether a value lies beyond a threshold; no value does not."""
    if value is None:
        return False
    return value > threshold if above else value < threshold
