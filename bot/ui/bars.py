"""A bar chart for a phone: names on the left, bars, numbers on the right."""

from __future__ import annotations

from dataclasses import dataclass
from io import BytesIO
from typing import TYPE_CHECKING, Final

from bot.ui import charts
from bot.ui.words import Words, short

if TYPE_CHECKING:
    from matplotlib.axes import Axes

MOST: Final = 20
"""Bars in one picture; the rest are summed in a last line without a bar."""
BAR: Final = "#0072B2"
NAME: Final = 22


@dataclass(frozen=True, slots=True)
class Bar:
    """One line: `value` is its length, `label` what is written beside it."""

    name: str
    value: float
    label: str


@dataclass(frozen=True, slots=True)
class BarChart:
    """Bars in their order under a title and the period they are about."""

    title: str
    period: str
    bars: tuple[Bar, ...]


def draw(chart: BarChart, w: Words) -> bytes:
    """Draw it; a PNG."""
    rows = chart.bars[:MOST]
    rest = len(chart.bars) - len(rows)
    heights = [0.6, 0.42 * max(1, len(rows) + bool(rest)) + 0.1]
    with charts.drawing() as make:
        figure, (head, body) = make(heights)
        head.set_ylim(0, 1)
        charts.write(head, 0.03, 0.72, short(chart.title, 38), fontsize=10.5, fontweight="bold")
        charts.write(head, 0.03, 0.25, chart.period, color=charts.PALE)
        _draw(body, rows, rest, w)
        picture = BytesIO()
        figure.savefig(picture, format="png")
    return picture.getvalue()


def _draw(panel: Axes, rows: tuple[Bar, ...], rest: int, w: Words) -> None:
    panel.set_ylim(max(1, len(rows) + bool(rest)) - 0.4, -0.6)
    longest = max((row.value for row in rows), default=0) or 1
    for y, row in enumerate(rows):
        charts.write(panel, 0.03, y - 0.2, short(row.name, 44))
        panel.barh(y + 0.14, 0.62 * max(row.value, 0) / longest, left=0.03, height=0.26, color=BAR)
        charts.write(panel, 0.97, y + 0.14, row.label, ha="right", fontweight="bold")
    if rest:
        charts.write(panel, 0.03, len(rows), w.n_("and %(n)s more", "and %(n)s more", rest), color=charts.PALE)
