"""Tasks on the screen: their names, the lists, the card, moving a date, handing over."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Annotated, Final

from pydantic import Field

from bot.ui import flows, kit, late_payments, layout, picker, problems
from bot.ui.callbacks import LEADERS, STAFF, VoronkaCallback
from bot.ui.calls import CallOpen
from bot.ui.due_words import due_text, source_text
from bot.ui.i18n import N_
from bot.ui.lateness import late_text
from bot.ui.paging import paged, pager
from bot.ui.refusals import CheckOpen
from bot.ui.render import render
from bot.ui.screen import Button, Rows, Screen, grid
from bot.ui.targets import (
    ControlList,
    HistoryOpen,
    NpsOpen,
    OpenCard,
    PersonTasks,
    TaskOpen,
    TeamNow,
    short_code,
)
from bot.ui.titles import MARK, deal_state, numbered, task_title
from bot.ui.words import Words, short
from services.rules.kinds import TaskKind, TaskStatus
from services.rules.sources import Source
from services.rules.views import Named, TaskLine
from services.task_views import TaskCard
from services.tasks import DateQuestion, Load, TaskPage

CHOICES: Final = {"o": "overdue", "t": "today", "l": "later", "d": "done"}
PEOPLE_PAGE: Final = 8
PEOPLE_OPENED: Final = 12
MOVES_SHOWN: Final = 5


class TaskTable(VoronkaCallback, prefix="tt1", roles=STAFF):
    """A page (from 1) of a list: o(verdue), t(oday), l(ater), d(one today), or - for the first that has any."""

    choice: Annotated[str, Field(max_length=1)] = "-"
    mine: bool = True
    page: int = 1


class TaskLoads(VoronkaCallback, prefix="tl1", roles=LEADERS):
    """How much everybody has to do."""


class TaskDone(VoronkaCallback, prefix="td1", roles=STAFF):
    """A task is done."""

    task: int
    ver: int


class TaskResult(VoronkaCallback, prefix="tdr1", roles=STAFF):
    """Ask what came of it: somebody looks at the result."""

    task: int


class TaskMove(VoronkaCallback, prefix="tkm1", roles=STAFF):
    """To which date?"""

    task: int


class TaskMoveFor(VoronkaCallback, prefix="tr1", roles=STAFF):
    """Move a task to `at` (minutes since 1970) for a reason."""

    task: int
    ver: int
    at: int
    reason: int

    @property
    def moment(self) -> datetime:
        """The chosen time in UTC."""
        return picker.EPOCH + timedelta(minutes=self.at)


class TaskGive(VoronkaCallback, prefix="tg1", roles=LEADERS):
    """To whom? A page (from 1) of people."""

    task: int
    page: int = 1


class TaskGiveTo(VoronkaCallback, prefix="th1", roles=LEADERS):
    """Give a task to a person."""

    task: int
    ver: int
    user: int


MOVED: Final = picker.purpose("tkmove", lambda ref, _ver: TaskOpen(task=ref))


# ----------------------------------------------------------------------------------------------- names and small parts
def done_label(line: TaskLine, w: Words) -> str:
    """The button that closes a task, naming it."""
    if line.kind is TaskKind.MEETING:
        return "✅ " + w.p_("button", "Meeting held")
    title = task_title(line, w)
    label = "✅ " + w.p_("button", "Done: %(task)s", task=title)
    return label if layout.width(label) <= layout.ROW else "✅ " + layout.cut(title, layout.ROW - MARK)


def task_button(line: TaskLine, w: Words) -> Button:
    """The button to a task's card; checks and scores have cards of their own."""
    label = layout.share(task_title(line, w), tail=w.when(line.due_at), sep=", ", most=layout.ROW - MARK)
    return Button(("🔴 " if line.overdue else "🗓 ") + label, data=card_of(line))


def card_of(line: TaskLine) -> VoronkaCallback:
    """The door to a task's own card."""
    if line.kind is TaskKind.CHECK_REFUSAL:
        return CheckOpen(task=line.id)
    return NpsOpen(task=line.id) if line.kind is TaskKind.NPS else TaskOpen(task=line.id)


