"""/backup: a consistent copy of the database into the admin's chat."""

from __future__ import annotations

from aiogram import Router
from aiogram.types import Message

from bot.telegram.show import Show
from bot.ui import backup as ui
from bot.ui.words import Words
from handlers.access import command
from services import Services
from services.rules.actor import Actor

router = Router(name="backup")


@router.message(command("backup"))
async def backup(message: Message, actor: Actor, services: Services, show: Show, words: Words) -> None:
    """Make a copy beside the nightly ones and send it, if Telegram takes a file so big."""
    await show(ui.backup_screen(await services.backup.for_chat(actor, ui.MOST_BYTES), words))
