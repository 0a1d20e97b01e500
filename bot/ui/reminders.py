"""Pushes about what is due: to the assignee at the due time, to the head after the grace period (screen 7)."""

from __future__ import annotations

from bot.ui import problems
from bot.ui.callbacks import LEADERS, VoronkaCallback
from bot.ui.i18n import N_
from bot.ui.render import render
from bot.ui.rounds import RoundOpen
from bot.ui.screen import Button, Rows, Screen, grid
from bot.ui.targets import OpenCard, TaskOpen
from bot.ui.titles import task_title
from bot.ui.words import Words, short
from services.reminders import LateList

SHOWN = 10
"""Lines of a push; the rest is counted."""


class RemindAll(VoronkaCallback, prefix="rm1", roles=LEADERS):
    """Remind everybody who is late once more."""


def due(late: LateList, by: str, w: Words) -> Screen:
    """To the assignee: this is due now; `by` is the head who reminds."""
    titles = [task_title(task, w) for task in late.tasks[:SHOWN]]
    text = render("reminders/due.j2", w, late=late, titles=titles, by=by, more=max(0, late.total - SHOWN))
    buttons = [Button(short(task.about, 24), data=TaskOpen(task=task.id)) for task in late.tasks[:SHOWN]]
    buttons += [Button(short(lead.name, 24), data=OpenCard(kind="l", id=lead.id)) for lead in late.leads[:SHOWN]]
    return Screen(text, rows=grid(buttons[:SHOWN], 2))


def escalation(late: LateList, w: Words, *, again: bool) -> Screen:
    """To the head: this stays undone, grouped in one message."""
    titles = [task_title(task, w) for task in late.tasks[:SHOWN]]
    more = max(0, late.total - SHOWN)
    text = render("reminders/escalation.j2", w, late=late, titles=titles, more=more, again=again, shown=SHOWN)
    sort_out = Button(w.p_("button", "Sort out"), data=RoundOpen(), style="primary")
    rows: Rows = ((sort_out, Button(w.p_("button", "Remind them"), data=RemindAll())),)
    leads = [Button(short(lead.name, 24), data=OpenCard(kind="l", id=lead.id)) for lead in late.leads[:4]]
    return Screen(text, rows=rows + grid(leads, 2))


def reminded_toast(people: int, w: Words) -> str:
    """How many were reminded."""
    return w.n_("%(n)s person reminded.", "%(n)s people reminded.", people)


problems.add({"nothing_late": N_("Nothing of this is late any more.")})