# ----------------------------------------------------------------------------------------------------------- the lists
def task_list(view: TaskPage, w: Words) -> Screen:
    """A page of open tasks, soonest first; buttons to the other lists: three do not fit into a row of a phone."""
    lines = [(line, task_title(line, w), _due(line, view.choice, w)) for line in view.lines]
    text = render("tasks/list.j2", w, view=view, lines=lines, names=_list_names(w))
    tabs = [
        Button(f"{_list_names(w)[name]} {w.number(view.counts[name])}", data=_table(view, code))
        for code, name in CHOICES.items()
        if name != view.choice
    ]
    code = view.choice[0]
    turn = pager(lambda page: _table(view, code, page), view.page, view.pages)
    doors = [
        numbered(number, line.about or title, card_of(line), "🔴 " if line.overdue else "")
        for number, (line, title, _) in enumerate(lines, 1)
    ]
    rows: Rows = (*grid(doors, 2), *turn, *late_payments.door(view.late_payments, w), *grid(tabs, 3))
    here = _table(view, code, view.page)
    if view.person is not None:
        back = Button(w.p_("button", "The team now"), data=TeamNow())
        return Screen(text, rows=(*rows, (back,)), place=here)
    menu = kit.menu_row(w)[0]
    if view.whose:
        whose = w.p_("button", "Everybody's") if view.mine else w.p_("button", "Only mine")
        switch = Button("👥 " + whose, data=TaskTable(mine=not view.mine))
        rows += ((switch, Button("📊 " + w.p_("button", "Load"), data=TaskLoads()), *menu),)
    else:
        rows += (menu,)
    if view.to_check:
        check = Button("👁 " + w.p_("button", "To look at: %(n)s", n=w.number(view.to_check)), data=ControlList())
        rows = ((check,), *rows) if view.whose else (*rows, (check,))
    return Screen(text, rows=rows, place=here)


def _table(view: TaskPage, code: str, page: int = 1) -> TaskTable | PersonTasks:
    """Another list or page, of the same people."""
    if view.person is not None:
        return PersonTasks(colleague=view.person.id, choice=code, page=page)
    return TaskTable(choice=code, mine=view.mine, page=page)


def _list_names(w: Words) -> dict[str, str]:
    return {
        "overdue": w.p_("tasks", "Overdue"),
        "today": w.p_("tasks", "Today"),
        "later": w.p_("tasks", "Later"),
        "done": w.p_("tasks", "Done today"),
    }


def _due(line: TaskLine, choice: str, w: Words) -> str:
    if choice == "done" and line.done_at is not None:
        return w.time(line.done_at)
    return w.time(line.due_at) if choice == "today" else w.when(line.due_at)


def load_table(found: Sequence[Load], w: Words) -> Screen:
    """Who has how much to do (S2-29, S2-30)."""
    back = Button(w.p_("button", "To the tasks"), data=TaskTable(mine=False))
    people = [person_button(item, w) for item in found[:PEOPLE_OPENED]]
    return Screen(render("tasks/load.j2", w, found=found), rows=(*grid(people, 2), (back,)))


def person_button(load: Load, w: Words) -> Button:
    """The door to somebody's tasks, with how many are overdue."""
    tail = f"🔴{w.number(load.overdue)}" if load.overdue else ""
    label = layout.share(load.person.name, tail=tail, sep=" ", most=layout.ROW / 2 - 1)
    return Button(label, data=PersonTasks(colleague=load.person.id))


# ------------------------------------------------------------------------------------------------------------ the card
def task_card(card: TaskCard, w: Words) -> Screen:
    """What exactly has to be done to move on, by when, and how often the date was moved."""
    line = card.line
    late = late_text(card.late, w) if line.overdue else ""
    text = render(
        "tasks/card.j2",
        w,
        card=card,
        line=line,
        title=task_title(line, w),
        stage=deal_state(card.deal_status, card.deal_stage or "", w),
        late=late,
        moves=card.moves[-MOVES_SHOWN:],
        hangs=_hangs(card, w),
        result=card.result if line.kind is TaskKind.TODO else "",
    )
    kind = short_code(line.target.kind)
    card_button = Button(w.p_("button", "Card"), data=OpenCard(kind=kind, id=line.target.id))
    record = (card_button,) if card.opens else ()
    tasks = Button(w.p_("button", "To the tasks"), data=TaskTable(mine=card.mine))
    if line.status is not TaskStatus.OPEN:
        history = Button("🕓 " + w.p_("button", "History"), data=HistoryOpen(kind=kind, id=line.target.id))
        return Screen(text, rows=((*record, history) if card.opens else (), (tasks,)))
    rows: Rows = ((_do(line, kind, w), Button("📅 " + w.p_("button", "Move"), data=TaskMove(task=line.id))),)
    if line.kind is TaskKind.UNREACHABLE:
        rows = ((Button("📞 " + w.p_("button", "Call"), data=CallOpen(kind=kind, id=line.target.id)),), *rows)
    give = (Button("👤 " + w.p_("button", "Hand over"), data=TaskGive(task=line.id)),) if card.may_give else ()
    return Screen(text, rows=(*rows, (*give, *record), (tasks,)))


