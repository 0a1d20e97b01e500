"""Setting up a stage's tasks: the list, a task's page, its texts, who does it and who looks at it."""

from __future__ import annotations

from typing import Annotated, Final

from pydantic import Field

from bot.ui import flows, kit, layout, ordered, problems
from bot.ui.callbacks import VoronkaCallback
from bot.ui.confirm import confirm
from bot.ui.due_words import after_entering, due_text
from bot.ui.i18n import N_
from bot.ui.paging import paged, pager
from bot.ui.render import render
from bot.ui.screen import Button, Rows, Screen, grid
from bot.ui.setup_links import ADMINS, StageOpen, StageTasks
from bot.ui.stage_task_links import StageTaskDue, StageTaskOpen
from bot.ui.titles import KINDS, MARK
from bot.ui.words import Words, short
from services.rules.due import Binding
from services.rules.kinds import TaskKind
from services.rules.responsible import Controller, Responsible
from services.rules.views import Named
from services.setup_core import Done
from services.stage_task_views import StageTaskList, StageTaskView, Who
from services.stage_tasks import Choice

KIND_CODES: Final = {"t": TaskKind.TODO, "c": TaskKind.CALL, "m": TaskKind.MEETING}
MODES: Final = {"o": Responsible.OWNER, "h": Responsible.HEAD, "u": Responsible.USER, "t": Responsible.TEAM}
LOOKS: Final = {"n": None, "h": Controller.HEAD, "u": Controller.USER}

Letter = Annotated[str, Field(max_length=1)]


class StageTaskNew(VoronkaCallback, prefix="skn1", roles=ADMINS):
    """Ask for the title of a new task."""

    stage: int


class StageTaskText(VoronkaCallback, prefix="skw1", roles=ADMINS):
    """Ask for the title (t) or the instruction (i)."""

    stagetask: int
    what: Letter = "t"


class StageTaskKind(VoronkaCallback, prefix="skk1", roles=ADMINS):
    """What kind of task: t(o-do), c(all), m(eeting); - asks."""

    stagetask: int
    ver: int
    kind_of: Letter = "-"


class StageTaskWho(VoronkaCallback, prefix="skp1", roles=ADMINS):
    """Who does it (r), or who looks at it (c)?"""

    stagetask: int
    role_of: Letter = "r"


class StageTaskPeople(VoronkaCallback, prefix="skl1", roles=ADMINS):
    """A page of people (u) or teams (t) to choose from, for doing (r) or looking (c)."""

    stagetask: int
    role_of: Letter = "r"
    among: Letter = "u"
    page: int = 1


class StageTaskGive(VoronkaCallback, prefix="skg1", roles=ADMINS):
    """Set who does it (r) or looks at it (c): the mode's letter and the person or team."""

    stagetask: int
    ver: int
    role_of: Letter = "r"
    mode: Letter = "h"
    ref: int = 0


class StageTaskMove(VoronkaCallback, prefix="skm1", roles=ADMINS):
    """One place up (−1) or down (1)."""

    stagetask: int
    ver: int
    by: int


class StageTaskDrop(VoronkaCallback, prefix="skd1", roles=ADMINS):
    """Ask for it no more; `sure` after the question."""

    stagetask: int
    ver: int
    sure: bool = False


class StageTaskUndo(VoronkaCallback, prefix="sku1", roles=ADMINS):
    """Take an edit of this stage's tasks back."""

    setup_undo: int
    stage: int


# ------------------------------------------------------------------------------------------------------- list and page
def task_table(view: StageTaskList, w: Words, done: Done | None = None) -> Screen:
    """What a stage asks for, in order; `done` can be taken back."""
    lines = [(task, due_text(task.due, w), who_text(task.responsible, w)) for task in view.tasks]
    text = render("stage_tasks/list.j2", w, view=view, lines=lines)
    rows: Rows = tuple(
        (Button(f"{task.place}. " + layout.cut(task.title, layout.ROW - MARK), data=StageTaskOpen(stagetask=task.id)),)
        for task in view.tasks
    )
    add = ordered.new_button(w.p_("button", "New task"), StageTaskNew(stage=view.stage.id))
    back = Button(w.p_("button", "To the stage"), data=StageOpen(stage=view.stage.id))
    return Screen(text, rows=ordered.with_undo((*rows, (add,), (back,)), _undo(done, view.stage.id), w))


