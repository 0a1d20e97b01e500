"""The pace of pushes: at most 30 a second in all, one a second in a chat, and silence after a 429.

Answers to a person's own taps do not pass here: Telegram does not hold them to the overall limit (telegram.md).

Why not aiolimiter: its bucket may start with a burst, which makes up to 60 in the first second, and without a burst it
loses the overshoot of every sleep. Slots on a time line do neither.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable
from typing import Final

OVERALL: Final = 29.0
"""A second: with `_SLACK` no window of one second holds more than Telegram's 30."""
PER_CHAT: Final = 1.0
_SLACK: Final = 0.02
_IDLE: Final = 60.0
_TOGETHER: Final = 5.0


class _Line:
    """Slots on a time line, `rate` a second; a sleeper that came late may catch up by `_SLACK`."""

    __slots__ = ("_interval", "free_at")

    def __init__(self, rate: float) -> None:
        self._interval = 1 / rate
        self.free_at = 0.0

    def take(self, now: float) -> float:
        """Take the next slot; return when it is."""
        slot = max(self.free_at, now - _SLACK)
        self.free_at = slot + self._interval
        return max(slot, now)


class Pace:
    """Tells each push when it may go. One per process that delivers."""

    def __init__(
        self,
        overall: float = OVERALL,
        per_chat: float = PER_CHAT,
        clock: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        self._clock = clock
        self._sleep = sleep
        self._per_chat = per_chat
        self._all = _Line(overall)
        self._chats: dict[int, _Line] = {}
        self._closed: dict[int, float] = {}
        self._all_closed = 0.0
        self._last_refusal: tuple[int, float] | None = None

    async def wait(self, chat_id: int) -> None:
        """Wait for the turn of a message to this chat. First come, first served."""
        now = self._clock()
        self._prune(now)
        line = self._chats.setdefault(chat_id, _Line(self._per_chat))
        await self._until(line.take(now))
        # A gate may have closed, or been moved, while we slept.
        while (gate := max(self._closed.get(chat_id, 0.0), self._all_closed)) > self._clock():
            await self._until(gate)
        await self._until(self._all.take(self._clock()))

    def ready_in(self, chat_id: int) -> float:
        """Return the seconds a message to this chat would wait for its own chat: what to send first is chosen by it."""
        line = self._chats.get(chat_id)
        until = max(line.free_at if line else 0.0, self._closed.get(chat_id, 0.0))
        return max(0.0, until - self._clock())

    def hold(self, chat_id: int, retry_after: float) -> None:
        """Close a chat after a 429 for as long as Telegram says.

        Telegram does not say which limit it was. Two chats refused within seconds means the common one: all wait.
        """
        now = self._clock()
        self._closed[chat_id] = max(self._closed.get(chat_id, 0.0), now + retry_after)
        last = self._last_refusal
        if last is not None and last[0] != chat_id and now - last[1] < _TOGETHER:
            self._all_closed = max(self._all_closed, now + retry_after)
        self._last_refusal = (chat_id, now)

    async def _until(self, moment: float) -> None:
        delay = moment - self._clock()
        if delay > 0:
            await self._sleep(delay)

    def _prune(self, now: float) -> None:
        """Forget chats nobody wrote to for a minute."""
        if len(self._chats) < 1000:
            return
        self._chats = {chat: line for chat, line in self._chats.items() if line.free_at > now - _IDLE}
        self._closed = {chat: until for chat, until in self._closed.items() if until > now}
