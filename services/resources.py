"""Resources: what can be booked, when, and for how long (S2-57). For admins only."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

from services import field_undo
from services.clock import Clock
from services.errors import Denied, Invalid, NotFound, Stale
from services.field_views import ResourceTable, ResourceView
from services.names import free_name
from services.rules import booking_slots, hours
from services.rules.actor import Actor, Role
from services.rules.views import Named
from storage import bookings as rows
from storage.tables import Resource
from storage.unit_of_work import Database, Work

UNDO: Final = "resource"
KEPT: Final = ("name", "hours", "slot_minutes", "archived_at")
NEXT: Final = 5


class Resources:
    """Use cases of the set-up. All raise Denied for anyone but an admin; changes raise NotFound and Stale."""

    def __init__(self, db: Database, clock: Clock) -> None:
        self._db = db
        self._clock = clock

    async def table(self, actor: Actor) -> ResourceTable:
        """All of them."""
        _only_admin(actor)
        async with self._db.read(actor, self._clock.now()) as work:
            live, gone = await rows.resources(work), await rows.resources(work, archived=True)
            return ResourceTable(*(tuple(Named(row.id, row.name) for row in found) for found in (live, gone)))

    async def get(self, actor: Actor, resource_id: int) -> ResourceView:
        """One of them, also an archived one."""
        _only_admin(actor)
        async with self._db.read(actor, self._clock.now()) as work:
            return await _view(work, await _resource(work, resource_id))

    async def add(self, actor: Actor, name: str, *, key: str) -> ResourceView:
        """A new one with the company's hours and slots of an hour; `key` makes it once only. Raises Invalid."""
        _only_admin(actor)
        async with self._db.write(actor, self._clock.now()) as work:
            return await _view(work, await make(work, name, key))

    async def rename(self, actor: Actor, resource_id: int, version: int, name: str) -> ResourceView:
        """Call it differently. Raises Invalid("name_bad"), Invalid("resource_exists")."""
        _only_admin(actor)
        async with self._db.write(actor, self._clock.now()) as work:
            row = await _current(work, resource_id, version)
            others = [other for other in await rows.resources(work) if other.id != row.id]
            return await _changed(work, row, name=_free_name(others, name))

    async def set_hours(self, actor: Actor, resource_id: int, version: int, typed: str | None) -> ResourceView:
        """When it can be booked, as people type hours; None: when the company works. Raises Invalid("hours_bad").

        Bookings outside the new hours stay.
        """
        _only_admin(actor)
        week = hours.parse(typed) if typed is not None else None
        if typed is not None and week is None:
            raise Invalid("hours_bad")
        stored = [[list(span) for span in day] for day in week] if week is not None else None
        async with self._db.write(actor, self._clock.now()) as work:
            return await _changed(work, await _current(work, resource_id, version), hours=stored)

    async def set_slot(self, actor: Actor, resource_id: int, version: int, minutes: int) -> ResourceView:
        """How long one booking is. Raises Invalid("number_invalid") for a length that is not offered."""
        _only_admin(actor)
        if minutes not in booking_slots.LENGTHS:
            raise Invalid("number_invalid")
        async with self._db.write(actor, self._clock.now()) as work:
            return await _changed(work, await _current(work, resource_id, version), slot_minutes=minutes)

    async def archive(self, actor: Actor, resource_id: int, version: int) -> ResourceView:
        """Take no more bookings; those made stay."""
        _only_admin(actor)
        async with self._db.write(actor, self._clock.now()) as work:
            return await _changed(work, await _current(work, resource_id, version), archived_at=work.now)

    async def restore(self, actor: Actor, resource_id: int, version: int) -> ResourceView:
        """Take bookings again. Raises Invalid("resource_exists") when its name has been given away."""
        _only_admin(actor)
        async with self._db.write(actor, self._clock.now()) as work:
            row = await _resource(work, resource_id)
            if row.version != version or row.archived_at is None:
                raise Stale
            _free_name(await rows.resources(work), row.name)
            return await _changed(work, row, archived_at=None)

    async def undo(self, actor: Actor, undo_id: int) -> ResourceView:
        """Take a change back within 24 hours. Raises Stale("undo_over"), Stale("undo_changed"), Invalid."""
        _only_admin(actor)
        async with self._db.write(actor, self._clock.now()) as work:
            taken = await field_undo.claimed(work, undo_id, UNDO)
            row = await _resource(work, taken["id"])
            await field_undo.take_back(work, row, taken)
            if row.archived_at is None:
                _free_name([one for one in await rows.resources(work) if one.id != row.id], row.name)
            return await _view(work, row)


def _only_admin(actor: Actor) -> None:
    if actor.role is not Role.ADMIN:
        raise Denied


async def make(work: Work, name: str, key: str) -> Resource:
    """A new one inside an open transaction; `key` makes it once only.

    Raises Invalid (name_bad, resource_exists), Stale.
    """
    name = _free_name(await rows.resources(work), name)
    if not await work.once(key):
        raise Stale
    row = Resource(name=name, hours=None, slot_minutes=60)
    work.session.add(row)
    await work.session.flush()
    return row


def _free_name(others: Sequence[Resource], typed: str) -> str:
    return free_name(typed, (row.name for row in others), "resource_exists")


async def _resource(work: Work, resource_id: int) -> Resource:
    row = await rows.resource(work, resource_id)
    if row is None:
        raise NotFound("resource")
    return row


async def _current(work: Work, resource_id: int, version: int) -> Resource:
    row = await _resource(work, resource_id)
    if row.version != version or row.archived_at is not None:
        raise Stale
    return row


async def _changed(work: Work, row: Resource, **values: Any) -> ResourceView:
    before = field_undo.held(row, KEPT)
    for name, value in values.items():
        setattr(row, name, value)
    return await _view(work, row, await field_undo.offer(work, UNDO, row, before))


async def _view(work: Work, row: Resource, undo: int | None = None) -> ResourceView:
    coming = await rows.coming(work, row.id, NEXT)
    return ResourceView(
        id=row.id,
        version=row.version,
        name=row.name,
        hours=tuple(tuple((start, end) for start, end in day) for day in row.hours) if row.hours is not None else None,
        slot_minutes=row.slot_minutes,
        archived_at=row.archived_at,
        coming=await rows.count_coming(work, row.id),
        next=tuple((booking.starts_at, title) for booking, title in coming),
        undo=undo,
    )
