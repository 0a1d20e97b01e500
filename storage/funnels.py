"""Pipelines of funnels, their references, slow deals; and the texts clients are told apart by."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Any, Final

from sqlalchemy import func, or_, select

from services.rules.indicators import Slice
from services.rules.kinds import StageKind
from storage.tables import Client, Deal, Pipeline, Product, ReferenceFunnel, Stage, User
from storage.types import code
from storage.unit_of_work import Work
from storage.visibility import visible

OPEN: Final = code(StageKind.OPEN)
_TEXTS: Final[dict[Slice, Any]] = {
    Slice.SEGMENT: Client.segment,
    Slice.REGION: Client.region,
    Slice.AUDIENCE: Client.audience,
    Slice.CATEGORY: Product.category,
}


async def pipelines(work: Work) -> Sequence[Any]:
    """Pipelines in use, in order: id, name."""
    used = select(Pipeline.id, Pipeline.name).where(Pipeline.archived_at.is_(None))
    return (await work.session.execute(used.order_by(Pipeline.position, Pipeline.id))).all()


async def open_stages(work: Work, pipeline_id: int) -> Sequence[Any]:
    """The open stages of a pipeline in order, in use: id, name, probability, pace_hours, expected_hours."""
    columns = (Stage.id, Stage.name, Stage.probability, Stage.pace_hours, Stage.expected_hours)
    found = select(*columns).where(Stage.pipeline_id == pipeline_id, Stage.kind == OPEN, Stage.archived_at.is_(None))
    return (await work.session.execute(found.order_by(Stage.position, Stage.id))).all()


async def pipeline_of(work: Work, stage_id: int) -> int | None:
    """The pipeline of a stage."""
    return await work.session.scalar(select(Stage.pipeline_id).where(Stage.id == stage_id))


async def slow_deals(work: Work, stages: dict[int, int], owner: int | None) -> dict[int, int]:
    """Open deals by stage that stay longer than so many hours there; of one owner, or of all that are seen."""
    if not stages:
        return {}
    late = or_(
        *(
            (Deal.stage_id == stage) & (Deal.stage_entered_at < work.now - timedelta(hours=hours))
            for stage, hours in stages.items()
        )
    )
    found = select(Deal.stage_id, func.count()).where(visible(work.actor, Deal), Deal.status == OPEN, late)
    if owner is not None:
        found = found.where(Deal.owner_id == owner)
    return {row[0]: row[1] for row in await work.session.execute(found.group_by(Deal.stage_id))}


async def reference(work: Work, pipeline_id: int) -> ReferenceFunnel | None:
    """The newest reference of a pipeline."""
    found = select(ReferenceFunnel).where(
        ReferenceFunnel.pipeline_id == pipeline_id, ReferenceFunnel.archived_at.is_(None)
    )
    return (
        await work.session.scalars(
            found.order_by(ReferenceFunnel.created_at.desc(), ReferenceFunnel.id.desc()).limit(1)
        )
    ).first()


def add_reference(
    work: Work, pipeline_id: int, steps: list[dict[str, Any]], days: tuple[date, date] | None, now: datetime
) -> ReferenceFunnel:
    """A new reference; typed when it is of no days."""
    row = ReferenceFunnel(
        pipeline_id=pipeline_id,
        typed=days is None,
        from_day=days[0] if days else None,
        to_day=days[1] if days else None,
        steps=steps,
        created_by=work.actor.user_id,
        created_at=now,
    )
    work.session.add(row)
    return row


async def texts(work: Work, by: Slice) -> list[str]:
    """What clients (products: categories) that are seen are told apart by, in order; () for other slices."""
    column = _TEXTS.get(by)
    if column is None:
        return []
    found = select(column).where(column.is_not(None), column != "").distinct().order_by(column)
    if by is not Slice.CATEGORY:
        found = found.where(visible(work.actor, Client))
    return list(await work.session.scalars(found))


async def seen_people(work: Work, ids: Sequence[int]) -> dict[int, str]:
    """Names of those of these people the actor sees."""
    found = select(User.id, User.name).where(User.id.in_(ids), visible(work.actor, User))
    return {row.id: row.name for row in await work.session.execute(found)}
