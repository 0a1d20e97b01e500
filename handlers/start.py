"""/start with and without a deep link, and what Telegram tells about the chat itself."""

from __future__ import annotations

from dataclasses import replace

from aiogram import Router
from aiogram.enums import ChatMemberStatus
from aiogram.filters import CommandObject
from aiogram.fsm.context import FSMContext
from aiogram.types import ChatMemberUpdated, Message

from bot.telegram.commands import CommandMenus
from bot.telegram.show import Show
from bot.ui import inline as inline_ui
from bot.ui import menu as menu_ui
from bot.ui import privacy as privacy_ui
from bot.ui import start as ui
from bot.ui.words import Words
from handlers import requests
from handlers.access import command, commands_for
from handlers.cards import record_card
from services import Services
from services.errors import Invalid
from services.rules.actor import Actor, Role

router = Router(name="start")


@router.message(command("start"))
async def start(
    message: Message,
    command: CommandObject,
    actor: Actor,
    services: Services,
    show: Show,
    words: Words,
    state: FSMContext,
    menus: CommandMenus,
) -> None:
    """Open the bot; the first letter of a deep link's token says what kind of door it is."""
    await state.clear()
    token = (command.args or "").strip()
    token = "" if token == inline_ui.OPEN else token
    target = inline_ui.target_of(token)
    if target is not None and actor.is_staff:
        await show(await record_card(target, actor, services, words))
        return
    token = "" if target is not None else token  # a card of ours tells an outsider nothing, not even that
    if token.startswith("i"):
        actor = await _come_in(token, message, actor, services, show, words)
    elif token.startswith("p"):
        actor = await _connect(token, message, actor, services, show, words)
    elif token and not token.startswith("c"):
        raise Invalid("link_unknown")
    elif actor.is_staff:
        if token:
            await show(ui.channel_for_colleague(words))
        else:
            day = await services.start.view(actor)
            await show(menu_ui.menu(actor, commands_for(actor.role), words, day))
    elif not actor.former and not token and await services.privacy.resume(actor):
        await show(privacy_ui.resumed(words))
    elif actor.role is Role.CLIENT and not token:
        await show(ui.connected(actor.name, commands_for(actor.role), words))
    else:
        await requests.begin(actor, services, show, words, state, channel=token or None)
    await menus.refresh(actor)


async def _come_in(token: str, message: Message, actor: Actor, services: Services, show: Show, words: Words) -> Actor:
    came = await services.invitations.redeem(actor, token)
    actor = await _again(message, actor, services)
    words = replace(words, locale=actor.locale, zone=actor.zone)
    await show(ui.arrival(came, commands_for(came.role), words))
    return actor


async def _connect(token: str, message: Message, actor: Actor, services: Services, show: Show, words: Words) -> Actor:
    found = await services.client_links.connect(actor, token)
    await show(ui.connected(found.name, commands_for(Role.CLIENT), words))
    return await _again(message, actor, services)


async def _again(message: Message, actor: Actor, services: Services) -> Actor:
    """The same person after the role has changed."""
    return await services.people.identify(message.chat.id, message.from_user) if message.from_user else actor


@router.my_chat_member()
async def chat_changed(update: ChatMemberUpdated, services: Services) -> None:
    """The person blocked the bot, or let it write again."""
    blocked = update.new_chat_member.status == ChatMemberStatus.KICKED
    await services.people.chat_blocked(update.chat.id, blocked=blocked)
