"""What is known at the beginning of one day: chances by age, the open deals, new ones a day, what a deal is worth."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np

from services.rules.forecast.deals import Deals, Flags, Floats, Ints, stages_at, total
from services.rules.forecast.hazards import OLDEST, Hazards, count

QUARTER: Final = 91
"""Days of a quarter: thirteen weeks, so that weekdays meet."""
MEMORY: Final = 364
"""Days back that chances by age are counted over."""
SHRINK: Final = 5.0
"""Wins at the mean of the whole that a product's or a pipeline's mean amount begins with."""
LEAST_COVER: Final = 0.75
"""Share of the window a quarter ago that records must cover to say anything."""


@dataclass(frozen=True, slots=True)
class Sizes:
    """How long the lists are that owner, pipeline, product and stage are places of."""

    owners: int
    pipelines: int
    products: int
    stages: int


@dataclass(frozen=True, slots=True)
class State:
    """The deals as they stood at the beginning of `day`; every array that is a column is of the open deals."""

    day: int
    since: int
    """The first day of the year behind on which anything was closed: before it nobody recorded closings."""
    hazards: Hazards | None
    rows: Ints
    age: Ints
    owner: Ints
    pipeline: Ints
    stage: Ints
    value: Floats
    fresh: Floats
    """New deals a day by owner and pipeline, the last quarter."""
    fresh_value: Floats
    """What a new deal of an owner and pipeline is worth if it is won."""
    worth: Floats
    """By pipeline and product: the mean amount of a won deal."""
    wins: Flags
    """Which of all deals had been won by then."""


def state(deals: Deals, day: int, first: int, sizes: Sizes) -> State:
    """Look at the deals at the beginning of a day; nothing recorded on it or later is used.

    `first` is the first day on which a closing was recorded.
    """
    since = max(first, day - MEMORY)
    seen = deals.created < day
    wins = deals.won & (deals.closed < day)
    rows = np.flatnonzero(seen & (deals.closed >= day)).astype(np.int32)
    product = _means(deals, wins, sizes)
    pipeline = deals.pipeline[rows]
    expected = product[pipeline, deals.product[rows]]
    said = (deals.said_on[rows] < day) & (deals.said[rows] > 0)
    value = np.where(said, deals.said[rows] * _kept(deals, wins), expected)
    fresh, fresh_value = _fresh(deals, day, product, sizes)
    return State(
        day=day,
        since=since,
        hazards=count(deals, since, day, sizes.pipelines) if since < day else None,
        rows=rows,
        age=np.minimum(day - deals.created[rows], OLDEST).astype(np.int32),
        owner=deals.owner[rows],
        pipeline=pipeline,
        stage=stages_at(deals, day)[rows],
        value=value,
        fresh=fresh,
        fresh_value=fresh_value,
        worth=product,
        wins=wins,
    )


def _means(deals: Deals, wins: Flags, sizes: Sizes) -> Floats:
    """The mean amount of a won deal by pipeline and product; drawn to the mean of the whole."""
    rows = np.flatnonzero(wins)
    amount, pipeline = deals.amount[rows], deals.pipeline[rows]
    overall = float(amount.mean()) if len(rows) else 0.0
    sums, counts = total(pipeline, amount, sizes.pipelines), total(pipeline, None, sizes.pipelines)
    by_pipeline = (sums + SHRINK * overall) / (counts + SHRINK)
    place = pipeline * sizes.products + deals.product[rows]
    size = sizes.pipelines * sizes.products
    sums = total(place, amount, size).reshape(sizes.pipelines, -1)
    counts = total(place, None, size).reshape(sizes.pipelines, -1)
    # A product that a pipeline has hardly sold is worth there what it is worth elsewhere.
    everywhere = (sums.sum(axis=0) + SHRINK * overall) / (counts.sum(axis=0) + SHRINK)
    prior = np.where(counts.sum(axis=0) > 0, everywhere[None, :], by_pipeline[:, None])
    prior[:, 0] = by_pipeline  # no product at all
    worth: Floats = (sums + SHRINK * prior) / (counts + SHRINK)
    return worth


def _kept(deals: Deals, wins: Flags) -> float:
    """How much of the amount said while a deal was open it is won with, on the mean."""
    rows = np.flatnonzero(wins & (deals.said_on < deals.closed) & (deals.said > 0))
    if not len(rows):
        return 1.0
    usual = SHRINK * float(deals.said[rows].mean())
    kept = (float(deals.amount[rows].sum()) + usual) / (float(deals.said[rows].sum()) + usual)
    return min(max(kept, 0.5), 1.5)


def _fresh(deals: Deals, day: int, product: Floats, sizes: Sizes) -> tuple[Floats, Floats]:
    begun = int(deals.created.min()) if len(deals) else day
    days = max(min(QUARTER, day - begun), 1)
    rows = np.flatnonzero((deals.created < day) & (deals.created >= day - days))
    place = deals.owner[rows] * sizes.pipelines + deals.pipeline[rows]
    size = sizes.owners * sizes.pipelines
    counts = total(place, None, size)
    worth = total(place, product[deals.pipeline[rows], deals.product[rows]], size)
    shape = (sizes.owners, sizes.pipelines)
    return (counts / days).reshape(shape), (worth / np.maximum(counts, 1.0)).reshape(shape)
