"""Pages behind the menu: everything that is set up, and everything that is looked back on."""

from __future__ import annotations

from collections.abc import Collection
from typing import Final

from bot.ui import kit, menu
from bot.ui.control import MovesShow, PromisesShow
from bot.ui.screen import Button, Rows, Screen
from bot.ui.words import Words

SET_UP: Final = (
    ("pipelines", "fields"), ("reasons", "calendar"), ("channels", "audit"), ("import", "export"), ("backup", "jobs"),
)  # fmt: skip


def set_up(served: Collection[str], w: Words) -> Screen:
    """Where the company is set up, its data come in and go out, and its standards are looked at."""
    rows = tuple(tuple(menu.go(name, w) for name in row if name in served) for row in SET_UP)
    text = w.html(
        "<b>Set-up</b>\nHow the company sells: pipelines with their stages and tasks, fields, reasons, working days. "
        "The audit says what is missing."
    )
    return Screen(str(text), rows=(*(row for row in rows if row), *kit.menu_row(w)))


def reports(w: Words) -> Screen:
    """What a head looks back on."""
    rows: Rows = (
        (menu.go("losses", w),),
        (
            Button(w.p_("button", "Moves"), data=MovesShow()),
            Button(w.p_("button", "Promises"), data=PromisesShow()),
        ),
    )
    text = w.html(
        "<b>Reports</b>\nWhy clients refuse, how often dates are moved and why, which promises were kept in time."
    )
    return Screen(str(text), rows=(*rows, *kit.menu_row(w)))
