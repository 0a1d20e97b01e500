"""What records are told apart by: each slice as an expression over a record's owner, client, deal and moment."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    String,
    and_,
    case,
    func,
    literal,
    null,
    or_,
    select,
)

from services.rules import periods
from services.rules.indicators import By, ClientKind, OwnField, Slice
from services.rules.kinds import StageKind
from services.rules.worktime import local_day_bounds
from storage.facts import own_fields
from storage.facts.asking import Ask
from storage.facts.expressions import date_number, known, local_day, month, week
from storage.facts.rows import another
from storage.tables import Base, Client, Deal, DealLine, Lead, Product, User
from storage.types import code

NOTHING: Final[Any] = null()
A_UP_TO, B_UP_TO = 80, 95
"""Percent of the cumulated revenue (kpi.md)."""

_TEXTS: Final = {Slice.SEGMENT: "segment", Slice.REGION: "region", Slice.AUDIENCE: "audience"}
_OF_DEAL: Final = {Slice.PIPELINE: "pipeline_id", Slice.STAGE: "stage_id", Slice.CHANNEL: "channel_id"}


def groups(ask: Ask) -> Any:
    """Clients with their group A, B or C by what they bought in the 12 months before the period's end.

    From the dearest on, up to 80 % of the sum is A, up to 95 % B; the dearest of all is A even alone.
    """
    year_before = local_day_bounds(periods.year_back(ask.until), ask.zone)[0]
    bought = func.sum(func.coalesce(Deal.amount, 0))
    sums = (
        select(Deal.client_id.label("client_id"), bought.label("bought"))
        .where(
            Deal.status == code(StageKind.WON),
            Deal.closed_at >= year_before,
            Deal.closed_at < ask.end,
            Deal.client_id.is_not(None),
        )
        .group_by(Deal.client_id)
        .having(bought > 0)
        .subquery()
    )
    order = (sums.c.bought.desc(), sums.c.client_id)
    ranked = select(
        sums.c.client_id,
        func.row_number().over(order_by=order).label("place"),
        func.sum(sums.c.bought).over(order_by=order).label("up_to"),
        func.sum(sums.c.bought).over().label("whole"),
    ).subquery()
    group = case(
        (or_(ranked.c.up_to * 100 <= ranked.c.whole * A_UP_TO, ranked.c.place == 1), "A"),
        (ranked.c.up_to * 100 <= ranked.c.whole * B_UP_TO, "B"),
        else_="C",
    )
    return select(ranked.c.client_id, group.label("client_group")).cte("client_groups").prefix_with("MATERIALIZED")


def group_of(ask: Ask, client: Any) -> ColumnElement[Any]:
    """The group of a client, None without one. Asked by sets: SQLite makes no index to join a result by."""
    all_groups = groups(ask)
    letters = [
        (client.in_(select(all_groups.c.client_id).where(all_groups.c.client_group == letter)), letter)
        for letter in ("A", "B", "C")
    ]
    return case(*letters, else_=None)


def main_product(deal_id: Any) -> ColumnElement[Any]:
    """The product of a deal's dearest line; of several the first."""
    line, product = another(DealLine, "line"), another(Product, "of a line")
    dearest = (func.coalesce(line.price, product.price, 0) * line.quantity).desc()
    return (
        select(line.product_id)
        .outerjoin(product, product.id == line.product_id)
        .where(line.deal_id == deal_id)
        .order_by(dearest, line.id)
        .limit(1)
        .correlate_except(line, product)
        .scalar_subquery()
    )


def looked_up(table: type[Base], column: str, key: Any) -> ColumnElement[Any]:
    """A column of the row with this id, wherever in a statement it is asked for."""
    row: Any = another(table, "looked up")
    return select(getattr(row, column)).where(row.id == key).correlate_except(row).scalar_subquery()


