"""What comes next: asked when the last task is closed, or by a person who wants to plan something (S2-50)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Annotated, Final

from pydantic import Field

from bot.ui import flows, picker
from bot.ui.callbacks import STAFF, VoronkaCallback
from bot.ui.deals import next_button
from bot.ui.i18n import N_
from bot.ui.render import render
from bot.ui.screen import Button, Rows, Screen
from bot.ui.targets import CODES, Kind, OpenCard, StepAsk, kind_of, short_code
from bot.ui.tasks import TaskMove
from bot.ui.titles import task_title
from bot.ui.words import Words
from services.deals import DealCard
from services.rules.kinds import TaskKind
from services.rules.target import Target
from services.task_views import TaskCard
from services.tasks import DateQuestion

KINDS: Final = {"c": TaskKind.CALL, "m": TaskKind.MEETING, "t": TaskKind.TODO}


class StepKind(VoronkaCallback, prefix="sk1", roles=STAFF):
    """A call (c), a meeting (m) or a task (t): when?"""

    kind: Kind
    id: int
    what: Annotated[str, Field(max_length=1, pattern="^[cmt]$")]


class StepPlain(VoronkaCallback, prefix="sp1", roles=STAFF):
    """A task without words, due at `at` (minutes since 1970)."""

    kind: Kind
    id: int
    at: int

    @property
    def moment(self) -> datetime:
        """The chosen time in UTC."""
        return picker.EPOCH + timedelta(minutes=self.at)


def _ask_again(kind: str) -> picker.BackTo:
    return lambda ref, _ver: StepAsk(kind=kind, id=ref)


PICKED: Final = {(kind, what): picker.purpose(f"st{kind}{what}", _ask_again(kind)) for kind in CODES for what in KINDS}
"""Purposes of the date picker by the record's kind and what is planned."""


def target_of(data: StepAsk | StepKind | StepPlain) -> Target:
    """The record a button is about."""
    return Target(kind_of(data.kind), data.id)


def pick(target: Target, what: str) -> picker.Pick:
    """What a chosen or typed moment is for."""
    return picker.Pick(PICKED[short_code(target.kind), what], target.id)


def question(
    asked: DateQuestion, target: Target, w: Words, *, closed: bool = False, deal: DealCard | None = None
) -> Screen:
    """What comes next? `closed`: the last task was just closed, and without an answer the deal is marked red.

    With its task done a `deal` may go on to the next stage, which brings the next task by itself (S2-27).
    """
    kind = short_code(target.kind)
    text = render("tasks/step.j2", w, asked=asked, planned=_planned(asked, w), closed=closed)

    def choice(what: str, label: str) -> Button:
        return Button(label, data=StepKind(kind=kind, id=target.id, what=what))

    task = choice("t", "☑️ " + w.p_("button", "Task"))
    rows: Rows = ((choice("c", "📞 " + w.p_("button", "Call")), choice("m", "🤝 " + w.p_("button", "Meeting")), task),)
    if asked.task is not None:
        move = Button("📅 " + w.p_("button", "Move"), data=TaskMove(task=asked.task.id))
        rows = ((move, task),)
    if deal is not None and deal.next_stage is not None:
        rows = ((next_button(deal, w),), *rows)
    leave = w.p_("button", "Skip") if closed else w.p_("button", "Back")
    return Screen(text, rows=(*rows, (Button(leave, data=OpenCard(kind=kind, id=target.id)),)))


def _planned(asked: DateQuestion, w: Words) -> str:
    return f"{task_title(asked.task, w)}, {w.when(asked.task.due_at)}" if asked.task else ""


def time_question(asked: DateQuestion, target: Target, what: str, w: Words, *, offer: bool = False) -> Screen:
    """When? `offer`: one has just gone out, the call is to ask about it."""
    back = Button(w.p_("button", "Back"), data=StepAsk(kind=short_code(target.kind), id=target.id))
    text = render("tasks/step_when.j2", w, asked=asked, what="o" if offer else what)
    return Screen(text, rows=(*picker.presets(pick(target, what), asked.moments, w), (back,)))


def title_question(target: Target, at: datetime, w: Words) -> Screen:
    """What is to be done?"""
    minutes = (at - picker.EPOCH) // timedelta(minutes=1)
    plain = StepPlain(kind=short_code(target.kind), id=target.id, at=minutes)
    text = w.html("<b>%(when)s</b>: what is to be done? Write it.", when=w.when(at))
    return Screen(str(text), rows=((Button(w.p_("button", "Without words"), data=plain),),))


_PLANNED: Final[dict[TaskKind, Callable[[Words, str], str]]] = {
    TaskKind.CALL: lambda w, when: w._("Planned: call %(when)s.", when=when),
    TaskKind.MEETING: lambda w, when: w._("Planned: meeting %(when)s.", when=when),
    TaskKind.TODO: lambda w, when: w._("Planned: task %(when)s.", when=when),
}


def planned_toast(card: TaskCard, w: Words) -> str:
    """What comes next, and when."""
    return _PLANNED[card.line.kind](w, w.when(card.line.due_at))


flows.add({"StepForm": N_("the new task")})
