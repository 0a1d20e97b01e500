"""A moment as people type it in Russian, Ukrainian or English: "завтра в 10", "пт 15:00", "in half an hour".

The whole text must be understood. What is left open is read in the reader's favour: the nearest time to come, and an
hour from 1 to 6 without minutes is one of the afternoon, for nobody calls clients at three in the morning.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from services.rules.when_days import Failure, Refused
from services.rules.when_grammar import Said, read
from services.rules.worktime import local_day, to_local, to_utc, whole_minute

__all__ = ["Failure", "When", "clock_of", "moment", "parse", "parse_any"]

DAY = timedelta(days=1)
AHEAD = timedelta(days=731)
YEARS = range(1900, 2200)
"""Years a date of a deal may lie in."""


@dataclass(frozen=True, slots=True)
class When:
    """A moment in UTC, between now and two years on; `has_time` is False when only a day was named."""

    at: datetime
    has_time: bool


def parse(text: str, now: datetime, zone: str, usual: time = time(10)) -> When | Failure:
    """Read a typed moment in the person's zone; a day without a time gets the `usual` one (today: not before now)."""
    try:
        found = moment(read(text), now, zone, usual)
    except Refused as refused:
        return refused.failure
    if found.at < now:
        return Failure.PAST
    return found if found.at <= now + AHEAD else Failure.TOO_FAR


def parse_any(text: str, now: datetime, zone: str, usual: time = time(10)) -> When | Failure:
    """Read a typed moment that may also be past or far ahead: of an event, a contract, a delivery."""
    try:
        said = read(text)
        if said.elapsed is not None:
            return moment(said, now, zone, usual)
        clock, day = clock_of(said), _day(said, clock_of(said), now, zone)
        if day.year not in YEARS:
            raise Refused(Failure.TOO_FAR)
        at = _existing(day, clock, zone) if clock is not None else to_utc(day, usual, zone)
    except Refused as refused:
        return refused.failure
    return When(at, has_time=clock is not None)


def moment(said: Said, now: datetime, zone: str, usual: time = time(10)) -> When:
    """The moment that was said; today's may have passed. Raises Refused."""
    if said.elapsed is not None:
        if said != Said(elapsed=said.elapsed):
            raise Refused(Failure.NOT_UNDERSTOOD)
        return When(whole_minute(now) + said.elapsed, has_time=True)
    clock = clock_of(said)
    day = _day(said, clock, now, zone)
    today = local_day(now, zone)
    if day < today:
        raise Refused(Failure.PAST)
    if day > today + AHEAD:
        raise Refused(Failure.TOO_FAR)
    if clock is not None:
        return When(_existing(day, clock, zone), has_time=True)
    at = to_utc(day, usual, zone)
    return When(max(at, whole_minute(now)) if day == today else at, has_time=False)


def clock_of(said: Said) -> time | None:
    """The time of day that was meant. Raises Refused."""
    if said.hour is None:
        return said.part.usual if said.part else None
    hour, minute = said.hour, said.minute or 0
    if said.part is None:
        hour += 12 if said.minute is None and 1 <= hour <= 6 else 0
    elif said.part.twelve_is_midnight and hour == 12:
        hour = 0
    elif 1 <= hour < said.part.add_below:
        hour += 12
    if hour > 23 or minute > 59:
        raise Refused(Failure.NO_SUCH_TIME)
    return time(hour, minute)


def _day(said: Said, clock: time | None, now: datetime, zone: str) -> date:
    """The day that was meant: the nearest one on which the time has not passed."""
    today = local_day(now, zone)
    if said.day is not None:
        day = said.day(today)
        if said.next_week or said.weekday not in (None, day.weekday()):
            raise Refused(Failure.NO_SUCH_DATE)  # "понедельник 24.11" that is a Tuesday
        return day
    if said.next_week:
        return today + (7 - today.weekday() + (said.weekday or 0)) * DAY
    passed = clock is not None and to_utc(today, clock, zone) < now
    if said.weekday is not None:
        ahead = (said.weekday - today.weekday()) % 7
        over = clock is None or to_utc(today, clock, zone) <= now
        return today + (7 if ahead == 0 and over else ahead) * DAY
    if clock is None:
        raise Refused(Failure.NOT_UNDERSTOOD)
    return today + DAY if passed else today


def _existing(day: date, clock: time, zone: str) -> datetime:
    """The instant; refused inside the hour that summer time skips."""
    at = to_utc(day, clock, zone)
    if to_local(at, zone).time() != clock:
        raise Refused(Failure.NO_SUCH_TIME)
    return at
