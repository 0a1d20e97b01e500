"""/fields: what the company asks about its deals, set up in the chat (S2-52…S2-59). For admins only."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from typing import Any, Final

from services import field_undo, resources
from services.clock import Clock
from services.errors import Denied, Invalid, NotFound, Stale
from services.field_steps import LISTS, spec_of
from services.field_views import FieldLineSetUp, FieldTable, FieldView, StageFieldsView
from services.names import free_name
from services.rules.actor import Actor, Role
from services.rules.field_kinds import FieldKind
from services.rules.field_values import options_of
from services.rules.views import Named
from services.setup_core import Edit
from storage import bookings, company, field_values
from storage import fields as rows
from storage.tables import FieldDefinition, StageField
from storage.unit_of_work import Database, Work

PAGE: Final = 8
FIELDS_MOST: Final = 100
OPTIONS_MOST: Final = 60
HINT_LIMIT: Final = 300
UNDO: Final = "field"
KEPT: Final = ("name", "hint", "pipeline_id", "resource_id", "options", "archived_at")
"""What a change may touch, and taking it back restores."""


class Fields:
    """Use cases of the set-up. All raise Denied for anyone but an admin; changes raise NotFound and Stale."""

    def __init__(self, db: Database, clock: Clock) -> None:
        self._db = db
        self._clock = clock

    async def table(self, actor: Actor, page: int = 1, *, archived: bool = False) -> FieldTable:
        """A page of the list."""
        _only_admin(actor)
        async with self._db.read(actor, self._clock.now()) as work:
            found = await rows.fields(work, archived=archived)
            names = {row.id: row.name for row in await company.pipelines(work)}
            pages = max(1, -(-len(found) // PAGE))
            page = min(max(page, 1), pages)
            shown = found[(page - 1) * PAGE : page * PAGE]
            lines = tuple(FieldLineSetUp(row.id, row.name, row.kind, names.get(row.pipeline_id or 0)) for row in shown)
            return FieldTable(lines, len(found), await rows.count_archived(work), archived, page, pages)

    async def get(self, actor: Actor, field_id: int) -> FieldView:
        """One field, also an archived one."""
        _only_admin(actor)
        async with self._db.read(actor, self._clock.now()) as work:
            return await _view(work, await _field(work, field_id))

    async def pipelines(self, actor: Actor) -> tuple[Named, ...]:
        """The pipelines a field may belong to."""
        _only_admin(actor)
        async with self._db.read(actor, self._clock.now()) as work:
            return tuple(Named(row.id, row.name) for row in await company.pipelines(work))

    async def resources(self, actor: Actor) -> tuple[Named, ...]:
        """What a booking may book."""
        _only_admin(actor)
        async with self._db.read(actor, self._clock.now()) as work:
            return tuple(Named(row.id, row.name) for row in await bookings.resources(work))

    async def add(self, actor: Actor, kind: FieldKind, name: str, *, key: str) -> FieldView:
        """A new field at the end of the list; `key` (the message) makes it once only. Raises Invalid, Stale."""
        _only_admin(actor)
        async with self._db.write(actor, self._clock.now()) as work:
            found = await rows.fields(work)
            if len(found) >= FIELDS_MOST:
                raise Invalid("fields_many", limit=FIELDS_MOST)
            name = _free_name(found, name)
            if not await work.once(key):
                raise Stale
            position = 1 + max((row.position for row in found), default=0)
            only = await bookings.resources(work) if kind is FieldKind.BOOKING else ()
            row = FieldDefinition(name=name, kind=kind, position=position, options=[], hint="")
            row.resource_id = only[0].id if len(only) == 1 else None
            work.session.add(row)
            await work.session.flush()
            return await _view(work, row)

    async def rename(self, actor: Actor, field_id: int, version: int, name: str) -> FieldView:
        """Call a field differently. Raises Invalid("name_bad"), Invalid("field_exists")."""
        _only_admin(actor)
        async with self._db.write(actor, self._clock.now()) as work:
            row = await _current(work, field_id, version)
            others = [other for other in await rows.fields(work) if other.id != row.id]
            return await _changed(work, row, name=_free_name(others, name))

    async def set_hint(self, actor: Actor, field_id: int, version: int, hint: str) -> FieldView:
        """What is said when the field is asked for; empty takes it away. Raises Invalid("too_long")."""
        _only_admin(actor)
        hint = hint.strip()
        if len(hint) > HINT_LIMIT:
            raise Invalid("too_long", limit=HINT_LIMIT)
        async with self._db.write(actor, self._clock.now()) as work:
            return await _changed(work, await _current(work, field_id, version), hint=hint)

    async def set_pipeline(self, actor: Actor, field_id: int, version: int, pipeline_id: int | None) -> FieldView:
        """The pipeline a field belongs to, None: all. Values given in others stay readable."""
        _only_admin(actor)
        async with self._db.write(actor, self._clock.now()) as work:
            row = await _current(work, field_id, version)
            if pipeline_id is not None and pipeline_id not in {one.id for one in await company.pipelines(work)}:
                raise NotFound("pipeline")
            return await _changed(work, row, pipeline_id=pipeline_id)

    async def set_resource(self, actor: Actor, field_id: int, version: int, resource_id: int) -> FieldView:
        """What a booking books from now on."""
        _only_admin(actor)
        async with self._db.write(actor, self._clock.now()) as work:
            row = await _booking(work, field_id, version)
            found = await bookings.resource(work, resource_id)
            if found is None or found.archived_at is not None:
                raise NotFound("resource")
            return await _changed(work, row, resource_id=found.id)

    async def make_resource(self, actor: Actor, field_id: int, version: int, name: str, *, key: str) -> FieldView:
        """Make something that can be booked, and let the field book it; `key` makes it once only.

        Raises Stale, Invalid (name_bad, resource_exists).
        """
        _only_admin(actor)
        async with self._db.write(actor, self._clock.now()) as work:
            row = await _booking(work, field_id, version)
            return await _changed(work, row, resource_id=(await resources.make(work, name, key)).id)

    async def shift(self, actor: Actor, field_id: int, version: int, by: int) -> FieldView:
        """Move a field one place up (−1) or down (1) in the order it is asked in."""
        _only_admin(actor)
        async with self._db.write(actor, self._clock.now()) as work:
            row = await _current(work, field_id, version)
            order = list(await rows.fields(work))
            place = order.index(row)
            order.insert(min(max(place + by, 0), len(order) - 1), order.pop(place))
            for number, one in enumerate(order, 1):
                one.position = number
            await work.session.flush()
            return await _view(work, row)

    async def archive(self, actor: Actor, field_id: int, version: int) -> FieldView:
        """Ask for a field no more; what was filled stays readable."""
        _only_admin(actor)
        async with self._db.write(actor, self._clock.now()) as work:
            return await _changed(work, await _current(work, field_id, version), archived_at=work.now)

    async def restore(self, actor: Actor, field_id: int, version: int) -> FieldView:
        """Use an archived field again. Raises Invalid("field_exists") when its name has been given away."""
        _only_admin(actor)
        async with self._db.write(actor, self._clock.now()) as work:
            row = await _field(work, field_id)
            if row.version != version or row.archived_at is None:
                raise Stale
            _free_name(await rows.fields(work), row.name)
            return await _changed(work, row, archived_at=None)

    # ------------------------------------------------------------------------------------------------------- options
    async def add_options(self, actor: Actor, field_id: int, version: int, typed: str) -> FieldView:
        """New options, one a line. Raises Invalid("name_bad"), Invalid("option_exists"), Invalid("options_many")."""
        _only_admin(actor)
        async with self._db.write(actor, self._clock.now()) as work:
            row = await _list(work, field_id, version)
            options = [dict(one) for one in row.options]
            number = max((one["id"] for one in options), default=0)
            for line in filter(None, (part.strip() for part in re.split(r"[\n;]", typed))):
                number += 1
                options.append({"id": number, "name": _free_option(options, line), "gone": False})
            if len(options) == len(row.options):
                raise Invalid("empty")
            if sum(not one["gone"] for one in options) > OPTIONS_MOST:
                raise Invalid("options_many", limit=OPTIONS_MOST)
            return await _changed(work, row, options=options)

    async def rename_option(self, actor: Actor, field_id: int, version: int, option: int, name: str) -> FieldView:
        """Call an option differently, wherever it was chosen."""
        _only_admin(actor)
        async with self._db.write(actor, self._clock.now()) as work:
            row = await _list(work, field_id, version)
            _option(row, option)
            name = _free_option([one for one in row.options if one["id"] != option], name)
            return await _changed(
                work, row, options=[{**one, "name": name} if one["id"] == option else one for one in row.options]
            )

    async def drop_option(self, actor: Actor, field_id: int, version: int, option: int) -> FieldView:
        """Offer an option no more. Its id is never used again, and where it was chosen it stays readable."""
        _only_admin(actor)
        async with self._db.write(actor, self._clock.now()) as work:
            row = await _list(work, field_id, version)
            _option(row, option)
            options = [{**one, "gone": True} if one["id"] == option else one for one in row.options]
            return await _changed(work, row, options=options)

    # -------------------------------------------------------------------------------------------------------- stages
    async def of_stage(self, actor: Actor, stage_id: int, page: int = 1) -> StageFieldsView:
        """What a stage requires, and what it might."""
        _only_admin(actor)
        async with self._db.read(actor, self._clock.now()) as work:
            return await _of_stage(work, stage_id, page)

    async def require(self, actor: Actor, stage_id: int, field_id: int, on: bool, page: int = 1) -> StageFieldsView:
        """Require a field to leave a stage, or no longer. Raises NotFound for what is no longer in use."""
        _only_admin(actor)
        async with self._db.write(actor, self._clock.now()) as work:
            view = await _of_stage(work, stage_id, page)
            row = await rows.field(work, field_id)
            if row is None or row.archived_at is not None:
                raise NotFound("field")
            found = (await rows.required_on(work, stage_id)).get(field_id)
            edit = Edit(work, "stage_required" if on else "stage_not_required", name=row.name, stage=view.stage.name)
            if on and found is None:
                await edit.make(StageField(stage_id=stage_id, field_id=field_id, position=row.position))
            elif found is not None and not on:
                await edit.drop(found, "stage_id", "field_id", "position")
            await work.session.flush()
            undo = None if edit.empty else (await edit.done()).undo_id
            return replace(await _of_stage(work, stage_id, view.page), undo=undo)

    async def undo(self, actor: Actor, undo_id: int) -> FieldView:
        """Take a change back within 24 hours. Raises Stale("undo_over"), Stale("undo_changed"), Invalid."""
        _only_admin(actor)
        async with self._db.write(actor, self._clock.now()) as work:
            taken = await field_undo.claimed(work, undo_id, UNDO)
            row = await _field(work, taken["id"])
            await field_undo.take_back(work, row, taken)
            if row.archived_at is None:
                _free_name([one for one in await rows.fields(work) if one.id != row.id], row.name)
            return await _view(work, row)


def _only_admin(actor: Actor) -> None:
    if actor.role is not Role.ADMIN:
        raise Denied


def _free_name(others: Sequence[FieldDefinition], typed: str) -> str:
    return free_name(typed, (row.name for row in others), "field_exists")


def _free_option(others: Sequence[dict[str, Any]], typed: str) -> str:
    return free_name(typed, (one["name"] for one in others if not one["gone"]), "option_exists")


async def _field(work: Work, field_id: int) -> FieldDefinition:
    row = await rows.field(work, field_id)
    if row is None:
        raise NotFound("field")
    return row


async def _current(work: Work, field_id: int, version: int) -> FieldDefinition:
    row = await _field(work, field_id)
    if row.version != version or row.archived_at is not None:
        raise Stale
    return row


async def _booking(work: Work, field_id: int, version: int) -> FieldDefinition:
    row = await _current(work, field_id, version)
    if row.kind is not FieldKind.BOOKING:
        raise Stale
    return row


async def _list(work: Work, field_id: int, version: int) -> FieldDefinition:
    row = await _current(work, field_id, version)
    if row.kind not in LISTS:
        raise Stale
    return row


def _option(row: FieldDefinition, option: int) -> None:
    if not any(one.id == option and not one.gone for one in options_of(row.options)):
        raise Stale("field_option_gone")


async def _changed(work: Work, row: FieldDefinition, **values: Any) -> FieldView:
    before = field_undo.held(row, KEPT)
    for name, value in values.items():
        setattr(row, name, value)
    return await _view(work, row, await field_undo.offer(work, UNDO, row, before))


async def _view(work: Work, row: FieldDefinition, undo: int | None = None) -> FieldView:
    order = [one.id for one in await rows.fields(work)]
    pipeline = await company.pipeline(work, row.pipeline_id) if row.pipeline_id else None
    resource = await bookings.resource(work, row.resource_id) if row.resource_id else None
    return FieldView(
        spec=spec_of(row),
        version=row.version,
        pipeline=Named(pipeline.id, pipeline.name) if pipeline else None,
        resource=Named(resource.id, resource.name) if resource else None,
        resource_gone=resource is not None and resource.archived_at is not None,
        required=tuple(await rows.stages_requiring(work, row.id)),
        filled=await field_values.count_filled(work, row.id),
        archived_at=row.archived_at,
        first=order[:1] == [row.id],
        last=order[-1:] == [row.id],
        undo=undo,
    )


async def _of_stage(work: Work, stage_id: int, page: int) -> StageFieldsView:
    stage = await company.stage(work, stage_id)
    if stage is None or stage.archived_at is not None:
        raise NotFound("stage")
    found = await rows.of_pipeline(work, stage.pipeline_id)
    required = await rows.required_on(work, stage.id)
    pages = max(1, -(-len(found) // PAGE))
    page = min(max(page, 1), pages)
    return StageFieldsView(
        stage=Named(stage.id, stage.name),
        pipeline=(await company.pipeline(work, stage.pipeline_id)).name,
        lines=tuple(
            (Named(row.id, row.name), row.kind, row.id in required) for row in found[(page - 1) * PAGE : page * PAGE]
        ),
        required=sum(row.id in required for row in found),
        page=page,
        pages=pages,
    )
