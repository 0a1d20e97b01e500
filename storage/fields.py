"""Own fields of deals and where they are required: their SQL."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, bindparam, func, or_, select

from storage.field_values import FILLED
from storage.tables import Deal, FieldDefinition, FieldValue, Pipeline, Resource, Stage, StageField
from storage.unit_of_work import Work

ORDER = (FieldDefinition.position, FieldDefinition.id)


async def fields(work: Work, *, archived: bool = False) -> Sequence[FieldDefinition]:
    """The fields in use in their order, or those no longer used."""
    gone = FieldDefinition.archived_at.is_not(None) if archived else FieldDefinition.archived_at.is_(None)
    return (await work.session.scalars(select(FieldDefinition).where(gone).order_by(*ORDER))).all()


async def count_archived(work: Work) -> int:
    """How many fields are no longer used."""
    found = select(func.count()).select_from(FieldDefinition).where(FieldDefinition.archived_at.is_not(None))
    return await work.session.scalar(found) or 0


async def field(work: Work, field_id: int) -> FieldDefinition | None:
    """One field by id, also an archived one."""
    return await work.session.get(FieldDefinition, field_id)


async def by_ids(work: Work, ids: set[int]) -> dict[int, FieldDefinition]:
    """Fields by id, archived ones too."""
    if not ids:
        return {}
    found = select(FieldDefinition).where(FieldDefinition.id.in_(ids))
    return {row.id: row for row in await work.session.scalars(found)}


async def of_pipeline(work: Work, pipeline_id: int) -> Sequence[FieldDefinition]:
    """The fields in use for deals of a pipeline, in order."""
    found = select(FieldDefinition).where(FieldDefinition.archived_at.is_(None), _belongs(pipeline_id))
    return (await work.session.scalars(found.order_by(*ORDER))).all()


def _belongs(pipeline_id: Any) -> ColumnElement[bool]:
    return or_(FieldDefinition.pipeline_id.is_(None), FieldDefinition.pipeline_id == pipeline_id)


async def around_deal(work: Work, deal: Deal) -> Sequence[Any]:
    """The fields of a deal the caller has found, in order, with `required`, `filled`, `bookable`.

    `required`: to leave the stage it stands on. `bookable`: the resource of a booking is in use.
    """
    values = {"deal": deal.id, "stage": deal.stage_id, "pipeline": deal.pipeline_id}
    return await work.rows(_around_deal(), values)


@cache
def _around_deal() -> Select[Any]:
    return (
        select(
            FieldDefinition.id,
            FieldDefinition.name,
            FieldDefinition.kind,
            FieldDefinition.options,
            StageField.id.is_not(None).label("required"),
            FieldValue.id.is_not(None).label("filled"),
            and_(Resource.id.is_not(None), Resource.archived_at.is_(None)).label("bookable"),
        )
        .select_from(FieldDefinition)
        .outerjoin(
            StageField, and_(StageField.field_id == FieldDefinition.id, StageField.stage_id == bindparam("stage"))
        )
        .outerjoin(
            FieldValue,
            and_(FieldValue.field_id == FieldDefinition.id, FieldValue.deal_id == bindparam("deal"), FILLED),
        )
        .outerjoin(Resource, Resource.id == FieldDefinition.resource_id)
        .where(FieldDefinition.archived_at.is_(None), _belongs(bindparam("pipeline")))
        .order_by(*ORDER)
    )


async def required_on(work: Work, stage_id: int) -> dict[int, StageField]:
    """What a stage requires, by field."""
    found = select(StageField).where(StageField.stage_id == stage_id)
    return {row.field_id: row for row in await work.session.scalars(found)}


async def stages_requiring(work: Work, field_id: int) -> list[tuple[str, str]]:
    """Names of the stages in use that require a field, each with its pipeline."""
    found = (
        select(Stage.name, Pipeline.name)
        .join(StageField, StageField.stage_id == Stage.id)
        .join(Pipeline, Pipeline.id == Stage.pipeline_id)
        .where(StageField.field_id == field_id, Stage.archived_at.is_(None), Pipeline.archived_at.is_(None))
        .order_by(Pipeline.position, Stage.position)
    )
    return [(row[0], row[1]) for row in (await work.session.execute(found)).all()]


async def lock_deal(work: Work, deal_id: int) -> None:
    """Hold a deal the caller has found until the transaction ends: its values are given one after another."""
    await work.session.execute(select(Deal.id).where(Deal.id == deal_id).with_for_update())
