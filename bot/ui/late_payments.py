"""Payments that did not come in time: one red button where the day is planned, and their list (S0-04)."""

from __future__ import annotations

from bot.ui import kit
from bot.ui.callbacks import STAFF, VoronkaCallback
from bot.ui.paging import pager
from bot.ui.payments import PaysShow
from bot.ui.render import render
from bot.ui.screen import Button, Rows, Screen, grid
from bot.ui.titles import numbered
from bot.ui.words import Words
from services.late_payments import PAGE, LateCount, LatePage


class LatePaysShow(VoronkaCallback, prefix="pyl1", roles=STAFF):
    """The payments that are past due, a page from 1."""

    page: int = 1


def door(late: LateCount, w: Words) -> Rows:
    """The red button; nothing when everything has come."""
    if not late.n:
        return ()
    label = w.n_("%(n)s late payment", "%(n)s late payments", late.n)
    return ((Button(f"🔴 {label} · {w.money_short(late.amount)}", data=LatePaysShow()),),)


def line(late: LateCount, w: Words) -> str:
    """The same in a sentence of a morning or a round; "" when everything has come."""
    if not late.n:
        return ""
    return "🔴 " + w.n_(
        "%(n)s payment past due today, %(sum)s", "%(n)s payments past due today, %(sum)s", late.n,
        sum=w.money(late.amount),
    )  # fmt: skip


def table(view: LatePage, w: Words) -> Screen:
    """Who owes since when; a press opens the payments of the deal."""
    first = (view.page - 1) * PAGE + 1
    doors = [numbered(number, one.name, PaysShow(deal=one.deal_id)) for number, one in enumerate(view.lines, first)]
    text = render("payments/late.j2", w, view=view, first=first)
    turn = pager(lambda page: LatePaysShow(page=page), view.page, view.pages)
    return Screen(text, rows=(*grid(doors, 2), *turn, *kit.menu_row(w)), place=LatePaysShow(page=view.page))
