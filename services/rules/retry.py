"""Sending again after a temporary failure: growing gaps, then a dead letter."""

from __future__ import annotations

from datetime import timedelta

GAPS = (
    timedelta(seconds=5),
    timedelta(seconds=30),
    timedelta(minutes=2),
    timedelta(minutes=10),
    timedelta(hours=1),
    timedelta(hours=3),
    timedelta(hours=3),
)
"""Waits after the first, second, … try: eight tries within about seven hours."""


def gap(attempts: int) -> timedelta | None:
    """How long to wait after so many tries (this one counted, ≥ 1); None: give up."""
    return GAPS[attempts - 1] if attempts <= len(GAPS) else None
