"""The beat: what is due is run once, late or not, by one process; errors stay with their job."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Coroutine
from datetime import datetime, timedelta
from typing import Any

import pytest

from scheduler.beat import Beat
from scheduler.plan import PLAN, Job
from services import Services
from services.clock import ShiftedClock
from services.errors import Denied, NotFound
from services.rules.actor import SYSTEM, Actor, Role
from storage.jobs import Leadership
from storage.tables import JobRun
from storage.unit_of_work import Database
from tests.support.databases import Committed

HOUR, MINUTE = timedelta(hours=1), timedelta(minutes=1)


class Work:
    """A job that counts its runs."""

    def __init__(self, act: Callable[[], Coroutine[Any, Any, None]] | None = None) -> None:
        self.runs: list[datetime] = []
        self._act = act

    async def __call__(self, now: datetime) -> int:
        self.runs.append(now)
        if self._act is not None:
            await self._act()
        return len(self.runs)

    def job(self, name: str = "work", every: timedelta = HOUR) -> Job:
        return Job(name, every, lambda services: self)


@pytest.fixture
def services(database: Database, clock: ShiftedClock) -> Services:
    return Services(database, clock)


async def _fail() -> None:
    raise RuntimeError("the words of a fault")


async def test_a_job_runs_when_it_is_due_and_not_before(services: Services, clock: ShiftedClock) -> None:
    work = Work()
    beat = Beat(services, [work.job()])
    assert await beat.step() == 1
    clock.advance(59 * MINUTE)
    assert await beat.step() == 0
    clock.advance(MINUTE)
    assert await beat.step() == 2
    assert work.runs[1] - work.runs[0] == HOUR


async def test_a_machine_asleep_for_a_day_runs_it_once(services: Services, clock: ShiftedClock) -> None:
    work = Work()
    beat = Beat(services, [work.job()])
    await beat.step()
    clock.advance(timedelta(days=1))
    await beat.step()
    await beat.step()
    assert len(work.runs) == 2


async def test_a_restart_neither_repeats_nor_forgets(services: Services, clock: ShiftedClock) -> None:
    work = Work()
    await Beat(services, [work.job(every=timedelta(days=1))]).step()
    for _ in range(30):
        clock.advance(HOUR)
        await Beat(services, [work.job(every=timedelta(days=1))]).step()
    assert len(work.runs) == 2


async def test_a_clock_turned_back_does_not_stop_a_job(services: Services, clock: ShiftedClock) -> None:
    work = Work()
    beat = Beat(services, [work.job()])
    await beat.step()
    clock.advance(timedelta(days=-30))
    await beat.step()
    assert len(work.runs) == 2


async def test_jobs_that_beat_often_run_at_every_step(services: Services) -> None:
    work = Work()
    beat = Beat(services, [work.job(every=MINUTE)])
    await beat.step()
    await beat.step()
    assert len(work.runs) == 2


async def test_several_processes_run_a_due_job_once(services: Services) -> None:
    work = Work(lambda: asyncio.sleep(0.05))
    beats = [Beat(services, [work.job()]) for _ in range(6)]
    await asyncio.gather(*(beat.step() for beat in beats))
    assert len(work.runs) == 1


async def test_an_error_is_written_down_and_goes_no_further(
    services: Services, clock: ShiftedClock, committed: Committed
) -> None:
    bad, good = Work(_fail), Work()
    beat = Beat(services, [bad.job("bad"), good.job("good")])
    await beat.step()
    rows = {row.name: row for row in await committed.all(JobRun)}
    assert len(good.runs) == 1
    assert len(rows["bad"].last_error) == 6
    assert "words" not in rows["bad"].last_error
    assert rows["bad"].next_run_at == clock.now() + 5 * MINUTE, "a rare job is tried again soon"
    clock.advance(5 * MINUTE)
    await beat.step()
    assert (len(bad.runs), len(good.runs)) == (2, 1)


async def test_a_job_that_died_with_its_process_is_due_again(services: Services, clock: ShiftedClock) -> None:
    work = Work(lambda: asyncio.sleep(60))
    day = timedelta(days=1)
    running = asyncio.ensure_future(Beat(services, [work.job(every=day)]).step())
    while not work.runs:  # noqa: ASYNC110 - the job runs in a database of its own
        await asyncio.sleep(0.01)
    running.cancel()
    await asyncio.gather(running, return_exceptions=True)
    again = Work()
    clock.advance(9 * MINUTE)
    assert await Beat(services, [again.job(every=day)]).step() == 0
    clock.advance(MINUTE)
    assert await Beat(services, [again.job(every=day)]).step() == 1


async def test_the_admin_sees_the_jobs_and_runs_one(services: Services, clock: ShiftedClock) -> None:
    work, other = Work(), Work()
    beat = Beat(services, [other.job("other"), work.job()])
    before = await services.jobs.list(SYSTEM)
    assert [(job.name, job.last_run_at, job.next_run_at) for job in before] == [
        ("other", None, None),
        ("work", None, None),
    ]
    await beat.step()
    clock.advance(MINUTE)
    ran = await services.jobs.run_now(SYSTEM, 1)
    assert (ran.name, ran.last_run_at, ran.last_done) == ("work", clock.now(), 2)
    assert ran.next_run_at == clock.now() + HOUR
    assert len(other.runs) == 1
    with pytest.raises(NotFound):
        await services.jobs.run_now(SYSTEM, 2)
    for role in (Role.HEAD, Role.MANAGER, Role.CLIENT, Role.STRANGER):
        with pytest.raises(Denied):
            await services.jobs.list(Actor(role))
        with pytest.raises(Denied):
            await services.jobs.run_now(Actor(role), 0)


async def test_it_beats_by_itself_and_stops_cleanly(services: Services) -> None:
    began, go_on = asyncio.Event(), asyncio.Event()

    async def slow() -> None:
        began.set()
        await go_on.wait()

    work = Work(slow)
    beat = Beat(services, [work.job(every=timedelta(seconds=0.2))])
    beat.start()
    async with asyncio.timeout(10):
        await began.wait()
        stopping = asyncio.ensure_future(beat.stop(10))
        await asyncio.sleep(0.3)
        assert not stopping.done(), "a running job is waited for"
        go_on.set()
        await stopping
    assert len(work.runs) == 1, "a slow job is not started again meanwhile"
    assert (await services.jobs.list(SYSTEM))[0].last_done == 1


async def test_a_database_that_is_away_does_not_stop_the_beat(
    services: Services, monkeypatch: pytest.MonkeyPatch
) -> None:
    work, failed = Work(), asyncio.Event()

    async def away(declared: object) -> bool:
        monkeypatch.undo()
        failed.set()
        raise OSError("gone")

    monkeypatch.setattr(services.jobs, "due", away)
    beat = Beat(services, [work.job(every=timedelta(seconds=0.1))])
    beat.start()
    async with asyncio.timeout(10):
        await failed.wait()
        while not work.runs:  # noqa: ASYNC110 - nothing tells when a job ran
            await asyncio.sleep(0.02)
    await beat.stop(5)


@pytest.fixture
async def rivals(database: Database) -> AsyncIterator[tuple[Leadership, Leadership]]:
    """Two processes on one database."""
    other = Database(database.url)
    both = Leadership(database), Leadership(other)
    yield both
    for one in both:
        await one.give_up()
    await other.close()


async def test_one_of_several_schedulers_is_active(rivals: tuple[Leadership, Leadership], database: Database) -> None:
    first, second = rivals
    assert await first.held()
    assert await first.held()
    assert await second.held() is database.is_sqlite, "SQLite serves one process"
    await first.give_up()
    assert await second.held()
    assert await first.held() is database.is_sqlite


def test_the_plan_is_sound() -> None:
    names = [job.name for job in PLAN]
    assert len(set(names)) == len(names)
    assert all(len(name) <= 40 for name in names)
    assert all(job.every >= timedelta(seconds=5) for job in PLAN)


async def test_every_job_of_the_plan_runs_on_an_empty_company(services: Services) -> None:
    await Beat(services, PLAN).step()
    assert [job.name for job in await services.jobs.list(SYSTEM) if job.error] == []
