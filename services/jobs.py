"""Scheduled jobs: which are due, how they went, and running one at once. What they do is in `scheduler/plan.py`."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from services.clock import Clock
from services.errors import Denied, NotFound
from services.rules.actor import SYSTEM, Actor, Role
from storage import fsm, presses
from storage import jobs as rows
from storage.tables import JobRun
from storage.unit_of_work import Database

CLAIM: Final = timedelta(minutes=10)
"""How long a running job counts as taken; one that died is due again after that."""
RETRY: Final = timedelta(minutes=5)
"""After an error a rare job is tried again sooner than its interval."""
KEEP_CONVERSATIONS: Final = timedelta(days=30)
KEEP_PRESSES: Final = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Declared:
    """A job of the plan: its name and interval."""

    name: str
    every: timedelta


@dataclass(frozen=True, slots=True)
class JobView:
    """A job with its last and next run; `error` is the incident of a failed run."""

    name: str
    every: timedelta
    last_run_at: datetime | None
    last_ms: int | None
    last_done: int
    error: str | None
    next_run_at: datetime | None


Run = Callable[[str], Awaitable[None]]


class Jobs:
    """Bookkeeping of the beat; `bind` tells it the plan."""

    def __init__(self, db: Database, clock: Clock) -> None:
        self._db = db
        self._clock = clock
        self._declared: tuple[Declared, ...] = ()
        self._run: Run | None = None

    def bind(self, declared: Sequence[Declared], run: Run) -> None:
        """Learn which jobs there are and how one is run at once; the scheduler calls this."""
        self._declared = tuple(declared)
        self._run = run

    # ------------------------------------------------------------------------------------------------ for the beat
    async def due(self, declared: Declared) -> bool:
        """Whether a job looks due; `claim` decides."""
        now = self._clock.now()
        async with self._db.read(SYSTEM, now) as work:
            at = (await rows.next_runs(work)).get(declared.name)
        return at is None or at <= now or at > now + max(declared.every, timedelta(minutes=15))

    async def claim(self, declared: Declared, *, force: bool = False) -> bool:
        """Take a due job, so that nobody else runs it meanwhile; `force` takes it whether due or not."""
        now = self._clock.now()
        async with self._db.write(SYSTEM, now) as work:
            return await rows.claim(work, declared.name, declared.every, now + CLAIM, force=force)

    async def ended(self, declared: Declared, began: datetime, ms: int, done: int, error: str | None) -> None:
        """Record a run; `error` is the incident under which the log tells more."""
        again = began + (min(declared.every, RETRY) if error else declared.every)
        async with self._db.write(SYSTEM, self._clock.now()) as work:
            await rows.ended(work, declared.name, began, ms, done, error, again)

    # ----------------------------------------------------------------------------------------------- for the admin
    async def list(self, actor: Actor) -> list[JobView]:
        """Every job of the plan with its last and next run. Raises Denied."""
        _only_admin(actor)
        async with self._db.read(actor, self._clock.now()) as work:
            known = {row.name: row for row in await rows.runs(work)}
            return [_view(job, known.get(job.name)) for job in self._declared]

    async def run_now(self, actor: Actor, number: int) -> JobView:
        """Run the job at place `number` of the list at once and return how it went. Raises Denied, NotFound."""
        _only_admin(actor)
        if self._run is None or not 0 <= number < len(self._declared):
            raise NotFound("job")
        await self._run(self._declared[number].name)
        return (await self.list(actor))[number]

    # ---------------------------------------------------------------------------------------------------- a job
    async def tidy(self, now: datetime) -> int:
        """Forget half-typed forms nobody went on with for a month, and done presses of last week."""
        async with self._db.write(SYSTEM, now) as work:
            return await fsm.purge(work, now - KEEP_CONVERSATIONS) + await presses.purge(work, now - KEEP_PRESSES)


def _view(job: Declared, row: JobRun | None) -> JobView:
    if row is None:
        return JobView(job.name, job.every, None, None, 0, None, None)
    return JobView(job.name, job.every, row.last_run_at, row.last_ms, row.last_done, row.last_error, row.next_run_at)


def _only_admin(actor: Actor) -> None:
    if actor.role is not Role.ADMIN:
        raise Denied
