"""Planned payments past due and unpaid: counted and listed for those who see to them (S0-04). All its SQL."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from sqlalchemy import Select, func, select

from services.rules.kinds import StageKind
from storage.tables import Client, Deal, Payment, User
from storage.types import code
from storage.unit_of_work import Work
from storage.visibility import counted


def _late(work: Work, today: date, *columns: Any) -> Select[Any]:
    """As the indicator of overdue receivables counts them: a lost deal owes nothing."""
    return (
        select(*columns)
        .select_from(Payment)
        .join(Deal, Deal.id == Payment.deal_id)
        .where(
            Payment.planned.is_not(None),
            Payment.received_at.is_(None),
            Payment.due_day < today,
            Deal.status != code(StageKind.LOST),
            counted(work.actor, Deal.owner_id),
        )
    )


async def count(work: Work, today: date) -> tuple[int, int]:
    """How many, and what they come to in minor units."""
    found = _late(work, today, func.count().label("n"), func.coalesce(func.sum(Payment.planned), 0).label("amount"))
    row = (await work.session.execute(found)).one()
    return int(row.n), int(row.amount)


async def page(work: Work, today: date, limit: int, offset: int) -> Sequence[Any]:
    """Those that are due longest first: id, deal_id, name, planned, due_day, owner."""
    columns = (
        Payment.id,
        Payment.deal_id,
        func.coalesce(Client.name, Deal.title).label("name"),
        Payment.planned,
        Payment.due_day,
        User.name.label("owner"),
    )
    found = _late(work, today, *columns).outerjoin(Client, Client.id == Deal.client_id)
    found = found.outerjoin(User, User.id == Deal.owner_id).order_by(Payment.due_day, Payment.id)
    rows: Sequence[Any] = (await work.session.execute(found.limit(limit).offset(offset))).all()
    return rows
