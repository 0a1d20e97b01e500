"""Bonus rules by hand, and what must always hold (S1-09)."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.rules import bonus
from services.rules.bonus import Rule, Sold, Step
from services.rules.kinds import BonusBase

MONTH = date(2026, 11, 1)
STEPS = (Step(0, 200), Step(80, 300), Step(100, 500), Step(120, 700))
RULE = Rule(1, BonusBase.REVENUE, STEPS)


def paid(rules: list[Rule], sold: dict[int, Sold], done: float | None, teams: tuple[int, ...] = (1,)) -> int:
    found = bonus.counted(rules, MONTH, teams, sold, dict.fromkeys(BonusBase, done))
    return sum(part.money for part in found)


@pytest.mark.parametrize(
    ("done", "rate"), [(None, 200), (0, 200), (0.799, 200), (0.8, 300), (0.999, 300), (1.0, 500), (3.0, 700)]
)
def test_the_rate_follows_the_plan(done, rate):
    assert bonus.step_at(STEPS, done).rate == rate


def test_by_hand():
    assert paid([RULE], {7: Sold(1_000_000_00)}, 0.9) == 30_000_00
    assert paid([replace(RULE, cap=20_000_00)], {7: Sold(1_000_000_00)}, 0.9) == 20_000_00
    assert paid([replace(RULE, base=BonusBase.MARGIN)], {7: Sold(1_000_000_00, 250_000_00)}, 1.0) == 12_500_00
    assert paid([], {7: Sold(1_000_000_00)}, 0.9) == 0
    assert paid([RULE], {7: Sold(-5_00)}, 0.9) == 0


def test_the_closer_rule_counts():
    short = Rule(2, BonusBase.REVENUE, (Step(0, 100),), pipeline=8)
    north = Rule(3, BonusBase.REVENUE, (Step(0, 1000),), team=1)
    sold = {7: Sold(100_00), 8: Sold(200_00)}
    assert paid([RULE, short], sold, 1.0) == 5_00 + 2_00
    assert paid([RULE, north], sold, 1.0) == 30_00
    assert paid([RULE, north], sold, 1.0, teams=(2,)) == 15_00
    assert paid([RULE, short, north], sold, 1.0) == 10_00 + 2_00
    above = Rule(4, BonusBase.REVENUE, (Step(0, 2000),), team=9)
    assert paid([RULE, north, above], sold, 1.0, teams=(1, 9)) == 30_00


def test_a_rule_counts_in_its_months():
    old, new = replace(RULE, to_day=MONTH), replace(RULE, id=2, from_day=MONTH, steps=(Step(0, 100),))
    assert paid([old, new], {7: Sold(100_00)}, 1.0) == 1_00
    before = bonus.counted([old, new], date(2026, 10, 1), (), {7: Sold(100_00)}, dict.fromkeys(BonusBase, 1.0))
    assert [part.rate for part in before] == [500]


def test_distance_to_the_next_step():
    step = bonus.next_step(STEPS, 0.93)
    assert step == Step(100, 500)
    assert bonus.to_reach(step, 1_200_000_00, 1_116_000_00) == 84_000_00
    assert bonus.next_step(STEPS, 1.3) is None
    assert bonus.next_step(STEPS, None) is None


@pytest.mark.parametrize(
    ("steps", "flaw"),
    [
        ((Step(0, 200),), None), (STEPS, None), ((), "bonus_steps"), ((Step(10, 200),), "bonus_steps"),
        ((Step(0, 200), Step(0, 300)), "bonus_order"), ((Step(0, 1), Step(90, 2), Step(80, 3)), "bonus_order"),
        ((Step(0, 10_001),), "bonus_rate"), ((Step(0, -1),), "bonus_rate"),
        (tuple(Step(n * 10, n) for n in range(7)), "bonus_steps"),
    ],
)  # fmt: skip
def test_steps_that_make_sense(steps, flaw):
    assert bonus.steps_flaw(steps) == flaw


@pytest.mark.parametrize(
    ("text", "steps"),
    [
        ("3", [(0, 300)]), ("3 %", [(0, 300)]), ("2,5%", [(0, 250)]),
        ("2%; 80: 3; 100: 5,5", [(0, 200), (80, 300), (100, 550)]),
        ("2% 80:3% 100:5%", [(0, 200), (80, 300), (100, 500)]), ("0: 2\n100 - 5", [(0, 200), (100, 500)]),
        ("2, 80=3, 100=5", [(0, 200), (80, 300), (100, 500)]), ("2 % 100 % → 5 %", [(0, 200), (100, 500)]),
        ("много", None), ("", None), ("3 процента", None),
    ],
)  # fmt: skip
def test_steps_as_people_type_them(text, steps):
    assert bonus.parse_steps(text) == (None if steps is None else tuple(Step(*step) for step in steps))


def test_presets_make_sense():
    assert [bonus.steps_flaw(steps) for _, steps in bonus.PRESETS] == [None] * len(bonus.PRESETS)


def test_what_is_expected_keeps_the_make_up():
    sold = {7: Sold(100_00, 30_00), 8: Sold(300_00, 60_00)}
    assert bonus.scaled(sold, 800_00) == {7: Sold(200_00, 60_00), 8: Sold(600_00, 120_00)}
    assert bonus.scaled({7: Sold()}, 800_00) is None


SUMS = st.integers(0, 10**13)


@given(SUMS, SUMS, st.floats(0, 5))
def test_more_sold_never_pays_less(one, more, done):
    assert paid([RULE], {7: Sold(one)}, done) <= paid([RULE], {7: Sold(one + more)}, done)


@given(SUMS, st.floats(0, 5), st.floats(0, 5), st.integers(0, 10**12))
def test_a_fuller_plan_never_pays_less_and_the_cap_holds(sum_, one, other, cap):
    low, high = sorted((one, other))
    capped = replace(RULE, cap=cap)
    assert paid([capped], {7: Sold(sum_)}, low) <= paid([capped], {7: Sold(sum_)}, high) <= cap


@given(st.dictionaries(st.integers(1, 5), SUMS, min_size=1), st.floats(0, 3))
def test_one_rule_for_all_is_a_rate_of_the_whole(sums, done):
    sold = {key: Sold(value) for key, value in sums.items()}
    assert paid([RULE], sold, done) == bonus.share_of(sum(sums.values()), bonus.step_at(STEPS, done).rate)
