"""Pressing buttons and typing commands without a network: the real dispatcher, a Telegram that only takes notes."""

from __future__ import annotations

import itertools
import re
from collections.abc import AsyncGenerator, AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

from aiogram import Bot
from aiogram.client.session.base import BaseSession
from aiogram.methods import GetMe, TelegramMethod
from aiogram.types import CallbackQuery, Chat, Message, Update, User

from bot.app import Application, build
from bot.middlewares.throttle import Allowance
from bot.settings import load_settings
from services.clock import ShiftedClock
from services.rules.actor import Actor

SAYS = ("SendMessage", "SendPhoto", "SendDocument", "EditMessageText", "EditMessageMedia", "AnswerCallbackQuery")


class NoteTaker(BaseSession):
    """Takes every call down and answers it as Telegram would when all is well."""

    def __init__(self, clock: ShiftedClock) -> None:
        super().__init__()
        self.calls: list[TelegramMethod[Any]] = []
        self._clock = clock
        self._numbers = itertools.count(1000)

    async def make_request(self, bot: Bot, method: TelegramMethod[Any], timeout: int | None = None) -> Any:
        if isinstance(method, GetMe):
            return User(id=1, is_bot=True, first_name="Voronka", username="voronka_bot")
        self.calls.append(method)
        if type(method).__name__.startswith("Send"):
            chat = Chat(id=method.chat_id, type="private")  # type: ignore[attr-defined]
            return Message(message_id=next(self._numbers), date=self._clock.now(), chat=chat)
        return True

    async def stream_content(self, *_: Any, **__: Any) -> AsyncGenerator[bytes, None]:
        yield b""

    async def close(self) -> None:
        """Nothing is open."""


@dataclass
class Heard:
    """What the bot said to one press or message."""

    calls: list[TelegramMethod[Any]] = field(default_factory=list)

    @property
    def said(self) -> list[tuple[str, str, str]]:
        """(method, text, buttons) of everything a person could see, without the ids of messages."""
        return [
            (type(call).__name__, _text(call), _buttons(call)) for call in self.calls if type(call).__name__ in SAYS
        ]

    def about(self, number: int) -> list[tuple[str, str, str]]:
        """The same with a record's id made unrecognisable, to compare what is said of two records."""
        pattern = re.compile(rf"(?<![0-9]){number}(?![0-9])")
        return [(name, pattern.sub("#", text), pattern.sub("#", buttons)) for name, text, buttons in self.said]

    @property
    def text(self) -> str:
        """All of it as one text."""
        return "\n".join(part for one in self.said for part in one[1:])

    @property
    def answers(self) -> int:
        """How often the press was answered."""
        return sum(type(call).__name__ == "AnswerCallbackQuery" for call in self.calls)


@dataclass
class Bench:
    """The application without a network."""

    app: Application
    notes: NoteTaker
    clock: ShiftedClock
    _numbers: Any = field(default_factory=lambda: itertools.count(1))

    async def press(self, actor: Actor, data: str) -> Heard:
        """Press a button with this data."""
        number = next(self._numbers)
        message = Message(
            message_id=number, date=self.clock.now(), chat=_chat(actor), text="-", from_user=None, reply_markup=None
        )
        query = CallbackQuery(id=str(number), from_user=_user(actor), chat_instance="-", data=data, message=message)
        return await self._feed(Update(update_id=number, callback_query=query))

    async def say(self, actor: Actor, text: str) -> Heard:
        """Send a text."""
        number = next(self._numbers)
        message = Message(
            message_id=number, date=self.clock.now(), chat=_chat(actor), from_user=_user(actor), text=text
        )
        return await self._feed(Update(update_id=number, message=message))

    async def _feed(self, update: Update) -> Heard:
        self.notes.calls = []
        await self.app.dispatcher.feed_update(self.app.bot, update)
        return Heard(self.notes.calls)


@asynccontextmanager
async def bench(database_url: str, clock: ShiftedClock) -> AsyncIterator[Bench]:
    """The application on this (migrated) database."""
    settings = load_settings(None, bot_token="1:" + "A" * 35, database_url=database_url, locale="en")
    app = await build(settings, clock, background=False, allowance=Allowance(presses=10**6, messages=10**6))
    notes = app.bot.session = NoteTaker(clock)
    try:
        yield Bench(app, notes, clock)
    finally:
        await app.nursery.drain(5)
        await app.close()


def _user(actor: Actor) -> User:
    return User(id=actor.chat_id or 0, is_bot=False, first_name=actor.name, language_code="en")


def _chat(actor: Actor) -> Chat:
    return Chat(id=actor.chat_id or 0, type="private")


def _text(call: TelegramMethod[Any]) -> str:
    media = getattr(call, "media", None)
    return str(getattr(call, "text", None) or getattr(call, "caption", None) or getattr(media, "caption", None) or "")


def _buttons(call: TelegramMethod[Any]) -> str:
    markup = getattr(call, "reply_markup", None)
    return markup.model_dump_json(exclude_none=True) if markup is not None else ""
