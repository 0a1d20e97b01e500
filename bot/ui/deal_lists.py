"""/deals: open deals, those marked red, won and refused ones."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Annotated, Final

from pydantic import Field

from bot.ui.callbacks import STAFF, VoronkaCallback
from bot.ui.paging import pager
from bot.ui.render import render
from bot.ui.saved_views import beside_deals, saved
from bot.ui.screen import Button, Rows, Screen, grid
from bot.ui.targets import OpenCard
from bot.ui.titles import numbered
from bot.ui.words import Words
from services.deals import DealLine, DealPage
from services.filter_views import FilteredLine
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
    text = render("deals/list.j2", w, view=view, name=names[view.choice], again=told_apart(view.lines))
    codes = {name: code for code, name in CHOICES.items()}
    tabs = {
        name: Button(f"{_mark(name, view)}{names[name]} {w.number(count)}", data=DealTable(choice=codes[name]))
        for name, count in view.counts.items()
        if name != view.choice
    }
    urgent = [tab for name, tab in tabs.items() if name == "open" or _mark(name, view)]
    here = DealTable(choice=codes[view.choice], page=view.page)
    rows: Rows = grid([door(number, line) for number, line in enumerate(view.lines, 1)], 2)
    rows += pager(lambda page: DealTable(choice=codes[view.choice], page=page), view.page, view.pages)
    return Screen(
        text,
        rows=(*rows, *grid(urgent, 2), *beside_deals(views, w)),
        folded=(*grid([tab for tab in tabs.values() if tab not in urgent], 2), *saved(views, w)),
        again=here,
        place=here,
    )


def told_apart(lines: Sequence[DealLine | FilteredLine]) -> set[str]:
    """Clients with several deals on a page: only those need the deals' titles."""
    counts = Counter(line.client for line in lines)
    return {client for client, count in counts.items() if client and count > 1}


def door(number: int, line: DealLine | FilteredLine) -> Button:
    """The door to the card of a deal that stands in the list's text under this number."""
    mark = "🔴 " if line.no_task or line.overdue else MARKS[line.status]
    return numbered(number, line.client or line.title, OpenCard(kind="d", id=line.id), mark)


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
