"""What is marked red (S2-48, S2-50), counted and looked up: overdue tasks, deals with one or without any, unanswered
inquiries, and the clients any of them belongs to. All its SQL."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any, Final

from sqlalchemy import ColumnElement, Select, and_, func, or_, select

from services.rules.actor import Role
from services.rules.kinds import LeadStatus, StageKind, TaskStatus
from storage.tables import Client, Deal, Lead, Task
from storage.unit_of_work import Work
from storage.visibility import visible

LONG_AGO: Final = datetime(1970, 1, 1, tzinfo=UTC)
LIVE: Final = (LeadStatus.NEW, LeadStatus.TAKEN)


def _open(work: Work) -> ColumnElement[bool]:
    return Task.status == TaskStatus.OPEN


def red_deal(work: Work) -> ColumnElement[bool]:
    """An open deal with nothing to do, or with something overdue: asked deal by deal, for few deals."""
    soonest = select(func.min(Task.due_at)).where(_open(work), Task.deal_id == Deal.id).correlate(Deal)
    return and_(Deal.status == StageKind.OPEN, func.coalesce(soonest.scalar_subquery(), LONG_AGO) < work.now)


def _red_of_many(work: Work) -> ColumnElement[bool]:
    """The same, for all deals of a company: open tasks are read once."""
    in_time = (
        select(Task.deal_id)
        .where(_open(work), Task.deal_id.is_not(None))
        .group_by(Task.deal_id)
        .having(func.min(Task.due_at) >= work.now)
    )
    return and_(Deal.status == StageKind.OPEN, Deal.id.not_in(in_time))


def red_lead(work: Work) -> ColumnElement[bool]:
    """A live inquiry nobody answered in time, or with something overdue."""
    late = select(Task.lead_id).where(_open(work), Task.lead_id.is_not(None), Task.due_at < work.now)
    unanswered = and_(Lead.responded_at.is_(None), Lead.respond_by < work.now)
    return and_(Lead.status.in_(LIVE), or_(unanswered, Lead.id.in_(late)))


async def counts(work: Work) -> Any:
    """One statement: red tasks, deals and leads. A manager's tasks are the own ones, as /tasks shows them."""
    manager = work.actor.role is Role.MANAGER
    whose = Task.assignee_id == work.actor.user_id if manager else visible(work.actor, Task)
    tasks = select(func.count()).select_from(Task).where(_open(work), Task.due_at < work.now, whose)
    red = red_deal(work) if manager else _red_of_many(work)
    deals = select(func.count()).select_from(Deal).where(visible(work.actor, Deal), red)
    leads = select(func.count()).select_from(Lead).where(visible(work.actor, Lead), red_lead(work))
    found = select(
        tasks.scalar_subquery().label("tasks"),
        deals.scalar_subquery().label("deals"),
        leads.scalar_subquery().label("leads"),
    )
    return (await work.session.execute(found)).one()


async def deals(work: Work, ids: Sequence[int]) -> set[int]:
    """Red ones of these deals, as far as the actor sees them."""
    return await _ids(work, select(Deal.id).where(Deal.id.in_(ids), visible(work.actor, Deal), red_deal(work)), ids)


async def leads(work: Work, ids: Sequence[int]) -> set[int]:
    """Red ones of these leads, as far as the actor sees them."""
    return await _ids(work, select(Lead.id).where(Lead.id.in_(ids), visible(work.actor, Lead), red_lead(work)), ids)


async def clients(work: Work, ids: Sequence[int]) -> set[int]:
    """These clients with a red deal or an overdue task the actor sees."""
    by_deal = select(Deal.client_id).where(Deal.client_id.in_(ids), visible(work.actor, Deal), red_deal(work))
    late = select(Task.client_id).where(
        Task.client_id.in_(ids), _open(work), Task.due_at < work.now, visible(work.actor, Task)
    )
    found = select(Client.id).where(
        Client.id.in_(ids), visible(work.actor, Client), or_(Client.id.in_(by_deal), Client.id.in_(late))
    )
    return await _ids(work, found, ids)


async def _ids(work: Work, found: Select[Any], ids: Sequence[int]) -> set[int]:
    return set((await work.session.scalars(found)).all()) if ids else set()
