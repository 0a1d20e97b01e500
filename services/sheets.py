"""Tables as files: Excel with real numbers and dates, CSV for everything else; no text becomes a formula."""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

Cell = str | int | float | date | None
FORMULA: Final = tuple("=+-@\t\r")
"""A text that begins so would be worked out by a spreadsheet."""
BOM: Final = b"\xef\xbb\xbf"
OPTIONS: Final = {
    "in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False,
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Sheet:
    """One table: what it is about, its heads, its lines; `formats` are Excel's formats of columns, "" for texts."""

    title: str
    heads: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]
    formats: tuple[str, ...]


def xlsx(sheet: Sheet) -> bytes:
    """An Excel file: the title, the heads, real numbers and dates, no formulas."""
    import xlsxwriter  # type: ignore[import-untyped]  # 1.5 MB that most days do without

    out = io.BytesIO()
    with xlsxwriter.Workbook(out, OPTIONS) as book:
        page = book.add_worksheet()
        bold = book.add_format({"bold": True})
        formats = [book.add_format({"num_format": one}) if one else None for one in sheet.formats]
        for column, head in enumerate(sheet.heads):
            page.write_string(1, column, head, bold)
        for number, row in enumerate(sheet.rows, 2):
            for column, (cell, kind) in enumerate(zip(row, formats, strict=True)):
                _write(page, number, column, cell, kind)
        page.autofit()
        page.write_string(0, 0, sheet.title, bold)  # after the widths: it may run over the columns beside
        page.freeze_panes(2, 0)
    return out.getvalue()


def csv_file(sheet: Sheet) -> bytes:
    """A CSV with a byte order mark, so that Excel reads Cyrillic; a point in numbers, ISO dates."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow([_safe(head) for head in sheet.heads])
    writer.writerows([[_safe(cell) for cell in row] for row in sheet.rows])
    return BOM + out.getvalue().encode()


def _write(page: Any, row: int, column: int, cell: Cell, kind: Any) -> None:
    if cell is None:
        page.write_blank(row, column, None, kind)
    elif isinstance(cell, str):
        page.write_string(row, column, cell)
    elif isinstance(cell, date):
        page.write_datetime(row, column, cell, kind)
    else:
        page.write_number(row, column, cell, kind)


def _safe(cell: Cell) -> str:
    """A text that a spreadsheet would work out gets an apostrophe before it; numbers stay numbers."""
    if cell is None:
        return ""
    if isinstance(cell, date):
        return cell.isoformat()
    if isinstance(cell, str):
        return f"'{cell}" if cell.startswith(FORMULA) else cell
    return str(cell)
