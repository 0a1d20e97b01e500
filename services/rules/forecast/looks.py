"""Looks at the deals from several past days, and from the day that is asked about: the raw material of a forecast."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import numpy as np

from services.rules.forecast import methods as how
from services.rules.forecast.deals import FAR, Deals, Floats, total
from services.rules.forecast.levels import Level
from services.rules.forecast.methods import Parts
from services.rules.forecast.stages import Seen, chances_by_stage, look
from services.rules.forecast.state import Sizes, State, state


@dataclass(frozen=True, slots=True)
class Look:
    """What was expected of the days [start, end) on their first morning, and what came.

    `methods`: the wins and the revenue each method says of the whole. By level and group: `share` of the whole's wins
    and revenue, what `came` of both (zeros where the window is not over), and the `template`'s revenue.
    """

    start: int
    end: int
    methods: Mapping[str, Floats]
    share: Mapping[str, Floats]
    came: Mapping[str, Floats]
    template: Mapping[str, Floats]


@dataclass(frozen=True, slots=True)
class Template:
    """The head's own way: the chance (0…1) typed at each stage, and what a product costs where no sum is said."""

    probability: Floats
    price: Floats


class Looker:
    """Makes looks in the order of their days, so that later ones may learn from what is finished by then."""

    def __init__(
        self,
        deals: Deals,
        recorded: tuple[int, int],
        sizes: Sizes,
        levels: Mapping[str, Level],
        template: Template,
    ) -> None:
        """`recorded`: the first day on which a closing was recorded, and the day up to which they are."""
        self._deals = deals
        self._first, until = recorded
        self._sizes = sizes
        self._levels = levels
        self._template = template
        self._record = how.daily(deals, self._first, until)
        self._seen: dict[int, list[tuple[int, Seen]]] = defaultdict(list)
        self.found: dict[tuple[int, int], Look] = {}

    def run(self, wanted: Iterable[tuple[int, int, int]]) -> None:
        """Look at (start, end, usual length) windows; the usual length says from which others chances are learnt."""
        by_day: dict[int, dict[int, int]] = defaultdict(dict)
        for start, end, usual in wanted:
            by_day[start][end] = usual
        for start in sorted(by_day):
            at = state(self._deals, start, self._first, self._sizes)
            factors = how.own_factors(self._deals, at, self._sizes)
            for end, usual in by_day[start].items():
                self.found[start, end] = self._look(at, factors, end, usual)

    def _look(self, at: State, factors: tuple[Floats, Floats], end: int, usual: int) -> Look:
        start = at.day
        weights = how.weekday_weights(self._record, start, self._first)
        methods: dict[str, Floats] = {}
        for days in (28, 91):
            rate = how.run_rate(self._record, start, self._first, days, end, weights)
            if rate is not None:
                methods[f"last_{days}"] = rate
        ago = how.quarter_ago(self._record, start, self._first, end)
        if ago is not None:
            methods["quarter_ago"] = ago
        parts = self._by_age(at, end, usual, how.weight(weights, start, end) / (end - start))
        methods |= {name: part.both for name, part in parts.items()}
        return Look(
            start,
            end,
            methods,
            self._shares(list(parts.values()), factors),
            self._came(start, end),
            self._typed(at, end),
        )

    def _by_age(self, at: State, end: int, usual: int, stretch: float) -> dict[str, Parts]:
        days, found = end - at.day, dict[str, Parts]()
        if at.hazards is not None:
            found["age"] = how.by_age(at, at.hazards, days, stretch, self._sizes)
            chance = at.hazards.within(days)[0][at.pipeline, at.age]
            by_stage = chances_by_stage(at, chance, self._learnt(at.day, usual))
            if by_stage is not None:
                found["stage"] = how.by_age(at, at.hazards, days, stretch, self._sizes, by_stage)
            if days == usual:
                self._seen[usual].append((end, look(self._deals, at, end, chance, self._sizes)))
        ago = how.quarter_hazards(self._deals, at.day, self._first, end, self._sizes)
        if ago is not None:
            found["age_quarter_ago"] = how.by_age(at, ago, days, stretch, self._sizes)
        return found

    def _learnt(self, day: int, usual: int) -> Seen:
        """What became of the deals on their stages in windows that were over by a day."""
        learnt = Seen.nothing(self._sizes)
        for end, seen in self._seen[usual]:
            if end <= day:
                learnt.add(seen)
        return learnt

    def _shares(self, parts: list[Parts], factors: tuple[Floats, Floats]) -> dict[str, Floats]:
        """The part of each group in the whole: the pooled model by everybody's own record (data.md)."""
        shape = (self._sizes.owners, self._sizes.pipelines)
        wins = sum((part.wins / max(part.wins.sum(), 1e-9) for part in parts), np.zeros(shape)) * factors[0][:, None]
        money = sum((part.revenue / max(part.revenue.sum(), 1e-9) for part in parts), np.zeros(shape))
        money = money * (factors[0] * factors[1])[:, None]
        return {
            name: np.stack([_share(level, wins), _share(level, money)], axis=1) for name, level in self._levels.items()
        }

    def _came(self, start: int, end: int) -> dict[str, Floats]:
        deals = self._deals
        rows = np.flatnonzero(deals.won & (deals.closed >= start) & (deals.closed < end))
        return self.by_level(deals.take(rows))

    def by_level(self, deals: Deals) -> dict[str, Floats]:
        """Deals by level and group: their number and the sum of their amounts."""
        return {
            name: np.stack([self._groups(level, deals, None), self._groups(level, deals, deals.amount)], axis=1)
            for name, level in self._levels.items()
        }

    def _groups(self, level: Level, deals: Deals, weights: Floats | None) -> Floats:
        shape = (self._sizes.owners, self._sizes.pipelines)
        place = deals.owner * self._sizes.pipelines + deals.pipeline
        return level.sum(total(place, weights, shape[0] * shape[1]).reshape(shape))

    def _typed(self, at: State, end: int) -> dict[str, Floats]:
        deals, rows = self._deals, at.rows
        said = (deals.said_on[rows] < at.day) & (deals.said[rows] > 0)
        sums = np.where(said, deals.said[rows], self._template.price[deals.product[rows]])
        inside = (deals.expected[rows] == FAR) | ((deals.expected[rows] >= at.day) & (deals.expected[rows] < end))
        worth = sums * self._template.probability[at.stage] * inside
        shape = (self._sizes.owners, self._sizes.pipelines)
        cells = total(at.owner * shape[1] + at.pipeline, worth, shape[0] * shape[1]).reshape(shape)
        return {name: level.sum(cells) for name, level in self._levels.items()}


def _share(level: Level, cells: Floats) -> Floats:
    found: Floats = level.sum(cells) / max(float(cells.sum()), 1e-9)
    return found
