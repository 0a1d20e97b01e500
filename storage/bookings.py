"""Resources and their bookings. A resource is locked while a booking is made: nothing is booked twice (S2-57)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import func, select

from services.rules.worktime import Span
from storage.tables import Booking, Deal, Resource
from storage.unit_of_work import Work
from storage.visibility import visible


async def resources(work: Work, *, archived: bool = False) -> Sequence[Resource]:
    """What can be booked, by name; or what no longer can."""
    gone = Resource.archived_at.is_not(None) if archived else Resource.archived_at.is_(None)
    return (await work.session.scalars(select(Resource).where(gone).order_by(Resource.name, Resource.id))).all()


async def resource(work: Work, resource_id: int) -> Resource | None:
    """One by id, also an archived one."""
    return await work.session.get(Resource, resource_id)


async def locked(work: Work, resource_id: int) -> Resource | None:
    """One by id, held until the transaction ends: whoever books it too waits.

    On SQLite the immediate transaction is the lock, and the clause compiles to nothing.
    """
    found = select(Resource).where(Resource.id == resource_id).with_for_update()
    return await work.session.scalar(found.execution_options(populate_existing=True))


async def taken(work: Work, resource_id: int, start: datetime, end: datetime, *, but: int | None = None) -> list[Span]:
    """Booked spans that reach into the time between; those of the booking `but` are left out."""
    found = select(Booking.starts_at, Booking.ends_at).where(
        Booking.resource_id == resource_id,
        Booking.cancelled_at.is_(None),
        Booking.starts_at < end,
        Booking.ends_at > start,
        Booking.id != (but or 0),
    )
    return [(row[0], row[1]) for row in (await work.session.execute(found)).all()]


async def coming(work: Work, resource_id: int, limit: int) -> list[tuple[Booking, str]]:
    """The next bookings with the titles of their deals."""
    found = (
        select(Booking, Deal.title)
        .join(Deal, Deal.id == Booking.deal_id)
        .where(
            Booking.resource_id == resource_id,
            Booking.cancelled_at.is_(None),
            Booking.ends_at > work.now,
            visible(work.actor, Deal),
        )
        .order_by(Booking.starts_at, Booking.id)
    )
    return [(row[0], row[1]) for row in (await work.session.execute(found.limit(limit))).all()]


async def count_coming(work: Work, resource_id: int) -> int:
    """How many bookings lie ahead."""
    found = select(func.count()).select_from(Booking).where(
        Booking.resource_id == resource_id, Booking.cancelled_at.is_(None), Booking.ends_at > work.now
    )  # fmt: skip
    return await work.session.scalar(found.where(visible(work.actor, Booking))) or 0


async def of_value(work: Work, deal_id: int, field_id: int) -> Booking | None:
    """The booking a deal's field holds now; the caller has found the deal."""
    found = select(Booking).where(
        Booking.deal_id == deal_id, Booking.field_id == field_id, Booking.cancelled_at.is_(None)
    )
    return await work.session.scalar(found.order_by(Booking.id.desc()).limit(1))
