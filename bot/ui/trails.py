"""The way back from a card to the list it was opened from, and rows folded away: both carried by buttons.

A list is a screen with a `place`. Its doors to cards carry that place, sealed into their data; the card then gets a
button that leads back to exactly that list and page, and keeps it while the same message goes on. A screen with
`folded` rows shows them after one more tap, which draws its `again` anew. Nothing is remembered between two presses, so
a restart or a second worker loses no way back.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from aiogram.filters.callback_data import CallbackData

from bot.ui import layout
from bot.ui.callbacks import VoronkaCallback
from bot.ui.screen import Button, Rows, Screen
from bot.ui.words import Words

OPENED: Final = ">"
BACK: Final = "<"
UNFOLD: Final = "+"
FOLD: Final = "-"
_MARKS: Final = (OPENED, BACK, UNFOLD, FOLD)
MOST_BYTES: Final = 64
"""What Telegram lets a button carry."""


class Sealed(CallbackData, prefix="sealed"):
    """Data of another button under a mark that says what is to be done besides."""

    mark: str
    inner: str

    def pack(self) -> str:
        """The mark and the other button's data."""
        return self.mark + self.inner


def packed(data: CallbackData, place: str | None) -> str:
    """The data of a button of a list: a door to a card carries the list's place, if there is room for it."""
    inner = data.pack()
    if place is None or not (isinstance(data, VoronkaCallback) and data.door):
        return inner
    sealed = f"{OPENED}{place}{OPENED}{inner}"
    return sealed if len(sealed.encode()) <= MOST_BYTES else inner


def opened(data: str) -> tuple[str, str, str | None]:
    """Take pressed data apart: the mark ("" without one), the data of the button meant, the place it was pressed in."""
    mark = data[:1]
    if mark not in _MARKS or not mark:
        return "", data, None
    if mark == OPENED:
        place, _, inner = data[1:].partition(OPENED)
        return mark, inner, place
    return mark, data[1:], None


def place_of(screen: Screen) -> str | None:
    """The packed place of a list; None for any other screen."""
    return screen.place.pack() if screen.place is not None else None


def with_way_back(screen: Screen, back: str | None, w: Words) -> Screen:
    """A screen with a button to the list it came from; a button of its own to that kind of list leads there instead."""
    if back is None or screen.place is not None:
        return screen
    kind = back.split(":", 1)[0] + ":"
    if any(_leads(button, kind) for row in screen.rows for button in row):
        return replace(
            screen, rows=tuple(tuple(_redirected(button, kind, back) for button in row) for row in screen.rows)
        )
    button = Button("‹ " + w.p_("button", "To the list"), data=Sealed(mark=BACK, inner=back))
    return replace(screen, rows=_last(screen.rows, button))


def _leads(button: Button, kind: str) -> bool:
    return button.data is not None and button.data.pack().startswith(kind)


def _redirected(button: Button, kind: str, back: str) -> Button:
    return replace(button, data=Sealed(mark=BACK, inner=back)) if _leads(button, kind) else button


def _last(rows: Rows, button: Button) -> Rows:
    """The button beside a lonely last one, if a phone shows both; a dangerous one stays alone."""
    if rows and len(rows[-1]) == 1 and rows[-1][0].style != "danger":
        labels = (rows[-1][0].text, button.text)
        if max(map(layout.width, labels)) <= layout.room(2):
            return (*rows[:-1], (rows[-1][0], button))
    return (*rows, (button,))


def unfolded(screen: Screen) -> Screen:
    """The screen with all its rows, for where nothing can be folded away."""
    return replace(screen, rows=(*screen.rows[:-1], *screen.folded, *screen.rows[-1:]), folded=(), again=None)


def with_fold(screen: Screen, w: Words, *, open_: bool) -> Screen:
    """The screen with one button instead of its folded rows, or with them and a button that folds them again."""
    if not screen.folded or screen.again is None:
        return screen
    label = w.p_("button", "Less ▴") if open_ else w.p_("button", "More ▾")
    toggle = Button(label, data=Sealed(mark=FOLD if open_ else UNFOLD, inner=screen.again.pack()))
    rows = (*screen.rows[:-1], *screen.folded) if open_ else screen.rows[:-1]
    return replace(screen, rows=(*rows, (toggle, *(screen.rows[-1] if screen.rows else ()))), folded=(), again=None)


def back_in(pressed: list[str]) -> str | None:
    """The place the keyboard with these data leads back to."""
    return next((data[1:] for data in pressed if data.startswith(BACK)), None)


def back_of(screen: Screen) -> str | None:
    """The place a screen leads back to."""
    data = [button.data for row in screen.rows for button in row]
    return next((one.inner for one in data if isinstance(one, Sealed) and one.mark == BACK), None)


def open_in(pressed: list[str], screen: Screen) -> bool:
    """Whether the keyboard with these data is the same screen's, with its rows unfolded."""
    again = screen.again.pack().split(":", 1)[0] if screen.again is not None else ""
    return any(data.startswith(f"{FOLD}{again}:") or data == FOLD + again for data in pressed)
