"""Who is to do what a stage asks for, and who looks at it: the choices and the fair share (S2-33, S2-39)."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum


class Responsible(StrEnum):
    """Who gets a stage's task."""

    OWNER = "owner"
    HEAD = "head"
    USER = "user"
    TEAM = "team"


class Controller(StrEnum):
    """Who looks at its result; nobody is None."""

    HEAD = "head"
    USER = "user"


def least_loaded(loads: Mapping[int, int]) -> int | None:
    """Return whoever has the fewest tasks due today or overdue; of equals the one here longest (the smaller id)."""
    return min(loads, key=lambda person: (loads[person], person), default=None)
