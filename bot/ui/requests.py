"""What people outside see: leaving a request, and the answer to it."""

from __future__ import annotations

from typing import Final

from bot.ui import flows, kit
from bot.ui.callbacks import OUTSIDERS, VoronkaCallback
from bot.ui.i18n import N_
from bot.ui.render import render
from bot.ui.screen import Button, Rows, Screen
from bot.ui.targets import OpenCard
from bot.ui.words import Words, short
from services.requests import Added, Opening, Received

NAME_BUTTON_MOST: Final = 40


class RequestSend(VoronkaCallback, prefix="ur1", roles=OUTSIDERS):
    """Pass on what was written."""


class RequestDrop(VoronkaCallback, prefix="ur2", roles=OUTSIDERS):
    """Do not."""


def welcome(opening: Opening, name: str, w: Words, *, need: str = "") -> Screen:
    """The first question to a stranger: the name, with Telegram's own as a button."""
    text = render("requests/welcome.j2", w, opening=opening, need=need)
    return Screen(text, reply=_own_name(name))


def name_question(name: str, w: Words, *, again: bool = False) -> Screen:
    """The number came first: now the name; `again`: both are given anew."""
    text = w._("What is your name?") if again else w._("Thank you, I have the number. And what is your name?")
    return Screen(kit.note(text).text, reply=_own_name(name))


def _own_name(name: str) -> Rows | None:
    """Telegram's own name as a button."""
    return ((Button(name),),) if 0 < len(name) <= NAME_BUTTON_MOST else None


def phone_question(name: str, w: Words) -> Screen:
    """The phone: one button, or typed."""
    text = w.html("%(name)s, which number may we call?\nPress the button or write it.", name=short(name, 60))
    return Screen(str(text), reply=((Button(w._("📱 Send my number"), request="contact"),),))


def need_question(w: Words) -> Screen:
    """What is needed, or skip."""
    text = kit.note(w._("What do you need? A sentence is enough."))
    return Screen(text.text, reply=((Button(skip_label(w)),),))


def skip_label(w: Words) -> str:
    """The button that skips what is needed; comes back as a text."""
    return w._("Just call me")


def change_label(w: Words) -> str:
    """The button that gives name and number anew; comes back as a text."""
    return w._("Another name or number")


def client_question(name: str, w: Words, *, phone: str | None = None) -> Screen:
    """Who is known is asked only what is needed; `phone`: the number given before, which may be changed."""
    text = w.html("<b>%(name)s</b>, what do you need? A sentence is enough.", name=short(name, 60))
    rows: Rows = ((Button(skip_label(w)),),)
    if phone is not None:
        text += "\n" + w.html("We call %(phone)s, as you said before.", phone=w.phone(phone))
        rows = (*rows, (Button(change_label(w)),))
    return Screen(str(text), reply=rows)


def pass_on_question(need: str, w: Words) -> Screen:
    """A client wrote something: is it a request?"""
    text = w.html("Shall I pass this on to your manager?\n<i>%(need)s</i>", need=short(need, 300))
    rows: Rows = (
        (Button(w._("Yes, pass it on"), data=RequestSend(), style="primary"),),
        (Button(w._("No"), data=RequestDrop()),),
    )
    return Screen(str(text), rows=rows)


def dropped(w: Words) -> Screen:
    """It was not a request."""
    return kit.note(w._("All right, nothing was passed on."), kit.menu_row(w))


def received(request: Received, w: Words, *, reply_keyboard: bool) -> Screen:
    """Warm thanks, and when to expect an answer."""
    text = render("requests/received.j2", w, request=request, opening=request.opening)
    return Screen(text, remove_reply=True) if reply_keyboard else Screen(text, rows=kit.menu_row(w))


def added(line: Added, w: Words) -> Screen:
    """What somebody wrote has joined their open request."""
    if line.owner is None:
        return kit.note(w._("Added to your request."))
    return kit.note(w._("Added to your request, %(name)s sees it.", name=short(line.owner, 60)))


def taken(manager: str, w: Words) -> Screen:
    """Somebody has taken the request."""
    text = w.html("<b>%(name)s</b> has taken your request and will be in touch soon.", name=short(manager, 60))
    return Screen(str(text))


def more(lead_id: int, name: str, said: str, w: Words) -> Screen:
    """To the owner of a request: the person has written again."""
    text = w.html("<b>%(name)s</b> adds to the request:\n%(said)s", name=short(name, 60), said=short(said, 600))
    return Screen(str(text), rows=((Button(w.p_("button", "Open"), data=OpenCard(kind="l", id=lead_id)),),))


flows.add({"RequestForm": N_("your request")})
