"""A further move of a date: what the head is asked, and what the one who asked is told (S2-47)."""

from __future__ import annotations

from typing import Final

from bot.ui import flows, picker, problems
from bot.ui.callbacks import LEADERS, VoronkaCallback
from bot.ui.i18n import N_
from bot.ui.render import render
from bot.ui.screen import Button, Rows, Screen
from bot.ui.targets import Look
from bot.ui.titles import task_title
from bot.ui.words import Words, short
from services.postponing import MoveRequest, OtherDate


class MoveShow(VoronkaCallback, prefix="msh1", roles=LEADERS):
    """A request to move a date once more."""

    request: int


class MoveAgree(VoronkaCallback, prefix="mag1", roles=LEADERS):
    """The task moves to the date asked for; `going`: in the round, whose next item follows."""

    request: int
    ver: int
    going: bool = False


class MoveRefuse(VoronkaCallback, prefix="mrf1", roles=LEADERS):
    """The date stays."""

    request: int
    ver: int
    going: bool = False


class MoveOther(VoronkaCallback, prefix="mot1", roles=LEADERS):
    """Another date: which?"""

    request: int
    ver: int
    going: bool = False


class MoveBack(VoronkaCallback, prefix="mbk1", roles=LEADERS):
    """Back to the item of the round."""


DECISIONS: Final = (MoveAgree, MoveRefuse, MoveOther)
OTHER: Final = picker.purpose("mreq", lambda ref, _ver: MoveShow(request=ref))
OTHER_GOING: Final = picker.purpose("mreqr", lambda _ref, _ver: MoveBack())


def request(view: MoveRequest, w: Words) -> Screen:
    """To the head: this is asked; answered, what became of it."""
    if not view.waits:
        return Screen(request_text(view, w), rows=((_open(view, w),),))
    return Screen(request_text(view, w), rows=(*answers(view, w), (_open(view, w),)))


def request_text(view: MoveRequest, w: Words, place: str = "") -> str:
    """What is asked and why; `place` is where the round stands."""
    return render("postponing/request.j2", w, view=view, title=task_title(view.task, w), place=place)


def answers(view: MoveRequest, w: Words, *, going: bool = False) -> Rows:
    """The three answers, each one tap."""
    about = {"request": view.id, "ver": view.version, "going": going}
    other = Button("📅 " + w.p_("button", "Other date"), data=MoveOther(**about))
    refuse = Button(w.p_("button", "Refuse"), data=MoveRefuse(**about), style="danger")
    if view.to_at <= w.now:
        return ((other, refuse),)
    agree = Button("✅ " + w.p_("button", "Agree"), data=MoveAgree(**about), style="success")
    return ((agree, refuse), (other,))


def other_date(view: OtherDate, data: MoveOther, w: Words) -> Screen:
    """To which date then?"""
    pick = picker.Pick(OTHER_GOING if data.going else OTHER, data.request, data.ver)
    text = render("rounds/when.j2", w, name=view.request.task.about)
    back = MoveBack() if data.going else MoveShow(request=data.request)
    moments = [moment for moment in view.moments if moment > w.now]
    return Screen(text, rows=(*picker.presets(pick, moments, w), (Button(w.p_("button", "Back"), data=back),)))


def agreed_toast(view: MoveRequest, w: Words) -> str:
    """Where the task went."""
    return w._("%(name)s: %(when)s.", name=short(view.task.about), when=w.when(view.task.due_at))


def refused_toast(view: MoveRequest, w: Words) -> str:
    """The date stays; a typed word is passed on."""
    return w._(
        "Refused: the date stays. Type a word and %(name)s reads it.", name=short(view.by.name if view.by else "")
    )


def word_sent(view: MoveRequest, w: Words) -> Screen:
    """The word is on its way."""
    return Screen(str(w.html("Sent to <b>%(name)s</b>.", name=short(view.by.name if view.by else ""))))


def answer(view: MoveRequest, w: Words) -> Screen:
    """To the one who asked: the head's answer."""
    text = render("postponing/answer.j2", w, view=view, title=task_title(view.task, w))
    return Screen(text, rows=((_open(view, w),),))


def _open(view: MoveRequest, w: Words) -> Button:
    return Button(w.p_("button", "Open"), data=Look(kind="t", id=view.task.id))


flows.add({"MoveWord": N_("the word to the refusal")})
problems.add(
    {
        "move_answered": N_("This was answered %(at)s already."),
        "asked_date_past": N_("The date asked for has passed. Choose another one."),
    }
)
