"""Fixtures of the whole suite. Databases are real files and a real PostgreSQL server; commits are real commits."""

from __future__ import annotations

import asyncio
import gc
import inspect
import threading
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from sqlalchemy import AsyncAdaptedQueuePool

from services import Services
from services.clock import ShiftedClock
from storage.unit_of_work import Database
from tests.support import databases, ready, shared_run
from tests.support.company import People
from tests.support.databases import Cleaner, Committed, Postgres
from tests.support.factory import Factory
from tests.support.ready import TUESDAY as TUESDAY


def pytest_configure(config: pytest.Config) -> None:
    """The process that starts the run makes its folder; xdist workers inherit it."""
    if not hasattr(config, "workerinput"):
        shared_run.begin()
    ready.share()


def pytest_unconfigure(config: pytest.Config) -> None:
    """…and takes it away, PostgreSQL with it."""
    ready.end()
    # pytest looks five times for what a test left unclosed in a ring of objects: once finds it, seconds each.
    gc.collect()
    gc.freeze()
    if not hasattr(config, "workerinput"):
        shared_run.end()


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Every asynchronous test is watched for what it leaves behind; synchronous ones need no loop."""
    for item in items:
        if isinstance(item, pytest.Function) and inspect.iscoroutinefunction(inspect.unwrap(item.function)):
            item.fixturenames.insert(0, "leaves_nothing")


def pytest_collection_finish() -> None:
    """What is there before the first test stays to the end: the collector need not look at it again and again."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 20, 20)


def pytest_make_parametrize_id(val: object, argname: str) -> str | None:
    """Bytes make unreadable test names, and those of a gzip change with the time: workers would collect differently."""
    return f"{argname}{len(val)}" if isinstance(val, bytes) else None


@pytest.fixture
async def leaves_nothing() -> AsyncIterator[None]:
    """Fail a test after which its own tasks still run or its threads would keep the process alive."""
    tasks_before, threads_before = asyncio.all_tasks(), set(threading.enumerate())
    yield
    own, left = {asyncio.current_task()}, list[str]()
    for _ in range(500):
        left = [repr(task) for task in asyncio.all_tasks() - tasks_before - own]
        left += [repr(thread) for thread in set(threading.enumerate()) - threads_before if _keeps_alive(thread)]
        if not left:
            return
        await asyncio.sleep(0.01)
    pytest.fail("left running by the test:\n" + "\n".join(left))


def _keeps_alive(thread: threading.Thread) -> bool:
    # Executor threads are joined by the loop and wait idle in between.
    idle = thread.name.startswith(("asyncio_", "ThreadPoolExecutor")) or ready.stays(thread)
    return thread.is_alive() and not thread.daemon and not idle


@pytest.fixture
def clock() -> ShiftedClock:
    """A clock that stands still at `TUESDAY` until the test turns it."""
    return ShiftedClock(TUESDAY)


@pytest.fixture(scope="session")
async def sqlite_template() -> Path:
    """An empty migrated SQLite file."""
    return await databases.sqlite_template()


@pytest.fixture(scope="session")
async def sqlite_people() -> Path:
    """The same with the company's people."""
    return await databases.sqlite_people()


@pytest.fixture(scope="session")
async def sqlite_standards() -> Path:
    """The same with what the first start of an English bot puts in."""
    return await databases.sqlite_standards()


@pytest.fixture(scope="session")
async def postgres() -> Postgres:
    """This worker's PostgreSQL; a machine where it cannot start fails the test, it does not skip it."""
    return await Postgres.start(databases.worker_name())


@pytest.fixture(scope="session")
async def postgres_cleaner(postgres: Postgres) -> AsyncIterator[Cleaner]:
    """Empties the worker's PostgreSQL database between tests."""
    cleaner = await Cleaner.connect(postgres)
    yield cleaner
    await cleaner.close()


@pytest.fixture
def sqlite_finished(request: pytest.FixtureRequest) -> Path:
    """What a test's SQLite file begins as: empty, or with the people it asks for."""
    found: Path = request.getfixturevalue("sqlite_people" if "people" in request.fixturenames else "sqlite_template")
    return found


@pytest.fixture
async def sqlite_database(sqlite_finished: Path, tmp_path: Path) -> AsyncIterator[Database]:
    """A migrated SQLite database in a file of its own."""
    database = Database(databases.copy_sqlite(sqlite_finished, tmp_path / "voronka.sqlite3"))
    yield database
    await database.close()


@pytest.fixture(scope="session")
async def postgres_connections(postgres: Postgres) -> AsyncIterator[Database]:
    """Connections for one test after another: a new one costs the server more than most tests."""
    database = Database(postgres.url())
    yield database
    await database.close()


@pytest.fixture
async def postgres_database(postgres_connections: Database, postgres_cleaner: Cleaner) -> AsyncIterator[Database]:
    """An empty migrated PostgreSQL database."""
    yield postgres_connections
    if not isinstance(pool := postgres_connections.engine.pool, AsyncAdaptedQueuePool) or pool.checkedout():
        await postgres_connections.close()
    await postgres_cleaner.clean()


@pytest.fixture(params=["sqlite", "postgres"])
def database(request: pytest.FixtureRequest) -> Database:
    """An empty migrated database: each test runs once on SQLite and once on PostgreSQL."""
    chosen: Database = request.getfixturevalue(f"{request.param}_database")
    return chosen


@pytest.fixture
async def committed(database: Database) -> AsyncIterator[Committed]:
    """Reads only what is committed."""
    reader = Committed(database.url)
    yield reader
    await reader.close()


@pytest.fixture
def services(database: Database, clock: ShiftedClock) -> Services:
    """All use cases on the test's database and clock."""
    return Services(database, clock)


@pytest.fixture
async def people(database: Database, clock: ShiftedClock, request: pytest.FixtureRequest) -> People:
    """A company with its standards, two teams, and an actor for everybody a permission test needs."""
    assert clock.now() == TUESDAY, "they were hired on Tuesday"
    if not database.is_sqlite:  # SQLite's file came with them
        await request.getfixturevalue("postgres_cleaner").hire()
    return ready.people()


@pytest.fixture
def factory(database: Database, clock: ShiftedClock, people: People) -> Factory:
    """Makes clients, leads, deals and tasks of the company."""
    return Factory(database, clock)
