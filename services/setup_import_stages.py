"""The stages of a set-up file with their required fields and tasks."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from services.rules import due, setup_due, sources
from services.rules.due import DueRule
from services.rules.kinds import StageKind, TaskKind
from services.rules.pipelines import flaw
from services.rules.setup_schema import Flaw
from services.rules.setup_toml import Path
from services.setup_core import Edit
from services.setup_export import source_name, who_name
from services.setup_reading import Entry, Reading, order
from storage import setup_file as rows
from storage.setup_file import Everything
from storage.tables import Pipeline, Stage, StageField, StageTask
from storage.unit_of_work import Work

Item = dict[str, Any]


class StageReader:
    """Makes the stages of pipelines as the file says. Due dates come last: they name tasks of other stages."""

    def __init__(self, work: Work, edit: Edit, found: Everything, reading: Reading) -> None:
        self._work = work
        self._edit = edit
        self._found = found
        self._reading = reading
        self._rules: list[tuple[Path, Pipeline, StageTask, DueRule, bool]] = []
        self._changed: set[int] = set()

    async def pipeline(self, path: Path, pipeline: Pipeline, item: Item) -> None:
        """The stages of one pipeline."""
        present = self._found.stages.setdefault(pipeline.id, [])
        free, told = [row for row in present if row.archived_at is None], []
        for number, given in enumerate(item.get("stages", [])):
            here: Path = (*path, "stages", number)
            row, values = _take(free, "name", given["name"]), _stage(given)
            made = row is None
            if row is None:
                row = Stage(pipeline_id=pipeline.id, position=len(present), **values)
                await self._edit.make(row)
                present.append(row)
            changed = await self._set(here, row, values)
            changed |= await self._required(here, row, given)
            changed |= await self._tasks(here, pipeline, row, given)
            entry = Entry("stages", given["name"], pipeline.name)
            self._reading.note(entry, made=made, changed=changed)
            told.append(row)
        order(self._edit, present, told)
        live = sorted((row for row in present if row.archived_at is None), key=lambda row: (row.position, row.id))
        wrong = flaw([row.kind for row in live])
        if wrong is not None:
            self._reading.flaws.append(Flaw(path, wrong))

    async def _set(self, path: Path, row: Stage, values: Item) -> bool:
        if values["kind"] is not row.kind:
            deals = await rows.deals_on(self._work, row.id)
            if deals:
                self._reading.flaws.append(Flaw((*path, "kind"), "stage_kind_deals", {"n": deals}))
        return self._edit.set(row, **values)

    async def _required(self, path: Path, stage: Stage, given: Item) -> bool:
        """Which fields the stage requires is said as a whole."""
        if "required" not in given:
            return False
        live = {row.id: row.name for row in self._found.fields if _live(row)}
        present = {e.field_id: e for e in self._found.required.get(stage.id, []) if e.field_id in live}
        wanted: list[int] = []
        for name in given["required"]:
            field_id = next((id_ for id_, known in live.items() if _named(known, name)), None)
            if field_id is None:
                self._reading.flaws.append(Flaw((*path, "required"), "setup_no_such", {"key": "field", "value": name}))
            else:
                wanted.append(field_id)
        if wanted == list(present):
            return False
        for position, field_id in enumerate(wanted):
            entry = present.pop(field_id, None)
            if entry is None:
                await self._edit.make(StageField(stage_id=stage.id, field_id=field_id, position=position))
            else:
                self._edit.set(entry, position=position)
        for entry in present.values():
            await self._edit.drop(entry, "stage_id", "field_id", "position")
        return True

    async def _tasks(self, path: Path, pipeline: Pipeline, stage: Stage, given: Item) -> bool:
        present = self._found.tasks.setdefault(stage.id, [])
        free, told, changed = [row for row in present if _live(row)], [], False
        for number, item in enumerate(given.get("tasks", [])):
            here: Path = (*path, "tasks", number)
            row = _take(free, "title", item["title"])
            values = {"title": item["title"]} | self._people(here, item, row)
            values |= {"kind": TaskKind(item["kind"])} if "kind" in item else {}
            values |= {"instruction": item["instruction"]} if "instruction" in item else {}
            made = row is None
            if row is None:
                first = due.to_json(due.after_entering(days=1))
                row = StageTask(stage_id=stage.id, position=len(present), due=first, **values)
                await self._edit.make(row)
                present.append(row)
            changed |= made or self._edit.set(row, **values)
            rule = setup_due.parse(item["due"]) if "due" in item else None
            if rule is not None:
                self._rules.append((here, pipeline, row, rule, made))
            told.append(row)
        order(self._edit, present, told)
        return changed

    def _people(self, path: Path, item: Item, row: StageTask | None) -> Item:
        """Who does it and who looks at it; people and teams that are not here are told and left out."""
        values: Item = {}
        for key in ("responsible", "controller"):
            if key not in item:
                continue
            now = (getattr(row, key), getattr(row, f"{key}_id")) if row is not None else ("", None)
            if now[0] and who_name(self._found, *now) == item[key]:
                continue  # of two people of one name it is the one it was
            kind, _, name = item[key].partition(": ")
            if not name:
                values |= {key: kind, f"{key}_id": None}
                continue
            there = self._found.teams if kind == "team" else self._found.users
            id_ = next((id_ for id_, known in there.items() if _named(known, name)), None)
            if id_ is None:
                self._reading.hints.append(Flaw((*path, key), "setup_nobody", {"name": name}))
            else:
                values |= {key: "team" if kind == "team" else "user", f"{key}_id": id_}
        return values

    async def due_dates(self) -> None:
        """Set the due dates, now that everything they name is there."""
        for path, pipeline, row, rule, made in self._rules:
            source = self._source(pipeline, rule.source, "" if made else due.from_json(row.due).source)
            if source is None:
                self._reading.flaws.append(Flaw((*path, "due"), "setup_no_source", {"value": rule.source}))
                continue
            right = replace(rule, source=source)
            if made:
                row.due = due.to_json(right)
            elif due.from_json(row.due) != right:
                self._edit.set(row, due=due.to_json(right))
                self._told(pipeline, row)
        await self._work.session.flush()

    def _told(self, pipeline: Pipeline, row: StageTask) -> None:
        """The stage of a task whose date differs is a changed one."""
        stage = next(item for item in self._found.stages[pipeline.id] if item.id == row.stage_id)
        entry = Entry("stages", stage.name, pipeline.name)
        if entry not in self._reading.changed and entry not in self._reading.added:
            self._reading.changed.append(entry)
            self._reading.same -= 1

    def _source(self, pipeline: Pipeline, name: str, now: str) -> str | None:
        """The code of a date or event by its name: what it is `now` if that has this name; else the own pipeline's."""
        if not name or (now and source_name(self._found, now) == name):
            return now if name else ""
        kind, _, rest = name.partition(" ")
        if kind == "field":
            fields = (row for row in self._found.fields if _live(row) and _named(row.name, rest))
            return next((sources.of_field(row.id) for row in fields), None)
        if kind == "done":
            return next((sources.of_task(row.id) for row in self._near(pipeline) if _named(row.title, rest)), None)
        return name if name == sources.EXPECTED_CLOSE or name in sources.EVENTS else None

    def _near(self, pipeline: Pipeline) -> Iterator[StageTask]:
        own = [stage.id for stage in self._found.stages.get(pipeline.id, []) if _live(stage)]
        others = [stage_id for stage_id in self._found.tasks if stage_id not in set(own)]
        for stage_id in (*own, *others):
            yield from (row for row in self._found.tasks.get(stage_id, []) if _live(row))


def _stage(given: Item) -> Item:
    values: Item = {"name": given["name"], "kind": StageKind(given["kind"])}
    for key, column in _COLUMNS.items():
        if key in given:
            values[column] = given[key]
    return values


_COLUMNS = {
    "description": "description",
    "probability": "probability",
    "hot": "late",
    "expected_hours": "expected_hours",
}


def _take(free: list[Any], column: str, name: str) -> Any:
    """The first record of this name that was not taken yet."""
    for row in free:
        if _named(getattr(row, column), name):
            free.remove(row)
            return row
    return None


def _live(row: Any) -> bool:
    return row.archived_at is None


def _named(known: str, name: str) -> bool:
    return " ".join(known.split()).casefold() == " ".join(name.split()).casefold()
