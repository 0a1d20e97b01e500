"""Working time: the company's calendar in a person's zone, and arithmetic on working minutes and days.

Instants are aware UTC datetimes; local times are naive `time` values of the zone given beside them (IANA name).
A local time that a summer-time change skips is moved forward by the length of the gap; one that happens
twice means its first occurrence.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise
from types import MappingProxyType
from zoneinfo import ZoneInfo

import holidays

DayHours = tuple[tuple[time, time], ...]
"""Working hours of one day in local time, in order; an end of 00:00 means midnight; empty: a day off."""

Span = tuple[datetime, datetime]
"""UTC start (included) and end (excluded)."""

OFFICE_HOURS: DayHours = ((time(9), time(18)),)
MIDNIGHT = time(0)
DAY = timedelta(days=1)
HORIZON_DAYS = 800
"""So many days without working time in a row mean that the calendar has none."""


class NoWorkingTime(ValueError):
    """The calendar has no working time within the horizon (every day is off)."""


@dataclass(frozen=True, slots=True)
class WorkCalendar:
    """The company's working time. `hours` holds seven days, Monday first (ISO weekday − 1).

    `working_days` are exceptions with own hours (moved or short days) and win over `days_off`, which win over `hours`.
    """

    hours: tuple[DayHours, ...] = (OFFICE_HOURS,) * 5 + ((), ())
    days_off: frozenset[date] = frozenset()
    working_days: Mapping[date, DayHours] = field(default_factory=lambda: MappingProxyType({}))

    def __post_init__(self) -> None:
        if len(self.hours) != 7:
            raise ValueError("a calendar needs the hours of seven weekdays")
        for day_hours in (*self.hours, *self.working_days.values()):
            _check(day_hours)

    def on(self, day: date) -> DayHours:
        """Local working hours of the day."""
        special = self.working_days.get(day)
        if special is not None:
            return special
        return () if day in self.days_off else self.hours[day.weekday()]

    def without(self, absences: Iterable[tuple[date, date]]) -> WorkCalendar:
        """The calendar of a person who is away on these first…last days (both included)."""
        away = {first + timedelta(days=n) for first, last in absences for n in range(max(0, (last - first).days + 1))}
        if not away:
            return self
        at_work = {day: hours for day, hours in self.working_days.items() if day not in away}
        return replace(self, days_off=self.days_off | away, working_days=MappingProxyType(at_work))


def _check(day_hours: DayHours) -> None:
    for start, end in day_hours:
        if end != MIDNIGHT and start >= end:
            raise ValueError(f"working hours end before they start: {start}-{end}")
    for (_, end), (start, _) in pairwise(day_hours):
        if end == MIDNIGHT or start < end:
            raise ValueError(f"working hours overlap at {start}")


def to_utc(day: date, at: time, zone: str) -> datetime:
    """The instant when the zone's clocks show this time on this day (skipped: moved forward; repeated: the first)."""
    return datetime.combine(day, at.replace(fold=0), ZoneInfo(zone)).astimezone(UTC)


def round_up(at: datetime, minutes: int) -> datetime:
    """The moment, or the next one whose minute is a multiple of `minutes`: times as people say them."""
    past = timedelta(minutes=at.minute % minutes, seconds=at.second, microseconds=at.microsecond)
    return at - past + timedelta(minutes=minutes) if past else at


def whole_minute(at: datetime) -> datetime:
    """The instant rounded up to a whole minute."""
    down = at.replace(second=0, microsecond=0)
    return down if down == at else down + timedelta(minutes=1)


def to_local(at: datetime, zone: str) -> datetime:
    """The instant as an aware datetime of the zone."""
    return at.astimezone(ZoneInfo(zone))


def local_day(at: datetime, zone: str) -> date:
    """The person's "today" at this instant."""
    return to_local(at, zone).date()


def local_day_bounds(day: date, zone: str) -> Span:
    """UTC bounds of a local day: 23 or 25 hours long when summer time changes."""
    return to_utc(day, MIDNIGHT, zone), to_utc(day + DAY, MIDNIGHT, zone)


def next_local(at_time: time, zone: str, now: datetime) -> datetime:
    """The next instant strictly after `now` when the zone's clocks show `at_time`; once a day, also in October."""
    day = local_day(now, zone)
    today = to_utc(day, at_time, zone)
    return today if today > now else to_utc(day + DAY, at_time, zone)


def intervals(calendar: WorkCalendar, zone: str, day: date) -> tuple[Span, ...]:
    """Working spans of a local day in UTC: in order, not overlapping, none empty."""
    spans: list[Span] = []
    for start, end in calendar.on(day):
        begin = to_utc(day, start, zone)
        finish = to_utc(day + DAY if end == MIDNIGHT else day, end, zone)
        if spans:  # hours inside a skipped hour land on those after it
            begin = max(begin, spans[-1][1])
        if begin < finish:
            spans.append((begin, finish))
    return tuple(spans)


