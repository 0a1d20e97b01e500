"""What an owner hears of dead deals closed together: in three languages, with a sum and without, with long names."""

from __future__ import annotations

import pytest

from bot.ui import dead_told as ui
from services.forecast_views import DeadTold
from services.rules.views import Named
from tests.ui.conftest import Snapshot, WordsIn

LONG = "Ю<b>" * 75


@pytest.mark.parametrize("locale", ["ru", "uk", "en"])
def test_dead_deals_of_ones_own(words_in: WordsIn, snapshot: Snapshot, locale: str) -> None:
    w = words_in(locale)
    view = DeadTold("Борис", "Не отвечает", 7, 1_234_567_00, (Named(7, "Ромашка"), Named(8, LONG)))
    snapshot(ui.closed(view, w), "forecast/dead_told", locale)
    snapshot(ui.closed(DeadTold(LONG, LONG, 1, 0, (Named(7, "A"),)), w), "forecast/dead_told_one", locale)
    snapshot(ui.back(5, "Борис", w), "forecast/dead_told_back", locale)
