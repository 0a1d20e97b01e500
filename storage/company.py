"""Settings, calendar and standards: reading them and putting in the ones a company starts with."""

from __future__ import annotations

import secrets
from collections.abc import Iterator, Sequence
from datetime import date
from functools import cache
from typing import Any

from sqlalchemy import Integer, String, cast, literal_column, select, union_all

from services.rules.kinds import StageKind
from services.rules.standards import PipelineStandard, Standards
from storage.tables import (
    CalendarDay,
    Channel,
    Department,
    LossReason,
    Pipeline,
    PostponeReason,
    Setting,
    Stage,
    StageTask,
    WinReason,
)
from storage.unit_of_work import Work


async def rules(work: Work) -> tuple[dict[str, Any], dict[date, Any]]:
    """All stored settings by name, and the hours of the days that differ from their weekday."""
    settings: dict[str, Any] = {}
    days: dict[date, Any] = {}
    for is_day, name, value in await work.rows(_rules(), {}):
        if is_day:
            days[date.fromisoformat(name)] = value
        else:
            settings[name] = value
    return settings, days


@cache
def _rules() -> Any:
    settings = select(literal_column("0", Integer), Setting.name, Setting.value)
    return union_all(settings, select(literal_column("1"), cast(CalendarDay.day, String), CalendarDay.hours))


async def setting_rows(work: Work) -> dict[str, Any]:
    """All stored settings by name."""
    return {row.name: row.value for row in await work.session.scalars(select(Setting))}


async def store_settings(work: Work, rows: dict[str, Any]) -> None:
    """Make the stored settings exactly `rows`."""
    stored = {row.name: row for row in await work.session.scalars(select(Setting))}
    for name, row in stored.items():
        if name not in rows:
            await work.session.delete(row)
    for name, value in rows.items():
        if name in stored:
            stored[name].value, stored[name].updated_at = value, work.now
        else:
            work.session.add(Setting(name=name, value=value, updated_at=work.now))


async def install(work: Work, standards: Standards) -> None:
    """Write the pipelines, stages, tasks, reasons and channels of a new company."""
    session = work.session
    for position, pipeline in enumerate(standards.pipelines):
        await _install_pipeline(work, position, pipeline)
    for position, (code, name) in enumerate(standards.loss_reasons):
        session.add(LossReason(code=code, name=name, position=position))
    for position, (code, name) in enumerate(standards.postpone_reasons):
        session.add(PostponeReason(code=code, name=name, position=position))
    for position, (code, name) in enumerate(standards.win_reasons):
        session.add(WinReason(code=code, name=name, position=position))
    session.add_all(Department(code=code, name=name, user_ids=[]) for code, name in standards.departments)
    for position, (code, name) in enumerate(standards.channels):
        session.add(Channel(code=code, name=name, position=position, token=f"c{secrets.token_urlsafe(9)}"))
    await session.flush()


async def _install_pipeline(work: Work, position: int, standard: PipelineStandard) -> None:
    pipeline = Pipeline(code=standard.code, name=standard.name, cycle=standard.cycle, position=position)
    work.session.add(pipeline)
    await work.session.flush()
    for stage, tasks in stage_rows(pipeline.id, standard):
        work.session.add(stage)
        await work.session.flush()
        for task in tasks:
            task.stage_id = stage.id
            work.session.add(task)


def stage_rows(pipeline_id: int, standard: PipelineStandard) -> Iterator[tuple[Stage, list[StageTask]]]:
    """A standard's stages for a pipeline, each with its tasks; nothing is added yet."""
    for position, item in enumerate(standard.stages):
        stage = Stage(
            pipeline_id=pipeline_id,
            name=item.name,
            kind=item.kind,
            position=position,
            description=item.description,
            probability=item.probability,
            late=item.late,
            expected_hours=item.expected_hours,
        )
        yield (
            stage,
            [
                StageTask(
                    position=place,
                    kind=task.kind,
                    title=task.title,
                    instruction=task.instruction,
                    due=task.due,
                    responsible=task.responsible,
                )
                for place, task in enumerate(item.tasks)
            ],
        )


async def pipelines(work: Work) -> Sequence[Pipeline]:
    """Pipelines in use, in order."""
    found = select(Pipeline).where(Pipeline.archived_at.is_(None)).order_by(Pipeline.position, Pipeline.id)
    return (await work.session.scalars(found)).all()


async def pipeline(work: Work, pipeline_id: int) -> Pipeline:
    """One pipeline by id, an archived one too. Raises LookupError when there is none."""
    row = await work.session.get(Pipeline, pipeline_id)
    if row is None:
        raise LookupError(pipeline_id)
    return row


async def stages(work: Work, pipeline_id: int) -> Sequence[Stage]:
    """A pipeline's stages in use, in order."""
    found = (
        select(Stage)
        .where(Stage.pipeline_id == pipeline_id, Stage.archived_at.is_(None))
        .order_by(Stage.position, Stage.id)
    )
    return (await work.session.scalars(found)).all()


async def all_stages(work: Work) -> dict[int, Stage]:
    """Every stage by id, archived ones too: old records still name them."""
    return {stage.id: stage for stage in await work.session.scalars(select(Stage))}


async def stage(work: Work, stage_id: int) -> Stage | None:
    """One stage by id."""
    return await work.session.get(Stage, stage_id)


async def closing_stage(work: Work, pipeline_id: int, kind: StageKind) -> Stage | None:
    """The pipeline's stage that means won, or lost."""
    return next((item for item in await stages(work, pipeline_id) if item.kind is kind), None)


async def stage_tasks(work: Work, stage_id: int) -> Sequence[StageTask]:
    """The tasks a stage makes, in order."""
    found = (
        select(StageTask)
        .where(StageTask.stage_id == stage_id, StageTask.archived_at.is_(None))
        .order_by(StageTask.position, StageTask.id)
    )
    return (await work.session.scalars(found)).all()


async def loss_reasons(work: Work, *, leads: bool = False) -> Sequence[LossReason]:
    """Refusal reasons in use for deals, or for leads."""
    wanted = LossReason.for_leads if leads else LossReason.for_deals
    found = select(LossReason).where(wanted, LossReason.archived_at.is_(None)).order_by(LossReason.position)
    return (await work.session.scalars(found)).all()


async def loss_reason(work: Work, reason_id: int) -> LossReason | None:
    """One refusal reason by id."""
    return await work.session.get(LossReason, reason_id)


async def postpone_reasons(work: Work) -> Sequence[PostponeReason]:
    """Reasons for moving a due date, in use."""
    found = select(PostponeReason).where(PostponeReason.archived_at.is_(None)).order_by(PostponeReason.position)
    return (await work.session.scalars(found)).all()


async def all_postpone_reasons(work: Work) -> Sequence[PostponeReason]:
    """Every reason for moving a due date, archived ones too."""
    return (await work.session.scalars(select(PostponeReason))).all()


async def channels(work: Work) -> Sequence[Channel]:
    """Channels in use, in order."""
    found = select(Channel).where(Channel.archived_at.is_(None)).order_by(Channel.position)
    return (await work.session.scalars(found)).all()


async def channel_by_token(work: Work, token: str) -> Channel | None:
    """The channel whose public link carries `token`."""
    return await work.session.scalar(select(Channel).where(Channel.token == token, Channel.archived_at.is_(None)))
