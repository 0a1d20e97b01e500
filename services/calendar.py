"""/calendar: when the company works: its hours, public holidays, and the days that differ (design section 4)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from services import policy
from services.clock import Clock
from services.errors import Denied, Invalid, NotFound
from services.rules.actor import Actor, Role
from services.rules.special_days import DayKind, Special, read_days
from services.rules.worktime import holiday_names, local_day
from storage import calendar as rows
from storage.tables import CalendarDay
from storage.unit_of_work import Database, Work

AHEAD: Final = timedelta(days=366)
MOST_DAYS: Final = 62
"""Days that may be set with one typed line."""


@dataclass(frozen=True, slots=True)
class CalendarLine:
    """A day that differs from its weekday. `own`: the company's entry, else a public holiday.

    `hours` are (from, to) texts; empty: a day off.
    """

    day: date
    name: str
    hours: tuple[tuple[str, str], ...]
    own: bool


@dataclass(frozen=True, slots=True)
class CalendarView:
    """What differs in the year to come; `hours` of the seven weekdays, Monday first."""

    hours: tuple[tuple[tuple[str, str], ...], ...]
    country: str
    zone: str
    lines: tuple[CalendarLine, ...]


class Calendar:
    """Reads and changes the working calendar; for admins."""

    def __init__(self, db: Database, clock: Clock) -> None:
        self._db = db
        self._clock = clock

    async def view(self, actor: Actor) -> CalendarView:
        """The days to come that differ, the nearest first. Raises Denied."""
        _only_admin(actor)
        async with self._db.read(actor, self._clock.now()) as work:
            return await _view(work)

    async def set_days(self, actor: Actor, typed: str, kind: DayKind) -> CalendarView:
        """Make typed days ("25.12", "1.01-8.01 Holidays", "19.12 10-15") days off, working days or short ones.

        Raises Denied, Invalid: days_bad, days_past, days_many, short_hours.
        """
        _only_admin(actor)
        async with self._db.write(actor, self._clock.now()) as work:
            settings = (await policy.load(work)).settings
            today = local_day(work.now, settings.zone)
            special = read_days(typed, today)
            if special is None:
                raise Invalid("days_bad")
            if special.last < today:
                raise Invalid("days_past")
            if special.count > MOST_DAYS:
                raise Invalid("days_many", most=MOST_DAYS)
            for day in special.days:
                hours = _hours(special, kind, settings.hours[day.weekday()])
                row = await rows.day(work, day)
                if row is None:
                    row = CalendarDay(day=day)
                    work.session.add(row)
                row.name, row.hours = special.name, [list(span) for span in hours]
            await work.session.flush()
            return await _view(work)

    async def forget(self, actor: Actor, day: date) -> CalendarView:
        """Let a day be like its weekday, or like the public holiday it is. Raises Denied, NotFound."""
        _only_admin(actor)
        async with self._db.write(actor, self._clock.now()) as work:
            row = await rows.day(work, day)
            if row is None:
                raise NotFound("day")
            await work.session.delete(row)
            await work.session.flush()
            return await _view(work)


def _only_admin(actor: Actor) -> None:
    if actor.role is not Role.ADMIN:
        raise Denied


def _hours(special: Special, kind: DayKind, usual: tuple[tuple[str, str], ...]) -> tuple[tuple[str, str], ...]:
    if kind is DayKind.OFF:
        return ()
    if special.hours is not None:
        return (special.hours,)
    if kind is DayKind.SHORT:
        raise Invalid("short_hours")
    return usual or (("09:00", "18:00"),)


async def _view(work: Work) -> CalendarView:
    settings = (await policy.load(work)).settings
    today = local_day(work.now, settings.zone)
    until = today + AHEAD
    own = {
        row.day: CalendarLine(row.day, row.name, tuple((span[0], span[1]) for span in row.hours or ()), own=True)
        for row in await rows.between(work, today, until)
    }
    public = {
        day: CalendarLine(day, name, (), own=False)
        for day, name in holiday_names(settings.country, (today.year, until.year), settings.locale).items()
        if today <= day <= until and settings.hours[day.weekday()]
    }
    lines = tuple((public | own)[day] for day in sorted(public | own))
    return CalendarView(settings.hours, settings.country, settings.zone, lines)
