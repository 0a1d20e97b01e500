"""Indicators that compare facts with plans, and the bonus (kpi.md: plan_revenue, plan_deals, plan_margin, bonus)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from fractions import Fraction
from typing import Any, Final

from services import bonus_values, plan_values
from services.indicator_values import measured
from services.indicator_views import Number
from services.policy import Policy
from services.rules.indicators import By, Filters, Indicator, Slice
from services.rules.indicators.tables import EPOCH, Line, lines
from services.rules.kinds import PlanMetric, PlanScope
from services.rules.periods import Period
from services.rules.plan_pace import worked
from services.rules.plans import Structure, Unit, whole_months
from storage import plans as plan_rows
from storage.facts import snapshots
from storage.facts.asking import Ask
from storage.unit_of_work import Work

Key = tuple[Any, ...]
Extras = dict[str, Mapping[Any, Number]]

METRICS: Final = {
    "plan_revenue": PlanMetric.REVENUE,
    "plan_deals": PlanMetric.DEALS,
    "plan_margin": PlanMetric.MARGIN,
    "revenue": PlanMetric.REVENUE,
    "deals_won": PlanMetric.DEALS,
    "margin": PlanMetric.MARGIN,
}
"""Of which plan an indicator is the fact, or the completion."""
SCOPES: Final = {Slice.MANAGER: PlanScope.USER, Slice.TEAM: PlanScope.TEAM, Slice.PIPELINE: PlanScope.PIPELINE}


async def plan_of(work: Work, indicator: Indicator, period: Period, filters: Filters) -> Number:
    """The plan an indicator's number is compared with, in minor units or deals; None where there is none."""
    metric = METRICS.get(indicator.code)
    if metric is None or len(filters) > 1 or not set(filters) <= set(SCOPES):
        return None
    return next(iter((await _plans(work, metric, unit_of((), filters), period, filters)).values()), None)


def unit_of(by: tuple[By, ...], filters: Filters) -> Slice | None:
    """Whom plans and forecasts are told apart by; None: the whole of what the actor sees."""
    return next((one for one in SCOPES if one in by or one in filters), None)


def is_plain(ask: Ask) -> bool:
    """Whether plans and forecasts can be told apart so: by people, teams or pipelines, not by two of them at once."""
    return len({one for one in (*ask.by, *ask.filters) if one in SCOPES}) <= 1


# ------------------------------------------------------------------------------------------------------------- plans
async def completion(
    work: Work, rules: Policy, indicator: Indicator, period: Period, ask: Ask
) -> tuple[list[Line], Extras]:
    """What was reached of the plans in percent; beside it the plan, and the share of it due by now by working days.

    Whoever has a plan has a row, and so has whoever won something without one. A team's are those of all below it.
    """
    metric, unit = METRICS[indicator.code], unit_of(ask.by, ask.filters)
    facts = await _facts(work, indicator, period, ask, unit)
    plans: dict[Key, Number] = {}
    due: dict[Key, Number] = {}
    parts = whole_months(period) if Slice.MONTH in ask.by else (period,)
    for part in parts if is_plain(ask) else ():
        share = worked(rules.calendar, ask.zone, part, work.now).share
        for one, plan in (await _plans(work, metric, unit, part, ask.filters)).items():
            key = tuple(_number(part) if by is Slice.MONTH else one for by in ask.by)
            plans[key] = plan
            due[key] = share * 100 if share is not None else None
    rows = []
    for key in {**facts, **plans}:
        fact, n = facts.get(key, (Fraction(0), 0))
        plan_set = plans.get(key)
        rows.append(Line(key, fact * 100 / Fraction(plan_set) if plan_set and fact is not None else None, n, None))
    return rows, {"plan": plans, "due": due}


def _number(month: Period) -> int:
    return (month.start - EPOCH).days


