"""Moments and calendars the rules' tests share."""

from __future__ import annotations

from datetime import UTC, date, datetime, time

from hypothesis import strategies as st

from services.rules import worktime as wt
from services.rules.worktime import WorkCalendar

KYIV = "Europe/Kyiv"
OFFICE = WorkCalendar()
LUNCH = WorkCalendar(hours=(((time(9), time(13)), (time(14), time(18))),) * 5 + ((), ()))
ROUND_THE_CLOCK = WorkCalendar(hours=(((time(0), time(0)),),) * 7)
NEVER = WorkCalendar(hours=((),) * 7)
MIXED = WorkCalendar(
    days_off=frozenset({date(2026, 11, 23), date(2026, 12, 25)}),
    working_days={date(2026, 11, 28): ((time(10), time(15)),)},
)

CALENDARS = st.sampled_from([OFFICE, LUNCH, ROUND_THE_CLOCK, MIXED])
MOMENTS = st.integers(
    int(datetime(2026, 1, 1, tzinfo=UTC).timestamp()), int(datetime(2027, 12, 31, tzinfo=UTC).timestamp())
).map(lambda second: datetime.fromtimestamp(second, UTC))


def kyiv(text: str) -> datetime:
    """The UTC instant of a Kyiv time given as ISO text."""
    naive = datetime.fromisoformat(text)
    return wt.to_utc(naive.date(), naive.time(), KYIV)


def local(at: datetime) -> str:
    """The instant as Kyiv's clocks show it."""
    return f"{wt.to_local(at, KYIV):%Y-%m-%d %H:%M}"
