"""From stored facts to the columns of the forecast: local days instead of moments, places instead of ids."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from itertools import chain
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from services.rules.forecast import FAR, Deals, Moves, Sizes, Template
from services.rules.worktime import local_day_bounds
from storage import forecast_facts as rows
from storage.forecast_facts import DEAL, NEVER, OPEN, STATUS, WON, Lists
from storage.unit_of_work import Work

Ints = npt.NDArray[np.int32]
Table = npt.NDArray[np.int64]
Moments = npt.NDArray[np.int64]
Rows = npt.NDArray[np.intp]

REWOUND: Final = {
    "status": "status",
    "stage_id": "stage",
    "pipeline_id": "pipeline",
    "owner_id": "owner",
    "amount": "amount",
    "closed_at": "closed",
    "expected_close": "expected",
}
"""Fields that the history turns back, and their columns."""
LOOKED_BACK: Final = 1000
"""Days: half a year of weekly looks at windows of at most a year, and what they learn from."""


class Days:
    """Local days of a zone for many moments at once."""

    def __init__(self, zone: str, first: int, last: int) -> None:
        day = date.fromtimestamp(first) - timedelta(days=2)  # noqa: DTZ012 - a lower bound, in whatever zone
        count = (last - first) // 86_400 + 5
        self._first = day.toordinal()
        self.last = self._first + count - 1
        starts = (local_day_bounds(day + timedelta(days=number), zone)[0] for number in range(count))
        self._starts = np.array([int(start.timestamp()) for start in starts], np.int64)

    def of(self, moments: Moments) -> Ints:
        """The ordinal of the local day of each moment; FAR of `NEVER`."""
        days = np.searchsorted(self._starts, moments, side="right") - 1 + self._first
        return np.where(moments == NEVER, FAR, days).astype(np.int32)


def places(ids: Moments, listed: Sequence[int]) -> Ints:
    """Where each id stands in a list, counted from 1; 0 for one that is not in it."""
    known = np.array(listed, np.int64)
    if not len(known):
        return np.zeros(len(ids), np.int32)
    order = np.argsort(known)
    near = np.minimum(np.searchsorted(known, ids, sorter=order), len(known) - 1)
    found = order[near]
    return np.where(known[found] == ids, found + 1, 0).astype(np.int32)


def sizes_of(lists: Lists) -> Sizes:
    """How many owners, pipelines, products and stages there are, one more each for "not known"."""
    return Sizes(len(lists.people) + 1, len(lists.pipelines) + 1, len(lists.products) + 1, len(lists.stages) + 1)


def template_of(lists: Lists) -> Template:
    """The chances the heads typed at the stages, and the prices of the products."""
    chances = [0.0, *(step.probability / 100 for step in lists.stages)]
    return Template(np.array(chances), np.array([0.0, *(float(item.price or 0) for item in lists.products)]))


async def deals_of(work: Work, lists: Lists, zone: str, as_of: date, *, live: bool) -> tuple[Deals, Moments]:
    """The deals as columns, and their ids. `live`: it is the morning of today, what stands in the deals is known."""
    before = local_day_bounds(as_of, zone)[0]
    table = await _deals(work, before, turn_back=not live)
    ids = np.ascontiguousarray(table[:, DEAL["id"]])
    days = Days(zone, int(table[:, DEAL["created"]].min(initial=int(before.timestamp()))), int(before.timestamp()))
    # A deal that says it is open has no day of closing, whatever is stored beside it.
    open_ = table[:, DEAL["status"]] == OPEN
    closed = np.where(open_, FAR, days.of(table[:, DEAL["closed"]])).astype(np.int32)
    amount = np.where(table[:, DEAL["amount"]] == NEVER, 0, table[:, DEAL["amount"]]).astype(np.float64)
    expected = table[:, DEAL["expected"]]
    pipelines = [pipeline.id for pipeline in lists.pipelines]
    deals = Deals(
        created=days.of(table[:, DEAL["created"]]),
        closed=closed,
        won=table[:, DEAL["status"]] == WON,
        amount=amount,
        said=np.zeros(len(ids)),
        said_on=np.full(len(ids), FAR, np.int32),
        owner=places(table[:, DEAL["owner"]], [person.id for person in lists.people]),
        pipeline=places(table[:, DEAL["pipeline"]], pipelines),
        product=np.zeros(len(ids), np.int32),
        expected=np.where(expected == NEVER, FAR, expected).astype(np.int32),
    )
    stage = places(table[:, DEAL["stage"]], [step.id for step in lists.stages])
    del table
    await _products(work, deals, ids, lists)
    written = await _said(work, before, deals, ids, days)
    if live:
        silent = open_ & (deals.said_on == FAR) & (amount > 0)
        deals.said[silent] = amount[silent]
        deals.said_on[silent] = np.minimum(deals.created[silent], as_of.toordinal() - 1)
    moves = await _moves(work, before, (deals, ids, stage, written), lists, days)
    return replace(deals, moves=moves), ids


async def _deals(work: Work, before: datetime, *, turn_back: bool) -> Table:
    """The deals begun before a moment; with `turn_back` as the history says they were then."""
    table, filled = np.empty((await rows.count_deals(work, before), len(DEAL)), np.int64), 0
    async for piece in rows.deals(work, before):
        table[filled : filled + len(piece)] = _table(piece)
        filled += len(piece)
    if turn_back:
        _rewind(table, await rows.old_values(work, "deals", before))
    return _without_copies(table, before)


def _table(piece: Sequence[Any]) -> Table:
    return np.fromiter(chain.from_iterable(piece), np.int64).reshape(len(piece), -1)


def _without_copies(table: Table, before: datetime) -> Table:
    """A copy made by a tunnel is not counted once its parent is won."""
    parent = table[:, DEAL["parent"]]
    if (parent == NEVER).all():
        return table
    closed = table[:, DEAL["closed"]]
    won = (table[:, DEAL["status"]] == WON) & (closed != NEVER) & (closed < int(before.timestamp()))
    return table[~np.isin(parent, table[won, DEAL["id"]])]


def _found(ids: Moments, wanted: Moments) -> tuple[Rows, Rows]:
    """Which of the wanted deals are there, and their rows. `ids` are sorted."""
    if not len(ids):
        return np.zeros(0, np.int64), np.zeros(0, np.int64)
    near = np.minimum(np.searchsorted(ids, wanted), len(ids) - 1)
    known = np.flatnonzero(ids[near] == wanted)
    return known, near[known]


async def _products(work: Work, deals: Deals, ids: Moments, lists: Lists) -> None:
    """The product of each deal's first line: sums of lines may come with the closing, their order does not."""
    products = [item.id for item in lists.products]
    async for told in rows.lines(work):
        piece = _table(told)
        known, own = _found(ids, piece[:, 1])
        new = np.flatnonzero(deals.product[own] == 0)[::-1]  # of several lines in a piece the first stays
        deals.product[own[new]] = places(piece[known[new], 2], products)


