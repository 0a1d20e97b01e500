"""The personal link of a contact, from the card of its client."""

from __future__ import annotations

from aiogram import Bot, Router
from aiogram.types import CallbackQuery

from bot.telegram.naming import username
from bot.telegram.show import Show
from bot.ui import client_links as ui
from bot.ui.words import Words
from services import Services
from services.rules.actor import Actor

router = Router(name="client_links")


@router.callback_query(ui.ClientLinkShow.filter())
async def show_link(
    callback: CallbackQuery,
    callback_data: ui.ClientLinkShow,
    actor: Actor,
    services: Services,
    show: Show,
    words: Words,
    bot: Bot,
) -> None:
    """The link with its picture, as a new message: the card stays."""
    link = await services.client_links.for_contact(actor, callback_data.contact)
    await show.new(ui.client_link(link, await username(bot), words))
