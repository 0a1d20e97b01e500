"""What is still to be said to a colleague who leaves."""

from __future__ import annotations

from sqlalchemy import update

from services.rules.kinds import OutboxStatus
from storage.tables import OutboxMessage
from storage.unit_of_work import Work


async def cancel_messages(work: Work, chat_id: int, why: str) -> int:
    """Give up everything still waiting to be sent to a chat."""
    waiting = (OutboxMessage.chat_id == chat_id) & (OutboxMessage.status == OutboxStatus.WAITING)
    gone = await work.session.execute(
        update(OutboxMessage).where(waiting).values(status=OutboxStatus.EXPIRED, error=why).returning(OutboxMessage.id)
    )
    return len(gone.all())
