"""`Show`: what a handler uses to put a screen before the person."""

from __future__ import annotations

import logging
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from dataclasses import replace as changed
from typing import Final

from aiogram import Bot
from aiogram.exceptions import TelegramAPIError, TelegramBadRequest
from aiogram.types import CallbackQuery, Message
from markupsafe import escape

from bot.telegram.outgoing import post, replace, stubbornly
from bot.ui import trails
from bot.ui.screen import Screen
from bot.ui.words import Words

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


@dataclass(frozen=True, slots=True)
class Pressed:
    """What the data of a press said besides the button: its mark, and the list it was pressed in."""

    mark: str = ""
    place: str | None = None


class Show:
    """Shows screens in one chat, in answer to one update.

    After a pressed button the message with the button is edited; otherwise, or where Telegram does not allow that,
    a new message is sent. The callback query is answered exactly once, whoever comes first.
    """

    def __init__(
        self,
        bot: Bot,
        chat_id: int,
        callback: CallbackQuery | None = None,
        *,
        pressed: Pressed | None = None,
        remembered: Callable[[Screen], str | None] = lambda _: None,
    ) -> None:
        self._bot = bot
        self._trail = pressed or Pressed()
        self._remembered = remembered
        self.words: Words | None = None
        """Set as soon as it is known who acts."""
        self._callback = callback
        self._answered = callback is None
        self.chat_id = chat_id
        self.shown: Screen | None = None
        """What was put before the person last."""

    async def __call__(self, screen: Screen) -> int:
        """Show a screen in place of the pressed one (or as a new message); return its message id."""
        screen = await self._announce(self._on_its_way(screen))
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
        return await self._send(await self._announce(self._placed(screen, None, open_=False)))

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
    def _on_its_way(self, screen: Screen) -> Screen:
        """The screen with its way back: carried by the press, by the pressed keyboard, or remembered for its card."""
        message = self._pressed()
        before = _data_of(message) if message is not None else []
        back = self._trail.place or trails.back_in(before) or (None if self._callback else self._remembered(screen))
        mark = self._trail.mark
        open_ = mark == trails.UNFOLD or (mark != trails.FOLD and trails.open_in(before, screen))
        return self._placed(screen, back, open_=open_)

    def _placed(self, screen: Screen, back: str | None, *, open_: bool) -> Screen:
        if self.words is None or not screen.editable:
            return trails.unfolded(screen) if screen.folded else screen
        return trails.with_way_back(trails.with_fold(screen, self.words, open_=open_), back, self.words)

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


def _data_of(message: Message) -> list[str]:
    """The data of all buttons under a message."""
    if message.reply_markup is None:
        return []
    return [button.callback_data or "" for row in message.reply_markup.inline_keyboard for button in row]
