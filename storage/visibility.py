"""Which rows an actor may see: the one place (design section 2; S2-06, S4-17).

Admins see all. A head sees what people of own teams have, what nobody has, and own records; a manager own records;
new leads that wait for a taker are open to every seller of their team. Clients and strangers see nothing here.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import ColumnElement, Select, false, or_, select, true

from services.rules.actor import Actor, Role
from services.rules.kinds import LeadStatus
from storage.tables import Activity, Client, Contact, Deal, Lead, NpsPoll, Refusal, Task, User


def visible(actor: Actor, table: type[Any]) -> ColumnElement[bool]:
    """The condition that keeps only the rows of `table` that `actor` may see."""
    if actor.role is Role.ADMIN or (actor.role is Role.HEAD and actor.team_ids is None):
        return true()
    if not actor.is_staff or actor.user_id is None:
        return false()
    condition: ColumnElement[bool] = _RULES[table](actor)
    return condition


def owners_seen(actor: Actor) -> Select[int]:
    """Ids of the people whose records a head or manager sees."""
    if actor.role is Role.HEAD:
        return select(User.id).where(or_(User.team_id.in_(actor.team_ids or ()), User.id == actor.user_id))
    return select(User.id).where(User.id == actor.user_id)


def _owned(actor: Actor, owner: Any) -> ColumnElement[bool]:
    if actor.role is Role.MANAGER:
        return owner == actor.user_id  # type: ignore[no-any-return]
    return or_(owner.in_(owners_seen(actor)), owner.is_(None))


def _leads(actor: Actor) -> ColumnElement[bool]:
    free = (Lead.owner_id.is_(None)) & (Lead.status == LeadStatus.NEW)
    if actor.team_ids:
        free = free & or_(Lead.team_id.is_(None), Lead.team_id.in_(actor.team_ids))
    if actor.role is Role.HEAD:
        return or_(Lead.owner_id.in_(owners_seen(actor)), free)
    return or_(Lead.owner_id == actor.user_id, free)


def _clients(actor: Actor) -> ColumnElement[bool]:
    # Whoever works on a deal of a client sees that client, though a colleague keeps it. Asked row by row: a list of
    # all clients one has deals with would be made anew for every card and search.
    mine = select(Deal.id).where(Deal.client_id == Client.id, _owned(actor, Deal.owner_id)).correlate(Client)
    return or_(_owned(actor, Client.owner_id), mine.exists())


def _contacts(actor: Actor) -> ColumnElement[bool]:
    return select(Client.id).where(Client.id == Contact.client_id, _clients(actor)).correlate(Contact).exists()


def _tasks(actor: Actor) -> ColumnElement[bool]:
    mine = select(Deal.id).where(_owned(actor, Deal.owner_id))
    return or_(_owned(actor, Task.assignee_id), Task.deal_id.in_(mine))


def _of_deal_or_lead(actor: Actor, table: Any) -> ColumnElement[bool]:
    deals = select(Deal.id).where(visible(actor, Deal))
    if not hasattr(table, "lead_id"):
        return table.deal_id.in_(deals)  # type: ignore[no-any-return]
    leads = select(Lead.id).where(visible(actor, Lead))
    return or_(table.deal_id.in_(deals), table.lead_id.in_(leads))


def _users(actor: Actor) -> ColumnElement[bool]:
    return User.id.in_(owners_seen(actor))


_RULES: dict[type[Any], Any] = {
    Deal: lambda actor: _owned(actor, Deal.owner_id),
    Lead: _leads,
    Client: _clients,
    Contact: _contacts,
    Task: _tasks,
    User: _users,
    Activity: lambda actor: or_(_owned(actor, Activity.user_id), _of_deal_or_lead(actor, Activity)),
    Refusal: lambda actor: _of_deal_or_lead(actor, Refusal),
    NpsPoll: lambda actor: _of_deal_or_lead(actor, NpsPoll),
}
