"""Engines: one pool, two ways to begin on SQLite; driver checks for PostgreSQL."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, event
from sqlalchemy.dialects import registry
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, create_async_engine

from storage.sqlite_driver import PATIENCE, QuickConnection, QuickDialect

registry.register("sqlite.quick", QuickDialect.__module__, QuickDialect.__name__)

CONNECTIONS = 16
"""To a SQLite file, at most."""
CACHED = 4 * 2**20
"""Bytes of the file that this process keeps in all; beyond it a connection uses its own pages again."""
PAGES = 2 * 2**20
"""Bytes of the file that a connection keeps at most."""
PREPARED = 64
"""Statements that a connection to a SQLite file keeps ready."""
STATEMENTS = 100
"""Compiled ones that are kept, 40 KB each: a day has three hundred kinds of them, most asked for once or twice."""
DRIVERS = {"sqlite": "sqlite+aiosqlite", "postgresql": "postgresql+asyncpg"}


class BadDatabaseUrl(ValueError):
    """DATABASE_URL names no database Voronka can use; the message says what it takes."""


def check_url(text: str) -> URL:
    """Parse DATABASE_URL. A URL without a driver gets ours, since `postgresql://` means another one to SQLAlchemy 2.1.

    Raises BadDatabaseUrl for anything but SQLite through aiosqlite and PostgreSQL through asyncpg.
    """
    try:
        url = make_url(text)
    except ArgumentError as error:
        raise BadDatabaseUrl("DATABASE_URL is not a database address") from error
    backend = url.drivername.partition("+")[0]
    driver = DRIVERS.get("postgresql" if backend == "postgres" else backend)
    if driver is None or ("+" in url.drivername and url.drivername != driver):
        raise BadDatabaseUrl("DATABASE_URL must begin with sqlite+aiosqlite:// or postgresql+asyncpg://")
    return url.set(drivername=driver)


def make_engine(text: str) -> AsyncEngine:
    """Build the engine for a database URL; makes the folder of a SQLite file."""
    url = check_url(text)
    if url.get_backend_name() != "sqlite":
        return create_async_engine(url, pool_size=10, max_overflow=10, pool_pre_ping=True, query_cache_size=STATEMENTS)
    if url.database and url.database != ":memory:":
        Path(url.database).parent.mkdir(parents=True, exist_ok=True)
    # The connections used last are used again: their page cache is warm. More than the pool holds are never open,
    # since opening one costs more than all a press does.
    # Our own dialect rather than listeners: with a single one SQLAlchemy tells of every statement before and after it.
    engine = create_async_engine(
        url.set(drivername="sqlite+quick"),
        connect_args={
            "timeout": PATIENCE,
            "check_same_thread": False,
            "isolation_level": None,
            "cached_statements": PREPARED,
        },
        pool_size=CONNECTIONS,
        max_overflow=0,
        pool_use_lifo=True,
        query_cache_size=STATEMENTS,
    )
    event.listen(engine.sync_engine, "connect", _prepare_sqlite)
    return engine


@asynccontextmanager
async def writing(engine: AsyncEngine) -> AsyncIterator[AsyncConnection]:
    """Open a transaction that takes SQLite's write lock at its beginning (engineering trap 1)."""
    async with engine.begin() as connection:
        if connection.sync_connection is not None:
            take_write_lock(connection.sync_connection)
        yield connection


def take_write_lock(connection: Connection) -> None:
    """Have a transaction that has only been opened begin with SQLite's write lock; PostgreSQL has none."""
    raw: Any = connection.connection.dbapi_connection
    if isinstance(raw, QuickConnection):
        raw.write()


def _prepare_sqlite(connection: Any, _record: Any) -> None:
    cursor = connection.cursor()
    for pragma in (
        "foreign_keys=ON",
        "journal_mode=WAL",
        "synchronous=NORMAL",
        "wal_autocheckpoint=0",
        f"cache_size=-{PAGES // 1024}",
        f"soft_heap_limit={CACHED}",
        "temp_store=MEMORY",
    ):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()
