"""What every test would begin with, made once for the whole run: the people of a company, a bot's standards, engines.

A test that installs the standards and hires everybody by itself spends more on that than on what it is about. So the
first to need them makes them in a database of their own, by the same steps; a test gets the finished rows. And
SQLAlchemy writes the text of a statement once for an engine, of which a run has thousands: here they share it.
"""

from __future__ import annotations

import functools
import pickle
import ssl
import threading
from datetime import UTC, datetime

import asyncpg  # type: ignore[import-untyped]
from sqlalchemy import event
from sqlalchemy.ext.asyncio import AsyncEngine
from sqlalchemy.util import LRUCache

import bot.app
from bot.company import CompanyDefaults
from bot.drawing import STUDIO, Studio
from bot.settings import load_settings
from services import Services
from services.clock import ShiftedClock
from services.forecast_order import make_here
from storage import unit_of_work
from storage.engine import make_engine as plain_engine
from storage.unit_of_work import Database
from tests.support import company, shared_run
from tests.support.company import People

TUESDAY = datetime(2026, 11, 24, 8, 0, tzinfo=UTC)
"""Where the clock of every test stands: Tuesday 24 November 2026, 10:00 in Kyiv."""

KEPT = "kept"
"""The schema of PostgreSQL where the finished rows are."""


# ------------------------------------------------------------------------------------------------------------- rows
async def hire(url: str) -> None:
    """Put the company and its people into an empty database at `TUESDAY`; who they are is kept for `people`."""
    database, clock = Database(url), ShiftedClock(TUESDAY)
    try:
        await company.install(database, clock)
        hired = await company.hire(database, clock)
    finally:
        await database.close()
    (shared_run.folder() / "people.pickle").write_bytes(pickle.dumps(hired))


@functools.cache
def people() -> People:
    """The people of `hire`, as that returned them."""
    found: People = pickle.loads((shared_run.folder() / "people.pickle").read_bytes())
    return found


async def standards(url: str) -> None:
    """Do to an empty database what the first start of an English bot does."""
    database = Database(url)
    try:
        settings = load_settings(None, bot_token="1:x", database_url=url, locale="en")
        await CompanyDefaults(Services(database, ShiftedClock(TUESDAY))).install(settings)
    finally:
        await database.close()


async def keep_in_postgres(connection: asyncpg.Connection) -> None:
    """Move every row of a database to the schema `KEPT` and leave the tables as they were before `hire`."""
    rows = await connection.fetch("SELECT tablename AS name FROM pg_tables WHERE schemaname = 'public'")
    names = [row["name"] for row in rows if row["name"] != "alembic_version"]
    full = [name for name in names if await connection.fetchval(f'SELECT 1 FROM "{name}" LIMIT 1')]
    script = [f"CREATE SCHEMA {KEPT}"]
    script += [f'CREATE TABLE {KEPT}."{name}" AS TABLE public."{name}"' for name in full]
    script.append("TRUNCATE " + ", ".join(f'"{name}"' for name in names))
    used = await connection.fetch("SELECT sequencename AS name, last_value AS last FROM pg_sequences")
    script.append(f"CREATE TABLE {KEPT}.sequences (name text, last bigint)")
    for row in used:
        if row["last"] is not None:
            script.append(f"INSERT INTO {KEPT}.sequences VALUES ('{row['name']}', {row['last']})")
            script.append(f'ALTER SEQUENCE "{row["name"]}" RESTART')
    await connection.execute("; ".join(script))


async def postgres_script(connection: asyncpg.Connection) -> str:
    """What puts the rows kept in a database into its tables, for a connection without foreign key checks."""
    rows = await connection.fetch("SELECT tablename AS name FROM pg_tables WHERE schemaname = $1", KEPT)
    tables = [row["name"] for row in rows if row["name"] != "sequences"]
    used = await connection.fetch(f"SELECT name, last FROM {KEPT}.sequences")
    return "; ".join(
        [f'INSERT INTO public."{name}" SELECT * FROM {KEPT}."{name}"' for name in tables]
        + ["SELECT " + ", ".join(f"setval('{row['name']}', {row['last']})" for row in used)]
    )


# ---------------------------------------------------------------------------------------------------------- engines
_first: dict[str, AsyncEngine] = {}
"""By kind of database: the engine that connected first. The later ones use its statements."""


def share() -> None:
    """From now on this process does once what every bot of it would do again.

    Engines write each statement once, clients read the list of authorities once. One drawing process serves all the
    bots that come and go, and forecasts are made here: a process for each costs a second (`tests/app/test_drawing.py`
    and `test_calculating.py` look after those).
    """
    vars(unit_of_work)["make_engine"] = make_engine
    vars(bot.app)["apart"] = make_here
    vars(STUDIO)["close"] = lambda: None
    ssl.create_default_context = functools.cache(ssl.create_default_context)  # type: ignore[assignment]


def stays(thread: threading.Thread) -> bool:
    """Whether a thread looks after the drawing process of all bots."""
    return STUDIO._pool is not None and thread is vars(STUDIO._pool)["_executor_manager_thread"]


def end() -> None:
    """The drawing process is wanted no more."""
    Studio.close(STUDIO)


def make_engine(url: str) -> AsyncEngine:
    """The engine for a database URL, with the statements of those before it."""
    engine = plain_engine(url)
    inner = engine.sync_engine
    if (first := _first.get(inner.name)) is not None:
        inner.dialect = inner.pool._dialect = first.dialect
        inner._compiled_cache = first.sync_engine._compiled_cache
    else:
        inner._compiled_cache = LRUCache(10_000)
        # Not before it has connected: only then a dialect knows the server.
        event.listen(inner, "connect", lambda *_: _first.setdefault(inner.name, engine))
    return engine