def _do(line: TaskLine, kind: str, w: Words) -> Button:
    """The likeliest button: call, open the card the task is closed from, or done."""
    if line.kind is TaskKind.CALL:
        return Button("📞 " + w.p_("button", "Call"), data=CallOpen(kind=kind, id=line.target.id), style="success")
    if line.kind in (TaskKind.CHECK_REFUSAL, TaskKind.NPS):
        return Button(w.p_("button", "Open"), data=card_of(line), style="success")
    label = done_label(line, w) if line.kind is TaskKind.MEETING else "✅ " + w.p_("button", "Done")
    return Button(label, data=done_data(line), style="success")


def done_data(line: TaskLine) -> VoronkaCallback:
    """What closes a task: at once, or after a word on the result for whoever looks at it (S2-39)."""
    if line.controlled and line.kind is TaskKind.TODO:
        return TaskResult(task=line.id)
    return TaskDone(task=line.id, ver=line.version)


def _hangs(card: TaskCard, w: Words) -> str:
    """What the date hangs on (S2-34…S2-37); while it is not known, its name alone."""
    if card.due is None:
        return ""
    if card.waits:
        return source_text(card.due.source or Source(card.due.rule.source), w)
    return due_text(card.due, w)


def result_question(card: TaskCard, w: Words) -> Screen:
    """What came of it, for whoever looks at the result?"""
    name = card.controller.name if card.controller else ""
    text = w.html(
        "<b>%(task)s</b>: what is the result? Write it in a few words, %(name)s will look at it.",
        task=short(task_title(card.line, w), 100),
        name=short(name, 60),
    )
    done = Button("✅ " + w.p_("button", "Done, no words"), data=TaskDone(task=card.line.id, ver=card.line.version))
    back = Button(w.p_("button", "Back"), data=TaskOpen(task=card.line.id))
    return Screen(str(text), rows=((done,), (back,)))


def done_toast(card: TaskCard, w: Words) -> str:
    """The task is closed."""
    return w._("Done: %(task)s.", task=short(task_title(card.line, w), 100))


# ------------------------------------------------------------------------------------------------------- moving a date
def move_time(asked: DateQuestion, task: TaskLine, w: Words) -> Screen:
    """To when?"""
    pick = picker.Pick(MOVED, task.id, asked.version)
    text = render("tasks/move.j2", w, title=task_title(task, w), task=task, to=None)
    back = Button(w.p_("button", "Back"), data=TaskOpen(task=task.id))
    return Screen(text, rows=(*picker.presets(pick, asked.moments, w), (back,)))


def move_reason(asked: DateQuestion, task: TaskLine, ver: int, at: datetime, w: Words) -> Screen:
    """Why is it moved (S2-47)? One of the reasons, or a typed one."""
    minutes = (at - picker.EPOCH) // timedelta(minutes=1)
    buttons = [
        Button(short(item.name, 40), data=TaskMoveFor(task=task.id, ver=ver, at=minutes, reason=item.id))
        for item in asked.reasons
    ]
    text = render("tasks/move.j2", w, title=task_title(task, w), task=task, to=at)
    back = Button(w.p_("button", "Back"), data=TaskMove(task=task.id))
    return Screen(text, rows=(*grid(buttons, 2), (back,)))


def moved_toast(card: TaskCard, w: Words) -> str:
    """The date is moved, or the head is asked for it."""
    if card.asked is not None:
        return asked_toast(card.asked.head, w)
    return w._("Moved to %(when)s.", when=w.when(card.line.due_at))


def asked_toast(head: str, w: Words) -> str:
    """A further move is up to the head (S2-47)."""
    return w._("Asked %(name)s; the date stays until then.", name=short(head, 60))


# -------------------------------------------------------------------------------------------------------- handing over
def takers(task: TaskLine, ver: int, people: Sequence[Named], page: int, w: Words) -> Screen:
    """Who takes the task?"""
    shown = paged(people, page, PEOPLE_PAGE)
    buttons = [
        Button(short(item.name, 40), data=TaskGiveTo(task=task.id, ver=ver, user=item.id)) for item in shown.items
    ]
    turn = pager(lambda number: TaskGive(task=task.id, page=number), shown.number, shown.count)
    back = Button(w.p_("button", "Back"), data=TaskOpen(task=task.id))
    text = w.html("<b>%(task)s</b>: who takes it?", task=short(task_title(task, w), 100))
    return Screen(str(text), rows=(*grid(buttons, 2), *turn, (back,)))


def given_toast(card: TaskCard, w: Words) -> str:
    """Somebody else does it now."""
    return w._("Handed over to %(name)s.", name=short(card.line.assignee.name if card.line.assignee else "", 60))


flows.add({"TaskForm": N_("the move of the task")})
problems.add(
    {
        "task_own_way": N_("This task is closed from its own card: open it."),
        "contact_planned": N_("A contact is planned already: move it instead."),
    }
)
