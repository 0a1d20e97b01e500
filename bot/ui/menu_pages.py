"""The page behind the menu where everything is set up."""

from __future__ import annotations

from collections.abc import Collection
from typing import Final

from bot.ui import kit, menu
from bot.ui.screen import Screen
from bot.ui.words import Words

SET_UP: Final = (
    ("pipelines", "fields"), ("reasons", "calendar"), ("channels", "products"), ("import", "export"),
    ("audit", "backup"), ("jobs",),
)  # fmt: skip


def set_up(served: Collection[str], w: Words) -> Screen:
    """Where the company is set up, its data come in and go out, and its standards are looked at."""
    rows = tuple(tuple(menu.go(name, w) for name in row if name in served) for row in SET_UP)
    text = w.html(
        "<b>Set-up</b>\nHow the company sells: pipelines with their stages and tasks, fields, reasons, working days. "
        "The audit says what is missing."
    )
    return Screen(str(text), rows=(*(row for row in rows if row), *kit.menu_row(w)))
