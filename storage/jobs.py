"""Scheduled jobs: when each ran and runs next, claimed by a conditional update; and who may beat at all."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import or_, select, text, update
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.tables import JobRun
from storage.unit_of_work import Database, Work
from storage.upsert import insert

_LOCK: Final = 0x566F726F  # "Voro": any number will do, so long as every process takes the same one


async def runs(work: Work) -> Sequence[JobRun]:
    """What is known of every job that was ever declared."""
    return (await work.session.scalars(select(JobRun))).all()


async def next_runs(work: Work) -> dict[str, datetime | None]:
    """When each job runs next."""
    return {row.name: row.next_run_at for row in await runs(work)}


async def claim(work: Work, name: str, every: timedelta, until: datetime, *, force: bool) -> bool:
    """Take a due job until `until`; False when it is not due or somebody else was faster.

    A next run further away than one interval means that the clock was turned back: then it is due, too.
    """
    await work.session.execute(insert(work, JobRun).values(name=name, last_done=0).on_conflict_do_nothing())
    taken = update(JobRun).where(JobRun.name == name)
    if not force:
        due = JobRun.next_run_at
        taken = taken.where(or_(due.is_(None), due <= work.now, due > work.now + max(every, timedelta(minutes=15))))
    row = await work.session.execute(taken.values(next_run_at=until).returning(JobRun.name))
    return row.first() is not None


async def ended(work: Work, name: str, began: datetime, ms: int, done: int, error: str | None, again: datetime) -> None:
    """Record how a run ended and when the next one is due."""
    await work.session.execute(
        update(JobRun)
        .where(JobRun.name == name)
        .values(last_run_at=began, last_ms=ms, last_done=done, last_error=error, next_run_at=again)
    )


class Leadership:
    """Which of several processes beats: on PostgreSQL the one that holds an advisory lock, on SQLite there is one.

    The lock lives as long as its connection, so a process that dies gives it up by dying.
    """

    def __init__(self, db: Database) -> None:
        self._db = db
        self._connection: AsyncConnection | None = None

    async def held(self) -> bool:
        """Whether this process may beat now; takes the lock when it is free."""
        if self._db.is_sqlite:
            return True
        try:
            if self._connection is not None:
                await self._connection.scalar(text("SELECT 1"))
                return True
            return await self._take()
        except (DBAPIError, OSError):
            await self.give_up()
            return False

    async def _take(self) -> bool:
        engine = self._db.engine.execution_options(isolation_level="AUTOCOMMIT")
        connection = await engine.connect()
        if await connection.scalar(text("SELECT pg_try_advisory_lock(:key)"), {"key": _LOCK}):
            self._connection = connection
            return True
        await connection.close()
        return False

    async def give_up(self) -> None:
        """Let another process beat."""
        connection, self._connection = self._connection, None
        if connection is not None:
            # A pooled connection would keep the lock: it is closed for good.
            await connection.invalidate()
            await connection.close()
