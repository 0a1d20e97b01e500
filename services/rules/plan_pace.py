"""Where a plan should be today, what is missing, and which open deals would most likely close the gap (S1-08)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from services.rules.kinds import PlanMetric
from services.rules.periods import Period
from services.rules.worktime import DAY, WorkCalendar, intervals, local_day

CLOSERS: Final = 3
DEAD_TIMES: Final = 3
"""A deal so many times longer on its stage than it should be, and as long without contact, closes no gap."""
DEAD_AFTER: Final = timedelta(days=90)
"""The same for a stage that says nothing about time."""


@dataclass(frozen=True, slots=True)
class Worked:
    """Working days of a period: those behind (today by its hours) and all; `left` counts today until it is over."""

    passed: float
    total: int
    left: int

    @property
    def share(self) -> float | None:
        """The part of the period's working time that is over, 0…1; None when there is none in it."""
        return self.passed / self.total if self.total else None


def worked(calendar: WorkCalendar, zone: str, period: Period, now: datetime) -> Worked:
    """Working days of a period as of now; a day counts one whatever its hours, today by the part of them behind."""
    today = local_day(now, zone)
    passed, total, left, day = 0.0, 0, 0, period.start
    while day < period.end:
        spans = calendar.on(day)
        if spans:
            total += 1
            share = 1.0 if day < today else 0.0
            if day == today:
                share = _share_of_day(calendar, zone, now)
            passed += share
            left += share < 1
        day += DAY
    return Worked(passed, total, left)


def _share_of_day(calendar: WorkCalendar, zone: str, now: datetime) -> float:
    whole = done = timedelta()
    for start, end in intervals(calendar, zone, local_day(now, zone)):
        whole += end - start
        done += max(timedelta(), min(now, end) - start)
    return done / whole if whole else 1.0


def best_share(own: Worked, company: Worked, period: Period, now: datetime, zone: str) -> float:
    """The part of the plan due by now: by the person's days, else the company's, else the calendar's."""
    for known in (own.share, company.share):
        if known is not None:
            return known
    days = (local_day(now, zone) - period.start).days
    return min(max(days / period.days, 0.0), 1.0)


@dataclass(frozen=True, slots=True)
class Pace:
    """A plan against its fact. `due` is what should be there by now, `left` the working days that are left."""

    plan: int
    fact: int
    due: int
    left: int

    @property
    def done(self) -> float | None:
        """The part reached, 0…; None for a plan of nothing."""
        return self.fact / self.plan if self.plan else None

    @property
    def due_share(self) -> float | None:
        """The part that should be reached by now."""
        return self.due / self.plan if self.plan else None

    @property
    def missing(self) -> int:
        """What is still to be won; 0 when the plan is met."""
        return max(0, self.plan - self.fact)

    @property
    def a_day(self) -> int | None:
        """What has to come on each working day left; None when nothing is missing or no day is left."""
        return -(-self.missing // self.left) if self.missing and self.left else None

    @property
    def ahead(self) -> int:
        """By how much the fact is ahead of where it should be; behind is negative."""
        return self.fact - self.due


def pace(plan: int, fact: int, share: float, left: int) -> Pace:
    """Put together a plan, its fact and the part of the period behind."""
    return Pace(plan, fact, round(plan * share), left)


@dataclass(frozen=True, slots=True)
class OpenDeal:
    """An open deal that may close the gap. `probability` is its stage's, 0…100; `slow_hours` what the stage takes."""

    id: int
    name: str
    client: str | None
    amount: int
    probability: int
    entered_at: datetime
    contact_at: datetime | None
    slow_hours: int | None


def is_dead(deal: OpenDeal, now: datetime) -> bool:
    """Tell a deal nobody will win by itself: far too long on its stage and without contact for as long."""
    limit = DEAD_TIMES * timedelta(hours=deal.slow_hours) if deal.slow_hours is not None else DEAD_AFTER
    touched = max(deal.entered_at, deal.contact_at or deal.entered_at)
    return now - touched > limit


def closers(deals: Iterable[OpenDeal], metric: PlanMetric, now: datetime, count: int = CLOSERS) -> tuple[OpenDeal, ...]:
    """The deals that would most likely close the gap: by probability × amount, a number of deals by probability."""
    alive = [deal for deal in deals if deal.probability > 0 and not is_dead(deal, now)]
    if metric is PlanMetric.DEALS:
        alive.sort(key=lambda deal: (-deal.probability, -deal.amount, deal.id))
    else:
        alive = [deal for deal in alive if deal.amount > 0]
        alive.sort(key=lambda deal: (-deal.probability * deal.amount, -deal.probability, deal.id))
    return tuple(alive[:count])
