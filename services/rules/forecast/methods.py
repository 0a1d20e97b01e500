"""The simple methods. Each says what a window will bring by owner and pipeline, from one state of the deals."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np

from services.rules.forecast.deals import Deals, Floats, total
from services.rules.forecast.hazards import Hazards, count
from services.rules.forecast.state import LEAST_COVER, QUARTER, Sizes, State

OWN: Final = 10.0
"""Wins as the pooled model expects them that everybody's own record begins with: managers differ little."""
WEEKDAYS: Final = 7
WEEKDAY_DAYS: Final = 182
"""Days back that the shares of the weekdays are counted over."""


@dataclass(frozen=True, slots=True)
class Parts:
    """What a method expects, by owner and pipeline: wins, and revenue in minor units."""

    wins: Floats
    revenue: Floats

    @property
    def both(self) -> Floats:
        """The sums of the whole: (wins, revenue)."""
        return np.array([self.wins.sum(), self.revenue.sum()])


@dataclass(frozen=True, slots=True)
class Daily:
    """What every day brought, from `first` on, as running totals: wins and revenue up to (not with) a day."""

    first: int
    wins: Floats
    revenue: Floats

    def between(self, start: int, end: int) -> Floats:
        """(wins, revenue) of the days [start, end)."""
        a, b = (min(max(day - self.first, 0), len(self.wins) - 1) for day in (start, end))
        return np.array([self.wins[b] - self.wins[a], self.revenue[b] - self.revenue[a]])


def daily(deals: Deals, first: int, end: int) -> Daily:
    """Running totals of the days [first, end)."""
    rows = np.flatnonzero(deals.won & (deals.closed >= first) & (deals.closed < end))
    day = deals.closed[rows] - first
    wins, revenue = total(day, None, end - first), total(day, deals.amount[rows], end - first)
    return Daily(first, np.concatenate([[0], np.cumsum(wins)]), np.concatenate([[0], np.cumsum(revenue)]))


def weekday_weights(record: Daily, day: int, first: int) -> Floats:
    """What a day of each weekday brings beside the mean day, drawn to 1; 0 is Monday."""
    since = max(first, day - WEEKDAY_DAYS)
    days = np.arange(since, day)
    won = np.diff(record.wins)[since - record.first : day - record.first]
    weekday = (days - 1) % WEEKDAYS  # ordinal 1 was a Monday
    mean = float(won.mean()) if len(won) else 0.0
    if mean <= 0:
        return np.ones(WEEKDAYS)
    sums, counts = np.bincount(weekday, won, WEEKDAYS), np.bincount(weekday, minlength=WEEKDAYS)
    weights: Floats = (sums + 2 * mean) / (counts + 2) / mean
    return weights


def weight(weights: Floats, start: int, end: int) -> float:
    """How many mean days the days [start, end) are worth."""
    return float(weights[(np.arange(start, end) - 1) % WEEKDAYS].sum())


def run_rate(record: Daily, day: int, first: int, days: int, end: int, weights: Floats) -> Floats | None:
    """(wins, revenue) if the window [day, end) goes on as the last `days` days went; None when records are shorter
    than a third of that."""
    had = min(days, day - first)
    if had * 3 < days:
        return None
    return record.between(day - had, day) / max(weight(weights, day - had, day), 1e-9) * weight(weights, day, end)


def quarter_ago(record: Daily, day: int, first: int, end: int) -> Floats | None:
    """(wins, revenue) of the same window a quarter ago; None when it was not recorded yet."""
    span, covered = _ago(day, first, end)
    return None if span is None else record.between(*span) / covered


def quarter_hazards(deals: Deals, day: int, first: int, end: int, sizes: Sizes) -> Hazards | None:
    """Chances by age as they were in the same window a quarter ago; None when it was not recorded yet."""
    span, _ = _ago(day, first, end)
    return None if span is None else count(deals, *span, sizes.pipelines)


def _ago(day: int, first: int, end: int) -> tuple[tuple[int, int] | None, float]:
    """The window a quarter ago, as far as it is recorded and past, and which share of it that is."""
    start, stop = max(day - QUARTER, first), min(end - QUARTER, day)
    covered = (stop - start) / (end - day)
    return ((start, stop), covered) if covered >= LEAST_COVER else (None, 0.0)


def by_age(at: State, hazards: Hazards, days: int, stretch: float, sizes: Sizes, chance: Floats | None = None) -> Parts:
    """Open deals by their age (or by `chance`, one each), and deals not yet opened, within `days` days.

    `stretch`: how many mean days the window is worth, per day.
    """
    within, new = hazards.within(days)
    chance = within[at.pipeline, at.age] if chance is None else chance
    place = at.owner * sizes.pipelines + at.pipeline
    size, shape = sizes.owners * sizes.pipelines, (sizes.owners, sizes.pipelines)
    wins = total(place, chance, size).reshape(shape)
    revenue = total(place, chance * at.value, size).reshape(shape)
    fresh = at.fresh * new.sum(axis=1)[None, :]
    return Parts((wins + fresh) * stretch, (revenue + fresh * at.fresh_value) * stretch)


def own_factors(deals: Deals, at: State, sizes: Sizes) -> tuple[Floats, Floats]:
    """By owner: wins, and money for a win, beside what the pooled model expects; drawn hard to 1."""
    if at.hazards is None:
        return np.ones(sizes.owners), np.ones(sizes.owners)
    rows, expected = at.hazards.expected(deals, at.since, at.day)
    should = total(deals.owner[rows], expected, sizes.owners)
    won = np.flatnonzero(at.wins & (deals.closed >= at.since))
    had = total(deals.owner[won], None, sizes.owners)
    if should.sum() > 0:
        should *= had.sum() / should.sum()
    usual = at.worth[deals.pipeline[won], deals.product[won]]
    begins = OWN * float(usual.mean()) if len(won) else 1.0
    got, priced = (total(deals.owner[won], sums, sizes.owners) for sums in (deals.amount[won], usual))
    return (had + OWN) / (should + OWN), (got + begins) / np.maximum(priced + begins, 1e-9)
