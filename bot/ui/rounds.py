"""The head's round: one overdue task or bare deal at a time (screen 6)."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Final, Literal

from bot.ui import control, flows, kit, late_payments, pace, picker, postponing, problems
from bot.ui.callbacks import LEADERS, STAFF, VoronkaCallback
from bot.ui.i18n import N_
from bot.ui.lateness import late_text
from bot.ui.paging import paged, pager
from bot.ui.render import render
from bot.ui.screen import Button, Rows, Screen, grid
from bot.ui.targets import Look, PostponeReasonsShow
from bot.ui.titles import task_title
from bot.ui.words import Words, short
from services.postponing import MoveRequest
from services.round_views import HeadLeft, RedDeal, RoundCard, RoundList, RoundReceipt
from services.rules.actor import Actor, Role
from services.rules.rounds import Handled, Item
from services.rules.views import Named, TaskLine
from services.tasks import DateQuestion

PEOPLE_PAGE: Final = 10
LABEL: Final = 28
HEADS_SHOWN: Final = 6
TOLD: Final = (
    Handled.MOVED, Handled.GIVEN, Handled.PLANNED, Handled.CLOSED, Handled.ASKED, Handled.ANSWERED,
)  # fmt: skip
"""In which order a receipt tells what was done."""


class RoundOpen(VoronkaCallback, prefix="ro2", roles=LEADERS):
    """Begin a round: over everything, or over what a message of this time (seconds since 1970) told of."""

    at: int = 0


class RoundNext(VoronkaCallback, prefix="rx1", roles=LEADERS):
    """Back to the item that is next."""


class RoundFinish(VoronkaCallback, prefix="rfi1", roles=LEADERS):
    """Enough for now: the receipt."""


class RoundSkip(VoronkaCallback, prefix="rs1", roles=LEADERS):
    """Leave an item for later."""

    kind: Item
    id: int


class RoundDate(VoronkaCallback, prefix="rd2", roles=LEADERS):
    """Another date for a task: when?"""

    task: int
    ver: int


class RoundMove(VoronkaCallback, prefix="rv2", roles=LEADERS):
    """Move a task to `at` (minutes since 1970) for a reason; 0 asks for one."""

    task: int
    ver: int
    at: int
    reason: int = 0

    @property
    def moment(self) -> datetime:
        """The chosen time in UTC."""
        return picker.EPOCH + timedelta(minutes=self.at)


class RoundGive(VoronkaCallback, prefix="rg2", roles=LEADERS):
    """Give a task or a deal to `user`; 0 asks to whom, by pages from 1."""

    kind: Literal["t", "d"]
    id: int
    ver: int
    user: int = 0
    page: int = 1


class RoundWhy(VoronkaCallback, prefix="rq2", roles=LEADERS):
    """Ask the assignee why."""

    task: int


class WhyAnswer(VoronkaCallback, prefix="wa1", roles=STAFF):
    """Answer the head's question."""

    task: int


class RoundTask(VoronkaCallback, prefix="rk2", roles=LEADERS):
    """Set a next call for a deal without a task: when?"""

    deal: int


MOVE = picker.purpose("rmove", lambda _ref, _ver: RoundNext())
NEXT_CALL = picker.purpose("rcall", lambda _ref, _ver: RoundNext())


def summary(view: RoundList, w: Words, *, title: str) -> Screen:
    """How much there is, and the way in; also the digest of morning and evening."""
    text = render("rounds/summary.j2", w, view=view, title=title, payments=late_payments.line(view.payments, w))
    money = late_payments.door(view.payments, w)
    if not view.total:
        return Screen(text, rows=money, silent=not view.payments.n)
    start = Button("▶ " + w.p_("button", "Start the round"), data=RoundOpen(), style="primary")
    return Screen(text, rows=((start,), *money))


def overdue(view: RoundList, actor: Actor, w: Words) -> Screen:
    """/overdue: how much there is, the way in, and the ways to look back."""
    screen = summary(view, w, title=overdue_title(w))
    doors: Rows = (
        (
            Button(w.p_("button", "Moves"), data=control.MovesShow()),
            Button(w.p_("button", "Promises"), data=control.PromisesShow()),
        ),
    )
    if actor.role is Role.ADMIN:
        doors += ((Button(w.p_("button", "Reasons for moving a date"), data=PostponeReasonsShow()),),)
    return replace(screen, rows=(*screen.rows, *doors, *kit.menu_row(w)), silent=False)


def left(found: tuple[HeadLeft, ...], w: Words) -> Screen:
    """To the owner in the evening: what the heads have not handled."""
    text = render("rounds/left.j2", w, found=found[:HEADS_SHOWN], more=len(found[HEADS_SHOWN:]))
    return Screen(text, rows=((Button("▶ " + w.p_("button", "Start the round"), data=RoundOpen(), style="primary"),),))


