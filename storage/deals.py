"""Lists of deals and the story of one: all their SQL."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any, Final

from sqlalchemy import ColumnElement, Select, and_, func, literal, or_, select, union_all

from services.rules.actor import Role
from services.rules.kinds import StageKind, TaskStatus, UserStatus
from storage.tables import (
    Activity,
    Channel,
    Client,
    Contact,
    Deal,
    HistoryEntry,
    Lead,
    LossReason,
    Pipeline,
    Postponement,
    PostponeReason,
    Product,
    Stage,
    Task,
    Team,
    User,
)
from storage.unit_of_work import Work
from storage.visibility import visible


def _with_task(*more: ColumnElement[bool]) -> Select[Any]:
    """Ids of deals with an open task; read once for a whole list, where `EXISTS` would look for every deal anew."""
    return select(Task.deal_id).where(Task.status == TaskStatus.OPEN, Task.deal_id.is_not(None), *more)


def _kept(work: Work, choice: str) -> ColumnElement[bool]:
    """The condition of a list: open, no_task (red), overdue, won, lost."""
    if choice == "no_task":
        return and_(Deal.status == StageKind.OPEN, Deal.id.not_in(_with_task()))
    if choice == "overdue":
        return and_(Deal.status == StageKind.OPEN, Deal.id.in_(_with_task(Task.due_at < work.now)))
    return Deal.status == StageKind(choice)


def _mine(work: Work, statement: Any, choice: str) -> Any:
    return statement.where(visible(work.actor, Deal), _kept(work, choice))


async def counts(work: Work) -> dict[str, int]:
    """How many deals of each list the actor sees."""
    seen = visible(work.actor, Deal)
    statuses = await work.session.execute(select(Deal.status, func.count()).where(seen).group_by(Deal.status))
    found = {kind.value: 0 for kind in StageKind} | {status.value: number for status, number in statuses.all()}
    marked = select(
        func.count().filter(Deal.id.not_in(_with_task())).label("no_task"),
        func.count().filter(Deal.id.in_(_with_task(Task.due_at < work.now))).label("overdue"),
    ).where(seen, Deal.status == StageKind.OPEN)
    row = (await work.session.execute(marked)).one()
    return {**found, "no_task": row.no_task, "overdue": row.overdue}


def with_names() -> Any:
    """Deals with client, stage (also its measures of pace) and owner; whoever asks adds which."""
    return (
        select(
            Deal,
            Client.name.label("client"),
            Stage.name.label("stage"),
            User.name.label("owner"),
            Stage.pace_hours,
            Stage.expected_hours,
        )
        .join(Stage, Stage.id == Deal.stage_id)
        .outerjoin(Client, Client.id == Deal.client_id)
        .outerjoin(User, User.id == Deal.owner_id)
    )


async def page(work: Work, choice: str, limit: int, offset: int) -> Sequence[Any]:
    """Deals of a list with client, stage and owner: open ones by stage and amount, closed ones newest first."""
    found = with_names()
    if choice in {"won", "lost"}:
        found = found.order_by(Deal.closed_at.desc(), Deal.id.desc())
    else:
        found = found.order_by(Stage.position.desc(), Deal.amount.desc().nulls_last(), Deal.id)
    return (await work.session.execute(_mine(work, found, choice).limit(limit).offset(offset))).all()


async def first_due(work: Work, deal_ids: Sequence[int]) -> dict[int, datetime]:
    """When the next open task of each of these deals is due; those without a task are left out."""
    found = _with_task(Task.deal_id.in_(deal_ids)).add_columns(func.min(Task.due_at)).group_by(Task.deal_id)
    return {row[0]: row[1] for row in (await work.session.execute(found)).all()}


async def of_client(work: Work, client_id: int, limit: int, offset: int = 0) -> Sequence[Any]:
    """A client's deals the actor sees, open ones first, then newest."""
    found = (
        select(Deal, Stage.name.label("stage"), Pipeline.name.label("pipeline"))
        .join(Stage, Stage.id == Deal.stage_id)
        .join(Pipeline, Pipeline.id == Deal.pipeline_id)
        .where(Deal.client_id == client_id, visible(work.actor, Deal))
        .order_by((Deal.status == StageKind.OPEN).desc(), Deal.created_at.desc(), Deal.id.desc())
    )
    return (await work.session.execute(found.limit(limit).offset(offset))).all()


