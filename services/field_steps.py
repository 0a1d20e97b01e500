"""Own fields inside an open transaction: what a deal still lacks, and writing a value."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from services.errors import Problem
from services.rules.field_kinds import FieldKind
from services.rules.field_values import FieldSpec, Value, indexed, options_of
from services.rules.kinds import StageKind
from services.rules.views import Named
from storage import company
from storage import fields as rows
from storage.tables import Deal, FieldDefinition, FieldValue, Stage
from storage.unit_of_work import Work

LISTS = (FieldKind.OPTION, FieldKind.OPTIONS)


@dataclass(frozen=True, slots=True)
class FieldsAround:
    """How many fields a deal has, and those its stage requires that are still empty, in order."""

    count: int
    missing: tuple[Named, ...]


class FieldsMissing(Problem):
    """A deal cannot leave its stage yet. Nothing has been written; the move may be repeated when all is filled.

    `fields` are asked for in this order; `version` is the deal's, `stage_id` where it was to go.
    """

    def __init__(self, deal: Deal, stage_id: int, fields: Sequence[Named]) -> None:
        super().__init__("fields_missing", names=", ".join(one.name for one in fields))
        self.deal_id = deal.id
        self.version = deal.version
        self.stage_id = stage_id
        self.fields = tuple(fields)


def spec_of(row: FieldDefinition) -> FieldSpec:
    """A field as the rules know it."""
    return FieldSpec(row.id, row.name, row.kind, row.hint, options_of(row.options), row.resource_id)


async def around(work: Work, deal: Deal) -> FieldsAround:
    """What the card says of a deal's fields."""
    found = await rows.around_deal(work, deal)
    is_open = deal.status is StageKind.OPEN
    missing = tuple(Named(one.id, one.name) for one in found if is_open and lacks(one))
    return FieldsAround(len(found), missing)


def lacks(row: Any) -> bool:
    """True for a required field that is empty and can be filled: a list without options holds nobody up."""
    if not row.required or row.filled:
        return False
    if row.kind in LISTS:
        return any(not option.gone for option in options_of(row.options))
    return row.kind is not FieldKind.BOOKING or bool(row.bookable)


async def check_leaving(work: Work, deal: Deal, stage: Stage) -> None:
    """Let a deal go forward from its stage only when all it requires is filled (S2-52). Raises FieldsMissing.

    Going back and refusing ask for nothing, nor does taking up a refused deal again.
    """
    before = await company.stage(work, deal.stage_id)
    if before is None or StageKind.LOST in (before.kind, stage.kind) or stage.position <= before.position:
        return
    if stage.archived_at is not None or stage.pipeline_id != deal.pipeline_id:
        return  # there is no way there: asking for fields first would be in vain
    missing = [Named(one.id, one.name) for one in await rows.around_deal(work, deal) if lacks(one)]
    if missing:
        raise FieldsMissing(deal, stage.id, missing)


def write(work: Work, deal: Deal, spec: FieldSpec, row: FieldValue | None, value: Value) -> FieldValue:
    """Store a value, None to empty the field; it is versioned by its next flush."""
    if row is None:
        row = FieldValue(deal_id=deal.id, field_id=spec.id)
        work.session.add(row)
    searched = indexed(spec.kind, value)
    row.value, row.text, row.number, row.moment = value, searched.text, searched.number, searched.moment
    return row


def booked(booking_id: int, resource: Named, start: datetime, end: datetime) -> Value:
    """The value of a booking."""
    span = {"from": start.isoformat(), "to": end.isoformat()}
    return {"booking": booking_id, "resource": resource.id, "name": resource.name, **span}
