"""Who is acting: the chat's person as an `Actor`, and how to speak to them as `Words`."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any

from aiogram import BaseMiddleware
from aiogram.dispatcher.event.bases import UNHANDLED
from aiogram.dispatcher.middlewares.user_context import EVENT_CONTEXT_KEY, EventContext
from aiogram.enums import ChatType
from aiogram.types import TelegramObject, Update

from bot.middlewares.inflight import Handler
from bot.middlewares.logging import Trace
from bot.telegram.show import Show
from bot.ui.callbacks import REGISTRY, prefix_of
from bot.ui.words import Words
from services.clock import Clock
from services.errors import Stale
from services.people import TelegramUser
from services.rules.actor import Actor

Identify = Callable[[int, TelegramUser], Awaitable[Actor]]


class Identity(BaseMiddleware):
    """Puts `actor`, `words` and `once` into the data.

    The actor is read from the database at every update: a role taken away is gone with the next tap. `once` is the
    key of this message or press for `work.once`: the same when Telegram delivers the update again.

    Groups and channels are left unhandled: what is in a person's chat is for that person only.
    """

    def __init__(self, identify: Identify, clock: Clock, currency: Callable[[], str]) -> None:
        self._identify = identify
        self._clock = clock
        self._currency = currency

    async def __call__(self, handler: Handler, event: TelegramObject, data: dict[str, Any]) -> Any:
        """Find out who it is, go on if there is somebody."""
        assert isinstance(event, Update)  # noqa: S101 - registered on updates only
        context: EventContext = data[EVENT_CONTEXT_KEY]
        user = context.user
        if user is None or user.is_bot or (context.chat is not None and context.chat.type != ChatType.PRIVATE):
            return UNHANDLED
        actor = await self._identify(user.id, user)
        data["actor"] = actor
        data["words"] = Words(actor.locale, actor.zone, self._clock.now(), self._currency())
        data["once"] = once_key(event)
        show: Show | None = data.get("show")
        if show is not None:
            show.words = data["words"]
        trace: Trace = data["trace"]
        trace.actor = f"{actor.role}:{actor.user_id or actor.contact_id or '-'}"
        return await handler(event, data)


class Roles(BaseMiddleware):
    """Refuses buttons of other roles (a manager's old card in the chat of who is a client now) like outdated ones."""

    async def __call__(self, handler: Handler, event: TelegramObject, data: dict[str, Any]) -> Any:
        """Go on if the button is for this role. Raises Stale otherwise."""
        assert isinstance(event, Update)  # noqa: S101 - registered on updates only
        actor: Actor = data["actor"]
        packed = event.callback_query.data if event.callback_query else None
        kind = REGISTRY.get(prefix_of(packed)) if packed else None
        if kind is not None and actor.role not in kind.roles:
            raise Stale("old_button")
        return await handler(event, data)


def once_key(update: Update) -> str:
    """Name the press or message of an update, the same at every delivery of it."""
    if update.callback_query is not None:
        return f"c:{update.callback_query.id}"
    if update.message is not None:
        return f"m:{update.message.chat.id}:{update.message.message_id}"
    return f"u:{update.update_id}"
