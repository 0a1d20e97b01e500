"""A number told apart by two things at once, as a picture for a phone: a field of cells, each with its number.

The darker a cell, the larger its number; losses are orange and have their sign. One hue from light to dark reads the
same with any colour vision and in grey, and the number stands in the cell for whoever sees no shades at all.
"""

from __future__ import annotations

from dataclasses import dataclass
from io import BytesIO
from typing import TYPE_CHECKING, Final

from bot.ui import charts
from bot.ui.words import Words, short

if TYPE_CHECKING:
    from matplotlib.axes import Axes

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


def heat_map(chart: HeatMap, w: Words) -> bytes:
    """Draw the field; a PNG."""
    left = [
        w.n_("and %(n)s more line", "and %(n)s more lines", chart.rows_left) if chart.rows_left else "",
        w.n_("and %(n)s more column", "and %(n)s more columns", chart.columns_left) if chart.columns_left else "",
    ]
    told = " · ".join(part for part in (*left, chart.note) if part)
    with charts.drawing() as make:
        figure, (head, names, body, foot) = make([0.66, 0.36, 0.36 * max(1, len(chart.rows)), 0.34])
        head.set_ylim(0, 1)
        charts.write(head, LEFT, 0.7, short(chart.title, 36), fontsize=10.5, fontweight="bold")
        charts.write(head, LEFT, 0.26, short(chart.period, 56), color=charts.PALE)
        _names(names, chart.columns)
        _cells(body, chart)
        foot.set_ylim(0, 1)
        charts.write(foot, LEFT, 0.5, short(told, 62), fontsize=8, color=charts.PALE)
        picture = BytesIO()
        figure.savefig(picture, format="png")
    return picture.getvalue()


def _names(panel: Axes, columns: tuple[str, ...]) -> None:
    panel.set_ylim(0, 1)
    width = (RIGHT - NAMES) / max(1, len(columns))
    letters = max(7, LINE // max(1, len(columns)))
    for place, name in enumerate(columns):
        lines = folded(name, letters)
        for line, text in enumerate(lines):
            y = 0.5 + (len(lines) - 1) * 0.21 - line * 0.42
            charts.write(panel, NAMES + width * (place + 0.5), y, text, ha="center", fontsize=7)


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


def _cells(panel: Axes, chart: HeatMap) -> None:
    panel.set_ylim(max(1, len(chart.rows)) - 0.5, -0.5)
    width = (RIGHT - NAMES) / max(1, len(chart.columns))
    largest = max((abs(cell.value) for _, cells in chart.rows for cell in cells if cell.value is not None), default=0)
    for y, (name, cells) in enumerate(chart.rows):
        charts.write(panel, LEFT, y, short(name, 16), fontsize=8)
        for place, cell in enumerate(cells):
            x = NAMES + width * place
            if cell.value is None:
                charts.write(panel, x + width / 2, y, cell.label, ha="center", fontsize=7.5, color=charts.PALE)
                continue
            depth = abs(cell.value) / largest if largest else 0.0
            panel.barh(y, width - 0.006, left=x + 0.003, height=0.92, color=shade(depth, loss=cell.value < 0))
            ink = {"color": "white"} if depth >= WHITE_FROM else {}
            charts.write(panel, x + width / 2, y, cell.label, ha="center", fontsize=7.5, **ink)


def shade(depth: float, *, loss: bool) -> tuple[float, ...]:
    """The colour of a cell, from light to dark: `depth` 0…1."""
    pale, full = (PALE_LOSS, LOSS) if loss else (LIGHT, DARK)
    return tuple(low + (high - low) * depth for low, high in zip(pale, full, strict=True))
