"""What the pictures of /report show, and the message under which they come."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

from bot.ui import report_heat
from bot.ui import report_pictures as pictures
from bot.ui.canvas import Picture
from bot.ui.indicator_names import indicator_name
from bot.ui.period_names import period_name
from bot.ui.report_filters import chosen_line, cut_name
from bot.ui.reports import values
from bot.ui.reports.boards import tight
from bot.ui.reports.indicator import PLANS
from bot.ui.reports.tables import named, part_name, time_period
from bot.ui.reports.tables import whole as table_whole
from bot.ui.screen import Screen
from bot.ui.words import Words, capital
from services.indicator_views import Row, SliceItem
from services.report_views import IndicatorPage, TablePage
from services.rules.indicators import TIMES, By, Good, Indicator, Slice, Unit
from services.rules.periods import Period, PeriodKind
from services.rules.report_sets import ADDED_UP

Drawing = tuple[Callable[[Any, Words], Picture], Any]
RANKED: Final = frozenset({Slice.MANAGER, Slice.TEAM})


def of_indicator(view: IndicatorPage, w: Words) -> Drawing:
    """The 12 periods."""
    report, unit = view.report, view.report.indicator.unit
    points = tuple(
        pictures.Point(
            tick(point.period, w), None if point.value is None else float(point.value),
            values.shown(point.value, unit, w, brief=True),
        )
        for point in report.history
    )  # fmt: skip
    told = [period_name(report.period, w), values.shown(report.total.value, unit, w)]
    plan = float(report.plan) if report.plan and unit is not Unit.PERCENT else None
    return pictures.dynamics, pictures.Dynamics(
        title=_title(indicator_name(report.indicator.code, w), chosen_line(view.chosen, w)),
        period=": ".join(told),
        points=points,
        note=values.direction(report.indicator, w),
        plan=plan,
        plan_label=w._("Plan: %(plan)s", plan=values.shown(report.plan, unit, w, brief=True)) if plan else "",
    )


def of_table(view: TablePage, w: Words) -> Drawing:
    """A league of people, shares of parts, plans with what was reached, periods in order; of two slices a field."""
    by = view.table.by
    if len(by) > 1:
        return report_heat.heat_map, _field(view, w)
    title = _title(indicator_name(view.indicator.code, w), chosen_line(view.chosen, w))
    period = ": ".join((period_name(view.table.period, w), ", ".join(cut_name(one, w) for one in by)))
    if view.indicator.code in PLANS:
        plans = tuple(_plan(row, view.indicator, w) for row in view.table.rows)
        due = capital(w._("by schedule %(share)s", share=w.percent(view.due))) if view.due is not None else ""
        return pictures.plan_fact, pictures.PlanFact(title, period, plans, view.due, due)
    whole = float(view.total.value or 0)
    shares = view.indicator.unit in ADDED_UP and whole > 0 and not set(by) & set(TIMES)
    note = w._("In all: %(total)s", total=table_whole(view, w))
    ranked = by[0] in RANKED
    rows = list(view.table.rows)
    if ranked and view.indicator.good is Good.DOWN:  # the first one is the best one
        rows.sort(key=lambda row: (row.value is None, row.value or 0))
    return pictures.league, pictures.League(
        title=title,
        period=period,
        places=tuple(_place(row, view, whole if shares else None, w) for row in rows),
        note=note,
        ranked=ranked,
    )


def _field(view: TablePage, w: Words) -> report_heat.HeatMap:
    """Two slices as a field: the one with fewer parts goes across, the parts with the most first, times in order."""
    by, unit = view.table.by, view.indicator.unit
    parts = [_parts(view, place) for place in range(2)]
    down, across = (0, 1) if len(parts[1]) <= len(parts[0]) else (1, 0)
    rows, columns = parts[down][: report_heat.MOST_ROWS], parts[across][: report_heat.MOST_COLUMNS]
    if by[across] in TIMES:
        columns = parts[across][-report_heat.MOST_COLUMNS :]  # the newest
    found = {tuple(item for _, item in row.slice): row.value for row in view.table.rows}

    def cell(row: SliceItem, column: SliceItem) -> report_heat.Cell:
        value = found.get((row, column) if down == 0 else (column, row))
        return report_heat.Cell(None if value is None else float(value), tight(value, view.indicator, w))

    named = f"{cut_name(by[down], w)} × {cut_name(by[across], w)}"
    money = f", {w.currency}" if unit is Unit.MONEY else ""
    return report_heat.HeatMap(
        title=_title(indicator_name(view.indicator.code, w), chosen_line(view.chosen, w)),
        period=f"{period_name(view.table.period, w)}: {named}{money}",
        columns=tuple(_across(by[across], item, w) for item in columns),
        rows=tuple((part_name(by[down], row, w), tuple(cell(row, column) for column in columns)) for row in rows),
        rows_left=len(parts[down]) - len(rows),
        columns_left=len(parts[across]) - len(columns),
        note=w._("In all: %(total)s", total=table_whole(view, w)),
    )


def _parts(view: TablePage, place: int) -> list[SliceItem]:
    """The parts of one of two slices: times in their order, the others by what they come to, the unknown last."""
    sums: dict[SliceItem, float] = {}
    for row in view.table.rows:
        item = row.slice[place][1]
        sums[item] = sums.get(item, 0.0) + abs(float(row.value or 0)) * (
            1 if view.indicator.unit in ADDED_UP else row.n
        )
    if view.table.by[place] in TIMES:
        return sorted(sums, key=lambda item: str(item.key))
    return sorted(sums, key=lambda item: (item.key is None, -sums[item]))


def _across(by: By, item: SliceItem, w: Words) -> str:
    """The head of a column: a time as short as under a column of a picture."""
    if isinstance(by, Slice) and by in TIMES and item.key is not None:
        return tick(time_period(by, str(item.key)), w)
    return part_name(by, item, w)


def _plan(row: Row, indicator: Indicator, w: Words) -> pictures.Fulfilment:
    plan = row.extra.get("plan")
    unit = Unit.COUNT if indicator.code == "plan_deals" else Unit.MONEY
    share = None if row.value is None else float(row.value) / 100
    said = w._("no plan") if share is None else w.percent(share)
    if plan is not None and share is not None:
        said += " · " + w._("plan %(plan)s", plan=values.shown(plan, unit, w, brief=True))
    return pictures.Fulfilment(named(row, w), share, said)


def _place(row: Row, view: TablePage, whole: float | None, w: Words) -> pictures.Place:
    unit = view.indicator.unit
    was = view.before.get(tuple(item.key for _, item in row.slice))
    before = was.value if was is not None else None
    label = values.shown(row.value, unit, w, brief=True)
    if whole and row.value is not None:
        label += " · " + w.percent(float(row.value) / whole)
    return pictures.Place(
        name=named(row, w),
        value=None if row.value is None else float(row.value),
        label=label,
        change=values.change(view.indicator, row.value, before, w),
        good=values.better(view.indicator, row.value, before),
    )


def tick(period: Period, w: Words) -> str:
    """A period under its column: at most six letters."""
    if period.kind is PeriodKind.MONTH:
        return w.month(period.start, year=False, short=True).rstrip(".")[:4]
    if period.kind is PeriodKind.QUARTER:
        return f"{(period.start.month + 2) // 3}/{period.start:%y}"
    if period.kind is PeriodKind.HALF_YEAR:
        return f"{1 if period.start.month == 1 else 2}/{period.start:%y}"
    if period.kind is PeriodKind.YEAR:
        return str(period.start.year)
    return f"{period.start:%d.%m}"


def _title(name: str, narrowed: str) -> str:
    return f"{name}: {narrowed}" if narrowed else name


def picture(title: str, period: Period, png: bytes, w: Words) -> Screen:
    """The picture with what it shows in words."""
    return Screen(str(w.html("<b>%(title)s</b> · %(period)s", title=title, period=period_name(period, w))), photo=png)
