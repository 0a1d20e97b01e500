"""A deal is won: the receipt, why they bought, taking it back."""

from __future__ import annotations

from bot.ui.callbacks import STAFF, VoronkaCallback
from bot.ui.calls import CallNext
from bot.ui.kit import elsewhere
from bot.ui.render import render
from bot.ui.screen import Button, Screen
from bot.ui.targets import OpenCard
from bot.ui.wins import win_rows
from bot.ui.words import Words
from services.calls import Sold
from services.closing import Restored


class SaleUndo(VoronkaCallback, prefix="csu1", roles=STAFF):
    """Take a sale back."""

    undo: int


def sold(view: Sold, w: Words) -> Screen:
    """A deal is won; for 24 hours it can be taken back."""
    card = Button(w.p_("button", "Card"), data=OpenCard(kind="d", id=view.deal_id))
    on = Button(w.p_("button", "To the next") + " →", data=CallNext(), style="primary")
    undo = Button(w.p_("button", "Undo (24 h)"), data=SaleUndo(undo=view.undo_id))
    reasons = win_rows(view.deal_id, view.reasons)
    return Screen(render("calls/sold.j2", w, view=view), rows=(*reasons, (on, card), (undo,)))


def sale_undone(back: Restored, w: Words) -> Screen:
    """It is open again."""
    card = Button(w.p_("button", "Card"), data=OpenCard(kind="d", id=back.target.id))
    told = [w._("The sale is taken back, the work goes on."), *elsewhere(back.stage, w)]
    return Screen("\n".join(told), rows=((card,),))
