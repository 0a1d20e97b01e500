"""What a client and its segment have to do with the place of a call, in words (S0-25)."""

from __future__ import annotations

import pytest

from bot.ui.call_reasons import reason_text
from services.rules.call_reasons import Reason, ReasonCode
from tests.ui.conftest import WordsIn


@pytest.mark.parametrize(
    ("locale", "dear", "plain", "little"),
    [
        (
            "ru", "дожать: Договор, 1 000 ₴ · покупает в среднем на 400 ₴ · прибыльный сегмент",
            "дожать: Договор", "постоянный клиент, пора позвонить · менее прибыльный сегмент",
        ),
        (
            "uk", "дотиснути: Договор, 1 000 ₴ · купує в середньому на 400 ₴ · прибутковий сегмент",
            "дотиснути: Договор", "постійний клієнт, час зателефонувати · менш прибутковий сегмент",
        ),
        (
            "en", "close to a deal: Договор, ₴1,000 · usually buys for ₴400 · profitable segment",
            "close to a deal: Договор", "regular client, time for a call · less profitable segment",
        ),
    ],
)  # fmt: skip
def test_the_words(words_in: WordsIn, locale: str, dear: str, plain: str, little: str) -> None:
    w = words_in(locale)

    def told(code: ReasonCode, amount: int | None = None, **params: object) -> str:
        return reason_text(Reason(code, params), w, "Договор", amount).replace("\u00a0", " ")

    assert told(ReasonCode.HOT_STAGE, 1000_00, usual=400_00, weight=130) == dear
    assert told(ReasonCode.HOT_STAGE, usual=0, weight=100) == plain
    assert told(ReasonCode.REGULAR_DUE, days_over=0, usual=0, weight=60) == little
