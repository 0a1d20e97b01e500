"""Pages of what a company lists in an order of its own: the same rows, at the same places, on each of them.

A page of one thing has its own rows, then ↑ ↓ together, the way back, undo, and archiving last and alone.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Final, TypedDict

from aiogram.filters.callback_data import CallbackData

from bot.ui import layout
from bot.ui.screen import Button, Rows
from bot.ui.words import Words

PAGE: Final = 10
"""Things on a page of a list: the text names none of them, so there is room."""
LINE: Final = layout.ROW - 0.5


class Place(TypedDict):
    """Where the buttons ↑ and ↓ lead; None where there is no further to go."""

    up: CallbackData | None
    down: CallbackData | None


def place(at: int, of: int, to: Callable[[bool], CallbackData]) -> Place:
    """The buttons of the thing at place `at` (from 1) of so many; `to` makes the data, True for down."""
    return Place(up=to(False) if 1 < at <= of else None, down=to(True) if 1 <= at < of else None)


def line(name: str, tail: str, data: CallbackData, *, archived: bool = False) -> Button:
    """A thing of a list: its name, and what the list's text explains; the text names none of them again."""
    return Button(layout.share(("🗄 " if archived else "") + name, tail=tail, most=LINE), data=data)


def undo_row(data: CallbackData | None, w: Words) -> Rows:
    """The button that takes a change back; nothing without one."""
    return () if data is None else ((Button(w.p_("button", "Undo (24 h)"), data=data),),)


def page_rows(
    own: Rows,
    back: tuple[Button, ...],
    w: Words,
    *,
    place: Place | None = None,
    archive: CallbackData | None = None,
    undo: CallbackData | None = None,
) -> Rows:
    """The rows of a page of one thing."""
    arrows = (
        *((Button("↑", data=place["up"]),) if place and place["up"] else ()),
        *((Button("↓", data=place["down"]),) if place and place["down"] else ()),
    )
    last: Rows = ((Button(w.p_("button", "Archive"), data=archive, style="danger"),),) if archive else ()
    return with_undo((*own, *((arrows,) if arrows else ()), back, *last), undo, w)


def with_undo(rows: Rows, data: CallbackData | None, w: Words) -> Rows:
    """Rows with undo as the last one, above archiving."""
    keep = len(rows) - 1 if rows and rows[-1][0].style == "danger" else len(rows)
    return (*rows[:keep], *undo_row(data, w), *rows[keep:])


def archived_rows(again: CallbackData, back: tuple[Button, ...], w: Words, *, undo: CallbackData | None = None) -> Rows:
    """The rows of a page of something no longer in use."""
    use = Button(w.p_("button", "Use again"), data=again, style="primary")
    return ((use,), back, *undo_row(undo, w))


def new_button(label: str, data: CallbackData) -> Button:
    """The button that adds one to a list."""
    return Button(f"➕ {label}", data=data, style="primary")
