"""A number told apart by two things at once, as a picture for a phone: a field of cells, each with its number.

The darker a cell, the larger its number; losses are orange and have their sign. One hue from light to dark reads the
same with any colour vision and in grey, and the number stands in the cell for whoever sees no shades at all.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from bot.ui.canvas import INK, PALE, Canvas, Panel, Picture
from bot.ui.words import Words, short

MOST_ROWS: Final = 15
MOST_COLUMNS: Final = 5
"""What 390 points have place for when every cell has its number."""
LEFT, RIGHT, NAMES = 0.03, 0.97, 0.31
"""Where the picture begins and ends, and where the cells begin."""
LINE: Final = 44
"""Letters of a column's head in a line over the whole width; a column has its part of them."""
LIGHT: Final = (0.92, 0.955, 0.98)
DARK: Final = (0.0, 0.447, 0.698)
PALE_LOSS: Final = (0.99, 0.93, 0.87)
LOSS: Final = (0.835, 0.369, 0.0)
WHITE_FROM: Final = 0.85
"""From this depth on white is read better than black."""


@dataclass(frozen=True, slots=True)
class Cell:
    """A number and how it is written; None where nothing is known."""

    value: float | None
    label: str


@dataclass(frozen=True, slots=True)
class HeatMap:
    """Cells by rows and columns, both in their order; what does not fit is counted in `rows_left`, `columns_left`."""

    title: str
    period: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, tuple[Cell, ...]], ...]
    rows_left: int = 0
    columns_left: int = 0
    note: str = ""


def heat_map(chart: HeatMap, w: Words) -> Picture:
    """Lay out the field."""
    left = [
        w.n_("and %(n)s more line", "and %(n)s more lines", chart.rows_left) if chart.rows_left else "",
        w.n_("and %(n)s more column", "and %(n)s more columns", chart.columns_left) if chart.columns_left else "",
    ]
    told = " · ".join(part for part in (*left, chart.note) if part)
    canvas = Canvas([0.66, 0.36, 0.36 * max(1, len(chart.rows)), 0.34])
    head, names, body, foot = canvas.panels
    head.write(LEFT, 0.7, short(chart.title, 36), size=10.5, bold=True)
    head.write(LEFT, 0.26, short(chart.period, 56), colour=PALE)
    _names(names, chart.columns)
    _cells(body, chart)
    foot.write(LEFT, 0.5, short(told, 62), size=8, colour=PALE)
    return canvas.picture()


def _names(panel: Panel, columns: tuple[str, ...]) -> None:
    width = (RIGHT - NAMES) / max(1, len(columns))
    letters = max(7, LINE // max(1, len(columns)))
    for place, name in enumerate(columns):
        lines = folded(name, letters)
        for line, text in enumerate(lines):
            y = 0.5 + (len(lines) - 1) * 0.21 - line * 0.42
            panel.write(NAMES + width * (place + 0.5), y, text, anchor="mm", size=7)


def folded(name: str, letters: int) -> list[str]:
    """A name on two lines at most, broken between words where there are any."""
    if len(name) <= letters:
        return [name]
    first = ""
    for word in name.split():
        longer = f"{first} {word}".strip()
        if len(longer) > letters:
            break
        first = longer
    if not first:
        return [short(name, letters)]
    return [first, short(name[len(first) :].strip(), letters)]


def _cells(panel: Panel, chart: HeatMap) -> None:
    panel.limits(max(1, len(chart.rows)) - 0.5, -0.5)
    width = (RIGHT - NAMES) / max(1, len(chart.columns))
    largest = max((abs(cell.value) for _, cells in chart.rows for cell in cells if cell.value is not None), default=0)
    for y, (name, cells) in enumerate(chart.rows):
        panel.write(LEFT, y, short(name, 15), size=8)
        for place, cell in enumerate(cells):
            x = NAMES + width * place
            if cell.value is None:
                panel.write(x + width / 2, y, cell.label, anchor="mm", size=7.5, colour=PALE)
                continue
            depth = abs(cell.value) / largest if largest else 0.0
            colour = hexadecimal(shade(depth, loss=cell.value < 0))
            panel.bar(y, width - 0.006, left=x + 0.003, height=0.92, colour=colour)
            ink = "white" if depth >= WHITE_FROM else INK
            panel.write(x + width / 2, y, cell.label, anchor="mm", size=7.5, colour=ink)


def shade(depth: float, *, loss: bool) -> tuple[float, ...]:
    """The colour of a cell, from light to dark: `depth` 0…1."""
    pale, full = (PALE_LOSS, LOSS) if loss else (LIGHT, DARK)
    return tuple(low + (high - low) * depth for low, high in zip(pale, full, strict=True))


def hexadecimal(colour: tuple[float, ...]) -> str:
    """A colour as the canvas takes it."""
    return "#" + "".join(f"{round(part * 255):02x}" for part in colour)
