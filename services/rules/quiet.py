"""Quiet hours: what is not urgent waits for their end in the reader's zone (design section 6)."""

from __future__ import annotations

from datetime import datetime, time

from services.rules.worktime import next_local


def until(quiet_from: str, quiet_to: str, zone: str, now: datetime) -> datetime | None:
    """The end of the quiet hours that `now` lies in, or None. "HH:MM" local times; equal ones mean no quiet hours."""
    if quiet_from == quiet_to:
        return None
    # Inside is where the end comes before the next beginning: so summer time needs no case of its own.
    end = next_local(time.fromisoformat(quiet_to), zone, now)
    return end if end < next_local(time.fromisoformat(quiet_from), zone, now) else None
