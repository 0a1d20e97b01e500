"""The dates of a deal that due dates hang on: its expected day and its own date fields (S2-35, S2-36)."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, datetime
from typing import Any, Final

from sqlalchemy import select

from services.rules import sources
from services.rules.field_kinds import FieldKind
from storage.tables import Deal, FieldDefinition, FieldValue
from storage.unit_of_work import Work

TIMED: Final = (FieldKind.MOMENT, FieldKind.BOOKING)


async def values(work: Work, deal: Deal, wanted: Collection[str]) -> dict[str, date | datetime | None]:
    """What the date fields named by `wanted` say; None for an empty one. The deal's right has been checked."""
    known: dict[str, date | datetime | None] = {sources.EXPECTED_CLOSE: deal.expected_close}
    ids = sources.field_ids(wanted)
    if ids:
        found = (
            select(FieldValue.field_id, FieldValue.value, FieldValue.moment, FieldDefinition.kind)
            .join(FieldDefinition, FieldDefinition.id == FieldValue.field_id)
            .where(FieldValue.deal_id == deal.id, FieldValue.field_id.in_(ids))
        )
        for row in (await work.session.execute(found)).all():
            known[sources.of_field(row.field_id)] = _date(row.kind, row.value, row.moment)
    return {code: known.get(code) for code in wanted}


async def fields(work: Work, pipeline_id: int) -> list[FieldDefinition]:
    """The date fields in use of a pipeline's deals, in order."""
    found = (
        select(FieldDefinition)
        .where(
            FieldDefinition.kind.in_((FieldKind.DATE, *TIMED)),
            FieldDefinition.archived_at.is_(None),
            FieldDefinition.pipeline_id.is_(None) | (FieldDefinition.pipeline_id == pipeline_id),
        )
        .order_by(FieldDefinition.position, FieldDefinition.id)
    )
    return list((await work.session.scalars(found)).all())


async def by_ids(work: Work, ids: Collection[int]) -> dict[int, FieldDefinition]:
    """Fields by id, archived ones too."""
    if not ids:
        return {}
    found = await work.session.scalars(select(FieldDefinition).where(FieldDefinition.id.in_(ids)))
    return {row.id: row for row in found}


def _date(kind: FieldKind, value: Any, moment: datetime | None) -> date | datetime | None:
    """A day is stored as its ISO text, the moment of a time or a booking beside its value."""
    if kind in TIMED:
        return moment
    if kind is not FieldKind.DATE or not isinstance(value, str):
        return None
    try:
        return date.fromisoformat(value)
    except ValueError:
        return None
