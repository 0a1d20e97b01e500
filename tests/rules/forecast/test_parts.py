"""The parts of the forecast by hand: chances by age, worth, run rates, shares, ranges, the mean."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import pytest

from services.rules.forecast import FAR, Deals, Sizes
from services.rules.forecast.combining import combined, scaled
from services.rules.forecast.hazards import count
from services.rules.forecast.looks import Look
from services.rules.forecast.methods import daily, own_factors, quarter_ago, run_rate, weekday_weights, weight
from services.rules.forecast.ranges import FEW, reach, spread
from services.rules.forecast.stages import Seen, chances_by_stage
from services.rules.forecast.state import state
from tests.rules.forecast.columns import START

SIZES = Sizes(3, 2, 3, 3)
FLAT = np.ones(7)


def deals(rows: Sequence[tuple[int, int | None, bool, float]], **columns: Sequence[float]) -> Deals:
    """Deals of (created, closed, won, amount), days from `START`."""
    count = len(rows)

    def column(name: str, default: float) -> np.ndarray:
        return np.array(columns.get(name, (default,) * count))

    return Deals(
        created=np.array([START + row[0] for row in rows], np.int32),
        closed=np.array([FAR if row[1] is None else START + row[1] for row in rows], np.int32),
        won=np.array([row[2] for row in rows]),
        amount=np.array([row[3] for row in rows], np.float64),
        said=column("said", 0).astype(np.float64),
        said_on=column("said_on", FAR).astype(np.int32),
        owner=column("owner", 1).astype(np.int32),
        pipeline=np.ones(count, np.int32),
        product=column("product", 1).astype(np.int32),
        expected=np.full(count, FAR, np.int32),
    )


def test_chances_by_age_by_hand() -> None:
    # Four deals of day 0: one won at age 1, one lost at age 1, one won at age 2, one open. Seen over days 0…9.
    told = deals([(0, 1, True, 1), (0, 1, False, 0), (0, 2, True, 1), (0, None, False, 0)])
    found = count(told, START, START + 10, 2)
    assert found is not None
    pooled = np.array([0, 1 / 5, 1 / 3])  # wins / (days at risk + 1): ages 0, 1, 2 have 4, 4, 2 days
    own = (np.array([0, 1, 1]) + 200 * pooled) / (np.array([4, 4, 2]) + 200)
    assert found.won[1, :3] == pytest.approx(own)
    assert found.won[0, :3] == pytest.approx(pooled)
    within, new = found.within(2)
    day1, day2 = found.won[1, 1], found.won[1, 2]
    stays = 1 - day1 - found.lost[1, 1]
    assert within[1, 1] == pytest.approx(day1 + stays * day2)
    assert new[1].tolist() == pytest.approx([found.won[1, 0], found.won[1, 0] + day1 * (1 - found.lost[1, 0])])
    rows, expected = found.expected(told, START, START + 10)
    assert rows.tolist() == [0, 1, 2, 3]
    assert expected[0] == pytest.approx(found.won[1, :2].sum())


def test_nothing_closed_says_nothing_of_chances() -> None:
    assert count(deals([(0, None, False, 0)]), START, START + 10, 2) is None


def test_dead_deals_have_hardly_a_chance() -> None:
    young = [(day, day + 10, True, 1.0) for day in range(0, 300, 3)]
    found = count(deals([*young, *[(0, None, False, 0.0)] * 100]), START, START + 300, 2)
    assert found is not None
    chance = found.within(28)[0][1]
    assert chance[200] < 0.01 < 0.4 < chance[5]  # the dead were young as well


def test_a_deal_without_a_sum_is_worth_what_its_product_brought() -> None:
    told = deals(
        [(0, 5, True, 100.0), (0, 6, True, 100.0), (1, 7, True, 900.0), (2, None, False, 0.0), (2, None, False, 0.0)],
        product=[1, 1, 2, 1, 2],
    )
    at = state(told, START + 10, START + 5, SIZES)
    mean = 1100 / 3
    first = (200 + 5 * (200 + 5 * mean) / 7) / 7
    assert at.value[0] == pytest.approx(first)
    assert at.value[1] > at.value[0]


def test_a_sum_that_was_told_counts_as_far_as_such_sums_held() -> None:
    told = deals(
        [(0, 5, True, 80.0), (0, None, False, 0.0), (0, None, False, 0.0)],
        said=[100, 100, 100],
        said_on=[START, START + 2, START + 9],
    )
    at = state(told, START + 9, START + 5, SIZES)
    assert at.value[0] == pytest.approx(100 * (80 + 500) / (100 + 500))
    assert at.value[1] != at.value[0]  # told too late: worth what deals bring


def test_run_rates_and_the_quarter_ago() -> None:
    told = deals([(0, day, True, 10.0) for day in range(0, 140)])
    record = daily(told, START, START + 140)
    assert run_rate(record, START + 140, START, 28, START + 168, FLAT) == pytest.approx([28, 280])
    assert run_rate(record, START + 20, START, 91, START + 48, FLAT) is None
    assert run_rate(record, START + 40, START, 91, START + 50, FLAT) == pytest.approx([10, 100])
    assert quarter_ago(record, START + 100, START, START + 128) == pytest.approx([28, 280])
    assert quarter_ago(record, START + 84, START, START + 112) == pytest.approx([28, 280])  # three quarters of it
    assert quarter_ago(record, START + 83, START, START + 111) is None
    assert quarter_ago(record, START + 100, START, START + 192) == pytest.approx([92, 920])


def test_days_nobody_works_on_bring_nothing() -> None:
    weekdays = [day for day in range(140) if day % 7 < 5]
    record = daily(deals([(0, day, True, 1.0) for day in weekdays]), START, START + 140)
    weights = weekday_weights(record, START + 140, START)
    assert weights[6] < 0.2 < 1.2 < weights[0]
    assert weight(weights, START + 140, START + 147) == pytest.approx(7, abs=0.1)
    found = run_rate(record, START + 140, START, 28, START + 145, weights)
    assert found is not None
    assert found[0] == pytest.approx(5, abs=0.3)
    empty = daily(deals([(0, None, False, 0.0)]), START, START + 5)
    assert weekday_weights(empty, START + 5, START).tolist() == [1.0] * 7


def test_own_records_are_drawn_to_the_pooled_model() -> None:
    rows = [(day, day + 10, True, 10.0) for day in range(100)] + [(day, day + 10, False, 0.0) for day in range(100)]
    told = deals(rows, owner=[1] * 100 + [2] * 100)
    at = state(told, START + 120, START + 10, SIZES)
    wins, money = own_factors(told, at, SIZES)
    assert wins[1] == pytest.approx((100 + 10) / (50 + 10), rel=0.02)
    assert wins[2] == pytest.approx(10 / 60, rel=0.05)
    assert wins[0] == 1
    assert money == pytest.approx([1, 1, 1])
    nothing = replace(at, hazards=None)
    assert own_factors(told, nothing, SIZES)[0].tolist() == [1, 1, 1]


def look(start: int, came: float, **methods: float) -> Look:
    """A look of 10 days at a company; wins and revenue alike."""
    two = {name: np.array([value, value]) for name, value in methods.items()}
    fact = {"company": np.array([[came, came]])}
    return Look(start, start + 10, two, {"company": np.ones((1, 2))}, fact, {"company": np.zeros(1)})


def test_chances_are_scaled_by_their_own_past_within_limits() -> None:
    earlier = [look(0, 50, age=100, last_28=80), look(25, 500, age=1)]
    now = look(30, 0, age=100, last_28=80)
    assert scaled(now, earlier)["age"][1] == pytest.approx(70)  # half of it came, but 0.7 is the least
    assert scaled(now, earlier)["last_28"][1] == 80
    assert scaled(now, [look(0, 90, age=100)])["age"][1] == pytest.approx(90)
    assert scaled(now, [])["age"][1] == 100


def test_now_and_a_quarter_ago_weigh_the_same() -> None:
    now = look(30, 0, last_28=80, last_91=100, quarter_ago=200)
    assert combined(now, [])[1] == pytest.approx((90 + 200) / 2)
    assert combined(look(30, 0), []).tolist() == [0, 0]


def test_a_range_reaches_as_far_as_past_errors_did() -> None:
    one = np.ones(1)
    errors = [(np.array([size]), one) for size in (1.0, -2.0, 3.0, -4.0, 5.0, 1.0, 1.0, 1.0, 1.0)]
    assert reach(errors) == 4.0  # eight of ten, the one to come among them
    assert reach(errors[:2]) == FEW
    assert reach([(one * 0, one)] * 9) == 1.28
    assert reach([(one[:0], one[:0])] * 9) == FEW  # of a level without groups: a company without teams
    assert spread(np.array([100.0]), 5.0, 1.0)[0] == pytest.approx(np.sqrt(200) * 5)


def test_a_stage_from_which_more_are_won_raises_the_chance() -> None:
    told = deals([(0, 5, True, 1.0), (0, None, False, 0.0), (0, None, False, 0.0)])
    at = replace(state(told, START + 10, START, SIZES), stage=np.array([1, 2], np.int32))
    seen, chance = Seen.nothing(SIZES), np.full(2, 0.2)
    assert chances_by_stage(at, chance, seen) is None
    place = [8 + 1, 16 + 1]
    seen.stood[place], seen.won[place], seen.expected[place] = 50, [20, 0], 10
    found = chances_by_stage(at, chance, seen)
    assert found is not None
    assert found[0] > 0.2 > found[1] > 0
