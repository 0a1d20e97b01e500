"""Small screens every feature needs: a plain note, an old button, an unknown text."""

from __future__ import annotations

from markupsafe import escape

from bot.ui.callbacks import STAFF, Menu, VoronkaCallback
from bot.ui.problems import incident_text, problem_text
from bot.ui.screen import Button, Rows, Screen
from bot.ui.words import Words, short
from services.errors import Problem


class LateUse(VoronkaCallback, prefix="lau1", roles=STAFF):
    """Take a text that came too late for the answer after all."""


def menu_row(w: Words) -> Rows:
    """Return the one button that always leads on."""
    return ((Button(w.p_("button", "Menu"), data=Menu()),),)


def copy_number(phone: str, w: Words) -> Button:
    """Return the button that puts a phone into the clipboard."""
    return Button("📋 " + w.p_("button", "Number"), copy=phone)


def elsewhere(stage: str | None, w: Words) -> tuple[str, ...]:
    """Return the line about a deal put back on this stage because its own is no longer used; none without one."""
    if stage is None:
        return ()
    return (str(w.html("Its stage is no longer used, so the deal is on <b>%(stage)s</b> now.", stage=stage)),)


def note(text: str, rows: Rows = ()) -> Screen:
    """Return a screen of one plain text."""
    return Screen(str(escape(text)), rows=rows)


def problem(error: Problem, w: Words) -> Screen:
    """Return the answer to a message that could not be carried out; the flow, if any, stays open."""
    return note(problem_text(error, w))


def gone(error: Problem, w: Words) -> Screen:
    """Return what takes the place of a card that can't be drawn any more."""
    return note(problem_text(error, w), menu_row(w))


def incident(number: str, w: Words) -> Screen:
    """Return the apology for a fault of ours."""
    return note(incident_text(number, w), menu_row(w))


def old_button(w: Words) -> Screen:
    """Return the answer to a button no handler reads any more."""
    return note(w._("This button is from an older message and no longer works. The menu has everything."), menu_row(w))


def not_understood(w: Words) -> Screen:
    """Return the answer to a text nobody was waiting for."""
    return note(w._("I did not understand that. Here is what I can do: /menu and /help."), menu_row(w))


def late(text: str, flow: str, w: Words) -> Screen:
    """Return the answer to a text that came after its question was closed: it is kept, one tap uses it."""
    asked = w.html(
        "The question was closed after a while. Was this meant for it (%(flow)s)?\n<i>%(text)s</i>",
        flow=flow,
        text=short(text, 300),
    )
    use = Button(w.p_("button", "Yes, use it"), data=LateUse(), style="primary")
    return Screen(str(asked), rows=((use, Button(w.p_("button", "No"), data=Menu())),))


def unknown_command(w: Words) -> Screen:
    """Return the answer to a command that does not exist, or not for this role."""
    return note(w._("There is no such command. The list is in /help."), menu_row(w))


def only_text(w: Words) -> Screen:
    """Return the answer to stickers, pictures and the like nobody was waiting for."""
    return note(w._("I can't use this here. Write a text or press a button."), menu_row(w))


def edited(w: Words) -> Screen:
    """Return the answer to an edited message: what was read is not read again."""
    return note(w._("I read messages as they were sent. To change something, write it again."))


def when_question(w: Words) -> str:
    """Return the question of a picker whose message is no longer readable."""
    return str(escape(w._("When?")))
