"""/language."""

from __future__ import annotations

from dataclasses import replace

from aiogram import Router
from aiogram.types import CallbackQuery, Message

from bot.telegram.commands import CommandMenus
from bot.telegram.show import Show
from bot.ui import language as ui
from bot.ui.words import Words
from handlers.access import command
from services import Services
from services.rules.actor import Actor

router = Router(name="language")


@router.message(command("language"))
async def ask(message: Message, show: Show, words: Words) -> None:
    """Which language?"""
    await show(ui.language_screen(words))


@router.callback_query(ui.LanguageSet.filter())
async def choose(
    callback: CallbackQuery,
    callback_data: ui.LanguageSet,
    actor: Actor,
    services: Services,
    show: Show,
    words: Words,
    menus: CommandMenus,
) -> None:
    """Speak it from now on; the command menu, too."""
    await services.people.choose_language(actor, callback_data.locale)
    await show(ui.changed(replace(words, locale=callback_data.locale)))
    await menus.refresh(replace(actor, locale=callback_data.locale))
