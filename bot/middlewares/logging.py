"""One line an event: ids, handler, milliseconds, outcome. No texts, no phones, no tokens."""

from __future__ import annotations

import logging
import time
from dataclasses import dataclass
from typing import Any

from aiogram import BaseMiddleware
from aiogram.dispatcher.event.bases import UNHANDLED
from aiogram.dispatcher.event.handler import HandlerObject
from aiogram.dispatcher.middlewares.user_context import EVENT_CONTEXT_KEY, EventContext
from aiogram.types import TelegramObject, Update

from bot.middlewares.inflight import Handler

log = logging.getLogger("voronka.update")


@dataclass(slots=True)
class Trace:
    """What the other middlewares note for the line: filled on the way, written at the end."""

    handler: str = "-"
    actor: str = "-"
    outcome: str = "ok"


class EventLog(BaseMiddleware):
    """Writes the line, whatever happened. Puts `trace` into the data."""

    async def __call__(self, handler: Handler, event: TelegramObject, data: dict[str, Any]) -> Any:
        """Time the update and write its line."""
        assert isinstance(event, Update)  # noqa: S101 - registered on updates only
        trace = data["trace"] = Trace()
        began = time.perf_counter()
        try:
            result = await handler(event, data)
            if result is UNHANDLED and trace.outcome == "ok":
                trace.outcome = "unhandled"
            return result
        except BaseException:
            trace.outcome = "crashed"
            raise
        finally:
            self._write(event, data, trace, (time.perf_counter() - began) * 1000)

    def _write(self, update: Update, data: dict[str, Any], trace: Trace, ms: float) -> None:
        context: EventContext = data.get(EVENT_CONTEXT_KEY) or EventContext()
        # Button data is numbers and short codes: it names the record the press was about.
        button = update.callback_query.data if update.callback_query else None
        log.info(
            "update=%d kind=%s chat=%s actor=%s handler=%s button=%s outcome=%s ms=%.1f",
            update.update_id,
            update.event_type,
            context.chat_id,
            trace.actor,
            trace.handler,
            button or "-",
            trace.outcome,
            ms,
        )


class HandlerName(BaseMiddleware):
    """Inner: notes which handler took the update."""

    async def __call__(self, handler: Handler, event: TelegramObject, data: dict[str, Any]) -> Any:
        """Note the name and go on."""
        found: HandlerObject | None = data.get("handler")
        trace: Trace | None = data.get("trace")
        if found is not None and trace is not None:
            callback = found.callback
            trace.handler = f"{callback.__module__}.{getattr(callback, '__qualname__', callback)}"
        return await handler(event, data)
