"""Plans out into a workbook and in from CSV or a workbook: everything is taken or told with its line and reason."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from io import BytesIO
from itertools import islice
from pathlib import Path
from typing import Final

from services import plan_values, policy
from services.clock import Clock
from services.errors import Denied, Invalid
from services.importing import files
from services.plan_setting import PlanLine, store
from services.rules import periods
from services.rules.actor import Actor
from services.rules.import_text import name_key
from services.rules.kinds import PlanMetric, PlanScope
from services.rules.periods import Period, PeriodKind
from services.rules.plan_file import BadPlan, FileName, FilePlan, layout_of, read
from services.rules.plans import COMPANY, Slot, Structure, Unit
from services.rules.worktime import local_day
from storage import plans as rows
from storage.unit_of_work import Database, Work

DEPTH: Final = 20
"""Rows looked through for the headers."""
MOST_ROWS: Final = 20_000
Cells = tuple[str | int | float, ...]


@dataclass(frozen=True, slots=True)
class PlanFile:
    """What a file says: what is `new` or changed (`lines`), how many plans are so already, and what cannot be taken.

    `undo_id` is there once it was set.
    """

    name: str
    lines: tuple[PlanLine, ...]
    same: int
    bad: tuple[BadPlan, ...]
    undo_id: int | None = None

    @property
    def new(self) -> int:
        """Plans there were none of."""
        return sum(line.old is None for line in self.lines)


@dataclass(frozen=True, slots=True)
class PlanTable:
    """A year's plans to be written: whose (name, team, pipeline), what, when, how much."""

    rows: tuple[tuple[Unit, str, str, PlanMetric, Period, int], ...]


class PlanFiles:
    """Use cases of files of plans; for leaders, over what they see."""

    def __init__(self, db: Database, clock: Clock) -> None:
        self._db = db
        self._clock = clock

    async def export(self, actor: Actor, slot: Slot) -> PlanTable:
        """Every plan the actor sees of the year a period lies in. Raises Denied."""
        async with self._db.read(_leader(actor), self._clock.now()) as work:
            year = periods.containing(PeriodKind.YEAR, slot.start)
            tree = await rows.structure_of(work, year.start, year.end)
            stored = await rows.values(work, year.start, year.end)
            found = [
                (unit, metric, periods.containing(at.kind, at.start), value)
                for metric, values in stored.items()
                for (unit, at), value in values.items()
                if plan_values.sees(work.actor, tree, unit)
            ]
            names = await rows.names(work, {unit for unit, _, _, _ in found} | _teams(tree, found))
            lines = [
                (unit, names.get(unit, ""), _team(tree, unit, names), metric, period, value)
                for unit, metric, period, value in found
            ]
            order = list(PlanScope)
            lines.sort(key=lambda row: (order.index(row[0].scope), row[1], row[3], row[4].start, row[4].days))
            return PlanTable(tuple(lines))

    async def look(self, actor: Actor, path: Path, name: str) -> PlanFile:
        """What setting a file's plans would do; nothing is written.

        Raises Denied, Invalid: plan_file_headers, import_empty, import_unreadable, import_too_big, import_password.
        """
        _leader(actor)
        async with self._db.read(actor, self._clock.now()) as work:
            _, lines, same, bad = await _understood(work, path, name)
            return PlanFile(name, lines, same, bad)

    async def apply(self, actor: Actor, path: Path, name: str) -> PlanFile:
        """Set every plan of a file that can be understood. Raises as `look`."""
        _leader(actor)
        async with self._db.write(actor, self._clock.now()) as work:
            wanted, _, same, bad = await _understood(work, path, name)
            done = await store(work, wanted)
            return PlanFile(name, done.lines, same, bad, done.undo_id)


def workbook(sheet: str, headers: Sequence[str], lines: Iterable[Cells]) -> bytes:
    """A workbook of one sheet with real numbers; texts that begin like formulas stay texts."""
    import xlsxwriter  # type: ignore[import-untyped]  # 1.5 MB that most days do without

    into = BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(into, options) as book:
        bold = book.add_format({"bold": True})
        page = book.add_worksheet(sheet[:31])
        page.freeze_panes(1, 0)
        page.write_row(0, 0, headers, bold)
        for number, line in enumerate(lines, start=1):
            for column, cell in enumerate(line):
                if isinstance(cell, str):
                    page.write_string(number, column, cell)
                else:
                    page.write_number(number, column, cell)
        page.autofit()
    return into.getvalue()


def _leader(actor: Actor) -> Actor:
    if not actor.is_leader:
        raise Denied
    return actor


def _team(tree: Structure, unit: Unit, names: dict[Unit, str]) -> str:
    team = tree.people.get(unit.id) if unit.scope is PlanScope.USER else None
    return names.get(Unit(PlanScope.TEAM, team), "") if team is not None else ""


def _teams(tree: Structure, found: Iterable[tuple[Unit, PlanMetric, Period, int]]) -> set[Unit]:
    of = {tree.people.get(unit.id) for unit, _, _, _ in found if unit.scope is PlanScope.USER}
    return {Unit(PlanScope.TEAM, team) for team in of if team is not None}


