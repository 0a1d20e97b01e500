"""Contact persons of an import: known by id, phone, or name at their client."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from services.importing.books import Books, Change, difference
from services.importing.ledger import Made
from services.rules.import_fields import Field
from services.rules.import_rows import Phone, Record
from services.rules.import_text import name_key
from storage import importing as rows
from storage.tables import Contact

FIELDS = ("id", "client_id", "name", "search_key", "position", "phone", "phone_typed", "email", "external_id")


@dataclass(frozen=True, slots=True)
class Wanted:
    """A person a row names."""

    client_id: int
    name: str
    phone: Phone | None
    email: str | None
    position: str | None
    external_id: str | None
    created_at: Any

    @classmethod
    def of(cls, record: Record, client_id: int, fallback: str, external_id: str | None = None) -> list[Wanted]:
        """Return the row's contact person, if it says anything of one; `fallback` names a person without a name."""
        numbers, email = record.values.get(Field.PHONE, ()), record.values.get(Field.EMAIL)
        name = record.text(Field.CONTACT)
        if not (numbers or email or name):
            return []
        position = record.text(Field.POSITION) or None
        return [
            cls(
                client_id,
                name or fallback or email or "?",
                next((item for item in numbers if item.e164), numbers[0] if numbers else None),
                email,
                position,
                external_id,
                record.values.get(Field.CREATED),
            )
        ]


class ContactBook:
    """Resolves and writes contact persons batch by batch."""

    def __init__(self, books: Books) -> None:
        self._books = books

    async def by_phone(self, records: list[Record]) -> dict[str, Any]:
        """Return the stored contacts whose numbers the records name, by number."""
        numbers = {item.e164 for record in records for item in record.values.get(Field.PHONE, ()) if item.e164}
        found = await rows.find(self._books.work, Contact, "phone", numbers, FIELDS)
        return {row.phone: row for row in reversed(found)}

    async def resolve(self, wanted: list[Wanted], *, counted: bool = False) -> list[int]:
        """Return the contacts' ids, in order, made or brought up to date as need be.

        With `counted` the rows are contacts of their own and go into the table's tally.
        """
        if not wanted:
            return []
        stored = await self._stored(wanted)
        ids, new, changes = list[int](), list[dict[str, Any]](), list[Change]()
        tally = self._books.ledger.tally
        for item in wanted:
            old = next((stored[key] for key in _keys(item) if key in stored), None)
            if isinstance(old, int):  # met before in this batch
                ids.append(old)
                tally.skip += counted
                continue
            if old is None:
                row = self._row(item)
                new.append(row)
                for key in _keys(item):
                    stored[key] = row["id"]
                ids.append(row["id"])
                tally.new += counted
                continue
            ids.append(old.id)
            change = difference(old, old.id, _values(item), {"client_id": old.client_id})
            tally.skip += counted and change is None
            changes += [change] if change is not None else []
        if not counted:
            self._books.ledger.made[Made.CONTACTS] += len(new)
        await self._books.create(Contact, new)
        changed = await self._books.update(Contact, changes)
        if counted:
            tally.update += len(changed)
            tally.skip += len(changes) - len(changed)
        return ids

    async def _stored(self, wanted: list[Wanted]) -> dict[Any, Any]:
        work = self._books.work
        numbers = {item.phone.e164 for item in wanted if item.phone and item.phone.e164}
        ids = {item.external_id for item in wanted if item.external_id}
        clients = {item.client_id for item in wanted if item.client_id > 0}
        found = {
            row.id: row
            for column, values in (("phone", numbers), ("external_id", ids), ("client_id", clients))
            for row in await rows.find(work, Contact, column, values, FIELDS)
        }
        stored: dict[Any, Any] = {}
        for row in found.values():
            for key in (row.external_id and f"#{row.external_id}", row.phone, (row.client_id, row.search_key)):
                if key:
                    stored.setdefault(key, row)
        return stored

    def _row(self, item: Wanted) -> dict[str, Any]:
        return {
            "id": self._books.key(Contact),
            "client_id": item.client_id,
            "name": item.name[:300],
            "search_key": name_key(item.name)[:300],
            "position": item.position,
            "phone": item.phone.e164 if item.phone else None,
            "phone_typed": item.phone.typed if item.phone else None,
            "email": item.email,
            "external_id": item.external_id,
            "created_at": item.created_at or self._books.work.now,
            "version": 1,
        }


def _keys(item: Wanted) -> list[Any]:
    by_id = [f"#{item.external_id}"] if item.external_id else []
    by_phone = [item.phone.e164] if item.phone and item.phone.e164 else []
    return [*by_id, *by_phone, (item.client_id, name_key(item.name)[:300])]


def _values(item: Wanted) -> dict[str, Any]:
    # A name already there is not overwritten by another file's idea of it; what is missing is filled in.
    number = item.phone.e164 if item.phone else None
    return {
        "phone": number,
        "phone_typed": item.phone.typed if item.phone and number else None,
        "email": item.email,
        "position": item.position,
        "external_id": item.external_id,
    }
