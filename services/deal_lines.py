"""What is sold in a deal: products with quantity, price and cost; their sum beside the deal's amount (S0-23)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from services import closing, doors, row_undo
from services.clock import Clock
from services.errors import Denied, Invalid, NotFound, Stale
from services.products import ProductPage, found
from services.row_undo import Touched
from services.rules.actor import Actor
from services.rules.money import MAX_MINOR
from storage import products as rows
from storage import sales as sale_rows
from storage.tables import Deal, DealLine
from storage.unit_of_work import Database, Work

UNDO: Final = "deal_line"
ONE: Final = 1000
"""A quantity of one: quantities are in thousandths."""
QUANTITY_MOST: Final = 10**9 * ONE
LINES_MOST: Final = 200


@dataclass(frozen=True, slots=True)
class SoldLine:
    """A product in a deal: quantity in thousandths, sums in minor units; `cost` None for those who do not see it."""

    id: int
    name: str
    quantity: int
    price: int | None
    cost: int | None
    total: int


@dataclass(frozen=True, slots=True)
class LineBook:
    """All lines of a deal; `total` is their sum, `margin` None where no cost is known or the actor does not see it."""

    deal_id: int
    version: int
    title: str
    amount: int | None
    lines: tuple[SoldLine, ...]
    total: int
    margin: int | None
    uncosted: int
    undo: int | None = None


@dataclass(frozen=True, slots=True)
class LineCard:
    """One line of a deal; `sees_cost`: the actor may see and set what it costs the company."""

    deal_id: int
    version: int
    title: str
    line: SoldLine
    sees_cost: bool


class DealLines:
    """Adding, changing, removing lines. Everything raises NotFound for a deal the actor does not see.

    Versions are the deal's: every change of its lines raises it.
    """

    def __init__(self, db: Database, clock: Clock) -> None:
        self._db = db
        self._clock = clock

    async def book(self, actor: Actor, deal_id: int) -> LineBook:
        """The lines of a deal."""
        async with self._db.read(actor, self._clock.now()) as work:
            return await _book(work, await doors.deal_of(work, deal_id))

    async def get(self, actor: Actor, line_id: int) -> LineCard:
        """One line."""
        async with self._db.read(actor, self._clock.now()) as work:
            row, deal = await _line(work, line_id)
            name = next(name for other, name in await rows.lines(work, deal.id) if other.id == row.id)
            return LineCard(deal.id, deal.version, deal.title, _shown(work, row, name), actor.is_leader)

    async def offers(self, actor: Actor, deal_id: int, typed: str = "", page: int = 1) -> tuple[LineBook, ProductPage]:
        """The lines of a deal and a page of the products it may get."""
        async with self._db.read(actor, self._clock.now()) as work:
            book = await _book(work, await doors.deal_of(work, deal_id))
            return book, await found(work, typed, page, archived=False)

    async def add(self, actor: Actor, deal_id: int, version: int, product_id: int) -> LineBook:
        """Add one of a product at its price and cost. Raises Stale, Invalid("too_many_lines")."""
        async with self._db.write(actor, self._clock.now()) as work:
            deal = await doors.current_deal(work, deal_id, version)
            product = await rows.one(work, product_id)
            if product is None or product.archived_at is not None:
                raise NotFound("product")
            if len(await rows.lines(work, deal.id)) >= LINES_MOST:
                raise Invalid("too_many_lines", limit=LINES_MOST)
            row = DealLine(deal_id=deal.id, product_id=product.id, quantity=ONE, price=product.price, cost=product.cost)
            work.session.add(row)
            return await _done(work, deal, [Touched(row, None)])

    async def set_quantity(self, actor: Actor, line_id: int, version: int, quantity: int) -> LineBook:
        """How many, in thousandths. Raises Stale, Invalid("number_invalid")."""
        if not 0 < quantity <= QUANTITY_MOST:
            raise Invalid("number_invalid")
        return await self._set(actor, line_id, version, quantity=quantity)

    async def set_price(self, actor: Actor, line_id: int, version: int, value: int) -> LineBook:
        """The price of one, in minor units. Raises Stale, Invalid("amount_invalid")."""
        return await self._set(actor, line_id, version, price=_sum(value))

    async def set_cost(self, actor: Actor, line_id: int, version: int, value: int) -> LineBook:
        """What one costs the company; for leaders. Raises Denied, Stale, Invalid("amount_invalid")."""
        if not actor.is_leader:
            raise Denied
        return await self._set(actor, line_id, version, cost=_sum(value))

    async def remove(self, actor: Actor, line_id: int, version: int) -> LineBook:
        """Take a line out. Raises Stale."""
        async with self._db.write(actor, self._clock.now()) as work:
            row, deal = await _line(work, line_id)
            if deal.version != version:
                raise Stale
            touched = Touched(row, row_undo.held(row), gone=True)
            await work.session.delete(row)
            return await _done(work, deal, [touched])

    async def take_amount(self, actor: Actor, deal_id: int, version: int) -> LineBook:
        """Make the sum of the lines the deal's amount. Raises Stale."""
        async with self._db.write(actor, self._clock.now()) as work:
            deal = await doors.current_deal(work, deal_id, version)
            deal.amount = (await _book(work, deal)).total
            await work.session.flush()
            return await _book(work, deal)

    async def undo(self, actor: Actor, undo_id: int) -> LineBook:
        """Take the last change of the lines back within 24 hours. Raises NotFound, Stale."""
        async with self._db.write(actor, self._clock.now()) as work:
            taken = (await closing.claim(work, undo_id, UNDO)).payload
            deal = await doors.deal_of(work, taken["about"])
            await row_undo.take_back(work, DealLine, taken["rows"])
            return await _done(work, deal, ())

    async def deal_of(self, actor: Actor, undo_id: int) -> int:
        """The deal an undo is about. Raises NotFound."""
        async with self._db.read(actor, self._clock.now()) as work:
            undo = await sale_rows.undo_action(work, undo_id, UNDO)
            if undo is None:
                raise NotFound("deal")
            return int(undo.payload["about"])

    async def _set(self, actor: Actor, line_id: int, version: int, **values: Any) -> LineBook:
        async with self._db.write(actor, self._clock.now()) as work:
            row, deal = await _line(work, line_id)
            if deal.version != version:
                raise Stale
            touched = Touched(row, row_undo.held(row))
            for name, value in values.items():
                setattr(row, name, value)
            return await _done(work, deal, [touched])


