"""Receiving updates by long polling, at least once.

aiogram's own polling confirms an update with the next request, handled or not (note 12). Here the next request, which
confirms the batch, waits for its handlers; only one that takes longer than `PATIENCE` is confirmed before it ends, so
that a slow one holds nobody up. What was handled but not confirmed when the process was killed comes again, and the
services do it only once.
"""

from __future__ import annotations

import asyncio
import logging
from typing import Final

from aiogram import Bot, Dispatcher
from aiogram.exceptions import (
    ClientDecodeError,
    TelegramAPIError,
    TelegramConflictError,
    TelegramRetryAfter,
    TelegramUnauthorizedError,
)
from aiogram.methods import GetUpdates
from aiogram.types import Update

from bot.nursery import Nursery

log = logging.getLogger(__name__)

LONG_POLL: Final = 30
PATIENCE: Final = 0.5
CONCURRENCY: Final = 64
PAUSES: Final = (1.0, 2.0, 5.0, 10.0, 20.0)
"""Seconds between tries while Telegram does not answer."""


class Poller:
    """Asks for updates and feeds them to the dispatcher, until stopped."""

    def __init__(self, bot: Bot, dispatcher: Dispatcher, nursery: Nursery, allowed: list[str]) -> None:
        self._bot = bot
        self._dispatcher = dispatcher
        self._nursery = nursery
        self._allowed = allowed
        self._offset: int | None = None
        self._slots = asyncio.Semaphore(CONCURRENCY)
        self._working: set[asyncio.Task[None]] = set()
        self._loop: asyncio.Task[None] | None = None

    @property
    def busy(self) -> int:
        """How many updates are in work."""
        return len(self._working)

    async def start(self) -> None:
        """Begin to poll; a webhook that is still set would forbid it."""
        await self._bot.delete_webhook()
        self._loop = self._nursery.start(self._run(), name="polling")

    async def stop(self) -> None:
        """Ask for no more updates. Those in work go on."""
        if self._loop is not None:
            self._loop.cancel()
            await asyncio.wait([self._loop])

    async def confirm(self) -> None:
        """Tell Telegram how far we came, so that a later start does not get the last updates again."""
        if self._offset is None or self._working:
            return
        try:
            await self._bot(GetUpdates(offset=self._offset, limit=1, timeout=0), request_timeout=3)
        except (TelegramAPIError, ClientDecodeError) as error:
            log.info("last updates not confirmed: %s", type(error).__name__)

    async def _run(self) -> None:
        failures = 0
        while True:
            try:
                updates = await self._ask()
            except (TelegramAPIError, ClientDecodeError) as error:
                pause = _pause(error, failures)
                failures += 1
                log.warning("no updates: %s, next try in %.0f s", _reason(error), pause)
                await asyncio.sleep(pause)
                continue
            if failures:
                log.info("updates come again after %d failures", failures)
                failures = 0
            await self._handle(updates)

    async def _ask(self) -> list[Update]:
        method = GetUpdates(offset=self._offset, timeout=LONG_POLL, allowed_updates=self._allowed)
        return await self._bot(method, request_timeout=LONG_POLL + 10)

    async def _handle(self, updates: list[Update]) -> None:
        batch = []
        for update in updates:
            await self._slots.acquire()
            task = self._nursery.start(self._feed(update), name=f"update {update.update_id}")
            self._working.add(task)
            task.add_done_callback(self._working.discard)
            batch.append(task)
            self._offset = update.update_id + 1
        if batch:
            await asyncio.wait(batch, timeout=PATIENCE)

    async def _feed(self, update: Update) -> None:
        try:
            await self._dispatcher.feed_update(self._bot, update)
        finally:
            self._slots.release()


def _pause(error: Exception, failures: int) -> float:
    if isinstance(error, TelegramRetryAfter):
        return float(error.retry_after)
    if isinstance(error, TelegramUnauthorizedError):
        return 60.0  # the token was revoked: the operator must act, and may have done so already
    return PAUSES[min(failures, len(PAUSES) - 1)]


def _reason(error: Exception) -> str:
    if isinstance(error, TelegramConflictError):
        return "another process polls with the same token"
    if isinstance(error, TelegramUnauthorizedError):
        return "Telegram does not accept the token any more"
    return type(error).__name__
