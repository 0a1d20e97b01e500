"""What is due or overdue and who has to be told: the SQL of nudges, escalation and promises.

Jobs read candidates and then claim them by a conditional update, so that two beats, or a beat and a person who moves
the date meanwhile, never both win. The moment written by a claim is the name of the message: `nudged_at`,
`escalated_at` and `escalated_again_at` say which push told of a task, and the push is drawn from them.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any, Final

from sqlalchemy import ColumnElement, case, func, select, update

from services.rules.kinds import LeadStatus, OutboxStatus, PromiseState, TaskStatus
from storage.tables import Lead, OutboxMessage, Promise, Task, User
from storage.unit_of_work import Work
from storage.visibility import visible

MOST: Final = 20_000
"""Rows one beat takes at most; the next beat takes the rest."""
CHUNK: Final = 5_000
"""Ids in one statement: well under the parameters both databases take."""

_assignee: Final = func.coalesce(Task.assignee_id, 0)
_owner: Final = func.coalesce(Lead.owner_id, 0)
"""Whose it is; 0 is nobody."""


def _chunks(ids: Sequence[int]) -> Iterator[Sequence[int]]:
    return (ids[start : start + CHUNK] for start in range(0, len(ids), CHUNK))


def _late(work: Work) -> tuple[ColumnElement[bool], ColumnElement[bool]]:
    return Task.status == TaskStatus.OPEN, Task.due_at <= work.now


def _unanswered(work: Work) -> tuple[ColumnElement[bool], ...]:
    waiting = Lead.status.in_((LeadStatus.NEW, LeadStatus.TAKEN))
    return waiting, Lead.responded_at.is_(None), Lead.closed_at.is_(None), Lead.respond_by <= work.now


# ---------------------------------------------------------------------------------------------------------- candidates
async def to_nudge(work: Work) -> Sequence[Any]:
    """Open tasks whose time has come and whose assignee was not reminded: id, at, person, zone, promised."""
    found = (
        select(Task.id, Task.due_at.label("at"), Task.assignee_id.label("person"), User.zone, Task.promised)
        .join(User, User.id == Task.assignee_id)
        .where(*_late(work), Task.nudged_at.is_(None))
    )
    return (await work.session.execute(found.order_by(Task.due_at).limit(MOST))).all()


async def next_moment(work: Work, until: datetime) -> datetime | None:
    """When the next task, response limit or waiting message is due, after now and before `until`."""
    columns = (
        (Task.due_at, Task.status == TaskStatus.OPEN),
        (Lead.respond_by, Lead.responded_at.is_(None)),
        (OutboxMessage.due_at, OutboxMessage.status == OutboxStatus.WAITING),
    )
    found = [
        await work.session.scalar(select(func.min(at)).where(condition, at > work.now, at < until))
        for at, condition in columns
    ]
    return min((at for at in found if at is not None), default=None)


async def tasks_to_escalate(work: Work, late_before: datetime) -> Sequence[Any]:
    """Tasks late since before the given time of which no head was told: id, at (late since), person (0: nobody), zone.

    Who was given an overdue task is late from then on: the head who hands over is not told of it a minute later.
    """
    at = case((Task.given_at > Task.due_at, Task.given_at), else_=Task.due_at)
    found = (
        select(Task.id, at.label("at"), _assignee.label("person"), User.zone)
        .outerjoin(User, User.id == Task.assignee_id)
        .where(*_late(work), at <= late_before, Task.escalated_at.is_(None))
    )
    return (await work.session.execute(found.order_by(at).limit(MOST))).all()


async def tasks_to_escalate_again(work: Work, told_before: datetime) -> Sequence[Any]:
    """Tasks a head was told of before the given time and not again: id, at (told), person, zone."""
    found = (
        select(Task.id, Task.escalated_at.label("at"), _assignee.label("person"), User.zone)
        .outerjoin(User, User.id == Task.assignee_id)
        .where(*_late(work), Task.escalated_at <= told_before, Task.escalated_again_at.is_(None))
    )
    return (await work.session.execute(found.order_by(Task.escalated_at).limit(MOST))).all()


async def leads_to_escalate(work: Work) -> Sequence[Any]:
    """Inquiries past their response limit of which no head was told: id, at (limit), person, zone, team."""
    return await _leads(work, Lead.respond_by, Lead.escalated_at.is_(None))


async def leads_to_escalate_again(work: Work, told_before: datetime) -> Sequence[Any]:
    """Inquiries a head was told of before the given time and not again."""
    return await _leads(work, Lead.escalated_at, (Lead.escalated_at <= told_before) & Lead.escalated_again_at.is_(None))


async def _leads(work: Work, at: Any, wanted: ColumnElement[bool]) -> Sequence[Any]:
    found = (
        select(Lead.id, at.label("at"), _owner.label("person"), User.zone, Lead.team_id.label("team"))
        .outerjoin(User, User.id == Lead.owner_id)
        .where(*_unanswered(work), wanted)
    )
    return (await work.session.execute(found.order_by(at).limit(MOST))).all()


# --------------------------------------------------------------------------------------------------------------- claims
async def claim_nudges(work: Work, ids: Sequence[int], at: datetime) -> set[int]:
    """Mark tasks as nudged at a moment; returns those that still needed it. Neither version nor history move."""
    return await _claim(work, Task, ids, Task.nudged_at, at, *_late(work))


async def claim_tasks(work: Work, ids: Sequence[int], again: bool, at: datetime) -> set[int]:
    """Mark tasks as told to the head at a moment (`again`: the second time); returns those that still needed it."""
    column = Task.escalated_again_at if again else Task.escalated_at
    return await _claim(work, Task, ids, column, at, *_late(work))


async def claim_leads(work: Work, ids: Sequence[int], again: bool, at: datetime) -> set[int]:
    """The same for inquiries."""
    column = Lead.escalated_again_at if again else Lead.escalated_at
    return await _claim(work, Lead, ids, column, at, *_unanswered(work))


async def _claim(
    work: Work, table: Any, ids: Sequence[int], column: Any, at: datetime, *still: ColumnElement[bool]
) -> set[int]:
    claimed: set[int] = set()
    for chunk in _chunks(ids):
        mark = update(table).where(table.id.in_(chunk), column.is_(None), *still).values({column.key: at})
        claimed.update((await work.session.scalars(mark.returning(table.id))).all())
    return claimed


async def nudge_escalated(work: Work, at: datetime) -> set[int]:
    """Mark all overdue tasks a head was told of and that the actor sees as nudged now; returns whose they are."""
    mark = update(Task).where(
        visible(work.actor, Task),
        *_late(work),
        Task.escalated_at.is_not(None),
        Task.assignee_id.is_not(None),
        Task.assignee_id != work.actor.user_id,
    )
    people = await work.session.scalars(
        mark.values(nudged_at=at).returning(Task.assignee_id).execution_options(synchronize_session=False)
    )
    return {person for person in people if person is not None}


async def escalated_leads(work: Work) -> Sequence[Any]:
    """Unanswered inquiries of others a head was told of, as far as the actor sees them: id, person."""
    found = select(Lead.id, Lead.owner_id.label("person")).where(
        visible(work.actor, Lead),
        *_unanswered(work),
        Lead.escalated_at.is_not(None),
        Lead.owner_id.is_not(None),
        Lead.owner_id != work.actor.user_id,
    )
    return (await work.session.execute(found.order_by(Lead.respond_by).limit(MOST))).all()


async def escalations(work: Work, user_id: int, since: datetime) -> tuple[Sequence[datetime], str | None]:
    """When a colleague was told of something late since a moment, and the colleague's zone."""
    user = await work.session.get(User, user_id)
    if user is None or user.telegram_id is None:
        return (), None
    found = select(OutboxMessage.created_at).where(
        OutboxMessage.chat_id == user.telegram_id,
        OutboxMessage.kind == "escalation",
        OutboxMessage.created_at >= since,
    )
    return (await work.session.scalars(found.order_by(OutboxMessage.created_at))).all(), user.zone


