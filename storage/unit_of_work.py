"""The transaction: one service call opens one `Work`, and leaving it cleanly commits."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import AbstractAsyncContextManager, aclosing, asynccontextmanager, nullcontext
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any, TypeVar

from sqlalchemy import Connection, Engine, Executable, Select, event
from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker
from sqlalchemy.orm import Session
from sqlalchemy.orm.exc import StaleDataError
from sqlalchemy.util import greenlet_spawn

from services.rules.actor import Actor
from services.rules.errors import Stale
from storage import plain
from storage.engine import make_engine, take_write_lock
from storage.history import RecordingSession
from storage.tables import DoneRequest
from storage.upsert import insert_on

T = TypeVar("T")


@event.listens_for(RecordingSession, "after_begin")
def _take_lock(_session: Any, _transaction: Any, connection: Connection) -> None:
    take_write_lock(connection)


@dataclass(slots=True)
class Work:
    """An open transaction: whose it is and what time it is in it."""

    session: AsyncSession
    actor: Actor
    now: datetime
    _after_commit: list[Callable[[], None]]

    async def rows(self, statement: Executable, values: Mapping[str, Any]) -> Sequence[Any]:
        """Rows of a statement that is kept and gives columns, not records (storage/plain.py)."""
        return await self.session.run_sync(_rows, statement, values)

    async def record(self, statement: Select[T], values: Mapping[str, Any]) -> T | None:
        """The first record that a statement finds which is kept (storage/plain.py); None when there is none."""
        found: list[T] = await self.session.run_sync(_records, statement, values)
        return found[0] if found else None

    async def once(self, key: str) -> bool:
        """Claim a press or message; False when it has been carried out before (design section 2, "once only")."""
        statement = _claim(self.session.get_bind().dialect.name)
        return bool(await self.rows(statement, {"key": key, "at": self.now}))

    def after_commit(self, call: Callable[[], None]) -> None:
        """Have `call` run once the transaction is safely stored."""
        self._after_commit.append(call)


@cache
def _claim(dialect: str) -> Any:
    return insert_on(dialect, DoneRequest).on_conflict_do_nothing().returning(DoneRequest.key)


def _rows(session: Session, statement: Any, values: Mapping[str, Any]) -> Sequence[Any]:
    if session.autoflush:
        session.flush()
    return plain.execute(session.connection(), statement, values)


def _records(session: Session, statement: Any, values: Mapping[str, Any]) -> list[Any]:
    if session.autoflush:
        session.flush()
    return plain.records(session, statement, values)


def _apply(engine: Engine, statement: Executable, values: Mapping[str, Any]) -> None:
    with engine.begin() as connection:
        take_write_lock(connection)
        plain.execute(connection, statement, values)


def _itself(session: AsyncSession) -> AsyncSession:
    return session


class Database:
    """Opens transactions. Reads never flush; writes take SQLite's lock at their beginning."""

    def __init__(self, url: str) -> None:
        self.url = url
        self.engine = make_engine(url)
        self._reading = async_sessionmaker(self.engine, autoflush=False, expire_on_commit=False)
        self._writing = async_sessionmaker(self.engine, expire_on_commit=False, sync_session_class=RecordingSession)
        # SQLite has one writer. Writers of this process queue here, in order; the file's own lock is polled with
        # growing sleeps, by threads, and lets the unlucky ones starve. It still settles things between processes.
        self._turn = asyncio.Lock() if self.is_sqlite else nullcontext()
        # To close one waits for nothing on SQLite, so it needs no task of its own that a cancelled caller cannot stop.
        self._closing: Callable[[AsyncSession], AbstractAsyncContextManager[AsyncSession]] = (
            aclosing if self.is_sqlite else _itself
        )

    @property
    def is_sqlite(self) -> bool:
        """True for the embedded default."""
        return self.engine.dialect.name == "sqlite"

    @asynccontextmanager
    async def read(self, actor: Actor, now: datetime) -> AsyncIterator[Work]:
        """Open a transaction that only reads; whatever was changed in it is thrown away."""
        async with self._closing(self._reading()) as session:
            yield Work(session, actor, now, [])

    @asynccontextmanager
    async def write(self, actor: Actor, now: datetime) -> AsyncIterator[Work]:
        """Open a transaction that is committed on a clean exit and rolled back on any exception.

        Raises Stale when a row's version changed under it.
        """
        async with self._turn, self._closing(self._writing()) as session:
            session.info.update(actor=actor, now=now)
            work = Work(session, actor, now, [])
            try:
                yield work
                await session.commit()
            except StaleDataError as error:
                raise Stale from error
        for call in work._after_commit:
            call()

    async def apply(self, statement: Executable, values: Mapping[str, Any]) -> None:
        """Run one statement that is kept as a transaction of its own (storage/plain.py)."""
        async with self._turn:
            await greenlet_spawn(_apply, self.engine.sync_engine, statement, values)

    async def close(self) -> None:
        """Give every connection back; without it aiosqlite's threads keep the process alive."""
        await self.engine.dispose()
