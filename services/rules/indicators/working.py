"""Working minutes between many pairs of moments at once."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from itertools import accumulate

from services.rules.worktime import WorkCalendar, intervals, local_day

SECONDS = 60


def working_minutes(calendar: WorkCalendar, zone: str, starts: Sequence[int], ends: Sequence[int]) -> list[int]:
    """Whole working minutes from each start to its end, in seconds since 1970; negative when the end is earlier.

    The same as `worktime.working_minutes_between`, by the working time that has passed up to each moment.
    """
    if not starts:
        return []
    first = local_day(datetime.fromtimestamp(min(*starts, *ends), UTC), zone)
    last = local_day(datetime.fromtimestamp(max(*starts, *ends), UTC), zone)
    spans = [
        (int(begin.timestamp()), int(end.timestamp()))
        for n in range((last - first).days + 1)
        for begin, end in intervals(calendar, zone, first + timedelta(days=n))
    ]
    if not spans:
        return [0] * len(starts)
    begins, finishes = zip(*spans, strict=True)
    before = (0, *accumulate(finish - begin for begin, finish in spans))

    def passed(at: int) -> int:
        place = bisect_right(begins, at) - 1
        return before[place] + min(at, finishes[place]) - begins[place] if place >= 0 else 0

    seconds = (passed(end) - passed(start) for start, end in zip(starts, ends, strict=True))
    return [one // SECONDS if one >= 0 else -(-one // SECONDS) for one in seconds]
