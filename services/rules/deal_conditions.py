"""What deals are looked for: conditions that all hold, and an order; kept as compact JSON (S4-19).

Nothing here knows names: pipelines, stages, people, channels, products and fields are ids. `NOBODY` among the owners
or channels means that there is none.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, fields, replace
from datetime import date, timedelta
from enum import StrEnum
from typing import Any, Final

from services.rules.money import MAX_MINOR

NOBODY: Final = 0
MOST_IDS: Final = 60
MOST_FIELDS: Final = 12
MOST_DAYS: Final = 3650
TEXT_LIMIT: Final = 100
YEARS: Final = range(2000, 2101)
DAY: Final = timedelta(days=1)


class DealStatus(StrEnum):
    """Which deals at all; `all` takes open, won and lost ones."""

    OPEN = "open"
    WON = "won"
    LOST = "lost"
    ALL = "all"


class TaskMark(StrEnum):
    """none: no open task; overdue: one whose due time has passed."""

    NONE = "none"
    OVERDUE = "overdue"


class DealSort(StrEnum):
    """What the list is ordered by. Deals without an amount or task stand last, those never contacted as the longest
    without contact."""

    AMOUNT = "amount"
    IN_STAGE = "stage"
    CONTACT = "contact"
    TASK = "task"
    CREATED = "created"


class Span(StrEnum):
    """A period that moves with the day; `past` is before today, `none`: there is no date."""

    TODAY = "today"
    WEEK = "week"
    NEXT_WEEK = "next_week"
    MONTH = "month"
    LAST_MONTH = "last_month"
    NEXT_MONTH = "next_month"
    LAST_7 = "d7"
    LAST_30 = "d30"
    LAST_90 = "d90"
    PAST = "past"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class Period:
    """Days from `since` to `until`, both included, or a moving `span`."""

    since: date | None = None
    until: date | None = None
    span: Span | None = None

    def days(self, today: date) -> tuple[date | None, date | None]:
        """The first and last day as of `today`; None is open. `none` has neither."""
        return _SPANS[self.span](today) if self.span else (self.since, self.until)


class FieldOp(StrEnum):
    """How an own field is compared; `any`: one of these options, `range` of numbers, `days` of a date."""

    ANY = "any"
    RANGE = "range"
    DAYS = "days"
    TEXT = "text"
    EMPTY = "empty"
    FILLED = "filled"


@dataclass(frozen=True, slots=True)
class Range:
    """From `least` to `most`, both included: minor units, or thousandths of a number. None is open."""

    least: int | None = None
    most: int | None = None


FieldValue = tuple[int, ...] | Range | Period | str | None


@dataclass(frozen=True, slots=True)
class FieldCondition:
    """What is asked of an own field; `value` fits `op` and is None for empty and filled."""

    field: int
    op: FieldOp
    value: FieldValue = None


@dataclass(frozen=True, slots=True)
class DealConditions:
    """All of these hold at once; several ids of one kind mean any of them."""

    status: DealStatus = DealStatus.OPEN
    pipelines: tuple[int, ...] = ()
    stages: tuple[int, ...] = ()
    owners: tuple[int, ...] = ()
    channels: tuple[int, ...] = ()
    products: tuple[int, ...] = ()
    amount: Range | None = None
    created: Period | None = None
    expected: Period | None = None
    closed: Period | None = None
    quiet_days: int | None = None
    """No contact for at least so many days; one never contacted counts from its creation."""
    task: TaskMark | None = None
    text: str = ""
    fields: tuple[FieldCondition, ...] = ()
    sort: DealSort = DealSort.AMOUNT
    down: bool = True

    @property
    def narrowed(self) -> bool:
        """True when anything but the order differs from "all open deals"."""
        return self.without("sort", "down") != DealConditions()

    def without(self, *names: str) -> DealConditions:
        """The same with these conditions as at the beginning."""
        return self.changed(**{name: getattr(DealConditions(), name) for name in names})

    def changed(self, **values: Any) -> DealConditions:
        """A copy with some conditions replaced."""
        return replace(self, **values)

    def toggled(self, name: str, id_: int) -> DealConditions:
        """Tick or untick one id of `pipelines`, `stages`, `owners`, `channels` or `products`."""
        ids: tuple[int, ...] = getattr(self, name)
        kept = tuple(one for one in ids if one != id_) if id_ in ids else (*ids, id_)[-MOST_IDS:]
        return self.changed(**{name: kept})

    def of_field(self, field: int) -> FieldCondition | None:
        """What is asked of an own field."""
        return next((one for one in self.fields if one.field == field), None)

    def with_field(self, field: int, condition: FieldCondition | None) -> DealConditions:
        """Ask this of an own field, or nothing any more."""
        others = tuple(one for one in self.fields if one.field != field)
        return self.changed(fields=(*others, condition)[-MOST_FIELDS:] if condition else others)


IDS: Final = ("pipelines", "stages", "owners", "channels", "products")
PERIODS: Final = ("created", "expected", "closed")


# ------------------------------------------------------------------------------------------------------ moving periods
def _month(today: date, by: int) -> tuple[date, date]:
    """The first and last day of the month `by` months away."""
    number = today.year * 12 + today.month - 1 + by
    first, after = (date(n // 12, n % 12 + 1, 1) for n in (number, number + 1))
    return first, after - DAY


def _week(today: date, by: int) -> tuple[date, date]:
    monday = today + (7 * by - today.weekday()) * DAY
    return monday, monday + 6 * DAY


_SPANS: Final[dict[Span, Callable[[date], tuple[date | None, date | None]]]] = {
    Span.TODAY: lambda today: (today, today),
    Span.WEEK: lambda today: _week(today, 0),
    Span.NEXT_WEEK: lambda today: _week(today, 1),
    Span.MONTH: lambda today: _month(today, 0),
    Span.LAST_MONTH: lambda today: _month(today, -1),
    Span.NEXT_MONTH: lambda today: _month(today, 1),
    Span.LAST_7: lambda today: (today - 6 * DAY, today),
    Span.LAST_30: lambda today: (today - 29 * DAY, today),
    Span.LAST_90: lambda today: (today - 89 * DAY, today),
    Span.PAST: lambda today: (None, today - DAY),
    Span.NONE: lambda today: (None, None),
}


# ---------------------------------------------------------------------------------------------------------------- JSON
def to_json(conditions: DealConditions) -> dict[str, Any]:
    """Only what differs from "all open deals", by the names of the fields."""
    kept = {item.name: getattr(conditions, item.name) for item in fields(conditions)}
    base = DealConditions()
    return {name: _plain(value) for name, value in kept.items() if value != getattr(base, name)}


def _plain(value: Any) -> Any:
    if isinstance(value, Range):
        return [value.least, value.most]
    if isinstance(value, Period):
        days = [day.isoformat() if day else None for day in (value.since, value.until)]
        return value.span.value if value.span else days
    if isinstance(value, FieldCondition):
        return [value.field, value.op.value, _plain(value.value)]
    if isinstance(value, tuple):
        return [_plain(one) for one in value]
    return value.value if isinstance(value, StrEnum) else value


def from_json(data: object) -> DealConditions:
    """Read conditions back. What cannot be read, as of another version, is left out."""
    known = data if isinstance(data, dict) else {}
    found: dict[str, Any] = {}
    for name, read in _READERS.items():
        value = read(known[name]) if name in known else None
        if value is not None:
            found[name] = value
    return DealConditions(**found)


def _ids(data: object) -> tuple[int, ...] | None:
    if not isinstance(data, list) or not all(_is_id(one) for one in data):
        return None
    return tuple(dict.fromkeys(data))[:MOST_IDS]


def _is_id(data: object) -> bool:
    return isinstance(data, int) and not isinstance(data, bool) and 0 <= data < 2**63


def _range(data: object) -> Range | None:
    if not isinstance(data, list) or len(data) != 2 or data == [None, None]:
        return None
    fits = all(one is None or (type(one) is int and abs(one) <= MAX_MINOR) for one in data)
    return Range(*data) if fits else None


def _period(data: object) -> Period | None:
    if isinstance(data, str):
        return Period(span=Span(data)) if data in set(Span) else None
    if not isinstance(data, list) or len(data) != 2 or data == [None, None]:
        return None
    try:
        since, until = (None if one is None else date.fromisoformat(one) for one in data)
    except (TypeError, ValueError):
        return None
    return Period(since, until) if all(day is None or day.year in YEARS for day in (since, until)) else None


def _text(data: object) -> str | None:
    return data[:TEXT_LIMIT] if isinstance(data, str) and data.strip() else None


def _field(data: object) -> FieldCondition | None:
    if not isinstance(data, list) or len(data) != 3 or not _is_id(data[0]) or data[1] not in set(FieldOp):
        return None
    op = FieldOp(data[1])
    read = {FieldOp.ANY: _ids, FieldOp.RANGE: _range, FieldOp.DAYS: _period, FieldOp.TEXT: _text}.get(op)
    if read is None:
        return FieldCondition(data[0], op)
    value: Any = read(data[2])
    return FieldCondition(data[0], op, value) if value else None


def _fields(data: object) -> tuple[FieldCondition, ...] | None:
    found = [_field(one) for one in data] if isinstance(data, list) else []
    by_field = {one.field: one for one in found if one is not None}
    return tuple(by_field.values())[:MOST_FIELDS] or None


def _one_of(kind: type[StrEnum]) -> Callable[[object], StrEnum | None]:
    return lambda data: kind(data) if isinstance(data, str) and data in set(kind) else None


_READERS: Final[dict[str, Callable[[object], Any]]] = {
    "status": _one_of(DealStatus),
    **dict.fromkeys(IDS, _ids),
    "amount": _range,
    **dict.fromkeys(PERIODS, _period),
    "quiet_days": lambda data: data if type(data) is int and 1 <= data <= MOST_DAYS else None,
    "task": _one_of(TaskMark),
    "text": _text,
    "fields": _fields,
    "sort": _one_of(DealSort),
    "down": lambda data: data if isinstance(data, bool) else None,
}
