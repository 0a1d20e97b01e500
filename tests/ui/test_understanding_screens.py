"""Screens of free text and things sent: in every language, with hostile and long names; the main ones word by word."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest

from bot.ui import understanding as ui
from bot.ui.i18n import LOCALES
from bot.ui.screen import Screen
from bot.ui.words import Words
from services.rules.target import Target
from services.rules.understanding import Intent
from services.rules.views import Named
from services.understanding import Whom
from services.understanding_steps import Meant, Written
from tests.ui.conftest import SATURDAY, Snapshot, WordsIn
from tests.ui.reading import check

HOSTILE = ("<b>Ромашка & Co</b> %(name)s {{ 7 }} 👩‍👩‍👧‍👦 " * 20)[:300]
BIG = 2**31 - 1
DAY = timedelta(days=1)


def whom(name: str, kind: str = "deal") -> Whom:
    """A record with everything a card shows of it."""
    title, stage, amount = (f"{name}!", name[:60], 10**14) if kind == "deal" else (None, None, None)
    return Whom(Target(kind, BIG), BIG, name, title, stage, amount, is_open=True)  # type: ignore[arg-type]


def meant(intent: Intent, text: str = "просят скидку", **values: object) -> Meant:
    """What would be written, with a time and a sum."""
    given = {"when": SATURDAY + 4 * DAY, "amount": 250_000_00, "text": text, "done": True} | values
    return Meant(intent, **given)  # type: ignore[arg-type]


def card(meaning: Meant, one: Whom | None, *, sent: bool = False) -> Callable[[Words], Screen]:
    """The card of a message."""
    return lambda w: ui.card(ui.Understood(BIG, meaning, one, sent), w)


def screens(name: str) -> dict[str, Callable[[Words], Screen]]:
    """Every screen; names are as given."""
    deal, lead, client = whom(name), whom(name, "lead"), whom(name, "client")
    text = name * 12
    planned = meant(Intent.CALL_BACK, text, done=False)
    found = (deal, lead, client)
    moments = tuple(SATURDAY + number * DAY for number in range(1, 6))
    files = ({"kind": "photo", "file_id": "x"},) * 3
    return {
        **{f"{intent} {one.target.kind}": card(meant(intent, text), one) for intent in Intent for one in found},
        "nobody": card(planned, None),
        "no time": card(replace(planned, when=None), deal),
        "gone": card(replace(planned, when=SATURDAY - DAY), deal),
        "closed": card(planned, replace(deal, is_open=False)),
        "talked": card(replace(planned, talked=True), deal),
        "no amount before": card(meant(Intent.OFFER_SENT, text), replace(deal, amount=None)),
        "sent": card(meant(Intent.NOTE, text, files=files), deal, sent=True),
        "voice": card(meant(Intent.NOTE, text, files=({"kind": "voice", "file_id": "x"},)), deal, sent=True),
        "found by a contact": card(planned, replace(client, contact=name)),
        "refused for a reason": lambda w: ui.card(
            ui.Understood(BIG, meant(Intent.REFUSAL, text), deal, reason=Named(BIG, name)), w
        ),
        "contacts": lambda w: ui.whom_question(BIG, (replace(client, contact=name),), None, planned, w, back=True),
        "sum": lambda w: ui.sum_question(BIG, deal, 10**14, w),
        "sum of nobody": lambda w: ui.sum_question(BIG, None, 10**14, w),
        "whom": lambda w: ui.whom_question(BIG, found * 2, None, planned, w, back=True),
        "whom, nobody": lambda w: ui.whom_question(BIG, (), name, meant(Intent.NOTE, "", files=files), w, back=False),
        "search": lambda w: ui.search_question(BIG, w),
        "doing": lambda w: ui.doing_question(BIG, deal, planned, w),
        "doing, nobody": lambda w: ui.doing_question(BIG, None, planned, w),
        "time": lambda w: ui.time_question(BIG, deal, moments, w),
        "time, nobody": lambda w: ui.time_question(BIG, None, moments, w),
        "dropped": ui.dropped,
        "not attachable": ui.not_attachable,
    }


@pytest.mark.parametrize("locale", LOCALES)
@pytest.mark.parametrize("name", list(screens("x")))
def test_telegram_takes_every_screen_whatever_the_names(name: str, locale: str, words_in: WordsIn) -> None:
    check(screens(HOSTILE)[name](words_in(locale)))


@pytest.mark.parametrize("locale", LOCALES)
def test_the_toast_says_what_was_written(locale: str, words_in: WordsIn) -> None:
    w = words_in(locale)
    done = Written(Target("deal", 1), HOSTILE, Intent.CALL_BACK, False, SATURDAY + DAY, None, 0, False)
    asked = replace(done, asked="Boris")
    files = replace(done, planned_at=None, files=2)
    toasts = [ui.written_toast(one, w) for one in (done, asked, files, replace(asked, asked=""))]
    assert len(set(toasts)) == len(toasts)
    assert all(len(toast) <= 200 for toast in toasts)
    assert w.when(SATURDAY + DAY) in toasts[0]
    assert "Boris" in toasts[1]


def test_nothing_can_be_written_while_something_is_missing(w: Words) -> None:
    labels = [
        [button.text for row in draw(w).rows for button in row]
        for name, draw in screens("x").items()
        if name in ("nobody", "no time", "gone", "closed", "refusal client")
    ]
    assert len(labels) == 5
    assert not any("✅ Write down" in found for found in labels)


@pytest.mark.parametrize("locale", LOCALES)
def test_the_card(snapshot: Snapshot, words_in: WordsIn, locale: str) -> None:
    romashka = Whom(Target("deal", 123), 4, "Ромашка", "Поставка", "Договор", 100_000_00, is_open=True)
    meaning = meant(Intent.OFFER_SENT, "Ромашка скинул КП на 250к, перезвонить в ср")
    snapshot(ui.card(ui.Understood(7, meaning, romashka), words_in(locale)), "heard_offer", locale)
    refused = ui.Understood(7, meant(Intent.REFUSAL, "Ромашка отказ дорого"), romashka, reason=Named(3, "Дорого"))
    snapshot(ui.card(refused, words_in(locale)), "heard_refusal", locale)
    snapshot(ui.sum_question(7, romashka, 30_000_00, words_in(locale)), "heard_sum", locale)
