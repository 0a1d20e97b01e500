"""Which tables a path holds, and one way to read them all: lazily, row by row, with line numbers."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

from services.errors import Invalid
from services.importing import text_files, workbooks
from services.rules.import_fields import Cell
from services.rules.import_headers import DEPTH, header_row, headers_of
from services.rules.import_mapping import TableMap

TEXT = (".csv", ".tsv", ".txt", ".csv.gz", ".tsv.gz")
BOOKS = (".xlsx", ".xlsm", ".xlsb", ".xls", ".ods")
COLUMNS = 500


class Row(NamedTuple):
    """One row; `line` is its 1-based line (or worksheet row); `problem` is a code when it could not be split."""

    line: int
    cells: Sequence[Cell]
    problem: str | None = None


@dataclass(frozen=True, slots=True)
class Source:
    """One table of one file and how it is read. `header_line` is 0 when the table has no headers."""

    path: Path
    name: str
    headers: tuple[str, ...]
    header_line: int
    sheet: str | None = None
    encoding: str = ""
    delimiter: str = ""

    def rows(self) -> Iterator[Row]:
        """Yield the rows below the headers; empty ones are left out."""
        raw = (
            workbooks.rows(self.path, self.sheet)
            if self.sheet is not None
            else text_files.rows(self.path, self.encoding, self.delimiter)
        )
        for line, cells, problem in raw:
            if line > self.header_line:
                yield Row(line, cells, problem)


def find(path: Path) -> list[Path]:
    """Return the tables' files under a file or a directory (not below it), by name.

    Raises Invalid: import_no_file, import_no_tables.
    """
    if path.is_file():
        if not is_table(path.name):
            raise Invalid("import_wrong_type", name=path.name)
        return [path]
    if not path.is_dir():
        raise Invalid("import_no_file", name=str(path))
    found = sorted(item for item in path.iterdir() if item.is_file() and is_table(item.name))
    if not found:
        raise Invalid("import_no_tables", name=str(path))
    return found


def is_table(name: str) -> bool:
    """Tell by the name whether a file may hold a table we can read."""
    return name.casefold().endswith(TEXT + BOOKS) and not name.startswith((".", "~$"))


def sources(path: Path, name: str | None = None) -> list[Source]:
    """Open a file and return its tables (a workbook may hold several); empty ones are left out.

    Raises Invalid: import_empty, import_unreadable, import_too_big, import_password.
    """
    name = name or path.name
    if not os.path.getsize(path):
        raise Invalid("import_empty", name=name)
    if name.casefold().endswith(BOOKS):
        found = [_of_sheet(path, name, sheet) for sheet in workbooks.sheets(path, name)]
    else:
        encoding = text_files.encoding_of(path, name)
        delimiter = text_files.delimiter_of(path, encoding)
        head = _first(text_files.rows(path, encoding, delimiter))
        found = [_source(path, name, head, None, encoding, delimiter)]
    tables = [source for source in found if source is not None]
    if not tables:
        raise Invalid("import_empty", name=name)
    return tables


def of_mapping(table: TableMap, path: Path) -> Source:
    """Return the source as a mapping describes it, so that run and analysis read the same."""
    return Source(
        path,
        table.file,
        tuple(column.header for column in table.columns),
        table.header_line,
        table.sheet,
        table.encoding,
        table.delimiter,
    )


def _of_sheet(path: Path, name: str, sheet: str) -> Source | None:
    return _source(path, name, _first(workbooks.rows(path, sheet)), sheet, "", "")


def _first(raw: Iterator[tuple[int, Sequence[Cell], str | None]]) -> list[tuple[int, Sequence[Cell]]]:
    head = []
    for line, cells, _ in raw:
        head.append((line, cells))
        if len(head) > DEPTH:
            break
    return head


def _source(
    path: Path, name: str, head: list[tuple[int, Sequence[Cell]]], sheet: str | None, encoding: str, delimiter: str
) -> Source | None:
    if not head:
        return None
    at = header_row([cells for _, cells in head])
    width = max(len(cells) for _, cells in head)
    if at is None:
        headers, line = [""] * width, 0
    else:
        headers, line = headers_of(head[at][1]), head[at][0]
    return Source(path, name, tuple(headers[:COLUMNS]), line, sheet, encoding, delimiter)
