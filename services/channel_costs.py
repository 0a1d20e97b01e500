"""What attracting clients costs: money put into a channel over some days (S4-03, S0-07). For admins only."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Final

from services import closing, row_undo
from services.clock import Clock
from services.errors import Denied, Invalid, NotFound, Stale
from services.row_undo import Touched
from services.rules.actor import Actor, Role
from services.rules.kinds import CostKind
from services.rules.money import MAX_MINOR
from services.rules.views import Named
from storage import channel_costs as rows
from storage import channels as channel_rows
from storage import sales as sale_rows
from storage.tables import ChannelCost
from storage.unit_of_work import Database, Work

UNDO: Final = "channel_cost"
PAGE: Final = 8
LONGEST: Final = timedelta(days=3660)


@dataclass(frozen=True, slots=True)
class CostLine:
    """A cost: minor units for the days `first` to `last`, both included."""

    id: int
    version: int
    kind: CostKind
    amount: int
    first: date
    last: date


@dataclass(frozen=True, slots=True)
class CostCard:
    """One cost; `overlap` is another of the same kind for some of the same days: perhaps entered twice."""

    channel: Named
    cost: CostLine
    overlap: CostLine | None
    undo: int | None = None


@dataclass(frozen=True, slots=True)
class CostPage:
    """A page (from 1) of a channel's costs and what they come to in all, in minor units."""

    channel: Named
    lines: tuple[CostLine, ...]
    count: int
    total: int
    page: int
    pages: int


class ChannelCosts:
    """Entering, changing and taking back costs. All raise Denied for anyone but an admin."""

    def __init__(self, db: Database, clock: Clock) -> None:
        self._db = db
        self._clock = clock

    async def page(self, actor: Actor, channel_id: int, page: int = 1) -> CostPage:
        """A page of a channel's costs, the latest first. Raises NotFound."""
        _only_admin(actor)
        async with self._db.read(actor, self._clock.now()) as work:
            channel = await _channel(work, channel_id)
            count, total = await rows.totals(work, channel_id)
            pages = max(1, -(-count // PAGE))
            page = min(max(page, 1), pages)
            found = await rows.page(work, channel_id, PAGE, (page - 1) * PAGE)
            return CostPage(channel, tuple(map(_line, found)), count, total, page, pages)

    async def get(self, actor: Actor, cost_id: int) -> CostCard:
        """One cost. Raises NotFound."""
        _only_admin(actor)
        async with self._db.read(actor, self._clock.now()) as work:
            return await _card(work, await _cost(work, cost_id))

    async def add(
        self, actor: Actor, channel_id: int, kind: CostKind, amount: int, first: date, last: date, *, key: str
    ) -> CostCard:
        """Enter a cost; `key` makes it once only. Raises NotFound, Stale, Invalid (amount_invalid, days_invalid)."""
        _only_admin(actor)
        _check(amount, first, last)
        async with self._db.write(actor, self._clock.now()) as work:
            await _channel(work, channel_id)
            if not await work.once(key):
                raise Stale
            row = ChannelCost(
                channel_id=channel_id, kind=kind, amount=amount, from_day=first, to_day=last, note="",
                created_by=actor.user_id, created_at=work.now,
            )  # fmt: skip
            work.session.add(row)
            undo = await row_undo.offer(work, UNDO, channel_id, [Touched(row, None)])
            return await _card(work, row, undo)

    async def set_kind(self, actor: Actor, cost_id: int, version: int, kind: CostKind) -> CostCard:
        """What it was for. Raises NotFound, Stale."""
        return await self._change(actor, cost_id, version, kind=kind)

    async def set_amount(self, actor: Actor, cost_id: int, version: int, amount: int) -> CostCard:
        """How much, in minor units. Raises NotFound, Stale, Invalid("amount_invalid")."""
        return await self._change(actor, cost_id, version, amount=amount)

    async def set_days(self, actor: Actor, cost_id: int, version: int, first: date, last: date) -> CostCard:
        """For which days, both included. Raises NotFound, Stale, Invalid("days_invalid")."""
        return await self._change(actor, cost_id, version, from_day=first, to_day=last)

    async def delete(self, actor: Actor, cost_id: int, version: int) -> tuple[int, int]:
        """Strike a cost out; returns its channel and the undo. Raises NotFound, Stale."""
        _only_admin(actor)
        async with self._db.write(actor, self._clock.now()) as work:
            row = await _current(work, cost_id, version)
            channel, before = row.channel_id, row_undo.held(row)
            await work.session.delete(row)
            undo = await row_undo.offer(work, UNDO, channel, [Touched(row, before, gone=True)])
            return channel, undo or 0

    async def undo(self, actor: Actor, undo_id: int) -> int:
        """Take the last deed back within 24 hours; returns the channel. Raises NotFound, Stale."""
        _only_admin(actor)
        async with self._db.write(actor, self._clock.now()) as work:
            taken = (await closing.claim(work, undo_id, UNDO)).payload
            await row_undo.take_back(work, ChannelCost, taken["rows"])
            return int(taken["about"])

    async def channel_of(self, actor: Actor, undo_id: int) -> int:
        """The channel an undo is about. Raises NotFound."""
        _only_admin(actor)
        async with self._db.read(actor, self._clock.now()) as work:
            found = await sale_rows.undo_action(work, undo_id, UNDO)
            if found is None:
                raise NotFound("cost")
            return int(found.payload["about"])

    async def _change(self, actor: Actor, cost_id: int, version: int, **values: Any) -> CostCard:
        _only_admin(actor)
        async with self._db.write(actor, self._clock.now()) as work:
            row = await _current(work, cost_id, version)
            before = row_undo.held(row)
            for name, value in values.items():
                setattr(row, name, value)
            _check(row.amount, row.from_day, row.to_day)
            undo = await row_undo.offer(work, UNDO, row.channel_id, [Touched(row, before)])
            return await _card(work, row, undo)


def _only_admin(actor: Actor) -> None:
    if actor.role is not Role.ADMIN:
        raise Denied


def _check(amount: int, first: date, last: date) -> None:
    if not 0 < amount <= MAX_MINOR:
        raise Invalid("amount_invalid")
    if not first <= last <= first + LONGEST:
        raise Invalid("days_invalid")


async def _channel(work: Work, channel_id: int) -> Named:
    row = await channel_rows.channel(work, channel_id)
    if row is None:
        raise NotFound("channel")
    return Named(row.id, row.name)


async def _cost(work: Work, cost_id: int) -> ChannelCost:
    row = await rows.one(work, cost_id)
    if row is None:
        raise NotFound("cost")
    return row


async def _current(work: Work, cost_id: int, version: int) -> ChannelCost:
    row = await _cost(work, cost_id)
    if row.version != version:
        raise Stale
    return row


def _line(row: ChannelCost) -> CostLine:
    return CostLine(row.id, row.version, row.kind, row.amount, row.from_day, row.to_day)


async def _card(work: Work, row: ChannelCost, undo: int | None = None) -> CostCard:
    other = await rows.overlapping(work, row.channel_id, row.kind, row.from_day, row.to_day, row.id)
    channel = await _channel(work, row.channel_id)
    return CostCard(channel, _line(row), _line(other) if other is not None else None, undo)
