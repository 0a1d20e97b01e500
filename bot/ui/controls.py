"""Looking at results: the list, a result with [Right] and [Back to work], what its doer hears (S2-39)."""

from __future__ import annotations

from bot.ui import flows, kit
from bot.ui.callbacks import STAFF, VoronkaCallback
from bot.ui.i18n import N_
from bot.ui.lateness import late_text
from bot.ui.layout import ROW, share
from bot.ui.paging import pager
from bot.ui.render import render
from bot.ui.screen import Button, Rows, Screen
from bot.ui.targets import ControlList, OpenCard, TaskOpen, short_code
from bot.ui.tasks import TaskTable
from bot.ui.titles import MARK, deal_state, task_title
from bot.ui.words import Words, short
from services.controls import Checked, CheckPage
from services.task_views import TaskCard


class ControlOpen(VoronkaCallback, prefix="ctk1", roles=STAFF, door=True):
    """The result of a task."""

    check: int


class ControlRight(VoronkaCallback, prefix="ctr1", roles=STAFF):
    """It is right."""

    check: int
    ver: int


class ControlBack(VoronkaCallback, prefix="ctb1", roles=STAFF):
    """Back to work: what is still to be done?"""

    check: int


def waiting(view: CheckPage, w: Words) -> Screen:
    """What waits for a look, the oldest first."""
    if not view.total:
        back = Button(w.p_("button", "To the tasks"), data=TaskTable(mine=False))
        return kit.note(w._("Nothing waits for your look."), ((back,),))
    lines = [(line, task_title(line.task, w)) for line in view.lines]
    text = render("controls/list.j2", w, view=view, lines=lines)
    rows: Rows = tuple(
        (Button("👁 " + share(line.task.about, title, most=ROW - MARK), data=ControlOpen(check=line.task.id)),)
        for line, title in lines
    )
    turn = pager(lambda page: ControlList(page=page), view.page, view.pages)
    back = Button(w.p_("button", "To the tasks"), data=TaskTable(mine=False))
    return Screen(text, rows=(*rows, *turn, (back,)), place=ControlList(page=view.page))


def result(view: Checked, w: Words, toast: str = "") -> Screen:
    """Done by whom, with which result: is it right?"""
    card, line = view.card, view.card.line
    text = render(
        "controls/card.j2",
        w,
        view=view,
        card=card,
        line=line,
        title=task_title(line, w),
        stage=deal_state(card.deal_status, card.deal_stage or "", w),
        late=late_text(card.late, w),
    )
    rows: Rows = ()
    if view.waits:
        right = ControlRight(check=line.id, ver=line.version)
        rows = (
            (
                Button("✅ " + w.p_("button", "Right"), data=right, style="success"),
                Button("↩️ " + w.p_("button", "Back to work"), data=ControlBack(check=line.id), style="danger"),
            ),
        )
    more = Button("👁 " + w.p_("button", "To look at: %(n)s", n=w.number(view.left)), data=ControlList())
    record = Button(w.p_("button", "Card"), data=OpenCard(kind=short_code(line.target.kind), id=line.target.id))
    rows = (*rows, (*((record,) if card.opens else ()), *((more,) if view.left else ())))
    screen = Screen(text, rows=rows)
    return screen.with_toast(toast) if toast else screen


def reason_question(view: Checked, w: Words) -> Screen:
    """What is still to be done?"""
    text = w.html(
        "<b>%(task)s</b>: back to work. Write what is still to be done: %(name)s will read it.",
        task=short(task_title(view.card.line, w), 100),
        name=short(view.by.name if view.by else "—", 60),
    )
    back = Button(w.p_("button", "Back"), data=ControlOpen(check=view.card.line.id))
    return Screen(str(text), rows=((back,),))


def sent_back(card: TaskCard, w: Words) -> Screen:
    """To the doer: the task is open again, and why."""
    line = card.line
    text = render("controls/back.j2", w, card=card, line=line, title=task_title(line, w))
    return Screen(text, rows=((Button(w.p_("button", "To the task"), data=TaskOpen(task=line.id)),),))


def right_toast(w: Words) -> str:
    """The result is accepted."""
    return w._("Right: noted.")


def back_toast(view: Checked, w: Words) -> str:
    """The doer is told."""
    return w._("Back to work: %(name)s is told.", name=short(view.by.name if view.by else "—", 60))


flows.add({"ControlForm": N_("sending the task back to work")})
