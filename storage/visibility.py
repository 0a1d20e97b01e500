"""Which rows an actor may see: the one place (design section 2; S2-06, S4-17).

Admins see all. A head sees what people of own teams have, what nobody has, and own records; a manager own records;
new leads that wait for a taker are open to every seller of their team. Clients and strangers see nothing here.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache, wraps
from typing import Any, Concatenate, ParamSpec, TypeVar

from sqlalchemy import BigInteger, BindParameter, ColumnElement, Select, bindparam, false, or_, select, true

from services.rules.actor import Actor, Role
from services.rules.kinds import LeadStatus
from storage.tables import (
    Activity,
    Booking,
    Client,
    Contact,
    Deal,
    DealEvent,
    FieldValue,
    Lead,
    NpsPoll,
    Payment,
    PostponeRequest,
    Refusal,
    Task,
    User,
)

P = ParamSpec("P")
S = TypeVar("S")


def prepared(build: Callable[Concatenate[Actor, P], S]) -> Callable[Concatenate[Actor, P], S]:
    """Build a statement once per kind of actor instead of at every call: building one costs more than running it.

    `build` makes it with `visible`, `me` and bound parameters; it is run with `who(actor)` among its values.
    """
    kept: Callable[..., S] = cache(build)

    @wraps(build)
    def statement(actor: Actor, /, *args: P.args, **kwargs: P.kwargs) -> S:
        return kept(_kind(actor), *args, **kwargs)

    return statement


def who(actor: Actor) -> dict[str, Any]:
    """The values of a prepared statement that say who asks."""
    return {"actor_id": actor.user_id, "actor_teams": sorted(actor.team_ids or ())}


def me(actor: Actor) -> BindParameter[int | None]:
    """The actor's own id."""
    return bindparam("actor_id", actor.user_id, BigInteger)


def teams(actor: Actor) -> BindParameter[Any]:
    """The teams whose records the actor sees, for `in_`."""
    return bindparam("actor_teams", sorted(actor.team_ids or ()), BigInteger, expanding=True)


def _kind(actor: Actor) -> Actor:
    """What decides the shape of a condition, without whose it is."""
    user_id = None if actor.user_id is None else 0
    team_ids = None if actor.team_ids is None else frozenset({0} if actor.team_ids else ())
    return Actor(actor.role, user_id=user_id, team_ids=team_ids)


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
        return select(User.id).where(or_(User.team_id.in_(teams(actor)), User.id == me(actor)))
    return select(User.id).where(User.id == me(actor))


def counted(actor: Actor, owner: Any) -> ColumnElement[bool]:
    """The condition for numbers (kpi.md): records whose owner the actor sees, for a manager own ones only.

    So a manager's number is the one that stands beside that manager in the head's table. `owner` None: records that
    belong to nobody (costs), for those who see the whole company.
    """
    if actor.role is Role.ADMIN or (actor.role is Role.HEAD and actor.team_ids is None):
        return true()
    if owner is None or not actor.is_staff or actor.user_id is None:
        return false()
    return _owned(actor, owner)


def _owned(actor: Actor, owner: Any) -> ColumnElement[bool]:
    if actor.role is Role.MANAGER:
        return owner == me(actor)  # type: ignore[no-any-return]
    return or_(owner.in_(owners_seen(actor)), owner.is_(None))


def _leads(actor: Actor) -> ColumnElement[bool]:
    free = (Lead.owner_id.is_(None)) & (Lead.status == LeadStatus.NEW)
    if actor.team_ids:
        free = free & or_(Lead.team_id.is_(None), Lead.team_id.in_(teams(actor)))
    if actor.role is Role.HEAD:
        return or_(Lead.owner_id.in_(owners_seen(actor)), free)
    return or_(Lead.owner_id == me(actor), free)


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
    FieldValue: lambda actor: _of_deal_or_lead(actor, FieldValue),
    Payment: lambda actor: _of_deal_or_lead(actor, Payment),
    Booking: lambda actor: _of_deal_or_lead(actor, Booking),
    DealEvent: lambda actor: _of_deal_or_lead(actor, DealEvent),
    PostponeRequest: lambda actor: PostponeRequest.task_id.in_(select(Task.id).where(visible(actor, Task))),
}
