"""Why dates may be moved: the company's own list (S2-47). Moves made for a reason keep it, also an archived one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Final

from services import list_edits
from services.clock import Clock
from services.errors import Denied, Invalid, NotFound, Stale
from services.list_edits import Listed
from services.names import free_name, name_of
from services.rules.actor import Actor, Role
from services.setup_core import Edit, place
from storage import company
from storage import postpone_reasons as rows
from storage.tables import PostponeReason
from storage.unit_of_work import Database, Work

NAME_LIMIT: Final = 60
MOST: Final = 40
"""Reasons in use: they are buttons under one question."""


@dataclass(frozen=True, slots=True)
class PostponeReasonView:
    """A reason and how many moves were made for it, ever; `place` counts from 1, 0 for one no longer in use."""

    id: int
    version: int
    name: str
    place: int
    moves: int
    undo: int | None = field(default=None, compare=False)
    """Takes the change back that led to this."""

    @property
    def archived(self) -> bool:
        """No longer offered."""
        return not self.place


class PostponeReasons:
    """Reads and changes the list; for admins."""

    def __init__(self, db: Database, clock: Clock) -> None:
        self._db = db
        self._clock = clock

    async def all(self, actor: Actor) -> list[PostponeReasonView]:
        """The reasons in use, in order, and behind them those that were. Raises Denied."""
        _only_admin(actor)
        async with self._db.read(actor, self._clock.now()) as work:
            return await _views(work)

    async def get(self, actor: Actor, reason_id: int) -> PostponeReasonView:
        """One of them. Raises Denied, NotFound."""
        _only_admin(actor)
        async with self._db.read(actor, self._clock.now()) as work:
            return await _one(work, reason_id)

    async def add(self, actor: Actor, typed: str) -> PostponeReasonView:
        """Add a reason at the end; one of this name that was archived comes back.

        Raises Denied, Invalid: name_bad, too_long, move_reason_exists, too_many_move_reasons.
        """
        _only_admin(actor)
        async with self._db.write(actor, self._clock.now()) as work:
            used = await _with_room(work)
            name = await _free_name(work, typed, None)
            position = 1 + max((row.position for row in used), default=0)
            row = await rows.archived_named(work, name)
            edit = _edit(work, "added" if row is None else "restored", name)
            if row is None:
                row = await edit.make(PostponeReason(name=name, position=position))
            else:
                edit.set(row, name=name, position=position, archived_at=None)
            return await _changed(work, edit, row)

    async def rename(self, actor: Actor, reason_id: int, version: int, typed: str) -> PostponeReasonView:
        """Call a reason differently, also where it was given. Raises Denied, NotFound, Stale, Invalid."""
        _only_admin(actor)
        async with self._db.write(actor, self._clock.now()) as work:
            row = await _current(work, reason_id, version)
            name = await _free_name(work, typed, row.id)
            edit = _edit(work, "renamed", row.name, new=name)
            edit.set(row, name=name)
            return await _changed(work, edit, row)

    async def shift(self, actor: Actor, reason_id: int, version: int, by: int) -> PostponeReasonView:
        """Put a reason `by` places further down (−1: up). Raises Denied, NotFound, Stale."""
        _only_admin(actor)
        async with self._db.write(actor, self._clock.now()) as work:
            row = await _current(work, reason_id, version)
            order = list(await company.postpone_reasons(work))
            at = order.index(row)
            order.insert(min(max(at + by, 0), len(order) - 1), order.pop(at))
            edit = _edit(work, "moved", row.name)
            place(edit, order)
            return await _changed(work, edit, row)

    async def archive(self, actor: Actor, reason_id: int, version: int, *, back: bool = False) -> PostponeReasonView:
        """Offer a reason no more, or again with `back`; where it was given it stays.

        Raises Denied, NotFound, Stale, Invalid (move_reason_exists, too_many_move_reasons).
        """
        _only_admin(actor)
        async with self._db.write(actor, self._clock.now()) as work:
            row = await _current(work, reason_id, version, archived=back)
            edit = _edit(work, "restored" if back else "archived", row.name)
            if back:
                used = await _with_room(work)
                edit.set(row, name=await _free_name(work, row.name, row.id), archived_at=None)
                place(edit, [*used[: row.position], row, *used[row.position :]])  # where it stood
            else:
                edit.set(row, archived_at=work.now)
            return await _changed(work, edit, row)


def _only_admin(actor: Actor) -> None:
    if actor.role is not Role.ADMIN:
        raise Denied


def _edit(work: Work, what: str, name: str, **told: str) -> Edit:
    return list_edits.edit(work, Listed.MOVES, what, name, **told)


async def _changed(work: Work, edit: Edit, row: PostponeReason) -> PostponeReasonView:
    await work.session.flush()
    return replace(await _one(work, row.id), undo=await list_edits.done(edit))


async def _with_room(work: Work) -> Sequence[PostponeReason]:
    """The reasons in use, when another one may join them."""
    used = await company.postpone_reasons(work)
    if len(used) >= MOST:
        raise Invalid("too_many_move_reasons", most=MOST)
    return used


async def _views(work: Work) -> list[PostponeReasonView]:
    moves = await rows.moves_by_reason(work)
    found = await rows.in_order(work)
    return [
        PostponeReasonView(row.id, row.version, row.name, place if row.archived_at is None else 0, moves.get(row.id, 0))
        for place, row in enumerate(found, 1)
    ]


async def _one(work: Work, reason_id: int) -> PostponeReasonView:
    found = next((view for view in await _views(work) if view.id == reason_id), None)
    if found is None:
        raise NotFound("postpone_reason")
    return found


async def _current(work: Work, reason_id: int, version: int, *, archived: bool = False) -> PostponeReason:
    row = await rows.reason(work, reason_id)
    if row is None:
        raise NotFound("postpone_reason")
    if (row.archived_at is not None) is not archived:
        raise Stale
    if row.version != version:
        raise Stale
    return row


async def _free_name(work: Work, typed: str, own: int | None) -> str:
    if len(name_of(typed)) > NAME_LIMIT:
        raise Invalid("too_long", limit=NAME_LIMIT)
    others = [row.name for row in await company.postpone_reasons(work) if row.id != own]
    return free_name(typed, others, "move_reason_exists")
