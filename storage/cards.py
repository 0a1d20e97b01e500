"""What cards show around one record, in one statement each."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from typing import Any

from sqlalchemy import (
    BindParameter,
    ColumnElement,
    Integer,
    Select,
    and_,
    bindparam,
    func,
    literal_column,
    null,
    or_,
    select,
)
from sqlalchemy.orm import aliased

from services.rules.actor import Actor
from services.rules.kinds import CONTACT_KINDS, StageKind, TaskStatus
from services.rules.target import Target, TargetKind
from storage.tables import Activity, Client, Contact, Deal, Lead, LossReason, Pipeline, Stage, Task, User
from storage.types import code, codes
from storage.unit_of_work import Work
from storage.visibility import prepared, visible, who

ID: BindParameter[int] = bindparam("id")


async def call_card(work: Work, target: Target) -> Any:
    """A deal, lead or client with contact, stage, next contact and last activity; None if the actor may not see it."""
    card = _CALL_CARDS[target.kind](work.actor)
    return next(iter(await work.rows(card, {"id": target.id} | who(work.actor))), None)


async def around_deal(work: Work, deal_id: int) -> Any:
    """What belongs to a deal the caller has found: client, contact, owner, reason, stage and the stage after it."""
    return (await work.rows(_around_deal(), {"id": deal_id}))[0]


async def last_activities(work: Work, target: Target, limit: int) -> Sequence[Any]:
    """What happened with a record the caller has found, newest first, and who did it."""
    values = {"id": target.id, "limit": limit}
    return await work.rows(_last_activities(target.kind), values)


@cache
def _last_activities(kind: TargetKind) -> Select[Any]:
    about = {"deal": Activity.deal_id, "lead": Activity.lead_id, "client": Activity.client_id}[kind]
    found = select(*_activity_columns(Activity)).outerjoin(User, User.id == Activity.user_id).where(about == ID)
    return found.order_by(Activity.at.desc(), Activity.id.desc()).limit(bindparam("limit", type_=Integer))


@prepared
def _call_card_of_deal(actor: Actor) -> Any:
    card = select(
        Deal.version,
        Deal.status,
        Deal.closed_at,
        Deal.title,
        func.coalesce(Client.name, Deal.title).label("name"),
        Deal.amount,
        Deal.attempts,
        literal_column("''").label("need"),
        *_contact_columns(),
        *_stage_columns(),
    )
    card = card.select_from(Deal).join(Stage, Stage.id == Deal.stage_id)
    card = card.join(Pipeline, Pipeline.id == Stage.pipeline_id)
    card = card.outerjoin(Client, Client.id == Deal.client_id)
    card = card.outerjoin(Contact, Contact.id == func.coalesce(Deal.contact_id, _first_contact(Deal.client_id)))
    return _with_work(card, actor, Deal, Task.deal_id == Deal.id, Activity.deal_id == Deal.id)


@prepared
def _call_card_of_lead(actor: Actor) -> Any:
    card = select(
        Lead.version,
        Lead.status,
        Lead.closed_at,
        null().label("title"),
        Lead.name,
        null().label("amount"),
        Lead.attempts,
        Lead.need,
        null().label("contact_id"),
        Lead.name.label("contact_name"),
        null().label("position"),
        func.coalesce(Lead.phone, Lead.phone_typed).label("phone"),
        Lead.telegram_id,
    )
    return _with_work(card.select_from(Lead), actor, Lead, Task.lead_id == Lead.id, Activity.lead_id == Lead.id)


@prepared
def _call_card_of_client(actor: Actor) -> Any:
    card = select(
        Client.version,
        null().label("status"),
        null().label("closed_at"),
        null().label("title"),
        Client.name,
        null().label("amount"),
        literal_column("0").label("attempts"),
        literal_column("''").label("need"),
        *_contact_columns(),
    )
    card = card.select_from(Client).outerjoin(Contact, Contact.id == _first_contact(Client.id))
    own = and_(Task.client_id == Client.id, Task.deal_id.is_(None), Task.lead_id.is_(None))
    return _with_work(card, actor, Client, own, Activity.client_id == Client.id)


_CALL_CARDS = {"deal": _call_card_of_deal, "lead": _call_card_of_lead, "client": _call_card_of_client}


@cache
def _around_deal() -> Select[Any]:
    after = aliased(Stage)
    follows = select(after.id).where(
        after.pipeline_id == Stage.pipeline_id,
        after.archived_at.is_(None),
        after.kind != code(StageKind.LOST),
        or_(after.position > Stage.position, and_(after.position == Stage.position, after.id > Stage.id)),
        Stage.archived_at.is_(None),
    )
    following = aliased(Stage)
    return (
        select(
            Client.name.label("client"),
            User.name.label("owner"),
            LossReason.name.label("reason"),
            following.id.label("next_id"),
            following.name.label("next_name"),
            following.kind.label("next_kind"),
            Stage.pace_hours,
            Stage.expected_hours,
            Stage.description.label("stage_about"),
            *_contact_columns(),
            *_stage_columns(),
        )
        .select_from(Deal)
        .join(Stage, Stage.id == Deal.stage_id)
        .join(Pipeline, Pipeline.id == Stage.pipeline_id)
        .outerjoin(Client, Client.id == Deal.client_id)
        .outerjoin(Contact, Contact.id == func.coalesce(Deal.contact_id, _first_contact(Deal.client_id)))
        .outerjoin(User, User.id == Deal.owner_id)
        .outerjoin(LossReason, LossReason.id == Deal.loss_reason_id)
        .outerjoin(
            following,
            following.id == follows.order_by(after.position, after.id).limit(1).correlate(Stage).scalar_subquery(),
        )
        .where(Deal.id == ID)
    )


def _contact_columns() -> tuple[Any, ...]:
    return (
        Contact.id.label("contact_id"),
        Contact.name.label("contact_name"),
        Contact.position,
        func.coalesce(Contact.phone, Contact.phone_typed).label("phone"),
        Contact.telegram_id,
    )


def _first_contact(client_id: Any) -> Any:
    """A client's first contact person with a phone, else the first."""
    other = aliased(Contact)
    found = select(other.id).where(other.client_id == client_id).order_by(other.phone.is_(None), other.id)
    return found.limit(1).scalar_subquery()


