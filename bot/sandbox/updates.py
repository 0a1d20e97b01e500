"""The bot's queue of updates and long polling over it."""

from __future__ import annotations

import asyncio
from collections import deque
from dataclasses import dataclass

from .errors import ApiError, Json

DEFAULT_KINDS = frozenset({"message", "edited_message", "callback_query", "inline_query", "my_chat_member"})
"""Of the kinds this stand-in makes, those sent unasked: message_reaction is left out, as with Telegram."""


@dataclass(frozen=True, slots=True)
class Queued:
    """An update and the ordering queue it belongs to: a chat's messages and a person's presses are apart."""

    id: int
    lane: str
    body: Json


class UpdateQueue:
    """Updates the bot has not confirmed yet; confirming is asking for a higher offset."""

    def __init__(self, first_id: int) -> None:
        self.next_id = first_id
        self.waiting: deque[Queued] = deque()
        self.again: list[Queued] = []
        """Deliveries repeated on demand: given out once more whatever the offset."""
        self.history: deque[Queued] = deque(maxlen=5000)
        self.allowed: frozenset[str] = DEFAULT_KINDS
        self.arrived = asyncio.Event()
        """For webhook delivery; pollers have their own wake-up."""
        self.webhook_set = False
        self._poller: asyncio.Future[bool] | None = None
        """Of the waiting poll: True = something came, False = sent away by another poller."""
        self._given_again = False

    @property
    def empty(self) -> bool:
        """Nothing is waiting for delivery or for confirmation."""
        return not self.waiting and not self.again

    def allow(self, kinds: object) -> None:
        """Remember `allowed_updates`; None leaves it, an empty list means the default."""
        if isinstance(kinds, list):
            self.allowed = frozenset(str(kind) for kind in kinds) if kinds else DEFAULT_KINDS

    def push(self, kind: str, payload: Json, lane: str) -> int | None:
        """Queue an update; None when the bot has not asked for this kind."""
        if kind not in self.allowed:
            return None
        queued = Queued(self.next_id, lane, {"update_id": self.next_id, kind: payload})
        self.next_id += 1
        self.waiting.append(queued)
        self.history.append(queued)
        self._wake()
        return queued.id

    def repeat(self, update_id: int) -> bool:
        """Deliver an update once more under its own id, as after a lost confirmation."""
        for queued in self.history:
            if queued.id == update_id:
                self.again.append(queued)
                self._wake()
                return True
        return False

    def drop(self) -> None:
        """Forget what waits (drop_pending_updates)."""
        self.waiting.clear()
        self.again.clear()

    def confirm(self, offset: int) -> None:
        """An offset confirms everything below it; a negative one keeps only that many at the end."""
        if offset < 0:
            while len(self.waiting) > -offset:
                self.waiting.popleft()
        else:
            while self.waiting and self.waiting[0].id < offset:
                self.waiting.popleft()
        if self._given_again:
            self.again.clear()
            self._given_again = False

    async def poll(self, offset: int, limit: int, timeout: float) -> list[Json]:
        """getUpdates; 409 while a webhook is set and for the older of two pollers."""
        if self.webhook_set:
            raise ApiError(
                409,
                "Conflict: can't use getUpdates method while webhook is active; "
                "use deleteWebhook to delete the webhook first",
            )
        self.end_poll()
        self.confirm(offset)
        limit = limit if 1 <= limit <= 100 else 100
        if (self.waiting or self.again) or timeout <= 0:
            return self._take(limit)
        mine: asyncio.Future[bool] = asyncio.get_running_loop().create_future()
        self._poller = mine
        try:
            await asyncio.wait({mine}, timeout=timeout)
        finally:
            if self._poller is mine:
                self._poller = None
        if mine.done() and not mine.result():
            raise ApiError(
                409,
                "Conflict: terminated by other getUpdates request; make sure that only one bot instance is running",
            )
        return self._take(limit)

    def end_poll(self) -> None:
        """The waiting poller, if any, is sent away."""
        if self._poller is not None and not self._poller.done():
            self._poller.set_result(False)
        self._poller = None

    def _wake(self) -> None:
        self.arrived.set()
        if self._poller is not None and not self._poller.done():
            self._poller.set_result(True)

    def _take(self, limit: int) -> list[Json]:
        batch = self.again + [queued for queued, _ in zip(self.waiting, range(limit), strict=False)]
        self._given_again = bool(self.again)
        return [queued.body for queued in batch]
