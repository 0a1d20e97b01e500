"""The list of reasons for moving a date: its SQL beside `storage/company.py`."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import func, select

from storage.tables import Postponement, PostponeReason
from storage.unit_of_work import Work


async def reason(work: Work, reason_id: int) -> PostponeReason | None:
    """One by id, also one no longer in use."""
    return await work.session.get(PostponeReason, reason_id)


async def in_order(work: Work) -> Sequence[PostponeReason]:
    """All of them: in use in their order, then those that were."""
    found = select(PostponeReason).order_by(
        PostponeReason.archived_at.is_not(None), PostponeReason.position, PostponeReason.id
    )
    return (await work.session.scalars(found)).all()


async def archived_named(work: Work, name: str) -> PostponeReason | None:
    """A reason of this name that is no longer in use."""
    found = select(PostponeReason).where(PostponeReason.archived_at.is_not(None)).order_by(PostponeReason.id)
    return next((row for row in await work.session.scalars(found) if row.name.casefold() == name.casefold()), None)


async def moves_by_reason(work: Work) -> dict[int, int]:
    """How many moves were made for each reason."""
    found = select(Postponement.reason_id, func.count()).where(Postponement.reason_id.is_not(None))
    rows = (await work.session.execute(found.group_by(Postponement.reason_id))).all()
    return {reason: number for reason, number in rows if reason is not None}
