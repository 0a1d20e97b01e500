"""The head's round: its items, where it stands, and what was handled. Their SQL."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, and_, false, func, or_, select, true, union_all

from services.rules.actor import Role
from services.rules.kinds import StageKind, TaskStatus, UserStatus
from services.rules.rounds import Change, TaskLife
from storage import postponing as requests
from storage.deals import with_names
from storage.tables import Deal, HistoryEntry, PostponeRequest, Round, Task, TeamSeat, User
from storage.tasks import hot_first
from storage.unit_of_work import Work
from storage.upsert import insert
from storage.visibility import visible


@dataclass(frozen=True, slots=True)
class Scope:
    """What is left of a round: not what was handled, and apart what was put off.

    `told_at`: only what the head was told of at that moment, and no deals.
    """

    told_at: datetime | None = None
    handled_tasks: frozenset[int] = field(default=frozenset())
    handled_deals: frozenset[int] = field(default=frozenset())
    skipped_tasks: frozenset[int] = field(default=frozenset())
    skipped_deals: frozenset[int] = field(default=frozenset())
    skipped_requests: frozenset[int] = field(default=frozenset())


EVERYTHING = Scope()


# -------------------------------------------------------------------------------------------------- where it stands
async def current(work: Work, began_after: datetime, *, lock: bool = False) -> Round | None:
    """The actor's round, unless it began too long ago. `lock` it to change it."""
    found = select(Round).where(Round.user_id == work.actor.user_id, Round.began_at > began_after)
    return await work.session.scalar(found.with_for_update() if lock else found)


async def begin(work: Work, told_at: datetime | None) -> None:
    """Begin the actor's round anew."""
    last = await work.session.scalar(select(func.max(HistoryEntry.id)))
    values: dict[str, Any] = {"began_at": work.now, "began_entry": last or 0, "told_at": told_at, "skipped": []}
    row = insert(work, Round).values(user_id=work.actor.user_id, **values)
    await work.session.execute(row.on_conflict_do_update(index_elements=["user_id"], set_=values))


async def changes(work: Work, since: datetime, after: int) -> list[Change]:
    """What the actor changed of tasks and deals since a moment and after an entry, in order."""
    entry = HistoryEntry
    found = (
        select(entry.record, entry.record_id, entry.action, entry.changes, entry.at, entry.deal_id)
        .where(
            entry.user_id == work.actor.user_id,
            entry.at >= since,
            entry.id > after,
            entry.record.in_(("tasks", "deals")),
        )
        .order_by(entry.at, entry.id)
    )
    return [Change(*row) for row in (await work.session.execute(found)).all()]


async def lives(work: Work, tasks: set[int], deals: set[int]) -> list[TaskLife]:
    """These tasks and those of these deals."""
    if not tasks | deals:
        return []
    found = select(Task.id, Task.deal_id, Task.due_at, Task.created_at, Task.done_at).where(
        or_(Task.id.in_(tasks), Task.deal_id.in_(deals))
    )
    return [TaskLife(*row) for row in (await work.session.execute(found)).all()]


async def explained(work: Work, tasks: set[int]) -> set[int]:
    """Those of these tasks whose assignee has answered why they are late."""
    found = select(Task.id).where(Task.id.in_(tasks), Task.why.is_not(None), visible(work.actor, Task))
    return set((await work.session.scalars(found)).all()) if tasks else set()


# ----------------------------------------------------------------------------------------------------------- its items
def _late(work: Work) -> list[ColumnElement[bool]]:
    """Everything overdue the actor sees."""
    return [visible(work.actor, Task), Task.status == TaskStatus.OPEN, Task.due_at < work.now]


def _asked(work: Work) -> ColumnElement[bool]:
    """Tasks somebody else asks to move: they wait for the actor's word."""
    asked = select(PostponeRequest.task_id).where(
        PostponeRequest.decided_at.is_(None), PostponeRequest.user_id != work.actor.user_id
    )
    return Task.id.in_(asked)


def _overdue(work: Work, scope: Scope) -> list[ColumnElement[bool]]:
    conditions = _late(work)
    if scope.told_at is not None:
        conditions.append(or_(Task.escalated_at == scope.told_at, Task.escalated_again_at == scope.told_at))
    else:  # a task whose move is asked for comes as that request
        conditions.append(~_asked(work))
    if scope.handled_tasks:
        conditions.append(Task.id.not_in(scope.handled_tasks))
    return conditions


def _bare(work: Work, scope: Scope) -> list[ColumnElement[bool]]:
    # Read once for all deals, where `EXISTS` would look for every deal anew.
    with_task = select(Task.deal_id).where(Task.status == TaskStatus.OPEN, Task.deal_id.is_not(None))
    conditions = [visible(work.actor, Deal), Deal.status == StageKind.OPEN, Deal.id.not_in(with_task)]
    if scope.handled_deals:
        conditions.append(Deal.id.not_in(scope.handled_deals))
    return conditions


def _not(table: Any, ids: frozenset[int]) -> ColumnElement[bool]:
    return table.id.not_in(ids) if ids else true()


