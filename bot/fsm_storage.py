"""aiogram's conversation storage on our own table, so that a half-typed form survives a restart.

Every call is a unit of work of its own. It must never be called while another one is open: on SQLite the second
writer would wait for the first, which waits for it (engineering trap 2). Handlers keep that rule by themselves: a
service has committed when it returns.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from aiogram.exceptions import DataNotDictLikeError
from aiogram.fsm.state import State
from aiogram.fsm.storage.base import BaseStorage, StateType, StorageKey

from services.clock import Clock
from services.rules.actor import SYSTEM
from storage import fsm
from storage.unit_of_work import Database


class FsmStorage(BaseStorage):
    """Keeps state and data of every conversation in `fsm_states`."""

    def __init__(self, db: Database, clock: Clock) -> None:
        self._db = db
        self._clock = clock

    async def set_state(self, key: StorageKey, state: StateType = None) -> None:
        """Set the state. Leaving a conversation that was never begun writes nothing."""
        name, row = state.state if isinstance(state, State) else state, row_key(key)
        if name is None and await self._load(row) is None:
            return
        async with self._db.write(SYSTEM, self._clock.now()) as work:
            await fsm.put_state(work, row, name)

    async def get_state(self, key: StorageKey) -> str | None:
        """Return the state."""
        found = await self._load(row_key(key))
        return found[0] if found else None

    async def set_data(self, key: StorageKey, data: Mapping[str, Any]) -> None:
        """Replace the data. Raises DataNotDictLikeError."""
        if not isinstance(data, Mapping):
            raise DataNotDictLikeError(f"Data must be a dict or dict-like object, got {type(data).__name__}")
        row = row_key(key)
        found = await self._load(row) if not data else None
        if not data and found is None:
            return
        async with self._db.write(SYSTEM, self._clock.now()) as work:
            if found is not None and found[0] is None:
                await fsm.drop(work, row)
            else:
                await fsm.put_data(work, row, data)

    async def get_data(self, key: StorageKey) -> dict[str, Any]:
        """Return the data."""
        found = await self._load(row_key(key))
        return found[1] if found else {}

    async def update_data(self, key: StorageKey, data: Mapping[str, Any]) -> dict[str, Any]:
        """Add keys to the data, atomically; return the whole of it. Raises DataNotDictLikeError."""
        if not isinstance(data, Mapping):
            raise DataNotDictLikeError(f"Data must be a dict or dict-like object, got {type(data).__name__}")
        async with self._db.write(SYSTEM, self._clock.now()) as work:
            return await fsm.merge_data(work, row_key(key), data)

    async def close(self) -> None:
        """The application closes the database."""

    async def _load(self, row: str) -> tuple[str | None, dict[str, Any]] | None:
        async with self._db.read(SYSTEM, self._clock.now()) as work:
            return await fsm.load(work, row)


def row_key(key: StorageKey) -> str:
    """The key of a conversation's row."""
    place = (key.bot_id, key.chat_id, key.user_id, key.thread_id or "", key.business_connection_id or "")
    return ":".join(str(part) for part in (*place, key.destiny))
