"""Dynamics of forecasts for a phone: what came as bars, what was said as marks, this window with its range."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from bot.ui.canvas import PALE, Canvas, Panel, Picture
from bot.ui.words import Words, short

BAR: Final = "#0072B2"
COMING: Final = "#73B1D5"
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


def draw(chart: ForecastChart, w: Words) -> Picture:
    """Lay it out."""
    canvas = Canvas([0.6, 2.3, 0.62])
    head, body, key = canvas.panels
    head.write(0.03, 0.72, short(chart.title, 38), size=10.5, bold=True)
    head.write(0.03, 0.25, chart.period, colour=PALE)
    _bars(body, chart.marks, w)
    _key(key, w)
    return canvas.picture()


def _bars(panel: Panel, marks: tuple[Mark, ...], w: Words) -> None:
    top = max((value for mark in marks for value in (mark.came, mark.said or 0, mark.high or 0)), default=1) or 1
    panel.limits(-0.26 * top, 1.12 * top)
    step = 0.94 / len(marks)
    every = -(-len(marks) // 5)  # names must not touch
    for place, mark in enumerate(marks):
        x = 0.03 + step * (place + 0.5)
        last = place == len(marks) - 1
        panel.column(x, mark.came, width=0.62 * step, colour=COMING if last else BAR)
        if mark.low is not None and mark.high is not None:
            panel.upright(x, mark.low, mark.high, SAID, 2.2)
            for edge in (mark.low, mark.high):
                panel.level(edge, x - 0.2 * step, x + 0.2 * step, SAID, 2.2)
        if mark.said is not None:
            panel.diamond(x, mark.said, 5.5, SAID)
        if last or (len(marks) - 1 - place) % every == 0:
            panel.write(x, -0.09 * top, short(mark.name, 9), anchor="mm", colour=PALE, size=7.5)
            if mark.came or not last:
                panel.write(x, -0.2 * top, w.money_short(mark.came), anchor="mm", size=7.5)
    if marks and (said := marks[-1].said) is not None:
        panel.write(0.97, 1.08 * top, w.money_short(said), anchor="rm", colour=SAID, bold=True)


def _key(panel: Panel, w: Words) -> None:
    panel.bar(0.7, 0.05, left=0.03, height=0.22, colour=BAR)
    panel.write(0.1, 0.7, w._("what came"))
    panel.diamond(0.055, 0.25, 5.5, SAID)
    panel.write(0.1, 0.25, w._("forecast at the beginning, with its range"))
