"""What a pipeline must always have, and the numbers of a stage as people type them (S2-18…S2-25)."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

from services.rules.kinds import StageKind

LONGEST: Final = 24 * 3650
"""Hours a deal may be expected to stay on a stage: ten years."""

TEXT_LIMIT: Final = 1000
"""Characters of a stage's description."""

_HOURS = re.compile(r"([0-9]{1,6})\s*([^\W\d_]*)\.?")
_DAYS = ("", "d", "day", "days", "д", "дн", "день", "дня", "дней", "дні", "днів")
_HOUR = ("h", "hr", "hour", "hours", "ч", "час", "часа", "часов", "г", "год", "година", "години", "годин")
_WEEK = ("w", "week", "weeks", "н", "нед", "неделя", "недели", "недель", "тиж", "тиждень", "тижні", "тижнів")
_UNITS: Final = {**dict.fromkeys(_DAYS, 24), **dict.fromkeys(_HOUR, 1), **dict.fromkeys(_WEEK, 168)}


def flaw(kinds: Sequence[StageKind]) -> str | None:
    """What is wrong with stages of these kinds in this order, as a problem code; None for a pipeline that works."""
    if not kinds or kinds[0] is not StageKind.OPEN:
        return "stage_first_open"
    if StageKind.WON not in kinds:
        return "stage_won_needed"
    return None if StageKind.LOST in kinds else "stage_lost_needed"


def hours_of(typed: str) -> int:
    """Hours meant by "3", "3 days" (24 hours each), "8 h" or "2 weeks". Raises ValueError for anything else."""
    match = _HOURS.fullmatch(typed.strip().lower())
    unit = _UNITS.get(match.group(2)) if match else None
    hours = int(match.group(1)) * unit if match and unit else 0
    if not 0 < hours <= LONGEST:
        raise ValueError(f"no time: {typed!r}")
    return hours


def percent_of(typed: str) -> int:
    """A whole number of percent, 0…100. Raises ValueError."""
    number = typed.strip().removesuffix("%").strip()
    if not number.isascii() or not number.isdigit() or int(number) > 100:
        raise ValueError(f"no percentage: {typed!r}")
    return int(number)


def merged(wanted: Sequence[int], present: Sequence[int]) -> list[int]:
    """`wanted` in its order, and what else is present, each behind what it stood behind before."""
    order, named = list(wanted), set(wanted)
    for number, item in enumerate(present):
        if item not in named:
            before = present[number - 1] if number else None
            order.insert(order.index(before) + 1 if before in order else 0, item)
    return order
