"""/losses: refusals in numbers."""

from __future__ import annotations

from aiogram import Router
from aiogram.types import CallbackQuery, Message

from bot.telegram.show import Show
from bot.ui import bars
from bot.ui import losses as ui
from bot.ui.pictures import Draw
from bot.ui.reports.buttons import when_of
from bot.ui.words import Words
from handlers.access import command
from services import Services
from services.rules.actor import Actor

router = Router(name="losses")


@router.message(command("losses"))
async def losses(message: Message, actor: Actor, services: Services, show: Show, words: Words) -> None:
    """This month by reason."""
    await show(ui.report(await services.losses.report(actor), words))


@router.callback_query(ui.LossShow.filter())
async def report(
    callback: CallbackQuery, callback_data: ui.LossShow, actor: Actor, services: Services, show: Show, words: Words
) -> None:
    """Another period or cut."""
    view = await services.losses.report(actor, when_of(callback_data.span), ui.CUTS[callback_data.by])
    await show(ui.report(view, words, callback_data.page))


@router.callback_query(ui.LossDates.filter())
async def two_dates(
    callback: CallbackQuery, callback_data: ui.LossDates, actor: Actor, services: Services, show: Show, words: Words
) -> None:
    """From which day to which?"""
    await show(ui.two_dates(callback_data, await services.reports.today(actor), words))


@router.callback_query(ui.LossRows.filter())
async def records(
    callback: CallbackQuery, callback_data: ui.LossRows, actor: Actor, services: Services, show: Show, words: Words
) -> None:
    """What is behind a number."""
    when, by = when_of(callback_data.span), ui.CUTS[callback_data.by]
    view = await services.losses.records(actor, when, by, callback_data.key, callback_data.page)
    await show(ui.records(view, words))


@router.callback_query(ui.LossChecks.filter())
async def checks(
    callback: CallbackQuery, callback_data: ui.LossChecks, actor: Actor, services: Services, show: Show, words: Words
) -> None:
    """Manager said, check said."""
    await show(ui.checks(await services.losses.matrix(actor, when_of(callback_data.span)), words))


@router.callback_query(ui.LossPicture.filter())
async def picture(
    callback: CallbackQuery,
    callback_data: ui.LossPicture,
    actor: Actor,
    services: Services,
    show: Show,
    words: Words,
    draw: Draw,
) -> None:
    """The picture, beside the numbers."""
    view = await services.losses.report(actor, when_of(callback_data.span), ui.CUTS[callback_data.by])
    await show.answer()
    await show.new(ui.picture(view, await draw(bars.draw(ui.chart(view, words), words)), words))
