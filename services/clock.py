"""Where "now" comes from, so that a demo and a test can turn the hands."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Protocol


class Clock(Protocol):
    """Tells the time."""

    def now(self) -> datetime:
        """Return the current moment, aware, in UTC."""
        ...


class SystemClock:
    """The machine's clock."""

    def now(self) -> datetime:
        """Return the current moment, aware, in UTC."""
        return datetime.now(UTC)


class ShiftedClock:
    """A clock that can be set; with `running` it goes on from there at the machine's pace."""

    def __init__(self, at: datetime, *, running: bool = False) -> None:
        self._at = at.astimezone(UTC)
        self._running = running
        self._set_at = datetime.now(UTC)

    def now(self) -> datetime:
        """Return the set moment, plus what has passed since when running."""
        if not self._running:
            return self._at
        return self._at + (datetime.now(UTC) - self._set_at)

    def set(self, at: datetime) -> None:
        """Turn the hands to `at` (aware)."""
        self._at = at.astimezone(UTC)
        self._set_at = datetime.now(UTC)

    def advance(self, step: timedelta) -> None:
        """Turn the hands forward by `step`."""
        self.set(self.now() + step)
