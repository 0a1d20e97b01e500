"""Tables of indicators inside an open transaction: formulas worked out, keys named, rows in order."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any, Final

from services import indicator_outside, policy
from services.indicator_values import asking, measured, sees_company
from services.indicator_views import Number, Row, SliceItem, Table
from services.policy import Policy
from services.rules import periods
from services.rules.indicators import BY_ID, TIMES, By, Filters, Indicator, OwnField
from services.rules.indicators.formula import Outside, rounded
from services.rules.indicators.tables import Found, Line, lines, order, time_key
from services.rules.periods import Period, PeriodKind
from services.rules.worktime import local_day
from storage.facts.asking import Ask
from storage.facts.names import names
from storage.unit_of_work import Work

Extras = Mapping[str, Mapping[tuple[Any, ...], Number]]
NOT_KNOWN: Final = SliceItem(None, "")


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
        return {one.code: await self._table(one, found, period, ask) for one in indicators}

    async def _table(self, indicator: Indicator, found: Found, period: Period, ask: Ask) -> Table:
        rows = lines(indicator.formula, found, ask.by)
        extra: dict[str, Mapping[Any, Number]] = {
            name: {line.key: rounded(line.value, unit) for line in lines(formula, found, ask.by)}
            for name, (formula, unit) in indicator.extra.items()
        }
        if isinstance(indicator.formula, Outside):
            rows, extra = await indicator_outside.compared(self.work, self.policy, indicator, period, ask, rows)
        if indicator.whole_company and not sees_company(self.work.actor):
            rows = [Line((), None, 0, None)] if not ask.by else []
        items = await self._items(indicator, rows, ask.by)
        made = [
            (
                order(ask.by, line.key, tuple(item.name for item in items[line.key]), line.value),
                Row(
                    tuple(zip(ask.by, items[line.key], strict=True)),
                    rounded(line.value, indicator.unit),
                    line.n,
                    float(line.p90) if line.p90 is not None else None,
                    {name: numbers.get(line.key) for name, numbers in extra.items()},
                ),
            )
            for line in rows
        ]
        made.sort(key=lambda pair: pair[0])
        return Table(indicator.code, period, ask.by, tuple(row for _, row in made))

    async def _items(
        self, indicator: Indicator, rows: list[Line], by: tuple[By, ...]
    ) -> Mapping[Any, tuple[SliceItem, ...]]:
        called: list[Mapping[Any, str]] = []
        fact = indicator.formula.main().fact
        for place, one in enumerate(by):
            keys = {row.key[place] for row in rows if row.key[place] is not None}
            called.append(await names(self.work, one, keys, fact) if keys and is_named(one) else {})
        return {row.key: tuple(map(item, by, row.key, called)) for row in rows}


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