async def count_of_client(work: Work, client_id: int) -> int:
    """How many of a client's deals the actor sees."""
    found = select(func.count()).select_from(Deal).where(Deal.client_id == client_id, visible(work.actor, Deal))
    return await work.session.scalar(found) or 0


def _seen(work: Work, table: Any, kind: str, id_: int) -> ColumnElement[bool]:
    """Rows of one story; in a client's, those of colleagues' deals and leads are left out."""
    about: ColumnElement[bool] = getattr(table, f"{kind}_id") == id_
    if kind != "client":
        return about
    deals, leads = select(Deal.id).where(visible(work.actor, Deal)), select(Lead.id).where(visible(work.actor, Lead))
    return and_(
        about,
        or_(table.deal_id.is_(None), table.deal_id.in_(deals)),
        or_(table.lead_id.is_(None), table.lead_id.in_(leads)),
    )


def _story(work: Work, kind: str, id_: int) -> Any:
    changes = select(HistoryEntry.at, literal("h").label("source"), HistoryEntry.id)
    events = select(Activity.at, literal("a").label("source"), Activity.id)
    return union_all(
        changes.where(_seen(work, HistoryEntry, kind, id_)), events.where(_seen(work, Activity, kind, id_))
    ).subquery()


async def story_count(work: Work, kind: str, id_: int) -> int:
    """How many lines the history of a deal, lead or client has."""
    return await work.session.scalar(select(func.count()).select_from(_story(work, kind, id_))) or 0


async def story(work: Work, kind: str, id_: int, limit: int, offset: int) -> list[HistoryEntry | Activity]:
    """Changes and activities of a deal, lead or client together, newest first (S2-43)."""
    lines = _story(work, kind, id_)
    order = select(lines.c.source, lines.c.id).order_by(lines.c.at.desc(), lines.c.source, lines.c.id.desc())
    keys = (await work.session.execute(order.limit(limit).offset(offset))).all()
    ids: dict[str, list[int]] = {"h": [], "a": []}
    for source, key in keys:
        ids[source].append(key)
    changes = await work.session.scalars(select(HistoryEntry).where(HistoryEntry.id.in_(ids["h"])))
    events = await work.session.scalars(select(Activity).where(Activity.id.in_(ids["a"])))
    found: dict[tuple[str, int], HistoryEntry | Activity] = {("h", row.id): row for row in changes}
    found |= {("a", row.id): row for row in events}
    return [found[(source, key)] for source, key in keys]


NAMED: Final[dict[str, type[Any]]] = {
    "user": User, "stage": Stage, "pipeline": Pipeline, "loss_reason": LossReason, "client": Client,
    "contact": Contact, "channel": Channel, "team": Team, "product": Product,
}  # fmt: skip
"""What a history mentions by its id."""


async def names(work: Work, wanted: dict[str, set[int]]) -> dict[tuple[str, int], str]:
    """Names of everything a history mentions, by kind (`NAMED`) and id: one query."""
    selects = [
        select(literal(kind).label("kind"), NAMED[kind].id, NAMED[kind].name).where(NAMED[kind].id.in_(ids))
        for kind, ids in wanted.items()
        if ids
    ]
    if not selects:
        return {}
    return {(row.kind, row.id): row.name for row in (await work.session.execute(union_all(*selects))).all()}


async def tasks_by_id(work: Work, ids: set[int]) -> dict[int, Task]:
    """Tasks a history mentions."""
    found = select(Task).where(Task.id.in_(ids))
    return {row.id: row for row in await work.session.scalars(found)} if ids else {}


async def move_reasons(work: Work, task_ids: set[int]) -> dict[tuple[int, datetime], str]:
    """Why due dates were moved, by task and moment."""
    if not task_ids:
        return {}
    found = (
        select(Postponement.task_id, Postponement.at, PostponeReason.name, Postponement.comment)
        .outerjoin(PostponeReason, PostponeReason.id == Postponement.reason_id)
        .where(Postponement.task_id.in_(task_ids))
    )
    rows = (await work.session.execute(found)).all()
    return {(row.task_id, row.at): ", ".join(part for part in (row.name, row.comment) if part) for row in rows}


async def takers(work: Work) -> Sequence[User]:
    """Active sellers a deal may be given to: those the actor sees."""
    found = select(User).where(
        visible(work.actor, User),
        User.status != UserStatus.INACTIVE,
        User.role.in_((Role.MANAGER, Role.HEAD)),
    )
    return (await work.session.scalars(found.order_by(User.name))).all()
