"""Days of the working calendar that differ from their weekday: their SQL."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from sqlalchemy import select

from storage.tables import CalendarDay
from storage.unit_of_work import Work


async def day(work: Work, on: date) -> CalendarDay | None:
    """The entry of one day."""
    return await work.session.scalar(select(CalendarDay).where(CalendarDay.day == on))


async def between(work: Work, first: date, last: date) -> Sequence[CalendarDay]:
    """Entries from a day up to and with another."""
    found = select(CalendarDay).where(CalendarDay.day >= first, CalendarDay.day <= last)
    return (await work.session.scalars(found.order_by(CalendarDay.day))).all()
