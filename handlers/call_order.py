"""/settings → the order of calls."""

from __future__ import annotations

from aiogram import Router
from aiogram.types import CallbackQuery

from bot.telegram.show import Show
from bot.ui import call_order as ui
from bot.ui.settings import saved
from bot.ui.words import Words
from services import Services
from services.rules.actor import Actor

router = Router(name="call_order")


@router.callback_query(ui.CallOrderShow.filter())
async def order(callback: CallbackQuery, actor: Actor, services: Services, show: Show, words: Words) -> None:
    """What is set."""
    await show(ui.screen((await services.company.policy(actor)).settings, words))


@router.callback_query(ui.CallOrderPut.filter())
async def put(
    callback: CallbackQuery, callback_data: ui.CallOrderPut, actor: Actor, services: Services, show: Show, words: Words
) -> None:
    """A block at another place."""
    settings = await services.company.put_block(actor, callback_data.block, callback_data.place)
    await show(saved(ui.screen(settings, words), words))


@router.callback_query(ui.MissedFirst.filter())
async def missed(
    callback: CallbackQuery, callback_data: ui.MissedFirst, actor: Actor, services: Services, show: Show, words: Words
) -> None:
    """Missed promises before inquiries, or after."""
    settings = await services.company.change(actor, missed_first=callback_data.on)
    await show(saved(ui.screen(settings, words), words))
