"""The forecast as a whole: no leak, sums that agree, silence while nothing can be known (S1-02…S1-07)."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from services.rules.forecast import FAR, Deals, Forecast, Moves, Window, error_floor, forecast
from services.rules.forecast.deals import stages_at
from tests.rules.forecast.columns import START, ask, changed, none, steady
from tests.support.examples import examples

DAY = START + 30 * 7


def values(found: Mapping[str, Forecast]) -> list[object]:
    """Everything a forecast says, to be compared."""
    told: list[object] = []
    for name, one in sorted(found.items()):
        told += [name, one.template.tolist(), one.backtest.periods, one.backtest.wins.tolist(), one.variation]
        for column in (one.wins, one.revenue, one.low, one.high, one.low_wins, one.high_wins):
            told.append(None if column is None else column.tolist())
        told.append({method: value.tolist() for method, value in one.methods.items()})
        told += [(past.start, past.said.tolist(), past.came.tolist()) for past in one.backtest.past]
    return told


@settings(max_examples=examples(12), deadline=None)
@given(st.integers(0, 2**32 - 1), st.sampled_from([84, 150, 210]), st.sampled_from([7, 28, 40]))
def test_changing_anything_from_the_day_on_changes_nothing(seed: int, weeks_in: int, days: int) -> None:
    deals, day = steady(), START + weeks_in
    dice, count = np.random.default_rng(seed), len(deals)
    later = deals.closed >= day
    moved = np.where(dice.random(count) < 0.5, day + dice.integers(0, 90, count), FAR)
    new = deals.created >= day
    upset = changed(
        deals,
        closed=np.where(later, moved, deals.closed).astype(np.int32),
        won=np.where(later, dice.random(count) < 0.5, deals.won),
        amount=np.where(later, dice.random(count) * 1e9, deals.amount),
        said=np.where(deals.said_on >= day, dice.random(count) * 1e9, deals.said),
        owner=np.where(new, dice.integers(0, 4, count), deals.owner).astype(np.int32),
        product=np.where(new, 0, deals.product).astype(np.int32),
        moves=Moves(
            deals.moves.deal,
            deals.moves.day,
            np.where(deals.moves.day >= day, 3, deals.moves.stage).astype(np.int32),
        ),
    )
    kept = upset.take(np.flatnonzero(~(new & (dice.random(count) < 0.5))))
    window = Window(day, day + days)
    said = values(forecast(ask(deals, day, window))[0])
    assert values(forecast(ask(upset, day, window))[0]) == said
    without_moves = values(forecast(ask(changed(deals, moves=Moves()), day, window))[0])
    assert values(forecast(ask(kept, day, window))[0]) == without_moves


def test_what_is_seen_on_the_day_itself_is_not_known_yet() -> None:
    deals = steady()
    today = int(deals.closed[deals.won].max())
    with_it, without = forecast(ask(deals, today + 1))[0], forecast(ask(deals, today))[0]
    assert (
        with_it["company"].backtest.wins[0]
        == without["company"].backtest.wins[0] + (deals.won & (deals.closed == today)).sum()
    )


def test_groups_add_up_to_the_company() -> None:
    found = forecast(ask(steady(), DAY))[0]
    whole = found["company"]
    assert whole.revenue is not None
    for level in ("manager", "pipeline"):
        part = found[level]
        assert part.revenue is not None
        assert part.wins is not None
        assert part.revenue.sum() == pytest.approx(whole.revenue[0])
        assert part.wins.sum() == pytest.approx(whole.wins[0])  # type: ignore[index]
        assert part.template.sum() == pytest.approx(whole.template[0])
        for method, value in whole.methods.items():
            assert part.methods[method].sum() == pytest.approx(value[0])
    managers, teams = found["manager"].revenue, found["team"].revenue
    assert managers is not None
    assert teams is not None
    assert teams.tolist() == pytest.approx([managers[1] + managers[2], managers[3]])


def test_a_steady_company_is_forecast_well_and_its_range_holds_it() -> None:
    deals = steady(weeks=60, seed=1, a_week=40)
    misses, came, inside = 0.0, 0.0, []
    for day in range(START + 20 * 7, START + 55 * 7, 14):
        one = forecast(ask(deals, day))[0]["company"]
        assert one.revenue is not None
        assert one.low is not None
        assert one.high is not None
        fact = deals.amount[deals.won & (deals.closed >= day) & (deals.closed < day + 28)].sum()
        misses, came = misses + abs(one.revenue[0] - fact), came + fact
        inside.append(bool(one.low[0] <= fact <= one.high[0]))
    assert misses / came < 0.13
    assert 0.6 <= np.mean(inside) <= 1.0


def test_below_three_periods_nothing_is_said_but_the_template() -> None:
    deals = steady()
    begun = int(deals.closed[deals.won].min())
    for days, silent in ((83, True), (84, False)):
        found = forecast(ask(deals, begun + days))[0]["company"]
        assert (found.revenue is None) is silent
        assert found.backtest.periods == days // 28
        assert found.template[0] > 0


def test_an_empty_company_is_no_error() -> None:
    found = forecast(ask(none(), DAY))[0]["company"]
    assert found.revenue is None
    assert found.backtest.accuracy(0) is None
    assert found.backtest.worst(0) is None


def test_one_deal_and_a_company_that_never_won() -> None:
    deals = steady(weeks=90)
    one = deals.take(np.flatnonzero(deals.won)[:1])
    for day in (START + 170, DAY, START + 600):  # at the end it was longer ago than chances are counted back
        found = forecast(ask(one, day))[0]["company"]
        assert found.revenue is not None
        assert found.high is not None
        assert np.isfinite(found.high[0])
    # Won more than a year ago, lost ever since.
    faded = forecast(ask(changed(deals, won=deals.won & (deals.closed == deals.closed[deals.won].min())), START + 660))
    assert faded[0]["company"].revenue is not None
    lost = forecast(ask(changed(deals, won=np.zeros(len(deals), np.bool_)), DAY))[0]["company"]
    assert lost.revenue is None


def test_finished_periods_are_the_proof_of_a_rest() -> None:
    months = tuple((DAY - 10 - 30 * (n + 1) - n % 2, DAY - 10 - 30 * n - n % 2) for n in range(12))
    found = forecast(ask(steady(), DAY, Window(DAY, DAY + 20, months)))[0]["company"]
    assert [(past.start, past.end) for past in found.backtest.past] == list(
        months[:5]
    )  # the sixth has no past to learn from
    assert found.backtest.periods == 6
    accuracy, worst = found.backtest.accuracy(0), found.backtest.worst(0)
    assert accuracy is not None
    assert worst is not None
    assert worst <= accuracy <= 1
    assert found.backtest.accuracy(0, template=True) != accuracy


def test_several_windows_say_what_each_says_alone() -> None:
    deals, windows = steady(), (Window(DAY, DAY + 7), Window(DAY, DAY + 28), Window(DAY, DAY + 91))
    together = forecast(ask(deals, DAY, *windows))
    for window, found in zip(windows, together, strict=True):
        assert values(found) == values(forecast(ask(deals, DAY, window))[0])


def test_a_quarter_as_long_as_its_past() -> None:
    deals = steady(weeks=60)
    found = forecast(ask(deals, START + 50 * 7, Window(START + 50 * 7, START + 50 * 7 + 92)))[0]["company"]
    assert "quarter_ago" in found.methods
    assert "age_quarter_ago" in found.methods


def test_stages_speak_where_deals_stood_on_several() -> None:
    deals = steady(weeks=60, a_week=40)
    day = START + 50 * 7
    assert "stage" in forecast(ask(deals, day))[0]["company"].methods
    assert "stage" not in forecast(ask(changed(deals, moves=Moves()), day))[0]["company"].methods


def test_the_stage_of_a_morning_is_the_last_one_before_it() -> None:
    deals = steady().take(np.arange(2))
    moves = Moves(np.array([0, 0, 1], np.int32), np.array([10, 20, 15], np.int32), np.array([1, 2, 3], np.int32))
    told = Deals(**{name: getattr(deals, name) for name in deals.__slots__ if name != "moves"}, moves=moves)
    assert stages_at(told, 10).tolist() == [0, 0]
    assert stages_at(told, 20).tolist() == [1, 3]
    assert stages_at(told, 21).tolist() == [2, 3]


def test_the_law_of_numbers() -> None:
    assert error_floor(150, 1.1) == pytest.approx(0.8 * np.sqrt(2.21 / 150))
    assert error_floor(0, 1.0) == 1.0
    assert error_floor(1, 3.0) == 1.0
