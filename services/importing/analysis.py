"""Scanning files: every row once, bounded memory; what came out is judged by the rules."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from services.importing import files
from services.importing.files import Source
from services.rules.import_columns import ColumnFacts
from services.rules.import_fields import Kind
from services.rules.import_mapping import Mapping, TableMap
from services.rules.import_proposal import (
    FieldFix,
    Known,
    Relation,
    TableScan,
    TableView,
    propose_fixes,
    propose_stages,
    relate,
    view_table,
    with_fixes,
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Scan:
    """The files as scanned: paths by file name, and the tables found in them (in order)."""

    paths: dict[str, Path]
    tables: tuple[TableScan, ...]

    @property
    def rows(self) -> int:
        """How many rows there are in all."""
        return sum(table.rows for table in self.tables)


@dataclass(frozen=True, slots=True)
class Proposal:
    """What the import would do, to be looked at and changed before anything is written."""

    mapping: Mapping
    tables: tuple[TableView, ...]
    relations: tuple[Relation, ...]
    fixes: tuple[FieldFix, ...]
    scan: Scan

    @property
    def unread(self) -> tuple[TableView, ...]:
        """Tables whose kind we could not tell: they stay out unless the person says what they are."""
        return tuple(table for table in self.tables if table.kind is Kind.UNKNOWN)


def scan(path: Path, names: dict[str, str] | None = None) -> Scan:
    """Read every table under a path once. `names` gives files other names than their own (uploads).

    Raises Invalid as `files.find` and `files.sources`.
    """
    paths: dict[str, Path] = {}
    tables: list[TableScan] = []
    for item in files.find(path):
        name = _free((names or {}).get(item.name, item.name), paths)
        paths[name] = item
        tables += [scan_source(source) for source in files.sources(item, name)]
    return Scan(paths, tuple(tables))


def _free(name: str, taken: dict[str, Path]) -> str:
    number = 2
    while name in taken:
        name, number = f"{name.removesuffix(f' ({number - 1})')} ({number})", number + 1
    return name


def scan_source(source: Source) -> TableScan:
    """Read one table through."""
    columns = [ColumnFacts(index, header) for index, header in enumerate(source.headers)]
    adders = [facts.add for facts in columns]
    rows = 0
    for row in source.rows():
        rows += 1
        if row.problem is None:
            for add, cell in zip(adders, row.cells, strict=False):
                if cell != "":
                    add(cell)
    return TableScan(
        source.name, source.sheet, source.encoding, source.delimiter, source.header_line, rows, tuple(columns)
    )  # fmt: skip


def propose(found: Scan, known: Known, base: Mapping) -> Proposal:
    """Judge a scan; `base` carries the company's zone, country, currency and the chosen pipeline."""
    pairs = [view_table(table) for table in found.tables]
    tables: Sequence[TableMap] = [table for table, _ in pairs]
    fixes = propose_fixes(tables, found.tables, known)
    mapping = replace(
        base,
        tables=with_fixes(tables, fixes),
        stages=propose_stages(tables, found.tables, known),
    )
    views = tuple(view for _, view in pairs)
    return Proposal(mapping, views, tuple(relate(tables, found.tables)), tuple(fixes), found)


def with_stages(proposal: Proposal, known: Known, pipeline: str) -> Proposal:
    """Return the proposal with the stage names of the files looked up in another pipeline."""
    stages = propose_stages(proposal.mapping.tables, proposal.scan.tables, known)
    return replace(proposal, mapping=replace(proposal.mapping, stages=stages, pipeline=pipeline))


Progress = Callable[[int, int], None]
"""Called now and then with rows done and rows in all; must return at once."""