def remaining(calendar: WorkCalendar, zone: str, now: datetime) -> tuple[Span, ...]:
    """Working spans left of the local day of `now`."""
    spans = intervals(calendar, zone, local_day(now, zone))
    return tuple((max(start, now), end) for start, end in spans if end > now)


def is_working(calendar: WorkCalendar, zone: str, at: datetime) -> bool:
    """Whether the instant is working time; the closing minute is not."""
    return any(start <= at < end for start, end in intervals(calendar, zone, local_day(at, zone)))


def working_days(calendar: WorkCalendar, zone: str, day: date) -> Iterator[tuple[date, tuple[Span, ...]]]:
    """Local days with working time from `day` on, with their spans; endless. Raises NoWorkingTime."""
    idle = 0
    while idle < HORIZON_DAYS:
        spans = intervals(calendar, zone, day)
        if spans:
            yield day, spans
        idle = 0 if spans else idle + 1
        day += DAY
    raise NoWorkingTime(f"no working time within {HORIZON_DAYS} days before {day}")


def spans_from(calendar: WorkCalendar, zone: str, at: datetime) -> Iterator[Span]:
    """Working spans from the instant on, the first one cut at it; endless. Raises NoWorkingTime."""
    for _, spans in working_days(calendar, zone, local_day(at, zone)):
        yield from ((max(start, at), end) for start, end in spans if end > at)


def next_working(calendar: WorkCalendar, zone: str, at: datetime) -> datetime:
    """The instant itself if it is working time, else the start of the next working span. Raises NoWorkingTime."""
    return next(spans_from(calendar, zone, at))[0]


def last_working(calendar: WorkCalendar, zone: str, at: datetime) -> datetime:
    """The instant itself if it is working or closing time, else the closing time before it. Raises NoWorkingTime."""
    day = local_day(at, zone)
    for _ in range(HORIZON_DAYS):
        for start, end in reversed(intervals(calendar, zone, day)):
            if start <= at:
                return min(at, end)
        day -= DAY
    raise NoWorkingTime(f"no working time within {HORIZON_DAYS} days before {at:%Y-%m-%d}")


def add_minutes(calendar: WorkCalendar, zone: str, at: datetime, minutes: int) -> datetime:
    """The instant after so many working minutes (≥ 0); it may be a closing time. Raises NoWorkingTime."""
    left = timedelta(minutes=max(0, minutes))
    spans = spans_from(calendar, zone, at)
    start, end = next(spans)
    while end - start < left:
        left -= end - start
        start, end = next(spans)
    return start + left


def add_days(calendar: WorkCalendar, zone: str, at: datetime, days: int) -> datetime:
    """So many working days (≥ 0) later at the same local time, moved into that day's hours. Raises NoWorkingTime.

    Friday + 1 and Saturday + 1 are Monday, as is Saturday + 0. After hours becomes that day's closing time.
    """
    local = to_local(at, zone)
    ahead = working_days(calendar, zone, local.date())
    day, spans = next(ahead)
    for _ in range(days - (day != local.date())):
        day, spans = next(ahead)
    return into(spans, to_utc(day, local.time(), zone))


def into(spans: tuple[Span, ...], at: datetime) -> datetime:
    """The instant moved into the day's spans: forward into the next one, back to closing time after the last."""
    for start, end in spans:
        if at < end:
            return max(start, at)
    return spans[-1][1]


def working_minutes_between(calendar: WorkCalendar, zone: str, start: datetime, end: datetime) -> int:
    """Whole working minutes from start to end; negative when the end is earlier."""
    if end < start:
        return -working_minutes_between(calendar, zone, end, start)
    total = timedelta()
    day, last = local_day(start, zone), local_day(end, zone)
    while day <= last:
        for begin, finish in intervals(calendar, zone, day):
            total += max(timedelta(), min(finish, end) - max(begin, start))
        day += DAY
    return total // timedelta(minutes=1)


def holiday_dates(country: str, years: Iterable[int]) -> frozenset[date]:
    """Public holidays of an ISO country; empty for an unknown one. Ukraine has none while martial law lasts."""
    try:
        return frozenset(holidays.country_holidays(country, years=tuple(years)))
    except NotImplementedError:
        return frozenset()


def holiday_names(country: str, years: Iterable[int], locale: str) -> dict[date, str]:
    """Public holidays with their names, in the language if the country's calendar has it, else in its own."""
    wanted = tuple(years)
    try:
        known = holidays.country_holidays(country, years=wanted)
        spoken = next((name for name in known.supported_languages if name.partition("_")[0] == locale), None)
        found = holidays.country_holidays(country, years=wanted, language=spoken) if spoken else known
    except NotImplementedError:
        return {}
    return {day: str(name) for day, name in found.items()}
