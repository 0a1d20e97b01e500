"""Time in a stage against the stage's own history (S2-41, S2-44): the measure is four fifths of deals later won."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from math import ceil
from typing import Final

LEAST_STAYS: Final = 20
"""So many stays of deals later won tell something; with fewer the fixed expectation of the stage holds."""
SHARE: Final = (4, 5)
"""Four of five."""
HOUR: Final = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Slow:
    """A deal that stays longer than it should: since when so long, and the measure; `own`: the stage's own history."""

    here: timedelta
    limit: timedelta
    own: bool


def judge(entered_at: datetime, now: datetime, pace_hours: int | None, expected_hours: int | None) -> Slow | None:
    """Flag an open deal older than its stage's pace, or without one than what is expected; None when it is in time.

    Hours of the calendar, nights included. A stage that knows neither flags nothing.
    """
    hours = pace_hours if pace_hours is not None else expected_hours
    if hours is None:
        return None
    here, limit = now - entered_at, hours * HOUR
    return Slow(here, limit, pace_hours is not None) if here > limit else None


def pace_of(hours: float) -> int:
    """The stored pace for the stay four fifths do not exceed: whole hours, at least one."""
    return max(1, ceil(hours))
