"""Clients as facts: who has bought, and what they said of it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

from sqlalchemy import ColumnElement, and_, false, func, literal_column, or_, select

from services.rules.indicators import Fact, Flag, Kind, Value
from services.rules.kinds import NpsStatus
from services.rules.nps import SCALES
from storage.facts.asking import Ask, Base
from storage.facts.deals import WON, line_margin, yes
from storage.facts.keys import Keys
from storage.facts.rows import another
from storage.tables import Client, Deal, DealLine, NpsPoll, Product
from storage.types import codes

NEITHER: Final[ColumnElement[str]] = literal_column("''")


def buyers(ask: Ask) -> Base:
    """Clients who had bought before the period's end, with the margin of all they bought; their channel is the first.

    Copies of deals count: a tunnel to repeat sales is how a client buys again.
    """
    bought = (
        select(
            Deal.client_id.label("client_id"),
            func.min(Deal.closed_at).label("at"),
            func.sum(line_margin()).label("margin"),
        )
        .outerjoin(DealLine, DealLine.deal_id == Deal.id)
        .outerjoin(Product, Product.id == DealLine.product_id)
        # "coalesce" keeps SQLite off the index by status: it would read each deal for its client, and then sort them.
        .where(func.coalesce(Deal.status, NEITHER) == WON, Deal.closed_at < ask.end, Deal.client_id.is_not(None))
        .group_by(Deal.client_id)
        .subquery("bought")
    )
    first = another(Deal, "first win")
    channel = (
        select(first.channel_id)
        .where(first.client_id == Client.id, first.status == WON)
        .order_by(first.closed_at, first.id)
        .limit(1)
        .correlate_except(first)
        .scalar_subquery()
    )
    return Base(
        kind=Kind.CLIENT,
        tables=bought.join(Client.__table__, Client.id == bought.c.client_id),
        id=Client.id,
        at=bought.c.at,
        where=(),
        owner=Client.owner_id,
        client=Client.id,
        key=Keys(ask, bought.c.at, owner=Client.owner_id, client=Client.id, channel=channel),
        values={Value.MARGIN: lambda: bought.c.margin},
        title=Client.name,
    )


def _polls(ask: Ask, at: Any, *conditions: ColumnElement[bool]) -> Base:
    return Base(
        kind=Kind.DEAL,
        tables=NpsPoll.__table__.join(Deal.__table__, Deal.id == NpsPoll.deal_id),
        id=Deal.id,
        at=at,
        where=(at >= ask.start, at < ask.end, *conditions),
        owner=Deal.owner_id,
        client=Deal.client_id,
        key=Keys(
            ask,
            at,
            owner=Deal.owner_id,
            client=Deal.client_id,
            deal=Deal,
            since=func.coalesce(Deal.closed_at, at),
            won_id=Deal.id,
        ),
        values={
            Flag.PROMOTER: yes(_band(lambda scale: NpsPoll.score >= scale.promoter)),
            Flag.DETRACTOR: yes(_band(lambda scale: NpsPoll.score < scale.neutral)),
            Flag.ANSWERED: yes(NpsPoll.score.is_not(None)),
        },
        title=Deal.title,
    )


def _band(within: Callable[[Any], ColumnElement[bool]]) -> ColumnElement[bool]:
    """Scales may be mixed: each score by its own."""
    return or_(false(), *(and_(NpsPoll.scale == scale.code, within(scale)) for scale in SCALES.values()))


def scores(ask: Ask) -> Base:
    """Answers to the question how likely one is to recommend."""
    return _polls(ask, NpsPoll.scored_at, NpsPoll.score.is_not(None))


def polls(ask: Ask) -> Base:
    """Such questions asked."""
    # Not "other than cancelled": for that SQLite has no index, and begins with all deals instead.
    asked = [status for status in NpsStatus if status is not NpsStatus.CANCELLED]
    return _polls(ask, NpsPoll.sent_at, NpsPoll.status.in_(codes(asked)))


CLIENTS: Final[dict[Fact, Callable[[Ask], Base]]] = {Fact.BUYERS: buyers, Fact.SCORES: scores, Fact.POLLS: polls}
