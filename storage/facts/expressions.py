"""What both databases work out alike: seconds between moments, local days, and shares of money."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from typing import Any, Final

from sqlalchemy import BigInteger, ColumnElement, case, func, literal
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.functions import FunctionElement

from services.rules.worktime import to_local

EPOCH: Final = date(1970, 1, 1)
DAY_SECONDS: Final = 86_400
_MONDAY: Final = 3
"""1970-01-01 was a Thursday: so many days after a Monday."""


class epoch(FunctionElement[int]):  # noqa: N801 - named as functions of SQL are
    """Whole seconds since 1970 of a moment."""

    type = BigInteger()
    inherit_cache = True
    name = "epoch"


@compiles(epoch, "sqlite")
def _epoch_sqlite(element: Any, compiler: Any, **kw: Any) -> str:
    return f"CAST(strftime('%s', {compiler.process(element.clauses, **kw)}) AS INTEGER)"


@compiles(epoch, "postgresql")
def _epoch_postgresql(element: Any, compiler: Any, **kw: Any) -> str:
    return f"CAST(floor(extract(epoch from {compiler.process(element.clauses, **kw)})) AS BIGINT)"


class date_number(FunctionElement[int]):  # noqa: N801
    """Days since 1970 of a date."""

    type = BigInteger()
    inherit_cache = True
    name = "date_number"


@compiles(date_number, "sqlite")
def _date_number_sqlite(element: Any, compiler: Any, **kw: Any) -> str:
    return f"CAST(strftime('%s', {compiler.process(element.clauses, **kw)}) AS INTEGER) / {DAY_SECONDS}"


@compiles(date_number, "postgresql")
def _date_number_postgresql(element: Any, compiler: Any, **kw: Any) -> str:
    return f"(CAST({compiler.process(element.clauses, **kw)} AS DATE) - DATE '1970-01-01')"


class portion(FunctionElement[int]):  # noqa: N801
    """`portion(amount, part, whole)`: amount × part / whole in whole minor units, halves away from 0.

    The product may be longer than 64 bits: PostgreSQL counts it exactly, SQLite with the precision of a float.
    """

    type = BigInteger()
    inherit_cache = True
    name = "portion"


@compiles(portion, "sqlite")
def _portion_sqlite(element: Any, compiler: Any, **kw: Any) -> str:
    amount, part, whole = (compiler.process(one, **kw) for one in element.clauses)
    return f"CAST(round(({amount}) * 1.0 * ({part}) / ({whole})) AS INTEGER)"


@compiles(portion, "postgresql")
def _portion_postgresql(element: Any, compiler: Any, **kw: Any) -> str:
    amount, part, whole = (compiler.process(one, **kw) for one in element.clauses)
    return f"CAST(round(CAST({amount} AS NUMERIC) * ({part}) / ({whole})) AS BIGINT)"


def local_day(at: Any, zone: str, start: datetime, end: datetime) -> ColumnElement[int]:
    """The number of the local day of a moment that lies between two others; summer time counts."""
    return clock(at, zone, start, end) // DAY_SECONDS


def clock(at: Any, zone: str, start: datetime, end: datetime) -> ColumnElement[int]:
    """What the zone's clocks show at a moment between two others, in seconds since their 1970.

    Lengths are counted by them: from midnight to midnight of another day are whole days, whatever summer time did.
    """
    spans = offsets(zone, start, end)
    offset: Any = literal(spans[-1][1], BigInteger)
    if len(spans) > 1:
        whens = [(at < spans[n + 1][0], literal(spans[n][1], BigInteger)) for n in range(len(spans) - 1)]
        offset = case(*whens, else_=offset)
    return epoch(at) + offset  # type: ignore[no-any-return]


@lru_cache(maxsize=256)
def offsets(zone: str, start: datetime, end: datetime) -> tuple[tuple[datetime, int], ...]:
    """From which moment on clocks are how many seconds ahead of UTC, between two moments."""
    found = [(start, _offset(zone, start))]
    at = start
    while at < end:
        later = min(at + timedelta(days=1), end)
        if _offset(zone, later) != found[-1][1]:
            found.append((_change(zone, at, later), _offset(zone, later)))
        at = later
    return tuple(found)


def _offset(zone: str, at: datetime) -> int:
    ahead = to_local(at, zone).utcoffset()
    return int(ahead.total_seconds()) if ahead is not None else 0


def _change(zone: str, before: datetime, after: datetime) -> datetime:
    """The second at which clocks were changed."""
    low, high, old = int(before.timestamp()), int(after.timestamp()), _offset(zone, before)
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (middle, high) if _offset(zone, datetime.fromtimestamp(middle, UTC)) == old else (low, middle)
    return datetime.fromtimestamp(high, UTC)


def week(day: Any) -> ColumnElement[int]:
    """The number of the Monday on or before a local day."""
    return (day + _MONDAY) // 7 * 7 - _MONDAY  # type: ignore[no-any-return]


def month(day: Any, first: date, until: date) -> ColumnElement[int]:
    """The number of the first of the month of a local day that lies between two dates, the second excluded."""
    starts = [first.replace(day=1)]
    while (later := (starts[-1] + timedelta(days=32)).replace(day=1)) < until:
        starts.append(later)
    last = literal((starts[-1] - EPOCH).days, BigInteger)
    if len(starts) == 1:
        return day * 0 + last  # type: ignore[no-any-return]
    whens = [
        (day < (starts[n + 1] - EPOCH).days, literal((starts[n] - EPOCH).days, BigInteger))
        for n in range(len(starts) - 1)
    ]
    return case(*whens, else_=last)


def day_of(number: int) -> date:
    """The date with a number."""
    return EPOCH + timedelta(days=number)


def known(text: Any) -> ColumnElement[str]:
    """A text, None when it is empty."""
    return func.nullif(text, "")
