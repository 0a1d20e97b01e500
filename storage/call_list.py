"""What the call list is planned from: lean rows for the plan, full ones only for what is shown."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, and_, exists, func, or_, select, union_all

from services.rules.actor import Actor, Role
from services.rules.kinds import (
    CONTACT_KINDS,
    ActivityKind,
    CallOutcome,
    Direction,
    LeadStatus,
    StageKind,
    TaskStatus,
)
from storage.tables import Activity, Client, Deal, Lead, Pipeline, Stage, Task
from storage.unit_of_work import Work

LIVE = (LeadStatus.NEW, LeadStatus.TAKEN)


def _mine(actor: Actor) -> ColumnElement[bool]:
    """Leads of the actor and, for managers, those waiting for a taker in the team; heads hear of them when late."""
    if actor.role is not Role.MANAGER:
        return Lead.owner_id == actor.user_id
    free = and_(Lead.owner_id.is_(None), Lead.status == LeadStatus.NEW)
    if actor.team_ids:
        free = and_(free, or_(Lead.team_id.is_(None), Lead.team_id.in_(actor.team_ids)))
    return or_(Lead.owner_id == actor.user_id, free)


async def planned(work: Work, until: datetime) -> Sequence[Any]:
    """The actor's open calls and meetings due before `until`, with what orders them."""
    found = (
        select(
            Task.id.label("task_id"),
            Task.deal_id,
            Task.lead_id,
            Task.client_id,
            Task.due_at,
            Task.promised,
            Task.attempt,
            Deal.amount,
            Deal.last_contact_at.label("deal_contact_at"),
            Deal.stage_id,
        )
        .outerjoin(Deal, Deal.id == Task.deal_id)
        .where(
            Task.assignee_id == work.actor.user_id,
            Task.status == TaskStatus.OPEN,
            Task.kind.in_(CONTACT_KINDS),
            Task.due_at < until,
        )
    )
    return (await work.session.execute(found)).all()


def _has_open_call(column: Any, key: Any) -> ColumnElement[bool]:
    return exists().where(column == key, Task.status == TaskStatus.OPEN, Task.kind.in_(CONTACT_KINDS))


async def waiting_leads(work: Work, day_start: datetime, max_attempts: int) -> Sequence[Any]:
    """Live leads without a planned call: inquiries not answered yet, and cold ones not tried today."""
    found = select(Lead.id, Lead.respond_by, Lead.responded_at, Lead.attempts, Lead.created_at).where(
        Lead.status.in_(LIVE),
        _mine(work.actor),
        Lead.attempts < max_attempts,
        or_(Lead.last_contact_at.is_(None), Lead.last_contact_at < day_start),
        ~_has_open_call(Task.lead_id, Lead.id),
    )
    return (await work.session.execute(found)).all()


async def unplanned_deals(work: Work, day_start: datetime, max_attempts: int, most: int) -> tuple[Sequence[Any], int]:
    """Open deals of the actor without a planned call and not contacted today, and how many there are in all.

    Those tried in vain `max_attempts` times wait for a decision instead of another call. Of each block (later stages,
    earlier ones, never reached) only the first `most` by the block's own order are read: nobody makes ten thousand
    calls a day. The order is that of `rules.call_list`.
    """
    free = (
        select(
            Deal.id,
            Deal.stage_id,
            Deal.amount,
            Deal.last_contact_at,
            Deal.attempts,
            Stage.position,
            Stage.late,
            (func.coalesce(Deal.amount, 0) * Stage.probability).label("worth"),
        )
        .join(Stage, Stage.id == Deal.stage_id)
        .where(
            Deal.owner_id == work.actor.user_id,
            Deal.status == StageKind.OPEN,
            Deal.attempts < max_attempts,
            or_(Deal.last_contact_at.is_(None), Deal.last_contact_at < day_start),
            ~_has_open_call(Task.deal_id, Deal.id),
        )
        .cte("free")
    )
    known, later = free.c.last_contact_at.is_not(None), free.c.position.desc()
    blocks = (
        select(free).where(free.c.late).order_by(later, free.c.worth.desc(), free.c.id),
        select(free).where(~free.c.late, known).order_by(later, free.c.last_contact_at, free.c.id),
        select(free).where(~free.c.late, ~known).order_by(free.c.attempts.desc(), free.c.id),
    )
    total = select(func.count()).select_from(free).scalar_subquery().label("total")
    read = union_all(*(select(block.limit(most).subquery()) for block in blocks)).subquery()
    columns = (read.c.id, read.c.stage_id, read.c.amount, read.c.last_contact_at, read.c.attempts)
    found = (await work.session.execute(select(*columns, total))).all()
    return found, found[0].total if found else 0


async def regular_clients(work: Work, contacted_before: datetime) -> Sequence[Any]:
    """Clients of the actor who have bought, have no open deal and were last contacted before the given time."""
    found = select(Client.id, func.coalesce(Client.last_contact_at, Client.won_at).label("last_contact_at")).where(
        Client.owner_id == work.actor.user_id,
        Client.won_at.is_not(None),
        func.coalesce(Client.last_contact_at, Client.won_at) < contacted_before,
        ~exists().where(Deal.client_id == Client.id, Deal.status == StageKind.OPEN),
        ~_has_open_call(Task.client_id, Client.id),
    )
    return (await work.session.execute(found)).all()


async def call_lengths(work: Work, limit: int = 200) -> Sequence[int]:
    """Seconds of the actor's latest reached calls that have a length."""
    found = select(Activity.seconds).where(
        Activity.user_id == work.actor.user_id,
        Activity.kind == ActivityKind.CALL,
        Activity.direction == Direction.OUT,
        Activity.outcome == CallOutcome.REACHED,
        Activity.seconds.is_not(None),
    )
    return [value for value in await work.session.scalars(found.order_by(Activity.at.desc()).limit(limit)) if value]


async def made_today(work: Work, day_start: datetime) -> int:
    """How many outgoing calls the actor has made since the given time."""
    found = select(func.count()).where(
        Activity.user_id == work.actor.user_id,
        Activity.kind == ActivityKind.CALL,
        Activity.direction == Direction.OUT,
        Activity.at >= day_start,
    )
    return await work.session.scalar(found) or 0


async def deals_shown(work: Work, ids: Sequence[int]) -> dict[int, Any]:
    """Deal, client and stage names of the deals on a screen."""
    found = (
        select(Deal, Client.name.label("client"), Stage, Pipeline.name.label("pipeline"), Pipeline.cycle)
        .join(Stage, Stage.id == Deal.stage_id)
        .join(Pipeline, Pipeline.id == Deal.pipeline_id)
        .outerjoin(Client, Client.id == Deal.client_id)
        .where(Deal.id.in_(ids))
    )
    return {row.Deal.id: row for row in (await work.session.execute(found)).all()}


async def leads_shown(work: Work, ids: Sequence[int]) -> dict[int, Lead]:
    """The leads on a screen."""
    return {lead.id: lead for lead in await work.session.scalars(select(Lead).where(Lead.id.in_(ids)))}


async def clients_shown(work: Work, ids: Sequence[int]) -> dict[int, Client]:
    """The clients on a screen."""
    return {row.id: row for row in await work.session.scalars(select(Client).where(Client.id.in_(ids)))}