def shown(view: RoundCard | RoundReceipt, w: Words) -> Screen:
    """The next item, or the receipt."""
    return card(view, w) if isinstance(view, RoundCard) else receipt(view, w)


def card(view: RoundCard, w: Words) -> Screen:
    """One item, what can be done about it, and the way out."""
    screen = _item(view, w)
    return replace(screen, rows=(*screen.rows, (Button(w.p_("button", "Finish the round"), data=RoundFinish()),)))


def _item(view: RoundCard, w: Words) -> Screen:
    if view.request is not None:
        return _request_card(view, view.request, w)
    late = late_text(view.late, w)
    title = task_title(view.task, w) if view.task else ""
    text = render("rounds/card.j2", w, view=view, title=title, late=late, pace=pace.sentence(view.slow, w))
    if view.task is not None:
        return Screen(text, rows=_task_rows(view, view.task, w))
    assert view.deal is not None  # noqa: S101 - an item is a request, a task or a deal
    return Screen(text, rows=_deal_rows(view, view.deal, w))


def _request_card(view: RoundCard, asked: MoveRequest, w: Words) -> Screen:
    """Somebody asks to move a date once more: the same answers as under the push."""
    place = w._("%(n)s of %(of)s", n=w.number(view.place), of=w.number(view.total))
    last = (
        Button(w.p_("button", "Open"), data=Look(kind="t", id=asked.task.id)),
        Button(w.p_("button", "Next") + " →", data=RoundSkip(kind="r", id=asked.id)),
    )
    text = postponing.request_text(asked, w, place)
    return Screen(text, rows=(*postponing.answers(asked, w, going=True), last))


def _task_rows(view: RoundCard, task: TaskLine, w: Words) -> Rows:
    """The likeliest first, in the same places on every card; of what the head was told twice, handing over is lit."""
    date = RoundDate(task=task.id, ver=task.version)
    dates: tuple[Button, ...] = (Button("📅 " + w.p_("button", "Other date"), data=date),)
    if view.next_at is not None:
        move = move_to(task.id, task.version, view.next_at)
        dates = (Button(picker.label(view.next_at, w), data=move, style=None if view.again else "primary"), *dates)
    give = RoundGive(kind="t", id=task.id, ver=task.version)
    hand_over = Button(w.p_("button", "Hand over"), data=give, style="primary" if view.again else None)
    ask = (Button(w.p_("button", "Ask why"), data=RoundWhy(task=task.id)),) if task.assignee and not view.own else ()
    people = (*ask, hand_over)
    last = (
        Button(w.p_("button", "Open"), data=Look(kind="t", id=task.id)),
        Button(w.p_("button", "Next") + " →", data=RoundSkip(kind="t", id=task.id)),
    )
    return dates, people, last


def _deal_rows(view: RoundCard, deal: RedDeal, w: Words) -> Rows:
    pick = picker.Pick(NEXT_CALL, deal.id, deal.version)
    other = Button("📅 " + w.p_("button", "Other time"), data=RoundTask(deal=deal.id))
    calls: tuple[Button, ...] = (other,)
    if view.next_at is not None:
        label = w.p_("button", "Call: %(when)s", when=w.when(view.next_at))
        calls = (Button(label, data=pick.at(view.next_at), style="primary"), other)
    give = RoundGive(kind="d", id=deal.id, ver=deal.version)
    return (
        calls,
        (
            Button(w.p_("button", "Hand over"), data=give),
            Button(w.p_("button", "Open"), data=Look(kind="d", id=deal.id)),
        ),
        (Button(w.p_("button", "Next") + " →", data=RoundSkip(kind="d", id=deal.id)),),
    )


def when(asked: DateQuestion, data: RoundDate, w: Words) -> Screen:
    """To which date? A preset, the calendar, or typed."""
    pick = picker.Pick(MOVE, data.task, data.ver)
    buttons = [
        Button(picker.label(moment, w), data=move_to(data.task, data.ver, moment))
        for moment in asked.moments
        if moment > w.now
    ]
    other = Button("📅 " + w.p_("button", "Other time"), data=pick.month())
    text = render("rounds/when.j2", w, name=asked.name)
    return Screen(text, rows=(*grid(buttons, 2), (other, _back(w))))


def why_moved(asked: DateQuestion, data: RoundMove, w: Words) -> Screen:
    """For which reason?"""
    buttons = [
        Button(short(item.name, LABEL), data=data.model_copy(update={"reason": item.id})) for item in asked.reasons
    ]
    text = render("rounds/reason.j2", w, name=asked.name, when=data.moment)
    return Screen(text, rows=(*grid(buttons, 2), (_back(w),)))


