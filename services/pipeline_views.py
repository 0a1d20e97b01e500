"""Pipelines and stages as their pages show them, read inside an open transaction."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from zlib import crc32

from services.errors import NotFound
from services.rules.kinds import StageKind
from services.rules.views import Named
from services.setup_views import (
    PipelineChoice,
    PipelineLine,
    PipelineMove,
    PipelinePage,
    Route,
    StageCard,
    StageLine,
)
from storage import company
from storage import pipelines as rows
from storage.tables import Pipeline, Stage
from storage.unit_of_work import Work


def line(row: Pipeline, stages: int, deals: int) -> PipelineLine:
    """A pipeline in the list."""
    return PipelineLine(row.id, row.name, stages, deals)


def stage_line(row: Stage, deals: int) -> StageLine:
    """A stage in the list of its pipeline."""
    return StageLine(row.id, row.version, row.name, row.kind, deals, row.probability, row.late)


async def page_of(work: Work, row: Pipeline) -> PipelinePage:
    """A pipeline with its stages."""
    counts = await rows.deals_by_stage(work, row.id)
    stages = await rows.stages_of(work, row.id)
    gone = await rows.stages_of(work, row.id, archived=True)
    ids = [item.id for item in await company.pipelines(work)]
    return PipelinePage(
        id=row.id,
        version=row.version,
        name=row.name,
        cycle=row.cycle,
        archived=row.archived_at is not None,
        stages=tuple(stage_line(stage, counts.get(stage.id, (0, 0))[0]) for stage in stages),
        gone=tuple(stage_line(stage, counts.get(stage.id, (0, 0))[0]) for stage in gone),
        deals=sum(found for found, _ in counts.values()),
        place=ids.index(row.id) + 1 if row.id in ids else 0,
        of=len(ids),
    )


async def choice_of(work: Work, row: Pipeline) -> PipelineChoice:
    """A pipeline to be archived and the others its deals may go to."""
    found = await rows.with_counts(work, archived=False)
    return PipelineChoice(await page_of(work, row), tuple(line(*item) for item in found if item[0].id != row.id))


Own = Mapping[int, int]
"""Where deals go by hand: from stage to stage, by id."""


async def move_of(
    work: Work, row: Pipeline, to: Pipeline, own: Own | None = None
) -> tuple[PipelineMove, list[tuple[Stage, Stage]]]:
    """Which deals would go where, to be shown and to be done.

    As `own` says, else to the stage of the same name, else to one of a like chance.
    """
    counts = await rows.deals_by_stage(work, row.id)
    goals = [stage for stage in await rows.stages_of(work, to.id) if stage.kind is StageKind.OPEN]
    if row.id == to.id or not goals:
        raise NotFound("pipeline")
    by_id = {stage.id: stage for stage in goals}
    named = {stage.name.casefold(): stage for stage in reversed(goals)}
    everything = [*await rows.stages_of(work, row.id), *await rows.stages_of(work, row.id, archived=True)]
    pairs = [
        (stage, by_id.get((own or {}).get(stage.id, 0)) or named.get(stage.name.casefold()) or _nearest(stage, goals))
        for stage in everything
        if counts.get(stage.id, (0, 0))[0]
    ]  # fmt: skip
    move = PipelineMove(
        page=await page_of(work, row),
        to=Named(to.id, to.name),
        routes=tuple(
            Route(Named(stage.id, stage.name), Named(goal.id, goal.name), counts[stage.id][0]) for stage, goal in pairs
        ),
        goals=tuple(Named(goal.id, goal.name) for goal in goals),
        sign=_sign(pairs),
    )
    return move, pairs


def _sign(pairs: Sequence[tuple[Stage, Stage]]) -> str:
    told = ",".join(f"{stage.id}-{goal.id}" for stage, goal in pairs)
    return f"{crc32(told.encode()) & 0xFFFF:04x}"


def _nearest(stage: Stage, goals: Sequence[Stage]) -> Stage:
    """The stage whose deals are won about as often; of two the earlier one, so nothing looks nearer than it is."""
    away = {goal.id: abs((goal.probability or 0) - (stage.probability or 0)) for goal in goals}
    nearest = min(away.values())
    return next(goal for goal in goals if away[goal.id] == nearest)


async def card_of(work: Work, row: Stage) -> StageCard:
    """A stage with what is set up on it."""
    pipeline = await company.pipeline(work, row.pipeline_id)
    ids = [stage.id for stage in await rows.stages_of(work, row.pipeline_id)]
    standing, closed = await rows.deals_on(work, row.id)
    return StageCard(
        id=row.id,
        version=row.version,
        pipeline=Named(pipeline.id, pipeline.name),
        name=row.name,
        kind=row.kind,
        description=row.description,
        probability=row.probability,
        late=row.late,
        expected_hours=row.expected_hours,
        place=ids.index(row.id) + 1 if row.id in ids else 0,
        of=len(ids),
        open=standing,
        closed=closed,
        tasks=tuple(await rows.task_titles(work, row.id)),
        fields=tuple(await rows.field_names(work, row.id)),
    )
