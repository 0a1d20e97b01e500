"""/plan: what is to be reached and is, where it should be today, what would close the gap (S1-06…S1-09, S0-23)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any, Final

from services import bonus_values, plan_facts, plan_outlook, plan_values, policy
from services.clock import Clock
from services.errors import Denied, NotFound
from services.plan_facts import Facts
from services.plan_views import PlanChange, PlanPage, PlanRow
from services.policy import Policy
from services.rules import periods
from services.rules.actor import Actor
from services.rules.kinds import PlanMetric, PlanScope
from services.rules.periods import Period, PeriodKind
from services.rules.plan_pace import OpenDeal, Pace, Worked, best_share, closers, pace, worked
from services.rules.plans import COMPANY, KINDS, Book, Planned, Slot, Structure, Unit
from services.rules.views import Named
from services.rules.worktime import local_day
from storage import plans as rows
from storage.unit_of_work import Database, Work

CHANGES: Final = 5
EARLIEST: Final = date(2000, 1, 1)
LATEST: Final = date(2100, 1, 1)


@dataclass(frozen=True, slots=True)
class Scene:
    """What every page of one period needs, read once."""

    rules: Policy
    metric: PlanMetric
    period: Period
    book: Book
    company: Worked
    now: datetime

    @property
    def tree(self) -> Structure:
        """Who adds up to whom."""
        return self.book.structure

    @property
    def begun(self) -> bool:
        """Whether the period has begun."""
        return self.period.start <= local_day(self.now, self.rules.settings.zone)

    @property
    def running(self) -> bool:
        """Whether the period goes on."""
        return self.begun and local_day(self.now, self.rules.settings.zone) < self.period.end


class Plans:
    """Reading plans. A manager sees the own one, a head those of own teams, an admin all."""

    def __init__(self, db: Database, clock: Clock) -> None:
        self._db = db
        self._clock = clock

    async def page(
        self,
        actor: Actor,
        unit: Unit | None = None,
        metric: PlanMetric | None = None,
        slot: Slot | None = None,
        *,
        directions: bool = False,
    ) -> PlanPage:
        """A plan's page: by default all the actor has, this month, by what the company grows.

        The company asked for by anyone who does not see all of it is all that person has. Raises Denied, NotFound.
        """
        if not actor.is_staff:
            raise Denied
        async with self._db.read(actor, self._clock.now()) as work:
            return await page(work, unit, metric, slot, directions=directions)


async def page(
    work: Work,
    unit: Unit | None = None,
    metric: PlanMetric | None = None,
    slot: Slot | None = None,
    *,
    directions: bool = False,
) -> PlanPage:
    """A plan's page in an open transaction, as `Plans.page`. Raises NotFound."""
    rules = await policy.load(work)
    today = local_day(work.now, rules.settings.zone)
    year = periods.containing(PeriodKind.YEAR, today)
    tree = await rows.structure_of(work, year.start, year.end)
    homes = plan_values.roots(work.actor, tree)
    if unit is None or (unit == COMPANY and not plan_values.sees_all(work.actor)):
        unit = homes[0] if len(homes) == 1 else COMPANY
    chosen, period = await _choice(work, rules, unit, metric, slot, today)
    scene = await scene_of(work, rules, chosen, period)
    if unit == COMPANY and not plan_values.sees_all(work.actor):
        return await _home(work, scene, homes)
    if not plan_values.sees(work.actor, scene.tree, unit):
        raise NotFound("plan")
    return await _page(work, scene, unit, directions=directions and unit == COMPANY)


async def scene_of(work: Work, rules: Policy, metric: PlanMetric, period: Period) -> Scene:
    """Read what the pages of a period need."""
    company = worked(rules.calendar, rules.settings.zone, period, work.now)
    return Scene(rules, metric, period, await plan_values.book(work, metric, period), company, work.now)


