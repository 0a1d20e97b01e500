"""The state of the stand-in and the few operations both sides share."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Callable
from datetime import datetime
from time import monotonic
from typing import Any

from .errors import ApiError, Json, bad_request, forbidden
from .faults import Faults
from .files import FileStore
from .flood import Flood
from .model import Call, Callback, Human, InlineQuery, Message
from .params import Params
from .taps import Taps
from .updates import UpdateQueue

TYPING_SECONDS = 5.0
_CALLBACKS_KEPT = 5000


class Signal:
    """Wakes everybody who waits for something to change."""

    def __init__(self) -> None:
        self._waiters: set[asyncio.Future[None]] = set()

    def fire(self) -> None:
        for waiter in self._waiters:
            if not waiter.done():
                waiter.set_result(None)
        self._waiters.clear()

    async def wait(self, timeout: float) -> None:
        """Until the next `fire`, or so many seconds."""
        waiter: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._waiters.add(waiter)
        try:
            await asyncio.wait({waiter}, timeout=timeout)
        finally:
            self._waiters.discard(waiter)


class World:
    """Everything one bot and its people share."""

    def __init__(self, *, token: str, username: str, name: str, now: Callable[[], datetime], flood: bool) -> None:
        self.token = token
        self.bot_id = int(token.split(":")[0])
        self.username = username
        self.name = name
        self.now = now
        self.humans: dict[int, Human] = {}
        self.groups: dict[int, str] = {}
        self.chats: dict[int, dict[int, Message]] = {}
        self.files = FileStore()
        self.updates = UpdateQueue(first_id=100_000_001)
        self.flood = Flood(on=flood)
        self.faults = Faults()
        self.taps = Taps()
        self.callbacks: dict[str, Callback] = {}
        self.inline_queries: dict[str, InlineQuery] = {}
        self.callback_seconds = 60.0
        self.commands: dict[tuple[str, int, str], list[Json]] = {}
        self.profile: dict[tuple[str, str], str] = {}
        self.menu_button: Json = {"type": "default"}
        self.calls: deque[Call] = deque(maxlen=20_000)
        self.in_flight = 0
        self.calls_begun = 0
        self.last_call_end = 0.0
        self.version = 0
        self.changed = Signal()
        self.listeners: list[deque[Json]] = []
        """Inboxes of the open event streams."""
        self._next_message = 1
        self._next_id = 7_000_000_000_000

    # --- people and chats ---

    def bot_user(self) -> Json:
        return {"id": self.bot_id, "is_bot": True, "first_name": self.name, "username": self.username}

    def chat_view(self, chat_id: int) -> Json:
        if chat_id in self.humans:
            return self.humans[chat_id].chat()
        return {"id": chat_id, "title": self.groups[chat_id], "type": "supergroup"}

    def target(self, params: Params, field: str = "chat_id") -> int:
        """The chat a call goes to; raises the 400s and 403s of section "who can be written to"."""
        text = params.text(field).strip()
        if not text:
            raise bad_request("chat_id is empty")
        if not text.lstrip("-").isdecimal():
            raise bad_request("chat not found")
        chat_id = int(text)
        if chat_id in self.groups:
            return chat_id
        if chat_id == self.bot_id:
            raise forbidden("bot can't send messages to bots")
        human = self.humans.get(chat_id)
        if human is None or not (human.known or human.started):
            raise bad_request("chat not found")
        if human.deactivated:
            raise forbidden("user is deactivated")
        if human.blocked:
            raise forbidden("bot was blocked by the user")
        if not human.started:
            raise forbidden("bot can't initiate conversation with a user")
        return chat_id

    # --- messages ---

    def post(self, chat_id: int, content: Json, *, from_bot: bool, **fields: Any) -> Message:
        """A new message of a chat."""
        message = Message(self._next_message, chat_id, from_bot, int(self.now().timestamp()), content, **fields)
        self._next_message += 1
        self.chats.setdefault(chat_id, {})[message.id] = message
        human = self.humans.get(chat_id)
        if human is not None and from_bot:
            human.unread += 1
            human.typing_until = 0.0
        self.touch(message, "message")
        return message

    def touch(self, message: Message, kind: str) -> None:
        """A message changed: tell whoever watches."""
        self.version += 1
        message.version = self.version
        self.tell(kind, message.chat_id, message_id=message.id)

    def tell(self, kind: str, person: int | None, **more: Any) -> None:
        """One event for the page; also wakes those who wait for the chat to change."""
        for listener in self.listeners:
            listener.append({"kind": kind, "person": person, **more})
        self.changed.fire()

    def find(self, chat_id: int, message_id: int) -> Message | None:
        """A message that still exists."""
        message = self.chats.get(chat_id, {}).get(message_id)
        return None if message is None or message.deleted else message

    def api(self, message: Message, *, nested: bool = False) -> Json:
        """The Bot API Message object."""
        chat = self.chat_view(message.chat_id)
        sender = self.bot_user() if message.from_bot else self.humans[message.chat_id].user()
        result: Json = {"message_id": message.id, "from": sender, "chat": chat, "date": message.date}
        if message.edit_date:
            result["edit_date"] = message.edit_date
        if message.reply_to and not nested:
            replied = self.chats.get(message.chat_id, {}).get(message.reply_to)
            if replied is not None and not replied.deleted:
                result["reply_to_message"] = self.api(replied, nested=True)
        result.update(message.content)
        if message.markup:
            result["reply_markup"] = message.markup
        if message.protected:
            result["has_protected_content"] = True
        return result

    # --- identifiers ---

    def new_id(self) -> int:
        """A number for callback queries, inline queries, albums."""
        self._next_id += 137
        return self._next_id

    def remember(self, callback: Callback) -> None:
        """Keep a press until it is answered; very old ones are forgotten."""
        self.callbacks[callback.id] = callback
        if len(self.callbacks) > _CALLBACKS_KEPT:
            del self.callbacks[next(iter(self.callbacks))]

    def callback_of(self, callback_id: str) -> Callback:
        """A press that may still be answered; the 400 of late and second answers otherwise."""
        callback = self.callbacks.get(callback_id)
        if callback is None or callback.answer is not None or monotonic() - callback.born > self.callback_seconds:
            raise bad_request("query is too old and response timeout expired or query ID is invalid")
        return callback

    def check_token(self, token: str) -> None:
        if token != self.token:
            raise ApiError(401, "Unauthorized")
