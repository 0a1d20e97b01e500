"""The outbox: messages stored with their cause, leased to a sender, and what became of each."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from sqlalchemy import Update, and_, delete, func, or_, select, update

from services.rules.kinds import OutboxStatus
from storage.tables import OutboxMessage
from storage.unit_of_work import Work
from storage.upsert import insert

HELD: Final = "held for quiet hours"
"""What `error` says of a message that waits for the end of the reader's quiet hours."""

ENDED: Final = (OutboxStatus.SENT, OutboxStatus.EXPIRED, OutboxStatus.UNREACHABLE)


@dataclass(frozen=True, slots=True)
class Letter:
    """A leased message. `attempts` counts this one; `held` says that quiet hours delayed it."""

    id: int
    chat_id: int
    kind: str
    params: dict[str, Any]
    urgent: bool
    attempts: int
    created_at: datetime
    due_at: datetime
    expires_at: datetime | None
    held: bool


@dataclass(frozen=True, slots=True)
class DeadLetter:
    """A message that was given up, and why."""

    id: int
    chat_id: int
    kind: str
    created_at: datetime
    attempts: int
    error: str


async def add(work: Work, **values: Any) -> bool:
    """Queue a message unless one with its dedupe key has been queued before; True when it is new."""
    row = insert(work, OutboxMessage).values(
        urgent=values.pop("urgent", False),
        status=OutboxStatus.WAITING,
        created_at=work.now,
        attempts=0,
        **values,
    )
    found = await work.session.execute(
        row.on_conflict_do_nothing(index_elements=["dedupe_key"]).returning(OutboxMessage.id)
    )
    return found.first() is not None


def _free(now: datetime) -> Any:
    return and_(
        OutboxMessage.status == OutboxStatus.WAITING,
        or_(OutboxMessage.leased_until.is_(None), OutboxMessage.leased_until <= now),
    )


async def lease(work: Work, worker: str, until: datetime, limit: int, busy_chats: Sequence[int] = ()) -> list[Letter]:
    """Take up to `limit` due messages for `worker`: urgent ones first, then in order; none goes to two workers.

    A taking counts as an attempt, so that a message which kills its sender is given up some day.
    """
    due = _free(work.now) & (OutboxMessage.due_at <= work.now)
    if busy_chats:
        due = due & OutboxMessage.chat_id.not_in(busy_chats)
    pick = (
        select(OutboxMessage.id)
        .where(due)
        .order_by(OutboxMessage.urgent.desc(), OutboxMessage.due_at, OutboxMessage.id)
    )
    return await _take(work, pick.limit(limit), worker, until)


async def lease_held(work: Work, worker: str, until: datetime, chat_id: int, limit: int) -> list[Letter]:
    """Take the other messages of a chat that waited for the end of the same quiet hours."""
    held = _free(work.now) & (OutboxMessage.due_at <= work.now)
    held = held & (OutboxMessage.chat_id == chat_id) & (OutboxMessage.error == HELD)
    pick = select(OutboxMessage.id).where(held).order_by(OutboxMessage.created_at, OutboxMessage.id)
    return await _take(work, pick.limit(limit), worker, until)


async def _take(work: Work, pick: Any, worker: str, until: datetime) -> list[Letter]:
    # On PostgreSQL a limited pick must stand in a CTE, else its row locks and the update do not agree (trap 9);
    # on SQLite FOR UPDATE compiles to nothing and the IMMEDIATE transaction keeps others out.
    chosen = pick.with_for_update(skip_locked=True).cte("pick")
    taken = await work.session.execute(
        update(OutboxMessage)
        .where(OutboxMessage.id.in_(select(chosen.c.id)))
        .values(leased_until=until, leased_by=worker, attempts=OutboxMessage.attempts + 1)
        .returning(
            OutboxMessage.id,
            OutboxMessage.chat_id,
            OutboxMessage.kind,
            OutboxMessage.params,
            OutboxMessage.urgent,
            OutboxMessage.attempts,
            OutboxMessage.created_at,
            OutboxMessage.due_at,
            OutboxMessage.expires_at,
            OutboxMessage.error,
        )
    )
    letters = [_letter(row) for row in taken]
    return sorted(letters, key=lambda letter: (not letter.urgent, letter.due_at, letter.created_at, letter.id))


