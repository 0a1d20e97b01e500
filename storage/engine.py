"""Engines: one pool, two ways to begin on SQLite; driver checks for PostgreSQL."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from sqlalchemy import Connection, event
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine

from storage.sqlite_driver import QuickConnection

CONNECTIONS = 16
"""To a SQLite file, at most."""
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
        return create_async_engine(url, pool_size=10, max_overflow=10, pool_pre_ping=True)
    if url.database and url.database != ":memory:":
        Path(url.database).parent.mkdir(parents=True, exist_ok=True)
    # The connections used last are used again: their page cache is warm. More than the pool holds are never open,
    # since opening one costs more than all a press does.
    engine = create_async_engine(
        url,
        connect_args={"timeout": 15, "check_same_thread": False},
        pool_size=CONNECTIONS,
        max_overflow=0,
        pool_use_lifo=True,
    )
    event.listen(engine.sync_engine, "do_connect", _connect_sqlite)
    event.listen(engine.sync_engine, "connect", _prepare_sqlite)
    event.listen(engine.sync_engine, "begin", _begin_sqlite)
    return engine


def for_writing(engine: AsyncEngine) -> AsyncEngine:
    """The same pool, but transactions take the write lock at once (engineering trap 1)."""
    return engine.execution_options(begin_mode="IMMEDIATE")


def _connect_sqlite(dialect: Any, _record: Any, arguments: Any, options: Any) -> QuickConnection:
    return QuickConnection(dialect.dbapi, dialect.dbapi.connect(*arguments, **options)._connection)


def _prepare_sqlite(connection: Any, _record: Any) -> None:
    connection.isolation_level = None
    cursor = connection.cursor()
    for pragma in (
        "foreign_keys=ON",
        "journal_mode=WAL",
        "synchronous=NORMAL",
        "busy_timeout=15000",
        "cache_size=-4000",
        "temp_store=MEMORY",
    ):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


def _begin_sqlite(connection: Connection) -> None:
    mode = connection.get_execution_options().get("begin_mode", "DEFERRED")
    connection.connection.dbapi_connection.begin(f"BEGIN {mode}")  # type: ignore[union-attr]
