"""Leads: their lists, taking one, what a phone or chat is known by already, and what moves when one becomes a deal."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import ColumnElement, and_, func, or_, select, update

from services.rules.actor import Role
from services.rules.kinds import LeadStatus, TaskStatus, UserStatus
from storage.known import LIVE
from storage.tables import Activity, Channel, Chat, Client, Contact, Deal, Lead, Task, User
from storage.unit_of_work import Work
from storage.visibility import visible

SAME_MOST = 20
"""Records with one phone that are looked at; a phone of more is nobody's in particular."""


def _kept(work: Work, choice: str) -> ColumnElement[bool]:
    """The condition of a list: new (waiting to be taken), mine, or team (taken by somebody else)."""
    if choice == "new":
        return and_(Lead.status == LeadStatus.NEW, Lead.owner_id.is_(None))
    if choice == "mine":
        return and_(Lead.status.in_(LIVE), Lead.owner_id == work.actor.user_id)
    return and_(Lead.status.in_(LIVE), Lead.owner_id.is_not(None), Lead.owner_id != work.actor.user_id)


async def count(work: Work, choice: str) -> int:
    """How many leads of a list the actor sees."""
    found = select(func.count()).select_from(Lead).where(visible(work.actor, Lead), _kept(work, choice))
    return await work.session.scalar(found) or 0


async def page(work: Work, choice: str, limit: int, offset: int) -> Sequence[Any]:
    """Leads of a list with channel and owner: running response limits first, soonest on top, then newest."""
    running = and_(Lead.responded_at.is_(None), Lead.respond_by.is_not(None))
    found = (
        select(Lead, Channel.name.label("channel"), User.name.label("owner"))
        .outerjoin(Channel, Channel.id == Lead.channel_id)
        .outerjoin(User, User.id == Lead.owner_id)
        .where(visible(work.actor, Lead), _kept(work, choice))
        .order_by(running.desc(), Lead.respond_by.asc().nulls_last(), Lead.created_at.desc(), Lead.id.desc())
    )
    return (await work.session.execute(found.limit(limit).offset(offset))).all()


async def to_take(work: Work, lead_id: int) -> Lead | None:
    """A lead of the actor's teams whoever has it, kept from others until this transaction ends.

    Wider than what the actor sees, so that who comes second can be told who was first.
    """
    found = select(Lead).where(Lead.id == lead_id)
    if work.actor.team_ids is not None:
        owners = select(User.id).where(User.team_id.in_(work.actor.team_ids))
        own_team = or_(Lead.team_id.is_(None), Lead.team_id.in_(work.actor.team_ids))
        found = found.where(or_(visible(work.actor, Lead), and_(own_team, Lead.owner_id.in_(owners))))
    return await work.session.scalar(found.with_for_update())


async def channel_name(work: Work, channel_id: int | None) -> str | None:
    """What a channel is called, also one no longer in use."""
    row = await work.session.get(Channel, channel_id) if channel_id else None
    return row.name if row is not None else None


async def deal_of(work: Work, lead_id: int) -> int | None:
    """The deal a lead became, if the actor may see it."""
    found = select(Deal.id).where(Deal.lead_id == lead_id, visible(work.actor, Deal)).order_by(Deal.id)
    return await work.session.scalar(found.limit(1))


async def owner_name(work: Work, user_id: int | None) -> str | None:
    """The name of who keeps a record; None when nobody at work does."""
    found = select(User.name).where(User.id == user_id, User.status != UserStatus.INACTIVE)
    return await work.session.scalar(found) if user_id else None


async def open_chat(work: Work, chat_id: int | None) -> bool:
    """Whether the bot may write to this chat."""
    chat = await work.session.get(Chat, chat_id) if chat_id else None
    return chat is not None and chat.blocked_at is None


async def is_colleague(work: Work, chat_id: int) -> bool:
    """Whether this chat is a colleague's: what a colleague writes is no inquiry."""
    return await work.session.scalar(select(User.id).where(User.telegram_id == chat_id)) is not None


# ------------------------------------------------------------------------------------------------------------- known
async def hold_phone(work: Work, phone: str) -> None:
    """Let only one transaction at a time look whether this phone is known and then add it.

    On SQLite the write transaction itself does that.
    """
    if work.session.get_bind().dialect.name == "postgresql":
        await work.session.execute(select(func.pg_advisory_xact_lock(func.hashtext(phone))))


def _same(table: type[Any], phone: str | None, chat_id: int | None) -> ColumnElement[bool]:
    said = [(table.phone, phone), (table.telegram_id, chat_id)]
    return or_(*(column == value for column, value in said if value is not None))


async def live_leads(work: Work, phone: str | None, chat_id: int | None) -> Sequence[Any]:
    """Leads still being worked on with this phone or chat, whoever has them, newest first; `seen` by the actor?"""
    if phone is None and chat_id is None:
        return ()
    found = select(Lead, visible(work.actor, Lead).label("seen"))
    found = found.where(_same(Lead, phone, chat_id), Lead.status.in_(LIVE)).order_by(Lead.id.desc())
    return (await work.session.execute(found.limit(SAME_MOST))).all()


async def contacts_with_client(work: Work, phone: str | None, chat_id: int | None) -> Sequence[Any]:
    """Contacts with this phone or chat and their clients, whoever keeps them, oldest first; `seen` by the actor?"""
    if phone is None and chat_id is None:
        return ()
    found = (
        select(Contact, Client, visible(work.actor, Client).label("seen"))
        .join(Client, Client.id == Contact.client_id)
        .where(_same(Contact, phone, chat_id))
        .order_by(Contact.id)
    )
    return (await work.session.execute(found.limit(SAME_MOST))).all()


async def latest_named(work: Work, key: str) -> Lead | None:
    """The newest inquiry of the actor under a name's search key that is still being worked on."""
    found = select(Lead).where(Lead.search_key == key, Lead.owner_id == work.actor.user_id, Lead.status.in_(LIVE))
    return await work.session.scalar(found.order_by(Lead.id.desc()).limit(1))


async def sees_client(work: Work, client_id: int) -> bool:
    """Whether the actor may see a client."""
    found = select(Client.id).where(Client.id == client_id, visible(work.actor, Client))
    return await work.session.scalar(found) is not None


# ---------------------------------------------------------------------------------------------------------- converting
async def move_to_deal(work: Work, lead_id: int, deal: Deal) -> None:
    """What happened with the lead belongs to the deal's story; what was planned for it is the deal's plan."""
    await work.session.flush()
    await work.session.execute(
        update(Activity)
        .where(Activity.lead_id == lead_id)
        .values(deal_id=deal.id, client_id=func.coalesce(Activity.client_id, deal.client_id))
    )
    planned = select(Task).where(Task.lead_id == lead_id, Task.status == TaskStatus.OPEN)
    for task in await work.session.scalars(planned):
        task.lead_id, task.deal_id, task.client_id = None, deal.id, deal.client_id


# --------------------------------------------------------------------------------------------------------- who is told
async def sellers(work: Work, team_id: int | None, limit: int) -> Sequence[int]:
    """Active managers of a team, or of all teams: ids, longest here first."""
    found = select(User.id).where(User.status == UserStatus.ACTIVE, User.role == Role.MANAGER)
    if team_id is not None:
        found = found.where(User.team_id == team_id)
    return (await work.session.scalars(found.order_by(User.id).limit(limit))).all()
