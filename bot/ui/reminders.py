"""Pushes about what is due: to the assignee at the due time, to the head after the grace period (screen 7)."""

from __future__ import annotations

from datetime import datetime
from typing import Final

from bot.ui import problems
from bot.ui.callbacks import LEADERS, VoronkaCallback
from bot.ui.i18n import N_
from bot.ui.render import render
from bot.ui.rounds import RoundOpen
from bot.ui.screen import Button, Rows, Screen, grid
from bot.ui.targets import OpenCard
from bot.ui.tasks import card_of
from bot.ui.titles import task_title
from bot.ui.words import Words, short
from services.reminders import LateLead, LateList
from services.rules.views import TaskLine

LINES: Final = 7
LEADS_SHOWN: Final = 4
AGAIN_SHOWN: Final = 4


class RemindAll(VoronkaCallback, prefix="rm1", roles=LEADERS):
    """Remind everybody who is late once more."""


def due(late: LateList, by: str, w: Words) -> Screen:
    """To the assignee: this is due now; `by` is the head who reminds."""
    leads, tasks = _fitting(late)
    titles = [task_title(task, w) for task in tasks]
    more = late.total - len(tasks) - len(leads)
    text = render("reminders/due.j2", w, leads=leads, tasks=tasks, titles=titles, by=by, more=more)
    buttons = [Button(short(task.about, 24), data=card_of(task)) for task in tasks]
    return Screen(text, rows=grid([*_lead_buttons(leads), *buttons], 2))


def escalation(late: LateList, at: datetime, w: Words) -> Screen:
    """To the head: this stays undone, grouped in one message; what was told of before comes with "hand over"."""
    leads, tasks = _fitting(late)
    again = late.again[: AGAIN_SHOWN if late.total else LINES]
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
    remind = Button(w.p_("button", "Remind them"), data=RemindAll())
    first: Rows = ((remind,),)
    if tasks or again:
        label = w.p_("button", "Hand over") if again else w.p_("button", "Sort out")
        first = ((Button(label, data=RoundOpen(at=int(at.timestamp())), style="primary"), remind),)
    return Screen(text, rows=first + grid(_lead_buttons(leads), 2))


def _fitting(late: LateList) -> tuple[tuple[LateLead, ...], tuple[TaskLine, ...]]:
    """As many lines as are read at a glance, inquiries first."""
    leads = late.leads[: LINES if not late.tasks else LEADS_SHOWN]
    return leads, late.tasks[: LINES - len(leads)]


def _lead_buttons(leads: tuple[LateLead, ...]) -> list[Button]:
    return [Button(short(lead.name, 24), data=OpenCard(kind="l", id=lead.id)) for lead in leads]


def reminded_toast(people: int, w: Words) -> str:
    """How many were reminded."""
    return w.n_("%(n)s person reminded.", "%(n)s people reminded.", people)


problems.add({"nothing_late": N_("Nothing of this is late any more.")})
