"""From what a scan saw to a proposed mapping: kinds, columns, corrections, stages; with its reasons."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping as MappingABC
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from services.rules.import_columns import ColumnFacts, Guess, assign, table_kind
from services.rules.import_dates import DateOrder
from services.rules.import_fields import DATES, MONEY, NUMBERS, Field, Kind
from services.rules.import_known import COUNTRIES, SECTORS
from services.rules.import_mapping import ColumnMap, StageMap, TableMap
from services.rules.import_stages import stage_meaning
from services.rules.import_text import name_key
from services.rules.import_twins import Fix, TwinWhy, propose_from, propose_twins
from services.rules.kinds import StageKind


@dataclass(frozen=True, slots=True)
class TableScan:
    """One table as scanned: where it is from, how many rows, and its columns."""

    file: str
    sheet: str | None
    encoding: str
    delimiter: str
    header_line: int
    rows: int
    columns: tuple[ColumnFacts, ...]


@dataclass(frozen=True, slots=True)
class ColumnView:
    """A column for the eye: what it is taken for and why, how full it is, three of its values."""

    header: str
    guess: Guess
    filled: int
    samples: tuple[str, ...]
    unsure_dates: bool = False


@dataclass(frozen=True, slots=True)
class TableView:
    """A table for the eye; `confidence` (0–1) is about its kind."""

    file: str
    sheet: str | None
    kind: Kind
    confidence: float
    rows: int
    columns: tuple[ColumnView, ...]


@dataclass(frozen=True, slots=True)
class Relation:
    """A column that points to another table: how many of its different values are found there."""

    table: int
    field: Field
    to: int
    found: int
    values: int


@dataclass(frozen=True, slots=True)
class FieldFix:
    """A proposed correction in one column of one table."""

    table: int
    field: Field
    fix: Fix


@dataclass(frozen=True, slots=True)
class OurStage:
    """A stage of the chosen pipeline, `place` 0–1 along its open stages."""

    name: str
    kind: StageKind
    place: float


@dataclass(frozen=True, slots=True)
class Known:
    """What the company has already, to propose against: names by field."""

    names: MappingABC[Field, Sequence[str]] = field(default_factory=dict)
    stages: tuple[OurStage, ...] = ()


def view_table(scan: TableScan) -> tuple[TableMap, TableView]:
    """Propose the kind of a table and the fields of its columns."""
    kind, confidence = table_kind(scan.columns, f"{scan.file} {scan.sheet or ''}")
    return view_as(scan, kind, confidence)


def view_as(scan: TableScan, kind: Kind, confidence: float = 1.0) -> tuple[TableMap, TableView]:
    """Propose the fields of a table whose kind is decided."""
    guesses = assign(scan.columns, kind)
    default = _default_order(scan.columns)
    maps, views = [], []
    for facts, guess in zip(scan.columns, guesses, strict=True):
        column, unsure = column_map(facts, guess, default)
        maps.append(column)
        views.append(ColumnView(facts.header, guess, facts.filled, tuple(dict.fromkeys(facts.samples))[:3], unsure))
    table = TableMap(
        scan.file, kind, tuple(maps), scan.sheet, scan.encoding, scan.delimiter, scan.header_line
    )  # fmt: skip
    return table, TableView(scan.file, scan.sheet, kind, confidence, scan.rows, tuple(views))


def column_map(facts: ColumnFacts, guess: Guess, default: DateOrder = DateOrder.DMY) -> tuple[ColumnMap, bool]:
    """Return how a column is read once its field is known, and whether its order of day and month is a guess."""
    column = ColumnMap(facts.index, facts.header, guess.field, guess.confidence)
    if guess.field in DATES:
        order, sure = facts.dates.order(default)
        return replace(column, dates=order), not sure
    if guess.field in MONEY | NUMBERS:
        return replace(column, mark=facts.numbers.mark()), False
    return column, False


def _default_order(columns: Sequence[ColumnFacts]) -> DateOrder:
    """One hand wrote all date columns of a table: what one proves goes for the others."""
    votes = Counter(order for order, sure in (facts.dates.order() for facts in columns if facts.dates.dates) if sure)
    votes.pop(DateOrder.YMD, None)
    return votes.most_common(1)[0][0] if votes else DateOrder.DMY


_POINTS_TO: dict[Field, tuple[Kind, Field]] = {
    Field.PRODUCT: (Kind.PRODUCTS, Field.PRODUCT),
    Field.CLIENT: (Kind.CLIENTS, Field.CLIENT),
    Field.OWNER: (Kind.PEOPLE, Field.OWNER),
    Field.PARENT: (Kind.CLIENTS, Field.CLIENT),
}
_LISTS: dict[Field, tuple[str, ...]] = {Field.SEGMENT: SECTORS, Field.REGION: COUNTRIES}
_ALONE = frozenset({Field.SEGMENT, Field.REGION, Field.CITY, Field.CHANNEL, Field.SERIES, Field.TEAM, Field.REASON})
"""Short lists of values in which a rare near twin is a misspelling."""


def relate(tables: Sequence[TableMap], scans: Sequence[TableScan]) -> list[Relation]:
    """Find how tables point to each other by their values."""
    relations = []
    for number, table in enumerate(tables):
        for column in table.columns:
            target = _POINTS_TO.get(column.field)
            values = _values(scans[number], column.index)
            if target is None or not values or (target[0] is table.kind and column.field is target[1]):
                continue
            for to, other in enumerate(tables):
                there = other.column(target[1]) if other.kind is target[0] else None
                if there is None:
                    continue
                names = {name_key(name) for name in _values(scans[to], there.index)}
                found = sum(name_key(value) in names for value in values)
                relations.append(Relation(number, column.field, to, found, len(values)))
    return relations


def propose_fixes(tables: Sequence[TableMap], scans: Sequence[TableScan], known: Known) -> list[FieldFix]:
    """Propose corrections of values: against the other files and the company's own names, then within a column."""
    fixes: list[FieldFix] = []
    for number, table in enumerate(tables):
        for column in table.columns:
            values = _values(scans[number], column.index)
            if values:
                fixes += [FieldFix(number, column.field, fix) for fix in _fixes(tables, scans, known, number, column)]
    return fixes


