"""Setting plans: one, a whole team's, by months, copied on; each taken back for 24 hours (S2-13…S2-17)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any, Final

from services import closing, plan_values
from services.clock import Clock
from services.errors import Denied, Invalid, NotFound, Stale
from services.plan_proposals import Basis, propose, remembered
from services.plans import period_of
from services.rules import periods
from services.rules.actor import Actor
from services.rules.kinds import PlanMetric, PlanScope
from services.rules.periods import Period, PeriodKind
from services.rules.plan_words import HIGHEST
from services.rules.plans import COMPANY, Slot, Structure, Unit, most_of, raised, step_of
from storage import plans as rows
from storage.tables import Plan
from storage.unit_of_work import Database, Work

UNDO: Final = "plans"


class Way(StrEnum):
    """How plans are proposed: `raise` the last ones by a percent, by last year's `season`, `even` shares of the plan
    above, shares by what was sold before (`parts`), or a longer period's plan in `months`, even or by last year."""

    RAISE = "raise"
    SEASON = "season"
    EVEN = "even"
    PARTS = "parts"
    MONTHS = "months"
    MONTHS_SEASON = "months_season"


@dataclass(frozen=True, slots=True)
class PlanLine:
    """A plan before and after; `name` is empty for the company."""

    unit: Unit
    name: str
    metric: PlanMetric
    period: Period
    old: int | None
    new: int | None


@dataclass(frozen=True, slots=True)
class Proposal:
    """What would be set; `skipped` are those nothing is known of to go by."""

    unit: Unit
    name: str
    metric: PlanMetric
    period: Period
    way: Way
    percent: int
    lines: tuple[PlanLine, ...]
    skipped: tuple[str, ...]

    @property
    def total(self) -> int:
        """The sum of what would be set."""
        return sum(line.new or 0 for line in self.lines)


@dataclass(frozen=True, slots=True)
class PlanAsk:
    """What is known when a plan is to be set: the period before, a year ago, the rest of the plan above."""

    unit: Unit
    name: str
    metric: PlanMetric
    period: Period
    now: int | None
    version: int
    basis: Basis
    rest: int | None


@dataclass(frozen=True, slots=True)
class PlansSet:
    """What was set; `kept` had a plan already and was left alone. `undo_id` None: nothing changed."""

    lines: tuple[PlanLine, ...]
    kept: int
    undo_id: int | None


@dataclass(frozen=True, slots=True)
class PlansBack:
    """What came back to how it was; `kept` was changed by somebody since."""

    lines: tuple[PlanLine, ...]
    kept: int


