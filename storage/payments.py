"""Payments and product lines of deals: their SQL (S0-04)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from functools import cache
from typing import Any

from sqlalchemy import BindParameter, Select, bindparam, case, func, select

from storage.tables import DealLine, Payment
from storage.unit_of_work import Work
from storage.visibility import visible


async def of_deal(work: Work, deal_id: int) -> Sequence[Payment]:
    """Payments of a deal the caller has found: received ones by when they came, then planned ones by their days."""
    found = select(Payment).where(Payment.deal_id == deal_id)
    order = (Payment.received_at.is_(None), Payment.received_at, Payment.due_day.is_(None), Payment.due_day, Payment.id)
    return (await work.session.scalars(found.order_by(*order))).all()


async def one(work: Work, payment_id: int) -> Payment | None:
    """A payment of a deal the actor may see."""
    return await work.session.scalar(select(Payment).where(Payment.id == payment_id, visible(work.actor, Payment)))


async def around(work: Work, deal_id: int, today: date) -> Any:
    """What a deal's card says: received, planned, overdue (minor units), how many lines and what they come to."""
    return (await work.rows(_around(), {"deal": deal_id, "today": today}))[0]


@cache
def _around() -> Select[Any]:
    deal: BindParameter[int] = bindparam("deal")
    open_ = Payment.received_at.is_(None)
    late = open_ & (Payment.due_day < bindparam("today"))
    pays = (
        select(
            func.coalesce(func.sum(Payment.received), 0).label("received"),
            func.coalesce(func.sum(case((open_, Payment.planned), else_=0)), 0).label("planned"),
            func.coalesce(func.sum(case((late, Payment.planned), else_=0)), 0).label("overdue"),
        )
        .where(Payment.deal_id == deal)
        .subquery()
    )
    lines = select(func.count()).where(DealLine.deal_id == deal).scalar_subquery()
    return select(pays.c.received, pays.c.planned, pays.c.overdue, lines.label("lines"))
