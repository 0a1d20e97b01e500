"""/report: the company's numbers, from the first page down to the records behind each."""

from __future__ import annotations

from aiogram import Router
from aiogram.fsm.context import FSMContext
from aiogram.fsm.state import State, StatesGroup
from aiogram.types import CallbackQuery, Message

from bot.telegram.show import Show
from bot.ui import report_filters
from bot.ui.control import ReportsShow
from bot.ui.reports import boards as board_ui
from bot.ui.reports import buttons, dates, home, indicator, records, tables
from bot.ui.words import Words
from handlers.access import TYPED, command
from handlers.states import begin
from services import Services
from services.report_views import IndicatorPage
from services.reports import catalogue
from services.rules.actor import Actor

router = Router(name="reports")


class ReportForm(StatesGroup):
    """A word of a report's name is awaited."""

    word = State()


@router.message(command("report"))
async def reports(message: Message, actor: Actor, services: Services, show: Show, words: Words) -> None:
    """The numbers of the company's goal."""
    await show(home.home(await services.reports.home(actor), words))


@router.callback_query(ReportsShow.filter())
async def back(
    callback: CallbackQuery, actor: Actor, services: Services, show: Show, words: Words, state: FSMContext
) -> None:
    """The first page in place of one of the reports; nothing is waited for any more."""
    await _leave(state)
    await show(home.home(await services.reports.home(actor), words))


@router.callback_query(buttons.ReportAll.filter())
async def groups(callback: CallbackQuery, actor: Actor, show: Show, words: Words, state: FSMContext) -> None:
    """The catalogue."""
    await _leave(state)
    await show(home.groups(catalogue(actor), words))


@router.callback_query(buttons.ReportGroup.filter())
async def group(
    callback: CallbackQuery,
    callback_data: buttons.ReportGroup,
    actor: Actor,
    services: Services,
    show: Show,
    words: Words,
) -> None:
    """One group."""
    chosen = buttons.GROUPS[callback_data.group]
    codes = [code for code, one in catalogue(actor).items() if one.group is chosen]
    await show(home.group(await services.reports.listed(actor, codes), chosen, callback_data.page, words))


@router.callback_query(buttons.ReportFavourites.filter())
async def favourites(
    callback: CallbackQuery,
    callback_data: buttons.ReportFavourites,
    actor: Actor,
    services: Services,
    show: Show,
    words: Words,
) -> None:
    """What one keeps."""
    codes = await services.report_favourites.all(actor)
    await show(home.favourites(await services.reports.listed(actor, codes), callback_data.page, words))


@router.callback_query(buttons.ReportSearch.filter())
async def ask_word(callback: CallbackQuery, show: Show, words: Words, state: FSMContext) -> None:
    """Which report?"""
    await begin(state, ReportForm.word, {})
    await show(home.asked(words))


@router.message(ReportForm.word, TYPED)
async def search(
    message: Message, actor: Actor, services: Services, show: Show, words: Words, state: FSMContext
) -> None:
    """A word of the name; another one may follow."""
    typed = (message.text or "").strip()
    codes = home.found(typed, tuple(catalogue(actor)))
    if codes:
        await state.clear()
    await show(home.results(await services.reports.listed(actor, codes), typed, words))


@router.callback_query(buttons.ReportShow.filter())
async def one(
    callback: CallbackQuery,
    callback_data: buttons.ReportShow,
    actor: Actor,
    services: Services,
    show: Show,
    words: Words,
    state: FSMContext,
) -> None:
    """One indicator."""
    await _leave(state)
    await show(indicator.page(await view_of(callback_data, actor, services), words))


@router.callback_query(buttons.ReportKeep.filter())
async def keep(
    callback: CallbackQuery,
    callback_data: buttons.ReportKeep,
    actor: Actor,
    services: Services,
    show: Show,
    words: Words,
) -> None:
    """Keep it, or no longer."""
    code = code_of(callback_data)
    await services.report_favourites.keep(actor, code, kept=callback_data.on)
    screen = indicator.page(await view_of(callback_data, actor, services), words)
    await show(screen.with_toast(indicator.kept(on=callback_data.on, w=words)))


@router.callback_query(buttons.ReportDates.filter())
async def two_dates(
    callback: CallbackQuery,
    callback_data: buttons.ReportDates,
    actor: Actor,
    services: Services,
    show: Show,
    words: Words,
) -> None:
    """From which day to which?"""
    code_of(callback_data)
    await show(dates.calendar(callback_data, await services.reports.today(actor), words))


@router.callback_query(buttons.ReportCuts.filter())
async def cuts(
    callback: CallbackQuery,
    callback_data: buttons.ReportCuts,
    actor: Actor,
    services: Services,
    show: Show,
    words: Words,
) -> None:
    """By what?"""
    by = buttons.slices_of(callback_data.by)
    await show(indicator.cuts(await view_of(callback_data, actor, services), by, callback_data.page, words))


@router.callback_query(buttons.ReportTable.filter())
async def table(
    callback: CallbackQuery,
    callback_data: buttons.ReportTable,
    actor: Actor,
    services: Services,
    show: Show,
    words: Words,
) -> None:
    """The indicator told apart."""
    data = callback_data
    by = buttons.slices_of(data.by)
    when, wanted = buttons.when_of(data.span), report_filters.unpack(data.narrow)
    view = await services.reports.table(actor, code_of(data), when, wanted, by)
    await show(tables.table(view, data.page, words))


@router.callback_query(buttons.ReportRows.filter())
async def behind(
    callback: CallbackQuery,
    callback_data: buttons.ReportRows,
    actor: Actor,
    services: Services,
    show: Show,
    words: Words,
) -> None:
    """The records behind a number."""
    data = callback_data
    when, wanted = buttons.when_of(data.span), report_filters.unpack(data.narrow)
    view = await services.reports.records(actor, code_of(data), when, wanted, data.page)
    await show(records.records(view, words))


@router.callback_query(buttons.ReportBoard.filter())
async def board(
    callback: CallbackQuery,
    callback_data: buttons.ReportBoard,
    actor: Actor,
    services: Services,
    show: Show,
    words: Words,
) -> None:
    """Several indicators side by side."""
    data = callback_data
    view = await services.reports.board(actor, buttons.BOARDS[data.board], buttons.when_of(data.span))
    await show(board_ui.board(view, data.page, words))


async def view_of(data: buttons.OfIndicator, actor: Actor, services: Services) -> IndicatorPage:
    """The indicator a button is about."""
    wanted = report_filters.unpack(data.narrow)
    return await services.reports.indicator(actor, code_of(data), buttons.when_of(data.span), wanted)


def code_of(data: buttons.Signed) -> str:
    """The indicator a button names; one that is no more is an old button. Raises Stale."""
    return buttons.code_of(data.sign)


async def _leave(state: FSMContext) -> None:
    """A button means that no word is coming."""
    if await state.get_state() == ReportForm.word.state:
        await state.clear()
