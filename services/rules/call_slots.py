"""Free slots of a working day: what appointments leave over, cut into calls."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta

from services.rules.worktime import Span


class Slots:
    """Slot starts in order, each given out once; the next free one is found by union-find."""

    def __init__(self, starts: Sequence[datetime]) -> None:
        self._starts = starts
        self._next = list(range(len(starts) + 1))
        self.free = len(starts)

    @classmethod
    def between(cls, working: Iterable[Span], now: datetime, fixed: Iterable[datetime], minutes: int) -> Slots:
        """Slots of so many minutes in the working time from `now` on, around the fixed appointments."""
        length = timedelta(minutes=minutes)
        busy = sorted(fixed)
        starts: list[datetime] = []
        for begin, end in sorted(working):
            at = max(begin, now)
            for appointment in (*(one for one in busy if begin - length < one < end), end):
                while at + length <= appointment:
                    starts.append(at)
                    at += length
                if appointment < end:
                    at = max(at, appointment + length)
        return cls(starts)

    def take(self, not_before: datetime | None = None) -> datetime | None:
        """The earliest free start, not before the bound; None when there is none."""
        index = self._find(bisect_left(self._starts, not_before) if not_before else 0)
        if index == len(self._starts):
            return None
        self._next[index] = index + 1
        self.free -= 1
        return self._starts[index]

    def take_before(self, at: datetime, most: timedelta) -> datetime | None:
        """The latest free start up to `at`, no more than `most` before it; None when there is none."""
        index = bisect_right(self._starts, at) - 1
        while index >= 0 and self._starts[index] >= at - most:
            if self._next[index] == index:
                self._next[index] = index + 1
                self.free -= 1
                return self._starts[index]
            index -= 1
        return None

    def _find(self, index: int) -> int:
        """The first free slot from the index on; shortens the way for the next search."""
        root = index
        while self._next[root] != root:
            root = self._next[root]
        while self._next[index] != root:
            self._next[index], index = root, self._next[index]
        return root
