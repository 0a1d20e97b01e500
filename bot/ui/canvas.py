"""Pictures as values: boxes, diamonds and texts at their pixels, laid out to be read on a phone, 390 points wide.

A layout is made where the words are, in microseconds; the PNG is made of it in the drawing process, which then needs to
know nothing of the bot (`bot/ui/painting.py`).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

WIDTH: Final = 780
"""Pixels: two for each point of the phone."""
INCH: Final = 200
"""Pixels; heights of panels are said in inches."""
POINT: Final = INCH / 72
"""Pixels of a printer's point: sizes of letters and widths of lines are said in them."""
INK: Final = "#202124"
PALE: Final = "#6B7075"
"""For what is read second."""


@dataclass(frozen=True, slots=True)
class Box:
    """A filled rectangle."""

    left: float
    top: float
    right: float
    bottom: float
    colour: str


@dataclass(frozen=True, slots=True)
class Diamond:
    """A mark around a point, with a white edge."""

    x: float
    y: float
    half: float
    colour: str


@dataclass(frozen=True, slots=True)
class Text:
    """One line of letters, `size` pixels high; `anchor` as in `Panel.write`."""

    x: float
    y: float
    text: str
    size: float
    colour: str
    bold: bool
    anchor: str


@dataclass(frozen=True, slots=True)
class Picture:
    """What is on a white ground of `WIDTH` by `height` pixels, from behind to the front."""

    height: int
    shapes: tuple[Box | Diamond | Text, ...]


class Panel:
    """A stripe over the whole width: x goes from 0 to 1, y by numbers of its own, as on an axis."""

    def __init__(self, top: float, height: float) -> None:
        self._top = top
        self._height = height
        self._low, self._high = 0.0, 1.0
        self.shapes: list[Box | Diamond | Text] = []

    def limits(self, low: float, high: float) -> None:
        """Say which numbers stand at the lower and at the upper edge."""
        self._low, self._high = low, high

    def _y(self, value: float) -> float:
        return self._top + self._height * (self._high - value) / (self._high - self._low)

    def _box(self, left: float, top: float, right: float, bottom: float, colour: str) -> None:
        left, right = sorted((left, right))
        ends = (max(self._top, min(y, self._top + self._height)) for y in sorted((top, bottom)))
        self.shapes.append(Box(left, next(ends), right, next(ends), colour))

    def bar(self, y: float, length: float, *, left: float, height: float, colour: str) -> None:
        """A lying bar around `y`; nothing when it has no length."""
        if length:
            ends = (left * WIDTH, (left + length) * WIDTH)
            self._box(ends[0], self._y(y + height / 2), ends[1], self._y(y - height / 2), colour)

    def column(self, x: float, value: float, *, width: float, colour: str) -> None:
        """A standing bar around `x` from the ground line to the value; nothing for 0."""
        if value:
            self._box((x - width / 2) * WIDTH, self._y(value), (x + width / 2) * WIDTH, self._y(0), colour)

    def level(self, y: float, left: float, right: float, colour: str, width: float) -> None:
        """A level line, `width` in points."""
        half = width * POINT / 2
        self._box(left * WIDTH, self._y(y) - half, right * WIDTH, self._y(y) + half, colour)

    def upright(self, x: float, low: float, high: float, colour: str, width: float) -> None:
        """An upright line, `width` in points."""
        half = width * POINT / 2
        self._box(x * WIDTH - half, self._y(high), x * WIDTH + half, self._y(low), colour)

    def diamond(self, x: float, y: float, size: float, colour: str) -> None:
        """A mark with sides of `size` points."""
        self.shapes.append(Diamond(x * WIDTH, self._y(y), size * POINT / 2**0.5, colour))

    def write(
        self, x: float, y: float, text: str, *, size: float = 8.5, colour: str = INK, bold: bool = False,
        anchor: str = "lm",
    ) -> None:  # fmt: skip
        """Write a text, `size` in points.

        `anchor` says what of it is at the place: its left, middle or right (l, m, r), then its ascender, middle or
        descender (a, m, d).
        """
        self.shapes.append(Text(x * WIDTH, self._y(y), text, size * POINT, colour, bold, anchor))


class Canvas:
    """A picture in the making: panels of these heights (inches), from the top."""

    def __init__(self, heights: Sequence[float]) -> None:
        self._height = round(sum(heights) * INCH)
        self.panels = [Panel(sum(heights[:place]) * INCH, height * INCH) for place, height in enumerate(heights)]

    def picture(self) -> Picture:
        """What has been laid out."""
        return Picture(self._height, tuple(shape for panel in self.panels for shape in panel.shapes))
