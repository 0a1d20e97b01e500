"""Days that a text may name, found from today on, and why a text names none."""

from __future__ import annotations

import calendar
from collections.abc import Callable
from datetime import date, timedelta
from enum import StrEnum

DAY = timedelta(days=1)


class Failure(StrEnum):
    """Why a text is no moment to come."""

    NOT_UNDERSTOOD = "not_understood"
    PAST = "past"
    TOO_FAR = "too_far"
    NO_SUCH_DATE = "no_such_date"
    NO_SUCH_TIME = "no_such_time"


class Refused(Exception):
    """The text is no moment; carries the failure."""

    def __init__(self, failure: Failure) -> None:
        super().__init__(failure)
        self.failure = failure


def day_first(text: str, first: int, second: int) -> tuple[int, int]:
    """Day and month; only with slashes may the month come first, when it cannot come second."""
    return (second, first) if "/" in text and second > 12 >= first else (first, second)


def dated(number: int, month: int, year: int | None = None) -> Callable[[date], date]:
    """That date; without a year the next one."""

    def day(today: date) -> date:
        if year is not None:
            return _existing(year, month, number)
        for ahead in range(9):  # the 29th of February is eight years away at most
            if 1 <= month <= 12 and 1 <= number <= calendar.monthrange(today.year + ahead, month)[1]:
                found = date(today.year + ahead, month, number)
                if found >= today:
                    return found
        raise Refused(Failure.NO_SUCH_DATE)

    return day


def next_dated(number: int) -> Callable[[date], date]:
    """The next such day of a month that has it."""

    def day(today: date) -> date:
        for ahead in range(62):
            if (today + ahead * DAY).day == number:
                return today + ahead * DAY
        raise Refused(Failure.NO_SUCH_DATE)

    return day


def _existing(year: int, month: int, number: int) -> date:
    try:
        return date(year, month, number)
    except ValueError:
        raise Refused(Failure.NO_SUCH_DATE) from None


def months_later(today: date, months: int) -> date:
    """The same day so many months later, or the last one of a shorter month."""
    index = today.year * 12 + today.month - 1 + months
    year, month = index // 12, index % 12 + 1
    return date(year, month, min(today.day, calendar.monthrange(year, month)[1]))
