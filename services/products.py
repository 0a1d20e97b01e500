"""What the company sells: name, category, price and cost of one. For admins; import fills the same list (S0-15)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

from services import closing, row_undo
from services.clock import Clock
from services.errors import Denied, Invalid, NotFound, Stale
from services.row_undo import Touched
from services.rules.actor import Actor, Role
from services.rules.contacts import one_line
from services.rules.money import MAX_MINOR
from services.rules.search_key import search_key
from storage import products as rows
from storage.tables import Product
from storage.unit_of_work import Database, Work

UNDO: Final = "product"
PAGE: Final = 8
NAME_MOST: Final = 300
CATEGORY_MOST: Final = 120
CATEGORIES: Final = 12


@dataclass(frozen=True, slots=True)
class ProductLine:
    """A product in a list; sums in minor units, None where not known."""

    id: int
    name: str
    price: int | None
    archived: bool


@dataclass(frozen=True, slots=True)
class ProductPage:
    """A page (from 1) of the products whose names hold all words of `key`."""

    lines: tuple[ProductLine, ...]
    total: int
    page: int
    pages: int
    key: str


@dataclass(frozen=True, slots=True)
class ProductCard:
    """One product; `used` in so many deal lines, `categories` are those the company has."""

    id: int
    version: int
    name: str
    category: str | None
    price: int | None
    cost: int | None
    archived: bool
    used: int
    categories: tuple[str, ...]
    undo: int | None = None


class Products:
    """The list and its changes. Everything raises Denied for anyone but an admin."""

    def __init__(self, db: Database, clock: Clock) -> None:
        self._db = db
        self._clock = clock

    async def page(self, actor: Actor, typed: str = "", page: int = 1) -> ProductPage:
        """A page of the products, archived ones last."""
        _only_admin(actor)
        async with self._db.read(actor, self._clock.now()) as work:
            return await found(work, typed, page, archived=None)

    async def get(self, actor: Actor, product_id: int) -> ProductCard:
        """One of them, also an archived one. Raises NotFound."""
        _only_admin(actor)
        async with self._db.read(actor, self._clock.now()) as work:
            return await _card(work, await _product(work, product_id))

    async def add(self, actor: Actor, name: str, *, key: str) -> ProductCard:
        """A new one; `key` makes it once only. Raises Stale, Invalid (empty, too_long, product_exists)."""
        _only_admin(actor)
        async with self._db.write(actor, self._clock.now()) as work:
            name, wanted = await _free(work, name)
            if not await work.once(key):
                raise Stale
            row = Product(name=name, search_key=wanted)
            work.session.add(row)
            await work.session.flush()
            return await _card(work, row)

    async def rename(self, actor: Actor, product_id: int, version: int, typed: str) -> ProductCard:
        """Call it differently. Raises NotFound, Stale, Invalid (empty, too_long, product_exists)."""
        _only_admin(actor)
        async with self._db.write(actor, self._clock.now()) as work:
            row = await _current(work, product_id, version)
            name, wanted = await _free(work, typed, row.id)
            return await _changed(work, row, name=name, search_key=wanted)

    async def set_category(self, actor: Actor, product_id: int, version: int, typed: str) -> ProductCard:
        """Put it into a category, empty: none. Raises NotFound, Stale, Invalid("too_long")."""
        category = one_line(typed)
        if len(category) > CATEGORY_MOST:
            raise Invalid("too_long", limit=CATEGORY_MOST)
        return await self._set(actor, product_id, version, category=category or None)

    async def set_price(self, actor: Actor, product_id: int, version: int, value: int | None) -> ProductCard:
        """What one costs the client, in minor units. Raises NotFound, Stale, Invalid("amount_invalid")."""
        return await self._set(actor, product_id, version, price=_sum(value))

    async def set_cost(self, actor: Actor, product_id: int, version: int, value: int | None) -> ProductCard:
        """What one costs the company, in minor units. Raises NotFound, Stale, Invalid("amount_invalid")."""
        return await self._set(actor, product_id, version, cost=_sum(value))

    async def archive(self, actor: Actor, product_id: int, version: int) -> ProductCard:
        """Offer it no more; deals keep it. Raises NotFound, Stale."""
        return await self._set(actor, product_id, version, archived_at=self._clock.now())

    async def restore(self, actor: Actor, product_id: int, version: int) -> ProductCard:
        """Offer it again. Raises NotFound, Stale, Invalid("product_exists") when its name has been given away."""
        _only_admin(actor)
        async with self._db.write(actor, self._clock.now()) as work:
            row = await _product(work, product_id)
            if row.version != version or row.archived_at is None:
                raise Stale
            await _free(work, row.name, row.id)
            return await _changed(work, row, archived_at=None)

    async def undo(self, actor: Actor, undo_id: int) -> ProductCard:
        """Take the last change back within 24 hours. Raises NotFound, Stale."""
        _only_admin(actor)
        async with self._db.write(actor, self._clock.now()) as work:
            taken = (await closing.claim(work, undo_id, UNDO)).payload
            await row_undo.take_back(work, Product, taken["rows"])
            return await _card(work, await _product(work, taken["about"]))

    async def _set(self, actor: Actor, product_id: int, version: int, **values: Any) -> ProductCard:
        _only_admin(actor)
        async with self._db.write(actor, self._clock.now()) as work:
            return await _changed(work, await _current(work, product_id, version), **values)


async def found(work: Work, typed: str, page: int, *, archived: bool | None) -> ProductPage:
    """A page of products by words of their names."""
    key = search_key(typed)
    total = await rows.count(work, key, archived=archived)
    pages = max(1, -(-total // PAGE))
    page = min(max(page, 1), pages)
    lines = await rows.page(work, key, archived=archived, limit=PAGE, offset=(page - 1) * PAGE)
    shown = tuple(ProductLine(row.id, row.name, row.price, row.archived_at is not None) for row in lines)
    return ProductPage(shown, total, page, pages, key)


def _only_admin(actor: Actor) -> None:
    if actor.role is not Role.ADMIN:
        raise Denied


def _sum(value: int | None) -> int | None:
    if value is not None and not 0 <= value <= MAX_MINOR:
        raise Invalid("amount_invalid")
    return value


async def _free(work: Work, typed: str, besides: int = 0) -> tuple[str, str]:
    name = one_line(typed)
    key = search_key(name)
    if not key:
        raise Invalid("empty")
    if max(len(name), len(key)) > NAME_MOST:
        raise Invalid("too_long", limit=NAME_MOST)
    if await rows.named(work, key, besides) is not None:
        raise Invalid("product_exists", name=name)
    return name, key


async def _product(work: Work, product_id: int) -> Product:
    row = await rows.one(work, product_id)
    if row is None:
        raise NotFound("product")
    return row


async def _current(work: Work, product_id: int, version: int) -> Product:
    row = await _product(work, product_id)
    if row.version != version or row.archived_at is not None:
        raise Stale
    return row


async def _changed(work: Work, row: Product, **values: Any) -> ProductCard:
    touched = Touched(row, row_undo.held(row))
    for name, value in values.items():
        setattr(row, name, value)
    undo = await row_undo.offer(work, UNDO, row.id, [touched])
    return await _card(work, row, undo)


async def _card(work: Work, row: Product, undo: int | None = None) -> ProductCard:
    return ProductCard(
        id=row.id, version=row.version, name=row.name, category=row.category, price=row.price, cost=row.cost,
        archived=row.archived_at is not None, used=await rows.deals_with(work, row.id),
        categories=tuple(await rows.categories(work, CATEGORIES)), undo=undo,
    )  # fmt: skip
