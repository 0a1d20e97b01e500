"""Conversation states: one row a conversation, written in single statements so that nothing is lost between two."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from functools import cache
from typing import Any, Final

from sqlalchemy import bindparam, delete, select, update

from storage.tables import FsmState
from storage.unit_of_work import Database, Work
from storage.upsert import insert, insert_on

_LOAD: Final = select(FsmState.state, FsmState.data).where(FsmState.key == bindparam("key"))


async def load(work: Work, key: str) -> tuple[str | None, dict[str, Any]] | None:
    """State and data of a conversation; None when nothing is kept of it."""
    row = next(iter(await work.rows(_LOAD, {"key": key})), None)
    return None if row is None else (row.state, dict(row.data))


async def put_state(work: Work, key: str, state: str | None) -> None:
    """Set the state, keep the data."""
    row = insert(work, FsmState).values(key=key, state=state, data={}, updated_at=work.now)
    await work.session.execute(
        row.on_conflict_do_update(index_elements=["key"], set_={"state": state, "updated_at": work.now})
    )


async def put(db: Database, now: datetime, key: str, state: str, data: Mapping[str, Any]) -> None:
    """Set the state and replace the data, in a transaction of its own."""
    values = {"key": key, "state": state, "data": dict(data), "updated_at": now}
    await db.apply(_put(db.engine.dialect.name), values)


@cache
def _put(dialect: str) -> Any:
    row = insert_on(dialect, FsmState.__table__)
    fresh = {name: row.excluded[name] for name in ("state", "data", "updated_at")}
    return row.on_conflict_do_update(index_elements=["key"], set_=fresh)


async def put_data(work: Work, key: str, data: Mapping[str, Any]) -> None:
    """Replace the data, keep the state."""
    values = dict(data)
    row = insert(work, FsmState).values(key=key, state=None, data=values, updated_at=work.now)
    await work.session.execute(
        row.on_conflict_do_update(index_elements=["key"], set_={"data": values, "updated_at": work.now})
    )


async def merge_data(work: Work, key: str, data: Mapping[str, Any]) -> tuple[str | None, dict[str, Any]]:
    """Add keys to the data; return the state and the whole data. Callers at the same time keep each other's keys."""
    session = work.session
    fresh = insert(work, FsmState).values(key=key, state=None, data={}, updated_at=work.now)
    await session.execute(fresh.on_conflict_do_nothing())
    # The row lock serves PostgreSQL; on SQLite this transaction holds the write lock already.
    stored = await session.execute(select(FsmState.state, FsmState.data).where(FsmState.key == key).with_for_update())
    state, before = stored.one()
    merged = {**before, **data}
    await session.execute(update(FsmState).where(FsmState.key == key).values(data=merged, updated_at=work.now))
    return state, merged


async def drop(work: Work, key: str) -> None:
    """Forget a conversation."""
    await work.session.execute(delete(FsmState).where(FsmState.key == key))


async def purge(work: Work, before: datetime) -> int:
    """Forget conversations nobody went on with since `before`."""
    gone = await work.session.execute(delete(FsmState).where(FsmState.updated_at < before).returning(FsmState.key))
    return len(gone.all())
