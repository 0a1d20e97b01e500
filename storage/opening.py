"""Opening the database at the start: migrated and ready, or one line that says what is wrong."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from sqlalchemy import text as sql
from sqlalchemy.engine import URL
from sqlalchemy.exc import DBAPIError, SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncEngine

from storage.engine import check_url
from storage.unit_of_work import Database

_MIGRATIONS: Final = Path(__file__).parent / "migrations" / "versions"


class CannotOpen(Exception):
    """The database cannot be used; the message is one line for the operator, without the password."""


async def open_database(text: str) -> Database:
    """Connect and migrate to the newest tables. Raises CannotOpen; nothing is left open then."""
    url = check_url(text)
    try:
        database = Database(text)
    except OSError as error:
        raise CannotOpen(_line(url, error.strerror or str(error))) from error
    try:
        await _migrate(database.engine, url)
    except BaseException as error:
        await database.close()
        if isinstance(error, SQLAlchemyError | OSError) or type(error).__module__.startswith("asyncpg"):
            raise CannotOpen(_line(url, _reason(error))) from error
        raise
    return database


async def _migrate(engine: AsyncEngine, url: URL) -> None:
    if await _revision(engine) == newest_revision():
        return
    # Alembic is a quarter of the start's time and memory, and only the first start of a version needs it.
    from storage import migrate

    try:
        await migrate.upgrade(engine)
    except migrate.NewerSchema as error:
        raise CannotOpen(
            f"The database at {_where(url)} was made by a later version of Voronka (revision {error}): "
            "update Voronka, or go back to a backup made before."
        ) from error


def newest_revision() -> str:
    """The revision this version's tables have: migrations are numbered files."""
    return max(path.name.partition("_")[0] for path in _MIGRATIONS.glob("[0-9]*_*.py"))


async def _revision(engine: AsyncEngine) -> str | None:
    """The revision of the database; None when it is empty (or broken, which the migration will tell)."""
    try:
        async with engine.connect() as connection:
            return str(await connection.scalar(sql("SELECT version_num FROM alembic_version")))
    except DBAPIError:
        return None


def _line(url: URL, reason: str) -> str:
    return f"Cannot use the database at {_where(url)}: {reason}. Check DATABASE_URL."


def _where(url: URL) -> str:
    if url.get_backend_name() == "sqlite":
        return url.database or ":memory:"
    return url.set(query={}).render_as_string(hide_password=True).partition("://")[2]


def _reason(error: BaseException) -> str:
    original = error.orig if isinstance(error, DBAPIError) else error
    return str(original).strip().partition("\n")[0].rstrip(".") or type(original).__name__
