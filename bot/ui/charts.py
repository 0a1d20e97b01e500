"""Pictures for summaries: drawn to be read on a phone, 390 points wide.

Callers run these functions in a thread: drawing takes tens of milliseconds. matplotlib is imported at the first
picture, not at the start of the bot.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from io import BytesIO
from threading import Lock
from typing import TYPE_CHECKING, Any, Final

from bot.ui.words import Words, short

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

WIDTH: Final = 3.9
"""Inches; at `DPI` two pixels for each point of a phone 390 points wide."""
DPI: Final = 200
MAX_ROWS: Final = 30
_NAME: Final = 16

# Okabe and Ito's palette: told apart with any colour vision, and in grey.
_OUT, _IN, _REACHED = "#0072B2", "#E69F00", "#3C4043"
_DONE, _REST, _TICK, _INK, PALE = "#009E73", "#E3E6E8", "#D55E00", "#202124", "#6B7075"

_drawing = Lock()  # matplotlib's font cache is not made for threads


@dataclass(frozen=True, slots=True)
class ManagerCalls:
    """A manager's calls of the day; `reached` counts both directions."""

    name: str
    outgoing: int
    incoming: int
    reached: int
    others: bool = False
    """The row that sums those for whom there is no room; it has numbers only."""

    @property
    def total(self) -> int:
        """All calls."""
        return self.outgoing + self.incoming


@dataclass(frozen=True, slots=True)
class DayChart:
    """A day of a team, or of one manager. Sums in minor units; `schedule` is the share of the plan due by today."""

    title: str
    managers: tuple[ManagerCalls, ...]
    won: int
    plan: int | None = None
    schedule: float | None = None


def day_summary(chart: DayChart, w: Words) -> bytes:
    """Draw calls per manager and the sum won against the plan; return a PNG."""
    rows = _rows(chart.managers, w)
    heights = [0.62, 0.36 * max(1, len(rows)) + 0.1, 0.95 if chart.plan else 0.5]
    with drawing() as make:
        figure, (head, calls, money) = make(heights)
        _draw_head(head, chart.title, w)
        _draw_calls(calls, rows, w)
        _draw_plan(money, chart, w)
        picture = BytesIO()
        figure.savefig(picture, format="png")
    return picture.getvalue()


@contextmanager
def drawing() -> Iterator[Callable[[list[float]], tuple[Figure, list[Axes]]]]:
    """Draw alone; what it gives makes a figure of panels with these heights (inches), from the top."""
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure

    def make(heights: list[float]) -> tuple[Figure, list[Axes]]:
        figure = Figure(figsize=(WIDTH, sum(heights)), dpi=DPI, facecolor="white")
        FigureCanvasAgg(figure)  # not pyplot: no global state, no window system
        return figure, _panels(figure, heights)

    with _drawing:
        yield make


def _rows(managers: tuple[ManagerCalls, ...], w: Words) -> list[ManagerCalls]:
    """Put the busiest first; beyond thirty they are summed in one row."""
    ordered = sorted(managers, key=lambda row: (-row.total, row.name))
    if len(ordered) <= MAX_ROWS:
        return ordered
    rest = ordered[MAX_ROWS - 1 :]
    others = ManagerCalls(
        w.n_("%(n)s more", "%(n)s more", len(rest)),
        sum(row.outgoing for row in rest),
        sum(row.incoming for row in rest),
        sum(row.reached for row in rest),
        others=True,
    )
    return [*ordered[: MAX_ROWS - 1], others]


def _panels(figure: Figure, heights: list[float]) -> list[Axes]:
    """Stack panels of the given heights (inches), full width, from the top."""
    total, top = sum(heights), 1.0
    panels = []
    for height in heights:
        top -= height / total
        panel = figure.add_axes((0.0, top, 1.0, height / total))
        panel.set_axis_off()
        panel.set_xlim(0, 1)
        panels.append(panel)
    return panels


def write(panel: Axes, x: float, y: float, text: str, **style: Any) -> None:
    """Write a text as it is: no formulas in dollar signs, no boxes for letters the font lacks."""
    style = {"fontsize": 8.5, "color": _INK, "va": "center", **style}
    panel.text(x, y, _drawable(text), parse_math=False, **style)


def _drawable(text: str) -> str:
    """Leave out what the font has no glyph for (emoji in names)."""
    from matplotlib.font_manager import FontProperties, findfont, get_font

    font = get_font(findfont(FontProperties()))
    return "".join(char for char in text if font.get_char_index(ord(char))).strip()


def _draw_head(panel: Axes, title: str, w: Words) -> None:
    panel.set_ylim(0, 1)
    write(panel, 0.03, 0.72, short(title, 38), fontsize=10.5, fontweight="bold")
    legend = (
        (_OUT, w.p_("chart", "outgoing")),
        (_IN, w.p_("chart", "incoming")),
        (_REACHED, w.p_("chart", "reached")),
    )
    for place, (colour, text) in zip((0.03, 0.36, 0.68), legend, strict=True):
        panel.barh(0.25, 0.03, left=place, height=0.2, color=colour)
        write(panel, place + 0.045, 0.25, text, color=PALE)


def _draw_calls(panel: Axes, rows: list[ManagerCalls], w: Words) -> None:
    panel.set_ylim(max(1, len(rows)) - 0.4, -0.6)
    if not rows:
        write(panel, 0.03, 0, w._("No calls today"), color=PALE)
        return
    start, width = 0.36, 0.44
    scale = width / max((1, *(max(row.total, row.reached) for row in rows if not row.others)))
    for y, row in enumerate(rows):
        if not row.others:
            out, incoming = row.outgoing * scale, row.incoming * scale
            panel.barh(y - 0.13, out, left=start, height=0.4, color=_OUT)
            panel.barh(y - 0.13, incoming, left=start + out, height=0.4, color=_IN)
            panel.barh(y + 0.2, row.reached * scale, left=start, height=0.16, color=_REACHED)
        write(panel, 0.03, y, short(row.name, _NAME))
        numbers = f"{w.number(row.total)} / {w.number(row.reached)}"
        write(panel, 0.97, y, numbers, ha="right", fontweight="bold")


def _draw_plan(panel: Axes, chart: DayChart, w: Words) -> None:
    panel.set_ylim(0, 1)
    panel.plot([0.03, 0.97], [0.95, 0.95], color=_REST, linewidth=0.8)
    write(
        panel,
        0.03,
        0.74 if chart.plan else 0.5,
        w._("Won this month: %(sum)s", sum=w.money_short(chart.won)),
        fontweight="bold",
    )
    if not chart.plan:
        return
    share = chart.won / chart.plan
    left, width = 0.03, 0.94
    panel.barh(0.45, width, left=left, height=0.2, color=_REST)
    panel.barh(0.45, width * min(max(share, 0), 1), left=left, height=0.2, color=_DONE)
    if chart.schedule is not None:
        at = left + width * min(max(chart.schedule, 0), 1)
        panel.plot([at, at], [0.3, 0.6], color=_TICK, linewidth=1.6)
    plan = w._("%(share)s of the plan %(plan)s", share=w.percent(share), plan=w.money_short(chart.plan))
    write(panel, 0.03, 0.16, plan)
    if chart.schedule is not None:
        due = w._("by schedule %(share)s", share=w.percent(chart.schedule))
        write(panel, 0.97, 0.16, due, ha="right", color=_TICK)
