"""/find: leads, contacts, clients and deals together."""

from __future__ import annotations

from typing import Annotated, Final

from pydantic import Field

from bot.ui import flows
from bot.ui.callbacks import STAFF, VoronkaCallback
from bot.ui.filter_buttons import FindDeals
from bot.ui.i18n import N_
from bot.ui.kit import menu_row
from bot.ui.paging import pager
from bot.ui.render import render
from bot.ui.screen import Button, Rows, Screen, grid
from bot.ui.targets import OpenCard, short_code
from bot.ui.titles import deal_state, numbered
from bot.ui.words import Words
from services.search import FoundLine, FoundPage

KEY_BYTES: Final = 40
"""A button holds 64 bytes; the prefix, the page and the card opened from it take the rest."""
MARKS: Final = {"lead": "🆕", "contact": "👤", "client": "🏢", "deal": "💼"}


class FindPage(VoronkaCallback, prefix="fp1", roles=STAFF):
    """A page (from 1) of what this search key finds."""

    page: int
    key: Annotated[str, Field(max_length=KEY_BYTES)] = ""


def question(w: Words) -> Screen:
    """What is looked for?"""
    return Screen(render("find/question.j2", w), rows=menu_row(w))


def found(view: FoundPage, w: Words) -> Screen:
    """A page of what was found."""
    lines = [(line, MARKS[line.kind], deal_state(line.status, line.state or "", w)) for line in view.lines]
    text = render("find/found.j2", w, view=view, lines=lines)
    if not view.total:
        return Screen(text, rows=menu_row(w))
    key = _fitting(view.key)
    rows: Rows = grid([_button(number, line) for number, line in enumerate(view.lines, 1)], 2)
    rows += pager(lambda page: FindPage(page=page, key=key), view.page, view.pages)
    more = Button(w.p_("button", "🔎 Only deals, with a filter"), data=FindDeals(key=key))
    return Screen(text, rows=(*rows, (more,)), place=FindPage(page=view.page, key=key))


def _button(number: int, line: FoundLine) -> Button:
    card = OpenCard(kind=short_code(line.target.kind), id=line.target.id)
    name = (line.about or line.name) if line.kind == "deal" else line.name
    return numbered(number, name, card, f"{'🔴' if line.red else MARKS[line.kind]} ")


def _fitting(key: str) -> str:
    """The key, or as much of it as a button holds: a shorter one finds the same and more."""
    return key.encode()[:KEY_BYTES].decode(errors="ignore").strip()


flows.add({"Finding": N_("the search")})