def won_before(client: Any, at: Any, deal_id: Any = None) -> ColumnElement[bool]:
    """Whether the client had bought before a moment; `deal_id` decides between deals won at the same one."""
    won = another(Deal, "won before")
    earlier: Any = won.closed_at < at
    if deal_id is not None:
        earlier = and_(won.closed_at <= at, or_(earlier, won.id < deal_id))
    bought = select(won.id).where(won.client_id == client, won.status == code(StageKind.WON), earlier)
    return bought.correlate_except(won).exists()


@dataclass(frozen=True)
class Keys:
    """The columns of a record its slices are made of; what it has not is None.

    `at` is its moment, or a date (`dated`); `deal` is the deal's own row, `deal_id` the deal it belongs to. `since` is
    the moment before which a client must have bought to be a current one, by default `at`.
    """

    ask: Ask
    at: Any
    owner: Any = NOTHING
    client: Any = NOTHING
    deal: Any = None
    deal_id: Any = None
    channel: Any = None
    stage: Any = None
    pipeline: Any = None
    reason: Any = NOTHING
    team: Any = None
    since: Any = None
    won_id: Any = None
    dated: bool = False

    def __call__(self, by: By) -> ColumnElement[Any]:
        """The key of a slice. Raises KeyError for one that records cannot have."""
        if isinstance(by, OwnField):
            return self._own(by)
        if by is Slice.MANAGER:
            return self.owner  # type: ignore[no-any-return]
        if by is Slice.TEAM:
            team = looked_up(User, "team_id", self.owner)
            return func.coalesce(team, self.team) if self.team is not None else team
        if by in _OF_DEAL:
            return self._of_deal(by)
        if by in (Slice.PRODUCT, Slice.CATEGORY):
            return self._product(by)
        if by in _TEXTS:
            return known(looked_up(Client, _TEXTS[by], self.client))
        if by is Slice.CLIENT_KIND:
            bought = won_before(self.client, self.at if self.since is None else self.since, self.won_id)
            return case((bought, ClientKind.CURRENT.value), else_=literal(ClientKind.NEW.value, String))
        if by is Slice.CLIENT_GROUP:
            return group_of(self.ask, self.client)
        if by is Slice.REASON:
            return self.reason  # type: ignore[no-any-return]
        return self._time(by)

    def _of_deal(self, by: Slice) -> ColumnElement[Any]:
        if by is Slice.STAGE and self.stage is not None:
            return self.stage  # type: ignore[no-any-return]
        if by is Slice.PIPELINE and self.pipeline is not None:
            return self.pipeline  # type: ignore[no-any-return]
        if by is Slice.CHANNEL and self.channel is not None:
            return self.channel  # type: ignore[no-any-return]
        if self.deal is not None:
            return getattr(self.deal, _OF_DEAL[by])  # type: ignore[no-any-return]
        if self.deal_id is None:
            return func.nullif(literal(0, BigInteger), 0)
        return looked_up(Deal, _OF_DEAL[by], self.deal_id)

    def _own(self, by: OwnField) -> ColumnElement[Any]:
        deal_id = self.deal.id if self.deal is not None else self.deal_id
        return own_fields.key(by.id, deal_id) if deal_id is not None else func.nullif(literal("", String), "")

    def _product(self, by: Slice) -> ColumnElement[Any]:
        deal_id = self.deal.id if self.deal is not None else self.deal_id
        if deal_id is None:
            return func.nullif(literal("", String), "") if by is Slice.CATEGORY else func.nullif(0, 0)
        product = main_product(deal_id)
        if by is Slice.PRODUCT:
            return product
        return known(looked_up(Product, "category", product))

    def _time(self, by: Slice) -> ColumnElement[Any]:
        ask = self.ask
        day: Any = date_number(self.at) if self.dated else local_day(self.at, ask.zone, ask.start, ask.end)
        if by is Slice.DAY:
            return day  # type: ignore[no-any-return]
        return week(day) if by is Slice.WEEK else month(day, ask.first, ask.until)


def channel_of(deal_id: Any, lead_id: Any) -> ColumnElement[Any]:
    """The channel of the deal, or of the lead, something belongs to."""
    return func.coalesce(looked_up(Deal, "channel_id", deal_id), looked_up(Lead, "channel_id", lead_id))