def _undo(done: Done | None, stage_id: int) -> StageTaskUndo | None:
    return StageTaskUndo(setup_undo=done.undo_id, stage=stage_id) if done else None


def task_page(view: StageTaskView, w: Words, done: Done | None = None) -> Screen:
    """One task as it is set up, each part with its button."""
    rule = view.due.rule
    text = render(
        "stage_tasks/card.j2",
        w,
        view=view,
        kind=w._(KINDS[view.kind]),
        due=due_text(view.due, w),
        fallback=after_entering(rule.fallback, w) if rule.binding is not Binding.AFTER_ENTERING else "",
        source_gone=view.due.source is not None and view.due.source.gone,
        who=who_text(view.responsible, w),
        controller=who_text(view.controller, w) if view.controller else "",
    )
    about = {"stagetask": view.id, "ver": view.version}
    own: Rows = (
        (
            Button("📅 " + w.p_("button", "Due"), data=StageTaskDue(stagetask=view.id)),
            Button("✏️ " + w.p_("button", "What exactly"), data=StageTaskText(stagetask=view.id, what="i")),
        ),
        (
            Button("👤 " + w.p_("button", "Who does it"), data=StageTaskWho(stagetask=view.id)),
            Button("👁 " + w.p_("button", "Who checks"), data=StageTaskWho(stagetask=view.id, role_of="c")),
        ),
        (
            Button(w.p_("button", "Kind"), data=StageTaskKind(**about)),
            Button(w.p_("button", "Title"), data=StageTaskText(stagetask=view.id)),
        ),
    )
    rows = ordered.page_rows(
        own,
        (Button(w.p_("button", "To the list"), data=StageTasks(stage=view.stage.id)),),
        w,
        place=ordered.place(view.place, view.of, lambda down: StageTaskMove(**about, by=1 if down else -1)),
        archive=StageTaskDrop(**about),
        undo=_undo(done, view.stage.id),
    )
    return Screen(text, rows=rows)


def who_text(who: Who, w: Words) -> str:
    """Who does a task or looks at it."""
    name = short(who.named.name, 60) if who.named else ""
    if who.mode == Responsible.HEAD:
        return w.p_("who", "the head")
    if who.mode == Responsible.TEAM:
        return w.p_("who", "the least loaded of %(team)s", team=name)
    return name if who.mode == Responsible.USER else w.p_("who", "the deal's owner")


# -------------------------------------------------------------------------------------------------------------- texts
def title_question(stage: Named, w: Words) -> Screen:
    """What is a new task called?"""
    text = w.html("<b>%(stage)s</b>: what is to be done? Write the task's title.", stage=short(stage.name, 60))
    return Screen(str(text), rows=((Button(w.p_("button", "Back"), data=StageTasks(stage=stage.id)),),))


def text_question(view: StageTaskView, what: str, w: Words) -> Screen:
    """How else is it called; what exactly must be done?"""
    if what == "t":
        text = w.html("<b>%(task)s</b>: write the new title.", task=short(view.title, 100))
    else:
        text = w.html(
            "<b>%(task)s</b>: what exactly must be done to move on? Write the result, not the effort.",
            task=short(view.title, 100),
        )
    return Screen(str(text), rows=(_back(view, w),))


def _back(view: StageTaskView, w: Words) -> tuple[Button, ...]:
    return (Button(w.p_("button", "Back"), data=StageTaskOpen(stagetask=view.id)),)


# ------------------------------------------------------------------------------------------------------------- choices
def kind_question(view: StageTaskView, w: Words) -> Screen:
    """A to-do, a call or a meeting?"""
    marks = {TaskKind.TODO: "☑️ ", TaskKind.CALL: "📞 ", TaskKind.MEETING: "🤝 "}
    row = tuple(
        Button(
            ("✓ " if kind is view.kind else marks[kind]) + w._(KINDS[kind]),
            data=StageTaskKind(stagetask=view.id, ver=view.version, kind_of=code),
        )
        for code, kind in KIND_CODES.items()
    )
    text = w.html(
        "<b>%(task)s</b>: what kind of task is it? Calls and meetings are the deal's next contact.",
        task=short(view.title, 100),
    )
    return Screen(str(text), rows=(row, _back(view, w)))


