"""Rows of buttons to Telegram's keyboards, within Telegram's limits."""

from __future__ import annotations

from typing import Final

from aiogram.types import (
    CopyTextButton,
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    KeyboardButton,
    ReplyKeyboardMarkup,
    ReplyKeyboardRemove,
)

from bot.ui import trails
from bot.ui.screen import Button, Rows, Screen
from bot.ui.words import short

MAX_COLUMNS: Final = 8
MAX_BUTTONS: Final = 100
MAX_LABEL: Final = 48
"""Longer labels are cut by the apps anyway, in the middle of what matters."""
MAX_COPY: Final = 256

Markup = InlineKeyboardMarkup | ReplyKeyboardMarkup | ReplyKeyboardRemove


def markup_of(screen: Screen) -> Markup | None:
    """Return the keyboard of a screen; None when it has none (an edit then takes the old one away)."""
    if screen.reply is not None:
        return reply_keyboard(screen.reply)
    if screen.remove_reply:
        return ReplyKeyboardRemove(remove_keyboard=True)
    return inline_keyboard(trails.unfolded(screen).rows if screen.folded else screen.rows, trails.place_of(screen))


def inline_keyboard(rows: Rows, place: str | None = None) -> InlineKeyboardMarkup | None:
    """Build an inline keyboard; rows wider than Telegram's eight are wrapped. Doors to cards carry the list's `place`.

    Raises ValueError over 100 buttons: such a list must be paged.
    """
    wrapped = [row[start : start + MAX_COLUMNS] for row in rows for start in range(0, len(row), MAX_COLUMNS)]
    if sum(map(len, wrapped)) > MAX_BUTTONS:
        raise ValueError("more than 100 buttons: page the list")
    if not wrapped:
        return None
    return InlineKeyboardMarkup(inline_keyboard=[[_inline_button(button, place) for button in row] for row in wrapped])


def reply_keyboard(rows: Rows) -> ReplyKeyboardMarkup:
    """Build a reply keyboard that folds away after use."""
    keyboard = [
        [
            KeyboardButton(
                text=_label(button),
                style=button.style,
                request_contact=True if button.request == "contact" else None,
                request_location=True if button.request == "location" else None,
            )
            for button in row
        ]
        for row in rows
    ]
    return ReplyKeyboardMarkup(keyboard=keyboard, resize_keyboard=True, one_time_keyboard=True)


def _inline_button(button: Button, place: str | None) -> InlineKeyboardButton:
    kinds = [button.data, button.url, button.copy, button.search]
    if sum(kind is not None for kind in kinds) != 1:
        raise ValueError(f"button {button.text!r} must have exactly one of data, url, copy, search")
    return InlineKeyboardButton(
        text=_label(button),
        style=button.style,
        callback_data=trails.packed(button.data, place) if button.data is not None else None,
        url=button.url,
        copy_text=CopyTextButton(text=button.copy[:MAX_COPY]) if button.copy is not None else None,
        switch_inline_query_current_chat=button.search,
    )


def _label(button: Button) -> str:
    # A button with an empty label would vanish, and with it the way on.
    return short(button.text, MAX_LABEL) or "…"