def _letter(row: Any) -> Letter:
    return Letter(
        id=row.id,
        chat_id=row.chat_id,
        kind=row.kind,
        params=row.params,
        urgent=row.urgent,
        attempts=row.attempts,
        created_at=row.created_at,
        due_at=row.due_at,
        expires_at=row.expires_at,
        held=row.error == HELD,
    )


def _one(ids: Sequence[int]) -> Update:
    return update(OutboxMessage).where(OutboxMessage.id.in_(ids), OutboxMessage.status == OutboxStatus.WAITING)


async def sent(work: Work, ids: Sequence[int], message_id: int) -> None:
    """Record that messages arrived as `message_id`."""
    await work.session.execute(
        _one(ids).values(
            status=OutboxStatus.SENT,
            sent_at=work.now,
            message_id=message_id,
            error=None,
            leased_until=None,
            leased_by=None,
        )
    )


async def put_back(work: Work, ids: Sequence[int], due_at: datetime, error: str | None, *, count: bool) -> None:
    """Give messages back to be sent at `due_at`; `count=False` when this was no real attempt."""
    values: dict[str, Any] = {"due_at": due_at, "error": error, "leased_until": None, "leased_by": None}
    if not count:
        values["attempts"] = OutboxMessage.attempts - 1
    await work.session.execute(_one(ids).values(**values))


async def end(work: Work, ids: Sequence[int], status: OutboxStatus, error: str) -> None:
    """Record that messages will not be sent, and why."""
    await work.session.execute(_one(ids).values(status=status, error=error, leased_until=None, leased_by=None))


async def release(work: Work, worker: str | None) -> int:
    """Give back what `worker` (None: anybody) has leased and not sent."""
    leased = update(OutboxMessage).where(
        OutboxMessage.status == OutboxStatus.WAITING, OutboxMessage.leased_by.is_not(None)
    )
    if worker is not None:
        leased = leased.where(OutboxMessage.leased_by == worker)
    freed = await work.session.execute(leased.values(leased_until=None, leased_by=None).returning(OutboxMessage.id))
    return len(freed.all())


async def next_due(work: Work) -> datetime | None:
    """When the next waiting message is due."""
    waiting = select(func.min(OutboxMessage.due_at)).where(OutboxMessage.status == OutboxStatus.WAITING)
    return await work.session.scalar(waiting)


async def status_counts(work: Work) -> dict[OutboxStatus, int]:
    """How many messages there are by status."""
    counted = select(OutboxMessage.status, func.count()).group_by(OutboxMessage.status)
    return {row[0]: row[1] for row in await work.session.execute(counted)}


async def dead_letters(work: Work, limit: int, offset: int = 0) -> list[DeadLetter]:
    """Messages given up, newest first."""
    found = (
        select(
            OutboxMessage.id,
            OutboxMessage.chat_id,
            OutboxMessage.kind,
            OutboxMessage.created_at,
            OutboxMessage.attempts,
            func.coalesce(OutboxMessage.error, ""),
        )
        .where(OutboxMessage.status == OutboxStatus.DEAD)
        .order_by(OutboxMessage.id.desc())
        .limit(limit)
        .offset(offset)
    )
    return [DeadLetter(*row) for row in await work.session.execute(found)]


async def revive(work: Work, message_id: int) -> bool:
    """Queue a dead letter again; False when it is not dead (any more)."""
    dead = update(OutboxMessage).where(OutboxMessage.id == message_id, OutboxMessage.status == OutboxStatus.DEAD)
    row = await work.session.execute(
        dead.values(status=OutboxStatus.WAITING, due_at=work.now, expires_at=None, attempts=0, error=None).returning(
            OutboxMessage.id
        )
    )
    return row.first() is not None


async def purge(work: Work, ended_before: datetime, dead_before: datetime) -> int:
    """Delete what was sent or dropped before the first date, and dead letters older than the second."""
    old = or_(
        and_(OutboxMessage.status.in_(ENDED), OutboxMessage.due_at < ended_before),
        and_(OutboxMessage.status == OutboxStatus.DEAD, OutboxMessage.due_at < dead_before),
    )
    gone = await work.session.execute(delete(OutboxMessage).where(old).returning(OutboxMessage.id))
    return len(gone.all())