def who_question(view: StageTaskView, role_of: str, w: Words) -> Screen:
    """Who does it, or who looks at the result?"""
    about = {"stagetask": view.id, "ver": view.version, "role_of": role_of}
    now = view.responsible.mode if role_of == "r" else view.controller.mode if view.controller else None
    people = Button(
        _mark(now == "user") + w.p_("button", "A person…"), data=StageTaskPeople(stagetask=view.id, role_of=role_of)
    )
    head = Button(_mark(now == "head") + w.p_("button", "The head"), data=StageTaskGive(**about, mode="h"))
    if role_of == "r":
        owner = Button(
            _mark(now == "owner") + w.p_("button", "The deal's owner"), data=StageTaskGive(**about, mode="o")
        )
        teams = StageTaskPeople(stagetask=view.id, role_of=role_of, among="t")
        least = Button(_mark(now == "team") + w.p_("button", "Least loaded of…"), data=teams)
        text = w.html("<b>%(task)s</b>: who does it?", task=short(view.title, 100))
        return Screen(str(text), rows=((owner, head), (people, least), _back(view, w)))
    nobody = Button(_mark(now is None) + w.p_("button", "Nobody"), data=StageTaskGive(**about, mode="n"))
    text = w.html(
        "<b>%(task)s</b>: who looks at the result? They are told when it is done: right, or back to work.",
        task=short(view.title, 100),
    )
    return Screen(str(text), rows=((head, people), (nobody,), _back(view, w)))


def _mark(chosen: bool) -> str:
    return "✓ " if chosen else ""


def people_question(choice: Choice, role_of: str, among: str, page: int, w: Words) -> Screen:
    """Which person, or which team?"""
    view, shown = choice.task, paged(choice.people, page)
    buttons = [
        Button(
            short(item.name, 40),
            data=StageTaskGive(stagetask=view.id, ver=view.version, role_of=role_of, mode=among, ref=item.id),
        )
        for item in shown.items
    ]
    turn = pager(
        lambda number: StageTaskPeople(stagetask=view.id, role_of=role_of, among=among, page=number),
        shown.number,
        shown.count,
    )
    if not choice.people:
        text = w._("There are no teams yet: make one in /users.")
    elif among == "t":
        text = w._("Which team? The task goes to whoever has the fewest tasks overdue and due today.")
    else:
        text = w._("Which person?")
    back = Button(w.p_("button", "Back"), data=StageTaskWho(stagetask=view.id, role_of=role_of))
    return kit.note(text, (*grid(buttons, 2), *turn, (back,)))


def drop_question(view: StageTaskView, w: Words) -> Screen:
    """Ask for it no more?"""
    question = w.html(
        "Archive the task <b>%(task)s</b>? Deals that come to the stage no longer get it. Open tasks stay.",
        task=short(view.title, 100),
    )
    do = StageTaskDrop(stagetask=view.id, ver=view.version, sure=True)
    return confirm(str(question), w.p_("button", "Archive"), do, StageTaskOpen(stagetask=view.id), w)


def saved_toast(done: Done | None, w: Words) -> str:
    """Stored, or nothing was different."""
    return w._("Saved. Deals that come to the stage from now on get it so.") if done else w._("It is so already.")


def archived_toast(w: Words) -> str:
    """No longer asked for."""
    return w._("Archived. It can be taken back for 24 hours.")


def undone_toast(kept: int, w: Words) -> str:
    """The edit is taken back; what was changed since stays."""
    return w._("Changed since: left as it is.") if kept else w._("Taken back.")


flows.add({"StageTaskForm": N_("the stage's task")})
problems.add(
    {
        "stage_tasks_many": N_("A stage has %(limit)s tasks at most. Merge some, or split the stage."),
        "stage_has_contact": N_(
            "This stage has a call or a meeting already, and a deal has one next contact at a time."
        ),
        "due_source_gone": N_("This date or event is no longer in use. Choose another one."),
        "offset_invalid": N_("This is not a length of time. For example: 2 days, 4 hours, 30 min."),
    }
)
