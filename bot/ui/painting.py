"""A laid-out picture as a PNG, by Pillow. Runs in the drawing process and is imported there with little else."""

from __future__ import annotations

from functools import lru_cache
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, Final

from bot.ui.canvas import POINT, WIDTH, Box, Diamond, Picture, Text

if TYPE_CHECKING:
    from PIL.ImageDraw import ImageDraw
    from PIL.ImageFont import FreeTypeFont

FONTS: Final = Path(__file__).with_name("fonts")
GROUND: Final = "white"
LIFT: Final = 0.07
"""Of a letter's size: the middle of ascender and descender is a little under what the eye takes for the middle."""
NO_CHARACTER: Final = "\U0010ffff"
"""The font shows it as it shows every letter that it lacks."""
KEPT: Final = 8192
"""Letters of which is known whether the font has them."""


def png(picture: Picture) -> bytes:
    """Draw it."""
    from PIL import Image, ImageDraw  # not at the start: the bot's process only names this function

    image = Image.new("RGB", (WIDTH, picture.height), GROUND)
    pen = ImageDraw.Draw(image)
    for shape in picture.shapes:
        match shape:
            case Box():
                _box(pen, shape)
            case Diamond():
                _diamond(pen, shape)
            case Text():
                text = "".join(char for char in shape.text if _has(char)).strip()
                font = _font(shape.size, shape.bold)
                y = shape.y - (LIFT * shape.size if shape.anchor[1] == "m" else 0)
                pen.text((shape.x, y), text, shape.colour, font, anchor=shape.anchor)
    out = BytesIO()
    image.save(out, "PNG")
    return out.getvalue()


def _box(pen: ImageDraw, box: Box) -> None:
    """On whole pixels, so that edges are sharp; at least one of them."""
    left, top = round(box.left), round(box.top)
    pen.rectangle((left, top, max(left, round(box.right) - 1), max(top, round(box.bottom) - 1)), box.colour)


def _diamond(pen: ImageDraw, mark: Diamond) -> None:
    for half, colour in ((mark.half + POINT / 2, GROUND), (mark.half - POINT / 2, mark.colour)):
        x, y = mark.x, mark.y
        pen.polygon([(x, y - half), (x + half, y), (x, y + half), (x - half, y)], colour)


@lru_cache(maxsize=32)
def _font(size: float, bold: bool) -> FreeTypeFont:
    from PIL import ImageFont

    return ImageFont.truetype(FONTS / ("DejaVuSans-Bold.ttf" if bold else "DejaVuSans.ttf"), size)


@lru_cache(maxsize=KEPT)
def _has(char: str) -> bool:
    """Whether the font has the letter: it has none for emoji in names, and would show boxes."""
    return _shape(char) != _shape(NO_CHARACTER)


def _shape(char: str) -> tuple[tuple[int, int], bytes]:
    mask, _ = _font(16, False).getmask2(char)
    return mask.size, bytes(mask)
