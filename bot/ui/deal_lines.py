"""What is sold in a deal: its lines, their sum and margin."""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated, Final, get_args

from pydantic import Field

from bot.ui import flows, kit, layout, ordered, problems
from bot.ui.callbacks import LEADERS, STAFF, VoronkaCallback
from bot.ui.i18n import N_
from bot.ui.paging import paged, pager
from bot.ui.products import fitting
from bot.ui.render import render
from bot.ui.screen import Button, Rows, Screen
from bot.ui.targets import OpenCard
from bot.ui.words import Words, short
from services.deal_lines import ONE, LineBook, LineCard, SoldLine
from services.products import ProductPage

QUANTITIES: Final = (1, 2, 3, 5, 10)
KEY_BYTES: Final = 30
"""Of a search key, beside the deal's id."""


class LinesShow(VoronkaCallback, prefix="sls1", roles=STAFF):
    """A page (from 1) of what is sold in a deal."""

    deal: int
    page: int = 1


class LinesAdd(VoronkaCallback, prefix="sla1", roles=STAFF):
    """Which product? A page (from 1) of those this search key finds."""

    deal: int
    page: int = 1
    key: Annotated[str, Field(max_length=KEY_BYTES)] = ""


class LinePut(VoronkaCallback, prefix="slp1", roles=STAFF):
    """Add this product."""

    deal: int
    ver: int
    product: int


class LinesAmount(VoronkaCallback, prefix="slm1", roles=STAFF):
    """Make the sum of the lines the deal's amount."""

    deal: int
    ver: int


class LineOpen(VoronkaCallback, prefix="slo1", roles=STAFF):
    """One line."""

    line: int


class LineCount(VoronkaCallback, prefix="slc1", roles=STAFF):
    """So many."""

    line: int
    ver: int
    number: int


class LineAsk(VoronkaCallback, prefix="slq1", roles=STAFF):
    """What shall it be: q(uantity), p(rice)?"""

    line: int
    what: Annotated[str, Field(max_length=1)] = "q"


class LineCost(VoronkaCallback, prefix="slk1", roles=LEADERS):
    """What does it cost the company?"""

    line: int


class LineDrop(VoronkaCallback, prefix="slx1", roles=STAFF):
    """Take it out; that can be taken back."""

    line: int
    ver: int


class LineUndo(VoronkaCallback, prefix="slu1", roles=STAFF):
    """Take the last change back."""

    undo: int


OfDeal = LinesAdd | LinePut | LinesAmount
OfLine = LineCount | LineAsk | LineCost | LineDrop
OF_DEAL: Final = get_args(OfDeal)
OF_LINE: Final = get_args(OfLine)
"""Buttons of a deal's lines, and of one; stale ones redraw them."""


def quantity(line: SoldLine, w: Words) -> str:
    """How many: "2", "1.5"."""
    return w.number(Decimal(line.quantity) / ONE, 3)


def book(view: LineBook, w: Words, page: int = 1) -> Screen:
    """What is sold in a deal."""
    shown = paged(view.lines, page)
    rows: Rows = tuple(
        (
            Button(
                layout.share(line.name or "—", tail=_sold(line, w)),
                data=LineOpen(line=line.id),
            ),
        )
        for line in shown.items
    )
    rows += pager(lambda number: LinesShow(deal=view.deal_id, page=number), shown.number, shown.count)
    rows += ((Button("➕ " + w.p_("button", "Product"), data=LinesAdd(deal=view.deal_id),
                     style=None if view.lines else "primary"),),)  # fmt: skip
    if view.lines and view.total != view.amount:
        take = w.p_("button", "Deal amount: %(sum)s", sum=w.money(view.total))
        rows += ((Button(take, data=LinesAmount(deal=view.deal_id, ver=view.version), style="primary"),),)
    rows += ordered.undo_row(None if view.undo is None else LineUndo(undo=view.undo), w)
    back = Button(w.p_("button", "To the deal"), data=OpenCard(kind="d", id=view.deal_id))
    return Screen(render("deals/lines.j2", w, view=view), rows=(*rows, (back,)))


def _sold(line: SoldLine, w: Words) -> str:
    """How many at which price; one that nobody has said is not nothing."""
    number = quantity(line, w)
    return f"{number} × {w.money_short(line.price)}" if line.price is not None else f"{number} × ?"


def choice(view: LineBook, found: ProductPage, w: Words) -> Screen:
    """Which product is it?"""
    rows: Rows = tuple(
        (
            Button(
                layout.share(line.name, tail=w.money_short(line.price) if line.price is not None else ""),
                data=LinePut(deal=view.deal_id, ver=view.version, product=line.id),
            ),
        )
        for line in found.lines
    )
    key = fitting(found.key, KEY_BYTES)
    rows += pager(lambda page: LinesAdd(deal=view.deal_id, page=page, key=key), found.page, found.pages)
    back = (Button(w.p_("button", "Back"), data=LinesShow(deal=view.deal_id)),)
    if not found.total and not found.key:
        return kit.note(w._("The company has no products yet: an admin enters them in /products."), (back,))
    if not found.total:
        return kit.note(w._("Nothing like this. Write another part of the name."), (back,))
    text = w.html("<b>%(title)s</b>: which product? Press, or write a part of its name.", title=short(view.title, 100))
    return Screen(str(text), rows=(*rows, back))


def card(view: LineCard, w: Words) -> Screen:
    """One line: how many, at which price."""
    line, about = view.line, {"line": view.line.id, "ver": view.version}
    text = render("deals/line.j2", w, view=view, line=line, quantity=quantity(line, w))
    numbers = tuple(Button(str(number), data=LineCount(**about, number=number)) for number in QUANTITIES)
    change = [
        Button(w.p_("button", "Quantity"), data=LineAsk(line=line.id, what="q")),
        Button(w.p_("button", "Price"), data=LineAsk(line=line.id, what="p")),
    ]
    if view.sees_cost:
        change.append(Button(w.p_("button", "Cost"), data=LineCost(line=line.id)))
    back = (Button(w.p_("button", "To the products"), data=LinesShow(deal=view.deal_id)),)
    drop = (Button(w.p_("button", "Take out"), data=LineDrop(**about), style="danger"),)
    return Screen(text, rows=(numbers, tuple(change), back, drop))


def question(view: LineCard, what: str, w: Words) -> Screen:
    """What shall it be: q(uantity), p(rice), c(ost)?"""
    text = {
        "p": w._("The price of one in this deal? Write it: 12 500, 15k."),
        "c": w._("What does one cost the company in this deal? Write it: 8 000."),
    }.get(what, w._("How many? Write a number: 3, 1.5."))
    return kit.note(text, ((Button(w.p_("button", "Back"), data=LineOpen(line=view.line.id)),),))


def saved_toast(w: Words) -> str:
    """It is stored."""
    return w._("Saved.")


def undone_toast(w: Words) -> str:
    """It is as it was."""
    return w._("Taken back.")


flows.add({"LineForm": N_("the product of the deal")})
problems.add({"too_many_lines": N_("A deal has at most %(limit)s products.")})
