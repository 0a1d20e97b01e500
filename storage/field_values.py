"""Values of own fields: reading them for deals, and conditions on them for lists and reports (S2-61)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any, Final

from sqlalchemy import ColumnElement, and_, func, or_, select

from services.rules.field_kinds import FieldKind
from services.rules.field_values import noon
from services.rules.search_key import search_key
from storage.tables import Deal, FieldDefinition, FieldValue
from storage.unit_of_work import Work
from storage.visibility import visible

NUMBERS: Final = frozenset({FieldKind.NUMBER, FieldKind.MONEY, FieldKind.OPTION})
MOMENTS: Final = frozenset({FieldKind.DATE, FieldKind.MOMENT, FieldKind.BOOKING})

FILLED: Final = or_(FieldValue.text.is_not(None), FieldValue.number.is_not(None), FieldValue.moment.is_not(None))
"""A value that was emptied keeps its row, for its history."""


async def values_of(work: Work, deal_ids: Sequence[int]) -> dict[int, dict[int, FieldValue]]:
    """The filled values of deals the caller has found: by deal, then by field."""
    found: dict[int, dict[int, FieldValue]] = {deal_id: {} for deal_id in deal_ids}
    for row in await work.session.scalars(select(FieldValue).where(FieldValue.deal_id.in_(deal_ids), FILLED)):
        found[row.deal_id][row.field_id] = row
    return found


async def one(work: Work, deal_id: int, field_id: int) -> FieldValue | None:
    """The value of one field of a deal the caller has found, also an emptied one."""
    found = select(FieldValue).where(FieldValue.deal_id == deal_id, FieldValue.field_id == field_id)
    return await work.session.scalar(found)


async def by_ids(work: Work, ids: set[int]) -> dict[int, FieldValue]:
    """Values a history of a deal the caller has found mentions."""
    if not ids:
        return {}
    return {row.id: row for row in await work.session.scalars(select(FieldValue).where(FieldValue.id.in_(ids)))}


async def count_filled(work: Work, field_id: int) -> int:
    """In how many deals a field is filled."""
    found = select(func.count()).select_from(FieldValue).where(FieldValue.field_id == field_id, FILLED)
    return await work.session.scalar(found.where(visible(work.actor, FieldValue))) or 0


def matches(field: FieldDefinition, op: str, value: Any = None) -> ColumnElement[bool]:
    """A condition on `Deal`: what its value of this field is.

    `op`: filled, empty; eq, lt, le, gt, ge; between (a pair, both included); in (several); contains (a piece of a
    text). `value` as the value is stored: thousandths, minor units, an option's id, a date or an aware datetime (for
    moments and bookings the latter), a text as typed. For a list with several ticks eq means that this option is
    among them, in: any of these.
    """
    about = and_(FieldValue.deal_id == Deal.id, FieldValue.field_id == field.id)
    if op in ("filled", "empty"):
        filled = select(FieldValue.id).where(about, FILLED).correlate(Deal).exists()
        return filled if op == "filled" else ~filled
    condition = _ticked(op, value) if field.kind is FieldKind.OPTIONS else _compared(field.kind, op, value)
    return select(FieldValue.id).where(about, condition).correlate(Deal).exists()


def _ticked(op: str, value: Any) -> ColumnElement[bool]:
    wanted = [value] if op in ("eq", "contains") else list(value)
    return or_(*(FieldValue.text.contains(f",{int(one)},") for one in wanted))


def _compared(kind: FieldKind, op: str, value: Any) -> ColumnElement[bool]:
    column: Any = FieldValue.number if kind in NUMBERS else FieldValue.moment if kind in MOMENTS else FieldValue.text
    if op == "between":
        first, last = value
        return and_(column >= _key(first), column <= _key(last))
    if op == "in":
        return column.in_([_key(one) for one in value])  # type: ignore[no-any-return]
    if op == "contains":
        return column.contains(_key(value), autoescape=True)  # type: ignore[no-any-return]
    condition: ColumnElement[bool] = {
        "eq": column.__eq__, "lt": column.__lt__, "le": column.__le__, "gt": column.__gt__, "ge": column.__ge__,
    }[op](_key(value))  # fmt: skip
    return condition


def _key(value: Any) -> Any:
    """A value as its column holds it; a day is its noon."""
    if isinstance(value, str):
        return search_key(value)
    if isinstance(value, date) and not isinstance(value, datetime):
        return noon(value)
    return value
