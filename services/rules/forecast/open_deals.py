"""Open deals one by one: the chance that each is won by the company's own record, and which of them are dead."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

from services.rules.forecast.deals import FAR, Deals, Flags, Floats, Ints, total
from services.rules.forecast.hazards import OLDEST
from services.rules.forecast.state import MEMORY, Sizes, State, state

EVER: Final = 364
"""Days after which a deal that is not won will not be."""
ALIKE: Final = 10.0
"""Deals as all deals went that a stage's own record begins with."""
ALMOST_ALL: Final = 0.98
"""Share of the won deals that had left a stage at a younger age than a dead deal's."""
LEAST: Final = 20
"""Won deals below which nobody can tell that a deal is dead."""
MOST: Final = 0.95


@dataclass(frozen=True, slots=True)
class Standing:
    """The open deals, a row each: the row in `Deals`, the chance to be won ever and within the days asked (0…1), the
    sum it would bring, the age in days, and the age from which deals on its stage are hardly ever won (FAR: none)."""

    rows: Ints
    ever: Floats
    soon: Floats
    value: Floats
    age: Ints
    hopeless_from: Ints

    @property
    def dead(self) -> Flags:
        """Which are older than almost all deals ever won at their stage."""
        return self.age > self.hopeless_from


def standing(deals: Deals, day: int, days: int, sizes: Sizes) -> Standing:
    """How open deals stand on the morning of a day, for the next `days` days."""
    known = deals.before(day)
    closed = known.closed[known.closed < FAR]
    at = state(known, day, int(closed.min()) if len(closed) else day, sizes)
    nothing = np.zeros(len(at.rows))
    soon, ever = nothing, nothing
    if at.hazards is not None:
        factor = _stage_factors(known, day, sizes)[at.stage]
        soon = np.minimum(at.hazards.within(days)[0][at.pipeline, at.age] * factor, MOST)
        ever = np.minimum(at.hazards.within(EVER)[0][at.pipeline, at.age] * factor, MOST)
    age = (day - known.created[at.rows]).astype(np.int32)
    return Standing(at.rows, ever, soon, at.value, age, _hopeless(known, at, sizes))


def _stage_factors(deals: Deals, day: int, sizes: Sizes) -> Floats:
    """By stage: how often closed deals that were on it were won, beside all closed deals, of which there are some."""
    ended = (deals.closed < FAR) & (deals.closed >= day - MEMORY)
    share = float(deals.won[ended].mean())
    moves = deals.moves
    # Where a deal ended is no place it could be won from.
    on = np.flatnonzero(ended[moves.deal] & (moves.day <= deals.closed[moves.deal]) & _left(deals))
    pairs = np.unique(moves.deal[on].astype(np.int64) * sizes.stages + moves.stage[on])
    deal, stage = pairs // sizes.stages, (pairs % sizes.stages).astype(np.int32)
    passed, won = total(stage, None, sizes.stages), total(stage, deals.won[deal], sizes.stages)
    factors: Floats = (won + ALIKE * share) / (passed + ALIKE) / max(share, 1e-9)
    return factors if share > 0 else np.ones(sizes.stages)


def _left(deals: Deals) -> Flags:
    """Which moves were followed by another one of the same deal."""
    deal = deals.moves.deal
    return np.append(deal[1:] == deal[:-1], False) if len(deal) else np.zeros(0, np.bool_)


def _hopeless(deals: Deals, at: State, sizes: Sizes) -> Ints:
    """By open deal: the age at which almost all won deals had left its stage; by its pipeline where that is unknown."""
    won = np.flatnonzero(deals.won)
    of_pipeline = np.full(sizes.pipelines, FAR, np.int32)
    _limits(of_pipeline, deals.pipeline[won], deals.closed[won] - deals.created[won])
    moves, left = deals.moves, _left(deals)
    rows = np.flatnonzero(left & deals.won[moves.deal]) if len(left) else np.zeros(0, np.intp)
    stages = np.full(sizes.stages, FAR, np.int32)
    _limits(stages, moves.stage[rows], moves.day[rows + 1] - deals.created[moves.deal[rows]])
    own = np.where(at.stage > 0, stages[at.stage], FAR)
    limits: Ints = np.where(own < FAR, own, of_pipeline[at.pipeline]).astype(np.int32)
    return limits


def _limits(found: Ints, places: Ints, ages: npt.NDArray[np.int32]) -> None:
    for place in np.unique(places):
        had = ages[places == place]
        if place > 0 and len(had) >= LEAST:
            found[place] = int(np.ceil(np.quantile(np.minimum(had, OLDEST), ALMOST_ALL)))
