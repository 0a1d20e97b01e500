"""One update of a person at a time (engineering note 18)."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from weakref import WeakValueDictionary

from aiogram.fsm.storage.base import BaseEventIsolation, StorageKey


class EventIsolation(BaseEventIsolation):
    """A lock per person and chat, in order of arrival.

    aiogram's own keeps every lock it ever made; here a lock lives only as long as somebody holds or awaits it.
    """

    def __init__(self) -> None:
        self._locks: WeakValueDictionary[StorageKey, asyncio.Lock] = WeakValueDictionary()

    @asynccontextmanager
    async def lock(self, key: StorageKey) -> AsyncGenerator[None, None]:
        """Wait for the person's earlier updates, then keep later ones waiting."""
        lock = self._locks.get(key)
        if lock is None:
            lock = self._locks[key] = asyncio.Lock()
        async with lock:
            yield

    async def close(self) -> None:
        """Nothing to give back."""
