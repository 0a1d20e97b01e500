"""`Show`: what a handler uses to put a screen before the person."""

from __future__ import annotations

import logging
from contextlib import suppress
from dataclasses import replace as changed
from typing import Final

from aiogram import Bot
from aiogram.exceptions import TelegramAPIError, TelegramBadRequest
from aiogram.types import CallbackQuery, Message
from markupsafe import escape

from bot.telegram.outgoing import post, replace, stubbornly
from bot.ui.screen import Screen

log = logging.getLogger(__name__)

TOAST_LIMIT: Final = 200

# A few stable words of Telegram's errors, never whole texts (telegram.md, a).
_SAME: Final = "message is not modified"
_NOT_EDITABLE: Final = (
    "message to edit not found",
    "message can't be edited",
    "message_id_invalid",
    "there is no text in the message",
    "message media can't be edited",
    "inline keyboard expected",
)


class Show:
    """Shows screens in one chat, in answer to one update.

    After a pressed button the message with the button is edited; otherwise, or where Telegram does not allow that,
    a new message is sent. The callback query is answered exactly once, whoever comes first.
    """

    def __init__(self, bot: Bot, chat_id: int, callback: CallbackQuery | None = None) -> None:
        self._bot = bot
        self._callback = callback
        self._answered = callback is None
        self.chat_id = chat_id
        self.shown: Screen | None = None
        """What was put before the person last."""

    async def __call__(self, screen: Screen) -> int:
        """Show a screen in place of the pressed one (or as a new message); return its message id."""
        screen = await self._announce(screen)
        message = self._pressed()
        if message is None:
            return await self._send(screen)
        if screen.editable and (screen.photo is not None) == bool(message.photo) and message.document is None:
            if await self._edit(message, screen):
                return message.message_id
        else:
            await self._retire(message)
        return await self._send(screen)

    async def new(self, screen: Screen) -> int:
        """Show a screen as a new message, leaving the pressed one alone; return its message id."""
        return await self._send(await self._announce(screen))

    async def toast(self, text: str | None = None, *, alert: bool = False) -> None:
        """Answer the pressed button with a short plain text (200 characters at most).

        Without a button, or when it is answered already, the text comes as a message, so nothing is lost.
        """
        if self._answered:
            if text:
                await self._send(Screen(str(escape(text)), silent=True))
            return
        if not await self._answer(text, alert=alert) and text:
            await self._send(Screen(str(escape(text)), silent=True))

    async def answer(self) -> None:
        """Answer the pressed button without a text, unless it is answered already."""
        if not self._answered:
            await self._answer(None, alert=False)

    @property
    def answered(self) -> bool:
        """True when there is no button waiting for an answer."""
        return self._answered

    # -------------------------------------------------------------------------------------------------------- steps
    async def _announce(self, screen: Screen) -> Screen:
        """Answer with the screen's toast; when that is no longer possible, the toast leads the text."""
        self.shown = screen
        if not self._answered:
            if await self._answer(screen.toast, alert=screen.alert) or not screen.toast:
                return screen
        elif not screen.toast:
            return screen
        return changed(screen, text=f"<i>{escape(screen.toast)}</i>\n\n{screen.text}", toast=None)

    async def _answer(self, text: str | None, *, alert: bool) -> bool:
        """Answer the query; False when the text did not arrive (too old, connection lost)."""
        assert self._callback is not None  # noqa: S101 - callers look at `_answered`
        self._answered = True
        try:
            await self._callback.answer(text[:TOAST_LIMIT] if text else None, show_alert=alert or None)
        except TelegramAPIError as error:
            log.info("callback query not answered: %s", type(error).__name__)
            return False
        return True

    def _pressed(self) -> Message | None:
        """Return the message whose button was pressed, if Telegram still lets us work with it."""
        message = self._callback.message if self._callback is not None else None
        return message if isinstance(message, Message) else None

    async def _edit(self, message: Message, screen: Screen) -> bool:
        """Edit in place; False when only a new message will do."""
        try:
            await stubbornly(lambda: replace(self._bot, self.chat_id, message.message_id, screen))
        except TelegramBadRequest as error:
            said = error.message.lower()
            if _SAME in said:
                return True
            if any(words in said for words in _NOT_EDITABLE):
                return False
            raise
        return True

    async def _retire(self, message: Message) -> None:
        """Take the buttons off a message that stays behind, so that only the new one can be pressed."""
        if message.reply_markup is None:
            return
        with suppress(TelegramAPIError):
            await self._bot.edit_message_reply_markup(chat_id=self.chat_id, message_id=message.message_id)

    async def _send(self, screen: Screen) -> int:
        message = await stubbornly(lambda: post(self._bot, self.chat_id, screen))
        return message.message_id
