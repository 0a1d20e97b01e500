"""Deals of an import: owner, client, contact, product, stage and times of each row, and the facts reports need."""

from __future__ import annotations

import hashlib
from collections import Counter
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from services import due_following, policy
from services.importing.books import Books, Change, difference
from services.importing.catalogue import NameBook, ProductBook
from services.importing.clients import ClientBook, ClientRef, client_ref
from services.importing.contacts import ContactBook, Wanted
from services.importing.ledger import Strange
from services.importing.people import PeopleBook
from services.importing.stage_book import Place, StageBook
from services.rules.import_fields import Field, Kind
from services.rules.import_mapping import Accountless
from services.rules.import_rows import Bad, Record
from services.rules.import_text import name_key
from services.rules.kinds import StageKind
from storage import deal_events
from storage import importing as rows
from storage.tables import Deal, DealLine, Refusal, StageTransition

FIELDS = (
    "id", "title", "search_key", "client_id", "contact_id", "pipeline_id", "stage_id", "status", "owner_id", "amount",
    "expected_close", "channel_id", "loss_reason_id", "loss_comment", "external_id", "created_at", "stage_entered_at",
    "closed_at",
)  # fmt: skip
UNIT = 1000
"""One piece in a line's quantity, which counts thousandths."""


@dataclass(slots=True)
class Shelf:
    """All the books deals are looked up in."""

    books: Books
    people: PeopleBook
    products: ProductBook
    clients: ClientBook
    contacts: ContactBook
    channels: NameBook
    reasons: NameBook
    stages: StageBook


@dataclass(slots=True)
class Line:
    """A product in a deal: quantity in thousandths, price of one in minor units (None: the list price)."""

    product_id: int
    quantity: int
    price: int | None


@dataclass(slots=True)
class Draft:
    """A deal as its row says it, before it is compared with what we have."""

    line: int
    values: dict[str, Any]
    place: Place
    entry: Place
    lines: list[Line]
    note: str = ""
    rows: int = 1
    """How many rows of the file it is made of."""


class PersonRef(ClientRef):
    """The contact of a deal without a company: the person is the client."""


class StandIn(ClientRef):
    """The client made for deals that name nobody."""


