"""Dates of files: many spellings, one column one order of day and month."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, timezone, tzinfo
from enum import StrEnum

from services.rules.import_fields import Cell
from services.rules.import_text import clean

NOON = time(12)
"""A date without a time stands for the middle of that working day, so that no zone moves it to another day."""

_EXCEL_EPOCH = date(1899, 12, 30)
_EXCEL_DAYS = (20_000, 80_000)  # 1954-10-03 … 2119-01-11: other numbers are not dates
_YEARS = range(1950, 2101)


class DateOrder(StrEnum):
    """Which part of `03/04/2026` is the day."""

    DMY = "dmy"
    MDY = "mdy"
    YMD = "ymd"


class BadValue(ValueError):
    """A cell that cannot be read; `code` says as what (date, amount, number, phone …)."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


_TIME = (
    r"(?:[ T,]+(?P<hour>\d{1,2}):(?P<minute>\d{2})(?::(?P<second>\d{2})(?:[.,]\d+)?)?"
    r"\s*(?P<half>[ap]\.?m\.?)?\s*(?P<zone>Z|UTC|[+-]\d{2}:?\d{2})?)?"
)
_DIGITS = re.compile(rf"(\d{{1,4}})\s?([./\-])\s?(\d{{1,2}})\s?\2\s?(\d{{1,4}})(?:\s*[гр]\.?)?{_TIME}", re.IGNORECASE)
_DAY_FIRST = re.compile(
    rf"(\d{{1,2}})[ .\-]+([^\W\d]{{3,}})\.?[ ,.\-]+(\d{{4}}|\d{{2}})(?:\s*[гр]\.?)?{_TIME}", re.IGNORECASE
)
_MONTH_FIRST = re.compile(rf"([^\W\d]{{3,}})\.?\s+(\d{{1,2}})(?:st|nd|rd|th)?,?\s+(\d{{4}}){_TIME}", re.IGNORECASE)
_NAMES = (
    "jan янв січ|feb фев лют|mar мар бер|apr апр кві|may май мая тра|jun июн чер|jul июл лип|aug авг сер"
    "|sep сен вер|oct окт жов|nov ноя лис|dec дек гру"
)
_MONTHS = {
    word: number
    for number, words in enumerate(
        _NAMES.split("|"),
        start=1,
    )
    for word in words.split()
}


@dataclass(slots=True)
class DateEvidence:
    """What a whole column says about the order of day and month."""

    dates: int = 0
    first_is_day: int = 0
    second_is_day: int = 0
    year_first: int = 0
    dotted: int = 0
    half_day: int = 0
    serials: int = 0

    def add(self, text: str) -> bool:
        """Take one cell in; return whether it looks like a date."""
        found = _DIGITS.fullmatch(text)
        if found is None:
            named = _DAY_FIRST.fullmatch(text) or _MONTH_FIRST.fullmatch(text)
            known = named is not None and any((part or "")[:3].casefold() in _MONTHS for part in named.groups()[:2])
            self.dates += known
            return known
        first, mark, second, third = found.group(1, 2, 3, 4)
        if len(first) == 4:
            self.year_first += 1
        elif len(first) > 2 or len(third) not in (2, 4):
            return False
        else:
            self.first_is_day += int(first) > 12
            self.second_is_day += int(second) > 12
            self.dotted += mark == "."
            self.half_day += found.group("half") is not None
        self.dates += 1
        return True

    def order(self, default: DateOrder = DateOrder.DMY) -> tuple[DateOrder, bool]:
        """Return the order and whether the column proves it.

        `default` decides between 3 April and March 4 when no cell has a part above 12.  Dots are day first
        everywhere; AM and PM point to month first.
        """
        if self.first_is_day or self.second_is_day:
            return (DateOrder.DMY if self.first_is_day >= self.second_is_day else DateOrder.MDY), True
        if self.year_first or not self.dates:
            return DateOrder.YMD, True
        if self.dotted:
            return DateOrder.DMY, True
        return (DateOrder.MDY, False) if self.half_day else (default, False)


_MONTH = re.compile(r"(\d{4})[.\-/](\d{1,2})|(\d{1,2})[.\-/](\d{4})|([^\W\d]{3,})\.?,?\s+(\d{4})(?:\s*[гр]\.?)?")


def month_of(text: str) -> tuple[date, date] | None:
    """The first and the last day of a month: "2026-11", "11.2026", "ноябрь 2026"; None for what is none."""
    found = _MONTH.fullmatch(text.strip())
    if found is None:
        return None
    year, month = int(found[1] or found[4] or found[6]), int(found[2] or found[3] or 0)
    if found[5]:
        month = _MONTHS.get(found[5][:3].casefold(), 0)
    if not 1 <= month <= 12 or year not in _YEARS:
        return None
    return whole_month(date(year, month, 1))


