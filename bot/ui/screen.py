"""What a person sees, as a value: text, buttons, perhaps a picture or a file."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Literal

from aiogram.filters.callback_data import CallbackData

from bot.ui import layout

Style = Literal["primary", "success", "danger"]
Request = Literal["contact", "location"]


@dataclass(frozen=True, slots=True)
class Button:
    """One button.

    Inline buttons carry exactly one of `data`, `url`, `copy` (text for the clipboard, 1-256 characters) or
    `search` (opens inline search in this chat). Buttons of a reply keyboard carry none of them, or `request`.
    """

    text: str
    data: CallbackData | None = None
    url: str | None = None
    copy: str | None = None
    search: str | None = None
    style: Style | None = None
    request: Request | None = None


Rows = tuple[tuple[Button, ...], ...]


@dataclass(frozen=True, slots=True)
class File:
    """A document to send."""

    content: bytes
    name: str


@dataclass(frozen=True, slots=True)
class Sent:
    """Something that lies with Telegram already: its kind there (voice, photo, document …) and its id."""

    kind: str
    file_id: str


@dataclass(frozen=True, slots=True)
class Screen:
    """A message to be shown.

    `text` is Telegram HTML (already escaped), `rows` the inline keyboard, `reply` a reply keyboard. `toast` is the
    short answer to the pressed button, with `alert` as a window that must be closed. `silent` sends without a sound.
    A message with a reply keyboard, or its removal, can't carry inline buttons: that is Telegram's rule.
    Rows are broken where a phone would cut their labels. A list says as its `place` what draws it again: cards opened
    from it lead back there. `folded` rows come after one more tap, which presses `again` (`bot/ui/trails.py`).
    """

    text: str
    rows: Rows = ()
    photo: bytes | None = None
    document: File | None = None
    sent: Sent | None = None
    toast: str | None = None
    alert: bool = False
    reply: Rows | None = None
    remove_reply: bool = False
    silent: bool = False
    place: CallbackData | None = None
    folded: Rows = ()
    again: CallbackData | None = None

    def __post_init__(self) -> None:
        carried = sum(part is not None for part in (self.photo, self.document, self.sent))
        if carried > 1:
            raise ValueError("a screen has a photo or a document, not both")
        if not self.text.strip() and not carried:
            raise ValueError("a screen without text, photo or document shows nothing")
        if self.rows and (self.reply is not None or self.remove_reply):
            raise ValueError("inline buttons and a reply keyboard do not fit in one message")
        object.__setattr__(self, "rows", _fitted(self.rows))
        object.__setattr__(self, "folded", _fitted(self.folded))
        if self.reply is not None:
            object.__setattr__(self, "reply", _fitted(self.reply))

    @property
    def editable(self) -> bool:
        """True when Telegram lets this screen replace another one in place."""
        return self.reply is None and not self.remove_reply and self.document is None and self.sent is None

    def with_toast(self, text: str, *, alert: bool = False) -> Screen:
        """Return the same screen which also answers the pressed button."""
        return replace(self, toast=text, alert=alert)


def grid(buttons: list[Button] | tuple[Button, ...], columns: int) -> Rows:
    """Lay buttons out in rows of at most `columns`, as many as a phone shows without cutting a label."""
    rows = layout.in_columns(buttons, [button.text for button in buttons], columns)
    return tuple(map(tuple, rows))


def _fitted(rows: Rows) -> Rows:
    """Break rows whose labels a phone would cut, and cut what does not even fit alone."""
    broken = [part for row in rows if row for part in layout.split(row, [button.text for button in row])]
    return tuple(tuple(map(_shown, row)) for row in broken)


def _shown(button: Button) -> Button:
    return button if layout.width(button.text) <= layout.ROW else replace(button, text=layout.cut(button.text))
