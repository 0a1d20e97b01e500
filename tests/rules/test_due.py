"""Due dates of stage tasks: four bindings (S2-34…S2-37)."""

from __future__ import annotations

import json
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.rules import due
from services.rules import worktime as wt
from services.rules.due import Binding, DueRule, Offset, Unit
from tests.rules.moments import CALENDARS, KYIV, MOMENTS, OFFICE, kyiv, local

ENTERED = kyiv("2026-11-18 12:00")  # a Wednesday


def at(rule, entered=ENTERED, **known):
    return local(due.due_at(rule, OFFICE, KYIV, entered_at=entered, **known))


class TestAfterEntering:
    """N days after entering the stage (S2-34)."""

    @pytest.mark.parametrize(
        ("rule", "expected"),
        [
            (due.after_entering(), "2026-11-18 12:00"),
            (due.after_entering(days=1), "2026-11-19 12:00"),
            (due.after_entering(days=3), "2026-11-23 12:00"),
            (due.after_entering(hours=4), "2026-11-18 16:00"),
            (due.after_entering(hours=9), "2026-11-19 12:00"),
            (due.after_entering(minutes=15), "2026-11-18 12:15"),
        ],
    )
    def test_working_days_and_hours(self, rule, expected):
        assert at(rule) == expected

    def test_entered_on_a_day_off(self):
        assert at(due.after_entering(minutes=15), kyiv("2026-11-21 12:00")) == "2026-11-23 09:15"


class TestDates:
    """N days before a date (S2-35); a date (S2-36)."""

    @pytest.mark.parametrize(
        ("rule", "day", "expected"),
        [
            (due.before_date("event", days=3), date(2026, 12, 4), "2026-12-01 18:00"),
            (due.before_date("event", days=3), date(2026, 12, 1), "2026-11-27 18:00"),  # Saturday: earlier
            (due.before_date("event", days=3), kyiv("2026-12-04 15:00"), "2026-12-01 15:00"),
            (due.before_date("event", days=2), kyiv("2026-11-24 15:00"), "2026-11-20 18:00"),
            (due.before_date("event", hours=2), kyiv("2026-11-24 15:00"), "2026-11-24 13:00"),
            (due.before_date("event", minutes=30), kyiv("2026-11-24 15:00"), "2026-11-24 14:30"),
            (due.before_date("event", hours=2), date(2026, 11, 24), "2026-11-23 18:00"),
            (due.before_date("event", hours=2), date(2026, 11, 22), "2026-11-20 18:00"),
            (due.before_date("event", days=9), date(2026, 11, 20), "2026-11-18 12:00"),  # passed: at once
            (due.before_date("event"), date(2026, 11, 20), "2026-11-20 18:00"),
            (due.on_date("event"), date(2026, 11, 20), "2026-11-20 18:00"),
            (due.on_date("event"), date(2026, 11, 21), "2026-11-23 18:00"),
            (due.on_date("event"), kyiv("2026-11-20 15:00"), "2026-11-20 15:00"),
            (due.on_date("event"), kyiv("2026-11-21 15:00"), "2026-11-23 09:00"),
            (due.on_date("event"), date(2026, 11, 2), "2026-11-18 12:00"),
            (due.on_date("event"), None, "2026-11-23 12:00"),  # three working days
            (due.before_date("event", days=1, fallback=Offset(1)), None, "2026-11-19 12:00"),
        ],
    )
    def test_by_date(self, rule, day, expected):
        assert at(rule, dates={"event": day}) == expected
        assert due.waits_for(rule, {"event": day}) == (None if day else "event")

    def test_the_due_date_follows_the_field(self):
        rule = due.before_date("expected_close", days=1)
        assert at(rule, dates={"expected_close": date(2026, 12, 4)}) == "2026-12-03 18:00"
        assert at(rule, dates={"expected_close": date(2026, 12, 11)}) == "2026-12-10 18:00"


class TestEvents:
    """A certain event (S2-37), with a visible fallback while it has not happened."""

    def test_fallback_then_the_event(self):
        rule = due.after_event("payment_received", days=1, fallback=Offset(5))
        assert at(rule) == "2026-11-25 12:00"
        assert due.waits_for(rule) == "payment_received"
        known = {"payment_received": kyiv("2026-11-19 16:30")}
        assert at(rule, events=known) == "2026-11-20 16:30"
        assert due.waits_for(rule, events=known) is None
        assert due.waits_for(due.after_entering(days=1)) is None


RULES = st.one_of(
    st.builds(DueRule, st.just(Binding.AFTER_ENTERING), st.builds(Offset, st.integers(0, 60), st.sampled_from(Unit))),
    st.builds(
        DueRule,
        st.sampled_from([Binding.BEFORE_DATE, Binding.ON_DATE, Binding.AFTER_EVENT]),
        st.builds(Offset, st.integers(0, 60), st.sampled_from(Unit)),
        st.sampled_from(["expected_close", "payment_received"]),
        st.builds(Offset, st.integers(0, 60), st.sampled_from(Unit)),
    ),
)


class TestJson:
    @given(RULES)
    def test_there_and_back(self, rule):
        assert due.from_json(json.loads(json.dumps(due.to_json(rule)))) == rule

    @pytest.mark.parametrize(
        "plain",
        [
            {},
            {"binding": "someday", "amount": 1, "unit": "days"},
            {"binding": "after_entering", "amount": -1, "unit": "days"},
            {"binding": "after_entering", "amount": None, "unit": "days"},
            {"binding": "after_entering", "amount": 1, "unit": "days", "source": "x"},
            {"binding": "on_date", "amount": 1, "unit": "days"},
            {"binding": "on_date", "amount": 1, "unit": "days", "source": "x", "fallback": {"amount": 1}},
        ],
    )
    def test_nonsense(self, plain):
        with pytest.raises(ValueError, match=r".+"):
            due.from_json(plain)

    def test_fallback_may_be_left_out(self):
        plain = {"binding": "on_date", "amount": 0, "unit": "days", "source": "x"}
        assert due.from_json(plain).fallback == due.FALLBACK


@given(RULES, CALENDARS, MOMENTS, st.none() | MOMENTS)
def test_never_on_a_day_off_nor_before_entering(rule, calendar, entered, known):
    found = due.due_at(
        rule,
        calendar,
        KYIV,
        entered_at=entered,
        dates={"expected_close": known, "payment_received": known and known.date()},
        events={"payment_received": known},
    )
    closing = found - timedelta(microseconds=1)
    assert wt.is_working(calendar, KYIV, found) or wt.is_working(calendar, KYIV, closing)
    assert found >= entered or rule.binding is Binding.AFTER_EVENT
