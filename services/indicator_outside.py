"""Indicators that need more than facts: plans, forecasts and their accuracy, bonuses (kpi.md)."""

from __future__ import annotations

from datetime import date, timedelta
from fractions import Fraction
from typing import Any, Final

from services import indicator_plans, plan_values
from services.indicator_plans import Extras, Key, is_plain, unit_of
from services.indicator_values import sees_company, values
from services.policy import Policy
from services.rules import periods
from services.rules.actor import Role
from services.rules.indicators import Indicator, Slice
from services.rules.indicators.tables import EPOCH, Line
from services.rules.kinds import PlanScope
from services.rules.periods import Period, PeriodKind
from services.rules.plans import Unit
from services.rules.worktime import local_day
from storage import plans as plan_rows
from storage.facts import snapshots
from storage.facts.asking import Ask
from storage.unit_of_work import Work

FRESH: Final = 10
"""A forecast made within the first tenth of its period was made at its start."""
BESIDE: Final = ("low", "high", "template_revenue", "wins")


async def compared(
    work: Work, rules: Policy, indicator: Indicator, period: Period, ask: Ask, facts: list[Line]
) -> tuple[list[Line], Extras]:
    """The rows of such an indicator, made of its facts; and what stands beside them."""
    if indicator.code == "bonus":
        return await indicator_plans.bonus(work, period, ask, facts)
    if indicator.code == "forecast":
        return await _forecast(work, period, ask, facts)
    if indicator.code == "forecast_accuracy":
        return await _accuracy(work, rules, period, ask), {}
    return await indicator_plans.completion(work, rules, indicator, period, ask)


async def _stored(work: Work, period: Period, ask: Ask) -> tuple[Slice | None, frozenset[int] | None]:
    """Of which level's forecasts the actor may hear, and of whose (None: of all); the company's id is 0.

    A manager without a filter asks for own forecasts.
    """
    unit = unit_of(ask.by, ask.filters)
    wanted = ask.filters.get(unit) if unit is not None else None
    if sees_company(work.actor):
        return unit, None if wanted is None else frozenset({int(wanted)})
    if unit is None and work.actor.role is Role.MANAGER:
        return Slice.MANAGER, frozenset({work.actor.user_id or 0})
    if unit not in (Slice.MANAGER, Slice.TEAM):
        return unit, frozenset()
    tree = await plan_rows.structure_of(work, period.start, period.end)
    scope = PlanScope.USER if unit is Slice.MANAGER else PlanScope.TEAM
    seen = {one for one in (*tree.people, *tree.teams) if plan_values.sees(work.actor, tree, Unit(scope, one))}
    return unit, frozenset(seen if wanted is None else seen & {int(wanted)})


async def _forecast(work: Work, period: Period, ask: Ask, facts: list[Line]) -> tuple[list[Line], Extras]:
    """The newest forecast of exactly this period, with its range and what the template says; n: deals won so far."""
    won = {line.key: line.n for line in facts}
    rows: dict[Key, Any] = {}
    if is_plain(ask):
        level, whose = await _stored(work, period, ask)
        for one, row in (await snapshots.newest(work, level, period.start, period.end)).items():
            if whose is None or one in whose:
                rows[(one,) if ask.by else ()] = row
    if not ask.by:
        rows.setdefault((), None)
    lines = [Line(key, Fraction(row.revenue) if row else None, won.get(key, 0), None) for key, row in rows.items()]
    return lines, {name: {key: getattr(row, name) for key, row in rows.items() if row} for name in BESIDE}


async def _accuracy(work: Work, rules: Policy, period: Period, ask: Ask) -> list[Line]:
    """1 − |forecast made at the start − fact| / fact over the closed periods, in percent; n: how many of them."""
    empty = [Line((), None, 0, None)] if not ask.by else []
    if not is_plain(ask):
        return empty
    level, whose = await _stored(work, period, ask)
    end = min(period.end, local_day(work.now, rules.settings.zone))
    made = [row for row in await snapshots.first(work, level, period.start, end) if _at_start(row)]
    made = [row for row in made if whose is None or row.level_id in whose]
    missed: dict[Key, Fraction] = {}
    sums: dict[Key, Fraction] = {}
    counts: dict[Key, int] = {}
    for start, until in _closed(period, {(row.start, row.end) for row in made}):
        facts = await values(work, "revenue", periods.between(start, until), (level,) if level else ())
        for row in made:
            if (row.start, row.end) == (start, until):
                number = (start.replace(day=1) - EPOCH).days
                key = tuple(number if by is Slice.MONTH else row.level_id for by in ask.by)
                fact = facts.get((row.level_id,) if level else (), Fraction(0)) or Fraction(0)
                missed[key] = missed.get(key, Fraction(0)) + abs((row.revenue or 0) - fact)
                sums[key] = sums.get(key, Fraction(0)) + fact
                counts[key] = counts.get(key, 0) + 1
    return [
        Line(key, (1 - missed[key] / sums[key]) * 100 if sums[key] > 0 else None, n, None) for key, n in counts.items()
    ] or empty


def _at_start(row: Any) -> bool:
    return bool(row.made_on <= row.start + timedelta(days=max(0, (row.end - row.start).days // FRESH)))


def _closed(period: Period, known: set[tuple[date, date]]) -> list[tuple[date, date]]:
    """The period itself if it was forecast as a whole, else its months, else its weeks."""
    if (period.start, period.end) in known:
        return [(period.start, period.end)]
    for kind in (PeriodKind.MONTH, PeriodKind.WEEK):
        whole = {(one.start, one.end) for start, _ in known for one in [periods.containing(kind, start)]}
        if found := sorted(whole & known):
            return found
    return []
