"""The company's reasons for moving a date (S2-47)."""

from __future__ import annotations

from bot.ui import flows, kit, problems
from bot.ui.callbacks import VoronkaCallback
from bot.ui.confirm import confirm
from bot.ui.i18n import N_
from bot.ui.paging import paged, pager
from bot.ui.render import render
from bot.ui.screen import Button, Rows, Screen
from bot.ui.settings import SettingsShow
from bot.ui.targets import ADMINS, PostponeReasonsShow
from bot.ui.words import Words
from services.postpone_reasons import PostponeReasonView


class PostponeReasonOpen(VoronkaCallback, prefix="pro1", roles=ADMINS):
    """One reason."""

    postpone_reason: int


class PostponeReasonName(VoronkaCallback, prefix="prn1", roles=ADMINS):
    """Name a reason; 0 is a new one."""

    postpone_reason: int
    ver: int


class PostponeReasonShift(VoronkaCallback, prefix="prm1", roles=ADMINS):
    """Put a reason one place down (1) or up (−1)."""

    postpone_reason: int
    ver: int
    by: int


class PostponeReasonDrop(VoronkaCallback, prefix="prd1", roles=ADMINS):
    """Offer a reason no more; `sure` after the question."""

    postpone_reason: int
    ver: int
    sure: bool = False


def table(found: list[PostponeReasonView], page: int, w: Words) -> Screen:
    """All reasons in their order."""
    shown = paged(found, page)
    rows: Rows = tuple((Button(item.name, data=PostponeReasonOpen(postpone_reason=item.id)),) for item in shown.items)
    turn = pager(lambda number: PostponeReasonsShow(page=number), shown.number, shown.count)
    add = Button(
        "➕ " + w.p_("button", "New reason"), data=PostponeReasonName(postpone_reason=0, ver=0), style="primary"
    )
    back = Button(w.p_("button", "Back"), data=SettingsShow())
    text = render("postpone_reasons/table.j2", w, found=shown.items)
    return Screen(text, rows=(*rows, *turn, (add,), (back,)))


def card(view: PostponeReasonView, count: int, w: Words) -> Screen:
    """One reason: its name, its place, how often it was given."""
    about = {"postpone_reason": view.id, "ver": view.version}
    places: list[Button] = []
    if view.place > 1:
        places.append(Button("↑ " + w.p_("button", "Up"), data=PostponeReasonShift(**about, by=-1)))
    if view.place < count:
        places.append(Button("↓ " + w.p_("button", "Down"), data=PostponeReasonShift(**about, by=1)))
    rows: Rows = (
        (Button(w.p_("button", "Rename"), data=PostponeReasonName(**about)),),
        tuple(places),
        (Button(w.p_("button", "To the list"), data=PostponeReasonsShow()),),
        (Button(w.p_("button", "Archive"), data=PostponeReasonDrop(**about), style="danger"),),
    )
    text = render("postpone_reasons/card.j2", w, view=view, count=count)
    return Screen(text, rows=tuple(row for row in rows if row))


def name_question(view: PostponeReasonView | None, w: Words) -> Screen:
    """What is it called?"""
    back = PostponeReasonOpen(postpone_reason=view.id) if view else PostponeReasonsShow()
    text = w._("What is the reason called? Write a few words: “The lawyer is on holiday”.")
    return kit.note(text, ((Button(w.p_("button", "Back"), data=back),),))


def drop_question(view: PostponeReasonView, w: Words) -> Screen:
    """Are you sure?"""
    question = w.html("Archive <b>%(name)s</b>? It is no longer offered; moves made for it keep it.", name=view.name)
    do = PostponeReasonDrop(postpone_reason=view.id, ver=view.version, sure=True)
    return confirm(str(question), w.p_("button", "Archive"), do, PostponeReasonOpen(postpone_reason=view.id), w)


flows.add({"PostponeReasonForm": N_("the name of the reason")})
problems.add(
    {
        "move_reason_exists": N_("There is a reason called %(name)s already."),
        "too_many_move_reasons": N_("%(most)s reasons at most: archive one first."),
    }
)
