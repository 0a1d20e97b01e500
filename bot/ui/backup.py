"""/backup: the copy, or where it lies."""

from __future__ import annotations

from typing import Final

from bot.ui import kit
from bot.ui.i18n import N_
from bot.ui.problems import add
from bot.ui.screen import File, Screen
from bot.ui.words import Words
from services.backup import ChatCopy

MOST_BYTES: Final = 45_000_000
"""Telegram takes files of up to 50 MB from a bot."""

add({"backup_failed": N_("No copy was made. The log of the bot tells why.")})


def backup_screen(made: ChatCopy, w: Words) -> Screen:
    """The file with a word of warning; a copy too big for the chat stays on the server."""
    size = w.number(made.size / 1_000_000)
    if made.content is None:
        text = w._(
            "The copy is too big for the chat: %(size)s MB. It is on the server, in the folder of backups: %(name)s.",
            size=size,
            name=made.name,
        )
        return kit.note(text, kit.menu_row(w))
    text = w._("The whole database, %(size)s MB. Keep it where only you can read it.", size=size)
    return Screen(text, document=File(made.content, made.name))