def _stage_columns() -> tuple[Any, ...]:
    """The stage and where it stands among those of its pipeline that a deal goes through."""
    other = aliased(Stage)
    steps = select(func.count()).where(
        other.pipeline_id == Stage.pipeline_id, other.archived_at.is_(None), other.kind != code(StageKind.LOST)
    )
    before = or_(other.position < Stage.position, and_(other.position == Stage.position, other.id <= Stage.id))
    return (
        Stage.id.label("stage_id"),
        Stage.name.label("stage"),
        Stage.kind.label("stage_kind"),
        steps.where(before).correlate(Stage).scalar_subquery().label("stage_number"),
        steps.correlate(Stage).scalar_subquery().label("stage_count"),
        Pipeline.name.label("pipeline"),
        Pipeline.cycle,
    )


def _with_work(card: Any, actor: Actor, table: Any, planned: ColumnElement[bool], happened: ColumnElement[bool]) -> Any:
    """Add the next contact's task and the last activity to the card of a record the actor may see."""
    task = select(Task.id).where(planned, Task.status == code(TaskStatus.OPEN), Task.kind.in_(codes(CONTACT_KINDS)))
    last = select(Activity.id).where(happened).order_by(Activity.at.desc(), Activity.id.desc())
    shown = aliased(Activity)
    return (
        card.add_columns(
            task.order_by(Task.due_at).limit(1).correlate(table).scalar_subquery().label("task_id"),
            *_activity_columns(shown),
        )
        .outerjoin(shown, shown.id == last.limit(1).correlate(table).scalar_subquery())
        .outerjoin(User, User.id == shown.user_id)
        .where(table.id == ID, visible(actor, table))
    )


def _activity_columns(table: Any) -> tuple[Any, ...]:
    """An activity and who did it."""
    return (
        table.id.label("activity_id"),
        table.kind.label("activity_kind"),
        table.direction,
        table.outcome,
        table.result,
        table.at,
        User.name.label("by"),
        table.text,
        table.file,
    )
