"""What rules name, by the names people know: own fields, stage tasks; and what there is to choose from."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from services.rules import due, sources
from services.rules.due import DueRule
from services.rules.sources import Source
from storage import field_dates
from storage import stage_tasks as rows
from storage.tables import FieldDefinition, StageTask
from storage.unit_of_work import Work


@dataclass(frozen=True, slots=True)
class DueView:
    """A due rule with what it names."""

    rule: DueRule
    source: Source | None


async def named(work: Work, codes: Iterable[str]) -> dict[str, Source]:
    """The sources of these codes with their names; a field or stage task no longer in use is `gone`."""
    wanted = {code for code in codes if code}
    fields = await field_dates.by_ids(work, sources.field_ids(wanted))
    tasks = await rows.by_ids(work, sources.stage_task_ids(wanted))
    return {code: _source(code, fields.get(sources.field_id(code) or 0), tasks) for code in wanted}


def _source(code: str, field: FieldDefinition | None, tasks: dict[int, StageTask]) -> Source:
    if sources.field_id(code) is not None:
        return Source(code, field.name if field else "", gone=field is None or field.archived_at is not None)
    task_id = sources.stage_task_id(code)
    if task_id is not None:
        task = tasks.get(task_id)
        return Source(code, task.title if task else "", gone=task is None or task.archived_at is not None)
    return Source(code)


async def of_task(work: Work, stage_task_id: int) -> DueView | None:
    """The rule a stage's task has its date from."""
    template = await rows.one(work, stage_task_id)
    if template is None:
        return None
    rule = due.from_json(template.due)
    return DueView(rule, (await named(work, [rule.source])).get(rule.source))


async def dates(work: Work, pipeline_id: int) -> tuple[Source, ...]:
    """The date fields a rule of this pipeline may hang on."""
    fields = await field_dates.fields(work, pipeline_id)
    return (Source(sources.EXPECTED_CLOSE), *(Source(sources.of_field(row.id), row.name) for row in fields))


async def events(work: Work, pipeline_id: int, besides: int) -> tuple[Source, ...]:
    """The events it may hang on: those a person records, and the pipeline's other stage tasks done."""
    found = await rows.of_pipeline(work, pipeline_id)
    others = (Source(sources.of_task(task.id), task.title) for task, _ in found if task.id != besides)
    return (*(Source(code) for code in sources.EVENTS), *others)
