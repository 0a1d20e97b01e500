"""Deals by combined conditions: how many, for how much, and a page of them (S4-19)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any, Final

from sqlalchemy import ColumnElement, Select, and_, false, func, or_, select, true

from services.rules import asked
from services.rules.actor import Role
from services.rules.deal_conditions import (
    NOBODY,
    DealConditions,
    DealSort,
    DealStatus,
    FieldCondition,
    FieldOp,
    Period,
    Range,
    Span,
    TaskMark,
)
from services.rules.field_kinds import FieldKind
from services.rules.kinds import StageKind, TaskStatus
from services.rules.worktime import local_day, to_utc
from storage import fields as field_rows
from storage.field_values import matches
from storage.tables import Client, Contact, Deal, DealLine, FieldDefinition, Task
from storage.types import code
from storage.unit_of_work import Work
from storage.visibility import visible

DAY: Final = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Found:
    """How many deals there are, their amounts together (minor units), and the ids of a page of them."""

    count: int
    amount: int
    ids: tuple[int, ...]


Fields = Mapping[int, FieldDefinition]


async def _fields(work: Work, conditions: DealConditions) -> Fields:
    """The own fields the conditions name."""
    return await field_rows.by_ids(work, {one.field for one in conditions.fields})


def _kept(work: Work, asked_for: DealConditions, fields: Fields) -> ColumnElement[bool]:
    """Everything that must hold, visibility included."""
    found: list[ColumnElement[bool]] = [_seen(work, asked_for)]
    if asked_for.status is not DealStatus.ALL:
        found.append(Deal.status == code(StageKind(asked_for.status.value)))
    for column, ids in (
        (Deal.pipeline_id, asked_for.pipelines),
        (Deal.stage_id, asked_for.stages),
        (Deal.owner_id, asked_for.owners),
        (Deal.channel_id, asked_for.channels),
    ):
        if ids:
            found.append(_any_of(column, ids))
    if asked_for.products:
        found.append(Deal.id.in_(select(DealLine.deal_id).where(DealLine.product_id.in_(asked_for.products))))
    if asked_for.amount:
        found += _between(Deal.amount, asked_for.amount.least, asked_for.amount.most)
    found += _moments(work, Deal.created_at, asked_for.created)
    found += _moments(work, Deal.closed_at, asked_for.closed)
    found += _days(work, Deal.expected_close, asked_for.expected)
    if asked_for.quiet_days:
        since = work.now - asked_for.quiet_days * DAY
        found.append(func.coalesce(Deal.last_contact_at, Deal.created_at) <= since)
    if asked_for.task:
        found.append(_task(work, asked_for.task))
    if asked_for.text.strip():
        found.append(_named(asked_for.text))
    for condition in asked_for.fields:
        found += _of_field(work, condition, fields.get(condition.field))
    return and_(*found)


def _seen(work: Work, asked_for: DealConditions) -> ColumnElement[bool]:
    """What the actor may see. Open and closed deals of many people are read faster in their order in the file than
    person by person: SQLite, which would choose the latter, does not look inside `coalesce`."""
    seen = visible(work.actor, Deal)
    whole = _is_sqlite(work) and work.actor.role is Role.HEAD and asked_for.status is DealStatus.ALL
    return func.coalesce(seen, false()) if whole else seen


def _is_sqlite(work: Work) -> bool:
    return work.session.get_bind().dialect.name == "sqlite"


def _any_of(column: Any, ids: Sequence[int]) -> ColumnElement[bool]:
    known = column.in_([one for one in ids if one != NOBODY])
    return or_(known, column.is_(None)) if NOBODY in ids else known


def _between(column: Any, least: Any, most: Any) -> list[ColumnElement[bool]]:
    return ([column >= least] if least is not None else []) + ([column <= most] if most is not None else [])


def _days(work: Work, column: Any, period: Period | None) -> list[ColumnElement[bool]]:
    """A calendar day within the period, as the actor's calendar has it."""
    if period is None:
        return []
    if period.span is Span.NONE:
        return [column.is_(None)]
    return _between(column, *period.days(local_day(work.now, work.actor.zone)))


def _moments(work: Work, column: Any, period: Period | None) -> list[ColumnElement[bool]]:
    """A moment on one of the period's days of the actor's zone."""
    if period is None:
        return []
    if period.span is Span.NONE:
        return [column.is_(None)]
    since, until = period.days(local_day(work.now, work.actor.zone))
    found = [column >= _midnight(work, since)] if since else []
    return found + ([column < _midnight(work, until + DAY)] if until else [])


def _midnight(work: Work, day: date) -> datetime:
    return to_utc(day, time(0), work.actor.zone)


def _of_field(work: Work, condition: FieldCondition, field: FieldDefinition | None) -> list[ColumnElement[bool]]:
    """What is asked of an own field; of one that does not exist nothing can hold."""
    if field is None:
        return [Deal.id < 0]
    value = condition.value
    if condition.op is FieldOp.ANY:
        return [matches(field, "in", value)]
    if condition.op is FieldOp.TEXT:
        return [matches(field, "contains", value)]
    if isinstance(value, Range):
        bounds = (("ge", value.least), ("le", value.most))
        return [matches(field, op, bound) for op, bound in bounds if bound is not None]
    if isinstance(value, Period):
        return _field_days(work, field, value)
    return [matches(field, condition.op.value)]


