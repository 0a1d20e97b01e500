"""What a person records of a deal with one tap: payment received, document sent, client answered (S2-37)."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any, Final

from services import closing, events, payment_steps, row_undo
from services import policy as policies
from services.clock import Clock
from services.due_following import Followed, follow, put_back
from services.errors import Invalid, NotFound, Stale
from services.rules import sources
from services.rules.actor import Actor
from services.rules.kinds import StageKind, TaskStatus
from storage import deal_events as rows
from storage import sales as sale_rows
from storage import work as task_rows
from storage.tables import Deal, Payment
from storage.unit_of_work import Database, Work

UNDO: Final = "deal_event"


@dataclass(frozen=True, slots=True)
class Noted:
    """An event on record; `moved` open tasks got another date by it. `received`: so much came in, in minor units."""

    deal_id: int
    code: str
    moved: int
    undo_id: int
    received: int | None = None


class DealEvents:
    """Recording and taking back."""

    def __init__(self, db: Database, clock: Clock) -> None:
        self._db = db
        self._clock = clock

    async def note(self, actor: Actor, deal_id: int, version: int, code: str) -> Noted:
        """Record that it happened now; a payment is received: the next planned one, else what is left of the amount.

        Raises NotFound, Stale (also for a second tap), Invalid for an unknown event.
        """
        if code not in sources.EVENTS:
            raise Invalid("invalid")
        async with self._db.write(actor, self._clock.now()) as work:
            deal = await sale_rows.deal(work, deal_id)
            if deal is None:
                raise NotFound("deal")
            if deal.version != version:
                raise Stale
            if deal.status is not StageKind.OPEN:
                raise Stale("deal_closed", status=deal.status, at=deal.closed_at)
            sale_rows.touch(deal)
            payload, moved = await happen(work, deal, code)
            came = await payment_steps.expected(work, deal, guess=True) if code == sources.PAYMENT else None
            if came is not None:
                payload["rows"] = await row_undo.described(work, await payment_steps.receive(work, deal, came))
            undo = closing.offer(work, UNDO, payload)
            await work.session.flush()
            return Noted(deal.id, code, moved, undo.id, came)

    async def undo(self, actor: Actor, undo_id: int) -> int:
        """Take an event back within 24 hours; returns the deal. Dates moved since by hand are left alone.

        Raises NotFound, Stale("undo_over").
        """
        async with self._db.write(actor, self._clock.now()) as work:
            undo = await closing.claim(work, undo_id, UNDO)
            deal = await sale_rows.deal(work, undo.payload["deal"])
            if deal is None:
                raise NotFound("deal")
            await row_undo.take_back(work, Payment, undo.payload.get("rows", ()))
            await unhappen(work, deal, undo.payload)
            return deal.id

    async def deal_of(self, actor: Actor, undo_id: int) -> int:
        """The deal an event of which the actor could take back. Raises NotFound."""
        async with self._db.read(actor, self._clock.now()) as work:
            undo = await sale_rows.undo_action(work, undo_id, UNDO)
            if undo is None:
                raise NotFound("deal")
            return int(undo.payload["deal"])


async def happen(work: Work, deal: Deal, code: str) -> tuple[dict[str, Any], int]:
    """Record an event of an open deal; returns what takes it back, and how many dates follow."""
    happened, followed = await events.record(work, await policies.load(work), deal, code)
    rows.tell(work, deal.id, "created", code)
    await work.session.flush()
    payload = {"event": happened.id, "code": code, "deal": deal.id, "tasks": [_plain(one) for one in followed]}
    return payload, len(followed)


async def unhappen(work: Work, deal: Deal, payload: dict[str, Any]) -> None:
    """Take an event back; dates moved since by hand are left alone. Raises NotFound."""
    happened = await rows.event(work, payload["event"])
    if happened is None:
        raise NotFound("deal")
    before = {one["task_id"]: _followed(one) for one in payload["tasks"]}
    noted = sources.note(happened.code, happened.at)
    await work.session.delete(happened)
    rows.tell(work, deal.id, "deleted", payload["code"])
    sale_rows.touch(deal)
    for task in await task_rows.by_ids(work, list(before)):
        if task.status is TaskStatus.OPEN and task.due_from == noted:
            await put_back(work, task, before[task.id])
    await follow(work, await policies.load(work), deal)


def _plain(one: Followed) -> dict[str, Any]:
    return {**asdict(one), "due_at": one.due_at.isoformat()}


def _followed(plain: dict[str, Any]) -> Followed:
    return Followed(**{**plain, "due_at": datetime.fromisoformat(plain["due_at"])})
