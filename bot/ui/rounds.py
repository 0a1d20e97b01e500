"""The head's round: one overdue task or bare deal at a time (screen 6)."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Annotated

from pydantic import Field

from bot.ui import picker, problems
from bot.ui.callbacks import LEADERS, STAFF, VoronkaCallback
from bot.ui.i18n import N_
from bot.ui.render import render
from bot.ui.screen import Button, Rows, Screen, grid
from bot.ui.targets import OpenCard, TaskOpen
from bot.ui.titles import task_title
from bot.ui.words import Words, short
from services.rounds import RoundCard, RoundList
from services.rules.views import Named, TaskLine
from services.tasks import DateQuestion


class RoundOpen(VoronkaCallback, prefix="ro1", roles=LEADERS):
    """The item at a place of the round, from 1."""

    place: int = 1


class RoundDate(VoronkaCallback, prefix="rd1", roles=LEADERS):
    """Another date for a task: when?"""

    task: int
    ver: int
    place: int


class RoundMove(VoronkaCallback, prefix="rv1", roles=LEADERS):
    """Move a task to `at` (minutes since 1970) for a reason; 0 asks for one."""

    task: int
    ver: int
    place: int
    at: int
    reason: int = 0

    @property
    def moment(self) -> datetime:
        """The chosen time in UTC."""
        return picker.EPOCH + timedelta(minutes=self.at)


class RoundGive(VoronkaCallback, prefix="rg1", roles=LEADERS):
    """Give a task or a deal (kind t or d) to `user`; 0 asks to whom."""

    kind: Annotated[str, Field(max_length=1, pattern="^[td]$")]
    id: int
    ver: int
    place: int
    user: int = 0


class RoundWhy(VoronkaCallback, prefix="rq1", roles=LEADERS):
    """Ask the assignee why."""

    task: int
    place: int


class WhyAnswer(VoronkaCallback, prefix="wa1", roles=STAFF):
    """Answer the head's question."""

    task: int


class RoundTask(VoronkaCallback, prefix="rk1", roles=LEADERS):
    """Set a next call for a deal without a task: when?"""

    deal: int
    ver: int
    place: int


MOVE = picker.purpose("rmove", lambda ref, _ver: TaskOpen(task=ref))
NEXT_CALL = picker.purpose("rcall", lambda ref, _ver: OpenCard(kind="d", id=ref))


def summary(view: RoundList, w: Words, *, title: str) -> Screen:
    """How much there is, and the way in; also the digest of morning and evening."""
    text = render("rounds/summary.j2", w, view=view, title=title)
    if not view.overdue + view.no_task:
        return Screen(text)
    return Screen(text, rows=((Button("▶ " + w.p_("button", "Start the round"), data=RoundOpen(), style="primary"),),))


def card(view: RoundCard, w: Words) -> Screen:
    """One item and what can be done about it."""
    title = task_title(view.task, w) if view.task else ""
    text = render("rounds/card.j2", w, view=view, title=title)
    onward = Button(w.p_("button", "Next") + " →", data=RoundOpen(place=view.place % view.total + 1))
    if view.task is not None:
        return Screen(text, rows=_task_rows(view, view.task, onward, w))
    deal = view.deal
    if deal is None:
        return Screen(text, rows=((onward,),))
    call = RoundTask(deal=deal.id, ver=deal.version, place=view.place)
    give = RoundGive(kind="d", id=deal.id, ver=deal.version, place=view.place)
    rows: Rows = (
        (
            Button(w.p_("button", "Set a call"), data=call, style="primary"),
            Button(w.p_("button", "Hand over"), data=give),
        ),
        (Button(w.p_("button", "Open"), data=OpenCard(kind="d", id=deal.id)), onward),
    )
    return Screen(text, rows=rows)


def _task_rows(view: RoundCard, task: TaskLine, onward: Button, w: Words) -> Rows:
    about = {"task": task.id, "ver": task.version, "place": view.place}
    give = RoundGive(kind="t", id=task.id, ver=task.version, place=view.place)
    return (
        (
            Button(w.p_("button", "New date"), data=RoundDate(**about), style="primary"),
            Button(w.p_("button", "Ask why"), data=RoundWhy(task=task.id, place=view.place)),
        ),
        (
            Button(w.p_("button", "Hand over"), data=give),
            Button(w.p_("button", "Open"), data=TaskOpen(task=task.id)),
        ),
        (onward,),
    )


