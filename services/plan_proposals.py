"""What plans may be proposed from: the last plan, what was sold, last year's season, the plan above (S2-13)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from services import plan_facts, plan_values, policy
from services.errors import Invalid
from services.rules import periods
from services.rules.kinds import PlanMetric, PlanScope
from services.rules.periods import Period, PeriodKind
from services.rules.plans import (
    Book,
    Slot,
    Structure,
    Unit,
    month_parts,
    months,
    raised,
    seasonal,
    shares,
    step_of,
    trend,
)  # fmt: skip
from services.rules.worktime import local_day
from storage.unit_of_work import Work

TREND_MONTHS = 3


@dataclass(frozen=True, slots=True)
class Basis:
    """What is known of a unit: the period before (plan and what was sold), the same one a year ago, and with the trend.

    `season` is what was sold a year ago carried on by how the last three finished months went against theirs; None
    where nothing was sold then. The period before may still run: its `sold` is so far.
    """

    before: Period
    plan: int | None
    sold: int
    year_ago: int
    season: int | None


@dataclass(frozen=True, slots=True)
class Proposed:
    """Plans to be set: whose, when, how much; and those nothing is known of."""

    values: tuple[tuple[Unit, Period, int], ...]
    skipped: tuple[Unit, ...] = ()


async def remembered(
    work: Work, metric: PlanMetric, period: Period, tree: Structure, units: Sequence[Unit]
) -> dict[Unit, Basis]:
    """What is known of units to propose their plans from."""
    before, ago = periods.shifted(period, -1), periods.year_before(period)
    last = await plan_values.book(work, metric, before)
    sold = await _sold(work, metric, before, tree, units)
    year_ago = await _sold(work, metric, ago, tree, units)
    trends = await _trends(work, metric, tree, units)
    step = step_of(metric)
    found = {}
    for unit in units:
        planned = last.plan(unit, before)
        season = seasonal(year_ago[unit], trends[unit], step) if year_ago[unit] > 0 else None
        found[unit] = Basis(before, planned.value if planned else None, sold[unit], year_ago[unit], season or None)
    return found


async def propose(
    work: Work, book: Book, metric: PlanMetric, period: Period, unit: Unit, way: str, percent: int
) -> Proposed:
    """What a way would set. Raises Invalid("plan_no_total") where a plan to be shared out is missing."""
    if way in ("months", "months_season"):
        return await _by_months(work, book, metric, period, unit, by_season=way == "months_season")
    tree = book.structure
    # A person's or pipeline's own plan is set by itself; a team's is what its people and teams below it have.
    below = tree.children(unit) or [unit]
    known = await remembered(work, metric, period, tree, below)
    if way in ("even", "parts"):
        whole = book.own(unit, period)
        if whole is None or below == [unit]:
            raise Invalid("plan_no_total")
        weights = [1] * len(below) if way == "even" else [_weight(known[one]) for one in below]
        parted = shares(whole.value, weights, step_of(metric))
        return Proposed(tuple((one, period, value) for one, value in zip(below, parted, strict=True)))
    values, skipped = [], []
    for one in below:
        value = _season(known[one], percent, metric) if way == "season" else _raised(known[one], percent, metric)
        if value:
            values.append((one, period, value))
        else:
            skipped.append(one)
    return Proposed(tuple(values), tuple(skipped))


def _raised(basis: Basis, percent: int, metric: PlanMetric) -> int | None:
    start = basis.plan if basis.plan is not None else basis.sold
    return raised(start, percent, step_of(metric)) if start > 0 else None


def _season(basis: Basis, percent: int, metric: PlanMetric) -> int | None:
    return None if basis.season is None else raised(basis.season, percent, step_of(metric))


def _weight(basis: Basis) -> int:
    """Shares go by the last plans, where there are none by what was sold."""
    return max(0, basis.plan if basis.plan is not None else basis.sold)


async def _by_months(
    work: Work, book: Book, metric: PlanMetric, period: Period, unit: Unit, *, by_season: bool
) -> Proposed:
    own = book.rows.get((unit, Slot(period.kind, period.start)))
    if own is None or months(period) == 1:
        raise Invalid("plan_no_total")
    parts = month_parts(period)
    weights = [1] * len(parts)
    if by_season:
        weights = []
        for part in parts:
            found = await _sold(work, metric, periods.year_before(part), book.structure, [unit])
            weights.append(max(0, found[unit]))
    parted = shares(own, weights, step_of(metric))
    return Proposed(tuple((unit, part, value) for part, value in zip(parts, parted, strict=True)))


async def _sold(
    work: Work, metric: PlanMetric, period: Period, tree: Structure, units: Sequence[Unit]
) -> dict[Unit, int]:
    facts = await plan_facts.read(work, metric, period)
    pipelines = {}
    if any(unit.scope is PlanScope.PIPELINE for unit in units):
        pipelines = await plan_facts.of_pipelines(work, metric, period)
    return {
        unit: pipelines.get(unit.id, 0) if unit.scope is PlanScope.PIPELINE else facts.of(unit, tree) for unit in units
    }


async def _trends(work: Work, metric: PlanMetric, tree: Structure, units: Sequence[Unit]) -> dict[Unit, Fraction]:
    """How the last three finished months went against the same ones a year before."""
    today = local_day(work.now, (await policy.load(work)).settings.zone)
    month = periods.containing(PeriodKind.MONTH, today)
    last = periods.between(periods.shifted(month, -TREND_MONTHS).start, month.start)
    then = periods.between(*(periods.add_months(day, -12) for day in (last.start, last.end)))
    now, before = await _sold(work, metric, last, tree, units), await _sold(work, metric, then, tree, units)
    return {unit: trend(now[unit], before[unit]) for unit in units}
