"""Tables of times as files: real dates, so that a spreadsheet can count with them."""

from __future__ import annotations

import io
from datetime import datetime

import openpyxl
import pytest

from bot.ui.reports import files
from services import sheets
from services.indicator_views import SliceItem
from services.rules.indicators import Slice
from tests.ui.conftest import WordsIn
from tests.ui.test_report_screens import ANNA, a_table, row


@pytest.mark.parametrize(
    ("by", "key", "first", "written"),
    [
        (Slice.MONTH, "2026-11", datetime(2026, 11, 1), "yyyy-mm"),  # noqa: DTZ001 - a date of a file has no zone
        (Slice.WEEK, "2026-W47", datetime(2026, 11, 16), "yyyy-mm-dd"),  # noqa: DTZ001
        (Slice.DAY, "2026-11-20", datetime(2026, 11, 20), "yyyy-mm-dd"),  # noqa: DTZ001
    ],
)
def test_a_part_of_time_is_a_date(words_in: WordsIn, by: Slice, key: str, first: datetime, written: str) -> None:
    w = words_in("ru")
    table = a_table((Slice.MANAGER, by), (row(100_00, 3, (Slice.MANAGER, ANNA), (by, SliceItem(key, key))),))
    sheet = files.of_table(table, w)
    page = openpyxl.load_workbook(io.BytesIO(sheets.xlsx(sheet))).active
    assert page is not None
    assert (page["A3"].value, page["B3"].value, page["B3"].number_format) == (ANNA.name, first, written)
    assert f"{first:%Y-%m-%d}" in sheets.csv_file(sheet).decode("utf-8-sig")
