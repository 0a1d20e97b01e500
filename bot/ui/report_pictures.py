"""Pictures of reports for a phone: the line of 12 periods, parts beside each other, plan and fact.

Colours are told apart with any colour vision and every change has a sign besides; the ground is white, so that a
picture reads the same in a light and in a dark chat.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from io import BytesIO
from typing import TYPE_CHECKING, Final

from bot.ui import charts
from bot.ui.words import Words, short

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

MOST: Final = 15
"""Lines in one picture; the rest are counted in a last one."""
NOW, EARLIER, REST = "#0072B2", "#9CC7E0", "#E3E6E8"
GOOD, BAD, PLAN = "#00735A", "#B84A00", "#D55E00"
_TITLE: Final = 36
LEFT, WIDE = 0.03, 0.94


@dataclass(frozen=True, slots=True)
class Point:
    """One period: its short name, its value, the value in words."""

    name: str
    value: float | None
    label: str


@dataclass(frozen=True, slots=True)
class Dynamics:
    """An indicator over periods, the last one the newest; `plan` belongs to the last one."""

    title: str
    period: str
    points: tuple[Point, ...]
    note: str = ""
    plan: float | None = None
    plan_label: str = ""


@dataclass(frozen=True, slots=True)
class Place:
    """One line of a league: its length, what is written, how it changed (`good` None: neither)."""

    name: str
    value: float | None
    label: str
    change: str = ""
    good: bool | None = None


@dataclass(frozen=True, slots=True)
class League:
    """Parts in their order; `ranked` ones have numbers."""

    title: str
    period: str
    places: tuple[Place, ...]
    note: str = ""
    ranked: bool = False


@dataclass(frozen=True, slots=True)
class Fulfilment:
    """One plan: the share reached (1 is all of it), what is written."""

    name: str
    share: float | None
    label: str


@dataclass(frozen=True, slots=True)
class PlanFact:
    """Plans and what was reached of them; `schedule` is the share due by today."""

    title: str
    period: str
    plans: tuple[Fulfilment, ...]
    schedule: float | None = None
    schedule_label: str = ""


def dynamics(chart: Dynamics, w: Words) -> bytes:
    """Draw the periods as columns, the newest one strong; a PNG."""
    with charts.drawing() as make:
        figure, (head, body) = make([0.66, 2.3])
        _head(head, chart.title, chart.period)
        _columns(body, chart, w)
        return _png(figure)


def league(chart: League, w: Words) -> bytes:
    """Draw parts as bars under their names; a PNG."""
    rows, rest = chart.places[:MOST], max(0, len(chart.places) - MOST)
    with charts.drawing() as make:
        figure, (head, body, foot) = make([0.66, 0.46 * max(1, len(rows)) + 0.05, 0.34 if rest or chart.note else 0.08])
        _head(head, chart.title, chart.period)
        _places(body, rows, w, ranked=chart.ranked)
        foot.set_ylim(0, 1)
        told = " · ".join(
            part for part in (w.n_("and %(n)s more", "and %(n)s more", rest) if rest else "", chart.note) if part
        )
        charts.write(foot, LEFT, 0.6, short(told, 60), color=charts.PALE)
        return _png(figure)


def plan_fact(chart: PlanFact, w: Words) -> bytes:
    """Draw plans as bars filled by what was reached, with a mark where they should be today; a PNG."""
    rows, rest = chart.plans[:MOST], max(0, len(chart.plans) - MOST)
    with charts.drawing() as make:
        figure, (head, body, foot) = make([0.66, 0.52 * max(1, len(rows)) + 0.05, 0.34])
        _head(head, chart.title, chart.period)
        _plans(body, rows, chart.schedule, w)
        foot.set_ylim(0, 1)
        told = chart.schedule_label if chart.schedule is not None else ""
        charts.write(foot, LEFT, 0.6, told, color=BAD)
        if rest:
            more = w.n_("and %(n)s more", "and %(n)s more", rest)
            charts.write(foot, 0.97, 0.6, more, ha="right", color=charts.PALE)
        return _png(figure)


def _head(panel: Axes, title: str, period: str) -> None:
    panel.set_ylim(0, 1)
    charts.write(panel, LEFT, 0.7, short(title, _TITLE), fontsize=10.5, fontweight="bold")
    charts.write(panel, LEFT, 0.26, short(period, 56), color=charts.PALE)


def _columns(panel: Axes, chart: Dynamics, w: Words) -> None:
    """Columns over a ground line: losses hang under it; what is not known has no column."""
    points = chart.points
    known = [point.value for point in points if point.value is not None]
    if not known:
        panel.set_ylim(0, 1)
        charts.write(panel, LEFT, 0.9, w._("No value in any of these periods"), color=charts.PALE)
        return
    tall = max([0.0, *known, *([chart.plan] if chart.plan else [])])
    deep = min([0.0, *known])
    reach = (tall - deep) or 1.0
    panel.set_ylim(deep - reach * 0.26, tall + reach * 0.2)
    step = WIDE / len(points)
    for place, point in enumerate(points):
        last = place == len(points) - 1
        x = LEFT + step * (place + 0.5)
        panel_name = deep - reach * 0.07
        charts.write(panel, x, panel_name, point.name, ha="center", va="top", fontsize=7, color=charts.PALE)
        if point.value is None:
            charts.write(panel, x, reach * 0.05, "—", ha="center", color=charts.PALE)
            continue
        panel.bar(x, point.value, width=step * 0.7, color=NOW if last else EARLIER)
    panel.plot([LEFT, LEFT + WIDE], [0, 0], color=charts.PALE, linewidth=0.6)
    _labels(panel, points, step, reach)
    if chart.plan:
        start = LEFT + step * (len(points) - 1)
        panel.plot([start, start + step], [chart.plan, chart.plan], color=PLAN, linewidth=1.6)
    under = deep - reach * 0.21
    if chart.plan:
        charts.write(panel, LEFT, under, chart.plan_label, fontsize=8, color=BAD)
        charts.write(panel, 0.97, under, short(chart.note, 30), fontsize=8, color=charts.PALE, ha="right")
    else:
        charts.write(panel, LEFT, under, short(chart.note, 60), fontsize=8, color=charts.PALE)


def _labels(panel: Axes, points: Sequence[Point], step: float, reach: float) -> None:
    """Write the highest value, and the lowest one of losses: nothing stands in their way; the newest is in the head."""
    known = [(point.value, place) for place, point in enumerate(points) if point.value is not None]
    for value, place in {max(known), min(known)}:
        if value == 0 or (value > 0 and (value, place) != max(known)):
            continue
        left = LEFT + step * place
        x, align = left + step / 2, "center"
        if place < 2:
            x, align = left, "left"
        elif place > len(points) - 3:
            x, align = left + step, "right"
        y = max(value, 0.0) + reach * 0.03
        charts.write(panel, x, y, points[place].label, ha=align, va="bottom", fontsize=8)


def _places(panel: Axes, rows: Sequence[Place], w: Words, *, ranked: bool) -> None:
    panel.set_ylim(max(1, len(rows)) - 0.42, -0.58)
    if not rows:
        charts.write(panel, LEFT, 0, w._("Nothing in this period"), color=charts.PALE)
        return
    longest = max((abs(row.value or 0) for row in rows), default=0) or 1
    for y, row in enumerate(rows):
        name = f"{y + 1}. {row.name}" if ranked else row.name
        charts.write(panel, LEFT, y - 0.2, short(name, 30))
        charts.write(panel, 0.97, y - 0.2, row.label, ha="right", fontweight="bold")
        panel.barh(y + 0.16, 0.76, left=LEFT, height=0.24, color=REST)
        length = 0.76 * abs(row.value or 0) / longest
        panel.barh(y + 0.16, length, left=LEFT, height=0.24, color=NOW if (row.value or 0) >= 0 else PLAN)
        if row.change:
            colour = charts.PALE if row.good is None else GOOD if row.good else BAD
            charts.write(panel, 0.97, y + 0.16, row.change, ha="right", fontsize=8, color=colour)


def _plans(panel: Axes, rows: Sequence[Fulfilment], schedule: float | None, w: Words) -> None:
    panel.set_ylim(max(1, len(rows)) - 0.42, -0.58)
    if not rows:
        charts.write(panel, LEFT, 0, w._("No plans in this period"), color=charts.PALE)
        return
    scale = max([1.0, *(min(row.share, 1.5) for row in rows if row.share is not None)])
    for y, row in enumerate(rows):
        charts.write(panel, LEFT, y - 0.2, short(row.name, 24))
        charts.write(panel, 0.97, y - 0.2, row.label, ha="right", fontweight="bold")
        panel.barh(y + 0.16, WIDE / scale, left=LEFT, height=0.26, color=REST)
        share = min(max(row.share or 0.0, 0.0), scale)
        panel.barh(y + 0.16, WIDE / scale * share, left=LEFT, height=0.26, color=NOW)
        if row.share is not None and row.share > 1:
            full = LEFT + WIDE / scale
            panel.plot([full, full], [y + 0.03, y + 0.29], color="white", linewidth=1.4)
        if schedule is not None and row.share is not None:
            x = LEFT + WIDE / scale * min(max(schedule, 0.0), 1.0)
            panel.plot([x, x], [y - 0.02, y + 0.34], color=PLAN, linewidth=1.8)


def _png(figure: Figure) -> bytes:
    picture = BytesIO()
    figure.savefig(picture, format="png")
    return picture.getvalue()
