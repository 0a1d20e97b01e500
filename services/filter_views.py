"""What a filter looks like to a person: its conditions with their names, and without what is gone meanwhile."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from services.rules.deal_conditions import IDS, NOBODY, DealConditions, FieldCondition, FieldOp
from services.rules.field_kinds import FieldKind
from services.rules.field_values import FieldSpec, options_of
from services.rules.kinds import StageKind
from storage import deal_search
from storage import fields as field_rows
from storage import filter_lists as rows
from storage.tables import FieldDefinition
from storage.unit_of_work import Work

COMPARABLE: Mapping[FieldKind, FieldOp] = {
    FieldKind.OPTION: FieldOp.ANY,
    FieldKind.OPTIONS: FieldOp.ANY,
    FieldKind.NUMBER: FieldOp.RANGE,
    FieldKind.MONEY: FieldOp.RANGE,
    FieldKind.DATE: FieldOp.DAYS,
    FieldKind.MOMENT: FieldOp.DAYS,
    FieldKind.BOOKING: FieldOp.DAYS,
    FieldKind.TEXT: FieldOp.TEXT,
    FieldKind.ADDRESS: FieldOp.TEXT,
    FieldKind.LINK: FieldOp.TEXT,
    FieldKind.FILE: FieldOp.TEXT,
}
"""How a field of each kind is asked, beside empty and filled."""


@dataclass(frozen=True, slots=True)
class LeftOut:
    """A condition that no longer holds anything: `part` is its name in the conditions. `name` when it is known."""

    part: str
    name: str | None


@dataclass(frozen=True, slots=True)
class FilterView:
    """The conditions a person has set, in names, and what they find; `amount` in minor units.

    `names`: by part (`pipelines` …) and id. `left_out`: asked for, but gone meanwhile. `products`, `may_owners`:
    whether these can be asked for at all; `fields`: the own fields that can.
    """

    conditions: DealConditions
    names: Mapping[str, Mapping[int, str]]
    fields: tuple[FieldSpec, ...]
    left_out: tuple[LeftOut, ...]
    count: int
    amount: int
    products: bool
    may_owners: bool

    def field(self, field_id: int) -> FieldSpec | None:
        """One of the own fields."""
        return next((one for one in self.fields if one.id == field_id), None)


@dataclass(frozen=True, slots=True)
class FilteredLine:
    """A deal that was found."""

    id: int
    title: str
    client: str | None
    stage: str
    owner: str | None
    amount: int | None
    status: StageKind
    stage_entered_at: datetime
    last_contact_at: datetime | None
    next_task_at: datetime | None
    created_at: datetime
    overdue: bool
    no_task: bool


@dataclass(frozen=True, slots=True)
class FilteredPage:
    """A page (from 1) of what was found."""

    view: FilterView
    lines: tuple[FilteredLine, ...]
    page: int
    pages: int
    whose: bool


@dataclass(frozen=True, slots=True)
class Tickable:
    """Something of a list that can be ticked."""

    id: int
    name: str
    group: str | None
    ticked: bool


@dataclass(frozen=True, slots=True)
class Choice:
    """A page (from 1) of what can be ticked. `piece`: what was typed to find it; then nothing is turned."""

    view: FilterView
    part: str
    items: tuple[Tickable, ...]
    page: int
    pages: int
    piece: str = ""


def spec_of(row: FieldDefinition) -> FieldSpec:
    """A field as reading and showing need it."""
    return FieldSpec(row.id, row.name, row.kind, row.hint, options_of(row.options), row.resource_id)


# ---------------------------------------------------------------------------------------------------------- reading it
async def known(work: Work, asked: DealConditions) -> tuple[DealConditions, FilterView]:
    """The conditions without what is gone, and how they are said; nothing is counted yet."""
    left_out: list[LeftOut] = []
    names: dict[str, dict[int, str]] = {}
    kept = asked
    for part in IDS:
        ids = getattr(asked, part)
        if ids:
            names[part], still, gone = await _names(work, part, ids)
            kept = kept.changed(**{part: still})
            left_out += gone
    fields = {row.id: spec_of(row) for row in await field_rows.fields(work)}
    missing = [one.field for one in asked.fields if not _fits(one, fields.get(one.field))]
    archived = await field_rows.by_ids(work, set(missing))
    for id_ in missing:
        kept = kept.with_field(id_, None)
        left_out.append(LeftOut("fields", archived[id_].name if id_ in archived else None))
    view = FilterView(
        conditions=kept,
        names=names,
        fields=tuple(fields.values()),
        left_out=tuple(left_out),
        count=0,
        amount=0,
        products=await rows.has_products(work),
        may_owners=work.actor.is_leader,
    )
    return kept, view


async def _names(work: Work, part: str, ids: tuple[int, ...]) -> tuple[dict[int, str], tuple[int, ...], list[LeftOut]]:
    if part == "owners" and not work.actor.is_leader:
        return {}, (), [LeftOut(part, None)]
    there = {one.id: one.name for one in await rows.offers(work, part, ids)}
    if part == "stages":
        there = await _told_apart(work, there)
    gone = [one for one in ids if one not in there and not (one == NOBODY and part in ("owners", "channels"))]
    told = await rows.names(work, part, gone) if gone else {}
    left_out = [LeftOut(part, name) for name in dict.fromkeys(told.get(one) for one in gone)]
    return there, tuple(one for one in ids if one not in gone), left_out


async def _told_apart(work: Work, stages: dict[int, str]) -> dict[int, str]:
    """Names of stages; with the pipeline where another one has a stage of the same name."""
    every = await rows.offers(work, "stages")
    often = Counter(one.name for one in every)
    return {
        one.id: f"{one.name} ({one.group_name})" if often[one.name] > 1 else one.name
        for one in every
        if one.id in stages
    }


def _fits(asked: FieldCondition, field: FieldSpec | None) -> bool:
    """Whether a condition still says something about its field: the field is there, and an option of it is."""
    if field is None:
        return False
    if asked.op in (FieldOp.EMPTY, FieldOp.FILLED):
        return True
    if COMPARABLE[field.kind] is not asked.op:
        return False
    wanted = asked.value
    return not isinstance(wanted, tuple) or any(option.id in wanted for option in field.options)


async def counted(work: Work, asked: DealConditions, limit: int, offset: int) -> tuple[FilterView, tuple[int, ...]]:
    """The view with its count and sum, and the ids of a page."""
    kept, view = await known(work, asked)
    found = await deal_search.page(work, kept, limit, offset)
    return replace(view, count=found.count, amount=found.amount), found.ids
