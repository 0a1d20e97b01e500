"""What channels cost and what clients paid: tables whose rows are sums with their days (S4-03, S0-04)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any, Final

from services.importing.books import Books, Change, difference
from services.importing.catalogue import NameBook
from services.importing.clients import ClientBook, ClientRef
from services.rules.import_cost_words import purpose
from services.rules.import_fields import Field
from services.rules.import_rows import Bad, Record
from services.rules.import_text import name_key
from services.rules.kinds import CostKind
from storage import importing as rows
from storage.tables import ChannelCost, Deal, Payment

LONGEST: Final = timedelta(days=3660)
"""As long as a cost typed in the chat may last."""
COSTS: Final = ("id", "channel_id", "kind", "amount", "from_day", "to_day")
PAYMENTS: Final = ("id", "deal_id", "planned", "due_day", "received", "received_at")
DEALS: Final = ("id", "external_id", "search_key", "client_id")
OWN_NUMBER: Final = "№#"
"""A deal's own number is told from another program's by the sign before it."""


class CostStep:
    """Takes in costs of channels, known by channel, purpose and days: the same again says what it costs now."""

    def __init__(self, books: Books, channels: NameBook) -> None:
        self._books = books
        self._channels = channels
        self._stored: dict[Any, Any] | None = None
        self._seen: set[Any] = set()

    async def batch(self, records: list[Record]) -> None:
        """Make, change or skip one cost per row."""
        books, new, changes = self._books, list[dict[str, Any]](), list[Change]()
        stored = await self._known()
        for record in records:
            found = self._read(record)
            if isinstance(found, Bad):
                books.ledger.reject(found)
                continue
            key = (found["channel_id"], found["kind"], found["from_day"], found["to_day"])
            if key in self._seen:
                books.ledger.reject(Bad(record.line, "duplicate", value=record.text(Field.CHANNEL)))
                continue
            self._seen.add(key)
            old = stored.get(key)
            if old is None:
                new.append(found)
                continue
            change = difference(old, old.id, {"amount": found["amount"]}, {})
            books.ledger.tally.skip += change is None
            changes += [change] if change is not None else []
        await self._channels.flush()
        books.ledger.tally.new += len(new)
        await books.create(ChannelCost, [{"id": books.key(ChannelCost), **row} for row in new])
        changed = await books.update(ChannelCost, changes)
        books.ledger.tally.update += len(changed)
        books.ledger.tally.skip += len(changes) - len(changed)

    async def finish(self) -> None:
        """Nothing is left to do."""

    async def _known(self) -> dict[Any, Any]:
        if self._stored is None:
            found = await rows.everything(self._books.work, ChannelCost, COSTS)
            self._stored = {(row.channel_id, row.kind, row.from_day, row.to_day): row for row in found}
        return self._stored

    def _read(self, record: Record) -> dict[str, Any] | Bad:
        values = record.values
        name, amount, first = record.text(Field.CHANNEL), values.get(Field.AMOUNT), values.get(Field.FROM)
        if not name:
            return Bad(record.line, "no_channel")
        if amount is None or amount <= 0:
            return Bad(record.line, "no_amount")
        if first is None:
            return Bad(record.line, "no_days")
        last = values.get(Field.UNTIL) or record.until or first
        if not timedelta(0) <= last - first <= LONGEST:
            return Bad(record.line, "days", value=f"{first:%d.%m.%Y} – {last:%d.%m.%Y}")
        channel = self._channels.of(name)
        if channel is None:
            return Bad(record.line, "channel", value=name)
        said = record.text(Field.PURPOSE)
        kind = purpose(said)
        notes = [*([said] if said and kind is CostKind.OTHER else []), *record.notes]
        return {
            "channel_id": channel, "kind": kind, "amount": amount, "from_day": first, "to_day": last,
            "note": "\n".join(notes), "created_by": self._books.work.actor.user_id,
            "created_at": self._books.work.now, "version": 1,
        }  # fmt: skip


class PaymentStep:
    """Takes in payments of deals: planned by a day, received on one, or both."""

    def __init__(self, books: Books, clients: ClientBook) -> None:
        self._books = books
        self._clients = clients
        self._taken: set[int] = set()
        self._before: dict[int, list[Any]] = {}

    async def batch(self, records: list[Record]) -> None:
        """Make, complete or skip one payment per row."""
        books, new, changes = self._books, list[dict[str, Any]](), list[Change]()
        deals = await self._deals(records)
        await self._remember({deal for deal in deals if isinstance(deal, int)})
        for record, deal in zip(records, deals, strict=True):
            found = deal if isinstance(deal, Bad) else self._read(record, deal)
            if isinstance(found, Bad):
                books.ledger.reject(found)
                continue
            old = self._same(found)
            if old is None:
                new.append(found)
            elif found["received_at"] is not None and old.received_at is None:
                told = {"received": found["received"], "received_at": found["received_at"]}
                change = difference(old, old.id, told, {"deal_id": old.deal_id})
                changes += [change] if change is not None else []
            else:
                books.ledger.tally.skip += 1
        books.ledger.tally.new += len(new)
        await books.create(Payment, [{"id": books.key(Payment), **row} for row in new])
        changed = await books.update(Payment, changes)
        books.ledger.tally.update += len(changed)
        books.ledger.tally.skip += len(changes) - len(changed)

    async def finish(self) -> None:
        """Nothing is left to do."""

    def _read(self, record: Record, deal: int) -> dict[str, Any] | Bad:
        amount, due, paid = (record.values.get(name) for name in (Field.AMOUNT, Field.DUE, Field.PAID))
        if amount is None or amount <= 0:
            return Bad(record.line, "no_amount")
        if due is None and paid is None:
            return Bad(record.line, "no_days")
        if paid is not None and paid > self._books.work.now:
            return Bad(record.line, "not_yet")
        return {
            "deal_id": deal, "planned": amount if due is not None else None, "due_day": due,
            "received": amount if paid is not None else None, "received_at": paid, "note": "\n".join(record.notes),
            "created_by": self._books.work.actor.user_id, "created_at": self._books.work.now, "version": 1,
        }  # fmt: skip

    def _same(self, told: dict[str, Any]) -> Any:
        """The stored payment a row is about, each once: the very same, else one that waited for this money."""
        left = [row for row in self._before.get(told["deal_id"], ()) if row.id not in self._taken]
        due, paid, amount = told["due_day"], told["received_at"], told["planned"] or told["received"]
        waits = [row for row in left if due is not None and (row.due_day, row.planned) == (due, amount)]
        came = [row for row in left if paid is not None and (row.received_at, row.received) == (paid, amount)]
        both = [row for row in waits if row in came]
        found = next(iter(both or came or [row for row in waits if paid is None or row.received_at is None]), None)
        if found is not None:
            self._taken.add(found.id)
        return found

    async def _remember(self, deals: set[int]) -> None:
        """The payments deals had before this file."""
        missing = [deal for deal in deals if deal not in self._before]
        self._before.update({deal: [] for deal in missing})
        for row in await rows.find(self._books.work, Payment, "deal_id", missing, PAYMENTS):
            self._before[row.deal_id].append(row)

    # --------------------------------------------------------------------------------------------------- whose deals
    async def _deals(self, records: list[Record]) -> list[int | Bad]:
        """The deal of each row: by the other program's id, by our number (№12), by its title and client."""
        made = self._books.deals_made
        by_id = {row.external_id: row.id for row in await self._find("external_id", Field.DEAL_ID, records, str)}
        by_id |= {row["external_id"]: row["id"] for row in made}
        own = {row.id for row in await self._find("id", Field.DEAL_ID, records, _number)}
        titles: dict[str, list[tuple[int, int | None]]] = {}
        for row in await self._find("search_key", Field.TITLE, records, _key):
            titles.setdefault(row.search_key, []).append((row.id, row.client_id))
        for deal in made:
            titles.setdefault(deal["search_key"], []).append((deal["id"], deal["client_id"]))
        await self._clients.resolve([_client(record) for record in records])
        return [self._deal(record, by_id, own, titles) for record in records]

    async def _find(
        self, column: str, field: Field, records: list[Record], read: Callable[[str], str | int | None]
    ) -> Any:
        wanted = {read(text) for record in records if (text := record.text(field))}
        return await rows.find(self._books.work, Deal, column, wanted - {None, ""}, DEALS)

    def _deal(
        self, record: Record, by_id: dict[str, int], own: set[int], titles: dict[str, list[tuple[int, int | None]]]
    ) -> int | Bad:
        named, title, ref = record.text(Field.DEAL_ID), record.text(Field.TITLE), _client(record)
        if named:
            number = _number(named)
            found = by_id.get(named, number if number in own else None)
            return Bad(record.line, "no_deal", value=named) if found is None else found
        likely = titles.get(_key(title), []) if title else []
        if ref is not None:
            client = self._clients.find(ref)
            likely = [pair for pair in likely if client is not None and pair[1] == client]
        if len(likely) != 1:
            return Bad(record.line, "many_deals" if likely else "no_deal", value=title)
        return likely[0][0]


def _client(record: Record) -> ClientRef | None:
    name = record.text(Field.CLIENT)
    return ClientRef(None, name) if name else None


def _key(title: str) -> str:
    return name_key(title)[:300]


def _number(text: str) -> int | None:
    digits = text.lstrip(OWN_NUMBER).strip()
    return int(digits) if text[:1] in tuple(OWN_NUMBER) and digits.isdecimal() and len(digits) < 10 else None
