"""/calendar: when the company works: its hours, public holidays, and the days that differ (design section 4)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any, Final

from services import closing, policy
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
KIND: Final = "calendar"


@dataclass(frozen=True, slots=True)
class CalendarLine:
    """Neighbouring days that differ from their weekdays alike. `own`: the company's entry, else a public holiday.

    `hours` are (from, to) texts; empty: a day off.
    """

    first: date
    last: date
    name: str
    hours: tuple[tuple[str, str], ...]
    own: bool


@dataclass(frozen=True, slots=True)
class CalendarView:
    """What differs in the year to come; `hours` of the seven weekdays, Monday first.

    `undo` takes back what has just been done; `replaced` entries of the company gave way to it.
    """

    hours: tuple[tuple[tuple[str, str], ...], ...]
    country: str
    zone: str
    lines: tuple[CalendarLine, ...]
    undo: int | None = None
    replaced: tuple[CalendarLine, ...] = ()


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
            days: dict[date, Kept] = {
                day: [special.name, [list(span) for span in _hours(special, kind, settings.hours[day.weekday()])]]
                for day in special.days
            }
            return await _changed(work, days)

    async def forget(self, actor: Actor, first: date, last: date) -> CalendarView:
        """Let days be like their weekdays, or like the public holidays they are. Raises Denied, NotFound."""
        _only_admin(actor)
        async with self._db.write(actor, self._clock.now()) as work:
            found = await rows.between(work, first, last)
            if not found:
                raise NotFound("day")
            return await _changed(work, {row.day: None for row in found})

    async def undo(self, actor: Actor, undo_id: int) -> CalendarView:
        """Put days back as they were before; one changed since stays. Raises Denied, NotFound, Stale("undo_over")."""
        _only_admin(actor)
        async with self._db.write(actor, self._clock.now()) as work:
            for iso, (before, after) in (await closing.claim(work, undo_id, KIND)).payload["days"].items():
                day = date.fromisoformat(iso)
                if _kept(await rows.day(work, day)) == after:
                    await _put(work, day, before)
            await work.session.flush()
            return await _view(work)


Kept = list[Any] | None
"""What is kept of a day: its name and its hours; None without an entry."""


def _kept(row: CalendarDay | None) -> Kept:
    return None if row is None else [row.name, [list(span) for span in row.hours or ()]]


async def _put(work: Work, day: date, kept: Kept) -> None:
    row = await rows.day(work, day)
    if kept is None:
        if row is not None:
            await work.session.delete(row)
        return
    if row is None:
        row = CalendarDay(day=day)
        work.session.add(row)
    row.name, row.hours = kept


async def _changed(work: Work, days: dict[date, Kept]) -> CalendarView:
    """Set or forget days, and offer to take it back."""
    before = {day: _kept(await rows.day(work, day)) for day in days}
    for day, kept in days.items():
        await _put(work, day, kept)
    undo = closing.offer(work, KIND, {"days": {day.isoformat(): [before[day], kept] for day, kept in days.items()}})
    await work.session.flush()
    gone = [_line(day, *was) for day, was in before.items() if was is not None and days[day] not in (None, was)]
    return replace(await _view(work), undo=undo.id, replaced=_joined(gone))


def _line(day: date, name: str, hours: list[Any]) -> CalendarLine:
    return CalendarLine(day, day, name, tuple((span[0], span[1]) for span in hours), own=True)


def _joined(lines: Sequence[CalendarLine]) -> tuple[CalendarLine, ...]:
    """Neighbouring days that are alike become one line; a public holiday stays a line of its own."""
    found: list[CalendarLine] = []
    for line in lines:
        last = found[-1] if found else None
        alike = last is not None and last.own and line.own and (last.name, last.hours) == (line.name, line.hours)
        if last is not None and alike and last.last + timedelta(days=1) == line.first:
            found[-1] = replace(last, last=line.last)
        else:
            found.append(line)
    return tuple(found)


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
    own = {row.day: _line(row.day, row.name, row.hours or []) for row in await rows.between(work, today, until)}
    public = {
        day: CalendarLine(day, day, name, (), own=False)
        for day, name in holiday_names(settings.country, (today.year, until.year), settings.locale).items()
        if today <= day <= until and settings.hours[day.weekday()]
    }
    lines = _joined([(public | own)[day] for day in sorted(public | own)])
    return CalendarView(settings.hours, settings.country, settings.zone, lines)
