"""Open deals one by one: chances by age and stage, and which of them are dead."""

from __future__ import annotations

import numpy as np

from services.rules.forecast import FAR, Moves, standing
from tests.rules.forecast.columns import START, ask, changed, none, steady

DAY = START + 50 * 7
SIZES = ask(steady(), DAY).sizes


def test_old_deals_are_dead_and_have_hardly_a_chance() -> None:
    deals = steady(weeks=60, a_week=40)
    found = standing(deals, DAY, 28, SIZES)
    dead = found.dead
    assert found.rows.tolist() == np.flatnonzero((deals.created < DAY) & (deals.closed >= DAY)).tolist()
    assert 0 < dead.sum() < len(dead)
    assert found.age[dead].min() > 60
    assert found.ever[dead].mean() < 0.1 < found.ever[~dead].mean()
    assert (found.soon <= found.ever + 1e-9).all()
    assert (found.value > 0).all()


def test_what_comes_later_changes_nothing() -> None:
    deals = steady(weeks=60)
    early = standing(deals, DAY, 28, SIZES)
    later = np.where(deals.closed >= DAY, FAR, deals.closed).astype(np.int32)
    again = standing(changed(deals, closed=later, won=deals.won & (later < FAR)), DAY, 28, SIZES)
    assert early.ever.tolist() == again.ever.tolist()
    assert early.hopeless_from.tolist() == again.hopeless_from.tolist()


def test_a_stage_that_deals_are_won_from_is_worth_more() -> None:
    deals = steady(weeks=60, a_week=20)
    count = np.arange(len(deals))
    # Won deals go over stage 2, lost ones stay on stage 1 and are closed from there.
    stages = np.where(deals.won, 2, 1)
    stages = np.where(deals.closed >= DAY, 1 + count % 2, stages)
    moves = Moves(
        np.repeat(count, 3).astype(np.int32),
        np.stack([deals.created, deals.created, np.where(deals.closed < FAR, deals.closed, deals.created)], 1).ravel(),
        np.stack([np.ones(len(deals)), stages, np.where(deals.closed < FAR, 3, stages)], 1).ravel().astype(np.int32),
    )
    found = standing(changed(deals, moves=moves), DAY, 28, SIZES)
    hopeful = stages[found.rows] == 2
    young = found.age < 30
    assert found.ever[hopeful & young].mean() > 1.3 * found.ever[~hopeful & young].mean()


def test_too_few_wins_tell_of_nobody_that_he_is_dead() -> None:
    deals = steady(weeks=60)
    few = changed(deals, won=deals.won & (np.cumsum(deals.won) <= 15))
    found = standing(few, DAY, 28, SIZES)
    assert not found.dead.any()
    assert not standing(none(), DAY, 28, SIZES).dead.any()


def test_without_moves_the_pipeline_tells() -> None:
    deals = changed(steady(weeks=60, a_week=40), moves=Moves())
    found = standing(deals, DAY, 28, SIZES)
    assert found.dead.any()
    never = standing(changed(deals, won=np.zeros(len(deals), np.bool_)), DAY, 28, SIZES)
    assert not never.ever.any()
