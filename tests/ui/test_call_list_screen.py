"""The day's list of calls (S3-14…S3-24): a line a call, and doors two to a row, so that ten of them stay on a phone."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.ui.calls import call_list
from services.call_views import CallEntry
from services.calls import CallListView
from services.rules.call_blocks import Block
from services.rules.call_reasons import Reason, ReasonCode
from services.rules.target import Target
from tests.ui.conftest import SATURDAY, Snapshot, WordsIn

PROMISED = Reason(ReasonCode.PROMISED_BEFORE, {"promised_at": SATURDAY - timedelta(days=1)})
COLD = Reason(ReasonCode.COLD, {})
LINES = (
    CallEntry(Target("deal", 1), "Ромашка", Block.MISSED_BEFORE, SATURDAY, PROMISED),
    CallEntry(Target("client", 2), "СПА «Оазис» & <Сад>", Block.REGULAR, SATURDAY + timedelta(minutes=10), COLD),
    CallEntry(Target("lead", 3), "Озеленение Киева, Фастов", Block.COLD, None, COLD),
)
VIEW = CallListView(SATURDAY, LINES, 2, 1, 0, 0, 1, True)


@pytest.mark.parametrize("locale", ["ru", "uk", "en"])
def test_the_list(words_in: WordsIn, snapshot: Snapshot, locale: str) -> None:
    w = words_in(locale)
    snapshot(call_list(VIEW, w), "call_list", locale)
    snapshot(call_list(replace(VIEW, lines=(), fits=0, cut=0), w), "call_list_empty", locale)


def test_a_try_before_its_own_time_does_not_tell_that_time(words_in: WordsIn) -> None:
    later = Reason(ReasonCode.ATTEMPT, {"n": 4, "of": 6, "at": SATURDAY + timedelta(minutes=20)})
    early, late = (CallEntry(Target("lead", 4), "Жук", Block.COLD, SATURDAY + timedelta(minutes=n), later)
                   for n in (5, 25))  # fmt: skip
    text = call_list(replace(VIEW, lines=(early, late)), words_in("en")).text
    assert "<code>11:05</code> <b>Жук</b> — try 4 of 6\n" in text
    assert "<code>11:25</code> <b>Жук</b> — try 4 of 6, from 11:20" in text


def test_ten_calls_take_five_rows(words_in: WordsIn) -> None:
    ten = replace(VIEW, lines=LINES[1:2] * 10, fits=10, cut=0)
    screen = call_list(ten, words_in("ru"))
    assert len(screen.rows) == 1 + 5 + 1
    assert {button.text for row in screen.rows[1:6] for button in row} == {"СПА «Оаз… 11:10"}
