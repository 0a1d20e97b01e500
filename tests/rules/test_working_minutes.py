"""Working minutes of many pairs at once are those of each pair alone."""

from __future__ import annotations

from datetime import UTC, datetime, time

from hypothesis import given
from hypothesis import strategies as st

from services.rules.indicators.working import working_minutes
from services.rules.worktime import WorkCalendar, working_minutes_between

FROM, TO = (int(datetime(2026, month, day, tzinfo=UTC).timestamp()) for month, day in ((3, 1), (4, 20)))
MOMENTS = st.integers(FROM, TO).map(lambda at: datetime.fromtimestamp(at, UTC))
CALENDARS = st.sampled_from(
    [
        WorkCalendar(),
        WorkCalendar(hours=(((time(9), time(13)), (time(14), time(18))),) * 5 + ((), ())),
        WorkCalendar(hours=(((time(20), time(0)),),) * 7),
        WorkCalendar(hours=((),) * 7),
    ]
)


@given(CALENDARS, st.lists(st.tuples(MOMENTS, MOMENTS), max_size=8))
def test_many_at_once_are_as_each_alone(calendar: WorkCalendar, pairs: list[tuple[datetime, datetime]]) -> None:
    starts, ends = [int(start.timestamp()) for start, _ in pairs], [int(end.timestamp()) for _, end in pairs]
    alone = [working_minutes_between(calendar, "Europe/Kyiv", start, end) for start, end in pairs]
    assert working_minutes(calendar, "Europe/Kyiv", starts, ends) == alone
