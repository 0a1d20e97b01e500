"""The 80 % range: as wide as the forecast's own past errors were (conformal), beside what chance alone would do."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

import numpy as np

from services.rules.forecast.deals import Floats

SHARE: Final = 0.8
"""How often what comes should lie in the range."""
CHANCE: Final = 1.28
"""Deviations of 80 % of a normal variable: the narrowest honest range, and the only one known without any past."""
FEW: Final = 2.0
"""Deviations assumed while fewer errors than `ENOUGH` are known."""
ENOUGH: Final = 3


def spread(wins: Floats, each: Floats | float, variation: float) -> Floats:
    """The deviation that chance alone gives a sum of so many wins of such amounts."""
    return np.sqrt((1 + variation**2) * np.maximum(wins, 1.0)) * each


def reach(errors: Iterable[tuple[Floats, Floats]]) -> float:
    """How many deviations the range reaches to each side; `errors` are (error, deviation) of past windows by group."""
    found = [np.abs(error) / np.maximum(deviation, 1e-9) for error, deviation in errors]
    known = np.sort(np.concatenate(found)) if len(found) >= ENOUGH else np.zeros(0)
    if not len(known):
        return FEW
    place = min(int(np.ceil((len(known) + 1) * SHARE)), len(known)) - 1
    return max(float(known[place]), CHANCE)
