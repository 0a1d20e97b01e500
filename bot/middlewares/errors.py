"""The one place where a problem becomes an answer and a fault becomes an incident with a number."""

from __future__ import annotations

import logging
import secrets
from collections.abc import Callable, Mapping
from typing import Any

from aiogram import BaseMiddleware
from aiogram.dispatcher.event.bases import CancelHandler, SkipHandler
from aiogram.dispatcher.event.handler import CallableObject
from aiogram.dispatcher.middlewares.user_context import EVENT_CONTEXT_KEY, EventContext
from aiogram.exceptions import TelegramAPIError, TelegramForbiddenError, TelegramRetryAfter
from aiogram.types import TelegramObject, Update

from bot.middlewares.inflight import Handler
from bot.middlewares.logging import Trace
from bot.telegram.show import Show
from bot.ui import kit
from bot.ui.callbacks import REGISTRY, VoronkaCallback, prefix_of
from bot.ui.problems import incident_text, problem_text
from bot.ui.screen import Screen
from bot.ui.words import Words
from services.errors import NotFound, Problem, Stale

log = logging.getLogger(__name__)

Redraw = Callable[..., Any]
"""An async function from handler arguments to the screen as it is now."""


class Errors(BaseMiddleware):
    """Catches what handlers, filters and the other middlewares raise; no failure is silent.

    It stands around the whole update, not at `dp.errors`: there the outer middlewares have left already (note 15).
    `redraws` says how a stale button's card is drawn anew; `words_for` makes words for a Telegram language code when
    the person could not be identified.
    """

    def __init__(
        self,
        words_for: Callable[[str | None], Words],
        redraws: Mapping[type[VoronkaCallback], Redraw],
    ) -> None:
        self._words_for = words_for
        self._redraws = redraws

    async def __call__(self, handler: Handler, event: TelegramObject, data: dict[str, Any]) -> Any:
        """Handle the update, and what goes wrong with it."""
        assert isinstance(event, Update)  # noqa: S101 - registered on updates only
        try:
            return await handler(event, data)
        except (SkipHandler, CancelHandler):
            raise
        except Exception as error:
            try:
                await self._tell(error, event, data)
            except TelegramAPIError as lost:
                log.warning("update %d: the answer was not delivered: %s", event.update_id, type(lost).__name__)
        return None

    async def _tell(self, error: Exception, update: Update, data: dict[str, Any]) -> None:
        trace: Trace = data["trace"]
        show: Show | None = data.get("show")
        if isinstance(error, TelegramForbiddenError):
            trace.outcome = "blocked"  # nobody is there to be told
        elif isinstance(error, TelegramRetryAfter):
            trace.outcome = f"flood:{error.retry_after}"
            log.warning("update %d: told to wait %d s", update.update_id, error.retry_after)
        elif isinstance(error, Problem):
            trace.outcome = f"problem:{error.code}"
            if show is not None:
                await self._tell_problem(error, update, data, show)
        else:
            trace.outcome = f"incident:{self._record(error, update)}"
            if show is not None:
                await self._tell_incident(trace.outcome.partition(":")[2], update, data, show)

    async def _tell_problem(self, error: Problem, update: Update, data: dict[str, Any], show: Show) -> None:
        words = self._words(data)
        if update.callback_query is None:
            await show(kit.problem(error, words))
            return
        await show.toast(problem_text(error, words), alert=True)
        if not isinstance(error, Stale | NotFound):
            return
        try:
            screen = await self._redrawn(update, data)
        except Problem as still:
            screen = kit.gone(still, words)
        except TelegramAPIError:
            raise
        except Exception as fault:
            number = self._record(fault, update)
            data["trace"].outcome = f"incident:{number}"
            screen = kit.incident(number, words)
        if screen is not None:
            await show(screen)

    async def _redrawn(self, update: Update, data: dict[str, Any]) -> Screen | None:
        """Draw the card of a stale button as it is now; None when its feature has no such card."""
        assert update.callback_query is not None  # noqa: S101 - asked for presses only
        packed = update.callback_query.data or ""
        kind = REGISTRY.get(prefix_of(packed))
        redraw = self._redraws.get(kind) if kind is not None else None
        actor = data.get("actor")
        if kind is None or redraw is None or actor is None or actor.role not in kind.roles:
            return None
        arguments = {**data, "callback_data": kind.unpack(packed)}
        arguments.pop("event", None)
        screen: Screen | None = await CallableObject(redraw).call(**arguments)
        return screen

    async def _tell_incident(self, number: str, update: Update, data: dict[str, Any], show: Show) -> None:
        words = self._words(data)
        if update.callback_query is None:
            await show(kit.incident(number, words))
        else:
            await show.toast(incident_text(number, words), alert=True)

    def _record(self, error: Exception, update: Update) -> str:
        """Write the traceback under a number that a person can read out."""
        number = secrets.token_hex(3).upper()
        log.error("incident=%s update=%d", number, update.update_id, exc_info=error)
        return number

    def _words(self, data: dict[str, Any]) -> Words:
        words: Words | None = data.get("words")
        if words is not None:
            return words
        context: EventContext = data.get(EVENT_CONTEXT_KEY) or EventContext()
        return self._words_for(context.user.language_code if context.user else None)
