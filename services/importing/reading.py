"""Reading a mapped table in batches, on a worker thread: parsing must not hold the bot's loop."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from zoneinfo import ZoneInfo

from services.importing import files
from services.importing.books import BATCH
from services.rules.import_fields import Field, Kind
from services.rules.import_mapping import ColumnMap, Mapping, TableMap
from services.rules.import_rows import Bad, Record, RowReader
from services.rules.import_text import clean


@dataclass(slots=True)
class Batch:
    """Some rows as read; `rows` counts them all, bad ones too."""

    rows: int = 0
    records: list[Record] = field(default_factory=list)
    bad: list[Bad] = field(default_factory=list)


async def batches(table: TableMap, path: Path, mapping: Mapping) -> AsyncIterator[Batch]:
    """Yield the rows of a table, `BATCH` at a time."""
    reading = read(table, path, mapping)
    try:
        while (batch := await asyncio.to_thread(next, reading, None)) is not None:
            yield batch
    finally:
        reading.close()  # type: ignore[attr-defined]


def read(table: TableMap, path: Path, mapping: Mapping) -> Iterator[Batch]:
    """Parse a table batch by batch; rows that hold nothing are left out silently."""
    reader = RowReader(table, mapping)
    batch = Batch()
    for row in files.of_mapping(table, path).rows():
        found = Bad(row.line, row.problem) if row.problem else reader.read(row.line, row.cells)
        if isinstance(found, Record):
            if not found.values and not found.notes and not any(clean(cell) for cell in row.cells):
                continue
            batch.records.append(found)
        else:
            batch.bad.append(found)
        batch.rows += 1
        if batch.rows >= BATCH:
            yield batch
            batch = Batch()
    if batch.rows:
        yield batch


def documents(table: TableMap, path: Path, mapping: Mapping) -> Counter[int]:
    """Count the lines of every document (by the hash of its number)."""
    return Counter(
        hash(record.text(Field.DOCUMENT)) for batch in read(table, path, mapping) for record in batch.records
    )


def last_event(paths: dict[str, Path], mapping: Mapping) -> date | None:
    """Return the latest day on which anything was begun or closed in the deals of the files."""
    zone, latest = ZoneInfo(mapping.zone), None
    for table in (*mapping.of_kind(Kind.DEALS), *mapping.of_kind(Kind.LINES)):
        only = _only(table, {Field.CREATED, Field.CLOSED})
        for batch in read(only, paths[table.file], mapping):
            for record in batch.records:
                for at in record.values.values():
                    latest = at if latest is None or at > latest else latest
    return latest.astimezone(zone).date() if latest is not None else None


def _only(table: TableMap, wanted: set[Field]) -> TableMap:
    columns = tuple(
        column if column.field in wanted else ColumnMap(column.index, column.header, Field.IGNORE)
        for column in table.columns
    )
    return TableMap(
        table.file, table.kind, columns, table.sheet, table.encoding, table.delimiter, table.header_line
    )  # fmt: skip