class PlanSetting:
    """Use cases of setting plans; for leaders, over what they see."""

    def __init__(self, db: Database, clock: Clock) -> None:
        self._db = db
        self._clock = clock

    async def ask(self, actor: Actor, unit: Unit, metric: PlanMetric, slot: Slot) -> PlanAsk:
        """What to go by when a plan is to be set. Raises Denied, NotFound."""
        async with self._db.read(_leader(actor), self._clock.now()) as work:
            period, tree = await _about(work, unit, slot)
            stored = await rows.row(work, metric, unit, slot)
            basis = (await remembered(work, metric, period, tree, [unit]))[unit]
            rest = await _rest(work, metric, unit, period)
            name = (await rows.names(work, [unit])).get(unit, "")
            now, version = (stored.value, stored.version) if stored else (None, 0)
            return PlanAsk(unit, name, metric, period, now, version, basis, rest)

    async def put(
        self, actor: Actor, unit: Unit, metric: PlanMetric, slot: Slot, value: int | None, version: int
    ) -> PlansSet:
        """Set one plan, or take it away (None). `version` is that of the plan shown, 0 without one.

        Raises Denied, NotFound, Stale, Invalid("plan_value").
        """
        async with self._db.write(_leader(actor), self._clock.now()) as work:
            period, _ = await _about(work, unit, slot)
            return await _put(work, metric, unit, period, value, version)

    async def put_raised(
        self, actor: Actor, unit: Unit, metric: PlanMetric, slot: Slot, percent: int, version: int
    ) -> PlansSet:
        """Set one plan by the one of the period before (or what was sold then) and so many percent; as `put`.

        Raises besides Invalid("plan_nothing") where nothing is known of the period before.
        """
        async with self._db.write(_leader(actor), self._clock.now()) as work:
            period, tree = await _about(work, unit, slot)
            basis = (await remembered(work, metric, period, tree, [unit]))[unit]
            start = basis.plan if basis.plan is not None else basis.sold
            if start <= 0:
                raise Invalid("plan_nothing")
            return await _put(work, metric, unit, period, raised(start, percent, step_of(metric)), version)

    async def propose(
        self, actor: Actor, unit: Unit, metric: PlanMetric, slot: Slot, way: Way, percent: int = 0
    ) -> Proposal:
        """What a way of setting the plans below a unit would set. Raises Denied, NotFound, Invalid (plan_no_total)."""
        async with self._db.read(_leader(actor), self._clock.now()) as work:
            return await _proposal(work, unit, metric, slot, way, percent)

    async def apply(
        self, actor: Actor, unit: Unit, metric: PlanMetric, slot: Slot, way: Way, percent: int, expected: int
    ) -> PlansSet:
        """Set what was proposed; `expected` is the sum that was shown.

        Raises Denied, NotFound, Stale when it would be another one now, Invalid (plan_no_total, plan_nothing).
        """
        async with self._db.write(_leader(actor), self._clock.now()) as work:
            found = await _proposal(work, unit, metric, slot, way, percent)
            if found.total != expected:
                raise Stale
            if not found.lines:
                raise Invalid("plan_nothing")
            return await store(work, {(metric, line.unit, _slot(line.period)): line.new for line in found.lines})

    async def fill(self, actor: Actor, unit: Unit, metric: PlanMetric, slot: Slot) -> PlansSet:
        """Give everybody below a unit who has no plan the one of the period before, or what was sold then.

        Raises Denied, NotFound, Invalid("plan_nothing") when nothing is known of any of them.
        """
        async with self._db.write(_leader(actor), self._clock.now()) as work:
            found = await _proposal(work, unit, metric, slot, Way.RAISE, 0)
            wanted = {(metric, line.unit, _slot(line.period)): line.new for line in found.lines if line.old is None}
            if not wanted:
                raise Invalid("plan_nothing")
            return await store(work, wanted)

    async def copy_on(self, actor: Actor, unit: Unit, slot: Slot) -> PlansSet:
        """Copy every plan of a period, of all metrics, to the next one, for a unit and all below it.

        What is planned there already stays. Raises Denied, NotFound, Invalid("plan_nothing").
        """
        async with self._db.write(_leader(actor), self._clock.now()) as work:
            period, tree = await _about(work, unit, slot)
            following = periods.shifted(period, 1)
            inside = set(tree.within(unit))
            if unit == COMPANY:
                inside |= {Unit(PlanScope.PIPELINE, one) for one in tree.pipelines}
            stored = await rows.values(work, period.start, period.end)
            there = await rows.values(work, following.start, following.end)
            wanted: dict[tuple[PlanMetric, Unit, Slot], int | None] = {}
            kept = 0
            for metric, values in stored.items():
                for (whose, at), value in values.items():
                    if whose not in inside or at != _slot(period):
                        continue
                    if (whose, _slot(following)) in there.get(metric, {}):
                        kept += 1
                    else:
                        wanted[metric, whose, _slot(following)] = value
            if not wanted and not kept:
                raise Invalid("plan_nothing")
            return await store(work, wanted, kept=kept)

    async def undo(self, actor: Actor, undo_id: int) -> PlansBack:
        """Take back what was set, where nobody has changed it since. Raises Denied, NotFound, Stale("undo_over")."""
        async with self._db.write(_leader(actor), self._clock.now()) as work:
            action = await closing.claim(work, undo_id, UNDO)
            back: dict[tuple[PlanMetric, Unit, Slot], int | None] = {}
            kept = 0
            for metric, scope, scope_id, kind, start, old, new in action.payload["plans"]:
                key = (
                    PlanMetric(metric),
                    Unit(PlanScope(scope), scope_id),
                    Slot(PeriodKind(kind), date.fromisoformat(start)),
                )
                stored = await rows.row(work, *key)
                if (stored.value if stored is not None else None) == new:
                    back[key] = old
                else:
                    kept += 1
            return PlansBack((await store(work, back, offer=False)).lines, kept)


