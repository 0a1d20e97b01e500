"""What deals may be filtered by: pipelines, stages, people, channels and products in use; and the saved views."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import and_, or_, select

from services.rules.actor import STAFF, Role
from services.rules.kinds import UserStatus
from storage.tables import Channel, Pipeline, Product, SavedView, Stage, Team, TeamSeat, User
from storage.unit_of_work import Work
from storage.visibility import visible

CURRENT: Final = ""
"""The name of the row with what a person has set right now."""


@dataclass(frozen=True, slots=True)
class Offer:
    """Something that can be ticked. `group` is what it belongs to: a stage's pipeline."""

    id: int
    name: str
    group: int | None = None
    group_name: str | None = None


async def offers(work: Work, kind: str, ids: Collection[int] | None = None) -> list[Offer]:
    """Everything in use of a kind (pipelines, stages, owners, channels, products), in order, or some of it."""
    found, id_ = _in_use(work, kind)
    if ids is not None:
        found = found.where(id_.in_(ids))
    return [Offer(*row) for row in (await work.session.execute(found)).all()]


def _in_use(work: Work, kind: str) -> tuple[Any, Any]:
    if kind == "owners":
        seen = and_(visible(work.actor, User), User.role.in_(sorted(STAFF)), User.status != UserStatus.INACTIVE)
        return select(User.id, User.name).where(seen).order_by(User.name, User.id), User.id
    if kind == "stages":
        stages = select(Stage.id, Stage.name, Stage.pipeline_id, Pipeline.name).join(
            Pipeline, Pipeline.id == Stage.pipeline_id
        )
        used = stages.where(Stage.archived_at.is_(None), Pipeline.archived_at.is_(None))
        return used.order_by(Pipeline.position, Pipeline.id, Stage.position, Stage.id), Stage.id
    table: Any = {"pipelines": Pipeline, "channels": Channel, "products": Product}[kind]
    order = (table.name,) if table is Product else (table.position,)
    return select(table.id, table.name).where(table.archived_at.is_(None)).order_by(*order, table.id), table.id


async def names(work: Work, kind: str, ids: Collection[int]) -> dict[int, str]:
    """Names by id, also of what is no longer in use; people the actor does not see stay nameless."""
    if kind == "owners":
        found = select(User.id, User.name).where(User.id.in_(ids), visible(work.actor, User))
    else:
        table: Any = {"pipelines": Pipeline, "stages": Stage, "channels": Channel, "products": Product}[kind]
        found = select(table.id, table.name).where(table.id.in_(ids))
    return {row.id: row.name for row in (await work.session.execute(found)).all()}


async def has_products(work: Work) -> bool:
    """Whether the company sells by a list of products."""
    return await work.session.scalar(select(Product.id).where(Product.archived_at.is_(None)).limit(1)) is not None


# --------------------------------------------------------------------------------------------------------------- views
async def current(work: Work) -> SavedView | None:
    """What the actor has set right now."""
    return await named(work, CURRENT)


async def named(work: Work, name: str) -> SavedView | None:
    """The actor's own view of this name."""
    found = select(SavedView).where(SavedView.user_id == work.actor.user_id, SavedView.name == name)
    return await work.session.scalar(found.order_by(SavedView.id).limit(1))


async def views(work: Work) -> Sequence[Any]:
    """The actor's own views and those shared with the actor, each with its owner's name: own ones first."""
    found = (
        select(SavedView, User.name.label("owner"))
        .join(User, User.id == SavedView.user_id)
        .where(SavedView.name != CURRENT, _usable(work))
        .order_by((SavedView.user_id == work.actor.user_id).desc(), SavedView.name, SavedView.id)
    )
    return (await work.session.execute(found)).all()


async def view(work: Work, view_id: int) -> Any | None:
    """One of them."""
    found = (
        select(SavedView, User.name.label("owner"))
        .join(User, User.id == SavedView.user_id)
        .where(SavedView.id == view_id, SavedView.name != CURRENT, _usable(work))
    )
    return (await work.session.execute(found)).first()


def _usable(work: Work) -> Any:
    """Own views, and what admins and the heads over the actor share."""
    above = and_(User.status == UserStatus.ACTIVE, or_(User.role == Role.ADMIN, _heads_over(work)))
    return or_(SavedView.user_id == work.actor.user_id, and_(SavedView.shared, above))


def _heads_over(work: Work) -> Any:
    """Heads of the actor's team or of a team above it; a head without a team heads everybody."""
    mine = select(User.team_id).where(User.id == work.actor.user_id).scalar_subquery()
    above = select(Team.id, Team.parent_id).where(Team.id == mine).cte("above", recursive=True)
    above = above.union(select(Team.id, Team.parent_id).where(Team.id == above.c.parent_id))
    seats = select(TeamSeat.user_id).where(TeamSeat.team_id.in_(select(above.c.id)))
    heads = or_(User.team_id.is_(None), User.team_id.in_(select(above.c.id)), User.id.in_(seats))
    return and_(User.role == Role.HEAD, heads)
