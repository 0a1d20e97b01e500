"""The escalation ladder of a task or promise (S0-41): nudge at the due time, then the head, then the head again.

All in working time of the person concerned: nobody is woken, and a day off is no reason to complain.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import IntEnum

from services.rules.worktime import WorkCalendar, add_days, add_minutes, next_working


class Step(IntEnum):
    """How far up; comparable."""

    NONE = 0
    NUDGE = 1
    ESCALATE = 2
    ESCALATE_AGAIN = 3


@dataclass(frozen=True, slots=True)
class Ladder:
    """When each step is due, UTC."""

    nudge_at: datetime
    escalate_at: datetime
    again_at: datetime

    def step(self, now: datetime) -> Step:
        """The highest step that is due."""
        return Step(sum(at <= now for at in (self.nudge_at, self.escalate_at, self.again_at)))


def ladder(
    due_at: datetime, calendar: WorkCalendar, zone: str, *, grace_minutes: int = 60, repeat_days: int = 1
) -> Ladder:
    """The steps after a due time; the grace is working minutes, the repeat working days. Raises NoWorkingTime."""
    nudge_at = next_working(calendar, zone, due_at)
    escalate_at = next_working(calendar, zone, add_minutes(calendar, zone, due_at, grace_minutes))
    again_at = next_working(calendar, zone, add_days(calendar, zone, escalate_at, max(1, repeat_days)))
    return Ladder(nudge_at, escalate_at, again_at)
