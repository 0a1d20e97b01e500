"""/forecast: what will be won, what is open behind it, and closing what is dead."""

from __future__ import annotations

from aiogram import Router
from aiogram.types import CallbackQuery, Message

from bot.telegram.show import Show
from bot.ui import forecast as ui
from bot.ui import forecast_buttons as buttons
from bot.ui import forecast_chart as chart_ui
from bot.ui.pictures import Draw
from bot.ui.screen import Screen
from bot.ui.words import Words
from handlers.access import command
from handlers.redraw import redraws
from services import Services
from services.rules.actor import Actor

router = Router(name="forecast")


@router.message(command("forecast"))
async def forecast(message: Message, actor: Actor, services: Services, show: Show, words: Words) -> None:
    """This month of the company, a head's team, or one's own."""
    await show(ui.page(await services.forecasts.page(actor), words))


@router.callback_query(buttons.ForecastHome.filter())
async def home(callback: CallbackQuery, actor: Actor, services: Services, show: Show, words: Words) -> None:
    """The same from a button."""
    await show(ui.page(await services.forecasts.page(actor), words))


@router.callback_query(buttons.ForecastShow.filter())
async def page(
    callback: CallbackQuery,
    callback_data: buttons.ForecastShow,
    actor: Actor,
    services: Services,
    show: Show,
    words: Words,
) -> None:
    """Another window, or somebody else's."""
    await show(ui.page(await services.forecasts.page(actor, *buttons.asked(callback_data)), words))


@router.callback_query(buttons.ForecastLevels.filter())
async def levels(
    callback: CallbackQuery,
    callback_data: buttons.ForecastLevels,
    actor: Actor,
    services: Services,
    show: Show,
    words: Words,
) -> None:
    """Everybody's in a line."""
    view = await services.forecasts.page(actor, buttons.SPANS[callback_data.span])
    await show(ui.levels(view, callback_data.page, words))


@router.callback_query(buttons.ForecastPicture.filter())
async def picture(
    callback: CallbackQuery,
    callback_data: buttons.ForecastPicture,
    actor: Actor,
    services: Services,
    show: Show,
    words: Words,
    draw: Draw,
) -> None:
    """The picture, beside the numbers."""
    view = await services.forecasts.page(actor, *buttons.asked(callback_data))
    await show.answer()
    await show.new(ui.picture(view, await draw(chart_ui.draw(ui.chart(view, words), words)), words))


@router.callback_query(buttons.ForecastDeals.filter())
async def deals(
    callback: CallbackQuery,
    callback_data: buttons.ForecastDeals,
    actor: Actor,
    services: Services,
    show: Show,
    words: Words,
) -> None:
    """The open deals, or the dead ones."""
    about, dead = buttons.asked(callback_data), callback_data.dead
    view = await services.forecasts.open_deals(actor, *about, callback_data.page, dead=dead)
    await show(ui.deals(view, words, dead=dead, leader=actor.is_leader))


@router.callback_query(buttons.ForecastStages.filter())
async def stages(
    callback: CallbackQuery,
    callback_data: buttons.ForecastStages,
    actor: Actor,
    services: Services,
    show: Show,
    words: Words,
) -> None:
    """The open deals by stage."""
    view = await services.forecasts.stages(actor, *buttons.asked(callback_data))
    await show(ui.stages(view, callback_data.page, words))


@router.callback_query(buttons.DeadAsk.filter())
async def dead_ask(
    callback: CallbackQuery, callback_data: buttons.DeadAsk, actor: Actor, services: Services, show: Show, words: Words
) -> None:
    """What would be closed, and why?"""
    view = await services.dead_deals.question(actor, *buttons.asked(callback_data))
    await show(ui.dead_question(view, words))


@router.callback_query(buttons.DeadClose.filter())
async def dead_close(
    callback: CallbackQuery,
    callback_data: buttons.DeadClose,
    actor: Actor,
    services: Services,
    show: Show,
    words: Words,
    once: str,
) -> None:
    """Close them; the receipt with its undo stays."""
    span, level, key = buttons.asked(callback_data)
    if callback_data.expected > ui.LONG:
        await show(ui.under_way(callback_data.expected, words))
    done = await services.dead_deals.close(actor, level, key, callback_data.reason, callback_data.expected, once=once)
    await show(ui.page(await services.forecasts.page(actor, span, level, key), words))
    await show.new(ui.dead_closed(done, words))


@router.callback_query(buttons.DeadUndo.filter())
async def dead_undo(
    callback: CallbackQuery, callback_data: buttons.DeadUndo, actor: Actor, services: Services, show: Show, words: Words
) -> None:
    """Open them again."""
    await show(ui.dead_back(await services.dead_deals.undo(actor, callback_data.undo), words))


@redraws(buttons.DeadClose)
async def dead_now(callback_data: buttons.DeadClose, actor: Actor, services: Services, words: Words) -> Screen:
    """The forecast as it is now, after a stale button."""
    return ui.page(await services.forecasts.page(actor, *buttons.asked(callback_data)), words)
