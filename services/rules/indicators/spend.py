"""Costs of channels spread evenly over the days they cover (kpi.md, channel_spend)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction
from typing import Any

from services.rules.indicators.kinds import By, Slice

DAY = timedelta(days=1)
EPOCH = date(1970, 1, 1)


@dataclass(frozen=True, slots=True)
class Cost:
    """`amount` minor units spent over the days `first` to `last`, both of which belong to it."""

    channel_id: int
    amount: int
    first: date
    last: date


def spread(
    costs: Iterable[Cost], first: date, until: date, by: tuple[By, ...]
) -> dict[tuple[Any, ...], tuple[Fraction, int]]:
    """What falls on the days from `first` up to `until` (excluded), and of how many costs, by channel and time."""
    sums: dict[tuple[Any, ...], Fraction] = defaultdict(Fraction)
    counts: dict[tuple[Any, ...], int] = defaultdict(int)
    timed = [one for one in by if one is not Slice.CHANNEL]
    for cost in costs:
        days = (cost.last - cost.first).days + 1
        begin, end = max(first, cost.first), min(until, cost.last + DAY)
        for start, stop in _pieces(begin, end, timed):
            key = tuple(cost.channel_id if one is Slice.CHANNEL else (_start(start, one) - EPOCH).days for one in by)
            sums[key] += Fraction(cost.amount * (stop - start).days, days)
            counts[key] += 1
    return {key: (total, counts[key]) for key, total in sums.items()}


def _pieces(begin: date, end: date, timed: Sequence[By]) -> Iterable[tuple[date, date]]:
    """The days cut at the borders of weeks or months, or each alone."""
    while begin < end:
        stop = min([end, *(_next(begin, one) for one in timed)])
        yield begin, stop
        begin = stop


def _start(day: date, by: By) -> date:
    if by is Slice.MONTH:
        return day.replace(day=1)
    return day - timedelta(days=day.weekday()) if by is Slice.WEEK else day


def _next(day: date, by: By) -> date:
    if by is Slice.MONTH:
        return (day.replace(day=1) + timedelta(days=32)).replace(day=1)
    return day - timedelta(days=day.weekday()) + 7 * DAY if by is Slice.WEEK else day + DAY
