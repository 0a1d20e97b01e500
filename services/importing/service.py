"""The capability: look at files, rehearse an import, carry it out (issue 2, section 8)."""

from __future__ import annotations

import asyncio
import time
from collections import Counter
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Final, Protocol
from zoneinfo import ZoneInfo

from services import policy
from services.clock import Clock
from services.errors import Denied, Invalid
from services.importing import analysis, files, reading
from services.importing.analysis import Progress, Proposal, Scan
from services.importing.books import Books
from services.importing.catalogue import NameBook, ProductBook, ProductStep
from services.importing.clients import ClientBook, ClientStep, ContactStep
from services.importing.contacts import ContactBook
from services.importing.deals import DealStep, Shelf
from services.importing.ledger import Made, Receipt
from services.importing.lines import LineStep
from services.importing.money import CostStep, PaymentStep
from services.importing.people import PeopleBook, PeopleStep
from services.importing.stage_book import Place, StageBook, our_stages, places
from services.rules.actor import Actor, Role
from services.rules.import_fields import Field, Kind
from services.rules.import_mapping import Mapping, TableMap
from services.rules.import_proposal import Known
from services.rules.import_rows import Record
from storage import company
from storage import importing as rows
from storage.tables import Channel, Client, LossReason, Product, User
from storage.unit_of_work import Database, Work

ORDER = (Kind.PEOPLE, Kind.PRODUCTS, Kind.CLIENTS, Kind.CONTACTS, Kind.DEALS, Kind.LINES, Kind.PAYMENTS, Kind.COSTS)
"""What is pointed to comes before what points."""

NAMES_COMPARED = 20_000
"""Stored names up to which the names of a file are compared with them."""


CLIENTS_HELD = 100_000
"""Clients about whom facts are gathered before they are written."""


SCANS_KEPT = 3

Stamp = tuple[tuple[str, int, int], ...]
"""Path, size and time of the files that were scanned."""


class Step(Protocol):
    """Takes in the rows of one table."""

    async def batch(self, records: list[Record]) -> None:
        """Take a batch in."""

    async def finish(self) -> None:
        """Write what had to wait for the last row."""


WRITING: Final = 4
"""How many times longer than its rehearsal an import takes at most."""
WORTH_A_WORD: Final = 10
"""Seconds of waiting that nobody minds."""


class Importing:
    """Takes exports of other systems in; for admins."""

    def __init__(self, db: Database, clock: Clock) -> None:
        self._db = db
        self._clock = clock
        self._scans: dict[Stamp, Scan] = {}
        self._running = False

    async def analyse(
        self, actor: Actor, path: Path, *, names: dict[str, str] | None = None, common_client: str = "Import"
    ) -> Proposal:
        """Scan the files under a path and propose a mapping; nothing is written.

        `names` gives files other names than their own (uploads), `common_client` is the name, in the company's
        language, of the client made for deals without one. Raises Denied, Invalid (import_…).
        """
        _only_admin(actor)
        found = await self._scan(path, names)
        async with self._db.read(actor, self._clock.now()) as work:
            base = await _base(work, common_client)
            known = await _known(work, base.pipeline)
        return await asyncio.to_thread(analysis.propose, found, known, base)

    async def _scan(self, path: Path, names: dict[str, str] | None) -> Scan:
        """Scan files, or remember the scan of the very same ones: a person looks at them many times."""
        stamp = await asyncio.to_thread(_stamp, path)
        found = self._scans.pop(stamp, None)
        if found is None:
            found = await asyncio.to_thread(analysis.scan, path, names)
        self._scans[stamp] = found
        while len(self._scans) > SCANS_KEPT:
            del self._scans[next(iter(self._scans))]
        return found

    async def pipelines(self, actor: Actor) -> list[tuple[str, list[Place]]]:
        """Return the pipelines an import can fill, each with its stages. Raises Denied."""
        _only_admin(actor)
        async with self._db.read(actor, self._clock.now()) as work:
            return [(item.name, await places(work, item.id)) for item in await company.pipelines(work)]

    async def in_pipeline(self, actor: Actor, proposal: Proposal, name: str) -> Proposal:
        """Return the proposal for another pipeline: its stages take the place of the former one's. Raises Denied."""
        _only_admin(actor)
        async with self._db.read(actor, self._clock.now()) as work:
            known = await _known(work, name)
        return analysis.with_stages(proposal, known, name)

    async def shifted(self, actor: Actor, scan: Scan, mapping: Mapping) -> Mapping:
        """Return the mapping with all dates moved so that the last event of the files was yesterday. Raises Denied."""
        _only_admin(actor)
        last = await asyncio.to_thread(reading.last_event, scan.paths, replace(mapping, shift_days=0))
        today = self._clock.now().astimezone(ZoneInfo(mapping.zone)).date()
        return mapping if last is None else replace(mapping, shift_days=(today - timedelta(days=1) - last).days)

    async def dry_run(self, actor: Actor, scan: Scan, mapping: Mapping, progress: Progress | None = None) -> Receipt:
        """Say what `run` would do; nothing is written. Raises Denied, Invalid."""
        _check(actor, scan, mapping)
        async with self._db.read(actor, self._clock.now()) as work:
            receipt = await _carry_out(work, scan, mapping, progress, dry=True)
        # One transaction holds SQLite's only write lock; PostgreSQL lets the others write on.
        return replace(receipt, pause=pause(receipt.seconds)) if self._db.is_sqlite else receipt

    async def run(self, actor: Actor, scan: Scan, mapping: Mapping, progress: Progress | None = None) -> Receipt:
        """Import in one transaction: all of it or, on any failure, nothing. Bad rows are left out and told.

        Doing it again changes nothing but what the files say anew. Raises Denied, Invalid.
        """
        _check(actor, scan, mapping)
        if self._running:
            raise Invalid("import_running")
        self._running = True
        try:
            async with self._db.write(actor, self._clock.now()) as work, rows.roomy(work):
                return await _carry_out(work, scan, mapping, progress, dry=False)
        finally:
            self._running = False