# ------------------------------------------------------------------------------------------------------ what is told of
async def nudged(work: Work, at: datetime, limit: int) -> tuple[Sequence[Task], int]:
    """Tasks of the actor they were reminded of at this moment and that are still due: the first ones, and how many."""
    return await _told(work, Task.nudged_at == at, Task.assignee_id == work.actor.user_id, limit=limit)


async def told_of(
    work: Work, at: datetime, people: Sequence[int], *, again: bool, limit: int
) -> tuple[Sequence[Task], int]:
    """Tasks of these people a head was told of at this moment and that are still undone, as far as the actor sees."""
    column = Task.escalated_again_at if again else Task.escalated_at
    return await _told(work, visible(work.actor, Task), column == at, _assignee.in_(people), limit=limit)


async def _told(work: Work, *conditions: ColumnElement[bool], limit: int) -> tuple[Sequence[Task], int]:
    found = select(Task).where(*_late(work), *conditions)
    rows = (await work.session.scalars(found.order_by(Task.due_at, Task.id).limit(limit))).all()
    if len(rows) < limit:
        return rows, len(rows)
    total = await work.session.scalar(select(func.count()).select_from(Task).where(*_late(work), *conditions))
    return rows, total or 0


async def leads_told_of(work: Work, ids: Sequence[int]) -> Sequence[Lead]:
    """Those of the given inquiries that still wait for an answer and that the actor sees."""
    found = select(Lead).where(visible(work.actor, Lead), Lead.id.in_(ids), *_unanswered(work))
    return (await work.session.scalars(found.order_by(Lead.respond_by, Lead.id))).all()


# ------------------------------------------------------------------------------------------------------------- promises
async def promises_to_settle(work: Work) -> Sequence[Any]:
    """Open promises whose agreed time lies behind: the promise and its person's zone, longest ago first."""
    found = (
        select(Promise, User.zone)
        .outerjoin(User, User.id == Promise.user_id)
        .where(Promise.state == PromiseState.OPEN, Promise.promised_at < work.now)
    )
    return (await work.session.execute(found.order_by(Promise.promised_at).limit(MOST))).all()
