"""Filters saved under names: their list, a card of each, naming, sharing, deleting."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from markupsafe import escape

from bot.ui import flows, kit
from bot.ui.callbacks import LEADERS, STAFF, VoronkaCallback
from bot.ui.condition_words import conditions_in_words, left_out_words, sort_words
from bot.ui.confirm import confirm
from bot.ui.filter_buttons import FilterOpen
from bot.ui.i18n import N_
from bot.ui.paging import paged, pager
from bot.ui.render import render
from bot.ui.screen import Button, Rows, Screen, grid
from bot.ui.words import Words, short
from services.saved_views import ViewCard, ViewLine

BESIDE_DEALS: Final = 4
"""So many stand under /deals; the others are a tap further."""


class ViewList(VoronkaCallback, prefix="vwl1", roles=STAFF):
    """A page (from 1) of the saved filters."""

    page: int = 1


class ViewOpen(VoronkaCallback, prefix="vwo1", roles=STAFF):
    """Show what a saved filter finds."""

    view: int


class ViewShow(VoronkaCallback, prefix="vwi1", roles=STAFF):
    """The card of a saved filter."""

    view: int


class ViewSave(VoronkaCallback, prefix="vws1", roles=STAFF):
    """Save what is set: under which name?"""


class ViewRename(VoronkaCallback, prefix="vwr1", roles=STAFF):
    """Call it differently: how?"""

    view: int
    ver: int


class ViewShare(VoronkaCallback, prefix="vwh1", roles=LEADERS):
    """Share it, or no longer."""

    view: int
    ver: int
    shared: bool = True


class ViewDeleteAsk(VoronkaCallback, prefix="vwd1", roles=STAFF):
    """Delete it: sure?"""

    view: int
    ver: int


class ViewDelete(VoronkaCallback, prefix="vwx1", roles=STAFF):
    """Delete it."""

    view: int
    ver: int


def beside_deals(views: Sequence[ViewLine], w: Words) -> Rows:
    """Under the lists of deals: the likeliest saved filters, the filter, the menu."""
    first = [Button(f"⭐ {short(one.name, 30)}", data=ViewOpen(view=one.id)) for one in views[:BESIDE_DEALS]]
    return (*grid(first, 2), (Button(w.p_("button", "🔎 Filter"), data=FilterOpen()), *kit.menu_row(w)[0]))


def saved(views: Sequence[ViewLine], w: Words) -> Rows:
    """The door to all saved filters; nothing without any."""
    return ((Button(w.p_("button", "Saved filters"), data=ViewList()),),) if views else ()


def view_list(views: Sequence[ViewLine], page: int, w: Words) -> Screen:
    """The saved filters, to be looked at one by one."""
    shown = paged(views, page)
    title = w._("Saved filters") if views else w._("No saved filters yet. Set a filter and save it under a name.")
    rows: Rows = tuple((Button(_label(one), data=ViewShow(view=one.id)),) for one in shown.items)
    rows += pager(lambda number: ViewList(page=number), shown.number, shown.count)
    return Screen(f"<b>{escape(title)}</b>", rows=(*rows, (Button(w.p_("button", "🔎 Filter"), data=FilterOpen()),)))


def _label(one: ViewLine) -> str:
    mark = "👥 " if one.shared else "⭐ "
    return f"{mark}{short(one.name, 30)} · {short(one.owner, 20)}" if one.owner else mark + short(one.name, 40)


def view_card(card: ViewCard, w: Words) -> Screen:
    """A saved filter: what it asks for, and what can be done with it."""
    line, view = card.line, card.view
    text = render(
        "filters/view.j2",
        w,
        line=line,
        view=view,
        said=[one for _, one in conditions_in_words(view, w)],
        order=sort_words(view, w),
        gone=left_out_words(view.left_out, w),
    )
    rows: Rows = ((Button(w.p_("button", "Open"), data=ViewOpen(view=line.id), style="primary"),),)
    if line.owner is None:
        own = [Button(w.p_("button", "Rename"), data=ViewRename(view=line.id, ver=line.version))]
        if line.may_share:
            label = w.p_("button", "Share no longer") if line.shared else w.p_("button", "Share with my people")
            own.append(Button(label, data=ViewShare(view=line.id, ver=line.version, shared=not line.shared)))
        rows += grid(own, 2)
    rows += ((Button(w.p_("button", "‹ Saved filters"), data=ViewList()),),)
    if line.owner is None:
        ask = ViewDeleteAsk(view=line.id, ver=line.version)
        rows += ((Button(w.p_("button", "Delete"), data=ask, style="danger"),),)
    return Screen(text, rows=rows)


def name_question(w: Words, old: str | None = None) -> Screen:
    """Under which name?"""
    if old is None:
        asked = w.html("<b>Under which name to save the filter?</b>")
        hint = w._("For example: big and quiet. A filter of yours with the same name is replaced.")
        return Screen(f"{asked}\n{escape(hint)}", rows=((Button(w.p_("button", "Back"), data=FilterOpen()),),))
    asked = w.html("<b>How to call “%(name)s”?</b>", name=short(old, 60))
    return Screen(str(asked), rows=((Button(w.p_("button", "Back"), data=ViewList()),),))


def delete_question(card: ViewCard, w: Words) -> Screen:
    """Sure?"""
    line = card.line
    question = w.html("Delete the saved filter <b>%(name)s</b>? No deal is touched.", name=short(line.name, 60))
    if line.shared:
        question += "\n" + w.html("Your people lose it, too.")
    do, back = ViewDelete(view=line.id, ver=line.version), ViewShow(view=line.id)
    return confirm(str(question), w.p_("button", "Delete"), do, back, w)


def saved_toast(line: ViewLine, w: Words) -> str:
    """It is saved."""
    return w._("Saved as “%(name)s”. It is under /deals.", name=short(line.name, 40))


def shared_toast(line: ViewLine, w: Words) -> str:
    """It is shared, or no longer."""
    return w._("Your people have it under /deals now.") if line.shared else w._("Only you have it now.")


def deleted_toast(w: Words) -> str:
    """It is gone."""
    return w._("Deleted.")


flows.add({"ViewForm": N_("the name of the filter")})
