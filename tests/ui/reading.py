"""A screen as a reviewer reads it, and the check that Telegram would take it."""

from __future__ import annotations

from aiogram.types import InlineKeyboardMarkup

from bot.sandbox.html import parse
from bot.ui import layout
from bot.ui.markup import MAX_LABEL, markup_of
from bot.ui.render import CAPTION_LIMIT, TEXT_LIMIT, units
from bot.ui.screen import Button, Screen


def readable(screen: Screen) -> str:
    """Write a screen as text: the message, then its rows of buttons with what they do."""
    lines = [screen.text]
    if screen.photo is not None:
        lines.insert(0, "(photo)")
    if screen.document is not None:
        lines.insert(0, f"(file {screen.document.name})")
    if screen.toast is not None:
        lines.append(f"({'alert' if screen.alert else 'toast'}: {screen.toast})")
    if screen.remove_reply:
        lines.append("(takes the reply keyboard away)")
    lines += [" ".join(f"[{_button(button)}]" for button in row) for row in screen.rows]
    lines += ["▾ " + " ".join(f"[{_button(button)}]" for button in row) for row in screen.folded]
    lines += [" ".join(f"{{{_button(button)}}}" for button in row) for row in screen.reply or ()]
    return "\n".join(lines) + "\n"


def _button(button: Button) -> str:
    does = ""
    if button.data is not None:
        does = f" → {type(button.data).__name__}"
    elif button.url or button.copy or button.search:
        does = f" → {'url' if button.url else 'copy' if button.copy else 'search'}"
    elif button.request:
        does = f" → {button.request}"
    return f"{button.text}{does}{f' ({button.style})' if button.style else ''}"


def check(screen: Screen) -> None:
    """Fail on anything Telegram would refuse or cut."""
    shown, _ = parse(screen.text)
    limit = TEXT_LIMIT if screen.photo is None and screen.document is None else CAPTION_LIMIT
    assert units(shown) <= limit, f"text of {units(shown)} units"
    assert screen.photo is not None or screen.document is not None or shown.strip(), "nothing to read"
    assert len(screen.toast or "") <= 200, "toast over 200 characters"
    markup = markup_of(screen)
    if isinstance(markup, InlineKeyboardMarkup):
        assert len(markup.model_dump_json(exclude_none=True).encode()) <= 10_000, "keyboard over 10 KB"
    for row in (*screen.rows, *screen.folded, *(screen.reply or ())):
        assert len(row) <= 8, f"{len(row)} buttons in a row"
        for button in row:
            assert button.text.strip(), "a button without a label vanishes"
            assert len(button.text) <= MAX_LABEL, f"label will be cut: {button.text!r}"
            most = layout.room(len(row))
            assert len(row) == 1 or layout.width(button.text) <= most, f"a phone cuts {button.text!r}"
            assert layout.width(button.text) <= layout.ROW, f"a phone cuts {button.text!r}"
