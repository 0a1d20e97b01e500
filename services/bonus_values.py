"""Bonuses inside an open transaction: what a month has earned so far, and what it may come to (S1-09)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from services import plan_facts, plan_values, policy
from services.bonus_views import BonusPart, BonusView
from services.rules.bonus import Part, Rule, Sold, Step, chosen, counted, next_step, scaled, steps_from, to_reach
from services.rules.kinds import BonusBase, PlanMetric, PlanScope
from services.rules.periods import Period
from services.rules.plans import Book, Structure, Unit, whole_months
from services.rules.worktime import local_day_bounds
from storage import bonuses as rows
from storage import plans as plan_rows
from storage.tables import BonusRule
from storage.unit_of_work import Work

_METRIC = {BonusBase.REVENUE: PlanMetric.REVENUE, BonusBase.MARGIN: PlanMetric.MARGIN}


@dataclass(frozen=True, slots=True)
class Goal:
    """The plan a bonus goes by: of the rule's own metric, else of another one there is."""

    metric: PlanMetric
    plan: int
    fact: int

    @property
    def done(self) -> float | None:
        """The part that is reached; None for a plan of nothing."""
        return self.fact / self.plan if self.plan else None


def rule_of(row: BonusRule) -> Rule:
    """A stored rule as the rules count with it."""
    return Rule(
        row.id, row.base, steps_from(row.steps), row.pipeline_id, row.team_id, row.cap, row.from_day, row.to_day
    )


async def of_person(work: Work, tree: Structure, user_id: int, month: Period, revenue: int | None) -> BonusView | None:
    """A person's bonus of a month, expected with this revenue; None where no rule is for them. Months only."""
    stored = {row.id: row for row in await rows.since(work, month.start)}
    rules = [rule_of(row) for row in stored.values()]
    teams = tree.teams_over(user_id)
    mine = [rule for rule in rules if rule.holds(month.start) and (rule.team is None or rule.team in teams)]
    if not mine:
        return None
    sold = (await plan_facts.sold(work, month, user_id)).get(user_id, {})
    deals = (await plan_facts.read(work, PlanMetric.DEALS, month)).people.get(user_id, 0)
    unit = Unit(PlanScope.USER, user_id)
    plans = {metric: await plan_values.value(work, metric, unit, month) for metric in PlanMetric}
    goals = _goals(plans, sold, deals)
    parts = counted(mine, month.start, teams, sold, _done(goals))
    rule, step = _next(mine, month, teams, sold, goals)
    goal = goals[rule.base] if rule else None
    names = await plan_rows.names(work, [Unit(PlanScope.PIPELINE, one.pipeline) for one in mine if one.pipeline])
    return BonusView(
        month=month.start,
        earned=sum(part.money for part in parts),
        expected=_expected(mine, month, teams, sold, goals, revenue),
        parts=tuple(_part(part, stored[part.rule.id].name, names) for part in parts),
        next=step,
        missing=to_reach(step, goal.plan, goal.fact) if step and goal else 0,
        by_deals=goal is not None and goal.metric is PlanMetric.DEALS,
        planned=any(goal is not None for goal in goals.values()),
        uncosted=await uncosted(work, user_id, month) if any(one.base is BonusBase.MARGIN for one in mine) else 0,
    )


async def earned(work: Work, period: Period) -> dict[int, int]:
    """Bonuses of everybody the actor sees, by person, in minor units: the indicator `bonus`; of longer periods the sum.

    Bonuses are counted by the month: of a period that is not made of whole months there are none.
    """
    found: dict[int, int] = {}
    for month in whole_months(period):
        for user, money in (await _of_month(work, month)).items():
            found[user] = found.get(user, 0) + money
    return found


async def _of_month(work: Work, month: Period) -> dict[int, int]:
    rules = [rule for row in await rows.since(work, month.start) if (rule := rule_of(row)).holds(month.start)]
    if not rules:
        return {}
    sold = await plan_facts.sold(work, month)
    deals = (await plan_facts.read(work, PlanMetric.DEALS, month)).people
    books: dict[PlanMetric, Book] = {metric: await plan_values.book(work, metric, month) for metric in PlanMetric}
    tree = books[PlanMetric.REVENUE].structure
    money = {}
    for user, by_pipeline in sold.items():
        unit = Unit(PlanScope.USER, user)
        plans = {metric: found.value if (found := book.plan(unit, month)) else None for metric, book in books.items()}
        goals = _goals(plans, by_pipeline, deals.get(user, 0))
        parts = counted(rules, month.start, tree.teams_over(user), by_pipeline, _done(goals))
        money[user] = sum(part.money for part in parts)
    return money


def _goals(
    plans: Mapping[PlanMetric, int | None], sold: Mapping[int, Sold], deals: int
) -> dict[BonusBase, Goal | None]:
    facts = {
        PlanMetric.REVENUE: sum(one.revenue for one in sold.values()),
        PlanMetric.MARGIN: sum(one.margin for one in sold.values()),
        PlanMetric.DEALS: deals,
    }
    found: dict[BonusBase, Goal | None] = {}
    for base in BonusBase:
        order = (_METRIC[base], PlanMetric.REVENUE, PlanMetric.MARGIN, PlanMetric.DEALS)
        found[base] = next(
            (Goal(metric, plan, facts[metric]) for metric in order if (plan := plans.get(metric)) is not None), None
        )
    return found


def _done(goals: Mapping[BonusBase, Goal | None]) -> dict[BonusBase, float | None]:
    return {base: goal.done if goal else None for base, goal in goals.items()}


def _next(
    rules: Sequence[Rule],
    month: Period,
    teams: Sequence[int],
    sold: Mapping[int, Sold],
    goals: Mapping[BonusBase, Goal | None],
) -> tuple[Rule | None, Step | None]:
    """The nearest next step among the rules that count; before anything is sold among those for all pipelines."""
    used = list(dict.fromkeys(chosen(rules, month.start, teams, tuple(sold) or (0,)).values()))
    ahead = []
    for rule in used:
        goal = goals[rule.base]
        step = next_step(rule.steps, goal.done) if goal else None
        if step is not None and goal is not None:
            ahead.append((step.start - 100 * (goal.done or 0.0), rule.id, rule, step))
    if not ahead:
        return None, None
    _, _, rule, step = min(ahead, key=lambda item: item[:2])
    return rule, step


def _expected(
    rules: Sequence[Rule],
    month: Period,
    teams: Sequence[int],
    sold: Mapping[int, Sold],
    goals: Mapping[BonusBase, Goal | None],
    revenue: int | None,
) -> int | None:
    """With the forecast's revenue, made up as what is sold so far."""
    if revenue is None:
        return None
    whole = sum(one.revenue for one in sold.values())
    later = scaled(sold, max(revenue, whole))
    if later is None:
        return None
    grows = max(revenue, whole) / whole
    done = {base: None if share is None else share * grows for base, share in _done(goals).items()}
    return sum(part.money for part in counted(rules, month.start, teams, later, done))


def _part(part: Part, name: str, names: Mapping[Unit, str]) -> BonusPart:
    where = names.get(Unit(PlanScope.PIPELINE, part.rule.pipeline)) if part.rule.pipeline else None
    return BonusPart(name, where, part.rule.base, part.base, part.rate, part.money, part.capped)


async def uncosted(work: Work, user_id: int, month: Period) -> int:
    """How many deals a person won in a period whose cost, and so their margin, is not known."""
    zone = (await policy.load(work)).settings.zone
    start, end = local_day_bounds(month.start, zone)[0], local_day_bounds(month.end, zone)[0]
    return await rows.uncosted(work, user_id, start, end)