class DealStep:
    """Takes in a table of deals."""

    def __init__(self, shelf: Shelf) -> None:
        self._shelf = shelf
        self._books = shelf.books
        self._seen: set[int] = set()
        self._met: Counter[int] = Counter()

    async def batch(self, records: list[Record]) -> None:
        """Make, change or skip one deal per row."""
        shelf = self._shelf
        refs = await self._clients(records)
        drafts, people = list[Draft](), list[tuple[Draft, list[Wanted]]]()
        for record, ref in zip(records, refs, strict=True):
            draft = self._draft(record, ref)
            if isinstance(draft, Bad):
                self._books.ledger.reject(draft)
                continue
            drafts.append(draft)
            client_id = draft.values["client_id"]
            wanted = Wanted.of(record, client_id, record.text(Field.CLIENT)) if client_id is not None else []
            if wanted:
                people.append((draft, wanted))
        for book in (shelf.people, shelf.products, shelf.channels, shelf.reasons, shelf.clients):
            await book.flush()
        ids = await shelf.contacts.resolve([item for _, wanted in people for item in wanted])
        for (draft, _), contact_id in zip(people, ids, strict=True):
            draft.values["contact_id"] = contact_id
        await write(self._books, drafts)

    async def finish(self) -> None:
        """Nothing is left to do."""

    async def _clients(self, records: list[Record]) -> list[ClientRef | int | None]:
        """Return each row's client: named, known by its contact's phone, a person, a stand-in, or none."""
        shelf = self._shelf
        refs: list[ClientRef | int | None] = [client_ref(record) for record in records]
        nameless = [record for record, ref in zip(records, refs, strict=True) if ref is None]
        known = await shelf.contacts.by_phone(nameless)
        for number, record in enumerate(records):
            if refs[number] is None:
                refs[number] = _person(record, known) or self._stand_in(record)
        await shelf.clients.resolve([ref if isinstance(ref, ClientRef) else None for ref in refs])
        return refs

    def _stand_in(self, record: Record) -> StandIn | None:
        policy = self._books.mapping.accountless
        if policy is Accountless.NONE:
            return None
        if policy is Accountless.COMMON:
            return StandIn(None, self._books.mapping.common_client)
        external_id = record.text(Field.ID)
        return StandIn(None, f"{_title(record, '')} {external_id}".strip() or str(record.line))

    def _draft(self, record: Record, ref: ClientRef | int | None) -> Draft | Bad:
        shelf, values = self._shelf, record.values
        pipeline_id = shelf.stages.pipeline(record)
        place = shelf.stages.of(pipeline_id, record)
        if place is None:
            value = record.text(Field.STAGE) or record.text(Field.STATUS)
            return Bad(record.line, "stage" if value else "no_stage", value=value)
        external_id = values.get(Field.ID) or self._natural(record)
        mark = hash(external_id)
        if mark in self._seen:
            return Bad(record.line, "duplicate", value=external_id)
        self._seen.add(mark)
        product_id = shelf.products.of(record)
        title = _title(record, external_id)
        owner_id = shelf.people.owner(record)
        if owner_id is not None:
            self._books.ledger.busy.add(owner_id)
        reason = record.text(Field.REASON) if place.kind is StageKind.LOST else ""
        reason_id = shelf.reasons.of(reason)
        draft = Draft(
            line=record.line,
            values={
                "title": title,
                "search_key": name_key(title)[:300],
                "client_id": self._client(ref, record),
                "contact_id": None,
                "pipeline_id": pipeline_id,
                "stage_id": place.id,
                "status": place.kind,
                "owner_id": owner_id,
                "amount": self._amount(record, place.kind),
                "channel_id": shelf.channels.of(record.text(Field.CHANNEL)),
                "loss_reason_id": reason_id,
                "loss_comment": reason if reason and reason_id is None else None,
                "external_id": external_id,
                **self._times(record, place.kind),
            },
            place=place,
            entry=shelf.stages.entry(pipeline_id),
            lines=[],
            note="\n".join(record.notes),
        )
        if product_id is not None:
            draft.lines.append(self._line(record, product_id, draft.values["amount"]))
        self._count(draft)
        return draft

    def _natural(self, record: Record) -> str:
        """Make an id for a row without one, of what does not change as the deal goes on."""
        lasting = (Field.TITLE, Field.CLIENT, Field.CLIENT_ID, Field.CONTACT, Field.PRODUCT)
        parts = [record.text(name) for name in lasting]
        parts += [str(record.values.get(Field.CREATED, "")), str(record.values.get(Field.PHONE, ""))]
        digest = hashlib.blake2b("\x1f".join(name_key(part) for part in parts).encode(), digest_size=8)
        number = int.from_bytes(digest.digest())
        self._met[number] += 1
        return f"~{number:016x}.{self._met[number]}"

    def _client(self, ref: ClientRef | int | None, record: Record) -> int | None:
        if isinstance(ref, int):
            return ref
        self._books.ledger.odd[Strange.NO_CLIENT] += ref is None or isinstance(ref, StandIn)
        if ref is None:
            return None
        return self._shelf.clients.of(ref, record, is_person=isinstance(ref, PersonRef))

    def _amount(self, record: Record, kind: StageKind) -> int | None:
        amount = record.values.get(Field.AMOUNT)
        if amount is None and Field.PRICE in record.values:
            amount = record.values[Field.PRICE] * record.values.get(Field.QUANTITY, UNIT) // UNIT
        if kind is StageKind.LOST and amount == 0:
            self._books.ledger.odd[Strange.ZERO_LOST] += 1
            return None
        return None if amount is None else int(amount)

    def _times(self, record: Record, kind: StageKind) -> dict[str, Any]:
        odd, now = self._books.ledger.odd, self._books.work.now
        created, closed = record.values.get(Field.CREATED), record.values.get(Field.CLOSED)
        expected = record.values.get(Field.EXPECTED)
        if kind is StageKind.OPEN:
            if closed is not None:
                odd[Strange.OPEN_CLOSED] += 1
                expected, closed = expected or closed.date(), None
        elif closed is None:
            odd[Strange.NO_CLOSED] += 1
            closed = created or now
        if created is None:
            odd[Strange.NO_CREATED] += 1
            created = min(closed or now, now)
        if closed is not None and closed < created:
            odd[Strange.TURNED] += closed.date() != created.date()
            created = closed
        # A deal won on the day it began: the sale comes after the beginning.
        closed = closed + timedelta(minutes=1) if closed == created else closed
        return {
            "created_at": created,
            "closed_at": closed,
            "stage_entered_at": closed or created,
            "expected_close": expected,
        }

    def _line(self, record: Record, product_id: int, amount: int | None) -> Line:
        quantity = record.values.get(Field.QUANTITY) or UNIT
        price = record.values.get(Field.PRICE)
        if price is None and amount:
            price = amount * UNIT // quantity
        return Line(product_id, quantity, price)

    def _count(self, draft: Draft) -> None:
        odd, values = self._books.ledger.odd, draft.values
        odd[Strange.NO_OWNER] += values["owner_id"] is None
        if values["amount"] is None and draft.place.kind is not StageKind.LOST:
            odd[Strange.NO_AMOUNT if draft.place.kind is StageKind.OPEN else Strange.NO_AMOUNT_WON] += 1
        if draft.place.kind is StageKind.LOST and values["loss_reason_id"] is None and not values["loss_comment"]:
            odd[Strange.NO_REASON] += 1


def _person(record: Record, known: dict[str, Any]) -> PersonRef | int | None:
    numbers = [item.e164 for item in record.values.get(Field.PHONE, ()) if item.e164]
    old = next((known[number] for number in numbers if number in known), None)
    if old is not None:
        return int(old.client_id)
    name = record.text(Field.CONTACT) or record.text(Field.EMAIL) or next(iter(numbers), "")
    return PersonRef(None, name) if name else None


def _title(record: Record, external_id: str) -> str:
    for name in (Field.TITLE, Field.PRODUCT, Field.CLIENT, Field.CONTACT):
        if record.text(name):
            return record.text(name)
    return external_id


