"""Lengths of time as people type them: "2 days", "полчаса", "4 год", "30 min"."""

from __future__ import annotations

import re
from typing import Final

from services.rules.due import Offset, Unit

MOST: Final = {Unit.MINUTES: 7 * 24 * 60, Unit.HOURS: 90 * 24, Unit.DAYS: 730}
"""Longer ones are taken for mistakes."""

_STEMS: Final = (
    (Unit.MINUTES, ("мин", "хв", "min")),
    (Unit.HOURS, ("час", "год", "hour", "hr")),
    (Unit.DAYS, ("дн", "ден", "day", "сут", "доб", "раб", "роб")),
)
_SHORT: Final = {"м": Unit.MINUTES, "m": Unit.MINUTES, "ч": Unit.HOURS, "г": Unit.HOURS, "h": Unit.HOURS}
_SHORT_DAYS: Final = frozenset({"д", "d"})
_WEEKS: Final = ("нед", "тиж", "week")
_WHOLE: Final = re.compile(r"(\d{1,5})\s*([^\W\d_]*)\.?(?:\s+[^\W\d_]+)?\.?")
_HALF_HOUR: Final = frozenset({"полчаса", "півгодини", "half an hour"})
WORKING_WEEK: Final = 5


def parse(text: str) -> Offset | None:
    """Return the length, working days by default; None for what is none, or is too long."""
    typed = " ".join(text.casefold().split())
    if typed in _HALF_HOUR:
        return Offset(30, Unit.MINUTES)
    found = _WHOLE.fullmatch(typed)
    if found is None:
        return None
    amount, word = int(found[1]), found[2]
    if word.startswith(_WEEKS):
        return _checked(amount * WORKING_WEEK, Unit.DAYS)
    unit = _unit(word)
    return _checked(amount, unit) if unit is not None else None


def _unit(word: str) -> Unit | None:
    if not word or word in _SHORT_DAYS:
        return Unit.DAYS
    if word in _SHORT:
        return _SHORT[word]
    return next((unit for unit, stems in _STEMS if word.startswith(stems)), None)


def _checked(amount: int, unit: Unit) -> Offset | None:
    return Offset(amount, unit) if amount <= MOST[unit] else None
