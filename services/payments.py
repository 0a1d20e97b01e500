"""Payments of a deal: planned in parts, received whole or in part, overdue; every deed can be taken back (S0-04)."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from services import closing, deal_events, doors, payment_steps, row_undo
from services.clock import Clock
from services.errors import Invalid, NotFound, Stale
from services.row_undo import Touched
from services.rules import money, sources
from services.rules.actor import Actor
from services.rules.kinds import StageKind
from services.rules.worktime import local_day
from storage import payments as rows
from storage import sales as sale_rows
from storage.tables import Deal, Payment
from storage.unit_of_work import Database, Work

UNDO: Final = "payment"
PARTS_MOST: Final = 12


@dataclass(frozen=True, slots=True)
class PaymentLine:
    """One payment in minor units: planned by `due`, or received."""

    id: int
    version: int
    amount: int
    due: date | None
    received_at: datetime | None
    overdue: bool


@dataclass(frozen=True, slots=True)
class PaymentBook:
    """All payments of a deal, in minor units; `left` is neither received nor planned, None without an amount."""

    deal_id: int
    version: int
    title: str
    amount: int | None
    expected_close: date | None
    lines: tuple[PaymentLine, ...]
    received: int
    planned: int
    left: int | None
    undo: int | None = None


@dataclass(frozen=True, slots=True)
class PaymentCard:
    """One payment and its deal."""

    deal_id: int
    title: str
    line: PaymentLine


class Payments:
    """Planning, receiving, changing. Everything raises NotFound for a deal the actor does not see."""

    def __init__(self, db: Database, clock: Clock) -> None:
        self._db = db
        self._clock = clock

    async def book(self, actor: Actor, deal_id: int) -> PaymentBook:
        """The payments of a deal."""
        async with self._db.read(actor, self._clock.now()) as work:
            return await _book(work, await doors.deal_of(work, deal_id))

    async def get(self, actor: Actor, payment_id: int) -> PaymentCard:
        """One payment."""
        async with self._db.read(actor, self._clock.now()) as work:
            row = await _payment(work, payment_id)
            return PaymentCard(row.deal_id, (await doors.deal_of(work, row.deal_id)).title, _line(work, row))

    async def plan_shares(
        self, actor: Actor, deal_id: int, version: int, shares: Sequence[int], first: date
    ) -> PaymentBook:
        """Plan what is not received yet in parts by these shares, the first due on `first`, the others monthly after.

        What was planned before gives way. Raises Stale, Invalid (amount_needed, shares_invalid).
        """
        if not 1 <= len(shares) <= PARTS_MOST or min(shares) <= 0:
            raise Invalid("shares_invalid")
        async with self._db.write(actor, self._clock.now()) as work:
            deal = await doors.current_deal(work, deal_id, version)
            received = sum(row.received or 0 for row in await rows.of_deal(work, deal.id))
            left = (deal.amount or 0) - received
            if left < len(shares):
                raise Invalid("amount_needed")
            parts = money.split(left, shares)
            return await _planned(work, deal, [(part, _months_on(first, n)) for n, part in enumerate(parts)])

    async def plan(
        self, actor: Actor, deal_id: int, version: int, parts: Sequence[tuple[int, date | None]]
    ) -> PaymentBook:
        """Plan these sums by these days; what was planned before gives way. Raises Stale, Invalid("shares_invalid")."""
        if not 1 <= len(parts) <= PARTS_MOST or any(not 0 < amount <= money.MAX_MINOR for amount, _ in parts):
            raise Invalid("shares_invalid")
        async with self._db.write(actor, self._clock.now()) as work:
            return await _planned(work, await doors.current_deal(work, deal_id, version), parts)

    async def receive(self, actor: Actor, payment_id: int, version: int, amount: int | None = None) -> PaymentBook:
        """A planned payment came, whole or in part (minor units). Raises Stale, Invalid("amount_invalid")."""
        async with self._db.write(actor, self._clock.now()) as work:
            row = await _waiting(work, payment_id, version)
            return await _received(work, await doors.deal_of(work, row.deal_id), amount or row.planned or 0, row)

    async def receive_new(self, actor: Actor, deal_id: int, amount: int, *, key: str) -> PaymentBook:
        """Money came: first what is planned is received, the rest is a payment of its own; `key` makes it once only.

        Raises Stale, Invalid("amount_invalid").
        """
        async with self._db.write(actor, self._clock.now()) as work:
            deal = await doors.deal_of(work, deal_id)
            if not await work.once(key):
                raise Stale
            return await _received(work, deal, amount, None)

    async def set_amount(self, actor: Actor, payment_id: int, version: int, amount: int) -> PaymentBook:
        """Change the sum of a payment. Raises Stale, Invalid("amount_invalid")."""
        if not 0 < amount <= money.MAX_MINOR:
            raise Invalid("amount_invalid")
        async with self._db.write(actor, self._clock.now()) as work:
            row = await _current_payment(work, payment_id, version)
            touched = Touched(row, row_undo.held(row))
            if row.received_at is None:
                row.planned = amount
            else:
                row.received = amount
            return await _done(work, row.deal_id, [touched])

    async def set_due(self, actor: Actor, payment_id: int, version: int, day: date) -> PaymentBook:
        """Change by when a planned payment is due. Raises Stale."""
        async with self._db.write(actor, self._clock.now()) as work:
            row = await _waiting(work, payment_id, version)
            touched = Touched(row, row_undo.held(row))
            row.due_day = day
            return await _done(work, row.deal_id, [touched])

    async def delete(self, actor: Actor, payment_id: int, version: int) -> PaymentBook:
        """Strike a payment out. Raises Stale."""
        async with self._db.write(actor, self._clock.now()) as work:
            row = await _current_payment(work, payment_id, version)
            touched = Touched(row, row_undo.held(row), gone=True)
            await work.session.delete(row)
            return await _done(work, row.deal_id, [touched])

    async def undo(self, actor: Actor, undo_id: int) -> PaymentBook:
        """Take the last deed back within 24 hours. Raises NotFound, Stale."""
        async with self._db.write(actor, self._clock.now()) as work:
            taken = (await closing.claim(work, undo_id, UNDO)).payload
            deal = await doors.deal_of(work, taken["about"])
            await row_undo.take_back(work, Payment, taken["rows"])
            if taken.get("event"):
                await deal_events.unhappen(work, deal, taken)
            sale_rows.touch(deal)
            await work.session.flush()
            return await _book(work, deal)

    async def deal_of(self, actor: Actor, undo_id: int) -> int:
        """The deal an undo is about. Raises NotFound."""
        async with self._db.read(actor, self._clock.now()) as work:
            undo = await sale_rows.undo_action(work, undo_id, UNDO)
            if undo is None:
                raise NotFound("deal")
            return int(undo.payload["about"])


def _months_on(day: date, months: int) -> date:
    number = day.year * 12 + day.month - 1 + months
    year, month = number // 12, number % 12 + 1
    return date(year, month, min(day.day, monthrange(year, month)[1]))


async def _planned(work: Work, deal: Deal, parts: Sequence[tuple[int, date | None]]) -> PaymentBook:
    touched = []
    for row in await rows.of_deal(work, deal.id):
        if row.received_at is None:
            touched.append(Touched(row, row_undo.held(row), gone=True))
            await work.session.delete(row)
    for amount, day in parts:
        row = Payment(
            deal_id=deal.id, planned=amount, due_day=day, note="", created_by=work.actor.user_id, created_at=work.now
        )
        work.session.add(row)
        touched.append(Touched(row, None))
    return await _done(work, deal.id, touched)


async def _received(work: Work, deal: Deal, amount: int, row: Payment | None) -> PaymentBook:
    if not 0 < amount <= money.MAX_MINOR:
        raise Invalid("amount_invalid")
    touched = await payment_steps.receive(work, deal, amount, row)
    payload = {"about": deal.id, "rows": await row_undo.described(work, touched)}
    if deal.status is StageKind.OPEN:
        event, _ = await deal_events.happen(work, deal, sources.PAYMENT)
        payload |= event
    sale_rows.touch(deal)
    undo = closing.offer(work, UNDO, payload)
    await work.session.flush()
    return await _book(work, deal, undo.id)


async def _done(work: Work, deal_id: int, touched: Sequence[Touched]) -> PaymentBook:
    undo = await row_undo.offer(work, UNDO, deal_id, touched)
    deal = await doors.deal_of(work, deal_id)
    if undo is not None:
        sale_rows.touch(deal)
        await work.session.flush()
    return await _book(work, deal, undo)


async def _payment(work: Work, payment_id: int) -> Payment:
    row = await rows.one(work, payment_id)
    if row is None:
        raise NotFound("payment")
    return row


async def _current_payment(work: Work, payment_id: int, version: int) -> Payment:
    row = await _payment(work, payment_id)
    if row.version != version:
        raise Stale
    return row


async def _waiting(work: Work, payment_id: int, version: int) -> Payment:
    row = await _current_payment(work, payment_id, version)
    if row.received_at is not None:
        raise Stale
    return row


async def _book(work: Work, deal: Deal, undo: int | None = None) -> PaymentBook:
    found = await rows.of_deal(work, deal.id)
    received = sum(row.received or 0 for row in found)
    planned = sum(row.planned or 0 for row in found if row.received_at is None)
    return PaymentBook(
        deal_id=deal.id,
        version=deal.version,
        title=deal.title,
        amount=deal.amount,
        expected_close=deal.expected_close,
        lines=tuple(_line(work, row) for row in found),
        received=received,
        planned=planned,
        left=max(0, deal.amount - received - planned) if deal.amount is not None else None,
        undo=undo,
    )


def _line(work: Work, row: Payment) -> PaymentLine:
    waiting = row.received_at is None
    late = waiting and row.due_day is not None and row.due_day < local_day(work.now, work.actor.zone)
    amount = (row.planned if waiting else row.received) or 0
    return PaymentLine(row.id, row.version, amount, row.due_day, row.received_at, late)
