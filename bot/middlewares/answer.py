"""Every pressed button is answered, exactly once, in good time (notes 14 and 16)."""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine
from typing import Any, Final, Protocol

from aiogram import BaseMiddleware, Bot
from aiogram.dispatcher.middlewares.user_context import EVENT_CONTEXT_KEY, EventContext
from aiogram.types import TelegramObject, Update

from bot.middlewares.inflight import Handler
from bot.telegram.in_hand import InHand
from bot.telegram.show import Pressed, Show
from bot.ui import trails

EARLY: Final = 1.0
"""Seconds after which a press is answered although its work goes on; the query expires soon after."""


class Start(Protocol):
    """Runs a detached coroutine and keeps it: `Nursery.start`."""

    def __call__(self, work: Coroutine[Any, Any, None], *, name: str) -> object: ...


class Answer(BaseMiddleware):
    """Makes the update's `show`, and answers a press that nobody answered.

    It stands outside the errors middleware, so an error can still be told as an alert, and outside the chat's lock,
    so a press waiting in the queue does not expire.
    """

    def __init__(self, start: Start, early: float = EARLY) -> None:
        self._start = start
        self._early = early

    async def __call__(self, handler: Handler, event: TelegramObject, data: dict[str, Any]) -> Any:
        """Provide `show`, see to the answer."""
        assert isinstance(event, Update)  # noqa: S101 - registered on updates only
        context: EventContext = data[EVENT_CONTEXT_KEY]
        chat_id = context.chat_id or context.user_id
        if chat_id is None:
            return await handler(event, data)
        bot: Bot = data["bot"]
        in_hand: InHand | None = data.get("in_hand")
        event, pressed = _opened(event)
        show = data["show"] = Show(
            bot,
            chat_id,
            event.callback_query,
            pressed=pressed,
            remembered=lambda screen: in_hand.way_back(chat_id, screen) if in_hand is not None else None,
        )
        if event.callback_query is None:
            return await self._followed(handler, event, data, show)
        timer = asyncio.get_running_loop().call_later(
            self._early, lambda: self._start(show.answer(), name="early answer")
        )
        try:
            return await self._followed(handler, event, data, show)
        finally:
            timer.cancel()
            await show.answer()

    async def _followed(self, handler: Handler, event: Update, data: dict[str, Any], show: Show) -> Any:
        """Handle the update; a card that it shows is what the person has in hand."""
        result = await handler(event, data)
        in_hand: InHand | None = data.get("in_hand")
        if in_hand is not None and show.shown is not None:
            in_hand.saw(show.chat_id, show.shown)
        return result


def _opened(event: Update) -> tuple[Update, Pressed]:
    """Take the marks off a press: whoever comes after sees the button that is meant, its roles and its handler."""
    press = event.callback_query
    if press is None or not press.data:
        return event, Pressed()
    mark, inner, place = trails.opened(press.data)
    if not mark:
        return event, Pressed()
    plain = press.model_copy(update={"data": inner})
    return event.model_copy(update={"callback_query": plain}), Pressed(mark, place)
