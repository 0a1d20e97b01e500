"""XLSX, XLS, XLSB and ODS through calamine: typed cells, with the worksheet's own row numbers."""

from __future__ import annotations

import zipfile
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from services.errors import Invalid
from services.rules.import_fields import Cell

if TYPE_CHECKING:
    from python_calamine import CalamineWorkbook  # imported when a workbook comes: most days have none

MOST_UNPACKED = 700 << 20
"""Bytes of XML a workbook may unpack to: calamine holds a sheet in memory, and a small archive may hide a huge one."""
MOST_ROWS = 300_000
"""Rows of one sheet; more belong in a CSV file, which is read without holding it."""


def sheets(path: Path, name: str) -> list[str]:
    """Return the visible worksheets that hold anything.

    Raises Invalid: import_too_big, import_password, import_unreadable.
    """
    from python_calamine import SheetTypeEnum, SheetVisibleEnum

    _check_size(path, name)
    with _open(path, name) as book:
        found = []
        for sheet in book.sheets_metadata:
            if sheet.typ is not SheetTypeEnum.WorkSheet or sheet.visible is not SheetVisibleEnum.Visible:
                continue
            height = book.get_sheet_by_name(sheet.name).height
            if height > MOST_ROWS:
                raise Invalid("import_too_big", name=name)
            if height:
                found.append(sheet.name)
        return found


def rows(path: Path, sheet: str | None) -> Iterator[tuple[int, Sequence[Cell], str | None]]:
    """Yield (row number, cells, None) of the rows that are not empty."""
    with _open(path, path.name) as book:
        found = book.get_sheet_by_name(sheet or book.sheet_names[0])
        for number, cells in enumerate(found.iter_rows(), start=1):
            if any(cell != "" for cell in cells):
                yield number, cells, None


def _open(path: Path, name: str) -> CalamineWorkbook:
    from python_calamine import CalamineError, CalamineWorkbook, PasswordError

    try:
        return CalamineWorkbook.from_path(str(path))
    except PasswordError as error:
        raise Invalid("import_password", name=name) from error
    except (CalamineError, OSError, ValueError) as error:
        raise Invalid("import_unreadable", name=name) from error


def _check_size(path: Path, name: str) -> None:
    if not zipfile.is_zipfile(path):
        return
    with zipfile.ZipFile(path) as archive:
        if sum(item.file_size for item in archive.infolist()) > MOST_UNPACKED:
            raise Invalid("import_too_big", name=name)