Wanted = dict[tuple[PlanMetric, Unit, Slot], int | None]


async def _understood(
    work: Work, path: Path, name: str
) -> tuple[Wanted, tuple[PlanLine, ...], int, tuple[BadPlan, ...]]:
    today = local_day(work.now, (await policy.load(work)).settings.zone)
    plans, bad = await asyncio.to_thread(_parsed, path, name, today)
    people = await _People.of(work)
    wanted: Wanted = {}
    lines: dict[tuple[PlanMetric, Unit, Slot], PlanLine] = {}
    same = 0
    for plan in plans:
        found = people.find(plan)
        if isinstance(found, BadPlan):
            bad.append(found)
            continue
        key = (plan.metric, found, Slot(plan.period.kind, plan.period.start))
        if key in wanted:
            if wanted[key] != plan.value:
                bad.append(BadPlan(plan.line, "plan_file_twice", plan.whom.name))
            continue
        wanted[key] = plan.value
        stored = await rows.row(work, *key)
        old = stored.value if stored is not None else None
        if old == plan.value:
            same += 1
        else:
            lines[key] = PlanLine(found, people.names.get(found, ""), plan.metric, plan.period, old, plan.value)
    bad.sort(key=lambda item: item.line)
    return {key: wanted[key] for key in lines}, tuple(lines.values()), same, tuple(bad)


def _parsed(path: Path, name: str, today: date) -> tuple[list[FilePlan], list[BadPlan]]:
    """Every sheet with headers of plans. Raises Invalid("plan_file_headers") when there is none."""
    plans: list[FilePlan] = []
    bad: list[BadPlan] = []
    seen = False
    for source in files.sources(path, name):
        raw = list(islice(replace(source, header_line=0).rows(), MOST_ROWS + 1))
        if len(raw) > MOST_ROWS:
            raise Invalid("import_too_big", name=name)
        at, layout = next(
            ((n, found) for n, row in enumerate(raw[:DEPTH]) if (found := layout_of(row.cells, today)) is not None),
            (0, None),
        )
        if layout is None or not layout.readable:
            continue
        seen = True
        for row in raw[at + 1 :]:
            if row.problem:
                bad.append(BadPlan(row.line, "plan_file_quote", ""))
                continue
            for item in read(layout, row.line, row.cells, today):
                (plans if isinstance(item, FilePlan) else bad).append(item)  # type: ignore[arg-type]
    if not seen:
        raise Invalid("plan_file_headers", name=name)
    return plans, bad


@dataclass(frozen=True, slots=True)
class _Known:
    """Somebody a file may name."""

    unit: Unit
    key: str
    team: int | None


class _People:
    """Finds whom a row names among those the actor sees; others are as unknown as those there are not."""

    def __init__(self, known: list[_Known], names: dict[Unit, str], teams: dict[int, str], whole: bool) -> None:
        self._known = known
        self._teams = teams
        self._whole = whole
        self.names = names

    @classmethod
    async def of(cls, work: Work) -> _People:
        """Read everybody who can be named."""
        tree = await rows.structure_of(work, date.min, date.max)
        known, names = [], {}
        teams: dict[int, str] = {}
        for scope, found in (await rows.all_named(work)).items():
            for id_, name, team in found:
                unit = Unit(scope, id_)
                if scope is PlanScope.TEAM:
                    teams[id_] = name_key(name)
                seen = plan_values.sees(work.actor, tree, unit)
                if not seen and scope is PlanScope.USER and work.actor.team_ids:
                    seen = team in work.actor.team_ids
                if seen:
                    known.append(_Known(unit, name_key(name), team))
                    names[unit] = name
        return cls(known, names, teams, plan_values.sees_all(work.actor))

    def find(self, plan: FilePlan) -> Unit | BadPlan:
        """Whom a plan is for, or why that is not clear."""
        whom = plan.whom
        if whom.scope is PlanScope.COMPANY:
            return COMPANY if self._whole else BadPlan(plan.line, "plan_file_unknown", whom.name)
        scopes = (whom.scope,) if whom.scope else (PlanScope.USER, PlanScope.TEAM, PlanScope.PIPELINE)
        for scope in scopes:
            found = self._matches(scope, whom)
            if len(found) == 1:
                return found[0]
            if found:
                return BadPlan(plan.line, "plan_file_many", whom.name)
        return BadPlan(plan.line, "plan_file_unknown", whom.name)

    def _matches(self, scope: PlanScope, whom: FileName) -> list[Unit]:
        key = name_key(whom.name)
        words = set(key.split())
        among = [one for one in self._known if one.unit.scope is scope]
        if scope is PlanScope.USER and whom.team:
            team = name_key(whom.team)
            among = [one for one in among if one.team is not None and self._teams.get(one.team) == team] or among
        exact = [one.unit for one in among if one.key == key]
        if exact or scope is not PlanScope.USER:
            return exact
        # "Kovalenko Anna" is Anna Kovalenko, and so is "Anna" where there is one only.
        return [one.unit for one in among if words and words <= set(one.key.split())]
