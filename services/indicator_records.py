"""One tap from a number to the records behind it (kpi.md)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import partial
from typing import Any, Final

from services.indicator_tables import SlicePart
from services.indicator_values import asking, sees_company
from services.indicator_views import Listing, Record, Records, SliceItem
from services.policy import Policy
from services.rules.indicators import BY_ID, Fact, Filters, Indicator, Kind, Slice
from services.rules.indicators.formula import Atom, Plus, Share
from services.rules.periods import Period
from storage.aside import aside
from storage.facts import costs, listing
from storage.facts.asking import Ask
from storage.facts.names import names
from storage.facts.sources import SOURCES
from storage.unit_of_work import Work

PAGE: Final = 8
MOST: Final = 50_000
"""Records in a file: more of them nobody reads, and Telegram takes no file of any size."""
SAID: Final = (
    Slice.MANAGER, Slice.TEAM, Slice.PIPELINE, Slice.STAGE, Slice.CHANNEL, Slice.SEGMENT, Slice.REGION, Slice.REASON,
)  # fmt: skip
"""What a file says of each record, where the indicator can be told apart by it."""


async def page(
    work: Work, rules: Policy, indicator: Indicator, period: Period, filters: Filters, number: int
) -> Records:
    """A page (from 1) of the records an indicator counts; of reasons the deals first, then the inquiries."""
    ask = asking(work, rules, period, (), filters)
    if indicator.whole_company and not sees_company(work.actor):
        return Records(indicator.code, period, (), 0, 1, 1)
    atoms = _behind(indicator)
    sizes = [await _size(work, ask, atom) for atom in atoms]
    total = sum(sizes)
    pages = max(1, -(-total // PAGE))
    number = min(max(number, 1), pages)
    found: list[Record] = []
    skip = (number - 1) * PAGE
    for atom, size in zip(atoms, sizes, strict=True):
        if skip < size and len(found) < PAGE:
            found += await _rows(work, ask, atom, PAGE - len(found), skip)
        skip = max(0, skip - size)
    return Records(indicator.code, period, tuple(found), total, number, pages)


async def everything(work: Work, rules: Policy, indicator: Indicator, period: Period, filters: Filters) -> Listing:
    """All records an indicator counts, up to `MOST`, each with whose it is and where it stands."""
    by = tuple(one for one in SAID if one in indicator.slices)
    if indicator.whole_company and not sees_company(work.actor):
        return Listing(indicator.code, period, by, (), 0)
    ask = asking(work, rules, period, by, filters)
    found: list[tuple[Record, tuple[SliceItem, ...]]] = []
    total = 0
    for atom in _behind(indicator):
        total += await _size(work, replace(ask, by=()), atom)
        if atom.fact is Fact.COSTS:
            costs_only = [(record, ()) for record in await _rows(work, ask, atom, MOST, 0)]
            return Listing(indicator.code, period, (), tuple(costs_only), total)
        base = SOURCES[atom.fact](ask)
        rows = await listing.page(work, ask, base, atom, MOST - len(found), 0)
        keys = await aside(len(rows), partial(_keys, rows, len(by)))
        parts = [SlicePart(one, await _called(work, one, keys[place], atom)) for place, one in enumerate(by)]
        found += await aside(len(rows), partial(_named, rows, base.kind, parts))
    return Listing(indicator.code, period, by, tuple(found), total)


def _keys(rows: Sequence[Any], width: int) -> list[set[Any]]:
    """The keys of each slice that are in any of the rows."""
    return [{getattr(row, f"k{place}") for row in rows} for place in range(width)]


def _named(rows: Sequence[Any], kind: Kind, parts: Sequence[SlicePart]) -> list[tuple[Record, tuple[SliceItem, ...]]]:
    """Records with the names of what they belong to."""
    return [
        (
            Record(kind, row.id, row.title or "", row.client, row.at, row.amount),
            tuple(part.item(getattr(row, f"k{place}")) for place, part in enumerate(parts)),
        )
        for row in rows
    ]


async def _called(work: Work, by: Slice, keys: set[Any], atom: Atom) -> dict[int, str]:
    known = {key for key in keys if key is not None}
    return await names(work, by, known, atom.fact) if by in BY_ID and known else {}


def _behind(indicator: Indicator) -> list[Atom]:
    formula = indicator.formula
    if isinstance(formula, Share) and isinstance(formula.of, Plus):
        return list(formula.atoms())
    return [formula.main()]


async def _size(work: Work, ask: Ask, atom: Atom) -> int:
    if atom.fact is Fact.COSTS:
        return await costs.count(work, ask)
    return await listing.count(work, ask, SOURCES[atom.fact](ask), atom)


async def _rows(work: Work, ask: Ask, atom: Atom, limit: int, skip: int) -> list[Record]:
    if atom.fact is Fact.COSTS:
        return [
            Record(Kind.COST, row[0], row[1], None, row[2], row[3]) for row in await costs.page(work, ask, limit, skip)
        ]
    base = SOURCES[atom.fact](ask)
    return [
        Record(base.kind, row.id, row.title or "", row.client, row.at, row.amount)
        for row in await listing.page(work, ask, base, atom, limit, skip)
    ]
