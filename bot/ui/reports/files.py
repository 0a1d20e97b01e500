"""Reports as files: Excel with real numbers and dates, CSV for everything else; no text becomes a formula."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any, Final

from bot.ui.indicator_names import indicator_name, slice_name, unit_name
from bot.ui.period_names import period_name
from bot.ui.report_filters import chosen_line, item_name
from bot.ui.reports.boards import SAID
from bot.ui.reports.home import BOARD_NAMES
from bot.ui.reports.tables import part_name, time_period
from bot.ui.screen import File, Screen
from bot.ui.words import Words
from services.indicator_views import Number, Row, SliceItem
from services.report_views import Board, IndicatorPage, RecordsFile, TablePage
from services.rules.indicators import TIMES, By, Indicator, Slice, Unit
from services.rules.periods import Period
from services.rules.report_sets import BoardKind
from services.rules.segments import Advice
from services.sheets import Cell, Sheet

MINOR: Final = 100
_FORMATS: Final = {Unit.MONEY: "#,##0.00", Unit.PERCENT: '0.0"%"', Unit.COUNT: "#,##0"}
_PLAIN: Final = "#,##0.0"
_TIMES: Final = {Slice.MONTH: "yyyy-mm", Slice.WEEK: "yyyy-mm-dd", Slice.DAY: "yyyy-mm-dd"}


def of_indicator(view: IndicatorPage, w: Words) -> Sheet:
    """The 12 periods: from, to (included), value, records behind it."""
    report = view.report
    unit = report.indicator.unit
    heads = (w.p_("column", "From"), w.p_("column", "To"), _head(report.indicator, w), w.p_("column", "Records"))
    rows = tuple((point.period.start, point.period.last, plain(point.value, unit), point.n) for point in report.history)
    title = _title(report.indicator, chosen_line(view.chosen, w), report.period, w)
    return Sheet(title, heads, rows, ("yyyy-mm-dd", "yyyy-mm-dd", _format(unit), "#,##0"))


def of_table(view: TablePage, w: Words) -> Sheet:
    """The lines of a table, every one of them."""
    by, unit = view.table.by, view.indicator.unit
    heads = (*(slice_name(one, w) for one in by), _head(view.indicator, w), w.p_("column", "Records"))
    rows = tuple(
        (*(_part(one, item, w) for one, item in row.slice), plain(row.value, unit), row.n) for row in view.table.rows
    )
    title = _title(view.indicator, chosen_line(view.chosen, w), view.table.period, w)
    return Sheet(title, heads, rows, (*(_part_format(one) for one in by), _format(unit), "#,##0"))


def _part(by: By, item: SliceItem, w: Words) -> Cell:
    """A part by its name; one of time by its first day: a spreadsheet counts with dates."""
    if isinstance(by, Slice) and by in TIMES and item.key is not None:
        return time_period(by, str(item.key)).start
    return part_name(by, item, w)


def _part_format(by: By) -> str:
    return _TIMES.get(by, "") if isinstance(by, Slice) else ""


def of_board(view: Board, w: Words) -> Sheet:
    """The lines of a board with all their columns; segments with what to do with them."""
    advised = view.kind is BoardKind.SEGMENTS
    heads = (slice_name(view.by, w), *(_head(one, w) for one in view.columns))
    rows = tuple(
        (item_name(view.by, line.item, w), *_values(line.rows, view.columns), *_advice(line.advice, w, advised=advised))
        for line in view.lines
    )
    formats = ("", *(_format(one.unit) for one in view.columns), *(("",) if advised else ()))
    return Sheet(
        f"{w._(BOARD_NAMES[view.kind])}, {period_name(view.period, w)}",
        (*heads, *((w.p_("column", "What to do"),) if advised else ())),
        rows,
        formats,
    )


def of_records(view: RecordsFile, w: Words) -> Sheet:
    """The records behind a number: whom, what, when, how much, and whose they are."""
    found, money = view.listing, any(record.amount is not None for record, _ in view.listing.records)
    heads = (
        w.p_("column", "Client"), w.p_("column", "What"), w.p_("column", "Date"),
        *((w.p_("column", "Amount") + f", {w.currency}",) if money else ()),
        *(slice_name(one, w) for one in found.by),
    )  # fmt: skip
    rows = tuple(
        (
            record.client or "", record.title, _moment(record.at, w),
            *((plain(record.amount, Unit.MONEY),) if money else ()),
            *(item.name if item.key is not None else "" for item in parts),
        )
        for record, parts in found.records
    )  # fmt: skip
    title = _title(view.indicator, chosen_line(view.chosen, w), found.period, w)
    if found.total > len(rows):
        title += ", " + w._("the newest %(n)s of %(total)s", n=w.number(len(rows)), total=w.number(found.total))
    timed = any(isinstance(record.at, datetime) for record, _ in found.records)
    formats = ("", "", "yyyy-mm-dd hh:mm" if timed else "yyyy-mm-dd", *((_FORMATS[Unit.MONEY],) if money else ()))
    return Sheet(title, heads, rows, (*formats, *("" for _ in found.by)))


def _moment(at: datetime | date, w: Words) -> date:
    """A day, or a moment by the reader's clock, to the minute: a cell of a table has no zone."""
    return w.local(at).replace(tzinfo=None, second=0, microsecond=0) if isinstance(at, datetime) else at


def _values(rows: Any, columns: Sequence[Indicator]) -> tuple[Cell, ...]:
    found: dict[str, Row] = dict(rows)
    return tuple(plain(found[one.code].value if one.code in found else None, one.unit) for one in columns)


def _advice(advice: Advice | None, w: Words, *, advised: bool) -> tuple[Cell, ...]:
    return (w._(SAID[advice]) if advice is not None else "",) if advised else ()


def plain(value: Number, unit: Unit) -> Cell:
    """Money in major units, the rest as it is counted; an empty cell where there is no value."""
    if value is None:
        return None
    if unit is Unit.MONEY:
        return int(value) // MINOR if int(value) % MINOR == 0 else int(value) / MINOR
    return round(value, 4) if isinstance(value, float) else value


def file(sheet: Sheet, code: str, period: Period, content: bytes, form: str, w: Words) -> Screen:
    """The file with what it is about."""
    name = f"{code}_{period.start:%Y-%m-%d}_{period.last:%Y-%m-%d}.{'xlsx' if form == 'x' else 'csv'}"
    return Screen(str(w.html("<b>%(title)s</b>", title=sheet.title)), document=File(content, name))


def _head(indicator: Indicator, w: Words) -> str:
    return f"{indicator_name(indicator.code, w)}, {unit_name(indicator.unit, w)}"


def _format(unit: Unit) -> str:
    return _FORMATS.get(unit, _PLAIN)


def _title(indicator: Indicator, narrowed: str, period: Period, w: Words) -> str:
    return ", ".join(part for part in (indicator_name(indicator.code, w), narrowed, period_name(period, w)) if part)
