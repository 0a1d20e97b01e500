"""Reporting periods: half-open runs of local days (kpi.md, common rules)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Final

from services.rules.worktime import local_day, local_day_bounds

DAY: Final = timedelta(days=1)


class PeriodKind(StrEnum):
    """What a period is called; `dates` is two free dates."""

    DAY = "day"
    WEEK = "week"
    MONTH = "month"
    QUARTER = "quarter"
    HALF_YEAR = "half_year"
    YEAR = "year"
    DATES = "dates"


RUNNING: Final = ("week", "weeks4", "month")
"""Names of the stretches up to and with today: this week, the last four weeks, this month."""
_MONTHS: Final = {PeriodKind.MONTH: 1, PeriodKind.QUARTER: 3, PeriodKind.HALF_YEAR: 6, PeriodKind.YEAR: 12}


@dataclass(frozen=True, slots=True)
class Period:
    """From the day `start` up to the day `end`, which does not belong to it."""

    kind: PeriodKind
    start: date
    end: date

    def __post_init__(self) -> None:
        if self.end <= self.start:
            raise ValueError("a period has at least one day")

    @property
    def days(self) -> int:
        """Its length in days."""
        return (self.end - self.start).days

    @property
    def last(self) -> date:
        """Its last day."""
        return self.end - DAY


def containing(kind: PeriodKind, day: date) -> Period:
    """The day, ISO week, month, quarter, half-year or year a day lies in. Raises ValueError for `dates`."""
    if kind is PeriodKind.DAY:
        return Period(kind, day, day + DAY)
    if kind is PeriodKind.WEEK:
        start = day - timedelta(days=day.weekday())
        return Period(kind, start, start + 7 * DAY)
    if kind not in _MONTHS:
        raise ValueError("two free dates are not around one day")
    length = _MONTHS[kind]
    start = date(day.year, (day.month - 1) // length * length + 1, 1)
    return Period(kind, start, add_months(start, length))


def between(start: date, end: date) -> Period:
    """Two free dates, `end` excluded. Raises ValueError when there is no day between them."""
    return Period(PeriodKind.DATES, start, end)


def shifted(period: Period, by: int) -> Period:
    """The period that many periods later (earlier when negative); free dates move by their own length."""
    if period.kind in _MONTHS:
        length = _MONTHS[period.kind]
        start = add_months(period.start, by * length)
        return Period(period.kind, start, add_months(start, length))
    step = period.days * by * DAY
    return Period(period.kind, period.start + step, period.end + step)


def as_far_before(period: Period, today: date) -> Period:
    """The period before; of one that still runs, only as many first days as have come up to today."""
    before = shifted(period, -1)
    if not period.start <= today < period.last:
        return before
    return between(before.start, min(before.start + (today - period.start) + DAY, before.end))


def year_before(period: Period) -> Period:
    """The same period a year ago; a week is the one 52 weeks before, so that it has the same weekdays."""
    if period.kind is PeriodKind.WEEK:
        return shifted(period, -52)
    if period.kind in _MONTHS:
        return shifted(period, -12 // _MONTHS[period.kind])
    start = year_back(period.start)
    return Period(period.kind, start, start + period.days * DAY)


def running(name: str, today: date) -> Period:
    """A stretch of `RUNNING`. Raises KeyError for an unknown name."""
    first = {
        "week": containing(PeriodKind.WEEK, today).start,
        "weeks4": today - timedelta(days=27),
        "month": containing(PeriodKind.MONTH, today).start,
    }[name]
    return between(first, today + DAY)


def moments(period: Period, zone: str) -> tuple[datetime, datetime]:
    """Its beginning and its end in UTC."""
    return local_day_bounds(period.start, zone)[0], local_day_bounds(period.end, zone)[0]


def running_moments(name: str, now: datetime, zone: str) -> tuple[datetime, datetime]:
    """Beginning and end of a stretch of `RUNNING` as of now, in UTC. Raises KeyError."""
    return moments(running(name, local_day(now, zone)), zone)


def add_months(first: date, months: int) -> date:
    """The first of a month that many months on."""
    number = first.year * 12 + first.month - 1 + months
    return date(number // 12, number % 12 + 1, 1)


def year_back(day: date) -> date:
    """The same day a year ago; 28 February for a leap day."""
    if (day.month, day.day) == (2, 29):
        return date(day.year - 1, 2, 28)
    return day.replace(year=day.year - 1)
