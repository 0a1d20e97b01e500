"""The stretches of time reports look at: by the reader's local days."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Final

from services.rules.worktime import local_day, local_day_bounds

PERIODS: Final = ("week", "weeks4", "month")
"""This week, the last four weeks, this month: each up to and with today."""


def first_day(period: str, today: date) -> date:
    """The first local day of a period. Raises KeyError for an unknown one."""
    return {
        "week": today - timedelta(days=today.weekday()),
        "weeks4": today - timedelta(days=27),
        "month": today.replace(day=1),
    }[period]


def bounds(period: str, now: datetime, zone: str) -> tuple[datetime, datetime]:
    """From the beginning of the first day to the end of today, in UTC."""
    today = local_day(now, zone)
    return local_day_bounds(first_day(period, today), zone)[0], local_day_bounds(today, zone)[1]
