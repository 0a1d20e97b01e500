"""Somebody who worked here and has lost access: told whom to ask, never taken for a customer."""

from __future__ import annotations

from aiogram import F, Router
from aiogram.filters import Filter
from aiogram.types import CallbackQuery, Message, TelegramObject

from bot.telegram.show import Show
from bot.ui import people as ui
from bot.ui.words import Words
from services import Services
from services.rules.actor import Actor

router = Router(name="former")


class Former(Filter):
    """Passes updates of former colleagues only."""

    async def __call__(self, event: TelegramObject, actor: Actor) -> bool:
        """Look at who sent the update."""
        return actor.former


@router.message(Former(), ~F.text.regexp(r"(?i)^/start [ip]"))
async def message(message: Message, actor: Actor, services: Services, show: Show, words: Words) -> None:
    """Whatever they write; only an invitation or a client's personal link opens a door."""
    await show(ui.access_closed(await services.colleagues.gatekeeper(actor), words))


@router.callback_query(Former())
async def pressed(callback: CallbackQuery, actor: Actor, services: Services, show: Show, words: Words) -> None:
    """A button for everybody that is still in the chat."""
    await show.new(ui.access_closed(await services.colleagues.gatekeeper(actor), words))
