"""Why a client bought: asked when a deal is won (S4-06, S4-07)."""

from __future__ import annotations

from dataclasses import dataclass

from services import reason_routes
from services.clock import Clock
from services.errors import Invalid, NotFound, Stale
from services.rules.actor import Actor
from services.rules.kinds import StageKind
from services.rules.views import Named
from storage import reasons as rows
from storage import sales as sale_rows
from storage.tables import Client, Deal, WinReason
from storage.unit_of_work import Database, Work


@dataclass(frozen=True, slots=True)
class WinQuestion:
    """A won deal and the reasons to choose from; `amount` in minor units, `reason` is the one given."""

    deal_id: int
    name: str
    amount: int | None
    reason: str | None
    reasons: tuple[Named, ...]


class Wins:
    """Use cases of win reasons."""

    def __init__(self, db: Database, clock: Clock) -> None:
        self._db = db
        self._clock = clock

    async def question(self, actor: Actor, deal_id: int) -> WinQuestion:
        """Why did they buy? Raises NotFound, Stale for a deal that is not won."""
        async with self._db.read(actor, self._clock.now()) as work:
            return await _question(work, await _won(work, deal_id))

    async def give(self, actor: Actor, deal_id: int, reason_id: int) -> WinQuestion:
        """Record the reason, or another one. Raises NotFound, Stale, Invalid("reason_gone")."""
        async with self._db.write(actor, self._clock.now()) as work:
            deal = await _won(work, deal_id)
            reason = await rows.one(work, WinReason, reason_id)
            if not isinstance(reason, WinReason) or reason.archived_at is not None:
                raise Invalid("reason_gone")
            if deal.win_reason_id != reason.id:
                deal.win_reason_id = reason.id
                await work.session.flush()
                await reason_routes.tell_of_win(work, reason, deal)
            return await _question(work, deal)


@dataclass(frozen=True, slots=True)
class WinAround:
    """The reason of a won deal, and those there are; nothing for a deal that is not won."""

    reason: str | None = None
    reasons: tuple[Named, ...] = ()


async def around(work: Work, deal: Deal) -> WinAround:
    """What the card of a deal says of why it was won."""
    if deal.status is not StageKind.WON:
        return WinAround()
    given = await rows.one(work, WinReason, deal.win_reason_id) if deal.win_reason_id else None
    found = () if given else tuple(Named(row.id, row.name) for row in await rows.wins_in_use(work))
    return WinAround(given.name if given else None, found)


async def _won(work: Work, deal_id: int) -> Deal:
    deal = await sale_rows.deal(work, deal_id)
    if deal is None:
        raise NotFound("deal")
    if deal.status is not StageKind.WON:
        raise Stale("deal_not_won")
    return deal


async def _question(work: Work, deal: Deal) -> WinQuestion:
    client = await work.session.get(Client, deal.client_id) if deal.client_id else None
    given = await rows.one(work, WinReason, deal.win_reason_id) if deal.win_reason_id else None
    return WinQuestion(
        deal_id=deal.id,
        name=client.name if client else deal.title,
        amount=deal.amount,
        reason=given.name if given else None,
        reasons=tuple(Named(row.id, row.name) for row in await rows.wins_in_use(work)),
    )
