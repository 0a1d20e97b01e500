"""Pipelines and stages with what stands on them, for whoever sets them up; held while they are changed."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Select, case, func, select

from services.rules.kinds import StageKind
from storage.tables import Deal, FieldDefinition, Pipeline, Stage, StageField, StageTask
from storage.unit_of_work import Work
from storage.visibility import visible


async def hold(work: Work, pipeline_id: int) -> Pipeline | None:
    """A pipeline, as it is now; two people who change one wait for each other."""
    found = select(Pipeline).where(Pipeline.id == pipeline_id).with_for_update()
    return await work.session.scalar(found.execution_options(populate_existing=True))


async def hold_all(work: Work) -> Sequence[Pipeline]:
    """All pipelines, archived ones too, held like one."""
    found = select(Pipeline).order_by(Pipeline.position, Pipeline.id).with_for_update()
    return (await work.session.scalars(found.execution_options(populate_existing=True))).all()


async def hold_stage(work: Work, stage_id: int) -> Stage | None:
    """A stage, as it is now; moves of deals to it are waited for, later ones wait."""
    found = select(Stage).where(Stage.id == stage_id).with_for_update()
    return await work.session.scalar(found.execution_options(populate_existing=True))


async def may_enter(work: Work, stage_id: int) -> bool:
    """True for a stage in use of a pipeline in use; it stays so until this transaction ends."""
    found = select(Stage.archived_at, Pipeline.archived_at).join(Pipeline, Pipeline.id == Stage.pipeline_id)
    held = found.where(Stage.id == stage_id).with_for_update(read=True, key_share=True)
    row = (await work.session.execute(held)).first()
    return row is not None and row[0] is None and row[1] is None


async def stages_of(work: Work, pipeline_id: int, *, archived: bool = False) -> Sequence[Stage]:
    """A pipeline's stages, in order: those in use, or those no longer."""
    gone = Stage.archived_at.is_not(None) if archived else Stage.archived_at.is_(None)
    found = select(Stage).where(Stage.pipeline_id == pipeline_id, gone).order_by(Stage.position, Stage.id)
    return (await work.session.scalars(found.execution_options(populate_existing=True))).all()


def _open_deals(work: Work) -> Select[Any]:
    return select(func.count()).select_from(Deal).where(visible(work.actor, Deal), Deal.status == StageKind.OPEN)


async def with_counts(work: Work, *, archived: bool) -> Sequence[Any]:
    """Pipelines in use, or archived ones, each with its stages in use and its open deals."""
    stages = select(func.count()).select_from(Stage)
    stages = stages.where(Stage.pipeline_id == Pipeline.id, Stage.archived_at.is_(None))
    deals = _open_deals(work).where(Deal.pipeline_id == Pipeline.id)
    gone = Pipeline.archived_at.is_not(None) if archived else Pipeline.archived_at.is_(None)
    found = select(Pipeline, stages.scalar_subquery().label("stages"), deals.scalar_subquery().label("deals"))
    return (await work.session.execute(found.where(gone).order_by(Pipeline.position, Pipeline.id))).all()


async def count_archived(work: Work) -> int:
    """How many pipelines are no longer used."""
    return await work.session.scalar(select(func.count(Pipeline.id)).where(Pipeline.archived_at.is_not(None))) or 0


async def deals_by_stage(work: Work, pipeline_id: int) -> dict[int, tuple[int, int]]:
    """By stage: its open deals and its closed ones."""
    is_open = case((Deal.status == StageKind.OPEN, 1), else_=0)
    found = select(Deal.stage_id, func.sum(is_open), func.count()).where(visible(work.actor, Deal))
    found = found.where(Deal.pipeline_id == pipeline_id).group_by(Deal.stage_id)
    return {row[0]: (int(row[1]), int(row[2] - row[1])) for row in (await work.session.execute(found)).all()}


async def open_deals(work: Work, pipeline_id: int) -> int:
    """How many deals are open in a pipeline."""
    return await work.session.scalar(_open_deals(work).where(Deal.pipeline_id == pipeline_id)) or 0


async def all_deals(work: Work, pipeline_id: int) -> int:
    """How many deals a pipeline has ever had, open or closed, as they stand."""
    found = select(func.count()).select_from(Deal).where(visible(work.actor, Deal), Deal.pipeline_id == pipeline_id)
    return await work.session.scalar(found) or 0


async def deals_on(work: Work, stage_id: int) -> tuple[int, int]:
    """How many open and how many closed deals stand on a stage."""
    found = select(Deal.status, func.count()).where(visible(work.actor, Deal), Deal.stage_id == stage_id)
    counts = {row[0]: row[1] for row in await work.session.execute(found.group_by(Deal.status))}
    return counts.get(StageKind.OPEN, 0), sum(n for status, n in counts.items() if status is not StageKind.OPEN)


async def task_titles(work: Work, stage_id: int) -> Sequence[str]:
    """What a stage's tasks are called, in order."""
    found = select(StageTask.title).where(StageTask.stage_id == stage_id, StageTask.archived_at.is_(None))
    return (await work.session.scalars(found.order_by(StageTask.position, StageTask.id))).all()


async def field_names(work: Work, stage_id: int) -> Sequence[str]:
    """What the fields a stage requires are called, in order."""
    found = (
        select(FieldDefinition.name)
        .join(StageField, StageField.field_id == FieldDefinition.id)
        .where(StageField.stage_id == stage_id, FieldDefinition.archived_at.is_(None))
        .order_by(StageField.position, StageField.id)
    )
    return (await work.session.scalars(found)).all()
