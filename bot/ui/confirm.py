"""Are you sure: a question, the way back first, the dangerous button last and red."""

from __future__ import annotations

from aiogram.filters.callback_data import CallbackData

from bot.ui.screen import Button, Screen
from bot.ui.words import Words


def confirm(question: str, verb: str, do: CallbackData, back: CallbackData, w: Words, *, danger: bool = True) -> Screen:
    """Ask before something that can't be taken back.

    `question` is HTML and names what will happen to what; `verb` labels the button that does it ("Delete").
    """
    yes = Button(verb, data=do, style="danger" if danger else "success")
    no = Button(w.p_("button", "Back"), data=back)
    return Screen(question, rows=((no,), (yes,)) if danger else ((yes,), (no,)))
