"""Plans inside an open transaction: what an indicator, a push or a page compares its fact with (S2-13…S2-17)."""

from __future__ import annotations

from services.rules.actor import Actor, Role
from services.rules.kinds import PlanMetric, PlanScope
from services.rules.periods import Period
from services.rules.plans import COMPANY, KINDS, Book, Structure, Unit, whole_months
from storage import plans as rows
from storage.unit_of_work import Work


async def book(work: Work, metric: PlanMetric, period: Period) -> Book:
    """Every plan of a period and its parts, whoever asks: the caller shows only what the actor may see."""
    found = await rows.values(work, period.start, period.end, metric)
    return Book(found.get(metric, {}), await rows.structure_of(work, period.start, period.end))


async def value(work: Work, metric: PlanMetric, unit: Unit, period: Period) -> int | None:
    """The plan of a person, team, pipeline or the company, in minor units or deals; None where there is none."""
    return _of(await book(work, metric, period), unit, period)


def _of(plans: Book, unit: Unit, period: Period) -> int | None:
    """A plan, if all its months are planned: a quarter is not compared with the plan of one of them."""
    if period.kind in KINDS:
        found = plans.plan(unit, period)
        return found.value if found and found.whole else None
    months = [plans.plan(unit, month) for month in whole_months(period)]
    known = [month.value for month in months if month is not None]
    return sum(known) if known and len(known) == len(months) else None


async def of_actor(work: Work, metric: PlanMetric, period: Period) -> int | None:
    """The plan for all an actor sees: a manager's own, that of a head's teams, the company's; None where none is."""
    plans = await book(work, metric, period)
    found = [_of(plans, unit, period) for unit in roots(work.actor, plans.structure)]
    known = [one for one in found if one is not None]
    return sum(known) if known else None


async def by_unit(work: Work, metric: PlanMetric, scope: PlanScope, period: Period) -> dict[int, int]:
    """Plans of all people, teams or pipelines the actor sees, by their ids; those without a plan are left out."""
    plans = await book(work, metric, period)
    tree = plans.structure
    ids = {PlanScope.USER: tree.people, PlanScope.TEAM: tree.teams, PlanScope.PIPELINE: tree.pipelines}[scope]
    units = [Unit(scope, one) for one in ids if sees(work.actor, tree, Unit(scope, one))]
    return {unit.id: found for unit in units if (found := _of(plans, unit, period)) is not None}


def sees_all(actor: Actor) -> bool:
    """Whether an actor sees the whole company."""
    return actor.role is Role.ADMIN or (actor.role is Role.HEAD and actor.team_ids is None)


def sees(actor: Actor, tree: Structure, unit: Unit) -> bool:
    """Whether a plan is the actor's to see: the own one, those of own teams and their people; for admins all."""
    if sees_all(actor):
        return True
    if unit.scope is PlanScope.USER and unit.id == actor.user_id:
        return actor.is_staff
    if actor.role is not Role.HEAD or actor.team_ids is None:
        return False
    if unit.scope is PlanScope.TEAM:
        return unit.id in actor.team_ids
    return unit.scope is PlanScope.USER and tree.people.get(unit.id) in actor.team_ids


def roots(actor: Actor, tree: Structure) -> tuple[Unit, ...]:
    """What an actor's numbers are made of: the company, a head's topmost teams, or a person alone."""
    if sees_all(actor):
        return (COMPANY,)
    own = () if actor.user_id is None else (Unit(PlanScope.USER, actor.user_id),)
    if actor.role is not Role.HEAD or not actor.team_ids:
        return own
    teams = [team for team, above in tree.teams.items() if team in actor.team_ids and above not in actor.team_ids]
    return tuple(Unit(PlanScope.TEAM, team) for team in teams)
