"""The team and its day."""

from __future__ import annotations

from datetime import date

from aiogram import Router
from aiogram.types import CallbackQuery, Message

from bot.telegram.show import Show
from bot.ui import summaries as ui
from bot.ui.words import Words
from handlers.access import command
from services import Services
from services.rules.actor import Actor

router = Router(name="summaries")


@router.message(command("team"))
async def team(message: Message, actor: Actor, services: Services, show: Show, words: Words) -> None:
    """Who has how much in hand."""
    load = await services.tasks.load(actor)
    await show(ui.team(load, await services.summaries.day(actor), words))


@router.callback_query(ui.DayByPerson.filter())
async def by_person(
    callback: CallbackQuery, callback_data: ui.DayByPerson, actor: Actor, services: Services, show: Show, words: Words
) -> None:
    """A day by person."""
    day = date.fromordinal(min(max(callback_data.day, 1), date.max.toordinal()))
    await show.new(ui.by_person(await services.summaries.day(actor, day), words))
