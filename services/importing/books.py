"""The books of one import: who and what is known, what has been made, and one way to write all of it in bulk."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from services.importing.ledger import Ledger, Strange
from services.rules.import_mapping import Mapping
from services.rules.import_text import name_key
from services.rules.kinds import StageKind
from storage import importing as rows
from storage.history import UNTOLD, plain
from storage.tables import (
    Activity,
    Channel,
    ChannelCost,
    Client,
    Contact,
    Deal,
    LossReason,
    Payment,
    Product,
    Stage,
    Team,
    User,
)
from storage.unit_of_work import Work

BATCH = 2_000
"""Rows read, resolved and written together: large enough for bulk statements, small enough to forget."""

KEYED = (Client, Contact, Deal, Product, User, Team, Stage, Channel, LossReason, Payment, ChannelCost)

NAMES = frozenset({"name", "title"})
"""Fields that a record is searched by."""

Changes = dict[str, tuple[Any, Any]]


@dataclass(frozen=True, slots=True)
class Change:
    """A record that differs from its row: what to write, and whose story it is."""

    id: int
    values: dict[str, Any]
    changes: Changes
    about: dict[str, Any]


class Books:
    """Writes records and their history; in a rehearsal (`dry`) it only counts."""

    def __init__(self, work: Work, mapping: Mapping, *, dry: bool) -> None:
        self.work = work
        self.mapping = mapping
        self.dry = dry
        self.ledger = Ledger()
        self.source = ""
        self.deals_made: list[dict[str, Any]] = []
        """In a rehearsal with payments: the deals the files would make, which no table has yet."""
        self._facts: dict[int, rows.ClientFacts] = {}
        self._keys = {table: rows.Keys(table, rehearsal=dry) for table in KEYED}

    async def prepare(self, count: int = 2 * BATCH) -> None:
        """Get keys for a batch: a row makes two records of a kind at most (an agent and the head)."""
        for keys in self._keys.values():
            await keys.prepare(self.work, count)

    def key(self, table: type[Any]) -> int:
        """Return the key of a record to be made."""
        return self._keys[table].take()

    async def add(self, table: type[Any], new: Sequence[dict[str, Any]]) -> None:
        """Write new rows."""
        if not self.dry:
            await rows.add(self.work, table, new)

    async def create(self, table: type[Any], new: Sequence[dict[str, Any]]) -> None:
        """Write new records with their history."""
        if self.dry or not new:
            return
        await rows.add(self.work, table, new)
        record = table.__tablename__
        entries = (
            (
                row["id"],
                {name: (None, value) for name, value in row.items() if value is not None and name not in UNTOLD},
                _about(record, row),
            )
            for row in new
        )
        await rows.note_changes(self.work, record, "created", self.source, entries)

    def tell_client(self, client_id: int | None, deal: dict[str, Any]) -> None:
        """Remember what a deal that came or changed says about its client."""
        if client_id is None or self.dry:
            return
        facts = self._facts.setdefault(client_id, rows.ClientFacts(deal["created_at"]))
        won = deal["status"] is StageKind.WON
        facts.add(deal["created_at"], deal["closed_at"], deal["owner_id"], won=won)

    async def settle(self, beyond: int = 0) -> None:
        """Write what deals said about clients, once that is more than `beyond` clients."""
        if len(self._facts) > beyond:
            await rows.settle_clients(self.work, self._facts)
            self._facts = {}

    async def note(self, about: str, notes: Iterable[tuple[int, str, Any]]) -> None:
        """Write texts that have no field of their own as notes of (record id, text, time)."""
        columns = {"client_id": None, "deal_id": None, "user_id": self.work.actor.user_id, "kind": "note"}
        await self.add(Activity, [{**columns, about: key, "text": text, "at": at} for key, text, at in notes])

    async def update(self, table: type[Any], found: Sequence[Change]) -> set[int]:
        """Write what files say anew; return the ids that really changed.

        A field on which the file says what it said last time is left as it is: somebody has changed it here since.
        """
        if not found:
            return set()
        record = table.__tablename__
        said = await rows.said_before(self.work, record, [change.id for change in found])
        kept = [_unsaid(change, said.get(change.id, {})) for change in found]
        real = [change for change in kept if change.values]
        self.ledger.odd[Strange.KEPT] += len(found) - len(real)
        if not self.dry:
            await rows.change(self.work, table, [(change.id, change.values) for change in real])
            entries = [(change.id, change.changes, change.about) for change in real]
            await rows.note_changes(self.work, record, "changed", self.source, entries)
        return {change.id for change in real}


def difference(old: Any, row_id: int, values: dict[str, Any], about: dict[str, Any]) -> Change | None:
    """Compare a stored row with what a file says of it; None when they agree. A None in the file says nothing."""
    changes = {
        name: (getattr(old, name), value)
        for name, value in values.items()
        if value is not None and getattr(old, name) != value
    }
    if not changes:
        return None
    return Change(row_id, {name: new for name, (_, new) in changes.items()}, changes, about)


def _unsaid(change: Change, said: dict[str, Any]) -> Change:
    new = {name: pair for name, pair in change.changes.items() if name not in said or said[name] != plain(pair[1])}
    values = {name: pair[1] for name, pair in new.items()}
    for name in NAMES & values.keys():  # people are not renamed by files, the rest is searched by name
        values["search_key"] = name_key(values[name])[:300]
    return Change(change.id, values, new, change.about)


def _about(record: str, row: dict[str, Any]) -> dict[str, Any]:
    if record == "clients":
        return {"client_id": row["id"]}
    if record == "deals":
        return {"deal_id": row["id"], "client_id": row["client_id"]}
    return {"deal_id": row["deal_id"]} if record == "payments" else {"client_id": row.get("client_id")}