async def _choice(
    work: Work, rules: Policy, unit: Unit, metric: PlanMetric | None, slot: Slot | None, today: date
) -> tuple[PlanMetric, Period]:
    """What to show: as asked, else this month and the company's goal, or what is planned instead of them."""
    goal = PlanMetric.MARGIN if rules.settings.goal == "profit" else PlanMetric.REVENUE
    if slot is not None:
        return metric or goal, period_of(slot)
    year = periods.containing(PeriodKind.YEAR, today)
    found = await rows.values(work, year.start, year.end)
    tree = await rows.structure_of(work, year.start, year.end)
    ordered = [goal, *(other for other in PlanMetric if other is not goal)] if metric is None else [metric]
    for kind in KINDS:
        for candidate in ordered:
            period = periods.containing(kind, today)
            if Book(found.get(candidate, {}), tree).plan(unit, period) is not None:
                return candidate, period
    return ordered[0], periods.containing(PeriodKind.MONTH, today)


def period_of(slot: Slot) -> Period:
    """The period a button names. Raises NotFound for one plans are not set for."""
    if slot.kind not in KINDS or not EARLIEST <= slot.start < LATEST:
        raise NotFound("plan")
    return periods.containing(slot.kind, slot.start)


# ------------------------------------------------------------------------------------------------------- one page
async def _page(work: Work, scene: Scene, unit: Unit, *, directions: bool) -> PlanPage:
    facts = await plan_facts.read(work, scene.metric, scene.period)
    below = [Unit(PlanScope.PIPELINE, one) for one in scene.tree.pipelines] if directions else None
    below = scene.tree.children(unit) if below is None else below
    pipelines = {}
    if directions or unit.scope is PlanScope.PIPELINE:
        pipelines = await plan_facts.of_pipelines(work, scene.metric, scene.period)
    names = await rows.names(work, [unit, *below])
    if unit.scope is not PlanScope.COMPANY and unit not in names:
        raise NotFound("plan")
    fact = pipelines.get(unit.id, 0) if unit.scope is PlanScope.PIPELINE else facts.of(unit, scene.tree)
    planned = scene.book.plan(unit, scene.period)
    shares = await _shares(work, scene, [one for one in [unit, *below] if one.scope is PlanScope.USER])
    summed = scene.book.directions(scene.period) if directions else scene.book.below(unit, scene.period)
    stored = await rows.row(work, scene.metric, unit, Slot(scene.period.kind, scene.period.start))
    lines = _rows(scene, below, names, facts, pipelines, shares)
    about = PlanPage(
        unit=unit,
        name=names.get(unit, ""),
        metric=scene.metric,
        period=scene.period,
        begun=scene.begun,
        running=scene.running,
        fact=fact,
        planned=planned,
        pace=_pace(scene, planned, fact, shares.get(unit.id)),
        version=stored.version if stored is not None else 0,
        may_set=work.actor.is_leader,
        directions=directions,
        own=unit == Unit(PlanScope.USER, work.actor.user_id or 0),
        rows=lines,
        below=summed.value if summed else None,
        missing=tuple(Named(row.unit.id, row.name) for row in lines if row.planned is None),
        changes=await changes(work, stored.id if stored else None),
        up=_up(work.actor, scene.tree, unit),
    )
    return await _with_help(work, scene, about)


async def _with_help(work: Work, scene: Scene, about: PlanPage) -> PlanPage:
    """What is to come: the forecast, the deals that would close the gap, a person's bonus."""
    outlook = await plan_outlook.of(work, about.unit, scene.metric, scene.period) if about.running else None
    about = replace(about, outlook=outlook)
    person = about.unit.scope is PlanScope.USER
    if person and scene.period.kind is PeriodKind.MONTH:
        expected = await plan_outlook.of(work, about.unit, PlanMetric.REVENUE, scene.period) if about.running else None
        bonus = await bonus_values.of_person(
            work, scene.tree, about.unit.id, scene.period, expected.value if expected else None
        )
        about = replace(about, bonus=bonus)
    if person and scene.metric is PlanMetric.MARGIN:
        about = replace(about, uncosted=await bonus_values.uncosted(work, about.unit.id, scene.period))
    if about.running and about.pace is not None and about.pace.missing and (person or _pipeline(about.unit)):
        found = [OpenDeal(*row) for row in await rows.open_deals(work, about.unit, scene.metric)]
        about = replace(about, closers=closers(found, scene.metric, work.now))
    return about


