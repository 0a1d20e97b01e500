"""Flood control: about one message a second in a chat, 20 a minute in a group, 30 a second of what nobody asked for."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass, field
from time import monotonic

from .errors import too_many_requests


@dataclass(slots=True)
class _Bucket:
    rate: float
    capacity: float
    tokens: float
    at: float

    def wait(self, now: float) -> float:
        """Seconds until one more is allowed; 0 when it is allowed now."""
        self.tokens = min(self.capacity, self.tokens + (now - self.at) * self.rate)
        self.at = now
        return 0.0 if self.tokens >= 1 else (1 - self.tokens) / self.rate


@dataclass(slots=True)
class Flood:
    """The limits of one bot. All times are real seconds, whatever the sandbox clock shows."""

    on: bool = False
    chat_rate: float = 1.0
    chat_burst: float = 5.0
    overall_rate: float = 30.0
    clock: Callable[[], float] = monotonic
    refused: int = 0
    """How many calls got a 429: zero is what a good sender reaches."""
    _chats: dict[int, _Bucket] = field(default_factory=dict)
    _all: _Bucket | None = None
    _credit: dict[int, int] = field(default_factory=dict)
    _penalty: dict[int, float] = field(default_factory=dict)

    def prompted(self, chat_id: int) -> None:
        """A person did something: the next few messages to this chat are answers, not bulk."""
        self._credit[chat_id] = 5

    def check(self, chat_id: int, weight: int = 1) -> None:
        """Count messages to a chat; raises 429 when they come too fast."""
        if not self.on:
            return
        now = self.clock()
        until = self._penalty.get(chat_id, 0.0)
        if now < until:
            # Going on before the end of the wait prolongs it.
            self._penalty[chat_id] = until + 1
            self._refuse(until + 1 - now)
        chat = self._chats.get(chat_id)
        if chat is None:
            rate, burst = (self.chat_rate, self.chat_burst) if chat_id > 0 else (20 / 60, 20.0)
            chat = self._chats[chat_id] = _Bucket(rate, burst, burst, now)
        wait = chat.wait(now)
        if wait > 0:
            self._penalty[chat_id] = now + math.ceil(wait)
            self._refuse(math.ceil(wait))
        if self._credit.get(chat_id, 0) > 0:
            self._credit[chat_id] -= 1
        else:
            if self._all is None:
                self._all = _Bucket(self.overall_rate, self.overall_rate, self.overall_rate, now)
            wait = self._all.wait(now)
            if wait > 0:
                self._refuse(wait)
            self._all.tokens -= weight
        chat.tokens -= weight

    def _refuse(self, seconds: float) -> None:
        self.refused += 1
        raise too_many_requests(max(1, math.ceil(seconds)))
