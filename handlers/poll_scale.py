"""/settings → the scale of the clients' poll."""

from __future__ import annotations

from aiogram import Router
from aiogram.types import CallbackQuery

from bot.telegram.show import Show
from bot.ui import poll_scale as ui
from bot.ui.settings import saved
from bot.ui.words import Words
from services import Services
from services.rules.actor import Actor

router = Router(name="poll_scale")


@router.callback_query(ui.ScaleAsk.filter())
async def ask(callback: CallbackQuery, actor: Actor, services: Services, show: Show, words: Words) -> None:
    """Which one?"""
    await show(ui.question((await services.company.policy(actor)).settings.nps_scale, words))


@router.callback_query(ui.ScaleSet.filter())
async def choose(
    callback: CallbackQuery, callback_data: ui.ScaleSet, actor: Actor, services: Services, show: Show, words: Words
) -> None:
    """This one."""
    settings = await services.company.set_scale(actor, callback_data.scale)
    await show(saved(ui.question(settings.nps_scale, words), words))
