"""Ranges of amounts, numbers and dates, and lengths in days, as people type them; all of the text must be understood.

">100к", "до 50 000", "50-200к", "від 50 тис до 1 млн"; "1.11-15.11", "с 1.11 по 15.11.2026", "until 2026-12-31";
"14", "2 недели".
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from typing import Final

from services.rules.deal_conditions import MOST_DAYS, YEARS, Period, Range

Reader = Callable[[str], int | None]

_LEAST: Final = (
    r"(?:>=?|≥|(?:от|більше|больше|понад|свыше|выше|вище|від|из|з|со|с|после|після"
    r"|from|over|above|more than|after|since)(?!\w))"
)
_MOST: Final = r"(?:<=?|≤|(?:до|по|менше|меньше|ниже|нижче|to|till|until|up to|under|below|less than|before)(?!\w))"
_DASH: Final = r"(?:-|–|—|−|\.\.\.?|…)"
_RANGES: Final = (
    re.compile(rf"(?:{_LEAST}\s*)?(?P<least>.+?)\s*(?:{_DASH}|(?<!\w){_MOST})\s*(?P<most>.+)"),
    re.compile(rf"{_MOST}\s*(?P<most>.+)"),
    re.compile(rf"{_LEAST}\s*(?P<least>.+)"),
    re.compile(r"(?P<least>.+?)\s*(?:\+|(?<!\w)(?:и больше|і більше|and more))"),
)


def _plain(text: str) -> str:
    return " ".join(text.casefold().split())


# ------------------------------------------------------------------------------------------------------------- numbers
def read_range(text: str, read: Reader) -> Range | None:
    """A range of what `read` understands; a bare number is the least. None if it is none, or upside down."""
    plain = _plain(text)
    bare = read(plain)
    if bare is not None:
        return Range(least=bare)
    for shape in _RANGES:
        match = shape.fullmatch(plain)
        if match is None:
            continue
        found = match.groupdict()
        least, most = _bounds(found.get("least"), found.get("most"), read)
        if (least, most) == (None, None) or (least is None) != (found.get("least") is None):
            continue
        if (most is None) != (found.get("most") is None):
            continue
        return None if least is not None and most is not None and least > most else Range(least, most)
    return None


def _bounds(least: str | None, most: str | None, read: Reader) -> tuple[int | None, int | None]:
    low, high = (None if part is None else read(part) for part in (least, most))
    if least is None or most is None or low is None or high is None:
        return low, high
    scale = re.search(r"[^\W\d_]+$", most)  # "50-200к" begins at 50к
    if scale and re.fullmatch(r"[\d\s.,]+", least):
        scaled = read(f"{least} {scale.group()}")
        if scaled is not None and scaled <= high:
            return scaled, high
    return low, high


# --------------------------------------------------------------------------------------------------------------- dates
_DATE: Final = re.compile(
    r"(?P<iso>(?P<y>\d{4})-(?P<m>\d{1,2})-(?P<d>\d{1,2}))"
    r"|(?P<day>\d{1,2})[./](?P<month>\d{1,2})(?:[./](?P<year>\d{4}|\d{2}))?(?![\d])"
)
_BETWEEN: Final = re.compile(rf"\s*(?:(?:{_LEAST})\s*)?§\s*(?:{_DASH}|{_MOST})?\s*§\s*(?:г\.?|года|року)?\s*")
_ONE: Final = re.compile(rf"\s*(?P<word>{_LEAST}|{_MOST})?\s*§\s*(?:г\.?|года|року)?\s*")


def read_period(text: str, today: date, *, ahead: bool = False) -> Period | None:
    """Days from one date to another, to one, from one, or one day; None for anything else, or upside down.

    A date without a year is the last one up to today, with `ahead` the one nearest to today.
    """
    plain = _plain(text)
    dates = list(_DATE.finditer(plain))
    shape = _DATE.sub("§", plain)
    if len(dates) == 2 and _BETWEEN.fullmatch(shape):
        return _between(dates[0], dates[1], today, ahead)
    one = _ONE.fullmatch(shape) if len(dates) == 1 else None
    day = _dated(dates[0], today, ahead=ahead) if one else None
    if one is None or day is None:
        return None
    word = one.group("word")
    if word is None:
        return Period(day, day)
    return Period(until=day) if re.fullmatch(_MOST, word) else Period(since=day)


def _between(first: re.Match[str], last: re.Match[str], today: date, ahead: bool) -> Period | None:
    until = _dated(last, today, ahead=ahead)
    if until is None:
        return None
    since = _dated(first, until, ahead=False)
    return Period(since, until) if since is not None and since <= until else None


def _dated(match: re.Match[str], near: date, *, ahead: bool) -> date | None:
    found = match.groupdict()
    if found["iso"]:
        return _existing(int(found["y"]), int(found["m"]), int(found["d"]))
    month, day, year = int(found["month"]), int(found["day"]), found["year"]
    if year:
        return _existing(int(year) + (2000 if len(year) == 2 else 0), month, day)
    around = [_existing(near.year + by, month, day) for by in range(-8, 9)]
    known = [one for one in around if one is not None and (ahead or one <= near)]
    return min(known, key=lambda one: abs((one - near).days), default=None)


def _existing(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day) if year in YEARS else None
    except ValueError:
        return None


# ---------------------------------------------------------------------------------------------------------------- days
_LENGTH: Final = re.compile(r"(?:>|≥|>=)?\s*(\d{1,4})\s*\+?\s*([^\W\d_]*)\.?")
_UNITS: Final = {
    **dict.fromkeys(("", "d", "day", "days", "д", "дн", "день", "дня", "дней", "дні", "днів"), 1),
    **dict.fromkeys(("w", "week", "weeks", "нед", "неделя", "недели", "неделю", "недель"), 7),
    **dict.fromkeys(("тиж", "тиждень", "тижні", "тижнів"), 7),
    **dict.fromkeys(("month", "months", "мес", "месяц", "месяца", "месяцев"), 30),
    **dict.fromkeys(("міс", "місяць", "місяці", "місяців"), 30),
}


def read_days(text: str) -> int | None:
    """A length in days, 1…3650; None for anything else."""
    match = _LENGTH.fullmatch(_plain(text))
    unit = _UNITS.get(match.group(2)) if match else None
    days = int(match.group(1)) * unit if match and unit else 0
    return days if 1 <= days <= MOST_DAYS else None