async def write(books: Books, drafts: list[Draft]) -> None:
    """Compare drafts with the stored deals and write what is new or different, with moves, lines and notes."""
    ledger = books.ledger
    wanted = [draft.values["external_id"] for draft in drafts]
    stored = {row.external_id: row for row in await rows.find(books.work, Deal, "external_id", wanted, FIELDS)}
    new, changes, moved = list[tuple[int, Draft]](), list[Change](), dict[int, tuple[Any, Draft]]()
    for draft in drafts:
        old = stored.get(draft.values["external_id"])
        if old is None:
            new.append((books.key(Deal), draft))
            continue
        change = difference(old, old.id, _comparable(old, draft), {"deal_id": old.id, "client_id": old.client_id})
        if change is None:
            ledger.tally.skip += draft.rows
        else:
            changes.append(change)
            moved[old.id] = (old, draft)
    ledger.tally.new += sum(draft.rows for _, draft in new)
    ledger.odd[Strange.NO_STEP] += sum(draft.place.kind is StageKind.OPEN for _, draft in new)
    await _create(books, new)
    changed = await books.update(Deal, changes)
    for key, (_, draft) in moved.items():
        if key in changed:
            ledger.tally.update += draft.rows
        else:
            ledger.tally.skip += draft.rows
    await _follow(books, [moved[key] for key in sorted(changed)])


def _comparable(old: Any, draft: Draft) -> dict[str, Any]:
    """A deal that has not moved keeps the time it entered its stage."""
    left_out = {"external_id", "search_key"} | ({"stage_entered_at"} if old.stage_id == draft.place.id else set())
    return {name: value for name, value in draft.values.items() if name not in left_out}


async def _create(books: Books, new: list[tuple[int, Draft]]) -> None:
    deals = [{"id": key, **draft.values, "attempts": 0, "version": 1} for key, draft in new]
    await books.create(Deal, deals)
    if books.dry and books.mapping.of_kind(Kind.PAYMENTS):
        books.deals_made += deals
    moves, lines, refusals, notes = list[dict[str, Any]](), list[dict[str, Any]](), list[dict[str, Any]](), []
    for key, draft in new:
        values = draft.values
        moves += _moves(key, draft)
        lines += [_line_row(key, line) for line in draft.lines]
        if values["loss_reason_id"] is not None:
            refusals.append(_refusal(key, draft))
        if draft.note:
            notes.append((key, draft.note, values["created_at"]))
        books.tell_client(values["client_id"], values)
    await books.add(StageTransition, moves)
    await books.add(DealLine, lines)
    await books.add(Refusal, refusals)
    await books.note("deal_id", notes)


def _moves(key: int, draft: Draft) -> list[dict[str, Any]]:
    """The export knows where a deal began and where it ended; who moved it and when in between nobody wrote down."""
    values, closed = draft.values, draft.place.kind is not StageKind.OPEN
    first = draft.entry.id if closed else draft.place.id
    base = {"deal_id": key, "user_id": None}
    begun = {**base, "from_stage_id": None, "to_stage_id": first, "at": values["created_at"]}
    if not closed:
        return [begun]
    return [begun, {**base, "from_stage_id": first, "to_stage_id": draft.place.id, "at": values["closed_at"]}]


def _line_row(key: int, line: Line) -> dict[str, Any]:
    return {"deal_id": key, "product_id": line.product_id, "quantity": line.quantity, "price": line.price}


def _refusal(key: int, draft: Draft) -> dict[str, Any]:
    values = draft.values
    return {
        "deal_id": key,
        "from_stage_id": draft.entry.id,
        "reason_id": values["loss_reason_id"],
        "comment": None,
        "amount": values["amount"],
        "user_id": values["owner_id"],
        "at": values["closed_at"],
    }


async def _follow(books: Books, changed: list[tuple[Any, Draft]]) -> None:
    """Note the moves of deals that changed their stage, end the tasks of those that closed."""
    moves, closed = list[dict[str, Any]](), list[int]()
    for old, draft in changed:
        values = draft.values
        books.tell_client(values["client_id"] or old.client_id, values)
        if old.stage_id == draft.place.id:
            continue
        move = {"deal_id": old.id, "from_stage_id": old.stage_id, "to_stage_id": draft.place.id, "user_id": None}
        moves.append({**move, "at": max(values["stage_entered_at"], old.stage_entered_at)})
        if draft.place.kind is not StageKind.OPEN:
            closed.append(old.id)
    await books.add(StageTransition, moves)
    if not books.dry:
        await rows.end_tasks(books.work, closed)
        await _dates(books, [old.id for old, draft in changed if old.expected_close != draft.values["expected_close"]])


async def _dates(books: Books, deal_ids: list[int]) -> None:
    """Due dates that hang on the expected day follow it (S2-35, S2-36)."""
    found = await deal_events.deals_with_following(books.work, deal_ids) if deal_ids else []
    rules = await policy.load(books.work) if found else None
    for deal in found:
        if rules is not None:
            await due_following.follow(books.work, rules, deal)
