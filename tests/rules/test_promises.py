"""Promises kept, late, broken (S3-19)."""

from __future__ import annotations

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.rules.kinds import PromiseState
from services.rules.promises import Judgement, judge
from tests.rules.moments import CALENDARS, KYIV, MOMENTS, NEVER, OFFICE, kyiv

AT_ELEVEN = kyiv("2026-11-20 11:00")


@pytest.mark.parametrize(
    ("contacted", "now", "state", "late"),
    [
        ("2026-11-20 10:50", "2026-11-20 10:50", "kept", 0),
        ("2026-11-20 11:15", "2026-11-20 11:15", "kept", 0),
        ("2026-11-20 11:16", "2026-11-20 11:16", "late", 16),
        ("2026-11-20 11:30", "2026-11-25 11:30", "late", 30),
        ("2026-11-20 23:59", "2026-11-20 23:59", "late", 779),
        ("2026-11-21 00:00", "2026-11-21 00:00", "broken", 780),
        (None, "2026-11-20 10:00", "open", 0),
        (None, "2026-11-20 11:15", "open", 0),
        (None, "2026-11-20 11:40", "open", 40),
        (None, "2026-11-21 00:00", "broken", 780),
    ],
)
def test_judge(contacted, now, state, late):
    """11:00 → 11:30 may go unnoticed, tomorrow is a catastrophe."""
    verdict = judge(AT_ELEVEN, kyiv(contacted) if contacted else None, kyiv(now), calendar=OFFICE, zone=KYIV)
    assert verdict == Judgement(PromiseState(state), late)


@pytest.mark.parametrize(
    ("contacted", "now", "state", "late"),
    [
        ("2026-11-21 12:00", "2026-11-21 12:00", "kept", 0),
        (None, "2026-11-22 00:00", "open", 0),
        (None, "2026-11-23 09:40", "open", 40),
        ("2026-11-23 09:10", "2026-11-23 09:10", "kept", 0),
        ("2026-11-23 09:40", "2026-11-23 09:40", "late", 40),
        (None, "2026-11-24 00:00", "broken", 900),
    ],
)
def test_what_was_agreed_for_a_day_off_is_due_when_work_begins_next(contacted, now, state, late):
    """Nobody is reminded on a Saturday; on Monday it stands first in the list."""
    saturday = kyiv("2026-11-21 11:00")
    verdict = judge(saturday, kyiv(contacted) if contacted else None, kyiv(now), calendar=OFFICE, zone=KYIV)
    assert verdict == Judgement(PromiseState(state), late)


def test_without_any_working_time_the_agreed_day_counts():
    verdict = judge(AT_ELEVEN, None, kyiv("2026-11-21 00:00"), calendar=NEVER, zone=KYIV)
    assert verdict == Judgement(PromiseState.BROKEN, 780)


def test_grace_is_a_setting():
    at = AT_ELEVEN + timedelta(minutes=30)
    assert judge(AT_ELEVEN, at, at, calendar=OFFICE, zone=KYIV, grace_minutes=30).state is PromiseState.KEPT
    assert judge(AT_ELEVEN, at, at, calendar=OFFICE, zone=KYIV, grace_minutes=0).state is PromiseState.LATE


@given(CALENDARS, MOMENTS, st.integers(0, 9000), st.integers(0, 9000))
def test_later_is_never_better(calendar, promised_at, first, second):
    rank = [PromiseState.KEPT, PromiseState.LATE, PromiseState.BROKEN]
    earlier, later = (promised_at + timedelta(minutes=m) for m in sorted((first, second)))
    states = [judge(promised_at, at, at, calendar=calendar, zone=KYIV).state for at in (earlier, later)]
    assert rank.index(states[0]) <= rank.index(states[1])
