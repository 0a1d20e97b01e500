"""Working time as one line of minutes: the made-up history is counted on it, and only then put into the calendar."""

from __future__ import annotations

from bisect import bisect_right
from datetime import date, datetime, timedelta

from services.policy import Policy
from services.rules.worktime import intervals, local_day

DAY = timedelta(days=1)
AHEAD_DAYS = 60
HISTORY_DAYS = 90


class Axis:
    """Working minutes since the company's first day here. `now` is the first minute of today's working day.

    Today is the working day of the given moment, or the next one when it is a day off or over.
    """

    def __init__(self, rules: Policy, moment: datetime, days: int = HISTORY_DAYS) -> None:
        self.calendar = rules.calendar
        self.zone = rules.settings.zone
        first = local_day(moment, self.zone) - days * DAY
        self.days: list[date] = []
        self._starts: list[datetime] = []
        self._offsets: list[int] = []
        total = 0
        for number in range(days + AHEAD_DAYS):
            day = first + number * DAY
            for begin, end in intervals(self.calendar, self.zone, day):
                self.days.append(day)
                self._starts.append(begin)
                self._offsets.append(total)
                total += (end - begin) // timedelta(minutes=1)
                if end <= moment:
                    self.now = total
        self.today = self.days[bisect_right(self._offsets, self.now) - 1]

    def at(self, minute: float) -> datetime:
        """The moment of a working minute."""
        whole = int(minute)
        place = bisect_right(self._offsets, whole) - 1
        return self._starts[place] + timedelta(minutes=whole - self._offsets[place])

    def day_of(self, minute: float) -> date:
        """The local day of a working minute."""
        return self.days[bisect_right(self._offsets, int(minute)) - 1]

    def start_of(self, shift: int) -> int:
        """The first working minute of a span of working time: 0 is today's, −1 the one before."""
        return self._offsets[bisect_right(self._offsets, self.now) - 1 + shift]
