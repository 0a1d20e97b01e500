"""Pushes about what is due: to the assignee at the due time, to the head after the grace period (screen 7)."""

from __future__ import annotations

from datetime import datetime
from typing import Final

from bot.ui import problems
from bot.ui.callbacks import LEADERS, VoronkaCallback
from bot.ui.i18n import N_
from bot.ui.menu import go
from bot.ui.render import render
from bot.ui.rounds import RoundOpen
from bot.ui.screen import Button, Rows, Screen, grid
from bot.ui.targets import Look
from bot.ui.tasks import card_of
from bot.ui.titles import task_title
from bot.ui.words import Words, short
from services.reminders import LateLead, LateList
from services.rules.views import TaskLine

LINES: Final = 6


class RemindAll(VoronkaCallback, prefix="rm1", roles=LEADERS):
    """Remind everybody who is late once more."""


def due(late: LateList, by: str, w: Words) -> Screen:
    """To the assignee: this is due now; `by` is the head who reminds."""
    leads, tasks = _fitting(late, LINES)
    titles = [task_title(task, w) for task in tasks]
    more = late.total - len(tasks) - len(leads)
    text = render("reminders/due.j2", w, leads=leads, tasks=tasks, titles=titles, by=by, more=more)
    if late.total == 1 and tasks:
        return Screen(text, rows=((Button(short(tasks[0].about, 24), data=card_of(tasks[0])),),))
    buttons = [Button(short(task.about, 24), data=Look(kind="t", id=task.id)) for task in tasks]
    return Screen(text, rows=grid([*_lead_buttons(leads), *buttons], 2))


def escalation(late: LateList, at: datetime, w: Words) -> Screen:
    """To the head: this stays undone, grouped in one message; what was told of before comes with "hand over"."""
    both = bool(late.total and late.total_again)
    leads, tasks = _fitting(late, LINES // 2 if both else LINES)
    again = late.again[: LINES // 2 if both else LINES]
    text = render(
        "reminders/escalation.j2",
        w,
        late=late,
        leads=leads,
        tasks=tasks,
        again=again,
        titles={task.id: task_title(task, w) for task in (*tasks, *again)},
        more=late.total - len(tasks) - len(leads),
        more_again=late.total_again - len(again),
    )
    first: list[Button] = []
    if late.tasks or late.again:
        label = w.p_("button", "Hand over") if late.again else w.p_("button", "Sort out")
        first.append(Button(label, data=RoundOpen(at=int(at.timestamp())), style="primary"))
    if first or any(lead.owner for lead in late.leads):
        first.append(Button(w.p_("button", "Remind them"), data=RemindAll()))
    rows: Rows = (tuple(first),) if first else ()
    unseen = both or late.total > len(tasks) + len(leads) or late.total_again > len(again)
    rows += ((go("overdue", w),),) if unseen else ()  # what is not told here is seen there
    return Screen(text, rows=rows + grid(_lead_buttons(leads), 2))


def _fitting(late: LateList, lines: int) -> tuple[tuple[LateLead, ...], tuple[TaskLine, ...]]:
    """As many lines as are read at a glance, inquiries first; at least one of each kind."""
    leads = late.leads[: lines if not late.tasks else lines // 2 + 1]
    return leads, late.tasks[: lines - len(leads)]


def _lead_buttons(leads: tuple[LateLead, ...]) -> list[Button]:
    return [Button(short(lead.name, 24), data=Look(kind="l", id=lead.id)) for lead in leads]


def reminded_toast(people: int, w: Words) -> str:
    """How many were reminded."""
    return w.n_("%(n)s person reminded.", "%(n)s people reminded.", people)


problems.add({"nothing_late": N_("Nothing of this is late any more.")})
