"""Records behind the numbers that a button can point to: costs, payments, products, lines."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Final

from services.channel_costs import ChannelCosts, CostCard
from services.client_traits import ClientTraits
from services.clock import ShiftedClock
from services.deal_lines import DealLines, LineBook
from services.payments import PaymentBook, Payments
from services.products import ProductCard, Products
from services.rules.actor import Actor
from services.rules.kinds import CostKind
from storage.tables import Subscription
from storage.unit_of_work import Database
from tests.support.company import People
from tests.support.factory import Factory

NUMBERS_SHARED: Final = frozenset({"cost", "cost_undo", "product", "product_undo"})
"""Kinds that belong to the company."""


@dataclass
class NumberRecords:
    """Makes them."""

    database: Database
    clock: ShiftedClock
    factory: Factory
    people: People
    made: int = 0

    def number_makers(self) -> dict[str, Callable[[Actor], Awaitable[int]]]:
        """Kind → its maker."""
        return {
            "cost": self._cost,
            "cost_undo": self._cost_undo,
            "payment": self._payment,
            "payment_undo": self._payment_undo,
            "product": self._product,
            "product_undo": self._product_undo,
            "trait_undo": self._trait_undo,
            "line": self._line,
            "line_undo": self._line_undo,
            "subscription": self._subscription,
        }

    async def count(self) -> int:
        """One more: numbers for names that must differ."""
        self.made += 1
        return self.made

    async def _trait_undo(self, owner: Actor) -> int:
        client = await self.factory.client("Traits", owner=owner)
        done = await ClientTraits(self.database, self.clock).write(owner, client.id, client.version, "segment", "Farms")
        return done.undo or 0

    async def _cost(self, _owner: Actor) -> int:
        return (await self._entered_cost()).cost.id

    async def _cost_undo(self, _owner: Actor) -> int:
        return (await self._entered_cost()).undo or 0

    async def _entered_cost(self) -> CostCard:
        day, costs = self.clock.now().date(), ChannelCosts(self.database, self.clock)
        key = f"cost{await self.count()}"
        return await costs.add(self.people.owner, 1, CostKind.PHONE, 100, day, day, key=key)

    async def _payment(self, owner: Actor) -> int:
        return (await self._planned(owner)).lines[0].id

    async def _payment_undo(self, owner: Actor) -> int:
        return (await self._planned(owner)).undo or 0

    async def _planned(self, owner: Actor) -> PaymentBook:
        deal = await self.factory.deal(owner)
        day = self.clock.now().date()
        return await Payments(self.database, self.clock).plan_shares(owner, deal.id, deal.version, (1,), day)

    async def _product(self, _owner: Actor) -> int:
        return (await self._made_product()).id

    async def _product_undo(self, _owner: Actor) -> int:
        made = await self._made_product()
        changed = await Products(self.database, self.clock).set_price(self.people.owner, made.id, made.version, 700)
        return changed.undo or 0

    async def _made_product(self) -> ProductCard:
        number = await self.count()
        made = Products(self.database, self.clock)
        return await made.add(self.people.owner, f"Product {number}", key=f"product{number}")

    async def _line(self, owner: Actor) -> int:
        return (await self._sold(owner)).lines[0].id

    async def _line_undo(self, owner: Actor) -> int:
        return (await self._sold(owner)).undo or 0

    async def _sold(self, owner: Actor) -> LineBook:
        deal, product = await self.factory.deal(owner), await self._made_product()
        return await DealLines(self.database, self.clock).add(owner, deal.id, deal.version, product.id)

    async def _subscription(self, owner: Actor) -> int:
        row = Subscription(
            user_id=owner.user_id or 0, indicator="revenue", filters={}, rhythm="week", above=False, crossed=False,
            created_at=self.clock.now(),
        )  # fmt: skip
        async with self.database.write(owner, self.clock.now()) as work:
            work.session.add(row)
            await work.session.flush()
            return row.id
