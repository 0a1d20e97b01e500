"""Time in a stage: flagged beyond the stage's own pace, else beyond what is expected (S2-41, S2-44)."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.rules.stage_pace import Slow, judge, pace_of

NOW = datetime(2026, 11, 24, 8, tzinfo=UTC)
DAY = timedelta(days=1)


@pytest.mark.parametrize(
    ("days", "pace", "expected", "found"),
    [
        (18, 11 * 24, 10 * 24, Slow(18 * DAY, 11 * DAY, own=True)),  # the own history comes first
        (18, None, 10 * 24, Slow(18 * DAY, 10 * DAY, own=False)),  # it is too short yet
        (10, 11 * 24, 5 * 24, None),  # late by the expectation, in time by the history
        (11, 11 * 24, None, None),  # just in time
        (400, None, None, None),  # nobody knows
    ],
)
def test_examples(days: int, pace: int | None, expected: int | None, found: Slow | None) -> None:
    assert judge(NOW - days * DAY, NOW, pace, expected) == found


@given(hours=st.integers(0, 10_000), pace=st.integers(1, 5_000))
def test_flagged_exactly_beyond_the_pace(hours: int, pace: int) -> None:
    found = judge(NOW - timedelta(hours=hours), NOW, pace, None)
    assert (found is not None) == (hours > pace)


def test_a_pace_is_whole_hours_and_never_none() -> None:
    assert [pace_of(hours) for hours in (0.0, 0.2, 1.0, 23.01)] == [1, 1, 1, 24]
