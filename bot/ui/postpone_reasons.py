"""The company's reasons for moving a date (S2-47)."""

from __future__ import annotations

from bot.ui import flows, kit, ordered, problems
from bot.ui.callbacks import VoronkaCallback
from bot.ui.confirm import confirm
from bot.ui.i18n import N_
from bot.ui.paging import paged, pager
from bot.ui.pipeline_buttons import undo_of
from bot.ui.reason_lists import other_lists
from bot.ui.render import render
from bot.ui.screen import Button, Rows, Screen
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


class PostponeReasonDrop(VoronkaCallback, prefix="prd2", roles=ADMINS):
    """Offer a reason no more (`sure` after the question), or again."""

    postpone_reason: int
    ver: int
    back: bool = False
    sure: bool = False


def table(found: list[PostponeReasonView], page: int, w: Words) -> Screen:
    """All reasons in their order; beside them the two other lists."""
    shown = paged(found, page, ordered.PAGE)
    rows: Rows = tuple((_line(item, w),) for item in shown.items)
    turn = pager(lambda number: PostponeReasonsShow(page=number), shown.number, shown.count)
    add = ordered.new_button(w.p_("button", "New reason"), PostponeReasonName(postpone_reason=0, ver=0))
    text = render("postpone_reasons/table.j2", w, found=found)
    return Screen(text, rows=(*rows, *turn, (add,), other_lists("d", w), *kit.menu_row(w)))


def _line(item: PostponeReasonView, w: Words) -> Button:
    data = PostponeReasonOpen(postpone_reason=item.id)
    return ordered.line(item.name, w.number(item.moves), data, archived=item.archived)


def card(view: PostponeReasonView, count: int, w: Words) -> Screen:
    """One reason: its name, its place among so many, how often it was given."""
    about = {"postpone_reason": view.id, "ver": view.version}
    back = (Button(w.p_("button", "To the list"), data=PostponeReasonsShow()),)
    text = render("postpone_reasons/card.j2", w, view=view, count=count)
    if view.archived:
        return Screen(
            text, rows=ordered.archived_rows(PostponeReasonDrop(**about, back=True), back, w, undo=undo_of(view.undo))
        )
    rows = ordered.page_rows(
        ((Button(w.p_("button", "Rename"), data=PostponeReasonName(**about)),),),
        back,
        w,
        place=ordered.place(view.place, count, lambda down: PostponeReasonShift(**about, by=1 if down else -1)),
        archive=PostponeReasonDrop(**about),
        undo=undo_of(view.undo),
    )
    return Screen(text, rows=rows)


def drop_question(view: PostponeReasonView, w: Words) -> Screen:
    """Are you sure?"""
    question = w.html("Archive <b>%(name)s</b>? It is no longer offered; moves made for it keep it.", name=view.name)
    do = PostponeReasonDrop(postpone_reason=view.id, ver=view.version, sure=True)
    return confirm(str(question), w.p_("button", "Archive"), do, PostponeReasonOpen(postpone_reason=view.id), w)


def name_question(view: PostponeReasonView | None, w: Words) -> Screen:
    """What is it called?"""
    back = PostponeReasonOpen(postpone_reason=view.id) if view else PostponeReasonsShow()
    text = w._("What is the reason called? Write a few words: “The lawyer is on holiday”.")
    return kit.note(text, ((Button(w.p_("button", "Back"), data=back),),))


flows.add({"PostponeReasonForm": N_("the name of the reason")})
problems.add(
    {
        "move_reason_exists": N_("There is a reason called %(name)s already."),
        "too_many_move_reasons": N_("%(most)s reasons at most: archive one first."),
    }
)
