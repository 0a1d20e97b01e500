"""What a pipeline must have, numbers of a stage as typed, and the order after a file was read in."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.rules.kinds import StageKind
from services.rules.pipelines import flaw, hours_of, merged, percent_of

OPEN, WON, LOST = StageKind


@pytest.mark.parametrize(
    ("kinds", "code"),
    [
        ((OPEN, WON, LOST), None),
        ((OPEN, LOST, OPEN, WON, WON), None),
        ((), "stage_first_open"),
        ((WON, OPEN, LOST), "stage_first_open"),
        ((OPEN, LOST), "stage_won_needed"),
        ((OPEN, WON), "stage_lost_needed"),
    ],
)
def test_a_pipeline_has_a_first_open_a_won_and_a_lost_stage(kinds: tuple[StageKind, ...], code: str | None) -> None:
    assert flaw(kinds) == code


@pytest.mark.parametrize(
    ("typed", "hours"),
    [("3", 72), (" 3 дня ", 72), ("8 h", 8), ("8ч", 8), ("12 год.", 12), ("2 weeks", 336), ("1 тиждень", 168)],
)
def test_days_and_hours_as_typed(typed: str, hours: int) -> None:
    assert hours_of(typed) == hours


@pytest.mark.parametrize("typed", ["", "0", "-3", "3.5", "three", "3 moons", "999999 days", "٣"])
def test_what_is_no_time(typed: str) -> None:
    with pytest.raises(ValueError, match="no time"):
        hours_of(typed)


def test_percent_as_typed() -> None:
    assert [percent_of(typed) for typed in ("0", "45 %", " 100%")] == [0, 45, 100]
    for typed in ("", "101", "-1", "5.5", "%", "²"):
        with pytest.raises(ValueError, match="no percentage"):
            percent_of(typed)


@given(st.lists(st.integers(0, 20), unique=True), st.lists(st.integers(0, 20), unique=True))
def test_the_file_decides_the_order_and_the_rest_stays_beside_its_neighbour(
    wanted: list[int], present: list[int]
) -> None:
    order = merged(wanted, present)
    assert sorted(order) == sorted({*wanted, *present})
    assert [item for item in order if item in wanted] == wanted
    assert merged(wanted, order) == order
    for before, item in pairwise(present):
        if item not in wanted:
            assert order.index(before) < order.index(item)
