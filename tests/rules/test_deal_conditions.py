"""Conditions on deals: their JSON, ticking, moving periods; ranges as people type them."""

from __future__ import annotations

import json
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.rules import money
from services.rules.deal_conditions import (
    MOST_FIELDS,
    MOST_IDS,
    DealConditions,
    DealSort,
    DealStatus,
    FieldCondition,
    FieldOp,
    Period,
    Range,
    Span,
    TaskMark,
    from_json,
    to_json,
)
from services.rules.typed_ranges import read_days, read_period, read_range

TODAY = date(2026, 11, 24)
DAYS = st.dates(date(2000, 1, 1), date(2100, 12, 31))
SUMS = st.integers(0, 10**12)

ids = st.lists(st.integers(0, 10**9), max_size=5, unique=True).map(tuple)
ranges = st.one_of(st.builds(Range, SUMS), st.builds(Range, st.none(), SUMS), st.builds(Range, SUMS, SUMS))
periods = st.one_of(
    st.sampled_from(Span).map(lambda span: Period(span=span)),
    st.builds(Period, DAYS, DAYS),
    st.builds(Period, DAYS),
    st.builds(Period, st.none(), DAYS),
)
texts = st.text(min_size=1, max_size=60).filter(lambda text: bool(text.strip()))
asked_of_field = st.one_of(
    st.builds(FieldCondition, st.integers(1, 99), st.just(FieldOp.ANY), ids.filter(bool)),
    st.builds(FieldCondition, st.integers(1, 99), st.just(FieldOp.RANGE), ranges),
    st.builds(FieldCondition, st.integers(1, 99), st.just(FieldOp.DAYS), periods),
    st.builds(FieldCondition, st.integers(1, 99), st.just(FieldOp.TEXT), texts),
    st.builds(FieldCondition, st.integers(1, 99), st.sampled_from([FieldOp.EMPTY, FieldOp.FILLED])),
)
conditions = st.builds(
    DealConditions,
    status=st.sampled_from(DealStatus),
    pipelines=ids,
    stages=ids,
    owners=ids,
    channels=ids,
    products=ids,
    amount=st.none() | ranges,
    created=st.none() | periods,
    expected=st.none() | periods,
    closed=st.none() | periods,
    quiet_days=st.none() | st.integers(1, 3650),
    task=st.none() | st.sampled_from(TaskMark),
    text=st.just("") | texts,
    fields=st.lists(asked_of_field, max_size=4, unique_by=lambda one: one.field).map(tuple),
    sort=st.sampled_from(DealSort),
    down=st.booleans(),
)
anything = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=8) | st.floats(allow_nan=False),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner, max_size=4),
    max_leaves=8,
)


@given(conditions)
def test_json_brings_the_same_back(asked: DealConditions) -> None:
    assert from_json(json.loads(json.dumps(to_json(asked)))) == asked


@given(st.dictionaries(st.sampled_from(sorted(DealConditions.__dataclass_fields__)), anything) | anything)
def test_what_cannot_be_read_is_left_out(data: Any) -> None:
    assert from_json(to_json(from_json(data))) == from_json(data)


def test_nothing_set_is_an_empty_object() -> None:
    assert to_json(DealConditions()) == {}
    assert from_json("of another version") == DealConditions()
    assert to_json(DealConditions(amount=Range(5), task=TaskMark.NONE)) == {"amount": [5, None], "task": "none"}
    assert from_json({"created": "d5000", "quiet_days": 0, "down": 1, "fields": [[1, "any", []]]}) == DealConditions()


def test_the_order_alone_narrows_nothing() -> None:
    assert not DealConditions(sort=DealSort.TASK, down=False).narrowed
    assert DealConditions(status=DealStatus.ALL).narrowed
    assert DealConditions(text="x").without("text") == DealConditions()


def test_ticks_come_and_go_and_are_not_endless() -> None:
    asked = DealConditions().toggled("stages", 3).toggled("stages", 5).toggled("stages", 3)
    assert asked.stages == (5,)
    for number in range(200):
        asked = asked.toggled("owners", number)
    assert len(asked.owners) == MOST_IDS
    for number in range(50):
        asked = asked.with_field(number, FieldCondition(number, FieldOp.FILLED))
    assert len(asked.fields) == MOST_FIELDS
    assert asked.of_field(49) == FieldCondition(49, FieldOp.FILLED)
    assert asked.with_field(49, None).of_field(49) is None


