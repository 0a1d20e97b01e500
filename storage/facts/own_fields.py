"""Own lists of deals as slices: their key in a statement, and what keys are called (S2-61)."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Any, Final

from sqlalchemy import ColumnElement, String, cast, func, or_, select

from services.rules.field_kinds import FieldKind
from services.rules.field_values import options_of
from services.rules.indicators import OwnField
from storage.facts.rows import another
from storage.tables import FieldDefinition, FieldValue
from storage.types import codes
from storage.unit_of_work import Work
from storage.visibility import visible

LISTS: Final = (FieldKind.OPTION, FieldKind.OPTIONS)
TICK: Final = ","
"""Around each number of what is ticked."""


def key(field_id: int, deal_id: Any) -> ColumnElement[str]:
    """What is chosen for a deal, None where nothing is: a number, or several between commas."""
    row = another(FieldValue, "chosen")
    said = func.coalesce(row.text, cast(row.number, String))
    chosen = select(said).where(row.deal_id == deal_id, row.field_id == field_id)
    return chosen.correlate_except(row).scalar_subquery()


async def listed(work: Work, pipeline_id: int | None = None) -> tuple[OwnField, ...]:
    """The own lists in use, in their order; of one pipeline those that are asked for there."""
    used = select(FieldDefinition.id, FieldDefinition.name).where(
        FieldDefinition.kind.in_(codes(LISTS)), FieldDefinition.archived_at.is_(None)
    )
    if pipeline_id is not None:
        used = used.where(or_(FieldDefinition.pipeline_id.is_(None), FieldDefinition.pipeline_id == pipeline_id))
    rows = await work.session.execute(used.order_by(FieldDefinition.position, FieldDefinition.id))
    return tuple(OwnField(row.id, row.name) for row in rows)


async def named(work: Work, ids: Collection[int]) -> dict[int, OwnField]:
    """Own lists by id, also those no longer in use: what was said once still tells deals apart."""
    if not ids:
        return {}
    found = select(FieldDefinition.id, FieldDefinition.name).where(
        FieldDefinition.kind.in_(codes(LISTS)), FieldDefinition.id.in_(ids)
    )
    return {row.id: OwnField(row.id, row.name) for row in await work.session.execute(found)}


async def names(work: Work, field_id: int, keys: Collection[str]) -> dict[str, str]:
    """What keys are called: of several ticks all of them; options taken out since keep their names."""
    stored = await work.session.scalar(select(FieldDefinition.options).where(FieldDefinition.id == field_id))
    called = {option.id: option.name for option in options_of(stored or ())}
    return {one: " + ".join(called.get(int(part), "?") for part in one.split(TICK) if part.isdecimal()) for one in keys}


async def keys(work: Work, field_id: int) -> Sequence[str]:
    """All keys there can be: every option, and the sets of ticks of deals that are seen."""
    stored = await work.session.scalar(select(FieldDefinition.options).where(FieldDefinition.id == field_id))
    ticked = select(FieldValue.text).where(
        FieldValue.field_id == field_id, FieldValue.text.is_not(None), visible(work.actor, FieldValue)
    )
    return [*(str(option.id) for option in options_of(stored or ())), *await work.session.scalars(ticked.distinct())]
