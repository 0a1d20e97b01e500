"""aiogram's conversation storage on our own table, so that a half-typed form survives a restart.

Every call is a unit of work of its own. It must never be called while another one is open: on SQLite the second
writer would wait for the first, which waits for it (engineering trap 2). Handlers keep that rule by themselves: a
service has committed when it returns.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Mapping
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from copy import deepcopy
from typing import Any, Final
from weakref import WeakValueDictionary

from aiogram.exceptions import DataNotDictLikeError
from aiogram.fsm.state import State
from aiogram.fsm.storage.base import BaseStorage, StateType, StorageKey

from services.clock import Clock
from services.rules.actor import SYSTEM
from storage import fsm
from storage.unit_of_work import Database, Work

REMEMBERED: Final = 5000


Kept = tuple[str | None, dict[str, Any]]


class FsmStorage(BaseStorage):
    """Keeps state and data of every conversation in `fsm_states`.

    The state is asked for at every update. With `remember` the last conversations are kept in memory, too: right for a
    process that is the only one to receive updates (polling: Telegram sees to it), wrong for several webhook workers.
    """

    def __init__(self, db: Database, clock: Clock, *, remember: bool = False) -> None:
        self._db = db
        self._clock = clock
        self._remember = remember
        self._known: dict[str, Kept | None] = {}
        self._turns: WeakValueDictionary[str, asyncio.Lock] = WeakValueDictionary()

    async def begin(self, key: StorageKey, state: State, data: Mapping[str, Any]) -> None:
        """Set the state and its data in one write. Raises DataNotDictLikeError."""
        name, row, values = state.state or "", row_key(key), _checked(data)
        async with self._forgetting(row):
            await fsm.put(self._db, self._clock.now(), row, name, values)
            self._keep(row, (name, values))

    async def set_state(self, key: StorageKey, state: StateType = None) -> None:
        """Set the state. Leaving a conversation that was never begun writes nothing."""
        name, row = state.state if isinstance(state, State) else state, row_key(key)
        found = await self._load(row)
        if found is None and name is None:
            return
        async with self._forgetting(row):
            async with self._writing() as work:
                await fsm.put_state(work, row, name)
            self._keep(row, (name, found[1] if found else {}))

    async def get_state(self, key: StorageKey) -> str | None:
        """Return the state."""
        found = await self._load(row_key(key))
        return found[0] if found else None

    async def set_data(self, key: StorageKey, data: Mapping[str, Any]) -> None:
        """Replace the data. Raises DataNotDictLikeError."""
        row, values = row_key(key), _checked(data)
        found = await self._load(row)
        if not values and found is None:
            return
        state = found[0] if found else None
        async with self._forgetting(row):
            async with self._writing() as work:
                if state is None and not values:
                    await fsm.drop(work, row)
                else:
                    await fsm.put_data(work, row, values)
            self._keep(row, (state, values) if values or state else None)

    async def get_data(self, key: StorageKey) -> dict[str, Any]:
        """Return the data."""
        found = await self._load(row_key(key))
        return deepcopy(found[1]) if found else {}

    async def update_data(self, key: StorageKey, data: Mapping[str, Any]) -> dict[str, Any]:
        """Add keys to the data, atomically; return the whole of it. Raises DataNotDictLikeError."""
        row, values = row_key(key), _checked(data)
        async with self._forgetting(row):
            async with self._writing() as work:
                state, merged = await fsm.merge_data(work, row, values)
            self._keep(row, (state, merged))
        return deepcopy(merged)

    def reread(self) -> None:
        """What was remembered was changed by others: read it again."""
        self._known.clear()

    async def close(self) -> None:
        """The application closes the database."""

    async def _load(self, row: str) -> Kept | None:
        if row in self._known:
            return self._known[row]
        async with self._db.read(SYSTEM, self._clock.now()) as work:
            found = await fsm.load(work, row)
        self._keep(row, found)
        return found

    def _writing(self) -> AbstractAsyncContextManager[Work]:
        return self._db.write(SYSTEM, self._clock.now())

    @asynccontextmanager
    async def _forgetting(self, row: str) -> AsyncIterator[None]:
        """One write of a conversation at a time; what was remembered does not hold if it fails.

        PostgreSQL would take several at once, and the one that hears last of its commit would be remembered.
        """
        async with self._turns.setdefault(row, asyncio.Lock()):
            self._known.pop(row, None)
            try:
                yield
            except BaseException:
                self._known.pop(row, None)
                raise

    def _keep(self, row: str, kept: Kept | None) -> None:
        if self._remember:
            while len(self._known) >= REMEMBERED:
                del self._known[next(iter(self._known))]
            self._known[row] = kept


def _checked(data: Mapping[str, Any]) -> dict[str, Any]:
    if not isinstance(data, Mapping):
        raise DataNotDictLikeError(f"Data must be a dict or dict-like object, got {type(data).__name__}")
    return deepcopy(dict(data))


def row_key(key: StorageKey) -> str:
    """The key of a conversation's row."""
    place = (key.bot_id, key.chat_id, key.user_id, key.thread_id or "", key.business_connection_id or "")
    return ":".join(str(part) for part in (*place, key.destiny))
