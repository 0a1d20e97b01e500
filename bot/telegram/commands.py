"""The command menus of Telegram's apps: by language for everybody, by role for each colleague's chat."""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence

from aiogram import Bot
from aiogram.exceptions import TelegramBadRequest, TelegramForbiddenError
from aiogram.types import BotCommand, BotCommandScopeChat, BotCommandScopeDefault

from bot.ui.commands import description
from bot.ui.i18n import LOCALES, SOURCE_LOCALE
from bot.ui.words import Words
from services.clock import Clock
from services.rules.actor import Actor, Role

log = logging.getLogger(__name__)

CommandsFor = Callable[[Role], Sequence[str]]


class CommandMenus:
    """Registers command lists, and only those that changed since this process last did.

    `commands_for` lists a role's commands in their order (`handlers.access.commands_for`).
    """

    def __init__(self, bot: Bot, commands_for: CommandsFor, clock: Clock) -> None:
        self._bot = bot
        self._commands_for = commands_for
        self._clock = clock
        self._published: dict[int, tuple[Role, str]] = {}

    async def publish_default(self) -> None:
        """Register what people without a role see, in every language; English for all other languages."""
        for locale in LOCALES:
            commands = self._list(Role.STRANGER, locale)
            code = None if locale == SOURCE_LOCALE else locale
            await self._bot.set_my_commands(commands, BotCommandScopeDefault(), language_code=code)

    async def refresh(self, actor: Actor) -> None:
        """Register the list of a person's chat if role or language changed: after joining, /start, /language.

        Raises nothing when the chat is closed to us; other failures of Telegram go up.
        """
        if actor.chat_id is None:
            return
        wanted = (actor.role, actor.locale)
        if self._published.get(actor.chat_id) == wanted:
            return
        commands = self._list(actor.role, actor.locale)
        try:
            await self._bot.set_my_commands(commands, BotCommandScopeChat(chat_id=actor.chat_id))
        except (TelegramBadRequest, TelegramForbiddenError) as error:
            log.info("chat=%d: command menu not set: %s", actor.chat_id, type(error).__name__)
            return
        self._published[actor.chat_id] = wanted

    def _list(self, role: Role, locale: str) -> list[BotCommand]:
        words = Words(locale, "UTC", self._clock.now())
        return [BotCommand(command=name, description=description(name, words)) for name in self._commands_for(role)]
