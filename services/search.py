"""Finding anything by a piece of its name, its number or phone digits: leads, contacts, clients and deals together."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from services.clock import Clock
from services.errors import Invalid
from services.red_marks import marked
from services.rules import asked, ranking
from services.rules.actor import Actor
from services.rules.asked import Asked
from services.rules.deal_conditions import DealConditions, DealSort
from services.rules.kinds import LeadStatus, StageKind
from services.rules.target import Target
from storage import deal_search
from storage import search as rows
from storage.search import Candidate
from storage.unit_of_work import Database, Work

PAGE = 8
ORDER = {"lead": 0, "contact": 1, "client": 2, "deal": 3}


@dataclass(frozen=True, slots=True)
class FoundLine:
    """Something found. `kind`: lead, contact, client or deal; a contact opens its client.

    `about`: a contact's or deal's client; `state`: a deal's stage, a lead's status; `amount` in minor units;
    `status`: a deal's. `red`: something of it is overdue, or it has no next step.
    """

    kind: str
    target: Target
    name: str
    about: str | None
    state: str | None
    closed: bool
    phone: str | None
    owner: str | None
    amount: int | None
    status: StageKind | None = None
    red: bool = False


@dataclass(frozen=True, slots=True)
class FoundPage:
    """A page (from 1) of what was found, best first; `more`: there is more than could be ranked.

    `key` finds the same again (for the buttons that turn pages).
    """

    query: str
    key: str
    lines: tuple[FoundLine, ...]
    total: int
    more: bool
    page: int
    pages: int
    whose: bool


class Search:
    """The use case of /find."""

    def __init__(self, db: Database, clock: Clock) -> None:
        self._db = db
        self._clock = clock

    async def offer(self, actor: Actor, query: str, page: int, *, size: int) -> FoundPage:
        """What to offer while somebody types: what answers; while that is too little, deals talked about last."""
        if asked.read(query) is not None:
            return await self.find(actor, query, page, size)
        async with self._db.read(actor, self._clock.now()) as work:
            conditions = DealConditions(sort=DealSort.CONTACT)
            recent = await deal_search.page(work, conditions, size, (max(page, 1) - 1) * size)
            pages = max(1, -(-recent.count // size))
            lines = await _lines(work, [Candidate("deal", id_, "") for id_ in recent.ids])
            return FoundPage("", "", lines, recent.count, False, min(max(page, 1), pages), pages, actor.is_leader)

    async def find(self, actor: Actor, query: str, page: int = 1, size: int = PAGE) -> FoundPage:
        """What the actor sees that answers the query, best first. Raises Invalid("query_short")."""
        wanted = asked.read(query)
        if wanted is None:
            raise Invalid("query_short", least=asked.SHORTEST)
        async with self._db.read(actor, self._clock.now()) as work:
            found, more = await rows.candidates(work, wanted)
            if not found and len(wanted.pieces) > 1:
                found = await rows.across(work, wanted.pieces)
            ranked = _ranked(wanted, found)
            pages = max(1, -(-len(ranked) // size))
            page = min(max(page, 1), pages)
            lines = await _lines(work, ranked[(page - 1) * size : page * size])
            return FoundPage(query.strip(), wanted.key, lines, len(ranked), more, page, pages, actor.is_leader)


def _ranked(wanted: Asked, found: list[Candidate]) -> list[Candidate]:
    """Best first; a client who is a person and the contact of the same name are one."""
    people = {(item.client_id, item.key) for item in found if item.kind == "contact"}
    kept = [item for item in found if item.kind != "client" or (item.id, item.key) not in people]
    kept.sort(
        key=lambda item: (
            not item.exact,
            -ranking.score(wanted.key, item.key, closed=item.closed),
            ORDER[item.kind],
            -item.id,
        )
    )
    return kept


async def _lines(work: Work, shown: list[Candidate]) -> tuple[FoundLine, ...]:
    ids: dict[str, list[int]] = {kind: [item.id for item in shown if item.kind == kind] for kind in ORDER}
    found = {
        "lead": await rows.leads_shown(work, ids["lead"]),
        "contact": await rows.contacts_shown(work, ids["contact"]),
        "client": await rows.clients_shown(work, ids["client"]),
        "deal": await rows.deals_shown(work, ids["deal"]),
    }
    lines = [_LINES[item.kind](found[item.kind][item.id]) for item in shown]
    by_kind = {kind: [line.target.id for line in lines if line.target.kind == kind] for kind in ORDER}
    red = await marked(work, deals=by_kind["deal"], leads=by_kind["lead"], clients=by_kind["client"])
    marks = {"deal": red.deals, "lead": red.leads, "client": red.clients}
    return tuple(replace(line, red=line.target.id in marks[line.target.kind]) for line in lines)


def _lead(row: Any) -> FoundLine:
    lead = row.Lead
    return FoundLine(
        kind="lead",
        target=Target("lead", lead.id),
        name=lead.name,
        about=None,
        state=lead.status.value,
        closed=lead.status not in (LeadStatus.NEW, LeadStatus.TAKEN),
        phone=lead.phone or lead.phone_typed,
        owner=row.owner,
        amount=None,
    )


def _contact(row: Any) -> FoundLine:
    contact = row.Contact
    phone = contact.phone or contact.phone_typed
    about = row.client if row.client != contact.name else None
    target = Target("client", contact.client_id)
    return FoundLine("contact", target, contact.name, about, None, False, phone, row.owner, None)


def _client(row: Any) -> FoundLine:
    client = row.Client
    return FoundLine("client", Target("client", client.id), client.name, None, None, False, None, row.owner, None)


def _deal(row: Any) -> FoundLine:
    deal = row.Deal
    about = row.client if row.client != deal.title else None
    closed = deal.status is not StageKind.OPEN
    target = Target("deal", deal.id)
    return FoundLine("deal", target, deal.title, about, row.stage, closed, None, row.owner, deal.amount, deal.status)


_LINES = {"lead": _lead, "contact": _contact, "client": _client, "deal": _deal}
