"""Tasks on the screen: their names, lists and cards, moving a date, the next step."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from bot.ui.callbacks import STAFF, VoronkaCallback
from bot.ui.refusals import CheckOpen
from bot.ui.screen import Button
from bot.ui.targets import NpsOpen, TaskOpen
from bot.ui.words import Words, short
from services.rules.kinds import TaskKind
from services.rules.views import TaskLine

_NAMES: Final[dict[TaskKind, Callable[[Words], str]]] = {
    TaskKind.CALL: lambda w: w.p_("task", "Call"),
    TaskKind.MEETING: lambda w: w.p_("task", "Meeting"),
    TaskKind.TODO: lambda w: w.p_("task", "Task"),
    TaskKind.NPS: lambda w: w.p_("task", "Ask for a score"),
    TaskKind.CHECK_REFUSAL: lambda w: w.p_("task", "Check a refusal"),
    TaskKind.UNREACHABLE: lambda w: w.p_("task", "Cannot be written to: get in touch"),
}


class TaskDone(VoronkaCallback, prefix="td1", roles=STAFF):
    """A task is done."""

    task: int
    ver: int


# ----------------------------------------------------------------------------------------------- names and small parts
def task_title(line: TaskLine, w: Words) -> str:
    """What a task is called: its own title, else the name of its kind."""
    return line.title or _NAMES[line.kind](w)


def done_label(line: TaskLine, w: Words) -> str:
    """The button that closes a task, naming it."""
    if line.kind is TaskKind.MEETING:
        return "✅ " + w.p_("button", "Meeting held")
    return "✅ " + w.p_("button", "Done: %(task)s", task=short(task_title(line, w), 28))


def task_button(line: TaskLine, w: Words, *, about: bool = False) -> Button:
    """The button to a task's card; checks and scores have cards of their own. `about` names whom it is about."""
    title = task_title(line, w)
    label = f"{short(line.about, 24)}: {title}" if about else f"{title}, {w.when(line.due_at)}"
    return Button(("🔴 " if line.overdue else "🗓 ") + short(label, 48), data=card_of(line))


def card_of(line: TaskLine) -> VoronkaCallback:
    """The door to a task's own card."""
    if line.kind is TaskKind.CHECK_REFUSAL:
        return CheckOpen(task=line.id)
    return NpsOpen(task=line.id) if line.kind is TaskKind.NPS else TaskOpen(task=line.id)
