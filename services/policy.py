"""The company's rules as they stand in one transaction: settings and working calendar together."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time
from functools import lru_cache

from services.rules.lateness import Late, late
from services.rules.settings import CompanySettings, from_rows
from services.rules.worktime import DayHours, WorkCalendar, holiday_dates
from storage import company as rows
from storage import people
from storage.unit_of_work import Work


@dataclass(frozen=True, slots=True)
class Policy:
    """What every rule needs to know of the company."""

    settings: CompanySettings
    calendar: WorkCalendar

    def zone_of(self, own: str | None) -> str:
        """A person's own zone, else the company's."""
        return own or self.settings.zone


async def late_of(work: Work, user_id: int | None, due_at: datetime | None, at: datetime) -> Late | None:
    """How late somebody's work is or was, in working time of that person; None when it is in time."""
    if due_at is None or at <= due_at:
        return None
    rules = await load(work)
    user = await people.user(work, user_id) if user_id else None
    return late(rules.calendar, rules.zone_of(user.zone if user else None), due_at, at)


async def load(work: Work) -> Policy:
    """Read the settings and build the calendar."""
    stored, days = await rows.rules(work)
    settings = from_rows(stored)
    special = tuple(sorted((day, _hours(hours or ())) for day, hours in days.items()))
    return Policy(settings, _calendar(settings, special, work.now.year))


@lru_cache(maxsize=16)
def _calendar(settings: CompanySettings, special: tuple[tuple[date, DayHours], ...], year: int) -> WorkCalendar:
    return WorkCalendar(
        hours=tuple(_hours(day) for day in settings.hours),
        days_off=holiday_dates(settings.country, range(year - 1, year + 3)),
        working_days=dict(special),
    )


def _hours(spans: object) -> DayHours:
    return tuple((time.fromisoformat(start), time.fromisoformat(end)) for start, end in spans)  # type: ignore[attr-defined]
