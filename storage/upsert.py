"""INSERT … ON CONFLICT, which SQLAlchemy spells per database."""

from __future__ import annotations

from typing import Any

from sqlalchemy.dialects import postgresql, sqlite

from storage.unit_of_work import Work


def insert(work: Work, table: Any) -> Any:
    """An insert into `table` that knows `on_conflict_do_nothing` and `on_conflict_do_update`."""
    return dialect(work).insert(table)


def dialect(work: Work) -> Any:
    """SQLAlchemy's module of the database's own statements."""
    return sqlite if work.session.get_bind().dialect.name == "sqlite" else postgresql