def when(asked: DateQuestion, data: RoundDate, w: Words) -> Screen:
    """To which date?"""
    buttons = [
        Button(
            picker.label(moment, w),
            data=move_to(data.task, data.ver, data.place, moment),
        )
        for moment in asked.moments
    ]  # fmt: skip
    pick = picker.Pick(MOVE, data.task, data.ver)
    other = Button("📅 " + w.p_("button", "Other time"), data=pick.month())
    back = Button(w.p_("button", "Back"), data=RoundOpen(place=data.place))
    return Screen(render("rounds/when.j2", w, name=asked.name), rows=(*grid(buttons, 2), (other, back)))


def why_moved(asked: DateQuestion, data: RoundMove, w: Words) -> Screen:
    """For which reason?"""
    buttons = [
        Button(item.name, data=data.model_copy(update={"reason": item.id, "ver": asked.version}))
        for item in asked.reasons
    ]
    back = Button(w.p_("button", "Back"), data=RoundOpen(place=data.place))
    text = render("rounds/reason.j2", w, name=asked.name, when=data.moment)
    return Screen(text, rows=(*grid(buttons, 2), (back,)))


def to_whom(people: tuple[Named, ...], data: RoundGive, w: Words) -> Screen:
    """Who takes it over?"""
    buttons = [Button(item.name, data=data.model_copy(update={"user": item.id})) for item in people[:40]]
    back = Button(w.p_("button", "Back"), data=RoundOpen(place=data.place))
    return Screen(w._("Who takes it over?"), rows=(*grid(buttons, 2), (back,)))


def next_call(asked: DateQuestion, data: RoundTask, w: Words) -> Screen:
    """When is the deal's next call?"""
    pick = picker.Pick(NEXT_CALL, data.deal, data.ver)
    back = Button(w.p_("button", "Back"), data=RoundOpen(place=data.place))
    text = render("rounds/next_call.j2", w, name=asked.name)
    return Screen(text, rows=(*picker.presets(pick, asked.moments, w), (back,)))


def receipt(view: RoundList, w: Words) -> Screen:
    """Nothing is left."""
    return Screen(render("rounds/receipt.j2", w, view=view))


def question_to_assignee(task: TaskLine, w: Words) -> Screen:
    """To the assignee: why is it late?"""
    text = render("rounds/why.j2", w, task=task, title=task_title(task, w))
    answer = Button(w.p_("button", "Answer"), data=WhyAnswer(task=task.id), style="primary")
    return Screen(text, rows=((answer, Button(w.p_("button", "Open"), data=TaskOpen(task=task.id))),))


def answer_to_head(task: TaskLine, answer: str, w: Words) -> Screen:
    """To the head: what the assignee answered."""
    text = render("rounds/answer.j2", w, task=task, title=task_title(task, w), answer=answer)
    return Screen(text, rows=((Button(w.p_("button", "Open"), data=TaskOpen(task=task.id)),),))


def overdue_title(w: Words) -> str:
    """The title of /overdue."""
    return w._("Overdue")


def morning_title(w: Words) -> str:
    """The title of the morning's list."""
    return w._("Morning round")


def evening_title(w: Words) -> str:
    """The title of the evening's list."""
    return w._("Evening round")


def move_to(task: int, ver: int, place: int, moment: datetime) -> RoundMove:
    """The button data of a chosen date whose reason is still to come."""
    return RoundMove(task=task, ver=ver, place=place, at=(moment - picker.EPOCH) // timedelta(minutes=1))


def moved_toast(task: TaskLine, w: Words) -> str:
    """Where it went."""
    return w._("%(name)s: %(when)s.", name=short(task.about), when=w.when(task.due_at))


def given_toast(name: str, w: Words) -> str:
    """Who has it now."""
    return w._("Handed over to %(name)s.", name=short(name))


def asked_toast(name: str, w: Words) -> str:
    """The question is on its way."""
    return w._("%(name)s is asked. The answer comes here.", name=short(name))


def call_toast(moment: datetime, w: Words) -> str:
    """The next call is set."""
    return w._("Call set: %(when)s.", when=w.when(moment))


def write_answer(w: Words) -> Screen:
    """The assignee writes."""
    return Screen(w._("Write in a few words why; it goes to your head."))


def answer_sent(w: Words) -> Screen:
    """It is on its way."""
    return Screen(w._("Sent."))


problems.add({"no_chat": N_("%(name)s has not started the bot yet, so I can't ask. Call instead.")})
