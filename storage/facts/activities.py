"""What people did as facts: calls, meetings, offers."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

from sqlalchemy import ColumnElement, func, or_

from services.rules.indicators import Fact, Flag, Kind
from services.rules.kinds import ActivityKind, CallOutcome, Direction
from storage.facts.asking import Ask, Base
from storage.facts.deals import yes
from storage.facts.keys import Keys, channel_of
from storage.tables import Activity
from storage.types import code


def _base(ask: Ask, *conditions: ColumnElement[bool]) -> Base:
    return Base(
        kind=Kind.ACTIVITY,
        tables=Activity.__table__,
        id=Activity.id,
        at=Activity.at,
        where=(Activity.at >= ask.start, Activity.at < ask.end, *conditions),
        owner=Activity.user_id,
        client=Activity.client_id,
        key=Keys(
            ask,
            Activity.at,
            owner=Activity.user_id,
            client=Activity.client_id,
            deal_id=Activity.deal_id,
            channel=channel_of(Activity.deal_id, Activity.lead_id),
        ),
        values={Flag.REACHED: yes(Activity.outcome == code(CallOutcome.REACHED))},
        title=func.coalesce(Activity.text, ""),
    )


def _of_kind(kind: ActivityKind) -> Any:
    return Activity.kind == code(kind)


def calls_out(ask: Ask) -> Base:
    """Outgoing calls, reached or not."""
    return _base(ask, _of_kind(ActivityKind.CALL), Activity.direction == code(Direction.OUT))


def calls_in(ask: Ask) -> Base:
    """Incoming calls."""
    return _base(ask, _of_kind(ActivityKind.CALL), Activity.direction == code(Direction.IN))


def meetings(ask: Ask) -> Base:
    """Meetings and presentations that took place."""
    held = or_(Activity.outcome.is_(None), Activity.outcome != code(CallOutcome.NOT_REACHED))
    return _base(ask, _of_kind(ActivityKind.MEETING), held)


def offers(ask: Ask) -> Base:
    """Offers that went out."""
    sent = or_(Activity.direction.is_(None), Activity.direction == code(Direction.OUT))
    return _base(ask, _of_kind(ActivityKind.OFFER), sent)


ACTIVITIES: Final[dict[Fact, Callable[[Ask], Base]]] = {
    Fact.CALLS_OUT: calls_out,
    Fact.CALLS_IN: calls_in,
    Fact.MEETINGS: meetings,
    Fact.OFFERS: offers,
}