def _fixes(
    tables: Sequence[TableMap], scans: Sequence[TableScan], known: Known, number: int, column: ColumnMap
) -> list[Fix]:
    values = _values(scans[number], column.index)
    name = column.field
    if name in _POINTS_TO and _POINTS_TO[name] != (tables[number].kind, name):
        kind, there = _POINTS_TO[name]
        names = dict.fromkeys(known.names.get(name, ()))
        for to, other in enumerate(tables):
            target = other.column(there) if other.kind is kind else None
            if target is not None:
                names.update(dict.fromkeys(_values(scans[to], target.index)))
        # Products and people are few and carefully kept; two companies may well have near names.
        fixes = propose_from(values, list(names))
        return [fix for fix in fixes if name is not Field.CLIENT or fix.why is not TwinWhy.FILE or fix.score >= 92]
    if name in _ALONE:
        return propose_twins(values, [*known.names.get(name, ()), *_LISTS.get(name, ())])
    return []


def _values(scan: TableScan, index: int) -> dict[str, int]:
    return scan.columns[index].counts or {}


def with_fixes(tables: Sequence[TableMap], fixes: Sequence[FieldFix]) -> tuple[TableMap, ...]:
    """Return the tables with the corrections taken in."""
    maps: list[dict[Field, dict[str, str]]] = [{} for _ in tables]
    for item in fixes:
        maps[item.table].setdefault(item.field, {})[item.fix.wrong] = item.fix.right
    return tuple(replace(table, fixes=found) for table, found in zip(tables, maps, strict=True))


def propose_stages(tables: Sequence[TableMap], scans: Sequence[TableScan], known: Known) -> tuple[StageMap, ...]:
    """Give every stage name of the files its meaning and the nearest of our stages."""
    counts: Counter[str] = Counter()
    for table, scan in zip(tables, scans, strict=True):
        column = (table.column(Field.STAGE) or table.column(Field.STATUS)) if table.kind is Kind.DEALS else None
        if column is not None:
            counts.update(_values(scan, column.index))
    return tuple(stage_map(value, rows, known.stages) for value, rows in counts.most_common(100))


def stage_map(value: str, rows: int, stages: Sequence[OurStage]) -> StageMap:
    """Propose what becomes of a stage name: the stage of that name, else the one of its kind that is as far along."""
    meaning = stage_meaning(value)
    same = next((stage for stage in stages if name_key(stage.name) == name_key(value)), None)
    if same is not None:
        return StageMap(value, same.kind, same.name, rows=rows)
    alike = [stage for stage in stages if stage.kind is meaning.kind]
    nearest = min(alike, key=lambda stage: abs(stage.place - meaning.progress), default=None)
    return StageMap(value, meaning.kind, nearest.name if nearest else None, nearest is None, rows, meaning.sure)