async def count_overdue(work: Work, scope: Scope = EVERYTHING) -> tuple[int, int]:
    """Overdue open tasks the actor sees: how many, and how many of them were not put off."""
    ahead = func.count().filter(_not(Task, scope.skipped_tasks))
    row = (
        await work.session.execute(select(func.count(), ahead).select_from(Task).where(*_overdue(work, scope)))
    ).one()
    return row[0], row[1]


async def count_bare(work: Work, scope: Scope = EVERYTHING) -> tuple[int, int]:
    """Open deals without an open task the actor sees: how many, and how many of them were not put off."""
    if scope.told_at is not None:
        return 0, 0
    ahead = func.count().filter(_not(Deal, scope.skipped_deals))
    found = select(func.count(), ahead).select_from(Deal).where(*_bare(work, scope))
    row = (await work.session.execute(found)).one()
    return row[0], row[1]


def requests_ahead(scope: Scope) -> list[ColumnElement[bool]]:
    """Requests that were not put off."""
    return [_not(PostponeRequest, scope.skipped_requests)]


async def count_requests(work: Work, scope: Scope = EVERYTHING) -> tuple[int, int]:
    """Requests to move a date once more that wait for the actor: how many, and how many were not put off."""
    return (0, 0) if scope.told_at is not None else await requests.count(work, *requests_ahead(scope))


async def count_late(work: Work) -> tuple[int, int]:
    """All overdue open tasks the actor sees, and how many of them wait for the actor's word about another date."""
    found = select(func.count(), func.count().filter(_asked(work))).select_from(Task).where(*_late(work))
    row = (await work.session.execute(found)).one()
    return row[0], row[1]


async def overdue_by_person(work: Work, limit: int) -> Sequence[Any]:
    """Whose tasks are overdue: name (None: nobody's) and count, most first."""
    found = (
        select(User.name, func.count().label("n"))
        .select_from(Task)
        .outerjoin(User, Task.assignee_id == User.id)
        .where(*_late(work))
        .group_by(User.id, User.name)
        .order_by(func.count().desc(), User.name)
        .limit(limit)
    )
    return (await work.session.execute(found)).all()


# ------------------------------------------------------------------------- what is left in the evening, by whose it is
async def overdue_left(work: Work, since: datetime, until: datetime) -> Sequence[Any]:
    """Per person (`who`): overdue tasks due before `until` that since then nobody was asked about or given."""
    who = func.coalesce(Task.assignee_id, Deal.owner_id)
    found = (
        select(who.label("who"), func.count().label("n"))
        .select_from(Task)
        .outerjoin(Deal, Deal.id == Task.deal_id)
        .where(*_overdue(work, EVERYTHING), Task.due_at < until)
        .group_by(who)
    )
    for touched in (Task.asked_why_at, Task.given_at):
        found = found.where(or_(touched.is_(None), touched < since))
    return (await work.session.execute(found)).all()


async def bare_left(work: Work) -> Sequence[Any]:
    """Per owner (`who`): open deals without an open task."""
    found = select(Deal.owner_id.label("who"), func.count().label("n")).where(*_bare(work, EVERYTHING))
    return (await work.session.execute(found.group_by(Deal.owner_id))).all()


async def requests_left(work: Work) -> Sequence[Any]:
    """Per person who asks (`who`): requests to move a date once more that wait for an answer."""
    found = (
        select(PostponeRequest.user_id.label("who"), func.count().label("n"))
        .select_from(PostponeRequest)
        .join(Task)
        .where(*requests.waiting(work))
        .group_by(PostponeRequest.user_id)
    )
    return (await work.session.execute(found)).all()


async def teams_of(work: Work, user_ids: set[int]) -> dict[int, int | None]:
    """The team of each of these people."""
    found = select(User.id, User.team_id).where(User.id.in_(user_ids))
    return {row.id: row.team_id for row in await work.session.execute(found)}


async def heads(work: Work) -> Sequence[Any]:
    """Everybody who goes through rounds, by name, once a team they lead: id, name, team_id, `further` ("More teams").

    A head without a team leads all.
    """
    heading = and_(User.role == Role.HEAD, User.status == UserStatus.ACTIVE)
    own = select(User.id, User.name, User.team_id, false().label("further")).where(heading)
    seats = (
        select(User.id, User.name, TeamSeat.team_id, true().label("further"))
        .join(TeamSeat, TeamSeat.user_id == User.id)
        .where(heading)
    )
    both = union_all(own, seats).subquery()
    return (await work.session.execute(select(both).order_by(both.c.name, both.c.id))).all()


async def first_overdue(work: Work, scope: Scope) -> Task | None:
    """The first overdue task ahead: told of for the second time first, then hot deals, then the longest overdue."""
    found = select(Task).where(*_overdue(work, scope), _not(Task, scope.skipped_tasks))
    if scope.told_at is not None:
        found = found.order_by(Task.escalated_again_at.is_(None))
    found = hot_first(found)
    return await work.session.scalar(found.order_by(Task.due_at, Task.id).limit(1))


async def first_bare(work: Work, scope: Scope) -> Any | None:
    """The first deal without a task ahead, the largest first."""
    found = (
        with_names()
        .where(*_bare(work, scope), _not(Deal, scope.skipped_deals))
        .order_by(Deal.amount.desc().nulls_last(), Deal.id)
        .limit(1)
    )
    return (await work.session.execute(found)).first()
