"""Working hours as people type them: "пн-сб 10-19", "mon-fri 9:00-18:00, sat 10-15", "щодня 10-20"."""

from __future__ import annotations

import re
from itertools import pairwise
from typing import Final

from services.rules.when_words import WEEKDAYS

Week = tuple[tuple[tuple[str, str], ...], ...]
"""Per ISO weekday the (from, to) spans as "HH:MM", like `CompanySettings.hours`."""

PRESETS: Final[tuple[str, ...]] = ("mon-fri 9-18", "mon-sat 9-18", "mon-sat 10-19", "mon-sun 10-20")
"""Weeks offered by buttons."""

_EVERY_DAY = frozenset({"ежедневно", "щодня", "daily", "everyday", "щоденно"})
_DASH = r"\s*(?:-|–|—|\bдо\b|\bпо\b|\bto\b)\s*"
_DAYS = re.compile(rf"([^\W\d_]+)\.?(?:{_DASH}([^\W\d_]+)\.?)?\s*(?:с|з|from)?\s*(?=\d)")
_SPAN = re.compile(rf"(\d{{1,2}})(?:[:.](\d{{2}}))?{_DASH}(\d{{1,2}})(?:[:.](\d{{2}}))?")
_APOSTROPHES = re.compile("['’ʼ`]")
_BETWEEN = re.compile(r"[\s,;]*(?:и|і|та|and)?[\s,;]*")


def parse(typed: str) -> Week | None:
    """The week that was typed; days not named are free. None when it is no week or has an impossible span."""
    text = _APOSTROPHES.sub("", typed.strip().lower().replace("ё", "е"))
    week: list[list[tuple[int, int]]] = [[] for _ in range(7)]
    days: list[int] = []
    at = 0
    while at < len(text):
        named = _DAYS.match(text, at)
        if named is not None:
            found = _days(named.group(1), named.group(2))
            if found is None:
                return None
            days, at = found, named.end()
        span = _SPAN.match(text, at)
        hours = _hours(span) if span is not None else None
        if span is None or hours is None or not days:
            return None
        for day in days:
            week[day].append(hours)
        at = _skip(text, span.end())
    if not days or any(_overlap(spans) for spans in week):
        return None
    return tuple(tuple((_time(start), _time(end)) for start, end in sorted(spans)) for spans in week)


def _skip(text: str, at: int) -> int:
    between = _BETWEEN.match(text, at)
    return between.end() if between is not None else at


def _days(first: str, last: str | None) -> list[int] | None:
    if first in _EVERY_DAY:
        return list(range(7)) if last is None else None
    start = WEEKDAYS.get(first)
    end = WEEKDAYS.get(last) if last is not None else start
    if start is None or end is None:
        return None
    return [(start + step) % 7 for step in range((end - start) % 7 + 1)]


def _hours(span: re.Match[str]) -> tuple[int, int] | None:
    hour, minute, to_hour, to_minute = (int(part or 0) for part in span.groups())
    start, end = hour * 60 + minute, to_hour * 60 + to_minute
    if max(minute, to_minute) > 59 or start >= end or end > 24 * 60:
        return None
    return start, end


def _time(minutes: int) -> str:
    """Midnight at the end of a day is 00:00, as in `rules.worktime`."""
    return f"{minutes // 60 % 24:02}:{minutes % 60:02}"


def _overlap(spans: list[tuple[int, int]]) -> bool:
    ordered = sorted(spans)
    return any(after[0] < before[1] for before, after in pairwise(ordered))
