"""Inquiries as facts: by their creation, by becoming a deal, by being rejected."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

from sqlalchemy import ColumnElement, and_, or_

from services.rules.indicators import Fact, Flag, Kind
from services.rules.kinds import LeadStatus
from storage.facts.asking import Ask, Base
from storage.facts.deals import yes
from storage.facts.keys import Keys
from storage.tables import Lead
from storage.types import code


def _base(ask: Ask, at: Any, *conditions: ColumnElement[bool]) -> Base:
    late = or_(Lead.responded_at > Lead.respond_by, and_(Lead.responded_at.is_(None), Lead.respond_by < ask.now))
    return Base(
        kind=Kind.LEAD,
        tables=Lead.__table__,
        id=Lead.id,
        at=at,
        where=(at >= ask.start, at < ask.end, *conditions),
        owner=Lead.owner_id,
        client=Lead.client_id,
        key=Keys(
            ask,
            at,
            owner=Lead.owner_id,
            client=Lead.client_id,
            channel=Lead.channel_id,
            team=Lead.team_id,
            reason=Lead.loss_reason_id,
        ),
        values={
            Flag.CONVERTED: yes(Lead.status == code(LeadStatus.CONVERTED)),
            Flag.BREACHED: yes(late),
        },
        title=Lead.name,
        span=(Lead.created_at, Lead.responded_at),
    )


def created(ask: Ask) -> Base:
    """Leads by their creation; those who were contacted were so after some working minutes."""
    return _base(ask, Lead.created_at)


def converted(ask: Ask) -> Base:
    """Leads that became a deal."""
    return _base(ask, Lead.closed_at, Lead.status == code(LeadStatus.CONVERTED))


def rejected(ask: Ask) -> Base:
    """Leads that were rejected."""
    return _base(ask, Lead.closed_at, Lead.status == code(LeadStatus.REJECTED))


LEADS: Final[dict[Fact, Callable[[Ask], Base]]] = {
    Fact.LEADS: created,
    Fact.LEADS_CONVERTED: converted,
    Fact.LEADS_REJECTED: rejected,
}
