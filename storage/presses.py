"""Presses, messages and updates that have been carried out (`Work.once`)."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import delete, select

from storage.tables import DoneRequest
from storage.unit_of_work import Work


async def is_done(work: Work, key: str) -> bool:
    """Whether a press, message or update was carried out before."""
    return await work.session.scalar(select(DoneRequest.key).where(DoneRequest.key == key)) is not None


async def purge(work: Work, before: datetime) -> int:
    """Forget those of before a date; Telegram delivers nothing again that late."""
    gone = await work.session.execute(delete(DoneRequest).where(DoneRequest.at < before).returning(DoneRequest.key))
    return len(gone.all())
