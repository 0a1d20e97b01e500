"""The list of late payments: some, many with long names and sums, none."""

from __future__ import annotations

from datetime import date

import pytest

from bot.ui import late_payments as ui
from services.late_payments import LateCount, LatePage, LatePayment
from tests.ui.conftest import Snapshot, WordsIn


@pytest.mark.parametrize("locale", ["ru", "uk", "en"])
def test_late_payments(words_in: WordsIn, snapshot: Snapshot, locale: str) -> None:
    w = words_in(locale)
    lines = (
        LatePayment(7, "Ромашка <b>", 120_000_00, date(2026, 11, 2), 19, "Анна К."),
        LatePayment(8, "Ю" * 300, 9_999_999_999_99, date(2025, 1, 9), 681, None),
    )
    view = LatePage(LateCount(2, 10_000_119_999_99), lines, 1, 1, team=True)
    snapshot(ui.table(view, w), "payments/late", locale)
    snapshot(ui.table(LatePage(LateCount(), (), 1, 1, team=False), w), "payments/late_none", locale)
    assert ui.door(LateCount(), w) == ()
    assert ui.line(LateCount(), w) == ""
