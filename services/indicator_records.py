"""One tap from a number to the records behind it (kpi.md)."""

from __future__ import annotations

from typing import Final

from services.indicator_values import asking, sees_company
from services.indicator_views import Record, Records
from services.policy import Policy
from services.rules.indicators import Fact, Filters, Indicator, Kind
from services.rules.indicators.formula import Atom, Plus, Share
from services.rules.periods import Period
from storage.facts import costs, listing
from storage.facts.asking import Ask
from storage.facts.sources import SOURCES
from storage.unit_of_work import Work

PAGE: Final = 8


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
