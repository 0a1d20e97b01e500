"""Bonus rules of a set-up file: what counts from this month on, never what a closed month was counted by (S1-09)."""

from __future__ import annotations

from datetime import date
from typing import Any

from services.rules.bonus import parse_steps, steps_to
from services.rules.kinds import BonusBase
from services.rules.setup_schema import Flaw, minor_sum
from services.rules.setup_toml import Path
from services.setup_core import Edit
from services.setup_reading import Entry, Reading
from storage.setup_file import Everything
from storage.tables import BonusRule
from storage.unit_of_work import Work

Unit = tuple[int | None, int | None]
"""The pipeline and the team a rule is limited to."""


class BonusReader:
    """Makes the rules of each pipeline and team as the file says from `month` on; those it does not name stay."""

    def __init__(self, work: Work, edit: Edit, found: Everything, month: date, reading: Reading) -> None:
        self._work = work
        self._edit = edit
        self._found = found
        self._month = month
        self._reading = reading

    async def rules(self, items: list[dict[str, Any]]) -> None:
        """All of them, the earliest first, so that a later one ends the one before it."""
        seen: set[tuple[Unit, date]] = set()
        told = []
        for number, item in enumerate(items):
            path: Path = ("bonus_rules", number)
            unit = self._unit(path, item)
            start = max(item.get("from", self._month), self._month)
            if unit is None:
                continue
            if (unit, start) in seen:
                self._reading.flaws.append(Flaw(path, "setup_twice", {"value": _limits(item) or item["steps"]}))
            seen.add((unit, start))
            told.append((start, unit, item))
        for start, unit, item in sorted(told, key=lambda one: one[0]):
            await self._put(start, unit, item)

    def _unit(self, path: Path, item: dict[str, Any]) -> Unit | None:
        """Whom a rule is for; None, with the reason told, for those who are not here."""
        pipeline = team = None
        if "pipeline" in item:
            live = {row.name.casefold(): row.id for row in self._found.pipelines if row.archived_at is None}
            pipeline = live.get(item["pipeline"].casefold())
            if pipeline is None:
                flaw = Flaw((*path, "pipeline"), "setup_no_such", {"key": "pipeline", "value": item["pipeline"]})
                self._reading.flaws.append(flaw)
                return None
        if "team" in item:  # teams are people's, and people are in no file
            teams = {name.casefold(): id_ for id_, name in self._found.teams.items()}
            team = teams.get(item["team"].casefold())
            if team is None:
                self._reading.hints.append(Flaw((*path, "team"), "setup_no_team", {"name": item["team"]}))
                return None
        return pipeline, team

    async def _put(self, start: date, unit: Unit, item: dict[str, Any]) -> None:
        steps = parse_steps(item["steps"]) or ()
        cap = minor_sum(item["cap"]) if "cap" in item else None
        values = {"base": BonusBase(item["base"]), "steps": list(steps_to(steps)), "cap": cap}
        own = [row for row in self._found.bonus_rules if (row.pipeline_id, row.team_id) == unit and alive(row)]
        row = next((one for one in own if _holds(one, start)), None)
        made = changed = False
        if row is not None and row.from_day == start:
            changed = self._edit.set(row, **values)
        elif row is None or _differs(row, values):
            await self._make(start, unit, values, row, own)
            made = row is None or start > self._month
            changed = not made
        self._reading.note(Entry("bonus_rules", item["steps"], _limits(item)), made=made, changed=changed)

    async def _make(
        self, start: date, unit: Unit, values: dict[str, Any], before: BonusRule | None, own: list[BonusRule]
    ) -> None:
        """A rule from `start` on, up to the next one; the one before it ends there."""
        following = min((row.from_day for row in own if row.from_day > start), default=None)
        ends = following if before is None else before.to_day
        if before is not None:
            self._edit.set(before, to_day=start)
        row = BonusRule(
            name="", pipeline_id=unit[0], team_id=unit[1], from_day=start, to_day=ends,
            created_by=self._work.actor.user_id, created_at=self._work.now, **values,
        )  # fmt: skip
        self._found.bonus_rules.append(await self._edit.make(row))


def alive(row: BonusRule) -> bool:
    """False for one that counts in no month."""
    return row.to_day is None or row.to_day > row.from_day


def _holds(row: BonusRule, month: date) -> bool:
    return row.from_day <= month and (row.to_day is None or month < row.to_day)


def _differs(row: BonusRule, values: dict[str, Any]) -> bool:
    return any(getattr(row, name) != value for name, value in values.items())


def _limits(item: dict[str, Any]) -> str:
    return " · ".join(item[key] for key in ("team", "pipeline") if key in item)
