"""How likely a deal of some age is to be won on its next day, counted from the company's own deals."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

from services.rules.forecast.deals import FAR, Deals, Flags, Floats, Ints, total

OLDEST: Final = 730
"""Days of age from which on a deal does not get older."""
POOLED: Final = 200.0
"""Days at risk by which a pipeline's own chances are drawn to those of all pipelines."""
PRIOR: Final = 1.0
"""Days at risk without an end that are added everywhere: what never happened is rare, and one case is no certainty."""
SURE: Final = 0.95
"""The most of the deals of an age that may end on one day."""


def _age_groups() -> Ints:
    """A group a day in the first fortnight, a week up to a quarter, then ever longer."""
    starts = [*range(14), *range(14, 92, 7)]
    while starts[-1] < OLDEST:
        starts.append(int(starts[-1] * 1.25))
    return (np.searchsorted(np.array(starts), np.arange(OLDEST + 1), side="right") - 1).astype(np.int32)


GROUP: Final = _age_groups()
GROUPS: Final = int(GROUP[-1]) + 1


@dataclass(frozen=True, slots=True)
class Hazards:
    """By pipeline and day of age: the share of deals that is won (`won`) or lost (`lost`) on that day."""

    won: Floats
    lost: Floats

    def within(self, days: int) -> tuple[Floats, Floats]:
        """By pipeline and age: the chance to be won within so many days; and by pipeline, of a deal just created,
        within 1, 2, … `days` days."""
        won, lost = _longer(self.won, days), _longer(self.lost, days)
        ended = np.minimum(won + lost, SURE)
        stays = np.cumprod(1 - ended, axis=1)
        left = np.concatenate([np.ones((len(won), 1)), stays], axis=1)
        cum = np.concatenate([np.zeros((len(won), 1)), np.cumsum(won * left[:, :-1], axis=1)], axis=1)
        ages = self.won.shape[1]
        chance = (cum[:, days : days + ages] - cum[:, :ages]) / np.maximum(left[:, :ages], 1e-300)
        return np.clip(chance, 0.0, 1.0), cum[:, 1 : days + 1]

    def expected(self, deals: Deals, since: int, until: int) -> tuple[npt.NDArray[np.intp], Floats]:
        """Rows of the deals at risk in [since, until), and the wins each of them should have had there."""
        rows, entry, leave = at_risk(deals, since, until)
        cum = np.concatenate([np.zeros((len(self.won), 1)), np.cumsum(self.won, axis=1)], axis=1)
        pipeline = deals.pipeline[rows]
        return rows, cum[pipeline, leave + 1] - cum[pipeline, entry]


def _longer(chances: Floats, days: int) -> Floats:
    return np.concatenate([chances, np.repeat(chances[:, -1:], days, axis=1)], axis=1)


def at_risk(deals: Deals, since: int, until: int) -> tuple[npt.NDArray[np.intp], Ints, Ints]:
    """Deals open on any day of [since, until): their rows, and their ages on the first and the last such day."""
    last = np.minimum(deals.closed, until - 1)
    rows = np.flatnonzero((deals.created < until) & (last >= since))
    created = deals.created[rows]
    entry = np.minimum(np.maximum(created, since) - created, OLDEST)
    return rows, entry, np.minimum(last[rows] - created, OLDEST)


def closings(deals: Deals, since: int, until: int) -> Flags:
    """Which deals were closed in [since, until)."""
    return (deals.closed >= since) & (deals.closed < until)


def count(deals: Deals, since: int, until: int, pipelines: int) -> Hazards | None:
    """Chances by age as they were in [since, until); None when nothing was closed there."""
    ended = np.flatnonzero(closings(deals, since, until) & (deals.closed < FAR))
    if not len(ended):
        return None
    rows, entry, leave = at_risk(deals, since, until)
    width = OLDEST + 2
    line = deals.pipeline[rows].astype(np.int64) * width
    size = pipelines * width
    came = np.bincount(line + entry, minlength=size) - np.bincount(line + leave + 1, minlength=size)
    days = np.cumsum(came.reshape(pipelines, width), axis=1)[:, :-1].astype(np.float64)
    age = np.minimum(deals.closed[ended] - deals.created[ended], OLDEST)
    place = deals.pipeline[ended] * GROUPS + GROUP[age]
    size = pipelines * GROUPS
    won = total(place, deals.won[ended], size).reshape(pipelines, GROUPS)
    lost = total(place, ~deals.won[ended], size).reshape(pipelines, GROUPS)
    grouped = np.add.reduceat(days, np.flatnonzero(np.diff(GROUP, prepend=-1)), axis=1)
    return Hazards(_shares(won, grouped), _shares(lost, grouped))


def _shares(ended: Floats, days: Floats) -> Floats:
    pooled = ended.sum(axis=0) / (days.sum(axis=0) + PRIOR)
    own: Floats = ((ended + POOLED * pooled) / (days + POOLED))[:, GROUP]
    return own
