"""Small companies for the forecast's tests. Days count from `START`, a Monday."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np

from services.rules.forecast import FAR, Ask, Deals, Level, Moves, Sizes, Template, Window, company

START = 738_522
OWNERS, PIPELINES, PRODUCTS, STAGES = 4, 3, 3, 4


def steady(weeks: int = 40, seed: int = 7, a_week: int = 12) -> Deals:
    """So many new deals a week; half are won after about three weeks, a quarter lost, a quarter never closed."""
    dice = np.random.default_rng(seed)
    count = weeks * a_week
    created = START + np.sort(dice.integers(0, weeks * 7, count))
    closed = created + dice.geometric(1 / 20, count)
    fate = dice.random(count)
    closed = np.where((fate < 0.75) & (closed < START + weeks * 7), closed, FAR)
    won = (fate < 0.5) & (closed < FAR)
    said = np.round(dice.lognormal(11, 0.5, count))
    moved = np.minimum(created + 5, closed - 1)
    return Deals(
        created=created.astype(np.int32),
        closed=closed.astype(np.int32),
        won=won,
        amount=np.where(won, np.round(said * 0.9), 0.0),
        said=said,
        said_on=np.where(dice.random(count) < 0.5, created, FAR).astype(np.int32),
        owner=dice.integers(0, OWNERS, count).astype(np.int32),
        pipeline=dice.integers(1, PIPELINES, count).astype(np.int32),
        product=dice.integers(0, PRODUCTS, count).astype(np.int32),
        expected=np.where(dice.random(count) < 0.3, created + 30, FAR).astype(np.int32),
        moves=Moves(
            np.repeat(np.arange(count), 2).astype(np.int32),
            np.stack([created, moved], axis=1).ravel().astype(np.int32),
            np.tile([1, 2], count).astype(np.int32),
        ),
    )


def ask(deals: Deals, day: int, *windows: Window) -> Ask:
    """A question of the company, its managers, teams and pipelines; 28 days unless windows are given."""
    return Ask(
        deals,
        day,
        windows or (Window(day, day + 28),),
        {
            "company": company(),
            "manager": Level("owner", np.arange(OWNERS, dtype=np.int32), OWNERS),
            "team": Level("owner", np.array([-1, 0, 0, 1], np.int32), 2),
            "pipeline": Level("pipeline", np.arange(PIPELINES, dtype=np.int32), PIPELINES),
        },
        Sizes(OWNERS, PIPELINES, PRODUCTS, STAGES),
        Template(np.array([0.0, 0.2, 0.6, 1.0]), np.array([0.0, 50_000.0, 90_000.0])),
    )


def none() -> Deals:
    """A company without a deal."""
    return steady().take(np.zeros(0, np.int64))


def changed(deals: Deals, **columns: Any) -> Deals:
    """The same deals with other values in some columns."""
    return replace(deals, **columns)
