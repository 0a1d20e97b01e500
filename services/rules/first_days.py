"""The first working day of a week or month: when it is looked back on; a holiday moves it on."""

from __future__ import annotations

from datetime import date

from services.rules.periods import DAY, PeriodKind, containing
from services.rules.worktime import WorkCalendar


def is_first(calendar: WorkCalendar, kind: PeriodKind, day: date) -> bool:
    """Whether people work on the day, and on none before it in its week or month."""
    if not calendar.on(day):
        return False
    earlier = containing(kind, day).start
    while earlier < day:
        if calendar.on(earlier):
            return False
        earlier += DAY
    return True