def _pipeline(unit: Unit) -> bool:
    return unit.scope is PlanScope.PIPELINE


async def _home(work: Work, scene: Scene, homes: Sequence[Unit]) -> PlanPage:
    """All a head of several teams has (or of none)."""
    facts = await plan_facts.read(work, scene.metric, scene.period)
    names = await rows.names(work, homes)
    lines = _rows(scene, homes, names, facts, {}, {})
    known = [row.planned for row in lines if row.planned is not None]
    planned = (
        Planned(sum(one.value for one in known), False, min(one.parts for one in known), known[0].of) if known else None
    )
    fact = sum(row.fact for row in lines)
    return PlanPage(
        unit=COMPANY,
        name="",
        metric=scene.metric,
        period=scene.period,
        begun=scene.begun,
        running=scene.running,
        fact=fact,
        planned=planned,
        pace=_pace(scene, planned, fact, None),
        version=0,
        may_set=False,
        home=True,
        rows=lines,
        missing=tuple(Named(row.unit.id, row.name) for row in lines if row.planned is None),
    )


def _rows(
    scene: Scene,
    below: Sequence[Unit],
    names: dict[Unit, str],
    facts: Facts,
    pipelines: dict[int, int],
    shares: dict[int, Worked],
) -> tuple[PlanRow, ...]:
    """The lines of a page in league order: by percent, those without a plan last, by what they reached."""
    found = []
    for unit in below:
        fact = pipelines.get(unit.id, 0) if unit.scope is PlanScope.PIPELINE else facts.of(unit, scene.tree)
        planned = scene.book.plan(unit, scene.period)
        own = shares.get(unit.id) if unit.scope is PlanScope.USER else None
        found.append(PlanRow(unit, names.get(unit, ""), fact, _pace(scene, planned, fact, own), planned))
    return tuple(sorted(found, key=_league))


def _league(row: PlanRow) -> tuple[bool, float, int, str]:
    done = row.pace.done if row.pace is not None else None
    return done is None, -(done or 0.0), -row.fact, row.name


def _pace(scene: Scene, planned: Planned | None, fact: int, own: Worked | None) -> Pace | None:
    """Against the days of the person, or of the company where no person is meant."""
    if planned is None:
        return None
    days = own or scene.company
    share = best_share(days, scene.company, scene.period, scene.now, scene.rules.settings.zone)
    return pace(planned.value, fact, share, days.left)


async def _shares(work: Work, scene: Scene, people: Sequence[Unit]) -> dict[int, Worked]:
    """The working days of people: the company's without those each is away."""
    away = await rows.absences(work, [unit.id for unit in people], scene.period.start, scene.period.end)
    found = {}
    for unit in people:
        if unit.id not in away:
            found[unit.id] = scene.company
            continue
        own = scene.rules.calendar.without(away[unit.id])
        found[unit.id] = worked(own, scene.rules.settings.zone, scene.period, work.now)
    return found


def _up(actor: Actor, tree: Structure, unit: Unit) -> Unit | None:
    """The page above that the actor may see; the company stands for a head's home as well."""
    if unit == COMPANY or not actor.is_leader:
        return None
    above = tree.parent(unit) or COMPANY
    if plan_values.sees(actor, tree, above):
        return above
    return COMPANY if len(plan_values.roots(actor, tree)) > 1 else None


async def changes(work: Work, plan_id: int | None, limit: int = CHANGES) -> tuple[PlanChange, ...]:
    """Who set and changed a plan, the newest first."""
    if plan_id is None:
        return ()
    found: list[PlanChange] = []
    for entry, name in await rows.changes(work, plan_id, limit):
        told: dict[str, Any] = entry.changes
        if "value" in told:
            found.append(PlanChange(entry.at, name, *told["value"]))
    return tuple(found)
