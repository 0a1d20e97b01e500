"""Payments as facts: planned, received, overdue; told apart by their deals."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

from sqlalchemy import ColumnElement, func, or_

from services.rules.indicators import Fact, Kind, Value
from storage.facts.asking import Ask, Base
from storage.facts.deals import LOST
from storage.facts.keys import Keys
from storage.tables import Deal, Payment


def _base(ask: Ask, at: Any, amount: Any, *conditions: ColumnElement[bool], dated: bool) -> Base:
    return Base(
        kind=Kind.PAYMENT,
        tables=Payment.__table__.join(Deal.__table__, Deal.id == Payment.deal_id),
        id=Payment.id,
        at=at,
        where=conditions,
        owner=Deal.owner_id,
        client=Deal.client_id,
        key=Keys(
            ask,
            at,
            owner=Deal.owner_id,
            client=Deal.client_id,
            deal=Deal,
            since=func.coalesce(Deal.closed_at, ask.now),
            won_id=Deal.id,
            dated=dated,
        ),
        values={Value.AMOUNT: lambda: amount},
        by_lines=Payment.deal_id,
        title=Deal.title,
    )


def due(ask: Ask) -> Base:
    """Planned payments by their due day."""
    days = (Payment.due_day >= ask.first, Payment.due_day < ask.until)
    return _base(ask, Payment.due_day, Payment.planned, Payment.planned.is_not(None), *days, dated=True)


def received(ask: Ask) -> Base:
    """Payments by the moment they came."""
    days = (Payment.received_at >= ask.start, Payment.received_at < ask.end)
    return _base(ask, Payment.received_at, func.coalesce(Payment.received, 0), *days, dated=False)


def overdue(ask: Ask) -> Base:
    """Planned payments past due and unpaid at the moment; a lost deal owes nothing."""
    unpaid: ColumnElement[bool] = Payment.received_at.is_(None)
    if ask.is_past:
        unpaid = or_(unpaid, Payment.received_at >= ask.moment)
    conditions = (Payment.planned.is_not(None), Payment.due_day < ask.today, unpaid, Deal.status != LOST)
    return _base(ask, Payment.due_day, Payment.planned, *conditions, dated=True)


PAYMENTS: Final[dict[Fact, Callable[[Ask], Base]]] = {
    Fact.PAYMENTS_DUE: due,
    Fact.PAYMENTS_RECEIVED: received,
    Fact.PAYMENTS_OVERDUE: overdue,
}
