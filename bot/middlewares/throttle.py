"""A person (or a stuck key) that floods the bot slows nobody else down."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from aiogram import BaseMiddleware
from aiogram.dispatcher.middlewares.user_context import EVENT_CONTEXT_KEY, EventContext
from aiogram.types import TelegramObject, Update

from bot.middlewares.inflight import Handler
from bot.middlewares.logging import Trace
from bot.telegram.show import Show
from bot.ui.problems import problem_text
from bot.ui.words import Words
from services.errors import Problem


@dataclass(frozen=True)
class Allowance:
    """How much one person may send: `burst` updates at once, refilled within `seconds`.

    Messages have more room than presses: ten forwarded messages come as ten updates in one moment.
    """

    presses: int = 8
    messages: int = 25
    seconds: float = 2.0


@dataclass(slots=True)
class _Bucket:
    left: float
    at: float
    told: bool = False


class Throttle(BaseMiddleware):
    """Drops updates over the allowance; says so once until the person has calmed down."""

    def __init__(
        self,
        words_for: Callable[[str | None], Words],
        allowance: Allowance | None = None,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._words_for = words_for
        self._allowance = allowance or Allowance()
        self._clock = clock
        self._buckets: dict[tuple[int, bool], _Bucket] = {}

    async def __call__(self, handler: Handler, event: TelegramObject, data: dict[str, Any]) -> Any:
        """Let the update through, or drop it."""
        context: EventContext = data[EVENT_CONTEXT_KEY]
        user = context.user
        pressed = isinstance(event, Update) and event.callback_query is not None
        if user is None:
            return await handler(event, data)
        bucket = self._refilled(user.id, pressed=pressed)
        if bucket.left >= 1:
            bucket.left -= 1
            return await handler(event, data)
        trace: Trace = data["trace"]
        trace.outcome = "throttled"
        if not bucket.told:
            bucket.told = True
            show: Show = data["show"]
            await show.toast(problem_text(Problem("too_fast"), self._words_for(user.language_code)))
        return None

    def _refilled(self, user_id: int, *, pressed: bool) -> _Bucket:
        now = self._clock()
        burst = self._allowance.presses if pressed else self._allowance.messages
        bucket = self._buckets.get((user_id, pressed))
        if bucket is None:
            self._prune(now)
            bucket = self._buckets[user_id, pressed] = _Bucket(left=burst, at=now)
        bucket.left = min(burst, bucket.left + (now - bucket.at) * burst / self._allowance.seconds)
        bucket.at = now
        if bucket.left >= burst / 2:
            bucket.told = False
        return bucket

    def _prune(self, now: float) -> None:
        """Forget who has been quiet; their bucket would be full anyway."""
        if len(self._buckets) >= 1000:
            quiet = now - self._allowance.seconds
            self._buckets = {key: bucket for key, bucket in self._buckets.items() if bucket.at > quiet}
