"""Why clients buy."""

from __future__ import annotations

from aiogram import Router
from aiogram.types import CallbackQuery

from bot.telegram.show import Show
from bot.ui import wins as ui
from bot.ui.screen import Screen
from bot.ui.words import Words
from handlers.cards import record_card
from handlers.redraw import redraws
from services import Services
from services.rules.actor import Actor
from services.rules.target import Target

router = Router(name="wins")


@router.callback_query(ui.WinAsk.filter())
async def ask(
    callback: CallbackQuery, callback_data: ui.WinAsk, actor: Actor, services: Services, show: Show, words: Words
) -> None:
    """Why?"""
    await show(ui.question(await services.wins.question(actor, callback_data.id), words))


@router.callback_query(ui.WinGive.filter())
async def give(
    callback: CallbackQuery, callback_data: ui.WinGive, actor: Actor, services: Services, show: Show, words: Words
) -> None:
    """For this reason."""
    await show(ui.given(await services.wins.give(actor, callback_data.id, callback_data.reason), words))


@redraws(ui.WinAsk, ui.WinGive)
async def card_now(callback_data: ui.WinAsk | ui.WinGive, actor: Actor, services: Services, words: Words) -> Screen:
    """The deal as it is now, after a stale button."""
    return await record_card(Target("deal", callback_data.id), actor, services, words)