def pause(rehearsal: float) -> int:
    """For how many seconds, about, an import keeps others from writing, by how long its rehearsal took; 0 for a moment.

    Measured, the import takes 2.3 to 4 times as long as its rehearsal.
    """
    seconds = round(rehearsal * WRITING)
    return seconds if seconds >= WORTH_A_WORD else 0


def _stamp(path: Path) -> Stamp:
    found = [(item, item.stat()) for item in files.find(path)]
    return tuple((str(item), stat.st_size, stat.st_mtime_ns) for item, stat in found)


def _only_admin(actor: Actor) -> None:
    if actor.role is not Role.ADMIN:
        raise Denied


def _check(actor: Actor, scan: Scan, mapping: Mapping) -> None:
    _only_admin(actor)
    used = [table for table in mapping.tables if table.kind is not Kind.UNKNOWN]
    if not used:
        raise Invalid("import_nothing_known")
    for table in used:
        if table.file not in scan.paths:
            raise Invalid("import_other_files", name=table.file)
        missing = table.missing()
        if missing:
            raise Invalid("import_column_missing", name=table.file, fields=sorted(missing[0]))


async def _base(work: Work, common_client: str) -> Mapping:
    settings = (await policy.load(work)).settings
    pipelines = await company.pipelines(work)
    return Mapping(
        tables=(),
        pipeline=pipelines[0].name if pipelines else None,
        common_client=common_client,
        currency=settings.currency,
        zone=settings.zone,
        country=settings.country,
    )


async def _known(work: Work, pipeline: str | None) -> Known:
    names: dict[Field, list[str]] = {}
    for field, table in (
        (Field.PRODUCT, Product),
        (Field.OWNER, User),
        (Field.CLIENT, Client),
        (Field.CHANNEL, Channel),
        (Field.REASON, LossReason),
    ):
        found = await rows.everything(work, table, ("id", "name"), NAMES_COMPARED + 1)
        names[field] = [item.name for item in found] if len(found) <= NAMES_COMPARED else []
    chosen = next((item for item in await company.pipelines(work) if item.name == pipeline), None)
    return Known(names, our_stages(await places(work, chosen.id) if chosen is not None else []))


async def _carry_out(work: Work, scan: Scan, mapping: Mapping, progress: Progress | None, *, dry: bool) -> Receipt:
    started, done = time.monotonic(), 0
    books = Books(work, mapping, dry=dry)
    await books.prepare()
    shelf = await _shelf(books)
    for table in (table for kind in ORDER for table in mapping.of_kind(kind)):
        path = scan.paths[table.file]
        books.source = table.file
        books.ledger.begin(table)
        step = await _step(shelf, table, path)
        async for batch in reading.batches(table, path, mapping):
            for bad in batch.bad:
                books.ledger.reject(bad)
            for record in batch.records:
                books.ledger.take(record)
            await books.prepare()
            await step.batch(batch.records)
            await books.settle(CLIENTS_HELD)
            done += batch.rows
            if progress is not None:
                progress(min(done, scan.rows), scan.rows)
        await step.finish()
    await books.settle()
    return books.ledger.receipt(mapping, dry=dry, seconds=time.monotonic() - started)


async def _shelf(books: Books) -> Shelf:
    shelf = Shelf(
        books,
        PeopleBook(books),
        ProductBook(books),
        ClientBook(books),
        ContactBook(books),
        NameBook(books, Channel, Made.CHANNELS),
        NameBook(books, LossReason, Made.REASONS),
        StageBook(books),
    )
    books.source = next((table.file for table in books.mapping.tables), "")
    for book in (shelf.people, shelf.products, shelf.channels, shelf.reasons, shelf.stages):
        await book.load()
    return shelf


async def _step(shelf: Shelf, table: TableMap, path: Path) -> Step:
    books = shelf.books
    if table.kind is Kind.PEOPLE:
        return PeopleStep(books, shelf.people)
    if table.kind is Kind.PRODUCTS:
        return ProductStep(books, shelf.products)
    if table.kind is Kind.CLIENTS:
        return ClientStep(books, shelf.clients, shelf.contacts, shelf.people)
    if table.kind is Kind.CONTACTS:
        return ContactStep(books, shelf.clients, shelf.contacts)
    if table.kind is Kind.DEALS:
        return DealStep(shelf)
    if table.kind is Kind.PAYMENTS:
        return PaymentStep(books, shelf.clients)
    if table.kind is Kind.COSTS:
        return CostStep(books, shelf.channels)
    expected: Counter[int] = await asyncio.to_thread(reading.documents, table, path, books.mapping)
    return LineStep(shelf, expected)
