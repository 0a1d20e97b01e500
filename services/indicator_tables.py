"""Tables of indicators inside an open transaction: formulas worked out, keys named, rows in order."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from operator import itemgetter
from types import MappingProxyType
from typing import Any, Final

from services import indicator_outside, policy
from services.indicator_values import asking, measured, sees_company
from services.indicator_views import Number, Row, SliceItem, Table
from services.policy import Policy
from services.rules import periods
from services.rules.indicators import BY_ID, TIMES, By, Fact, Filters, Indicator, OwnField, Slice
from services.rules.indicators.formula import Outside, rounded
from services.rules.indicators.tables import Found, Line, lines, order, time_key
from services.rules.periods import Period, PeriodKind
from services.rules.worktime import local_day
from storage.aside import aside
from storage.facts.asking import Ask
from storage.facts.names import names
from storage.unit_of_work import Work

Extras = Mapping[str, Mapping[tuple[Any, ...], Number]]
Lines = tuple[list[Line], Extras]
Called = Mapping[Fact, Mapping[Any, str]]
"""Names by key; of reasons other ones by the fact."""
NOT_KNOWN: Final = SliceItem(None, "")
NOTHING_BESIDE: Final[Mapping[str, Number]] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Desk:
    """One transaction's view of the company's numbers."""

    work: Work
    policy: Policy

    @property
    def zone(self) -> str:
        """The company's."""
        return self.policy.settings.zone

    @property
    def month(self) -> Period:
        """The month of today."""
        return periods.containing(PeriodKind.MONTH, local_day(self.work.now, self.zone))

    async def row(self, indicator: Indicator, period: Period, filters: Filters) -> Row:
        """The only row of an indicator that is not sliced."""
        return (await self.tables([indicator], period, (), filters))[indicator.code].rows[0]

    async def tables(
        self, indicators: Collection[Indicator], period: Period, by: tuple[By, ...], filters: Filters
    ) -> dict[str, Table]:
        """Several indicators with the same slices, each fact counted once."""
        ask = asking(self.work, self.policy, period, by, filters)
        formulas = [one.formula for one in indicators]
        formulas += [extra for one in indicators for extra, _ in one.extra.values()]
        found = await measured(self.work, ask, dict.fromkeys(atom for one in formulas for atom in one.atoms()))
        made = {one.code: await self._lines(one, found, period, ask) for one in indicators}
        size = sum(len(lines) for lines, _ in made.values())
        parts = await aside(size, lambda: _parts(made, len(by)))
        called = [await self._called(place, indicators, keys, by) for place, keys in enumerate(parts)]
        return await aside(
            size, lambda: {one.code: _table(one, period, by, made[one.code], called) for one in indicators}
        )

    async def _lines(self, indicator: Indicator, found: Found, period: Period, ask: Ask) -> Lines:
        """The lines of a table, and what stands beside them."""
        if indicator.whole_company and not sees_company(self.work.actor):
            return ([Line((), None, 0, None)] if not ask.by else []), {}
        size = sum(len(found.get(atom, ())) for atom in indicator.formula.atoms())
        rows, extra = await aside(size, lambda: _of_facts(indicator, found, ask.by))
        if isinstance(indicator.formula, Outside):
            return await indicator_outside.compared(self.work, self.policy, indicator, period, ask, rows)
        return rows, extra

    async def _called(
        self, place: int, indicators: Collection[Indicator], keys: Collection[Any], by: tuple[By, ...]
    ) -> Called:
        """What the keys of a slice are called; reasons by the fact they are reasons of."""
        one, facts = by[place], {indicator.formula.main().fact for indicator in indicators}
        if not is_named(one) or not keys:
            return {}
        if one is Slice.REASON:
            return {fact: await names(self.work, one, keys, fact) for fact in facts}
        return dict.fromkeys(facts, await names(self.work, one, keys, next(iter(facts))))


def _of_facts(indicator: Indicator, found: Found, by: tuple[By, ...]) -> Lines:
    return lines(indicator.formula, found, by), {
        name: {line.key: rounded(line.value, unit) for line in lines(formula, found, by)}
        for name, (formula, unit) in indicator.extra.items()
    }


def _parts(made: Mapping[str, Lines], width: int) -> list[set[Any]]:
    """The keys of each slice that are in any of the tables."""
    keys = {line.key for rows, _ in made.values() for line in rows}
    return [{key[place] for key in keys} - {None} for place in range(width)]


def _table(indicator: Indicator, period: Period, by: tuple[By, ...], made: Lines, called: Sequence[Called]) -> Table:
    """Lines with their names, in order."""
    rows, extra = made
    fact = indicator.formula.main().fact
    parts = [SlicePart(one, own.get(fact, {})) for one, own in zip(by, called, strict=True)]
    ordered = [
        (
            order(by, line.key, tuple(part.folded(key) for part, key in zip(parts, line.key, strict=True)), line.value),
            Row(
                tuple(part.pair(key) for part, key in zip(parts, line.key, strict=True)),
                rounded(line.value, indicator.unit),
                line.n,
                float(line.p90) if line.p90 is not None else None,
                {name: numbers.get(line.key) for name, numbers in extra.items()} if extra else NOTHING_BESIDE,
            ),
        )
        for line in rows
    ]
    ordered.sort(key=itemgetter(0))
    return Table(indicator.code, period, by, tuple(row for _, row in ordered))


class SlicePart:
    """The keys of a slice with their names, each made once however many lines it is in."""

    def __init__(self, by: By, called: Mapping[Any, str]) -> None:
        self._by = by
        self._called = called
        self._known: dict[Any, tuple[tuple[By, SliceItem], str]] = {}

    def _made(self, key: Any) -> tuple[tuple[By, SliceItem], str]:
        if key not in self._known:
            made = item(self._by, key, self._called)
            self._known[key] = (self._by, made), made.name.casefold()
        return self._known[key]

    def item(self, key: Any) -> SliceItem:
        """The key with its name."""
        return self._made(key)[0][1]

    def pair(self, key: Any) -> tuple[By, SliceItem]:
        """As it stands in a row."""
        return self._made(key)[0]

    def folded(self, key: Any) -> str:
        """Its name to be put in order by."""
        return self._made(key)[1]


def is_named(by: By) -> bool:
    """Whether what its keys are called must be looked up."""
    return by in BY_ID or isinstance(by, OwnField)


def item(by: By, key: Any, called: Mapping[Any, str]) -> SliceItem:
    """A key with its name."""
    if key is None:
        return NOT_KNOWN
    if by in TIMES:
        said = time_key(by, int(key))
        return SliceItem(said, said)
    if isinstance(by, OwnField):
        return SliceItem(key, called.get(key, "?"))
    return SliceItem(int(key), called.get(key, "?")) if by in BY_ID else SliceItem(str(key), str(key))


async def desk(work: Work) -> Desk:
    """Look at the company in this transaction."""
    return Desk(work, await policy.load(work))