def _sum(value: int) -> int:
    if not 0 <= value <= MAX_MINOR:
        raise Invalid("amount_invalid")
    return value


async def _line(work: Work, line_id: int) -> tuple[DealLine, Deal]:
    row = await rows.line(work, line_id)
    deal = await sale_rows.deal(work, row.deal_id) if row is not None else None
    if row is None or deal is None:
        raise NotFound("line")
    return row, deal


async def _done(work: Work, deal: Deal, touched: Sequence[Touched]) -> LineBook:
    undo = await row_undo.offer(work, UNDO, deal.id, touched)
    sale_rows.touch(deal)
    await work.session.flush()
    return await _book(work, deal, undo)


def _times(quantity: int, price: int) -> int:
    """A sum rounded half up to the minor unit."""
    return (2 * quantity * price + ONE) // (2 * ONE)


def _shown(work: Work, row: DealLine, name: str | None) -> SoldLine:
    cost = row.cost if work.actor.is_leader else None
    return SoldLine(row.id, name or "", row.quantity, row.price, cost, _times(row.quantity, row.price or 0))


async def _book(work: Work, deal: Deal, undo: int | None = None) -> LineBook:
    found_lines = await rows.lines(work, deal.id)
    known = [row for row, _ in found_lines if row.cost is not None]
    margin = sum(_times(row.quantity, (row.price or 0) - (row.cost or 0)) for row in known)
    sees = work.actor.is_leader and bool(known)
    shown = tuple(_shown(work, row, name) for row, name in found_lines)
    return LineBook(
        deal_id=deal.id,
        version=deal.version,
        title=deal.title,
        amount=deal.amount,
        lines=shown,
        total=sum(line.total for line in shown),
        margin=margin if sees else None,
        uncosted=len(found_lines) - len(known) if work.actor.is_leader else 0,
        undo=undo,
    )
