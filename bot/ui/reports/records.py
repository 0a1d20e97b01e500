"""The records behind a number, page by page; each opens its card and the card leads back here."""

from __future__ import annotations

from typing import Any, Final

from aiogram.filters.callback_data import CallbackData

from bot.ui.indicator_names import indicator_name
from bot.ui.paging import pager
from bot.ui.period_names import period_name
from bot.ui.render import render
from bot.ui.report_filters import chosen_line, pack
from bot.ui.reports.buttons import CODE_OF, ReportRows, ReportRowsFile, ReportShow, when_code
from bot.ui.screen import Button, Screen, grid
from bot.ui.targets import OpenCard, TaskOpen
from bot.ui.titles import numbered
from bot.ui.words import Words
from services.indicator_views import Record
from services.report_views import Door, RecordsPage
from services.rules.indicators import Kind

LETTERS: Final = {Kind.DEAL: "d", Kind.LEAD: "l", Kind.CLIENT: "c"}


def records(view: RecordsPage, w: Words) -> Screen:
    """A page of records."""
    about: dict[str, Any] = {
        "sign": CODE_OF[view.indicator.code], "span": when_code(view.when), "narrow": pack(view.chosen),
    }  # fmt: skip
    lines = [(number, name_of(record, w), record) for number, (record, _) in enumerate(view.records, 1)]
    doors = [
        numbered(number, name_of(record, w), _card(door))
        for number, (record, door) in enumerate(view.records, 1)
        if door is not None
    ]
    text = render(
        "reports/records.j2", w,
        title=indicator_name(view.indicator.code, w), period=period_name(view.period, w), view=view,
        narrowed=chosen_line(view.chosen, w), lines=lines,
    )  # fmt: skip

    def at(page: int) -> ReportRows:
        return ReportRows(**about, page=page)

    back = Button("‹ " + indicator_name(view.indicator.code, w), data=ReportShow(**about))
    as_files = (
        Button("Excel", data=ReportRowsFile(**about)), Button("CSV", data=ReportRowsFile(**about, form="c")),
    )  # fmt: skip
    beside = (as_files,) if view.records else ()
    return Screen(
        text,
        rows=(*grid(doors, 2), *pager(at, view.page, view.pages), *beside, (back,)),
        place=at(view.page),
    )


def name_of(record: Record, w: Words) -> str:
    """Whom or what a record is about."""
    return record.client or record.title or w._("Without a name")


def _card(door: Door) -> CallbackData:
    if door.kind is Kind.TASK:
        return TaskOpen(task=door.id)
    return OpenCard(kind=LETTERS[door.kind], id=door.id)
