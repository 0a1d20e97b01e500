"""Likely times of a next contact, one tap each: an hour from now, today, tomorrow, the next two working days."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from services.rules.worktime import (
    NoWorkingTime,
    WorkCalendar,
    into,
    is_working,
    local_day,
    to_utc,
    working_days,
)

DAY = timedelta(days=1)
EVENING = time(17)
MORNING = time(10)
WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


@dataclass(frozen=True, slots=True)
class Preset:
    """`code`: in_1h, today_17, tomorrow_10, or a weekday (mon … sun); `at` is UTC."""

    code: str
    at: datetime


def next_contact_presets(now: datetime, calendar: WorkCalendar, zone: str) -> tuple[Preset, ...]:
    """Only working times to come, each once, in order; none for a calendar without working time."""
    found: dict[datetime, Preset] = {}
    for preset in _likely(now, calendar, zone):
        if preset.at > now and is_working(calendar, zone, preset.at):
            found.setdefault(preset.at, preset)
    return tuple(sorted(found.values(), key=lambda preset: preset.at))


def _likely(now: datetime, calendar: WorkCalendar, zone: str) -> Iterator[Preset]:
    today = local_day(now, zone)
    yield Preset("in_1h", _to_five_minutes(now + timedelta(hours=1)))
    yield Preset("today_17", to_utc(today, EVENING, zone))
    yield Preset("tomorrow_10", to_utc(today + DAY, MORNING, zone))
    for day, at in _mornings(calendar, zone, today + 2 * DAY):
        yield Preset(WEEKDAYS[day.weekday()], at)


def _mornings(calendar: WorkCalendar, zone: str, first: date) -> Iterator[tuple[date, datetime]]:
    """Ten o'clock, or the nearest working time, of the first two working days."""
    try:
        for (day, spans), _ in zip(working_days(calendar, zone, first), range(2), strict=False):
            yield day, into(spans, to_utc(day, MORNING, zone))
    except NoWorkingTime:
        return


def _to_five_minutes(at: datetime) -> datetime:
    """Rounded up to five minutes, as people say times."""
    past = timedelta(minutes=at.minute % 5, seconds=at.second, microseconds=at.microsecond)
    return at - past + timedelta(minutes=5) if past else at
