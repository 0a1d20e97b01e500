"""Dynamics of forecasts for a phone: what came as bars, what was said as marks, this window with its range."""

from __future__ import annotations

from dataclasses import dataclass
from io import BytesIO
from typing import TYPE_CHECKING, Final

from bot.ui import charts
from bot.ui.words import Words, short

if TYPE_CHECKING:
    from matplotlib.axes import Axes

BAR: Final = "#0072B2"
SAID: Final = "#D55E00"
"""Told apart with any colour vision; and the mark has a form of its own."""


@dataclass(frozen=True, slots=True)
class Mark:
    """A window: what came, what was said at its beginning, and the range of the one that is not over; minor units."""

    name: str
    came: int
    said: int | None
    low: int | None = None
    high: int | None = None


@dataclass(frozen=True, slots=True)
class ForecastChart:
    """Windows from left to right, the last one still to come."""

    title: str
    period: str
    marks: tuple[Mark, ...]


def draw(chart: ForecastChart, w: Words) -> bytes:
    """Draw it; a PNG."""
    with charts.drawing() as make:
        figure, (head, body, key) = make([0.6, 2.3, 0.62])
        head.set_ylim(0, 1)
        charts.write(head, 0.03, 0.72, short(chart.title, 38), fontsize=10.5, fontweight="bold")
        charts.write(head, 0.03, 0.25, chart.period, color=charts.PALE)
        _bars(body, chart.marks, w)
        _key(key, w)
        picture = BytesIO()
        figure.savefig(picture, format="png")
    return picture.getvalue()


def _bars(panel: Axes, marks: tuple[Mark, ...], w: Words) -> None:
    top = max((value for mark in marks for value in (mark.came, mark.said or 0, mark.high or 0)), default=1) or 1
    panel.set_ylim(-0.26 * top, 1.12 * top)
    step = 0.94 / len(marks)
    every = -(-len(marks) // 6)  # names must not touch
    for place, mark in enumerate(marks):
        x = 0.03 + step * (place + 0.5)
        last = place == len(marks) - 1
        panel.bar(x, mark.came, width=0.62 * step, color=BAR, alpha=0.55 if last else 1.0)
        if mark.low is not None and mark.high is not None:
            panel.plot([x, x], [mark.low, mark.high], color=SAID, linewidth=2.2, solid_capstyle="butt")
            for edge in (mark.low, mark.high):
                panel.plot([x - 0.2 * step, x + 0.2 * step], [edge, edge], color=SAID, linewidth=2.2)
        if mark.said is not None:
            panel.plot([x], [mark.said], marker="D", markersize=5.5, color=SAID, markeredgecolor="white")
        if last or (len(marks) - 1 - place) % every == 0:
            charts.write(panel, x, -0.09 * top, short(mark.name, 9), ha="center", color=charts.PALE, fontsize=6.5)
            charts.write(panel, x, -0.19 * top, w.money_short(mark.came), ha="center", fontsize=6)
    if marks and (said := marks[-1].said) is not None:
        charts.write(panel, 0.97, 1.08 * top, w.money_short(said), ha="right", color=SAID, fontweight="bold")


def _key(panel: Axes, w: Words) -> None:
    panel.set_ylim(0, 1)
    panel.barh(0.7, 0.05, left=0.03, height=0.22, color=BAR)
    charts.write(panel, 0.1, 0.7, w._("what came"))
    panel.plot([0.055], [0.25], marker="D", markersize=5.5, color=SAID, markeredgecolor="white")
    charts.write(panel, 0.1, 0.25, w._("forecast at the beginning, with its range"))
