"""The whole set-up as a document for one readable file: names instead of ids, so that another company can read it."""

from __future__ import annotations

from dataclasses import asdict
from datetime import date
from typing import Any

from services.rules import due, setup_due, sources
from services.rules.bonus import steps_from, steps_line
from services.rules.field_kinds import FieldKind
from services.rules.money import MINOR
from services.rules.settings import CompanySettings
from services.rules.setup_schema import DAYS, FORMAT, UNSET
from services.rules.setup_toml import Document
from services.setup_import_bonuses import alive
from storage.setup_file import Everything
from storage.tables import BonusRule, Stage, StageTask

Item = dict[str, Any]


def document(found: Everything, settings: CompanySettings, month: date) -> Document:
    """What is in use, of bonus rules what counts from this month on, in its order.

    What is as by default is said, too: a person may want to change it.

    What points to something that is no longer used is not said: read in again, it stays as it is.
    """
    departments, pipelines, resources = (
        {row.id: row.name for row in _live(rows)} for rows in (found.departments, found.pipelines, found.resources)
    )
    told = {name: value for name, value in asdict(settings).items() if name not in UNSET and value is not None}
    sections: Document = {
        "format": FORMAT,
        "settings": told,
        "hours": week(settings.hours),
        "calendar": [
            {"day": row.day, "name": row.name, "hours": ", ".join(f"{start}-{end}" for start, end in row.hours or ())}
            for row in found.days
        ],
        "departments": [_coded(row) for row in _live(found.departments)],
        "loss_reasons": [
            _coded(row) | {"for_deals": row.for_deals, "for_leads": row.for_leads} | _department(row, departments)
            for row in _live(found.loss_reasons)
        ],
        "win_reasons": [_coded(row) | _department(row, departments) for row in _live(found.win_reasons)],
        "postpone_reasons": [_coded(row) for row in _live(found.postpone_reasons)],
        "resources": [
            {"name": row.name, "slot_minutes": row.slot_minutes} | ({"hours": week(row.hours)} if row.hours else {})
            for row in _live(found.resources)
        ],
        "fields": [_field(row, pipelines, resources) for row in _live(found.fields)],
        "pipelines": [
            _coded(row) | {"cycle": row.cycle.value, "stages": [_stage(found, item) for item in _stages(found, row.id)]}
            for row in _live(found.pipelines)
        ],
        "bonus_rules": [
            _bonus(found, row, pipelines, month)
            for row in found.bonus_rules
            if alive(row)
            and (row.to_day is None or row.to_day > month)
            and (row.pipeline_id is None or row.pipeline_id in pipelines)
        ],
    }
    return {name: value for name, value in sections.items() if value != []}


def week(hours: Any) -> dict[str, str]:
    """Working hours per weekday: "09:00-18:00", empty on a day off."""
    return {
        day: ", ".join(f"{start}-{end}" for start, end in spans) for day, spans in zip(DAYS, hours, strict=True)
    }  # fmt: skip


def _live(rows: list[Any]) -> list[Any]:
    return [row for row in rows if row.archived_at is None]


def _stages(found: Everything, pipeline_id: int) -> list[Stage]:
    return _live(found.stages.get(pipeline_id, []))


def _coded(row: Any) -> Item:
    return ({"code": row.code} if row.code else {}) | {"name": row.name}


def _department(row: Any, names: dict[int, str]) -> Item:
    return {"department": names[row.department_id]} if row.department_id in names else {}


def _field(row: Any, pipelines: dict[int, str], resources: dict[int, str]) -> Item:
    item = _coded(row) | {"kind": row.kind.value}
    if row.hint:
        item["hint"] = row.hint
    if row.pipeline_id in pipelines:
        item["pipeline"] = pipelines[row.pipeline_id]
    if row.resource_id in resources:
        item["resource"] = resources[row.resource_id]
    if row.kind in (FieldKind.OPTION, FieldKind.OPTIONS):
        item["options"] = [option["name"] for option in row.options if not option.get("gone")]
    return item


def _bonus(found: Everything, row: BonusRule, pipelines: dict[int, str], month: date) -> Item:
    """A rule; its first month only when that is still to come: the reader's company begins with its own."""
    item: Item = {"base": row.base.value, "steps": steps_line(steps_from(row.steps))}
    if row.pipeline_id is not None:
        item["pipeline"] = pipelines[row.pipeline_id]
    if row.team_id is not None:
        item["team"] = found.teams[row.team_id]
    if row.cap is not None:
        item["cap"] = row.cap // MINOR if row.cap % MINOR == 0 else row.cap / MINOR
    return item | ({"from": row.from_day} if row.from_day > month else {})


def _stage(found: Everything, row: Stage) -> Item:
    item: Item = {"name": row.name, "kind": row.kind.value, "description": row.description}
    item |= {"probability": row.probability, "hot": row.late}
    if row.expected_hours is not None:
        item["expected_hours"] = row.expected_hours
    names = {field.id: field.name for field in _live(found.fields)}
    required = [names[entry.field_id] for entry in found.required.get(row.id, []) if entry.field_id in names]
    if required:
        item["required"] = list(dict.fromkeys(required))
    tasks = [_task(found, task) for task in _live(found.tasks.get(row.id, []))]
    return item | ({"tasks": tasks} if tasks else {})


def _task(found: Everything, row: StageTask) -> Item:
    rule = due.from_json(row.due)
    source = source_name(found, rule.source)
    told = {
        "due": None if source is None else setup_due.written(rule, source),
        "responsible": who_name(found, row.responsible, row.responsible_id),
        "controller": who_name(found, row.controller, row.controller_id) if row.controller else None,
    }
    item: Item = {"title": row.title, "kind": row.kind.value, "instruction": row.instruction}
    return item | {key: value for key, value in told.items() if value is not None}


def source_name(found: Everything, code: str) -> str | None:
    """A date or event by its name: field Event date, done Prepare the offer; the others by their code.

    None for a field, or a task of a stage, that is no longer used.
    """
    field_id, task_id = sources.field_id(code), sources.stage_task_id(code)
    if field_id is not None:
        return next((f"field {row.name}" for row in _live(found.fields) if row.id == field_id), None)
    if task_id is not None:
        live = {stage.id for row in _live(found.pipelines) for stage in _stages(found, row.id)}
        every = (task for stage_id, tasks in found.tasks.items() if stage_id in live for task in _live(tasks))
        return next((f"done {task.title}" for task in every if task.id == task_id), None)
    return code


def who_name(found: Everything, who: str, id_: int | None) -> str | None:
    """Somebody a task is for, by name; None for a person who has left, or a team that is no more."""
    if who == "user":
        return f"person: {found.users[id_]}" if id_ in found.users else None
    if who == "team":
        return f"team: {found.teams[id_]}" if id_ in found.teams else None
    return who
