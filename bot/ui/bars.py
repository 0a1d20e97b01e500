"""A bar chart for a phone: a name with its number, the bar under them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from bot.ui.canvas import PALE, Canvas, Panel, Picture
from bot.ui.layout import cut, width
from bot.ui.words import Words, short

MOST: Final = 20
"""Bars in one picture; the rest are summed in a last line without a bar."""
BAR: Final = "#0072B2"
LINE: Final = 50.0
"""Letters of usual width in a line of the picture."""
BOLD: Final = 1.2
"""How much wider bold letters are, with the gap before them."""


@dataclass(frozen=True, slots=True)
class Bar:
    """One line: `value` is its length, `label` what is written over its end."""

    name: str
    value: float
    label: str


@dataclass(frozen=True, slots=True)
class BarChart:
    """Bars in their order under a title and the period they are about."""

    title: str
    period: str
    bars: tuple[Bar, ...]


def draw(chart: BarChart, w: Words) -> Picture:
    """Lay it out."""
    rows = chart.bars[:MOST]
    rest = len(chart.bars) - len(rows)
    canvas = Canvas([0.6, 0.42 * max(1, len(rows) + bool(rest)) + 0.1])
    head, body = canvas.panels
    head.write(0.03, 0.72, short(chart.title, 38), size=10.5, bold=True)
    head.write(0.03, 0.25, chart.period, colour=PALE)
    _draw(body, rows, rest, w)
    return canvas.picture()


def _draw(panel: Panel, rows: tuple[Bar, ...], rest: int, w: Words) -> None:
    panel.limits(max(1, len(rows) + bool(rest)) - 0.4, -0.6)
    longest = max((row.value for row in rows), default=0) or 1
    for y, row in enumerate(rows):
        panel.write(0.03, y - 0.2, cut(row.name, LINE - BOLD * width(row.label)))
        panel.write(0.97, y - 0.2, row.label, anchor="rm", bold=True)
        panel.bar(y + 0.14, 0.94 * max(row.value, 0) / longest, left=0.03, height=0.26, colour=BAR)
    if rest:
        panel.write(0.03, len(rows), w.n_("and %(n)s more", "and %(n)s more", rest), colour=PALE)
