"""A bot whose calls are written down and answered from a script."""

from __future__ import annotations

from collections.abc import AsyncGenerator, Callable
from datetime import UTC, datetime
from typing import Any

import pytest
from aiogram import Bot
from aiogram.client.session.base import BaseSession
from aiogram.methods import (
    AnswerCallbackQuery,
    EditMessageMedia,
    EditMessageReplyMarkup,
    EditMessageText,
    SendDocument,
    SendMessage,
    SendPhoto,
    SetMyCommands,
    TelegramMethod,
)
from aiogram.types import CallbackQuery, Chat, InaccessibleMessage, InlineKeyboardMarkup, Message, PhotoSize, User

from bot.ui.words import Words

NOW = datetime(2026, 11, 24, 8, 0, tzinfo=UTC)
CHAT = 500
Failure = Callable[[TelegramMethod[Any]], Exception]


class Script(BaseSession):
    """Writes calls down; `fail[Method]` is a list of failures for the next calls of that method."""

    def __init__(self) -> None:
        super().__init__()
        self.calls: list[TelegramMethod[Any]] = []
        self.fail: dict[type[TelegramMethod[Any]], list[Failure]] = {}
        self.next_id = 1000

    async def make_request(self, bot: Bot, method: TelegramMethod[Any], timeout: int | None = None) -> Any:
        self.calls.append(method)
        failures = self.fail.get(type(method))
        if failures:
            raise failures.pop(0)(method)
        if isinstance(method, SendMessage | SendPhoto | SendDocument):
            self.next_id += 1
            return Message(message_id=self.next_id, date=NOW, chat=Chat(id=CHAT, type="private")).as_(bot)
        return True

    async def close(self) -> None:
        """Nothing is open."""

    async def stream_content(self, *args: Any, **kwargs: Any) -> AsyncGenerator[bytes, None]:
        """Nothing is downloaded here."""
        yield b""

    def names(self) -> list[str]:
        """Names of the calls so far, shortened."""
        short = {
            AnswerCallbackQuery: "answer",
            EditMessageText: "edit",
            EditMessageMedia: "media",
            EditMessageReplyMarkup: "strip",
            SendMessage: "send",
            SendPhoto: "photo",
            SendDocument: "file",
            SetMyCommands: "commands",
        }
        return [short[type(call)] for call in self.calls]

    def last(self, kind: type[TelegramMethod[Any]]) -> Any:
        """Return the last call of a method."""
        return next(call for call in reversed(self.calls) if isinstance(call, kind))


@pytest.fixture
def script() -> Script:
    return Script()


@pytest.fixture
def bot(script: Script) -> Bot:
    return Bot("1:test", session=script)


@pytest.fixture
def w() -> Words:
    return Words("en", "Europe/Kyiv", NOW)


def person(**values: Any) -> User:
    return User(**{"id": CHAT, "is_bot": False, "first_name": "Anna", "language_code": "en", **values})


def message(text: str | None = "hello", **values: Any) -> Message:
    basis = {"message_id": 10, "date": NOW, "chat": Chat(id=CHAT, type="private"), "from_user": person(), "text": text}
    return Message(**{**basis, **values})


def press(bot: Bot, data: str = "mn1", on: str = "text") -> CallbackQuery:
    """A pressed button on a message: "text", "photo", "old" (inaccessible) or "none"."""
    keyboard = InlineKeyboardMarkup(inline_keyboard=[])
    messages: dict[str, Message | InaccessibleMessage | None] = {
        "text": message("card", reply_markup=keyboard),
        "photo": message(
            None, photo=[PhotoSize(file_id="f", file_unique_id="u", width=1, height=1)], reply_markup=keyboard
        ),
        "old": InaccessibleMessage(chat=Chat(id=CHAT, type="private"), message_id=10),
        "none": None,
    }
    query = CallbackQuery(id="77", from_user=person(), chat_instance="1", data=data, message=messages[on])
    return query.as_(bot)
