"""Products of an import, and the short lists its deals name: channels and refusal reasons."""

from __future__ import annotations

import secrets
from typing import Any

from services.importing.books import Books, Change, difference
from services.importing.ledger import Made
from services.rules.import_fields import Field
from services.rules.import_rows import Bad, Record
from services.rules.import_text import name_key
from storage import importing as rows
from storage.tables import Channel, LossReason, Product

MOST_NAMES = 30
"""So many channels or reasons an import makes; beyond them the column is free text and becomes a comment."""


class ProductBook:
    """Finds products by id or name and makes missing ones."""

    def __init__(self, books: Books) -> None:
        self._books = books
        self._by_id: dict[str, int] = {}
        self._by_name: dict[str, int] = {}
        self._prices: dict[int, tuple[int | None, int | None]] = {}
        self._known: dict[int, Any] = {}
        self._new: list[dict[str, Any]] = []

    async def load(self) -> None:
        """Read what there is."""
        fields = ("id", "name", "external_id", "category", "price", "cost")
        for item in await rows.everything(self._books.work, Product, fields):
            self._known[item.id] = item
            self._remember(item.id, item.name, item.external_id, item.price, item.cost)

    def _remember(self, key: int, name: str, external_id: str | None, price: int | None, cost: int | None) -> None:
        self._by_name.setdefault(name_key(name), key)
        if external_id:
            self._by_id[external_id] = key
        self._prices[key] = (price, cost)

    def find(self, name: str, external_id: str | None) -> int | None:
        """Return the product of that id, or of that name."""
        if external_id and external_id in self._by_id:
            return self._by_id[external_id]
        return self._by_name.get(name_key(name)) if name else None

    def known(self, product_id: int) -> Any:
        """Return the stored row of a product that was here before, None for one made by this import."""
        return self._known.get(product_id)

    def make(self, name: str, external_id: str | None, record: Record | None = None) -> int:
        """Add a product; a row of a price list brings its details."""
        values = record.values if record is not None else {}
        row: dict[str, Any] = {
            "id": self._books.key(Product),
            "name": name,
            "search_key": name_key(name)[:300],
            "category": values.get(Field.SERIES),
            "price": values.get(Field.PRICE),
            "cost": values.get(Field.COST),
            "external_id": external_id,
            "version": 1,
        }
        self._new.append(row)
        self._remember(row["id"], name, external_id, row["price"], row["cost"])
        return int(row["id"])

    def price_and_cost(self, product_id: int) -> tuple[int | None, int | None]:
        """Return the list price and the cost of one, in minor units."""
        return self._prices.get(product_id, (None, None))

    def of(self, record: Record) -> int | None:
        """Return the product a deal or line names, made if there is none."""
        name, external_id = record.text(Field.PRODUCT), record.text(Field.PRODUCT_ID) or None
        if not name and not external_id:
            return None
        found = self.find(name, external_id)
        if found is None:
            self._books.ledger.made[Made.PRODUCTS] += 1
            found = self.make(name or external_id or "", external_id)
        return found

    async def flush(self) -> None:
        """Write the new products."""
        await self._books.create(Product, self._new)
        self._new = []


class ProductStep:
    """Takes in a price list."""

    def __init__(self, books: Books, products: ProductBook) -> None:
        self._books = books
        self._products = products
        self._seen: set[int] = set()

    async def batch(self, records: list[Record]) -> None:
        """Make, change or skip one product per row."""
        ledger, changes = self._books.ledger, list[Change]()
        for record in records:
            name, external_id = record.text(Field.PRODUCT), record.text(Field.ID) or None
            if not name:
                ledger.reject(Bad(record.line, "no_name"))
                continue
            key = self._products.find(name, external_id)
            if key is not None and key in self._seen:
                ledger.reject(Bad(record.line, "duplicate", value=name))
                continue
            if key is None:
                key = self._products.make(name, external_id, record)
                ledger.tally.new += 1
            else:
                values = {
                    "category": record.values.get(Field.SERIES),
                    "price": record.values.get(Field.PRICE),
                    "cost": record.values.get(Field.COST),
                    "external_id": external_id,
                }
                change = difference(self._products.known(key), key, values, {})
                ledger.tally.skip += change is None
                changes += [change] if change is not None else []
            self._seen.add(key)
        await self._products.flush()
        changed = await self._books.update(Product, changes)
        ledger.tally.update += len(changed)
        ledger.tally.skip += len(changes) - len(changed)

    async def finish(self) -> None:
        """Nothing is left to do."""


class NameBook:
    """A short list found by name: channels or refusal reasons; missing names are made, up to `MOST_NAMES`."""

    def __init__(self, books: Books, table: type[Channel] | type[LossReason], made: Made) -> None:
        self._books = books
        self._table = table
        self._made = made
        self._by_name: dict[str, int] = {}
        self._new: list[dict[str, Any]] = []
        self._position = 0

    async def load(self) -> None:
        """Read what there is."""
        for item in await rows.everything(self._books.work, self._table, ("id", "name", "position")):
            self._by_name.setdefault(name_key(item.name), item.id)
            self._position = max(self._position, item.position + 1)

    def of(self, name: str) -> int | None:
        """Return the entry of that name, made if need be; None for an empty name or one too many."""
        if not name:
            return None
        found = self._by_name.get(name_key(name))
        if found is None and self._books.ledger.made[self._made] < MOST_NAMES:
            found = self._by_name[name_key(name)] = self._books.key(self._table)
            self._new.append(self._row(found, name))
            self._books.ledger.made[self._made] += 1
            self._position += 1
        return found

    def _row(self, key: int, name: str) -> dict[str, Any]:
        row = {"id": key, "code": None, "name": name[:120], "position": self._position, "version": 1}
        if self._table is Channel:
            return {**row, "token": f"c{secrets.token_urlsafe(9)}"}
        return {**row, "for_deals": True, "for_leads": True}

    async def flush(self) -> None:
        """Write the new entries."""
        await self._books.create(self._table, self._new)
        self._new = []
