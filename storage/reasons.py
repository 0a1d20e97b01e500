"""Reasons of refusals and wins, and the departments that hear of them: their SQL."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Select, func, select

from services.rules.kinds import UserStatus
from storage.tables import Deal, Department, LossReason, Refusal, User, WinReason
from storage.unit_of_work import Work

Reason = LossReason | WinReason


async def all_of(work: Work, table: type[Reason]) -> Sequence[Reason]:
    """Reasons of one list, those in use first, in their order."""
    found: Select[Any] = select(table).order_by(table.archived_at.is_not(None), table.position, table.id)
    listed: Sequence[Reason] = (await work.session.scalars(found)).all()
    return listed


async def one(work: Work, table: type[Reason], reason_id: int) -> Reason | None:
    """A reason, also one no longer in use."""
    row: Reason | None = await work.session.get(table, reason_id)
    return row


async def used(work: Work, table: type[Reason]) -> dict[int, int]:
    """How often each reason was named, by its id."""
    if table is WinReason:
        column, standing = Deal.win_reason_id, Deal.win_reason_id.is_not(None)
    else:
        column, standing = Refusal.reason_id, Refusal.undone_at.is_(None)
    found = select(column, func.count()).where(standing).group_by(column)
    return {row[0]: row[1] for row in await work.session.execute(found) if row[0] is not None}


async def wins_in_use(work: Work) -> Sequence[WinReason]:
    """Win reasons to choose from."""
    found = select(WinReason).where(WinReason.archived_at.is_(None)).order_by(WinReason.position, WinReason.id)
    return (await work.session.scalars(found)).all()


async def departments(work: Work) -> Sequence[Department]:
    """Departments in use."""
    found = select(Department).where(Department.archived_at.is_(None)).order_by(Department.id)
    return (await work.session.scalars(found)).all()


async def department(work: Work, department_id: int) -> Department | None:
    """A department in use."""
    row = await work.session.get(Department, department_id)
    return row if row is not None and row.archived_at is None else None


async def colleagues(work: Work) -> Sequence[User]:
    """Everybody who works here, by name."""
    found = select(User).where(User.status == UserStatus.ACTIVE).order_by(User.name, User.id)
    return (await work.session.scalars(found)).all()
