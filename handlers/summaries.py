"""The team and its day."""

from __future__ import annotations

from datetime import date

from aiogram import Router
from aiogram.types import CallbackQuery, Message

from bot.telegram.show import Show
from bot.ui import summaries as ui
from bot.ui.screen import Screen
from bot.ui.targets import TeamNow
from bot.ui.words import Words
from handlers.access import command
from services import Services
from services.rules.actor import Actor

router = Router(name="summaries")


@router.message(command("team"))
async def team(message: Message, actor: Actor, services: Services, show: Show, words: Words) -> None:
    """Who has how much in hand."""
    await show(await _team(1, actor, services, words))


@router.callback_query(TeamNow.filter())
async def team_page(
    callback: CallbackQuery, callback_data: TeamNow, actor: Actor, services: Services, show: Show, words: Words
) -> None:
    """Another page of it."""
    await show(await _team(callback_data.page, actor, services, words))


async def _team(page: int, actor: Actor, services: Services, words: Words) -> Screen:
    load = await services.tasks.load(actor)
    absences = await services.absences.all(actor)
    return ui.team(load, await services.summaries.day(actor), page, words, absences)


@router.callback_query(ui.DayByPerson.filter())
async def by_person(
    callback: CallbackQuery, callback_data: ui.DayByPerson, actor: Actor, services: Services, show: Show, words: Words
) -> None:
    """A day by person: beside the picture, and turned in place."""
    day = date.fromordinal(min(max(callback_data.day, 1), date.max.toordinal()))
    screen = ui.by_person(await services.summaries.day(actor, day), callback_data.page, words)
    turned = callback.message is not None and not getattr(callback.message, "photo", None)
    await (show(screen) if turned else show.new(screen))
