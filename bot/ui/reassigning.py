"""Giving all deals of a filter to somebody else: to whom, what would happen, done, undone."""

from __future__ import annotations

from typing import Final

from bot.ui import kit, problems
from bot.ui.callbacks import LEADERS, VoronkaCallback
from bot.ui.deal_filters import BulkAsk
from bot.ui.filter_buttons import FilterShow
from bot.ui.i18n import N_
from bot.ui.paging import paged, pager
from bot.ui.people import open_work
from bot.ui.render import render
from bot.ui.screen import Button, Rows, Screen
from bot.ui.words import Words, short
from services.reassigning import Reassigned, ReassignPreview, TakenBack, Taker
from services.rules.people import OpenWork

PEOPLE: Final = 10


class BulkTo(VoronkaCallback, prefix="bkt1", roles=LEADERS):
    """A page of the people to choose from."""

    page: int


class BulkPreview(VoronkaCallback, prefix="bkp2", roles=LEADERS):
    """What would happen; `clients`: theirs go along."""

    user: int
    clients: bool = True


class BulkDo(VoronkaCallback, prefix="bkd2", roles=LEADERS):
    """Do it: `expected` deals were previewed, and so many `clients` that go along."""

    user: int
    expected: int
    clients: int


class BulkUndo(VoronkaCallback, prefix="bku1", roles=LEADERS):
    """Take it back."""

    undo: int


def to_whom(deals: int, takers: tuple[Taker, ...], page: int, w: Words) -> Screen:
    """To whom? With what everybody has in hand."""
    shown = paged(takers, page, PEOPLE)
    rows: Rows = tuple((_taker(item, w),) for item in shown.items)
    turn = pager(lambda number: BulkTo(page=number), shown.number, shown.count)
    back = Button(w.p_("button", "Back"), data=FilterShow())
    text = w.n_("To whom does %(n)s open deal go?", "To whom do %(n)s open deals go?", deals)
    return kit.note(text, (*rows, *turn, (back,)))


def _taker(item: Taker, w: Words) -> Button:
    load = w.number(item.open) + (f"/{w.number(item.limit)}" if item.limit is not None else "")
    mark = "🏖 " if item.away else ""
    return Button(f"{mark}{short(item.person.name, 22)} · {load}", data=BulkPreview(user=item.person.id))


def preview(view: ReassignPreview, w: Words) -> Screen:
    """What would happen, by who has the deals now."""
    goes = BulkDo(user=view.to.id, expected=view.deals, clients=view.clients if view.with_clients else 0)
    do = Button(w.p_("button", "Hand over"), data=goes, style="primary")
    back = Button(w.p_("button", "Back"), data=BulkAsk())
    text = render("reassigning/preview.j2", w, view=view, closed=view.found - view.deals)
    rows: Rows = ((do,), (back,))
    if view.clients:
        label = w.n_("With %(n)s client", "With %(n)s clients", view.clients)
        turned = BulkPreview(user=view.to.id, clients=not view.with_clients)
        rows = ((Button(("✓ " if view.with_clients else "☐ ") + label, data=turned),), *rows)
    return Screen(text, rows=rows)


def done(view: Reassigned, w: Words) -> Screen:
    """What happened; it can be taken back from this message, which stays."""
    undo = Button(w.p_("button", "Undo (24 h)"), data=BulkUndo(undo=view.undo_id))
    return Screen(render("reassigning/done.j2", w, view=view), rows=((undo,),))


def undone(view: TakenBack, w: Words) -> Screen:
    """What came back."""
    return Screen(render("reassigning/undone.j2", w, view=view), rows=kit.menu_row(w))


def given(work: OpenWork, named: tuple[str, ...], w: Words) -> Screen:
    """To whoever was given the work: how much, and the largest deals of it."""
    text = render("reassigning/given.j2", w, work=open_work(work, w), deals=_named(work, named))
    return Screen(text, rows=kit.menu_row(w))


def _named(work: OpenWork, named: tuple[str, ...]) -> str:
    """Some names; an ellipsis says that there are more."""
    return ", ".join(short(name, 40) for name in named) + (" …" if len(named) < work.deals else "")


def taken(work: OpenWork, w: Words) -> Screen:
    """To whom it was taken back from."""
    text = w._("Work is back with who had it before: %(work)s.", work=open_work(work, w))
    return kit.note(f"↩️ {text}", kit.menu_row(w))


def gone(work: OpenWork, to: str, named: tuple[str, ...], w: Words) -> Screen:
    """To whoever had it before."""
    text = w._("%(name)s has got work of yours: %(work)s.", name=short(to, 60), work=open_work(work, w))
    lines = [f"📤 {text}", *([_named(work, named)] if named else [])]
    return kit.note("\n".join(lines), kit.menu_row(w))


def returned(work: OpenWork, w: Words) -> Screen:
    """To whoever has it again."""
    return kit.note("↩️ " + w._("Your work is back with you: %(work)s.", work=open_work(work, w)), kit.menu_row(w))


def moved(n: int, stage: str, to: str, w: Words) -> Screen:
    """To the owner of deals that changed their stage with the set-up."""
    text = w.n_(
        "%(n)s deal of yours went from the stage “%(stage)s” to “%(to)s”, with the tasks of that one.",
        "%(n)s deals of yours went from the stage “%(stage)s” to “%(to)s”, with the tasks of that one.",
        n, stage=short(stage, 60), to=short(to, 60),
    )  # fmt: skip
    return kit.note(f"📦 {text}", kit.menu_row(w))


problems.add(
    {
        "nothing_to_give": N_("There is nothing to hand over: no open deals of others answer the filter."),
        "preview_changed": N_("It is %(now)s deals now, not %(before)s. Look at the preview again."),
        "preview_clients_changed": N_("%(now)s clients would go along now, not %(before)s. Look at the preview again."),
        "done_already": N_("This is done already."),
        "deal_limit": N_("%(name)s may have %(limit)s open deals; there is room for %(left)s."),
        "lead_limit": N_("%(name)s may have %(limit)s open inquiries; there is room for %(left)s."),
        "own_deal_limit": N_(
            "You may have %(limit)s open deals, there is room for %(left)s. Close one, or ask your head."
        ),
        "own_lead_limit": N_(
            "You may have %(limit)s open inquiries, there is room for %(left)s. Settle one, or ask your head."
        ),
        "limit_bad": N_("Write a number from 1 to %(most)s."),
    }
)