@pytest.mark.parametrize(
    ("span", "today", "since", "until"),
    [
        (Span.WEEK, "2026-11-24", "2026-11-23", "2026-11-29"),
        (Span.NEXT_WEEK, "2026-12-28", "2027-01-04", "2027-01-10"),
        (Span.MONTH, "2028-02-10", "2028-02-01", "2028-02-29"),
        (Span.LAST_MONTH, "2027-01-31", "2026-12-01", "2026-12-31"),
        (Span.NEXT_MONTH, "2026-12-05", "2027-01-01", "2027-01-31"),
        (Span.LAST_7, "2026-11-24", "2026-11-18", "2026-11-24"),
        (Span.PAST, "2026-11-24", None, "2026-11-23"),
    ],
)
def test_moving_periods(span: Span, today: str, since: str | None, until: str | None) -> None:
    found = Period(span=span).days(date.fromisoformat(today))
    assert found == tuple(day and date.fromisoformat(day) for day in (since, until))


@pytest.mark.parametrize(
    ("typed", "least", "most"),
    [
        ("100к", 100_000, None), (">100к", 100_000, None), ("от 100 000", 100_000, None),
        ("понад 1,5 млн", 1_500_000, None),
        ("over $1,000", 1000, None), ("100к+", 100_000, None), ("100к и больше", 100_000, None),
        ("до 50 000", None, 50_000), ("<20k", None, 20_000), ("up to 5k", None, 5000), ("менше 300", None, 300),
        ("50-200к", 50_000, 200_000), ("від 50 тис до 1 млн", 50_000, 1_000_000), ("1000—2000", 1000, 2000),
        ("from 50k to 200k", 50_000, 200_000), ("500-1 млн", 500, 1_000_000), ("50k..1m", 50_000, 1_000_000),
    ],
)  # fmt: skip
def test_typed_amounts(typed: str, least: int | None, most: int | None) -> None:
    expected = Range(*(None if one is None else one * money.MINOR for one in (least, most)))
    assert read_range(typed, money.parse) == expected


@pytest.mark.parametrize("typed", ["", "много", "200-50", "-5", "от", "до", "5 яблок", "<b>1</b>", "-", "1-2-3"])
def test_what_is_no_amount(typed: str) -> None:
    assert read_range(typed, money.parse) is None


@pytest.mark.parametrize(
    ("typed", "since", "until"),
    [
        ("1.11-15.11", "2026-11-01", "2026-11-15"), ("с 1.11 по 15.11.2026", "2026-11-01", "2026-11-15"),
        ("від 01.10", "2026-10-01", None), ("after 2026-10-01", "2026-10-01", None), ("до 5.11", None, "2026-11-05"),
        ("until 2026-12-31", None, "2026-12-31"), ("25.12", "2025-12-25", "2025-12-25"),
        ("2026-11-01..2026-11-05", "2026-11-01", "2026-11-05"), ("29.02", "2024-02-29", "2024-02-29"),
    ],
)  # fmt: skip
def test_typed_dates_that_were(typed: str, since: str | None, until: str | None) -> None:
    expected = Period(*(day and date.fromisoformat(day) for day in (since, until)))  # type: ignore[arg-type]
    assert read_period(typed, TODAY) == expected


def test_a_date_to_come_is_the_nearest_one() -> None:
    assert read_period("25.12", TODAY, ahead=True) == Period(date(2026, 12, 25), date(2026, 12, 25))
    assert read_period("20.12-10.01", TODAY, ahead=True) == Period(date(2026, 12, 20), date(2027, 1, 10))


@pytest.mark.parametrize(
    "typed", ["", "31.02", "1.11-31.02", "15.11.2026-1.11.2026", "1.11, 2.11", "1.13", "скоро", "1.11.1850"]
)
def test_what_is_no_period(typed: str) -> None:
    assert read_period(typed, TODAY) is None


@given(st.text(max_size=40))
def test_no_text_breaks_the_readers(typed: str) -> None:
    for found in (read_range(typed, money.parse), read_period(typed, TODAY), read_days(typed)):
        assert found is None or found


@pytest.mark.parametrize(
    ("typed", "days"),
    [("14", 14), ("2 недели", 14), ("3 months", 90), ("30+", 30), ("14 дн.", 14), (">7", 7), ("0", None),
     ("3651", None), ("two", None), ("", None)],
)  # fmt: skip
def test_typed_lengths(typed: str, days: int | None) -> None:
    assert read_days(typed) == days
