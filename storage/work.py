"""Tasks, promises, postponements and activities: all their SQL."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache
from itertools import takewhile
from typing import Any, Final

from sqlalchemy import BindParameter, ColumnElement, Select, and_, bindparam, func, insert, select
from sqlalchemy.orm import aliased

from services.rules.actor import Actor
from services.rules.kinds import CONTACT_KINDS, ActivityKind, CallOutcome, PromiseState, TaskKind, TaskStatus
from services.rules.target import Target, TargetKind
from storage.tables import Activity, Client, Deal, Lead, Postponement, Promise, Stage, Task, User
from storage.types import code, codes
from storage.unit_of_work import Work
from storage.visibility import prepared, visible, who

_ADD_ACTIVITY: Final = insert(Activity).returning(Activity.id)


async def task(work: Work, task_id: int) -> Task | None:
    """A task the actor may see."""
    return await work.record(_one(work.actor), {"id": task_id} | who(work.actor))


@prepared
def _one(actor: Actor) -> Select[Task]:
    return select(Task).where(Task.id == bindparam("id"), visible(actor, Task))


def _about(kind: TargetKind) -> ColumnElement[bool]:
    """Tasks of the record of this kind whose id is bound as "id"."""
    id_: BindParameter[int] = bindparam("id")
    if kind == "client":  # tasks of its deals carry the client as well
        return and_(Task.client_id == id_, Task.deal_id.is_(None), Task.lead_id.is_(None))
    return (Task.deal_id if kind == "deal" else Task.lead_id) == id_


async def open_tasks(work: Work, target: Target) -> Sequence[Task]:
    """Open tasks of a deal, lead or client, soonest first."""
    return (await work.session.scalars(_open(target.kind), {"id": target.id})).all()


@cache
def _open(kind: TargetKind, *kinds: TaskKind) -> Select[Task]:
    found = select(Task).where(_about(kind), Task.status == code(TaskStatus.OPEN)).order_by(Task.due_at, Task.id)
    return found.where(Task.kind.in_(codes(kinds))).limit(1) if kinds else found


async def next_contact(work: Work, target: Target) -> Task | None:
    """The open call or meeting of a deal, lead or client: there is at most one."""
    return await work.record(_open(target.kind, *CONTACT_KINDS), {"id": target.id})


async def open_promise(work: Work, task_id: int) -> Promise | None:
    """The promise a call task carries, as long as nothing has become of it."""
    return await work.record(_open_promise(), {"id": task_id})


@cache
def _open_promise() -> Select[Promise]:
    return select(Promise).where(Promise.task_id == bindparam("id"), Promise.state == code(PromiseState.OPEN))


async def postponements(work: Work, task_id: int) -> Sequence[Postponement]:
    """How often and why a task's due date was moved, oldest first."""
    found = select(Postponement).where(Postponement.task_id == task_id).order_by(Postponement.at, Postponement.id)
    return (await work.session.scalars(found)).all()


async def last_activities(work: Work, target: Target, limit: int, offset: int = 0) -> Sequence[Activity]:
    """What happened with a deal, lead or client, newest first."""
    about = getattr(Activity, f"{target.kind}_id") == target.id
    found = select(Activity).where(about).order_by(Activity.at.desc(), Activity.id.desc())
    return (await work.session.scalars(found.limit(limit).offset(offset))).all()


async def count_open(work: Work, target: Target) -> int:
    """How many open tasks a deal, lead or client has."""
    found = select(func.count()).select_from(Task).where(_about(target.kind), Task.status == TaskStatus.OPEN)
    return await work.session.scalar(found, {"id": target.id}) or 0


async def add_activity(work: Work, values: Mapping[str, Any]) -> int:
    """Write down an activity, all columns given; returns its id. There are many, and nothing has to be tracked."""
    (row,) = await work.rows(_ADD_ACTIVITY, values)
    activity_id: int = row.id
    return activity_id


async def own_activity(work: Work, activity_id: int) -> Activity | None:
    """An activity the actor recorded."""
    found = select(Activity).where(Activity.id == activity_id, Activity.user_id == work.actor.user_id)
    return await work.session.scalar(found)


async def unreached_in_a_row(work: Work, target: Target) -> int:
    """How many calls to a client nobody answered since one was."""
    found = select(Activity.outcome).where(Activity.client_id == target.id, Activity.kind == ActivityKind.CALL)
    outcomes = await work.session.scalars(found.order_by(Activity.at.desc(), Activity.id.desc()).limit(20))
    return sum(1 for _ in takewhile(lambda outcome: outcome is CallOutcome.NOT_REACHED, outcomes))


def target_of(row: Task | Activity) -> Target:
    """What a task or activity is about: the deal or lead, else the client."""
    if row.deal_id is not None:
        return Target("deal", row.deal_id)
    if row.lead_id is not None:
        return Target("lead", row.lead_id)
    return Target("client", row.client_id or 0)


async def names_around(work: Work, ids: Sequence[int]) -> dict[int, tuple[str, str, bool]]:
    """By task: the client, deal or lead it is about, its assignee, and whether its deal is hot."""
    found = await work.session.execute(_names_around(), {"ids": ids})
    return {row.id: (row.about or "", row.assignee or "", bool(row.hot)) for row in found}


@cache
def _names_around() -> Any:
    of_deal = aliased(Client)
    about = func.coalesce(of_deal.name, Deal.title, Lead.name, Client.name)
    return (
        select(Task.id, about.label("about"), User.name.label("assignee"), Stage.late.label("hot"))
        .outerjoin(Deal, Deal.id == Task.deal_id)
        .outerjoin(Stage, Stage.id == Deal.stage_id)
        .outerjoin(of_deal, of_deal.id == Deal.client_id)
        .outerjoin(Lead, Lead.id == Task.lead_id)
        .outerjoin(Client, Client.id == Task.client_id)
        .outerjoin(User, User.id == Task.assignee_id)
        .where(Task.id.in_(bindparam("ids", expanding=True)))
    )


async def people_names(work: Work, ids: set[int]) -> dict[int, str]:
    """Names of colleagues by id."""
    found = select(User.id, User.name).where(User.id.in_(ids))
    return {row.id: row.name for row in (await work.session.execute(found)).all()}


async def hand_promise(work: Work, task_id: int, user_id: int) -> None:
    """An open promise goes with its task to another person."""
    promise = await open_promise(work, task_id)
    if promise is not None:
        promise.user_id = user_id


async def by_ids(work: Work, ids: Sequence[int]) -> Sequence[Task]:
    """Tasks of a record whose right has been checked already."""
    return (await work.session.scalars(select(Task).where(Task.id.in_(ids)))).all()


async def promises_by_ids(work: Work, ids: Sequence[int]) -> Sequence[Promise]:
    """Promises of such tasks."""
    return (await work.session.scalars(select(Promise).where(Promise.id.in_(ids)))).all()
