"""Bonus rules of a company: set by admins, never changing a month that is over (S1-09)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from services import closing, policy
from services.bonus_views import RuleView
from services.clock import Clock
from services.errors import Denied, Invalid, NotFound, Stale
from services.rules import periods
from services.rules.actor import Actor, Role
from services.rules.bonus import Step, steps_flaw, steps_from, steps_to
from services.rules.kinds import BonusBase
from services.rules.money import MAX_MINOR
from services.rules.periods import PeriodKind
from services.rules.views import Named
from services.rules.worktime import local_day
from storage import bonuses as rows
from storage import company
from storage import people as people_rows
from storage.tables import BonusRule
from storage.unit_of_work import Database, Work

UNDO: Final = "bonus"


@dataclass(frozen=True, slots=True)
class RuleCard:
    """A rule with what it may be limited to; `month` is the one that goes on."""

    rule: RuleView
    pipelines: tuple[Named, ...]
    teams: tuple[Named, ...]
    month: date


@dataclass(frozen=True, slots=True)
class RuleDone:
    """A rule as it is now; `undo_id` takes the change back, None when nothing changed."""

    card: RuleCard
    undo_id: int | None


class Bonuses:
    """Use cases of bonus rules; for admins. What a rule gives is on the plan's page."""

    def __init__(self, db: Database, clock: Clock) -> None:
        self._db = db
        self._clock = clock

    async def rules(self, actor: Actor) -> tuple[RuleView, ...]:
        """Rules that count this month or later. Raises Denied."""
        _only_admin(actor)
        async with self._db.read(actor, self._clock.now()) as work:
            month = await _month(work)
            return tuple(_view(row, month) for row in await rows.named(work, month) if _alive(row.BonusRule))

    async def card(self, actor: Actor, rule_id: int) -> RuleCard:
        """One rule. Raises Denied, NotFound."""
        _only_admin(actor)
        async with self._db.read(actor, self._clock.now()) as work:
            return await _card(work, rule_id)

    async def add(self, actor: Actor, base: BonusBase, steps: tuple[Step, ...]) -> RuleDone:
        """A rule for everybody and all pipelines from this month on; one there was for them ends.

        Raises Denied, Invalid: bonus_steps, bonus_order, bonus_rate.
        """
        _only_admin(actor)
        async with self._db.write(actor, self._clock.now()) as work:
            month = await _month(work)
            row = BonusRule(
                name="",
                base=base,
                steps=_checked(steps),
                from_day=month,
                created_by=actor.user_id,
                created_at=work.now,
            )
            return await _settle(work, row, {}, new=True)

    async def change(
        self,
        actor: Actor,
        rule_id: int,
        version: int,
        *,
        base: BonusBase | None = None,
        steps: tuple[Step, ...] | None = None,
        pipeline: int | None = None,
        team: int | None = None,
        cap: int | None = None,
    ) -> RuleDone:
        """Change what is given; 0 takes a pipeline, team or cap away. A rule of earlier months ends, another goes on.

        Raises Denied, NotFound, Stale, Invalid: bonus_steps, bonus_order, bonus_rate, amount_invalid.
        """
        _only_admin(actor)
        async with self._db.write(actor, self._clock.now()) as work:
            row = await _held(work, rule_id, version)
            wanted: dict[str, Any] = {}
            if base is not None:
                wanted["base"] = base
            if steps is not None:
                wanted["steps"] = _checked(steps)
            if pipeline is not None:
                wanted["pipeline_id"] = await _one_of(pipeline, await company.pipelines(work), "pipeline")
            if team is not None:
                wanted["team_id"] = await _one_of(team, await people_rows.teams(work), "team")
            if cap is not None:
                if not 0 <= cap <= MAX_MINOR:
                    raise Invalid("amount_invalid")
                wanted["cap"] = cap or None
            return await _changed(work, row, wanted)

    async def begin(self, actor: Actor, rule_id: int, version: int, *, later: bool) -> RuleDone:
        """Let a rule that is not older than this month begin with this month, or with the next.

        Raises Denied, NotFound, Stale, Invalid("bonus_begun") for one that counts since an earlier month.
        """
        _only_admin(actor)
        async with self._db.write(actor, self._clock.now()) as work:
            row = await _held(work, rule_id, version)
            month = await _month(work)
            if row.from_day < month:
                raise Invalid("bonus_begun")
            first = periods.add_months(month, 1) if later else month
            told: list[Any] = [[row.id, {"from_day": row.from_day.isoformat()}]]
            for other in await rows.since(work, date.min):
                if other.to_day == row.from_day and _same(other, row) and _alive(other):
                    told.append([other.id, {"to_day": _iso(other.to_day)}])
                    other.to_day = first
            row.from_day = first
            return await _done(work, row, {"set": told})

    async def end(self, actor: Actor, rule_id: int, version: int) -> int:
        """Count by a rule no more from this month on; returns what takes it back. Raises Denied, NotFound, Stale."""
        _only_admin(actor)
        async with self._db.write(actor, self._clock.now()) as work:
            row = await _held(work, rule_id, version)
            memory = {"set": [[row.id, {"to_day": _iso(row.to_day)}]]}
            row.to_day = max(row.from_day, await _month(work))
            undo = closing.offer(work, UNDO, memory)
            await work.session.flush()
            return undo.id

    async def undo(self, actor: Actor, undo_id: int) -> tuple[RuleView, ...]:
        """Put rules back as they were; returns those that count. Raises Denied, NotFound, Stale("undo_over")."""
        _only_admin(actor)
        async with self._db.write(actor, self._clock.now()) as work:
            action = await closing.claim(work, undo_id, UNDO)
            for rule_id, fields in action.payload["set"]:
                row = await rows.rule(work, rule_id)
                for name, value in fields.items() if row is not None else ():
                    setattr(row, name, _read(name, value))
            await work.session.flush()
            month = await _month(work)
            return tuple(_view(row, month) for row in await rows.named(work, month) if _alive(row.BonusRule))


