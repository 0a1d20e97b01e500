"""Lists and summaries of the day: who gets them, and which were made (unique by person, local date and kind)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from sqlalchemy import delete, select

from services.rules.kinds import UserStatus
from storage.tables import Chat, Digest, User
from storage.unit_of_work import Work
from storage.upsert import insert


async def staff_with_chat(work: Work) -> Sequence[User]:
    """Active colleagues the bot can write to."""
    found = (
        select(User)
        .join(Chat, Chat.id == User.telegram_id)
        .where(User.status == UserStatus.ACTIVE, Chat.blocked_at.is_(None))
    )
    return (await work.session.scalars(found.order_by(User.id))).all()


async def made(work: Work, since: date) -> set[tuple[int, date, str]]:
    """Digests of the last days as (person, local date, kind)."""
    found = select(Digest.user_id, Digest.day, Digest.kind).where(Digest.day >= since)
    return {(row.user_id, row.day, row.kind) for row in (await work.session.execute(found)).all()}


async def claim(work: Work, user_id: int, day: date, kind: str) -> bool:
    """Take a digest; False when somebody has made it already."""
    row = insert(work, Digest).values(user_id=user_id, day=day, kind=kind, at=work.now)
    claimed = await work.session.execute(
        row.on_conflict_do_nothing(index_elements=["user_id", "day", "kind"]).returning(Digest.id)
    )
    return claimed.first() is not None


async def forget(work: Work, before: date) -> None:
    """Drop the marks of days long gone."""
    await work.session.execute(delete(Digest).where(Digest.day < before))
