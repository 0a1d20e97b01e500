"""An indicator told apart by one or two slices: a table no phone breaks, each line a door."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any, Final

from bot.ui import mono
from bot.ui.indicator_names import indicator_name
from bot.ui.paging import PAGE_SIZE, paged, pager
from bot.ui.period_names import period_name
from bot.ui.render import render
from bot.ui.report_filters import chosen_line, cut_name, item_name, pack
from bot.ui.reports import empty, values
from bot.ui.reports.buttons import (
    CODE_OF,
    ReportCuts,
    ReportFile,
    ReportPicture,
    ReportRows,
    ReportShow,
    ReportTable,
    slices_code,
    when_code,
)
from bot.ui.screen import Button, Screen, grid
from bot.ui.titles import numbered
from bot.ui.words import Words
from services.indicator_views import Row, SliceItem
from services.report_views import TablePage, When
from services.rules import periods
from services.rules.indicators import TIMES, By, Slice
from services.rules.periods import PeriodKind
from services.rules.report_sets import ADDED_UP
from services.slices import Chosen

SHARES: Final = frozenset({"loss_reasons", "win_reasons"})
"""Told apart they are shares; undivided they are always all of it."""
MOST: Final = 2
"""Filters that fit a button."""


def table(view: TablePage, page: int, w: Words) -> Screen:
    """A page of lines; a press on one narrows the indicator to it, or turns to that time."""
    about = _about(view)
    by = slices_code(view.table.by)
    shown = paged(together(view.table.rows), page, PAGE_SIZE)
    doors = [
        numbered(number, named(row, w), data)
        for number, row in enumerate(shown.items, shown.first)
        if (data := _door(row, view)) is not None
    ]
    shown_lines = lines(view, shown.items, shown.first, w)
    text = render(
        "reports/table.j2", w,
        title=indicator_name(view.indicator.code, w), by=", ".join(cut_name(one, w) for one in view.table.by),
        period=period_name(view.table.period, w), narrowed=chosen_line(view.chosen, w),
        lines=shown_lines, empty=empty.why(view.indicator.code, w),
        total=whole(view, w), arrows=any(sign in line for line in shown_lines for sign in "▲▼"),
        compared=period_name(view.compared, w),
    )  # fmt: skip
    beside = [Button("📊 " + w.p_("button", "Picture"), data=ReportPicture(**about, by=by))] if view.table.rows else []
    if view.table.rows and len(view.table.by) + len(_kept(view.chosen)) < MOST and view.slices:
        beside.append(Button(w.p_("button", "And by…"), data=ReportCuts(**about, by=by)))
    files = (Button("Excel", data=ReportFile(**about, by=by)), Button("CSV", data=ReportFile(**about, by=by, form="c")))
    return Screen(
        text,
        rows=(
            *grid(doors, 2),
            *pager(lambda number: ReportTable(**about, by=by, page=number), shown.number, shown.count),
            (*beside, *(files if view.table.rows else ())),
            (
                Button(w.p_("button", "Another cut"), data=ReportCuts(**about)),
                Button("‹ " + indicator_name(view.indicator.code, w), data=ReportShow(**about)),
            ),
        ),
    )


def together(rows: Sequence[Row]) -> list[Row]:
    """The rows of one part of the first slice beside each other, the part whose row comes first before the others."""
    place: dict[SliceItem, int] = {}
    for row in rows:
        place.setdefault(row.slice[0][1], len(place))
    return sorted(rows, key=lambda row: place[row.slice[0][1]]) if rows and len(rows[0].slice) > 1 else list(rows)


def whole(view: TablePage, w: Words) -> str:
    """The number of all parts: of shares, which are all of it, how many records."""
    if view.indicator.code in SHARES:
        return w.n_("%(n)s record", "%(n)s records", view.total.n)
    return values.shown(view.total.value, view.indicator.unit, w)


def lines(view: TablePage, rows: Sequence[Row], first: int, w: Words) -> list[str]:
    """The rows of the block, at most 32 letters wide; of two slices the first one heads its lines."""
    whole = float(view.total.value or 0)
    added = view.indicator.unit in ADDED_UP and whole > 0
    cells = []
    for number, row in enumerate(rows, first):
        was = view.before.get(tuple(item.key for _, item in row.slice))
        share = w.percent(float(row.value or 0) / whole) if added else ""
        cells.append(
            (
                f"{number} {part_name(*row.slice[-1], w)}",
                values.shown(row.value, view.indicator.unit, w, brief=True),
                share,
                values.arrow(row.value, was.value if was is not None else None),
            )
        )
    made = mono.table(cells)
    if len(view.table.by) == 1:
        return made
    found: list[str] = []
    heading = None
    for row, line in zip(rows, made, strict=True):
        if row.slice[0][1] != heading:
            heading = row.slice[0][1]
            found.extend(mono.table([(part_name(*row.slice[0], w),)]))
        found.append(line)
    return found


def part_name(by: By, item: SliceItem, w: Words) -> str:
    """What a part is called, also one of time."""
    if isinstance(by, Slice) and by in TIMES and item.key is not None:
        return period_name(time_period(by, str(item.key)), w) if by is not Slice.DAY else w.day(_day(by, str(item.key)))
    return item_name(by, item, w)


def named(row: Row, w: Words) -> str:
    """All parts of a line."""
    return " · ".join(part_name(by, item, w) for by, item in row.slice)


def _about(view: TablePage) -> dict[str, Any]:
    return {"sign": CODE_OF[view.indicator.code], "span": when_code(view.when), "narrow": pack(view.chosen)}


def _kept(chosen: Chosen) -> Chosen:
    return chosen[-MOST:]


def _door(row: Row, view: TablePage) -> ReportShow | ReportRows | None:
    """The indicator narrowed to a line; None where that does not fit a button."""
    parts = [pair for pair in row.slice if pair[0] not in TIMES]
    chosen = [pair for pair in view.chosen if pair[0] not in {by for by, _ in parts}] + parts
    if len(chosen) > MOST:
        return None
    when = view.when
    for by, item in row.slice:
        if isinstance(by, Slice) and by in TIMES:
            period = time_period(by, str(item.key))
            when = When(PeriodKind.DATES, start=period.start, days=period.days)
    about: dict[str, Any] = {"sign": CODE_OF[view.indicator.code], "span": when_code(when), "narrow": pack(chosen)}
    return ReportRows(**about) if view.indicator.code in SHARES else ReportShow(**about)


def _day(by: Slice, key: str) -> date:
    if by is Slice.MONTH:
        return date.fromisoformat(f"{key}-01")
    if by is Slice.WEEK:
        year, _, week = key.partition("-W")
        return date.fromisocalendar(int(year), int(week), 1)
    return date.fromisoformat(key)


def time_period(by: Slice, key: str) -> periods.Period:
    """The period a key of time stands for."""
    start = _day(by, key)
    if by is Slice.MONTH:
        return periods.containing(PeriodKind.MONTH, start)
    return periods.between(start, start + timedelta(days=7 if by is Slice.WEEK else 1))
