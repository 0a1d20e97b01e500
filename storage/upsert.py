"""INSERT … ON CONFLICT, which SQLAlchemy spells per database."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy.dialects import sqlite

if TYPE_CHECKING:
    from storage.unit_of_work import Work


def insert(work: Work, table: Any) -> Any:
    """An insert into `table` that knows `on_conflict_do_nothing` and `on_conflict_do_update`."""
    return insert_on(work.session.get_bind().dialect.name, table)


def insert_on(dialect: str, table: Any) -> Any:
    """The same for a database that is only named: "sqlite" or "postgresql"."""
    if dialect == "sqlite":
        return sqlite.insert(table)
    from sqlalchemy.dialects import postgresql  # 2 MB that a company on SQLite does without

    return postgresql.insert(table)
