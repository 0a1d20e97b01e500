"""Channels: where inquiries come from, each with a public link of its own (S4-01)."""

from __future__ import annotations

import secrets
from dataclasses import dataclass, field, replace

from services import list_edits
from services.clock import Clock
from services.errors import Denied, NotFound, Stale
from services.list_edits import Listed
from services.names import free_name
from services.rules.actor import Actor, Role
from services.setup_core import Done
from storage import channels as rows
from storage.tables import Channel
from storage.unit_of_work import Database, Work


@dataclass(frozen=True, slots=True)
class ChannelView:
    """A channel in use; `token` opens the bot through it, `inquiries` came from it so far."""

    id: int
    version: int
    name: str
    token: str
    inquiries: int
    undo: int | None = field(default=None, compare=False)
    """Takes the change back that led to this."""


class Channels:
    """Reads and changes the channels; for admins."""

    def __init__(self, db: Database, clock: Clock) -> None:
        self._db = db
        self._clock = clock

    async def all(self, actor: Actor) -> list[ChannelView]:
        """The channels in use, in order. Raises Denied."""
        _only_admin(actor)
        async with self._db.read(actor, self._clock.now()) as work:
            return [_view(row, n) for row, n in await rows.with_inquiries(work)]

    async def get(self, actor: Actor, channel_id: int) -> ChannelView:
        """One of them. Raises Denied, NotFound for one no longer in use."""
        _only_admin(actor)
        async with self._db.read(actor, self._clock.now()) as work:
            return await _shown(work, await _channel(work, channel_id))

    async def add(self, actor: Actor, name: str) -> ChannelView:
        """Make a channel with a link of its own. Raises Denied, Invalid("name_bad"), Invalid("channel_exists")."""
        _only_admin(actor)
        async with self._db.write(actor, self._clock.now()) as work:
            found = await rows.with_inquiries(work)
            position = 1 + max((row.position for row, _ in found), default=0)
            row = Channel(name=_free_name(found, name), position=position, token=f"c{secrets.token_urlsafe(9)}")
            edit = list_edits.edit(work, Listed.CHANNEL, "added", row.name)
            await edit.make(row)
            return replace(_view(row, 0), undo=await list_edits.done(edit))

    async def rename(self, actor: Actor, channel_id: int, version: int, name: str) -> ChannelView:
        """Call a channel differently; its link stays. Raises Denied, NotFound, Stale, Invalid."""
        _only_admin(actor)
        async with self._db.write(actor, self._clock.now()) as work:
            row = await _current(work, channel_id, version)
            others = [(other, n) for other, n in await rows.with_inquiries(work) if other.id != row.id]
            called = _free_name(others, name)
            edit = list_edits.edit(work, Listed.CHANNEL, "renamed", row.name, new=called)
            edit.set(row, name=called)
            await work.session.flush()
            return replace(await _shown(work, row), undo=await list_edits.done(edit))

    async def archive(self, actor: Actor, channel_id: int, version: int) -> Done:
        """Use a channel no more; what came from it keeps its name. Raises Denied, NotFound, Stale."""
        _only_admin(actor)
        async with self._db.write(actor, self._clock.now()) as work:
            row = await _current(work, channel_id, version)
            edit = list_edits.edit(work, Listed.CHANNEL, "archived", row.name)
            edit.set(row, archived_at=work.now)
            return await edit.done()


def _only_admin(actor: Actor) -> None:
    if actor.role is not Role.ADMIN:
        raise Denied


def _free_name(others: list[tuple[Channel, int]], typed: str) -> str:
    return free_name(typed, (row.name for row, _ in others), "channel_exists")


async def _channel(work: Work, channel_id: int) -> Channel:
    row = await rows.channel(work, channel_id)
    if row is None or row.archived_at is not None:
        raise NotFound("channel")
    return row


async def _current(work: Work, channel_id: int, version: int) -> Channel:
    row = await _channel(work, channel_id)
    if row.version != version:
        raise Stale
    return row


async def _shown(work: Work, row: Channel) -> ChannelView:
    return _view(row, await rows.inquiries(work, row.id))


def _view(row: Channel, inquiries: int) -> ChannelView:
    return ChannelView(row.id, row.version, row.name, row.token, inquiries)
