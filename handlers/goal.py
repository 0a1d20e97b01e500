"""What the company grows, in /settings."""

from __future__ import annotations

from aiogram import Router
from aiogram.types import CallbackQuery

from bot.telegram.show import Show
from bot.ui import goal as ui
from bot.ui import settings as settings_ui
from bot.ui.words import Words
from services import Services
from services.rules.actor import Actor

router = Router(name="goal")


@router.callback_query(ui.GoalAsk.filter())
async def ask(callback: CallbackQuery, actor: Actor, services: Services, show: Show, words: Words) -> None:
    """What is it?"""
    await show(ui.question((await services.company.policy(actor)).settings.goal, words))


@router.callback_query(ui.GoalSet.filter())
async def choose(
    callback: CallbackQuery, callback_data: ui.GoalSet, actor: Actor, services: Services, show: Show, words: Words
) -> None:
    """Profit, or revenue."""
    goal = ui.PROFIT if callback_data.profit else ui.REVENUE
    settings = await services.company.change(actor, goal=goal)
    await show(settings_ui.saved(ui.question(settings.goal, words), words))
