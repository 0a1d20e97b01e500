"""Payments past due, in a list."""

from __future__ import annotations

from aiogram import Router
from aiogram.types import CallbackQuery

from bot.telegram.show import Show
from bot.ui import late_payments as ui
from bot.ui.words import Words
from services import Services
from services.rules.actor import Actor

router = Router(name="late_payments")


@router.callback_query(ui.LatePaysShow.filter())
async def table(
    callback: CallbackQuery, callback_data: ui.LatePaysShow, actor: Actor, services: Services, show: Show, words: Words
) -> None:
    """Who owes since when."""
    await show(ui.table(await services.late_payments.page(actor, callback_data.page), words))
