"""/products: what is sold, at which price and cost."""

from __future__ import annotations

from typing import Annotated, Final

from pydantic import Field

from bot.ui import flows, kit, ordered, problems
from bot.ui.callbacks import VoronkaCallback
from bot.ui.i18n import N_
from bot.ui.paging import pager
from bot.ui.render import render
from bot.ui.screen import Button, Rows, Screen, grid
from bot.ui.words import Words, short
from services.products import ProductCard, ProductPage
from services.rules.actor import Role

ADMINS: Final = frozenset({Role.ADMIN})
KEY_BYTES: Final = 40


class ProductsShow(VoronkaCallback, prefix="gds1", roles=ADMINS):
    """A page (from 1) of the products this search key finds."""

    page: int = 1
    key: Annotated[str, Field(max_length=KEY_BYTES)] = ""


class ProductsFind(VoronkaCallback, prefix="gdf1", roles=ADMINS):
    """Which one is looked for?"""


class ProductNew(VoronkaCallback, prefix="gdn1", roles=ADMINS):
    """A new one: what is it called?"""


class ProductOpen(VoronkaCallback, prefix="gdo1", roles=ADMINS):
    """One of them."""

    product: int


class ProductAsk(VoronkaCallback, prefix="gda1", roles=ADMINS):
    """What shall it be: its n(ame), g(roup), p(rice), c(ost)?"""

    product: int
    what: Annotated[str, Field(max_length=1)] = "p"


class ProductGroup(VoronkaCallback, prefix="gdg1", roles=ADMINS):
    """Into the category at this place of the company's; −1: into none."""

    product: int
    ver: int
    place: int


class ProductArchive(VoronkaCallback, prefix="gdz1", roles=ADMINS):
    """Offer it no more."""

    product: int
    ver: int


class ProductRestore(VoronkaCallback, prefix="gdy1", roles=ADMINS):
    """Offer it again."""

    product: int
    ver: int


class ProductUndo(VoronkaCallback, prefix="gdu1", roles=ADMINS):
    """Take the last change back."""

    undo: int


CHANGES: Final = (ProductAsk, ProductGroup, ProductArchive, ProductRestore)
"""Buttons of one; a stale one redraws it."""


def fitting(key: str, most: int = KEY_BYTES) -> str:
    """As much of a search key as a button holds, `most` bytes: a shorter one finds the same and more."""
    return key.encode()[:most].decode(errors="ignore").strip()


def table(view: ProductPage, w: Words) -> Screen:
    """A page of the products; a press opens one."""
    rows: Rows = tuple(
        (
            ordered.line(
                line.name, w.money_short(line.price) if line.price is not None else "", ProductOpen(product=line.id),
                archived=line.archived,
            ),
        )
        for line in view.lines
    )  # fmt: skip
    key = fitting(view.key)
    turn = pager(lambda page: ProductsShow(page=page, key=key), view.page, view.pages)
    find = Button("🔎 " + w.p_("button", "Search"), data=ProductsFind())
    everything = Button(w.p_("button", "All products"), data=ProductsShow()) if view.key else None
    add = ordered.new_button(w.p_("button", "New product"), ProductNew())
    more = (add, everything or find) if everything or view.total else (add,)
    return Screen(render("products/table.j2", w, view=view), rows=(*rows, *turn, more, *kit.menu_row(w)))


def card(view: ProductCard, w: Words) -> Screen:
    """One product with its price, cost and margin."""
    margin = view.price - view.cost if view.price is not None and view.cost is not None else None
    text = render("products/card.j2", w, view=view, margin=margin)
    about = {"product": view.id, "ver": view.version}
    undo = None if view.undo is None else ProductUndo(undo=view.undo)
    back = (Button(w.p_("button", "To the list"), data=ProductsShow()),)
    if view.archived:
        return Screen(text, rows=ordered.archived_rows(ProductRestore(**about), back, w, undo=undo))
    own: Rows = (
        (
            Button(w.p_("button", "Price"), data=ProductAsk(product=view.id, what="p")),
            Button(w.p_("button", "Cost"), data=ProductAsk(product=view.id, what="c")),
        ),
        (
            Button(w.p_("button", "Category"), data=ProductAsk(product=view.id, what="g")),
            Button(w.p_("button", "Rename"), data=ProductAsk(product=view.id, what="n")),
        ),
    )
    return Screen(text, rows=ordered.page_rows(own, back, w, archive=ProductArchive(**about), undo=undo))


def question(view: ProductCard | None, what: str, w: Words) -> Screen:
    """What shall a product be? None: a new one is named."""
    data = ProductsShow() if view is None else ProductOpen(product=view.id)
    back = (Button(w.p_("button", "Back"), data=data),)
    if view is None or what == "n":
        return kit.note(w._("What is the product called? Write it."), (back,))
    if what == "g":
        about = {"product": view.id, "ver": view.version}
        found = [
            Button(("✓ " if name == view.category else "") + short(name, 40), data=ProductGroup(**about, place=place))
            for place, name in enumerate(view.categories)
        ]
        none = (
            ((Button(w.p_("button", "No category"), data=ProductGroup(**about, place=-1)),),) if view.category else ()
        )
        return kit.note(w._("Which category? Press or write it."), (*grid(found, 2), *none, back))
    if what == "p":
        return kit.note(w._("What does one cost the client? Write the price: 12 500, 15k."), (back,))
    return kit.note(w._("What does one cost the company? Write it: 8 000. It is needed for margin."), (back,))


def search_question(w: Words) -> Screen:
    """Which one is looked for?"""
    back = (Button(w.p_("button", "Back"), data=ProductsShow()),)
    return kit.note(w._("Which product? Write a part of its name."), (back,))


def saved_toast(w: Words) -> str:
    """It is stored."""
    return w._("Saved.")


def undone_toast(w: Words) -> str:
    """It is as it was."""
    return w._("Taken back.")


flows.add({"ProductForm": N_("the product")})
problems.add({"product_exists": N_("There is a product called %(name)s already.")})