def to_whom(people: tuple[Named, ...], name: str, data: RoundGive, w: Words) -> Screen:
    """Who takes it over?"""
    page = paged(people, data.page, PEOPLE_PAGE)
    buttons = [
        Button(short(item.name, LABEL), data=data.model_copy(update={"user": item.id, "page": 1}))
        for item in page.items
    ]
    turn = pager(lambda number: data.model_copy(update={"page": number}), page.number, page.count)
    text = w.html("<b>%(name)s</b>: who takes it over?", name=short(name, 80))
    return Screen(str(text), rows=(*grid(buttons, 2), *turn, (_back(w),)))


def next_call(asked: DateQuestion, data: RoundTask, ver: int, w: Words) -> Screen:
    """When is the deal's next call?"""
    pick = picker.Pick(NEXT_CALL, data.deal, ver)
    text = render("rounds/next_call.j2", w, name=asked.name)
    return Screen(text, rows=(*picker.presets(pick, asked.moments, w), (_back(w),)))


def receipt(view: RoundReceipt, w: Words) -> Screen:
    """What was handled, and what was left for later."""
    parts = [_deed(deed, view.done[deed], w) for deed in TOLD if deed in view.done]
    lasted = w.duration(max(view.lasted, timedelta(minutes=1)))
    text = render("rounds/receipt.j2", w, view=view, parts=parts, lasted=lasted)
    if not view.left:
        return Screen(text)
    label = w.n_("Go through %(n)s left", "Go through %(n)s left", view.left)
    return Screen(text, rows=((Button("▶ " + label, data=RoundOpen(), style="primary"),),))


def _deed(deed: Handled, n: int, w: Words) -> str:
    if deed is Handled.MOVED:
        return w.n_("%(n)s moved", "%(n)s moved", n)
    if deed is Handled.GIVEN:
        return w.n_("%(n)s handed over", "%(n)s handed over", n)
    if deed is Handled.ASKED:
        return w.n_("%(n)s asked", "%(n)s asked", n)
    if deed is Handled.PLANNED:
        return w.n_("%(n)s call set", "%(n)s calls set", n)
    if deed is Handled.ANSWERED:
        return w.n_("%(n)s move answered", "%(n)s moves answered", n)
    return w.n_("%(n)s closed", "%(n)s closed", n)


def question_to_assignee(task: TaskLine, w: Words) -> Screen:
    """To the assignee: why is it late?"""
    text = render("rounds/why.j2", w, task=task, title=task_title(task, w))
    answer = Button(w.p_("button", "Answer"), data=WhyAnswer(task=task.id), style="primary")
    return Screen(text, rows=((answer, Button(w.p_("button", "Open"), data=Look(kind="t", id=task.id))),))


def answer_to_head(task: TaskLine, answer: str, w: Words) -> Screen:
    """To the head: what the assignee answered, and what can be done now."""
    text = render("rounds/answer.j2", w, task=task, title=task_title(task, w), answer=answer)
    opened = Button(w.p_("button", "Open"), data=Look(kind="t", id=task.id))
    if not task.overdue:
        return Screen(text, rows=((opened,),))
    date = RoundDate(task=task.id, ver=task.version)
    give = RoundGive(kind="t", id=task.id, ver=task.version)
    rows: Rows = (
        (Button("📅 " + w.p_("button", "New date"), data=date, style="primary"),),
        (Button(w.p_("button", "Hand over"), data=give), opened),
    )
    return Screen(text, rows=rows)


def overdue_title(w: Words) -> str:
    """The title of /overdue."""
    return w._("Overdue")


def morning_title(w: Words) -> str:
    """The title of the morning's list."""
    return w._("Morning round")


def evening_title(w: Words) -> str:
    """The title of the evening's list."""
    return w._("Evening round")


def move_to(task: int, ver: int, moment: datetime) -> RoundMove:
    """The button data of a chosen date whose reason is still to come."""
    return RoundMove(task=task, ver=ver, at=(moment - picker.EPOCH) // timedelta(minutes=1))


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


def write_answer(task: TaskLine, w: Words) -> Screen:
    """The assignee writes."""
    text = w.html(
        "<b>%(task)s</b>, %(about)s: write in a few words why; it goes to your head.",
        task=short(task_title(task, w), 80),
        about=short(task.about, 60),
    )
    return Screen(str(text))


def answer_sent(w: Words) -> Screen:
    """It is on its way."""
    return Screen(w._("Sent."))


def _back(w: Words) -> Button:
    return Button(w.p_("button", "Back"), data=RoundNext())


flows.add({"RoundReason": N_("the move of the task"), "Why": N_("the answer to your head")})
problems.add(
    {
        "no_chat": N_("%(name)s cannot be written to here. Call instead."),
        "asks_nobody": N_("There is nobody to ask: hand it over or choose a date."),
    }
)
