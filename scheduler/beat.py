"""The beat: APScheduler ticks, rows say what is due, services do it (design section 2)."""

from __future__ import annotations

import asyncio
import logging
import secrets
import time
from collections.abc import Awaitable, Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import timedelta
from typing import Any, Final

from scheduler.plan import Job
from services import Services
from services.errors import NotFound
from services.jobs import Declared

log = logging.getLogger(__name__)

OFTEN: Final = timedelta(minutes=1)
"""Jobs that beat at least so often are run at every `step`; rarer ones are looked at once in this time."""


async def _always() -> bool:
    return True


class Beat:
    """Runs the plan. `may_beat` says whether this process is the one that schedules."""

    def __init__(
        self, services: Services, plan: Sequence[Job], may_beat: Callable[[], Awaitable[bool]] = _always
    ) -> None:
        self._services = services
        self._plan = tuple(plan)
        self._may_beat = may_beat
        self._scheduler: Any = None
        self._running = 0
        self._idle = asyncio.Event()
        self._idle.set()
        services.jobs.bind([declared(job) for job in self._plan], self.run)

    def start(self) -> None:
        """Begin to beat. APScheduler keeps nothing: rows are the schedule, so a restart loses nothing."""
        from apscheduler.schedulers.asyncio import AsyncIOScheduler

        # A late beat is still a beat (note 27), and a slow one is not started again meanwhile.
        defaults = {"misfire_grace_time": None, "coalesce": True, "max_instances": 1}
        self._scheduler = AsyncIOScheduler(timezone="UTC", job_defaults=defaults)
        for job in self._plan:
            seconds = min(job.every, OFTEN).total_seconds()
            self._scheduler.add_job(self._tick, "interval", seconds=seconds, args=[job], id=job.name)
        self._scheduler.start()

    async def stop(self, timeout: float) -> None:
        """Start nothing more and wait for what runs; APScheduler itself would cancel it (note 29)."""
        if self._scheduler is None:
            return
        self._scheduler.pause()
        try:
            async with asyncio.timeout(timeout):
                await self._idle.wait()
        except TimeoutError:
            log.warning("stopping in the middle of a job")
        self._scheduler.shutdown(wait=False)
        self._scheduler = None

    async def step(self) -> int:
        """Run every job that is due by the clock, and all that beat often, once; return how much they did.

        For tests and the demo, where the clock is turned by hand.
        """
        done = 0
        for job in self._plan:
            if job.every <= OFTEN or await self._services.jobs.due(declared(job)):
                done += await self._run_claimed(job, force=job.every <= OFTEN)
        return done

    async def run(self, name: str) -> None:
        """Run a job at once, due or not. Raises NotFound."""
        job = next((job for job in self._plan if job.name == name), None)
        if job is None:
            raise NotFound("job")
        await self._run_claimed(job, force=True)

    async def _tick(self, job: Job) -> None:
        with self._busy():
            try:
                if await self._may_beat() and await self._services.jobs.due(declared(job)):
                    await self._run_claimed(job, force=False)
            except Exception:
                # The database may be away for a moment; the next beat finds everything that is due.
                log.exception("beat failed job=%s", job.name)

    @contextmanager
    def _busy(self) -> Iterator[None]:
        """Count what `stop` waits for, the writing down of a run included."""
        self._running += 1
        self._idle.clear()
        try:
            yield
        finally:
            self._running -= 1
            if not self._running:
                self._idle.set()

    async def _run_claimed(self, job: Job, *, force: bool) -> int:
        """Claim and run a job; its error is written down and goes no further."""
        jobs, began = self._services.jobs, self._services.clock.now()
        if not await jobs.claim(declared(job), force=force):
            return 0
        started, done, incident = time.perf_counter(), 0, None
        try:
            done = await job.pick(self._services)(began)
        except Exception as error:
            incident = secrets.token_hex(3).upper()
            log.error("incident=%s job=%s", incident, job.name, exc_info=error)
        ms = int((time.perf_counter() - started) * 1000)
        await jobs.ended(declared(job), began, ms, done, incident)
        log.log(logging.INFO if done else logging.DEBUG, "job=%s done=%d ms=%d", job.name, done, ms)
        return done


def declared(job: Job) -> Declared:
    """What the bookkeeping knows of a job."""
    return Declared(job.name, job.every)
