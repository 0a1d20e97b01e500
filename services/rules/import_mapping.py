"""The mapping: how the columns of files become our records; a value that people change and that is kept as JSON."""

from __future__ import annotations

from collections.abc import Mapping as MappingABC
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import Any

from services.rules.import_dates import DateOrder
from services.rules.import_fields import MANY, NEEDED, Field, Kind
from services.rules.kinds import StageKind

VERSION = 1


class Accountless(StrEnum):
    """What becomes of deals that name no client."""

    EACH = "each"  # one client per deal, named after the deal
    COMMON = "common"  # all under one client made for them
    NONE = "none"  # deals stay without a client


@dataclass(frozen=True, slots=True)
class ColumnMap:
    """One column: `dates` and `mark` (decimal mark, "" undecided) say how its values are read."""

    index: int
    header: str
    field: Field
    confidence: float = 0.0
    dates: DateOrder | None = None
    mark: str = ""


@dataclass(frozen=True, slots=True)
class TableMap:
    """One table of a file.

    `header_line` is the 1-based line of the headers (0: there are none), `fixes` the corrections of values by field.
    """

    file: str
    kind: Kind
    columns: tuple[ColumnMap, ...]
    sheet: str | None = None
    encoding: str = "utf-8"
    delimiter: str = ","
    header_line: int = 1
    fixes: MappingABC[Field, MappingABC[str, str]] = field(default_factory=dict)

    def column(self, name: Field) -> ColumnMap | None:
        """Return the first column mapped to the field."""
        return next((column for column in self.columns if column.field is name), None)

    def missing(self) -> tuple[frozenset[Field], ...]:
        """Return the sets of fields of which at least one is still needed."""
        have = {column.field for column in self.columns}
        return tuple(needed for needed in NEEDED[self.kind] if not needed & have)

    def with_field(self, index: int, name: Field) -> TableMap:
        """Return the map with the column given to a field; another column that had the field is left out."""
        columns = tuple(
            replace(column, field=name, confidence=1.0) if column.index == index
            else replace(column, field=Field.IGNORE) if column.field is name and name not in MANY
            else column
            for column in self.columns
        )  # fmt: skip
        return replace(self, columns=columns)


@dataclass(frozen=True, slots=True)
class StageMap:
    """A stage name of the file: what it means, and our stage (its name in the chosen pipeline).

    With `create` the stage is made when the pipeline has none of that name.
    """

    value: str
    kind: StageKind
    stage: str | None = None
    create: bool = False
    rows: int = 0
    sure: bool = True


@dataclass(frozen=True, slots=True)
class Mapping:
    """The whole import as decided: tables, stages, and the choices that are not about one column."""

    tables: tuple[TableMap, ...]
    stages: tuple[StageMap, ...] = ()
    pipeline: str | None = None
    accountless: Accountless = Accountless.COMMON
    common_client: str = "Import"
    """The name of the client made for deals that name none."""
    currency: str = ""
    zone: str = "UTC"
    country: str = "UA"
    shift_days: int = 0
    """Days by which all dates are moved: a demo company's last event is yesterday."""

    def of_kind(self, kind: Kind) -> tuple[TableMap, ...]:
        """Return the tables of a kind."""
        return tuple(table for table in self.tables if table.kind is kind)

    def with_table(self, number: int, table: TableMap) -> Mapping:
        """Return the mapping with table `number` (from 0) replaced."""
        return replace(self, tables=(*self.tables[:number], table, *self.tables[number + 1 :]))

    def stage_of(self, value: str) -> StageMap | None:
        """Return what is decided about a stage name of the file."""
        return next((stage for stage in self.stages if stage.value == value), None)


def to_json(mapping: Mapping) -> dict[str, Any]:
    """Return the mapping as plain data for a file or a draft; only columns in use carry reading details."""
    return {
        "version": VERSION,
        "pipeline": mapping.pipeline,
        "accountless": mapping.accountless.value,
        "common_client": mapping.common_client,
        "currency": mapping.currency,
        "zone": mapping.zone,
        "country": mapping.country,
        "shift_days": mapping.shift_days,
        "stages": [
            {"value": item.value, "kind": item.kind.value, "stage": item.stage, "create": item.create,
             "rows": item.rows, "sure": item.sure}
            for item in mapping.stages
        ],
        "tables": [_table_to_json(table) for table in mapping.tables],
    }  # fmt: skip


def _table_to_json(table: TableMap) -> dict[str, Any]:
    return {
        "file": table.file,
        "sheet": table.sheet,
        "kind": table.kind.value,
        "encoding": table.encoding,
        "delimiter": table.delimiter,
        "header_line": table.header_line,
        "columns": [_column_to_json(column) for column in table.columns],
        "fixes": {name.value: dict(values) for name, values in table.fixes.items()},
    }


def _column_to_json(column: ColumnMap) -> dict[str, Any]:
    data: dict[str, Any] = {"index": column.index, "header": column.header, "field": column.field.value}
    data["confidence"] = round(column.confidence, 2)
    if column.dates is not None:
        data["dates"] = column.dates.value
    if column.mark:
        data["mark"] = column.mark
    return data


class BadMapping(ValueError):
    """The JSON is no mapping of this version; the text says where."""


def from_json(data: MappingABC[str, Any]) -> Mapping:
    """Return the mapping held in plain data. Raises `BadMapping`."""
    if data.get("version") != VERSION:
        raise BadMapping("version")
    try:
        return Mapping(
            tables=tuple(_table_from_json(table) for table in data["tables"]),
            stages=tuple(
                StageMap(
                    str(item["value"]), StageKind(item["kind"]), item.get("stage"), bool(item.get("create")),
                    int(item.get("rows", 0)), bool(item.get("sure", True)),
                )
                for item in data.get("stages", ())
            ),
            pipeline=data.get("pipeline"),
            accountless=Accountless(data.get("accountless", Accountless.COMMON)),
            common_client=str(data.get("common_client") or "Import"),
            currency=str(data.get("currency", "")),
            zone=str(data.get("zone", "UTC")),
            country=str(data.get("country", "UA")),
            shift_days=int(data.get("shift_days", 0)),
        )  # fmt: skip
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise BadMapping(str(error)) from error


def _table_from_json(data: MappingABC[str, Any]) -> TableMap:
    return TableMap(
        file=str(data["file"]),
        kind=Kind(data["kind"]),
        columns=tuple(
            ColumnMap(
                int(item["index"]), str(item["header"]), Field(item["field"]), float(item.get("confidence", 1.0)),
                DateOrder(item["dates"]) if item.get("dates") else None, str(item.get("mark", "")),
            )
            for item in data["columns"]
        ),
        sheet=data.get("sheet"),
        encoding=str(data.get("encoding", "utf-8")),
        delimiter=str(data.get("delimiter", ",")),
        header_line=int(data.get("header_line", 1)),
        fixes={Field(name): dict(values) for name, values in data.get("fixes", {}).items()},
    )  # fmt: skip