async def _changed(work: Work, row: BonusRule, wanted: dict[str, Any]) -> RuleDone:
    wanted = {name: value for name, value in wanted.items() if getattr(row, name) != value}
    if not wanted:
        return RuleDone(await _card(work, row.id), None)
    month = await _month(work)
    if row.from_day >= month:
        memory = {"set": [[row.id, {name: _write(getattr(row, name)) for name in wanted}]]}
        for name, value in wanted.items():
            setattr(row, name, value)
        return await _settle(work, row, memory, new=False)
    memory = {"set": [[row.id, {"to_day": _iso(row.to_day)}]]}
    following = BonusRule(
        name=row.name,
        base=row.base,
        pipeline_id=row.pipeline_id,
        team_id=row.team_id,
        steps=row.steps,
        cap=row.cap,
        from_day=month,
        to_day=row.to_day,
        created_by=work.actor.user_id,
        created_at=work.now,
    )
    for name, value in wanted.items():
        setattr(following, name, value)
    row.to_day = month
    return await _settle(work, following, memory, new=True)


async def _settle(work: Work, row: BonusRule, memory: dict[str, Any], *, new: bool) -> RuleDone:
    """Store a rule; another one for the same people and pipeline ends where it begins."""
    told = memory.setdefault("set", [])
    for other in await rows.since(work, row.from_day):
        if other.id != row.id and _same(other, row) and _alive(other):
            told.append([other.id, {"to_day": _iso(other.to_day)}])
            other.to_day = max(other.from_day, row.from_day)
    if new:
        work.session.add(row)
        await work.session.flush()
        # Taken back, it counts in no month; the row stays, with its story.
        told.append([row.id, {"to_day": row.from_day.isoformat()}])
    return await _done(work, row, memory)


async def _done(work: Work, row: BonusRule, memory: dict[str, Any]) -> RuleDone:
    undo = closing.offer(work, UNDO, memory)
    await work.session.flush()
    return RuleDone(await _card(work, row.id), undo.id)


def _same(one: BonusRule, other: BonusRule) -> bool:
    return (one.pipeline_id, one.team_id) == (other.pipeline_id, other.team_id)


def _alive(row: BonusRule) -> bool:
    """False for one that counts in no month."""
    return row.to_day is None or row.to_day > row.from_day


def _only_admin(actor: Actor) -> None:
    if actor.role is not Role.ADMIN:
        raise Denied


def _checked(steps: tuple[Step, ...]) -> list[Any]:
    flaw = steps_flaw(steps)
    if flaw is not None:
        raise Invalid(flaw)
    return list(steps_to(steps))


async def _one_of(wanted: int, found: Any, what: str) -> int | None:
    if wanted and wanted not in {row.id for row in found}:
        raise NotFound(what)
    return wanted or None


async def _held(work: Work, rule_id: int, version: int) -> BonusRule:
    row = await rows.rule(work, rule_id)
    if row is None or not _alive(row):
        raise NotFound("bonus")
    if row.version != version or (row.to_day is not None and row.to_day <= await _month(work)):
        raise Stale
    return row


async def _month(work: Work) -> date:
    today = local_day(work.now, (await policy.load(work)).settings.zone)
    return periods.containing(PeriodKind.MONTH, today).start


async def _card(work: Work, rule_id: int) -> RuleCard:
    month = await _month(work)
    found = next((row for row in await rows.named(work, date.min) if row.BonusRule.id == rule_id), None)
    if found is None or not _alive(found.BonusRule):
        raise NotFound("bonus")
    return RuleCard(
        _view(found, month),
        tuple(Named(row.id, row.name) for row in await company.pipelines(work)),
        tuple(Named(row.id, row.name) for row in await people_rows.teams(work)),
        month,
    )


def _view(found: Any, month: date) -> RuleView:
    row: BonusRule = found.BonusRule
    return RuleView(
        id=row.id,
        version=row.version,
        name=row.name,
        base=row.base,
        pipeline=found.pipeline,
        team=found.team,
        steps=steps_from(row.steps),
        cap=row.cap,
        from_day=row.from_day,
        to_day=row.to_day,
        coming=row.from_day > month,
    )


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day is not None else None


def _write(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date) else value


def _read(name: str, value: Any) -> Any:
    if name in ("from_day", "to_day"):
        return date.fromisoformat(value) if value else None
    return BonusBase(value) if name == "base" else value
