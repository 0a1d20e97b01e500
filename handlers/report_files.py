"""/report as pictures and files: made in the drawing process, so that nobody waits for them.

What goes into them is put together in a thread: a table may have 50,000 lines.
"""

from __future__ import annotations

import asyncio

from aiogram import Router
from aiogram.types import CallbackQuery

from bot.telegram.show import Show
from bot.ui import report_filters
from bot.ui.indicator_names import indicator_name
from bot.ui.pictures import Draw, Make
from bot.ui.reports import buttons, charts, files
from bot.ui.words import Words
from handlers.reports import code_of, view_of
from services import Services, sheets
from services.rules.actor import Actor

router = Router(name="report_files")


@router.callback_query(buttons.ReportPicture.filter())
async def picture(
    callback: CallbackQuery,
    callback_data: buttons.ReportPicture,
    actor: Actor,
    services: Services,
    show: Show,
    words: Words,
    draw: Draw,
) -> None:
    """The picture beside the numbers."""
    data = callback_data
    if data.by:
        table = await services.reports.table(
            actor, code_of(data), buttons.when_of(data.span), report_filters.unpack(data.narrow),
            buttons.slices_of(data.by),
        )  # fmt: skip
        period, (how, chart) = table.table.period, await asyncio.to_thread(charts.of_table, table, words)
    else:
        view = await view_of(data, actor, services)
        period, (how, chart) = view.report.period, charts.of_indicator(view, words)
    await show.answer()
    png = await draw(how(chart, words))
    await show.new(charts.picture(indicator_name(code_of(data), words), period, png, words))


@router.callback_query(buttons.ReportFile.filter())
async def file(
    callback: CallbackQuery,
    callback_data: buttons.ReportFile,
    actor: Actor,
    services: Services,
    show: Show,
    words: Words,
    make: Make,
) -> None:
    """The numbers as a file."""
    data = callback_data
    if data.by:
        table = await services.reports.table(
            actor, code_of(data), buttons.when_of(data.span), report_filters.unpack(data.narrow),
            buttons.slices_of(data.by),
        )  # fmt: skip
        period, sheet = table.table.period, await asyncio.to_thread(files.of_table, table, words)
    else:
        view = await view_of(data, actor, services)
        period, sheet = view.report.period, files.of_indicator(view, words)
    await show.answer()
    content = await make(sheets.xlsx if data.form == "x" else sheets.csv_file, sheet)
    await show.new(files.file(sheet, code_of(data), period, content, data.form, words))


@router.callback_query(buttons.ReportRowsFile.filter())
async def behind(
    callback: CallbackQuery,
    callback_data: buttons.ReportRowsFile,
    actor: Actor,
    services: Services,
    show: Show,
    words: Words,
    make: Make,
) -> None:
    """The records behind a number as a file."""
    data, code = callback_data, code_of(callback_data)
    wanted = report_filters.unpack(data.narrow)
    view = await services.reports.listing(actor, code, buttons.when_of(data.span), wanted)
    sheet = await asyncio.to_thread(files.of_records, view, words)
    await show.answer()
    content = await make(sheets.xlsx if data.form == "x" else sheets.csv_file, sheet)
    await show.new(files.file(sheet, f"{code}_records", view.listing.period, content, data.form, words))


@router.callback_query(buttons.ReportBoardFile.filter())
async def board(
    callback: CallbackQuery,
    callback_data: buttons.ReportBoardFile,
    actor: Actor,
    services: Services,
    show: Show,
    words: Words,
    make: Make,
) -> None:
    """A board as a file."""
    data = callback_data
    view = await services.reports.board(actor, buttons.BOARDS[data.board], buttons.when_of(data.span))
    sheet = files.of_board(view, words)
    await show.answer()
    content = await make(sheets.xlsx if data.form == "x" else sheets.csv_file, sheet)
    await show.new(files.file(sheet, view.kind.value, view.period, content, data.form, words))
