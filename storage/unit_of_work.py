"""The transaction: one service call opens one `Work`, and leaving it cleanly commits."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, nullcontext
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker
from sqlalchemy.orm.exc import StaleDataError

from services.rules.actor import Actor
from services.rules.errors import Stale
from storage.engine import for_writing, make_engine
from storage.history import RecordingSession
from storage.tables import DoneRequest


@dataclass(slots=True)
class Work:
    """An open transaction: whose it is and what time it is in it."""

    session: AsyncSession
    actor: Actor
    now: datetime
    _after_commit: list[Callable[[], None]]

    async def once(self, key: str) -> bool:
        """Claim a press or message; False when it has been carried out before (design section 2, "once only")."""
        insert = sqlite.insert if self.session.get_bind().dialect.name == "sqlite" else postgresql.insert
        statement = insert(DoneRequest).values(key=key, at=self.now).on_conflict_do_nothing().returning(DoneRequest.key)
        return (await self.session.execute(statement)).first() is not None

    def after_commit(self, call: Callable[[], None]) -> None:
        """Have `call` run once the transaction is safely stored."""
        self._after_commit.append(call)


class Database:
    """Opens transactions. Reads never flush; writes take SQLite's lock at their beginning."""

    def __init__(self, url: str) -> None:
        self.url = url
        self.engine = make_engine(url)
        self._reading = async_sessionmaker(self.engine, autoflush=False, expire_on_commit=False)
        self._writing = async_sessionmaker(
            for_writing(self.engine), expire_on_commit=False, sync_session_class=RecordingSession
        )
        # SQLite has one writer. Writers of this process queue here, in order; the file's own lock is polled with
        # growing sleeps, by threads, and lets the unlucky ones starve. It still settles things between processes.
        self._turn = asyncio.Lock() if self.is_sqlite else nullcontext()

    @property
    def is_sqlite(self) -> bool:
        """True for the embedded default."""
        return self.engine.dialect.name == "sqlite"

    @asynccontextmanager
    async def read(self, actor: Actor, now: datetime) -> AsyncIterator[Work]:
        """Open a transaction that only reads; whatever was changed in it is thrown away."""
        async with self._reading() as session:
            yield Work(session, actor, now, [])

    @asynccontextmanager
    async def write(self, actor: Actor, now: datetime) -> AsyncIterator[Work]:
        """Open a transaction that is committed on a clean exit and rolled back on any exception.

        Raises Stale when a row's version changed under it.
        """
        async with self._turn, self._writing() as session:
            session.info.update(actor=actor, now=now)
            work = Work(session, actor, now, [])
            try:
                yield work
                await session.commit()
            except StaleDataError as error:
                raise Stale from error
        for call in work._after_commit:
            call()

    async def close(self) -> None:
        """Give every connection back; without it aiosqlite's threads keep the process alive."""
        await self.engine.dispose()