async def _said(work: Work, before: datetime, deals: Deals, ids: Moments, days: Days) -> Ints:
    """The sum last told of each deal on a day before the one it was closed on; returns the days of writing down."""
    written = np.zeros(len(ids), np.int32)
    async for told in rows.history(work, before):
        piece = _table(told)
        known, own = _found(ids, piece[:, 0])
        day = days.of(piece[known, 2])
        made = piece[known, 4] == 1
        written[own[made]] = day[made]
        early = (piece[known, 3] != NEVER) & (day < deals.closed[own])
        deals.said[own[early]] = piece[known[early], 3]  # in the order they were told: the last one stays
        deals.said_on[own[early]] = day[early]
    return written


async def _moves(
    work: Work, before: datetime, known: tuple[Deals, Moments, Ints, Ints], lists: Lists, days: Days
) -> Moves:
    """Moves in their order. Every deal begins on the first stage of its pipeline until a move is recorded.

    Of an imported deal nobody wrote down where it stood before the import: the move made up for it counts from then
    on, or what became of the deal would be read off its stage.
    """
    deals, ids, now, written = known
    stages = [step.id for step in lists.stages]
    recent = deals.closed >= days.last - LOOKED_BACK  # older ones were closed before the first look
    moved = np.zeros(len(ids), np.bool_)
    begun = _entries(lists)[deals.pipeline]
    parts = [(np.flatnonzero(recent).astype(np.int32), deals.created[recent], begun[recent])]
    async for told in rows.moves(work, before):
        piece = _table(told)
        there, own = _found(ids, piece[:, 1])
        kept = recent[own]
        there, own = there[kept], own[kept]
        moved[own] = True
        day = np.maximum(days.of(piece[there, 3]), written[own])
        parts.append((own.astype(np.int32), day.astype(np.int32), places(piece[there, 2], stages)))
    still = ~moved & (deals.closed == FAR)  # no move at all: it has always stood where it stands
    parts[0] = (parts[0][0], parts[0][1], np.where(still, now, begun)[recent].astype(np.int32))
    deal, day, stage = (np.concatenate(column) for column in zip(*parts, strict=True))
    order = np.lexsort((day, deal))  # stable: moves of a day stay in the order they were made
    return Moves(deal[order], day[order], stage[order])


def _entries(lists: Lists) -> Ints:
    """By place of the pipeline: the place of the stage its deals begin on."""
    pipelines = {pipeline.id: place for place, pipeline in enumerate(lists.pipelines, 1)}
    entries = np.zeros(len(lists.pipelines) + 1, np.int32)
    for place, step in enumerate(lists.stages, 1):
        if step.entry:
            entries[pipelines[step.pipeline_id]] = place
    return entries


def _rewind(table: Table, old: dict[int, dict[str, Any]]) -> None:
    """Put back what deals were before a moment, in place."""
    rows = {int(key): row for row, key in enumerate(table[:, 0])} if old else {}
    for key, values in old.items():
        row = rows.get(key)
        if row is None:
            continue
        for name, column in REWOUND.items():
            if name in values and values[name] is not ...:
                table[row, DEAL[column]] = _number(name, values[name])


def _number(name: str, value: Any) -> int:
    if value is None:
        return NEVER
    if name == "status":
        return STATUS[value]
    if name == "closed_at":
        return int(datetime.fromisoformat(value).timestamp())
    if name == "expected_close":
        return date.fromisoformat(value).toordinal()
    return int(value)
