"""Not reached: when to try again (design section 4). Six tries in all, always in working time.

After the last one the bot proposes the refusal "stopped answering" (S2-82) or the warm-up pipeline (S2-79).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from services.rules.worktime import (
    Span,
    WorkCalendar,
    intervals,
    local_day,
    next_working,
    to_local,
    to_utc,
    working_days,
)

DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Gap:
    """How long to wait after a try in vain: minutes by the clock, or days at the same local time.

    `other_half` means so many working days later, in the other half of the working day: whoever does not answer in
    the morning may do so after lunch.
    """

    minutes: int = 0
    days: int = 0
    other_half: bool = False


SEQUENCE = (Gap(minutes=45), Gap(minutes=120), Gap(days=1, other_half=True), Gap(days=3), Gap(days=7))
"""The gaps after the first, second, … try; one try more than gaps."""
TRIES = len(SEQUENCE) + 1


def next_attempt(
    n_done: int, last_at: datetime, calendar: WorkCalendar, zone: str, sequence: tuple[Gap, ...] = SEQUENCE
) -> datetime | None:
    """When to try again after `n_done` tries, the last at `last_at`; None when the sequence is over.

    Always working time and later than `last_at`. With no try done it is the first working moment from `last_at` on.
    Raises NoWorkingTime.
    """
    if n_done > len(sequence):
        return None
    if n_done < 1:
        return next_working(calendar, zone, last_at)
    gap = sequence[n_done - 1]
    if gap.other_half:
        return _other_half(calendar, zone, last_at, max(1, gap.days))
    if gap.days:
        local = to_local(last_at, zone)
        return next_working(calendar, zone, to_utc(local.date() + gap.days * DAY, local.time(), zone))
    return next_working(calendar, zone, last_at + timedelta(minutes=max(1, gap.minutes)))


def _other_half(calendar: WorkCalendar, zone: str, at: datetime, days: int) -> datetime:
    """As far into the other half of a later working day as the moment is into its own half (working time counted)."""
    today = local_day(at, zone)
    share = _share(intervals(calendar, zone, today), at)
    ahead = working_days(calendar, zone, today + DAY)
    for _ in range(days - 1):
        next(ahead)
    _, spans = next(ahead)
    return _at_share(spans, (share + 0.5) % 1)


def _length(spans: tuple[Span, ...]) -> timedelta:
    return sum((end - start for start, end in spans), timedelta())


def _share(spans: tuple[Span, ...], at: datetime) -> float:
    """Which part of the day's working time has passed, 0 ≤ share < 1; a moment after hours counts as its start."""
    passed = sum((min(end, at) - start for start, end in spans if start < at), timedelta())
    total = _length(spans)
    return passed / total if passed < total else 0.0


def _at_share(spans: tuple[Span, ...], share: float) -> datetime:
    """The moment, to the minute, when that part of the day's working time has passed."""
    left = timedelta(minutes=int(_length(spans) * share / timedelta(minutes=1)))
    ordered = iter(spans)
    start, end = next(ordered)
    while end - start <= left:
        left -= end - start
        start, end = next(ordered)
    return start + left
