"""Several pushes that waited for the end of quiet hours, as one message."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from markupsafe import escape

from bot.ui.screen import Button, Rows, Screen
from bot.ui.words import Words

MOST_TEXT: Final = 3600
"""Characters, tags included: well under what one message holds."""
MOST_ROWS: Final = 24


def groupable(screen: Screen) -> bool:
    """True for a screen that can stand in a list: text with few buttons."""
    plain = screen.photo is None and screen.document is None and screen.reply is None and not screen.remove_reply
    return plain and len(screen.rows) <= 3 and len(screen.text) < MOST_TEXT // 2


def digest(screens: Sequence[Screen], w: Words) -> tuple[Screen, int]:
    """Put as many screens as fit into one message; return it and how many those are (at least one).

    The buttons keep their order and carry the number of the entry they belong to.
    """
    if len(screens) == 1:
        return screens[0], 1
    fitting, length, rows = 0, 0, 0
    for screen in screens:
        length, rows = length + len(screen.text), rows + len(screen.rows)
        if fitting and (length > MOST_TEXT or rows > MOST_ROWS):
            break
        fitting += 1
    if fitting == 1:
        return screens[0], 1
    chosen = screens[:fitting]
    head = w.n_("While it was quiet: %(n)s message", "While it was quiet: %(n)s messages", fitting)
    parts = [f"<b>{escape(head)}</b>"]
    parts += [f"<b>{number}.</b> {screen.text}" for number, screen in enumerate(chosen, 1)]
    buttons: Rows = tuple(
        tuple(_numbered(number, button) for button in row)
        for number, screen in enumerate(chosen, 1)
        for row in screen.rows
    )
    return Screen("\n\n".join(parts), rows=buttons), fitting


def _numbered(number: int, button: Button) -> Button:
    return replace(button, text=f"{number}. {button.text}")
