"""What facts are asked for: which days, by which slices, with which filters, for whom."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, FromClause

from services.rules.actor import Actor
from services.rules.indicators import By, Filters, Flag, Kind, Value
from services.rules.worktime import local_day, local_day_bounds

Working = Callable[[Sequence[int], Sequence[int]], Sequence[int]]
"""Whole working minutes from moments to moments, in seconds since 1970: the company's calendar is no table."""


@dataclass(frozen=True)
class Ask:
    """Days from `first` up to `until` (excluded) of the company's zone, as it stands `now`."""

    actor: Actor
    first: date
    until: date
    zone: str
    now: datetime
    by: tuple[By, ...]
    filters: Filters
    working: Working

    @property
    def start(self) -> datetime:
        """The first moment."""
        return local_day_bounds(self.first, self.zone)[0]

    @property
    def end(self) -> datetime:
        """The moment after the last."""
        return local_day_bounds(self.until, self.zone)[0]

    @property
    def moment(self) -> datetime:
        """When what is open or overdue is looked at: the period's end, or now."""
        return min(self.end, self.now)

    @property
    def is_past(self) -> bool:
        """Whether that is over."""
        return self.end < self.now

    @property
    def today(self) -> date:
        """The day of now, or the one after the period if that is over."""
        return min(self.until, local_day(self.now, self.zone))

    @property
    def slices(self) -> frozenset[By]:
        """All that play a part."""
        return frozenset(self.by) | frozenset(self.filters)


Column = Callable[[], ColumnElement[Any]]


@dataclass(frozen=True)
class Base:
    """The rows of a fact: where they are, whose, what they are told apart by, and their numbers; columns, or None.

    `by_lines`: the id of the deal among whose products the money of a row is shared. `tables` come before `where`.
    """

    kind: Kind
    tables: FromClause
    id: Any
    at: Any
    where: tuple[ColumnElement[bool], ...]
    owner: Any
    client: Any
    key: Callable[[By], ColumnElement[Any]]
    values: Mapping[Value | Flag, Column]
    by_lines: Any = None
    title: Any = None
    span: tuple[Any, Any] | None = None
    """From which moment to which seconds or working minutes are counted; columns, either may be None in a row."""
