"""A payment plan as people type it: shares ("30/70") or sums with days ("50k 10.12, 70k 20.01")."""

from __future__ import annotations

import re
from datetime import date

from services.rules import money
from services.rules.typed_ranges import read_period

_SHARES = re.compile(r"\d{1,3}(?:\s*[/\\+:;-]\s*\d{1,3}|\s+\d{1,2}(?!\d)){0,3}\s*%?")
_PIECES = re.compile(r"[\n;]|,(?=\s)|\s\+\s")
_DAY = re.compile(r"(.+?)\s+(?:до |to |by |until |на |по )?(\d{4}-\d{1,2}-\d{1,2}|\d{1,2}[./]\d{1,2}(?:[./]\d{2,4})?)")


def shares(text: str) -> tuple[int, ...] | None:
    """Shares of "30/70", "50 50", "30-40-30"; None for anything else."""
    plain = text.strip()
    if _SHARES.fullmatch(plain) is None:
        return None
    found = tuple(int(number) for number in re.findall(r"\d+", plain))
    return found if min(found) > 0 and sum(found) == 100 else None


def sums(text: str, today: date) -> tuple[tuple[int, date | None], ...] | None:
    """Sums in minor units, each with its day if one is written; a day without a year is the nearest one to come."""
    parts = []
    for piece in filter(None, map(str.strip, _PIECES.split(text))):
        dated = _DAY.fullmatch(piece)
        day = _coming(dated[2], today) if dated else None
        amount = money.parse(dated[1] if dated else piece)
        if not amount or (dated is not None and day is None):
            return None
        parts.append((amount, day))
    return tuple(parts) or None


def _coming(text: str, today: date) -> date | None:
    found = read_period(text, today, ahead=True)
    if found is None or found.since is None:
        return None
    day = found.since
    written = len(re.findall(r"\d+", text)) == 3
    return day if written or day >= today else date(day.year + 1, day.month, min(day.day, 28))
