"""Deals as columns. Days are ordinals of local days (date.toordinal); sums are minor units."""

from __future__ import annotations

from dataclasses import dataclass, field, fields, replace
from typing import Any, Final

import numpy as np
import numpy.typing as npt

Ints = npt.NDArray[np.int32]
Floats = npt.NDArray[np.float64]
Flags = npt.NDArray[np.bool_]

FAR: Final = 2_000_000
"""A day after all days: that of a deal that is not closed, or of an amount nobody has said."""
UNKNOWN: Final = 0
"""The place of "not known" in every list that owner, pipeline, product and stage are places of."""


def _none() -> Ints:
    return np.zeros(0, np.int32)


@dataclass(frozen=True, slots=True)
class Moves:
    """Moves of deals, in the order they happened within a deal; `deal` is the deal's row in `Deals`."""

    deal: Ints = field(default_factory=_none)
    day: Ints = field(default_factory=_none)
    stage: Ints = field(default_factory=_none)


@dataclass(frozen=True, slots=True)
class Deals:
    """Every deal is a row. `owner`, `pipeline`, `product` are places in lists the caller keeps (0: not known).

    `amount` is the sum a closed deal ended with; `said` the sum that was told while it was open, on the day
    `said_on`: the two differ where the amount came with the closing, as imports bring it.
    """

    created: Ints
    closed: Ints
    won: Flags
    amount: Floats
    said: Floats
    said_on: Ints
    owner: Ints
    pipeline: Ints
    product: Ints
    expected: Ints
    """The day somebody expects the deal to close on; FAR where nobody said."""
    moves: Moves = field(default_factory=Moves)

    def __len__(self) -> int:
        return len(self.created)

    def before(self, day: int) -> Deals:
        """What was recorded before a day, and nothing else: later deals are gone, later closings not yet made."""
        kept = np.flatnonzero(self.created < day)
        part = self.take(kept)
        open_ = part.closed >= day
        early = part.said_on < day
        return replace(
            part,
            closed=np.where(open_, FAR, part.closed).astype(np.int32),
            won=part.won & ~open_,
            amount=np.where(open_, 0.0, part.amount),
            said=np.where(early, part.said, 0.0),
            said_on=np.where(early, part.said_on, FAR).astype(np.int32),
            moves=_moves_before(self.moves, kept, len(self), day),
        )

    def take(self, rows: npt.NDArray[Any]) -> Deals:
        """Some of the deals, without their moves."""
        columns = {item.name: getattr(self, item.name)[rows] for item in fields(self) if item.name != "moves"}
        return Deals(**columns)


def _moves_before(moves: Moves, kept: npt.NDArray[Any], deals: int, day: int) -> Moves:
    if not len(moves.deal):
        return moves
    place = np.full(deals, -1, np.int32)
    place[kept] = np.arange(len(kept), dtype=np.int32)
    own = place[moves.deal]
    told = (moves.day < day) & (own >= 0)
    return Moves(own[told], moves.day[told], moves.stage[told])


def stages_at(deals: Deals, day: int) -> Ints:
    """The stage each deal stood on at the beginning of a day; 0 where no move says it."""
    found = np.zeros(len(deals), np.int32)
    told = deals.moves.day < day
    found[deals.moves.deal[told]] = deals.moves.stage[told]  # of several moves of a deal the last one stays
    return found


def total(places: Ints, weights: Floats | Flags | None, length: int) -> Floats:
    """Sums (or counts) by place."""
    return np.bincount(places, weights=weights, minlength=length).astype(np.float64)[:length]
