"""The picture of a day: calls per manager, and the sum won against the plan."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from bot.ui.canvas import PALE, Canvas, Panel, Picture
from bot.ui.words import Words, short

MAX_ROWS: Final = 30
_NAME: Final = 16

# Okabe and Ito's palette: told apart with any colour vision, and in grey.
_OUT, _IN, _REACHED = "#0072B2", "#E69F00", "#3C4043"
_DONE, _REST, _TICK = "#009E73", "#E3E6E8", "#D55E00"


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


def day_summary(chart: DayChart, w: Words) -> Picture:
    """Lay out calls per manager and the sum won against the plan."""
    rows = _rows(chart.managers, w)
    canvas = Canvas([0.62, 0.36 * max(1, len(rows)) + 0.1, 0.95 if chart.plan else 0.5])
    head, calls, money = canvas.panels
    _draw_head(head, chart.title, w)
    _draw_calls(calls, rows, w)
    _draw_plan(money, chart, w)
    return canvas.picture()


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


def _draw_head(panel: Panel, title: str, w: Words) -> None:
    panel.write(0.03, 0.72, short(title, 38), size=10.5, bold=True)
    legend = (
        (_OUT, w.p_("chart", "outgoing")),
        (_IN, w.p_("chart", "incoming")),
        (_REACHED, w.p_("chart", "reached")),
    )
    for place, (colour, text) in zip((0.03, 0.36, 0.68), legend, strict=True):
        panel.bar(0.25, 0.03, left=place, height=0.2, colour=colour)
        panel.write(place + 0.045, 0.25, text, colour=PALE)


def _draw_calls(panel: Panel, rows: list[ManagerCalls], w: Words) -> None:
    panel.limits(max(1, len(rows)) - 0.4, -0.6)
    if not rows:
        panel.write(0.03, 0, w._("No calls today"), colour=PALE)
        return
    start, width = 0.36, 0.44
    scale = width / max((1, *(max(row.total, row.reached) for row in rows if not row.others)))
    for y, row in enumerate(rows):
        if not row.others:
            out, incoming = row.outgoing * scale, row.incoming * scale
            panel.bar(y - 0.13, out, left=start, height=0.4, colour=_OUT)
            panel.bar(y - 0.13, incoming, left=start + out, height=0.4, colour=_IN)
            panel.bar(y + 0.2, row.reached * scale, left=start, height=0.16, colour=_REACHED)
        panel.write(0.03, y, short(row.name, _NAME))
        numbers = f"{w.number(row.total)} / {w.number(row.reached)}"
        panel.write(0.97, y, numbers, anchor="rm", bold=True)


def _draw_plan(panel: Panel, chart: DayChart, w: Words) -> None:
    panel.level(0.95, 0.03, 0.97, _REST, 0.8)
    panel.write(
        0.03,
        0.74 if chart.plan else 0.5,
        w._("Won this month: %(sum)s", sum=w.money_short(chart.won)),
        bold=True,
    )
    if not chart.plan:
        return
    share = chart.won / chart.plan
    left, width = 0.03, 0.94
    panel.bar(0.45, width, left=left, height=0.2, colour=_REST)
    panel.bar(0.45, width * min(max(share, 0), 1), left=left, height=0.2, colour=_DONE)
    if chart.schedule is not None:
        at = left + width * min(max(chart.schedule, 0), 1)
        panel.upright(at, 0.3, 0.6, _TICK, 1.6)
    plan = w._("%(share)s of the plan %(plan)s", share=w.percent(share), plan=w.money_short(chart.plan))
    panel.write(0.03, 0.16, plan)
    if chart.schedule is not None:
        due = w._("by schedule %(share)s", share=w.percent(chart.schedule))
        panel.write(0.97, 0.16, due, anchor="rm", colour=_TICK)
