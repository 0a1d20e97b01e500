"""Promises: was the contact made when agreed (S3-19)? 11:00 → 11:30 may go unnoticed, tomorrow is a catastrophe."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from services.rules.kinds import PromiseState
from services.rules.worktime import NoWorkingTime, WorkCalendar, local_day, local_day_bounds, next_working

GRACE_MINUTES = 15
MINUTE = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class Judgement:
    """What became of a promise; `late_minutes` counts from the agreed time (of an open one: so far, 0 in the grace)."""

    state: PromiseState
    late_minutes: int = 0


def judge(
    promised_at: datetime,
    contacted_at: datetime | None,
    now: datetime,
    *,
    calendar: WorkCalendar,
    zone: str,
    grace_minutes: int = GRACE_MINUTES,
) -> Judgement:
    """Kept up to the grace after the agreed time, late on the same local day, broken when that day ends without it.

    Without a contact it stays open until then. A contact before the agreed time keeps the promise. Nobody works and
    nobody is reminded on a day off: what was agreed for one is due when work begins next.
    """
    at = now if contacted_at is None else contacted_at
    due_at = _due(promised_at, calendar, zone)
    _, day_end = local_day_bounds(local_day(due_at, zone), zone)
    if at >= day_end:
        return Judgement(PromiseState.BROKEN, (at - due_at) // MINUTE)
    late = (at - due_at) // MINUTE if at > due_at + grace_minutes * MINUTE else 0
    if contacted_at is None:
        return Judgement(PromiseState.OPEN, late)
    return Judgement(PromiseState.LATE if late else PromiseState.KEPT, late)


def _due(promised_at: datetime, calendar: WorkCalendar, zone: str) -> datetime:
    if calendar.on(local_day(promised_at, zone)):
        return promised_at
    try:
        return next_working(calendar, zone, promised_at)
    except NoWorkingTime:
        return promised_at
