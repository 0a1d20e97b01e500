"""Deals as facts: created, won, lost, closed, open; a copy made by a tunnel is not counted beside its parent."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any, Final

from sqlalchemy import ColumnElement, and_, case, func, or_, select

from services.rules.indicators import Fact, Flag, Kind, Value
from services.rules.kinds import ActivityKind, StageKind, TaskStatus
from storage.facts.asking import Ask, Base, Column
from storage.facts.keys import Keys, looked_up, won_before
from storage.facts.rows import another
from storage.tables import Activity, Deal, DealLine, Product, Stage, StageTransition, Task
from storage.types import code, codes

Condition = Callable[[Any], list[ColumnElement[bool]]]
"""What a deal must be like, of the table or of an alias of it."""

WON, LOST, OPEN = code(StageKind.WON), code(StageKind.LOST), code(StageKind.OPEN)
CONTACTS: Final = (ActivityKind.CALL, ActivityKind.MEETING, ActivityKind.OFFER, ActivityKind.MESSAGE)


def once(condition: Condition) -> tuple[ColumnElement[bool], ...]:
    """The condition on deals, without those whose parent meets it as well."""
    parent = another(Deal, "parent")
    counted = select(parent.id).where(parent.id == Deal.parent_id, *condition(parent)).exists()
    return (*condition(Deal), or_(Deal.parent_id.is_(None), ~counted))


def closed(ask: Ask, *statuses: StageKind) -> Condition:
    """Deals closed in the period as one of these."""
    return lambda deal: [
        deal.status.in_(codes(statuses)) if len(statuses) > 1 else deal.status == code(statuses[0]),
        deal.closed_at >= ask.start,
        deal.closed_at < ask.end,
    ]


def created(ask: Ask) -> Condition:
    """Deals created in the period."""
    return lambda deal: [deal.created_at >= ask.start, deal.created_at < ask.end]


def still_open(ask: Ask) -> Condition:
    """Deals open at the moment: open now, or closed after it."""
    if not ask.is_past:
        return lambda deal: [deal.status == OPEN]
    return lambda deal: [
        or_(deal.status == OPEN, and_(deal.status.in_([WON, LOST]), deal.closed_at >= ask.moment)),
        deal.created_at < ask.moment,
    ]


def margin(deal_id: Any) -> ColumnElement[Any]:
    """(price − cost) × quantity over the lines of a deal, in thousandths of minor units; None without any cost."""
    return (
        select(func.sum(line_margin()))
        .select_from(DealLine)
        .outerjoin(Product, Product.id == DealLine.product_id)
        .where(DealLine.deal_id == deal_id)
        .correlate_except(DealLine, Product)
        .scalar_subquery()
    )


def line_margin() -> Any:
    """The margin of a line; its product says price and cost where the line does not."""
    price, cost = func.coalesce(DealLine.price, Product.price), func.coalesce(DealLine.cost, Product.cost)
    return (price - cost) * DealLine.quantity


def yes(condition: Any) -> Column:
    """A flag as a number: 1 or 0."""
    return lambda: case((condition, 1), else_=0)


def _base(ask: Ask, condition: Condition, at: Any, *, since: Any = None, began: Any = None) -> Base:
    """Deals with these conditions at one of their moments; `since`: before when their clients must have bought.

    Their length is counted from `began`, by default their creation, to their closing.
    """
    amount = func.coalesce(Deal.amount, 0)
    before = at if since is None else since
    won_id = Deal.id if at is Deal.closed_at else None
    reason = case((Deal.status == WON, Deal.win_reason_id), else_=Deal.loss_reason_id)
    return Base(
        kind=Kind.DEAL,
        tables=Deal.__table__,
        id=Deal.id,
        at=at,
        where=once(condition),
        owner=Deal.owner_id,
        client=Deal.client_id,
        key=Keys(
            ask, at, owner=Deal.owner_id, client=Deal.client_id, deal=Deal, reason=reason, since=before, won_id=won_id
        ),
        values={
            Value.AMOUNT: lambda: amount,
            Value.WEIGHTED: lambda: amount * func.coalesce(looked_up(Stage, "probability", _stage_then(ask)), 0),
            Value.REPEAT_AMOUNT: lambda: case((won_before(Deal.client_id, before, won_id), amount), else_=0),
            Value.MARGIN: lambda: margin(Deal.id),
            Flag.WON: yes(Deal.status == WON),
            Flag.UNVALUED: yes(Deal.amount.is_(None)),
        },
        by_lines=Deal.id,
        title=Deal.title,
        span=(Deal.created_at if began is None else began, Deal.closed_at),
    )


def _stage_then(ask: Ask) -> Any:
    """The stage at the moment: an open deal of a past month is worth what it promised then."""
    if not ask.is_past:
        return Deal.stage_id
    move = another(StageTransition, "move")
    last = (
        select(move.to_stage_id)
        .where(move.deal_id == Deal.id, move.at < ask.moment)
        .order_by(move.at.desc(), move.id.desc())
        .limit(1)
        .correlate_except(move)
        .scalar_subquery()
    )
    stood = Deal.stage_entered_at < ask.moment
    return case((stood, Deal.stage_id), else_=func.coalesce(last, Deal.stage_id))


def deals_in(ask: Ask) -> Base:
    """Deals by their creation."""
    return _base(ask, created(ask), Deal.created_at)


def deals_won(ask: Ask) -> Base:
    """Won deals; their seconds are those from creation."""
    return _base(ask, closed(ask, StageKind.WON), Deal.closed_at)


def deals_lost(ask: Ask) -> Base:
    """Lost deals."""
    return _base(ask, closed(ask, StageKind.LOST), Deal.closed_at)


def deals_closed(ask: Ask) -> Base:
    """Won and lost deals; their seconds are those from the first contact, None where none is recorded."""
    contact = (
        select(func.min(Activity.at))
        .where(Activity.deal_id == Deal.id, Activity.kind.in_(codes(CONTACTS)))
        .correlate_except(Activity)
        .scalar_subquery()
    )
    both = closed(ask, StageKind.WON, StageKind.LOST)
    return _base(ask, both, Deal.closed_at, began=contact)


def deals_of_channels(ask: Ask) -> Base:
    """Won deals whose channel is known."""
    won = closed(ask, StageKind.WON)
    return _base(ask, lambda deal: [*won(deal), deal.channel_id.is_not(None)], Deal.closed_at)


def deals_open(ask: Ask) -> Base:
    """Open deals at the moment."""
    return _base(ask, still_open(ask), Deal.created_at, since=ask.moment)


def deals_no_task(ask: Ask) -> Base:
    """Open deals with nothing left to do at the moment."""
    is_open = still_open(ask)
    left: list[ColumnElement[bool]] = [Task.status == code(TaskStatus.OPEN)]
    if ask.is_past:
        left = [Task.created_at < ask.moment, was_open(ask)]
    # A set of the deals with open tasks, not a look at the tasks of each open deal.
    busy = select(Task.deal_id).where(Task.deal_id.is_not(None), *left)

    def idle(deal: Any) -> list[ColumnElement[bool]]:
        return [*is_open(deal), deal.id.not_in(busy)]

    return _base(ask, idle, Deal.created_at, since=ask.moment)


def was_open(ask: Ask) -> ColumnElement[bool]:
    """Tasks that were not over at the moment."""
    over = Task.status.in_(codes([TaskStatus.DONE, TaskStatus.CANCELLED]))
    return or_(Task.status == code(TaskStatus.OPEN), and_(over, Task.done_at >= ask.moment))


def _wins(ask: Ask, *, first: bool) -> Base:
    won = closed(ask, StageKind.WON)

    def chosen(deal: Any) -> list[ColumnElement[bool]]:
        before = won_before(deal.client_id, deal.closed_at, deal.id)
        return [*won(deal), deal.client_id.is_not(None), ~before if first else before]

    return _base(ask, chosen, Deal.closed_at)


def first_wins(ask: Ask) -> Base:
    """The first won deal of a client, with the contacts it took; None where none is recorded."""
    kinds = codes([ActivityKind.CALL, ActivityKind.MEETING, ActivityKind.MESSAGE])
    contacts = (
        select(func.nullif(func.count(), 0))
        .select_from(Activity)
        .where(Activity.client_id == Deal.client_id, Activity.at <= Deal.closed_at, Activity.kind.in_(kinds))
        .correlate_except(Activity)
        .scalar_subquery()
    )
    base = _wins(ask, first=True)
    return replace(base, values={**base.values, Value.CONTACTS: lambda: contacts})


def repeat_wins(ask: Ask) -> Base:
    """A further won deal of a client, with the seconds since the one before."""
    won = another(Deal, "last win")
    earlier = and_(won.closed_at <= Deal.closed_at, or_(won.closed_at < Deal.closed_at, won.id < Deal.id))
    last = (
        select(func.max(won.closed_at))
        .where(won.client_id == Deal.client_id, won.status == WON, earlier)
        .correlate_except(won)
        .scalar_subquery()
    )
    return replace(_wins(ask, first=False), span=(last, Deal.closed_at))


DEALS: Final[dict[Fact, Callable[[Ask], Base]]] = {
    Fact.DEALS_IN: deals_in,
    Fact.DEALS_WON: deals_won,
    Fact.DEALS_LOST: deals_lost,
    Fact.DEALS_CLOSED: deals_closed,
    Fact.DEALS_OF_CHANNELS: deals_of_channels,
    Fact.DEALS_OPEN: deals_open,
    Fact.DEALS_NO_TASK: deals_no_task,
    Fact.FIRST_WINS: first_wins,
    Fact.REPEAT_WINS: repeat_wins,
}
