"""Clients of an import: by id, else by name; made when deals or contacts name one nobody knows."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from services.importing.books import Books, Change, difference
from services.importing.contacts import ContactBook, Wanted
from services.importing.ledger import Made
from services.importing.people import PeopleBook
from services.rules.import_fields import Field
from services.rules.import_rows import Bad, Record
from services.rules.import_text import name_key
from storage import importing as rows
from storage.tables import Client

REMEMBERED = 100_000
"""Clients whose keys are kept at hand; beyond them the database is asked again."""

FIELDS = (
    "id",
    "name",
    "search_key",
    "external_id",
    "owner_id",
    "segment",
    "audience",
    "region",
    "website",
    "is_person",
)


@dataclass(frozen=True, slots=True)
class ClientRef:
    """How a row names its client: an id, a name, or both."""

    external_id: str | None
    name: str

    @property
    def keys(self) -> tuple[str, ...]:
        """Keys to look under, the surest first; ids are told from names by their first sign."""
        by_id = (f"#{self.external_id}",) if self.external_id else ()
        return (*by_id, name_key(self.name)) if self.name else by_id


def client_ref(record: Record) -> ClientRef | None:
    """Return the client a deal, contact or line names, None when it names none."""
    external_id, name = record.text(Field.CLIENT_ID) or None, record.text(Field.CLIENT)
    return ClientRef(external_id, name) if external_id or name else None


class ClientBook:
    """Resolves clients batch by batch."""

    def __init__(self, books: Books) -> None:
        self._books = books
        self._ids: dict[str, int] = {}
        self._new: list[dict[str, Any]] = []

    async def resolve(self, refs: list[ClientRef | None]) -> None:
        """Look the clients of a batch up."""
        if len(self._ids) > REMEMBERED and not self._books.dry:
            self._ids.clear()
        missing = {key for ref in refs if ref is not None for key in ref.keys if key not in self._ids}
        for row in await self.stored(missing):
            self._ids.setdefault(row.search_key, row.id)
            if row.external_id:
                self._ids[f"#{row.external_id}"] = row.id

    async def stored(self, keys: set[str]) -> list[Any]:
        """Return the stored clients under these keys, oldest first."""
        ids = [key[1:] for key in keys if key.startswith("#")]
        names = [key for key in keys if not key.startswith("#")]
        found = {row.id: row for row in await rows.find(self._books.work, Client, "external_id", ids, FIELDS)}
        found |= {row.id: row for row in await rows.find(self._books.work, Client, "search_key", names, FIELDS)}
        return [found[key] for key in sorted(found)]

    def find(self, ref: ClientRef) -> int | None:
        """Return a client that `resolve` has looked up or that was made since."""
        return next((self._ids[key] for key in ref.keys if key in self._ids), None)

    def make(self, ref: ClientRef, record: Record, owner_id: int | None, *, is_person: bool = False) -> int:
        """Add a client."""
        key = self._books.key(Client)
        name = ref.name or ref.external_id or "?"
        values = record.values
        self._new.append(
            {
                "id": key,
                "name": name,
                "search_key": name_key(name)[:300],
                "is_person": is_person,
                "owner_id": owner_id,
                "segment": values.get(Field.SEGMENT),
                "audience": values.get(Field.AUDIENCE),
                "region": place(record),
                "website": values.get(Field.WEBSITE),
                "external_id": ref.external_id,
                "created_at": values.get(Field.CREATED) or self._books.work.now,
                "version": 1,
            }
        )
        for item in ref.keys:
            self._ids.setdefault(item, key)
        return key

    def of(self, ref: ClientRef, record: Record, *, is_person: bool = False) -> int:
        """Return the client a row names, made if nobody knows it; its owner is settled by its deals."""
        found = self.find(ref)
        if found is None:
            self._books.ledger.made[Made.CLIENTS] += 1
            found = self.make(ref, record, None, is_person=is_person)
        return found

    async def flush(self) -> None:
        """Write the new clients."""
        await self._books.create(Client, self._new)
        self._new = []


def place(record: Record) -> str | None:
    """Return region and city in one: clients have one field for where they are."""
    found = [record.text(name) for name in (Field.REGION, Field.CITY)]
    return ", ".join(part for part in found if part)[:120] or None


class ClientStep:
    """Takes in a list of clients, with the contact person each row may hold."""

    def __init__(self, books: Books, clients: ClientBook, contacts: ContactBook, people: PeopleBook) -> None:
        self._books = books
        self._clients = clients
        self._contacts = contacts
        self._people = people
        self._seen: set[int] = set()

    async def batch(self, records: list[Record]) -> None:
        """Make, change or skip one client per row."""
        refs = [ClientRef(record.text(Field.ID) or None, record.text(Field.CLIENT)) for record in records]
        stored = await self._clients.stored({key for ref in refs for key in ref.keys})
        by_key = {f"#{row.external_id}": row for row in stored if row.external_id}
        for row in stored:
            by_key.setdefault(row.search_key, row)
        ledger, changes, wanted, notes = self._books.ledger, list[Change](), list[Wanted](), []
        for record, ref in zip(records, refs, strict=True):
            if not self._usable(record, ref):
                continue
            old = _match(by_key, ref)
            owner_id = self._people.owner(record)
            if old is None:
                key = self._clients.make(ref, record, owner_id)
                ledger.tally.new += 1
                notes += [(key, "\n".join(record.notes), self._books.work.now)] if record.notes else []
            else:
                key = old.id
                change = difference(old, key, _values(record, ref, owner_id), {"client_id": key})
                ledger.tally.skip += change is None
                changes += [change] if change is not None else []
            wanted += Wanted.of(record, key, ref.name)
        await self._people.flush()
        await self._clients.flush()
        await self._books.note("client_id", notes)
        await self._contacts.resolve(wanted)
        changed = await self._books.update(Client, changes)
        ledger.tally.update += len(changed)
        ledger.tally.skip += len(changes) - len(changed)

    def _usable(self, record: Record, ref: ClientRef) -> bool:
        if not ref.name:
            self._books.ledger.reject(Bad(record.line, "no_name"))
            return False
        mark = hash(ref.keys[0])
        if mark in self._seen:
            self._books.ledger.reject(Bad(record.line, "duplicate", value=ref.external_id or ref.name))
            return False
        self._seen.add(mark)
        return True

    async def finish(self) -> None:
        """Nothing is left to do."""


class ContactStep:
    """Takes in a list of contact persons; one without a company is a client of its own."""

    def __init__(self, books: Books, clients: ClientBook, contacts: ContactBook) -> None:
        self._books = books
        self._clients = clients
        self._contacts = contacts

    async def batch(self, records: list[Record]) -> None:
        """Make, change or skip one person per row."""
        refs = [client_ref(record) for record in records]
        await self._clients.resolve(refs)
        known = await self._contacts.by_phone(records)
        wanted = list[Wanted]()
        for record, ref in zip(records, refs, strict=True):
            numbers = [item.e164 for item in record.values.get(Field.PHONE, ()) if item.e164]
            name = record.text(Field.CONTACT) or record.text(Field.EMAIL) or next(iter(numbers), "")
            if not name:
                self._books.ledger.reject(Bad(record.line, "no_name"))
                continue
            old = next((known[number] for number in numbers if number in known), None)
            if ref is None and old is not None:
                client_id = old.client_id
            else:
                client_id = self._clients.of(ref or ClientRef(None, name), record, is_person=ref is None)
            wanted += Wanted.of(record, client_id, name, record.text(Field.ID) or None)
        await self._clients.flush()
        await self._contacts.resolve(wanted, counted=True)

    async def finish(self) -> None:
        """Nothing is left to do."""


def _match(by_key: dict[str, Any], ref: ClientRef) -> Any:
    """Find the stored client: by id; by name only one that has no other id."""
    for key in ref.keys:
        row = by_key.get(key)
        if row is not None and (key.startswith("#") or not ref.external_id or row.external_id is None):
            return row
    return None


def _values(record: Record, ref: ClientRef, owner_id: int | None) -> dict[str, Any]:
    return {
        "name": ref.name,
        "external_id": ref.external_id,
        "owner_id": owner_id,
        "segment": record.values.get(Field.SEGMENT),
        "audience": record.values.get(Field.AUDIENCE),
        "region": place(record),
        "website": record.values.get(Field.WEBSITE),
    }
