"""What happened to a deal, with one tap: payment received, document sent, client answered (S2-37)."""

from __future__ import annotations

from dataclasses import replace
from typing import Annotated, Final

from pydantic import Field

from bot.ui import ordered
from bot.ui.callbacks import STAFF, VoronkaCallback
from bot.ui.due_words import bare
from bot.ui.payments import PaysShow
from bot.ui.screen import Button, Rows, Screen
from bot.ui.words import Words
from services.deal_events import Noted
from services.deals import DealCard
from services.rules import sources
from services.rules.sources import Source

CODES: Final = {"p": sources.PAYMENT, "d": sources.DOCUMENT, "a": sources.ANSWER}


class DealHappened(VoronkaCallback, prefix="dhp1", roles=STAFF):
    """It happened now: p(ayment), d(ocument sent), a(nswer of the client)."""

    id: int
    ver: int
    code: Annotated[str, Field(max_length=1)] = "p"


class DealEventUndo(VoronkaCallback, prefix="dhu1", roles=STAFF):
    """It did not happen after all."""

    event_undo: int


def buttons(card: DealCard, w: Words) -> Rows:
    """The row of the deal's further menu."""
    labels = {
        "p": "💰 " + w.p_("button", "Paid"),
        "d": "📄 " + w.p_("button", "Document sent"),
        "a": "💬 " + w.p_("button", "Answered"),
    }
    return (
        tuple(
            Button(label, data=DealHappened(id=card.id, ver=card.version, code=code)) for code, label in labels.items()
        ),
    )


def noted(card: Screen, event: Noted, w: Words) -> Screen:
    """The deal's card, where the event can be taken back."""
    undo = DealEventUndo(event_undo=event.undo_id)
    text = w._("Noted: %(what)s.", what=bare(Source(event.code), w))
    if event.received:
        text = w._("Noted: payment received, %(sum)s.", sum=w.money(event.received))
    if event.moved:
        text += " " + w.n_("%(n)s date follows.", "%(n)s dates follow.", event.moved)
    more: Rows = ()
    if event.received:
        more = ((Button("💰 " + w.p_("button", "Payments"), data=PaysShow(deal=event.deal_id)),),)
    return replace(card, rows=(*card.rows, *more, *ordered.undo_row(undo, w))).with_toast(text)


def undone_toast(w: Words) -> str:
    """It is taken back."""
    return w._("Taken back.")
