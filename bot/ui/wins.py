"""Why did they buy? Asked when a deal is won (S4-06): one tap, or none."""

from __future__ import annotations

from collections.abc import Sequence

from bot.ui import kit, problems
from bot.ui.callbacks import STAFF, VoronkaCallback
from bot.ui.i18n import N_
from bot.ui.render import render
from bot.ui.screen import Button, Rows, Screen, grid
from bot.ui.targets import OpenCard
from bot.ui.words import Words
from services.rules.views import Named
from services.wins import WinQuestion


class WinAsk(VoronkaCallback, prefix="wn1", roles=STAFF):
    """Why did they buy?"""

    id: int


class WinGive(VoronkaCallback, prefix="wn2", roles=STAFF):
    """For this reason."""

    id: int
    reason: int


def win_rows(deal_id: int, reasons: Sequence[Named]) -> Rows:
    """The reasons as buttons: one tap, or none."""
    return grid([Button(item.name, data=WinGive(id=deal_id, reason=item.id)) for item in reasons], 2)


def question(view: WinQuestion, w: Words) -> Screen:
    """Why? It may be left open."""
    leave = Button(w.p_("button", "Skip"), data=OpenCard(kind="d", id=view.deal_id))
    return Screen(render("wins/question.j2", w, view=view), rows=(*win_rows(view.deal_id, view.reasons), (leave,)))


def given(view: WinQuestion, w: Words) -> Screen:
    """The reason is recorded; another one may be chosen."""
    rows: Rows = (
        (
            Button(w.p_("button", "Card"), data=OpenCard(kind="d", id=view.deal_id)),
            Button(w.p_("button", "Another reason"), data=WinAsk(id=view.deal_id)),
        ),
    )
    return Screen(render("wins/given.j2", w, view=view), rows=(*rows, *kit.menu_row(w)))


problems.add({"deal_not_won": N_("This deal is not won any more.")})