async def _plans(
    work: Work, metric: PlanMetric, unit: Slice | None, period: Period, filters: Filters
) -> dict[int | None, int]:
    """Plans of a period by id; without a unit the one of all the actor sees, under None."""
    if unit is None:
        plan = await plan_values.of_actor(work, metric, period)
        return {None: plan} if plan is not None else {}
    wanted = filters.get(unit)
    found = await plan_values.by_unit(work, metric, SCOPES[unit], period)
    return {one: plan for one, plan in found.items() if wanted in (None, one)}


async def _facts(
    work: Work, indicator: Indicator, period: Period, ask: Ask, unit: Slice | None
) -> dict[Key, tuple[Fraction | None, int]]:
    """What was reached; of a team with the teams below it, as its plan is."""
    formula = indicator.formula
    if unit is not Slice.TEAM or not is_plain(ask):
        found = lines(formula, await measured(work, ask, formula.atoms()), ask.by)
        return {line.key: (line.value, line.n) for line in found}
    by = ask.by if Slice.TEAM in ask.by else (Slice.TEAM, *ask.by)
    place = by.index(Slice.TEAM)
    tree = await plan_rows.structure_of(work, period.start, period.end)
    sums: dict[Key, tuple[Fraction | None, int]] = {}
    asked = replace(ask, by=by, filters={})
    for line in lines(formula, await measured(work, asked, formula.atoms()), by):
        for team in _with_above(tree, line.key[place]):
            if ask.filters.get(Slice.TEAM) in (None, team):
                inside = (team,) if Slice.TEAM in ask.by else ()
                key = (*line.key[:place], *inside, *line.key[place + 1 :])
                old, n = sums.get(key, (None, 0))
                sums[key] = (old if line.value is None else line.value + (old or 0), n + line.n)
    return sums if ask.by else sums or {(): (Fraction(0), 0)}


def _with_above(tree: Structure, team: int | None) -> list[int | None]:
    if team is None:
        return [None]
    found: list[int | None] = [team]
    unit = tree.parent(Unit(PlanScope.TEAM, team))
    while unit is not None and unit.scope is PlanScope.TEAM:
        found.append(unit.id)
        unit = tree.parent(unit)
    return found


# ----------------------------------------------------------------------------------------------------------- bonuses
async def bonus(work: Work, period: Period, ask: Ask, facts: list[Line]) -> tuple[list[Line], Extras]:
    """What the bonus rules give for what is won so far, and are to give with the newest forecast of the month.

    Of whole months only; n: the deals behind it.
    """
    won = {line.key: line.n for line in facts}
    sums: dict[Key, int] = {}
    for month in whole_months(period):
        earned = await bonus_values.earned(work, month)
        teams = await plan_rows.teams_of(work, list(earned)) if {*ask.by, *ask.filters} & {Slice.TEAM} else {}
        for user, money in earned.items():
            own: dict[By, int | None] = {Slice.MANAGER: user, Slice.TEAM: teams.get(user), Slice.MONTH: _number(month)}
            if all(own[by] == (wanted or None) for by, wanted in ask.filters.items()):
                key = tuple(own[by] for by in ask.by)
                sums[key] = sums.get(key, 0) + money
    expected: Extras = {"expected": await _expected(work, period, ask)}
    if not ask.by and not sums:
        return [Line((), None, 0, None)], expected
    return [Line(key, Fraction(money), won.get(key, 0), None) for key, money in sums.items()], expected


async def _expected(work: Work, period: Period, ask: Ask) -> dict[Key, Number]:
    """By person, or of the one person asked for."""
    single = ask.filters.get(Slice.MANAGER)
    if len(whole_months(period)) != 1 or not (ask.by == (Slice.MANAGER,) or (not ask.by and single)):
        return {}
    tree = await plan_rows.structure_of(work, period.start, period.end)
    found: dict[Key, Number] = {}
    for user, row in (await snapshots.newest(work, Slice.MANAGER, period.start, period.end)).items():
        if single in (None, user) and plan_values.sees(work.actor, tree, Unit(PlanScope.USER, user)):
            view = await bonus_values.of_person(work, tree, user, period, row.revenue)
            found[(user,) if ask.by else ()] = view.expected if view is not None else None
    return found