async def _put(work: Work, metric: PlanMetric, unit: Unit, period: Period, value: int | None, version: int) -> PlansSet:
    """Set one plan that is the actor's to set. Raises Stale, Invalid("plan_value")."""
    stored = await rows.row(work, metric, unit, _slot(period))
    if version != (stored.version if stored is not None else 0):
        raise Stale
    _check(value, metric)
    return await store(work, {(metric, unit, _slot(period)): value})


async def store(
    work: Work,
    wanted: Mapping[tuple[PlanMetric, Unit, Slot], int | None],
    *,
    kept: int = 0,
    offer: bool = True,
) -> PlansSet:
    """Write plans with their history, and offer to take them back; the caller has checked the right to."""
    names = await rows.names(work, {unit for _, unit, _ in wanted})
    lines = []
    for (metric, unit, slot), value in wanted.items():
        old = await _write(work, metric, unit, slot, value)
        if old != value:
            period = periods.containing(slot.kind, slot.start)
            lines.append(PlanLine(unit, names.get(unit, ""), metric, period, old, value))
    if not lines or not offer:
        return PlansSet(tuple(lines), kept, None)
    undo = closing.offer(work, UNDO, {"plans": [_kept(line) for line in lines]})
    await work.session.flush()
    return PlansSet(tuple(lines), kept, undo.id)


async def _write(work: Work, metric: PlanMetric, unit: Unit, slot: Slot, value: int | None) -> int | None:
    """Write one plan; returns what it was."""
    stored = await rows.row(work, metric, unit, slot)
    if stored is not None:
        old, stored.value = stored.value, value
        return old
    if value is not None:
        await rows.add(
            work,
            Plan(
                metric=metric,
                scope=unit.scope,
                scope_id=unit.id,
                kind=slot.kind,
                start=slot.start,
                value=value,
                created_by=work.actor.user_id,
                created_at=work.now,
            ),
        )
    return None


def _kept(line: PlanLine) -> list[Any]:
    unit, period = line.unit, line.period
    return [line.metric, unit.scope, unit.id, period.kind, period.start.isoformat(), line.old, line.new]


def _slot(period: Period) -> Slot:
    return Slot(period.kind, period.start)


def _leader(actor: Actor) -> Actor:
    if not actor.is_leader:
        raise Denied
    return actor


def _check(value: int | None, metric: PlanMetric) -> None:
    if value is not None and not 0 <= value <= most_of(metric):
        raise Invalid("plan_value")


async def _about(work: Work, unit: Unit, slot: Slot) -> tuple[Period, Structure]:
    """The period and the structure, once it is clear that the plan is the actor's to set. Raises NotFound."""
    period = period_of(slot)
    tree = await rows.structure_of(work, period.start, period.end)
    if not plan_values.sees(work.actor, tree, unit):
        raise NotFound("plan")
    if unit != COMPANY and unit not in await rows.names(work, [unit]):
        raise NotFound("plan")
    return period, tree


async def _rest(work: Work, metric: PlanMetric, unit: Unit, period: Period) -> int | None:
    """What of the plan above no one else beside the unit has; None without such a plan, or when nothing is left."""
    book = await plan_values.book(work, metric, period)
    above = book.structure.parent(unit)
    whole = book.own(above, period) if above is not None else None
    if above is None or whole is None or not plan_values.sees(work.actor, book.structure, above):
        return None
    others = [book.plan(child, period) for child in book.structure.children(above) if child != unit]
    left = whole.value - sum(one.value for one in others if one is not None)
    return left if left > 0 else None


async def _proposal(work: Work, unit: Unit, metric: PlanMetric, slot: Slot, way: Way, percent: int) -> Proposal:
    period, _ = await _about(work, unit, slot)
    percent = min(max(percent, -100), HIGHEST)
    book = await plan_values.book(work, metric, period)
    found = await propose(work, book, metric, period, unit, way.value, percent)
    names = await rows.names(work, [unit, *(one for one, _, _ in found.values), *found.skipped])
    lines = tuple(
        PlanLine(one, names.get(one, ""), metric, when, book.rows.get((one, _slot(when))), value)
        for one, when, value in found.values
    )
    skipped = tuple(names.get(one, "") for one in found.skipped)
    return Proposal(unit, names.get(unit, ""), metric, period, way, percent, lines, skipped)
