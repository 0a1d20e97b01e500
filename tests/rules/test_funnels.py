"""Funnels judged: only what is more than chance is told (S1-17, S1-18)."""

from __future__ import annotations

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.rules.funnels import LEAST, Rate, Verdict, interval, judge, judge_typed, more_wins, rate_of
from services.rules.indicators.short_keys import long_key, short_key


def rates(least: int = 0, most: int = 5000) -> st.SearchStrategy[Rate]:
    """Some of so many deals went on."""
    return st.integers(least, most).flatmap(lambda n: st.integers(0, n).map(lambda k: Rate(k, n)))


def test_wilsons_interval_by_hand() -> None:
    low, high = interval(Rate(30, 100))
    assert (round(low, 3), round(high, 3)) == (0.219, 0.396)
    assert interval(Rate(0, 0)) == (0.0, 1.0)


@pytest.mark.parametrize(
    ("now", "reference", "verdict"),
    [
        (Rate(20, 100), Rate(500, 1000), Verdict.WORSE),
        (Rate(80, 100), Rate(500, 1000), Verdict.BETTER),
        (Rate(45, 100), Rate(500, 1000), Verdict.EVEN),
        (Rate(0, LEAST - 1), Rate(500, 1000), Verdict.FEW),
        (Rate(0, 100), Rate(10, LEAST - 1), Verdict.FEW),
    ],
)
def test_a_gap_is_told_only_when_it_is_more_than_chance(now: Rate, reference: Rate, verdict: Verdict) -> None:
    assert judge(now, reference) is verdict


def test_typed_shares_are_held_against_the_interval() -> None:
    assert judge_typed(Rate(20, 100), 0.5) is Verdict.WORSE
    assert judge_typed(Rate(45, 100), 0.5) is Verdict.EVEN
    assert judge_typed(Rate(1, 2), 0.9) is Verdict.FEW


@given(rates())
def test_the_share_lies_in_its_interval(rate: Rate) -> None:
    low, high = interval(rate)
    assert 0 <= low <= high <= 1
    if rate.share is not None:
        assert low - 1e-9 <= rate.share <= high + 1e-9


@given(rates(LEAST), rates(LEAST))
def test_the_judgement_turns_with_its_sides(one: Rate, other: Rate) -> None:
    turned = {Verdict.BETTER: Verdict.WORSE, Verdict.WORSE: Verdict.BETTER, Verdict.EVEN: Verdict.EVEN}
    assert judge(other, one) is turned[judge(one, other)]


@given(rates(LEAST))
def test_nothing_differs_from_itself(rate: Rate) -> None:
    assert judge(rate, rate) is Verdict.EVEN


def test_chance_alone_is_seldom_told() -> None:
    dice = random.Random(7)  # another seed: change the 7
    told = 0
    for _ in range(500):
        now, then = (Rate(sum(dice.random() < 0.4 for _ in range(n)), n) for n in (60, 300))
        told += judge(now, then) is not Verdict.EVEN
    assert told / 500 < 0.08


def test_what_the_reference_would_have_brought() -> None:
    assert more_wins(10, Rate(30, 100), 0.6) == 10
    assert more_wins(10, Rate(0, 100), 0.6) == 0


@given(rates(1))
def test_counts_come_back_from_percent(rate: Rate) -> None:
    share = rate.share
    assert share is not None
    assert rate_of(share * 100, rate.entered) == rate


@given(st.lists(st.text(min_size=1), unique=True, max_size=30))
def test_short_keys_lead_back(texts: list[str]) -> None:
    for text in texts:
        assert long_key(short_key(text), texts) == text
    assert long_key(short_key("no such text, surely"), texts) is None
    assert short_key(None) == short_key("") == 0
    assert long_key(short_key(12), texts) == 12
