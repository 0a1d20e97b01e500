"""/deals: open deals, those marked red, won and refused ones."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated, Final

from pydantic import Field

from bot.ui.callbacks import STAFF, VoronkaCallback
from bot.ui.paging import pager
from bot.ui.render import render
from bot.ui.saved_views import beside_deals
from bot.ui.screen import Button, Rows, Screen, grid
from bot.ui.targets import OpenCard
from bot.ui.titles import deal_label
from bot.ui.words import Words
from services.deals import DealLine, DealPage
from services.rules.kinds import StageKind
from services.saved_views import ViewLine

MARKS: Final = {StageKind.OPEN: "", StageKind.WON: "🎉 ", StageKind.LOST: "✖️ "}
CHOICES: Final = {"o": "open", "n": "no_task", "d": "overdue", "w": "won", "l": "lost"}


class DealTable(VoronkaCallback, prefix="dtb1", roles=STAFF):
    """A page (from 1) of a list: o(pen), n (no task), d (overdue), w(on), l(ost)."""

    choice: Annotated[str, Field(max_length=1)] = "o"
    page: int = 1


def deal_list(view: DealPage, w: Words, views: Sequence[ViewLine] = ()) -> Screen:
    """A page of deals, the other lists with their counts, and the filter with the saved ones."""
    names = _names(w)
    text = render("deals/list.j2", w, view=view, name=names[view.choice])
    codes = {name: code for code, name in CHOICES.items()}
    tabs = [
        Button(f"{_mark(name, view)}{names[name]} {w.number(count)}", data=DealTable(choice=codes[name]))
        for name, count in view.counts.items()
        if name != view.choice
    ]
    rows: Rows = tuple((_card(line, w),) for line in view.lines)
    rows += pager(lambda page: DealTable(choice=codes[view.choice], page=page), view.page, view.pages)
    return Screen(text, rows=(*rows, *grid(tabs, 2), *beside_deals(views, w)))


def _card(line: DealLine, w: Words) -> Button:
    mark = "🔴 " if line.no_task or line.overdue else MARKS[line.status]
    return Button(mark + deal_label(line.title, line.client, line.amount, w), data=OpenCard(kind="d", id=line.id))


def _mark(name: str, view: DealPage) -> str:
    return "🔴 " if name in ("no_task", "overdue") and view.counts[name] else ""


def _names(w: Words) -> dict[str, str]:
    return {
        "open": w.p_("deals", "Open"),
        "no_task": w.p_("deals", "No task"),
        "overdue": w.p_("deals", "Overdue"),
        "won": w.p_("deals", "Won"),
        "lost": w.p_("deals", "Refused"),
    }
