"""From the methods to one number: chances by age scaled by their own past errors, then plain means."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import numpy as np

from services.rules.forecast.deals import Floats
from services.rules.forecast.looks import Look

NOW: Final = ("age", "stage", "last_28", "last_91")
"""Methods that say how it goes now."""
THEN: Final = ("quarter_ago", "age_quarter_ago")
"""Methods that say how it went in the same window a quarter ago."""
SCALED: Final = frozenset({"age", "stage"})
LEAST_SCALE: Final = 0.7
MOST_SCALE: Final = 1.4


def scaled(look: Look, earlier: Sequence[Look]) -> dict[str, Floats]:
    """What each method says, by those of `earlier` windows that were over by then; (wins, revenue)."""
    over = [one for one in earlier if one.end <= look.start]
    return {name: value * _scale(name, over) if name in SCALED else value for name, value in look.methods.items()}


def _scale(name: str, over: Sequence[Look]) -> Floats:
    """What came beside what the method said, within limits; (wins, revenue)."""
    told = [one for one in over if name in one.methods]
    said = sum((one.methods[name] for one in told), np.zeros(2))
    came = sum((one.came["company"].sum(axis=0) for one in told), np.zeros(2))
    ratio: Floats = np.where(said > 0, came / np.maximum(said, 1e-9), 1.0)
    return np.clip(ratio, LEAST_SCALE, MOST_SCALE)


def combined(look: Look, earlier: Sequence[Look]) -> Floats:
    """The mean of how it goes now and of how it went a quarter ago, each the plain mean of its methods."""
    values = scaled(look, earlier)
    sides = [[values[name] for name in names if name in values] for names in (NOW, THEN)]
    means = [np.mean(side, axis=0) for side in sides if side]
    return np.mean(means, axis=0) if means else np.zeros(2)
