"""Invoice lines of an import: each invoice becomes one won deal with its lines."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from services.importing.books import BATCH
from services.importing.clients import client_ref
from services.importing.deals import UNIT, Draft, Line, Shelf, write
from services.importing.ledger import Strange
from services.importing.stage_book import Place
from services.rules.import_fields import Field
from services.rules.import_rows import Bad, Record
from services.rules.import_text import name_key
from services.rules.kinds import StageKind


@dataclass(slots=True)
class Invoice:
    """Lines of one document met so far."""

    records: list[Record] = field(default_factory=list)


class LineStep:
    """Takes in invoice lines; `expected` says how many lines each document has, so that it is let go when complete.

    In a file sorted by document, as exports are, no more than a few documents are held at a time.
    """

    def __init__(self, shelf: Shelf, expected: Counter[int]) -> None:
        self._shelf = shelf
        self._books = shelf.books
        self._left = expected
        self._open: dict[str, Invoice] = {}

    async def batch(self, records: list[Record]) -> None:
        """Collect lines and write the documents that are complete."""
        ready = []
        for record in records:
            number = record.text(Field.DOCUMENT)
            if not number:
                self._books.ledger.reject(Bad(record.line, "no_document"))
                continue
            invoice = self._open.setdefault(number, Invoice())
            invoice.records.append(record)
            self._left[hash(number)] -= 1
            if self._left[hash(number)] <= 0:
                ready.append((number, self._open.pop(number)))
        await self._write(ready)

    async def finish(self) -> None:
        """Write what is left (documents of which some lines were bad)."""
        left, self._open = list(self._open.items()), {}
        for start in range(0, len(left), BATCH):
            await self._books.prepare()
            await self._write(left[start : start + BATCH])

    async def _write(self, ready: list[tuple[str, Invoice]]) -> None:
        shelf = self._shelf
        await shelf.clients.resolve([client_ref(invoice.records[0]) for _, invoice in ready])
        drafts = [draft for number, invoice in ready if (draft := self._draft(number, invoice)) is not None]
        for book in (shelf.people, shelf.products, shelf.clients):
            await book.flush()
        await write(self._books, drafts)

    def _draft(self, number: str, invoice: Invoice) -> Draft | None:
        shelf = self._shelf
        lines, total = [], 0
        for record in invoice.records:
            quantity = record.values.get(Field.QUANTITY, UNIT)
            price, amount = record.values.get(Field.PRICE), record.values.get(Field.AMOUNT)
            product_id = shelf.products.of(record)
            worth = amount if amount is not None else (price or 0) * quantity // UNIT
            total += worth
            if product_id is not None:
                lines.append(Line(product_id, quantity, price if price is not None else _each(amount, quantity)))
        place = shelf.stages.closing(shelf.stages.chosen, StageKind.WON)
        if total > 0 and place is not None:
            return self._won(number, invoice, place, total, lines)
        self._books.ledger.odd[Strange.RETURNS] += place is not None
        for record in invoice.records:
            self._books.ledger.reject(Bad(record.line, "no_stage" if place is None else "return", value=number))
        return None

    def _won(self, number: str, invoice: Invoice, place: Place, total: int, lines: list[Line]) -> Draft:
        first = invoice.records[0]
        ref = client_ref(first)
        self._books.ledger.odd[Strange.NO_CLIENT] += ref is None
        client_id = self._shelf.clients.of(ref, first) if ref else None
        stages = self._shelf.stages
        created = first.values.get(Field.CREATED) or self._books.work.now
        owner_id = self._shelf.people.owner(first)
        values: dict[str, Any] = {
            "title": number,
            "search_key": name_key(number)[:300],
            "client_id": client_id,
            "contact_id": None,
            "pipeline_id": stages.chosen,
            "stage_id": place.id,
            "status": StageKind.WON,
            "owner_id": owner_id,
            "amount": total,
            "channel_id": None,
            "loss_reason_id": None,
            "loss_comment": None,
            "external_id": number,
            "created_at": created,
            "closed_at": created + timedelta(minutes=1),
            "stage_entered_at": created + timedelta(minutes=1),
            "expected_close": None,
        }
        return Draft(first.line, values, place, stages.entry(stages.chosen), lines, rows=len(invoice.records))


def _each(amount: int | None, quantity: int) -> int | None:
    return amount * UNIT // quantity if amount is not None and quantity else None