def whole_month(day: date) -> tuple[date, date]:
    """The first and the last day of a day's month."""
    first = day.replace(day=1)
    return first, (first + timedelta(days=31)).replace(day=1) - timedelta(days=1)


def moment(cell: Cell, order: DateOrder, zone: tzinfo) -> datetime | None:
    """Return the cell as an aware UTC time, None when empty; a bare date is noon in `zone`.

    Raises `BadValue("date")` for what is no date of this order.
    """
    if isinstance(cell, datetime):
        local = cell if cell.tzinfo else cell.replace(tzinfo=zone)
        return _bounded(local).astimezone(UTC)
    if isinstance(cell, date):
        return _bounded(datetime.combine(cell, NOON, zone)).astimezone(UTC)
    if isinstance(cell, int | float) and not isinstance(cell, bool):
        return _serial(float(cell), zone)
    text = clean(cell)
    if not text or text.startswith(("0000-00-00", "00.00.0000")):
        return None
    try:
        return _bounded(_read(text, order, zone)).astimezone(UTC)
    except (ValueError, OverflowError) as error:
        raise BadValue("date") from error


def _bounded(value: datetime) -> datetime:
    if value.year not in _YEARS:
        raise BadValue("date")
    return value


def _read(text: str, order: DateOrder, zone: tzinfo) -> datetime:
    if len(text) == 10 and text[4] == "-":  # the commonest spelling, and the quickest
        return datetime.combine(date.fromisoformat(text), NOON, zone)
    if found := _DIGITS.fullmatch(text):
        return _with_time(_by_order(found.group(1), found.group(3), found.group(4), order), found, zone)
    if found := _DAY_FIRST.fullmatch(text):
        return _with_time(_by_name(found.group(3), found.group(2), found.group(1)), found, zone)
    if found := _MONTH_FIRST.fullmatch(text):
        return _with_time(_by_name(found.group(3), found.group(1), found.group(2)), found, zone)
    if len(text) == 8 and text.isdigit():
        return datetime.combine(date(int(text[:4]), int(text[4:6]), int(text[6:])), NOON, zone)
    return _serial(float(text.replace(",", ".")), zone)


def _by_order(first: str, second: str, third: str, order: DateOrder) -> date:
    if len(first) == 4:
        return date(int(first), int(second), int(third))
    if len(first) > 2 or len(third) not in (2, 4):
        raise BadValue("date")
    if order is DateOrder.YMD and len(third) == 2:
        return date(_year(first), int(second), int(third))
    day, month = (int(second), int(first)) if order is DateOrder.MDY else (int(first), int(second))
    return date(_year(third), month, day)


def _by_name(year: str, month: str, day: str) -> date:
    number = _MONTHS.get(month[:3].casefold())
    if number is None:
        raise BadValue("date")
    return date(_year(year), number, int(day))


def _year(text: str) -> int:
    year = int(text)
    if len(text) == 4:
        return year
    return year + (2000 if year < 70 else 1900)


def _with_time(day: date, found: re.Match[str], zone: tzinfo) -> datetime:
    if found.group("hour") is None:
        return datetime.combine(day, NOON, zone)
    hour, half = int(found.group("hour")), (found.group("half") or "").casefold()[:1]
    if half:
        hour = hour % 12 + (12 if half == "p" else 0)
    at = time(hour, int(found.group("minute")), int(found.group("second") or 0))
    return datetime.combine(day, at, _zone(found.group("zone"), zone))


def _zone(text: str | None, zone: tzinfo) -> tzinfo:
    if not text:
        return zone
    if text.upper() in {"Z", "UTC"}:
        return UTC
    minutes = int(text[1:3]) * 60 + int(text[-2:])
    return timezone(timedelta(minutes=-minutes if text[0] == "-" else minutes))


def _serial(days: float, zone: tzinfo) -> datetime:
    """Read an Excel day number: whole days since 1899-12-30, the fraction is the time of day."""
    if not _EXCEL_DAYS[0] <= days <= _EXCEL_DAYS[1]:
        raise BadValue("date")
    day = _EXCEL_EPOCH + timedelta(days=int(days))
    seconds = round((days - int(days)) * 86_400)
    if not seconds:
        return datetime.combine(day, NOON, zone).astimezone(UTC)
    return (datetime.combine(day, time(), zone) + timedelta(seconds=seconds)).astimezone(UTC)
