"""Pictures of reports for a phone: the line of 12 periods, parts beside each other, plan and fact.

Colours are told apart with any colour vision and every change has a sign besides; the ground is white, so that a
picture reads the same in a light and in a dark chat.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from bot.ui.canvas import PALE, Canvas, Panel, Picture
from bot.ui.words import Words, short

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


def dynamics(chart: Dynamics, w: Words) -> Picture:
    """Lay out the periods as columns, the newest one strong."""
    canvas = Canvas([0.66, 2.3])
    head, body = canvas.panels
    _head(head, chart.title, chart.period)
    _columns(body, chart, w)
    return canvas.picture()


def league(chart: League, w: Words) -> Picture:
    """Lay out parts as bars under their names."""
    rows, rest = chart.places[:MOST], max(0, len(chart.places) - MOST)
    canvas = Canvas([0.66, 0.46 * max(1, len(rows)) + 0.05, 0.34 if rest or chart.note else 0.08])
    head, body, foot = canvas.panels
    _head(head, chart.title, chart.period)
    _places(body, rows, w, ranked=chart.ranked)
    more = w.n_("and %(n)s more", "and %(n)s more", rest) if rest else ""
    told = " · ".join(part for part in (more, chart.note) if part)
    foot.write(LEFT, 0.6, short(told, 60), colour=PALE)
    return canvas.picture()


def plan_fact(chart: PlanFact, w: Words) -> Picture:
    """Lay out plans as bars filled by what was reached, with a mark where they should be today."""
    rows, rest = chart.plans[:MOST], max(0, len(chart.plans) - MOST)
    canvas = Canvas([0.66, 0.52 * max(1, len(rows)) + 0.05, 0.34])
    head, body, foot = canvas.panels
    _head(head, chart.title, chart.period)
    _plans(body, rows, chart.schedule, w)
    foot.write(LEFT, 0.6, chart.schedule_label if chart.schedule is not None else "", colour=BAD)
    if rest:
        foot.write(0.97, 0.6, w.n_("and %(n)s more", "and %(n)s more", rest), anchor="rm", colour=PALE)
    return canvas.picture()


def _head(panel: Panel, title: str, period: str) -> None:
    panel.write(LEFT, 0.7, short(title, _TITLE), size=10.5, bold=True)
    panel.write(LEFT, 0.26, short(period, 56), colour=PALE)


def _columns(panel: Panel, chart: Dynamics, w: Words) -> None:
    """Columns over a ground line: losses hang under it; what is not known has no column."""
    points = chart.points
    known = [point.value for point in points if point.value is not None]
    if not known:
        panel.write(LEFT, 0.9, w._("No value in any of these periods"), colour=PALE)
        return
    tall = max([0.0, *known, *([chart.plan] if chart.plan else [])])
    deep = min([0.0, *known])
    reach = (tall - deep) or 1.0
    panel.limits(deep - reach * 0.26, tall + reach * 0.2)
    step = WIDE / len(points)
    for place, point in enumerate(points):
        last = place == len(points) - 1
        x = LEFT + step * (place + 0.5)
        panel.write(x, deep - reach * 0.07, point.name, anchor="ma", size=7, colour=PALE)
        if point.value is None:
            panel.write(x, reach * 0.05, "—", anchor="mm", colour=PALE)
            continue
        panel.column(x, point.value, width=step * 0.7, colour=NOW if last else EARLIER)
    panel.level(0, LEFT, LEFT + WIDE, PALE, 0.6)
    _labels(panel, points, step, reach)
    if chart.plan:
        start = LEFT + step * (len(points) - 1)
        panel.level(chart.plan, start, start + step, PLAN, 1.6)
    under = deep - reach * 0.21
    if chart.plan:
        panel.write(LEFT, under, chart.plan_label, size=8, colour=BAD)
        panel.write(0.97, under, short(chart.note, 30), size=8, colour=PALE, anchor="rm")
    else:
        panel.write(LEFT, under, short(chart.note, 60), size=8, colour=PALE)


def _labels(panel: Panel, points: Sequence[Point], step: float, reach: float) -> None:
    """Write the highest value, and the lowest one of losses: nothing stands in their way; the newest is in the head."""
    known = [(point.value, place) for place, point in enumerate(points) if point.value is not None]
    for value, place in {max(known), min(known)}:
        if value == 0 or (value > 0 and (value, place) != max(known)):
            continue
        left = LEFT + step * place
        x, anchor = left + step / 2, "md"
        if place < 2:
            x, anchor = left, "ld"
        elif place > len(points) - 3:
            x, anchor = left + step, "rd"
        y = max(value, 0.0) + reach * 0.03
        panel.write(x, y, points[place].label, size=8, anchor=anchor)


def _places(panel: Panel, rows: Sequence[Place], w: Words, *, ranked: bool) -> None:
    panel.limits(max(1, len(rows)) - 0.42, -0.58)
    if not rows:
        panel.write(LEFT, 0, w._("Nothing in this period"), colour=PALE)
        return
    longest = max((abs(row.value or 0) for row in rows), default=0) or 1
    for y, row in enumerate(rows):
        name = f"{y + 1}. {row.name}" if ranked else row.name
        panel.write(LEFT, y - 0.2, short(name, 30))
        panel.write(0.97, y - 0.2, row.label, anchor="rm", bold=True)
        panel.bar(y + 0.16, 0.76, left=LEFT, height=0.24, colour=REST)
        length = 0.76 * abs(row.value or 0) / longest
        panel.bar(y + 0.16, length, left=LEFT, height=0.24, colour=NOW if (row.value or 0) >= 0 else PLAN)
        if row.change:
            colour = PALE if row.good is None else GOOD if row.good else BAD
            panel.write(0.97, y + 0.16, row.change, anchor="rm", size=8, colour=colour)


def _plans(panel: Panel, rows: Sequence[Fulfilment], schedule: float | None, w: Words) -> None:
    panel.limits(max(1, len(rows)) - 0.42, -0.58)
    if not rows:
        panel.write(LEFT, 0, w._("No plans in this period"), colour=PALE)
        return
    scale = max([1.0, *(min(row.share, 1.5) for row in rows if row.share is not None)])
    for y, row in enumerate(rows):
        panel.write(LEFT, y - 0.2, short(row.name, 24))
        panel.write(0.97, y - 0.2, row.label, anchor="rm", bold=True)
        panel.bar(y + 0.16, WIDE / scale, left=LEFT, height=0.26, colour=REST)
        share = min(max(row.share or 0.0, 0.0), scale)
        panel.bar(y + 0.16, WIDE / scale * share, left=LEFT, height=0.26, colour=NOW)
        if row.share is not None and row.share > 1:
            full = LEFT + WIDE / scale
            panel.upright(full, y + 0.03, y + 0.29, "white", 1.4)
        if schedule is not None and row.share is not None:
            x = LEFT + WIDE / scale * min(max(schedule, 0.0), 1.0)
            panel.upright(x, y - 0.02, y + 0.34, PLAN, 1.8)
