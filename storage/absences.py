"""Absences and limits of colleagues: their SQL."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from sqlalchemy import func, select

from services.rules.kinds import LeadStatus, StageKind, UserStatus
from storage.tables import Absence, Deal, Lead, User
from storage.unit_of_work import Work
from storage.visibility import visible


async def coming(work: Work) -> Sequence[Absence]:
    """Absences that are not over of the people the actor sees, the nearest first."""
    found = (
        select(Absence)
        .join(User, User.id == Absence.user_id)
        .where(Absence.ended_at.is_(None), Absence.cancelled_at.is_(None), visible(work.actor, User))
    )
    return (await work.session.scalars(found.order_by(Absence.from_day, Absence.id))).all()


async def absence(work: Work, absence_id: int) -> Absence | None:
    """One absence of a colleague the actor sees."""
    found = (
        select(Absence)
        .join(User, User.id == Absence.user_id)
        .where(Absence.id == absence_id, visible(work.actor, User))
    )
    return await work.session.scalar(found)


async def overlapping(work: Work, user_id: int, from_day: date, to_day: date) -> Absence | None:
    """An absence of a person that shares a day with this time."""
    found = select(Absence).where(
        Absence.user_id == user_id,
        Absence.from_day <= to_day,
        Absence.to_day >= from_day,
        Absence.cancelled_at.is_(None),
        Absence.ended_at.is_(None),
    )
    return await work.session.scalar(found.order_by(Absence.from_day).limit(1))


async def live(work: Work) -> Sequence[tuple[Absence, User]]:
    """Absences that are not over, with the people, for the job that begins and ends them."""
    found = (
        select(Absence, User)
        .join(User, User.id == Absence.user_id)
        .where(Absence.ended_at.is_(None), Absence.cancelled_at.is_(None))
    )
    return [(row[0], row[1]) for row in (await work.session.execute(found.order_by(Absence.id))).all()]


async def next_of(work: Work, user_id: int) -> Absence | None:
    """The absence of a person that goes on, or the next one."""
    found = select(Absence).where(
        Absence.user_id == user_id, Absence.ended_at.is_(None), Absence.cancelled_at.is_(None)
    )
    return await work.session.scalar(found.order_by(Absence.from_day, Absence.id).limit(1))


async def away(work: Work) -> set[int]:
    """Who is away now."""
    found = select(Absence.user_id).where(
        Absence.began_at.is_not(None), Absence.ended_at.is_(None), Absence.cancelled_at.is_(None)
    )
    return set(await work.session.scalars(found))


async def takers(work: Work) -> Sequence[User]:
    """Active colleagues the actor sees who sell."""
    found = select(User).where(visible(work.actor, User), User.status == UserStatus.ACTIVE)
    return (await work.session.scalars(found.order_by(User.name, User.id))).all()


async def open_deals(work: Work, user_ids: Sequence[int]) -> dict[int, int]:
    """How many open deals each of these people has."""
    found = (
        select(Deal.owner_id, func.count())
        .where(Deal.owner_id.in_(user_ids), Deal.status == StageKind.OPEN)
        .group_by(Deal.owner_id)
    )
    return {row[0]: row[1] for row in await work.session.execute(found) if row[0] is not None}


async def open_leads(work: Work, user_ids: Sequence[int]) -> dict[int, int]:
    """How many live inquiries each of these people has."""
    found = (
        select(Lead.owner_id, func.count())
        .where(Lead.owner_id.in_(user_ids), Lead.status.in_((LeadStatus.NEW, LeadStatus.TAKEN)))
        .group_by(Lead.owner_id)
    )
    return {row[0]: row[1] for row in await work.session.execute(found) if row[0] is not None}
