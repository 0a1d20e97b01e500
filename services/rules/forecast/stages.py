"""What became of deals that stood on a stage at an age: the company's own answer to a stage's probability."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np

from services.rules.forecast.deals import Deals, Floats, Ints, total
from services.rules.forecast.state import Sizes, State

STEPS: Final = np.array([0, 7, 14, 28, 56, 91, 182, 365])
"""Ages, in days, where a coarse step of age begins."""
LIKE: Final = 10.0
"""Deals, won as often as chances by age say, that every stage's own record begins with."""
LEAST: Final = 30
"""Deals seen on the stages below which stages say nothing."""


@dataclass(slots=True)
class Seen:
    """By stage and step of age: deals that stood there at earlier looks, wins of them, and wins expected by age."""

    stood: Floats
    won: Floats
    expected: Floats

    @classmethod
    def nothing(cls, sizes: Sizes) -> Seen:
        """Before the first look."""
        return cls(*(np.zeros(sizes.stages * len(STEPS)) for _ in range(3)))

    def add(self, other: Seen) -> None:
        """Take in another look."""
        self.stood += other.stood
        self.won += other.won
        self.expected += other.expected


def places(at: State) -> Ints:
    """Where in `Seen` each open deal belongs."""
    step = np.searchsorted(STEPS, at.age, side="right") - 1
    return (at.stage * len(STEPS) + step).astype(np.int32)


def look(deals: Deals, at: State, end: int, chance: Floats, sizes: Sizes) -> Seen:
    """Which of the deals open at a state were won by the day `end`; both lie in the past."""
    where, size = places(at), sizes.stages * len(STEPS)
    won = deals.won[at.rows] & (deals.closed[at.rows] < end)
    return Seen(total(where, None, size), total(where, won, size), total(where, chance, size))


def chances_by_stage(at: State, chance: Floats, seen: Seen) -> Floats | None:
    """The chance of every open deal by its stage, drawn to that by its age; None where stages tell nothing apart."""
    several = np.count_nonzero(seen.stood.reshape(-1, len(STEPS))[1:].sum(axis=1) >= LIKE) > 1
    if not several or seen.stood.sum() < LEAST:
        return None
    factor = (seen.won + LIKE * _mean(seen)) / (seen.expected + LIKE * _mean(seen))
    found: Floats = np.minimum(chance * factor[places(at)], 1.0)
    return found


def _mean(seen: Seen) -> float:
    """How often a deal seen is won: what LIKE deals are worth in wins."""
    return max(float(seen.won.sum()) / max(float(seen.stood.sum()), 1.0), 1e-6)