def _field_days(work: Work, field: FieldDefinition, period: Period) -> list[ColumnElement[bool]]:
    if period.span is Span.NONE:
        return [matches(field, "empty")]
    since, until = period.days(local_day(work.now, work.actor.zone))
    if field.kind is FieldKind.DATE:
        return [matches(field, op, day) for op, day in (("ge", since), ("le", until)) if day]
    found = [matches(field, "ge", _midnight(work, since))] if since else []
    return found + ([matches(field, "lt", _midnight(work, until + DAY))] if until else [])


def _open_task(work: Work, *more: ColumnElement[bool]) -> Select[Any]:
    """Open tasks of a deal of the statement around."""
    return select(Task.id).where(Task.deal_id == Deal.id, Task.status == code(TaskStatus.OPEN), *more).correlate(Deal)


def _task(work: Work, mark: TaskMark) -> ColumnElement[bool]:
    if mark is TaskMark.NONE:
        return ~_open_task(work).exists()
    return _open_task(work, Task.due_at < work.now).exists()


def _named(text: str) -> ColumnElement[bool]:
    """Every piece is in the deal's own name, its client's or its contact's; or it is the deal's number, or the digits
    are in the contact's phone."""
    wanted = asked.read(text)
    if wanted is None:
        return Deal.id < 0
    ways: list[ColumnElement[bool]] = []
    if wanted.pieces:
        ways.append(and_(*(_with_piece(piece) for piece in wanted.pieces)))
    if wanted.deal is not None:
        ways.append(Deal.id == wanted.deal)
    if wanted.digits:
        phones = select(Contact.id).where(Contact.phone.contains(wanted.digits, autoescape=True))
        ways.append(Deal.contact_id.in_(phones))
    return or_(*ways)


def _with_piece(piece: str) -> ColumnElement[bool]:
    clients = select(Client.id).where(Client.search_key.contains(piece, autoescape=True))
    contacts = select(Contact.id).where(Contact.search_key.contains(piece, autoescape=True))
    own = Deal.search_key.contains(piece, autoescape=True)
    return or_(own, Deal.client_id.in_(clients), Deal.contact_id.in_(contacts))


# --------------------------------------------------------------------------------------------------------------- order
_DUES: Final = (
    select(Task.deal_id, func.min(Task.due_at).label("due"))
    .where(Task.deal_id.is_not(None), Task.status == code(TaskStatus.OPEN))
    .group_by(Task.deal_id)
    .subquery()
)
"""The next task of every deal at once: what PostgreSQL reads fastest."""
_DUE: Final = (
    select(func.min(Task.due_at))
    .where(Task.deal_id == Deal.id, Task.status == code(TaskStatus.OPEN))
    .correlate(Deal)
    .scalar_subquery()
)
"""The next task of one deal, from an index: what SQLite reads fastest."""
_KEYS: Final[dict[DealSort, Any]] = {
    DealSort.AMOUNT: Deal.amount,
    DealSort.IN_STAGE: Deal.stage_entered_at,
    DealSort.CONTACT: Deal.last_contact_at,
    DealSort.CREATED: Deal.created_at,
}


def _found(work: Work, conditions: DealConditions, fields: Fields) -> Select[Any]:
    """Deals that answer the conditions: id, amount and what they are ordered by."""
    by_task = conditions.sort is DealSort.TASK
    sqlite = _is_sqlite(work)
    key = (_DUE if sqlite else _DUES.c.due) if by_task else _KEYS[conditions.sort]
    found = select(Deal.id, Deal.amount, key.label("key")).where(_kept(work, conditions, fields))
    return found.outerjoin(_DUES, _DUES.c.deal_id == Deal.id) if by_task and not sqlite else found


def _order(conditions: DealConditions, rows: Any) -> tuple[Any, ...]:
    down, key = conditions.down, rows.c.key
    first = key.desc() if down else key.asc()
    if conditions.sort is DealSort.CONTACT and not down:  # who was never contacted has waited longest
        return first.nulls_first(), rows.c.id
    return first.nulls_last(), rows.c.id.desc() if down else rows.c.id


# ------------------------------------------------------------------------------------------------------------- reading
async def page(work: Work, conditions: DealConditions, limit: int, offset: int) -> Found:
    """How many there are, and the ids of a page in the order asked for: one statement that looks once for both."""
    kept = _found(work, conditions, await _fields(work, conditions)).cte("kept")
    count, amount = func.count().label("number"), func.coalesce(func.sum(kept.c.amount), 0).label("amount")
    together = select(count, amount).select_from(kept).subquery("together")
    part = select(kept.c.id, kept.c.key).order_by(*_order(conditions, kept)).limit(limit).offset(offset)
    shown = part.subquery("shown")
    found = select(together, shown.c.id).select_from(together).outerjoin(shown, true())
    rows = (await work.session.execute(found.order_by(*_order(conditions, shown)))).all()
    return Found(rows[0].number, int(rows[0].amount), tuple(row.id for row in rows if row.id is not None))


async def ids(work: Work, conditions: DealConditions) -> list[int]:
    """Ids of all deals that answer the conditions, in the order asked for."""
    kept = _found(work, conditions, await _fields(work, conditions)).subquery("kept")
    return list(await work.session.scalars(select(kept.c.id).order_by(*_order(conditions, kept))))
