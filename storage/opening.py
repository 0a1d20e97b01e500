"""Opening the database at the start: migrated and ready, or one line that says what is wrong."""

from __future__ import annotations

from sqlalchemy.engine import URL
from sqlalchemy.exc import DBAPIError, SQLAlchemyError

from storage import migrate
from storage.engine import check_url
from storage.migrate import NewerSchema
from storage.unit_of_work import Database


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
        await migrate.upgrade(database.engine)
    except BaseException as error:
        await database.close()
        if isinstance(error, NewerSchema):
            raise CannotOpen(
                f"The database at {_where(url)} was made by a later version of Voronka (revision {error}): "
                "update Voronka, or go back to a backup made before."
            ) from error
        if isinstance(error, SQLAlchemyError | OSError) or type(error).__module__.startswith("asyncpg"):
            raise CannotOpen(_line(url, _reason(error))) from error
        raise
    return database


def _line(url: URL, reason: str) -> str:
    return f"Cannot use the database at {_where(url)}: {reason}. Check DATABASE_URL."


def _where(url: URL) -> str:
    if url.get_backend_name() == "sqlite":
        return url.database or ":memory:"
    return url.set(query={}).render_as_string(hide_password=True).partition("://")[2]


def _reason(error: BaseException) -> str:
    original = error.orig if isinstance(error, DBAPIError) else error
    return str(original).strip().partition("\n")[0].rstrip(".") or type(original).__name__
