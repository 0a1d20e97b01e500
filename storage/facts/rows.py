"""Further rows of a table within one statement."""

from __future__ import annotations

from functools import cache
from typing import Any

from sqlalchemy.orm import aliased

from storage.tables import Base


@cache
def another(table: type[Base], part: str) -> Any:
    """A further row of a table, always the same one for the part it plays.

    SQLAlchemy lays out all columns of an alias anew: half of what building a report's statements took. A part must not
    be played twice at one level of a statement; within a subquery of its own it may.
    """
    return aliased(table)
