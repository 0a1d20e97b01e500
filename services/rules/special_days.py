"""Days as an admin types them for the calendar: "25.12", "1.01-8.01 Holidays", "19.12 10-15 Inventory"."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import Final

NAME_LIMIT: Final = 120
LONGEST_UNSAID: Final = timedelta(days=183)
"""Days typed without a year that are further apart were typed in the wrong order."""
_DAY: Final = r"(\d{1,2})[./](\d{1,2})(?:[./](\d{4}|\d{2}))?"
_LINE: Final = re.compile(rf"^\s*{_DAY}(?:\s*[-–—]\s*{_DAY})?(?:\s+{{hours}})?\s*(.*)$".replace(
    "{hours}", r"(\d{1,2})(?::(\d{2}))?\s*[-–—]\s*(\d{1,2})(?::(\d{2}))?(?=\s|$)"
))  # fmt: skip
_ISO: Final = re.compile(r"(\d{4})-(\d{2})-(\d{2})")


class DayKind(StrEnum):
    """What typed days become."""

    OFF = "off"
    WORKING = "working"
    SHORT = "short"


@dataclass(frozen=True, slots=True)
class Special:
    """Typed days from `first` to `last`, their hours ("HH:MM", "HH:MM") if any were typed, and a name."""

    first: date
    last: date
    hours: tuple[str, str] | None
    name: str

    @property
    def count(self) -> int:
        """How many days."""
        return (self.last - self.first).days + 1

    @property
    def days(self) -> tuple[date, ...]:
        """Each of them."""
        return tuple(self.first + timedelta(days=n) for n in range(self.count))


def read_days(typed: str, today: date) -> Special | None:
    """Read a line; a day without its year is the next one to come. None when it is not understood, or no such day."""
    found = _LINE.match(_ISO.sub(lambda iso: f"{iso[3]}.{iso[2]}.{iso[1]}", typed))
    if found is None:
        return None
    day, month, year, day_2, month_2, year_2, start, start_min, end, end_min, name = found.groups()
    first = _date(day, month, year, today)
    last = _date(day_2, month_2, year_2, first or today) if day_2 else first
    hours = _hours(start, start_min, end, end_min) if start else None
    backwards = day_2 and not year_2 and first and last and last - first > LONGEST_UNSAID
    if first is None or last is None or last < first or backwards or (start and hours is None):
        return None
    return Special(first, last, hours, " ".join(name.split())[:NAME_LIMIT])


def _date(day: str, month: str, year: str | None, since: date) -> date | None:
    try:
        if year is not None:
            return date(int(year) + (2000 if len(year) == 2 else 0), int(month), int(day))
        here = date(since.year, int(month), int(day))
        return here if here >= since else date(since.year + 1, int(month), int(day))
    except ValueError:
        return None


def _hours(start: str, start_min: str | None, end: str, end_min: str | None) -> tuple[str, str] | None:
    one, two = (int(start), int(start_min or 0)), (int(end), int(end_min or 0))
    if one >= two or two > (23, 59) or max(one[1], two[1]) > 59:
        return None
    return f"{one[0]:02}:{one[1]:02}", f"{two[0]:02}:{two[1]:02}"
