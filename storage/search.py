"""Finding leads, contacts, clients and deals by pieces of their names, phone digits and numbers.

The pieces are looked for inside `search_key`, which has an index: SQLite scans that instead of the rows, and names
that begin with the piece are found at once.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, and_, or_, select

from services.rules.asked import Asked
from services.rules.kinds import LeadStatus, StageKind
from storage.tables import Client, Contact, Deal, Lead, Stage, User
from storage.unit_of_work import Work
from storage.visibility import visible

MOST = 200
"""Candidates of one kind that are ranked; who finds more has to type more."""
_AFTER = "\U0010ffff"


@dataclass(frozen=True, slots=True)
class Candidate:
    """Something found: what it is ranked by. `client_id` for contacts."""

    kind: str
    id: int
    key: str
    closed: bool = False
    exact: bool = False
    client_id: int | None = None


async def contact_names(work: Work, ids: Mapping[int | None, int]) -> dict[int | None, str]:
    """Names of contacts, given by the client each works for."""
    if not ids:
        return {}
    found = await work.session.execute(
        select(Contact.client_id, Contact.name).where(Contact.id.in_(ids.values()), visible(work.actor, Contact))
    )
    return {row.client_id: row.name for row in found}


def _inside(table: type[Any], pieces: Sequence[str]) -> ColumnElement[bool]:
    return and_(*(table.search_key.contains(piece, autoescape=True) for piece in pieces))


def _matches(work: Work, table: type[Any], condition: ColumnElement[bool]) -> ColumnElement[bool]:
    if not _is_sqlite(work):
        return condition
    # The inner query needs an index alone, which is shorter than the table; the rows of what matched come after it.
    return table.id.in_(select(table.id).where(condition))  # type: ignore[no-any-return]


def _begins(work: Work, table: type[Any], asked: Asked) -> ColumnElement[bool]:
    if _is_sqlite(work):  # compares by bytes, so a range of the index is the beginning
        return and_(table.search_key >= asked.key, table.search_key < asked.key + _AFTER)
    return table.search_key.startswith(asked.key, autoescape=True)  # type: ignore[no-any-return]


def _is_sqlite(work: Work) -> bool:
    return work.session.get_bind().dialect.name == "sqlite"


async def _found(work: Work, table: type[Any], asked: Asked, columns: tuple[Any, ...]) -> list[Any]:
    """Rows of one table with the digits in the phone or all pieces in the name; of too many, those that begin so."""
    seen = select(table.id, table.search_key, *columns).where(visible(work.actor, table)).limit(MOST)
    if table is Lead:  # an inquiry that became a deal is found as its client and deal
        seen = seen.where(Lead.status != LeadStatus.CONVERTED)
    rows: list[Any] = []
    if asked.digits is not None and hasattr(table, "phone"):
        phone = _matches(work, table, table.phone.contains(asked.digits, autoescape=True))
        rows += (await work.session.execute(seen.where(phone))).all()
    if asked.pieces:
        named = (await work.session.execute(seen.where(_matches(work, table, _inside(table, asked.pieces))))).all()
        if len(named) >= MOST:
            rows += (await work.session.execute(seen.where(_begins(work, table, asked)))).all()
        rows += named
    return list({row.id: row for row in rows}.values())[:MOST]


async def candidates(work: Work, asked: Asked) -> tuple[list[Candidate], bool]:
    """Everything the actor sees that may be meant, and whether there was more than is ranked."""
    leads = await _found(work, Lead, asked, (Lead.status, Lead.phone))
    contacts = await _found(work, Contact, asked, (Contact.client_id, Contact.phone))
    clients = await _found(work, Client, asked, ())
    deals = await _found(work, Deal, asked, (Deal.status,))
    deals += await _numbered(work, asked, {row.id for row in deals})
    digits = asked.digits or "-"
    found = [
        Candidate("lead", row.id, row.search_key, row.status is LeadStatus.REJECTED, digits in (row.phone or ""))
        for row in leads
    ]
    found += [
        Candidate("contact", row.id, row.search_key, False, digits in (row.phone or ""), row.client_id)
        for row in contacts
    ]
    found += [Candidate("client", row.id, row.search_key) for row in clients]
    found += [
        Candidate("deal", row.id, row.search_key, row.status is not StageKind.OPEN, row.id == asked.deal)
        for row in deals
    ]
    return found, any(len(rows) >= MOST for rows in (leads, contacts, clients, deals))


async def _numbered(work: Work, asked: Asked, known: set[int]) -> list[Any]:
    if asked.deal is None or asked.deal in known:
        return []
    found = select(Deal.id, Deal.search_key, Deal.status).where(Deal.id == asked.deal, visible(work.actor, Deal))
    return list((await work.session.execute(found)).all())


async def across(work: Work, pieces: Sequence[str]) -> list[Candidate]:
    """Contacts found by a piece of their own name and the others of their client's: "Ivan Romashka"."""
    ways = []
    for own in pieces:
        others = [piece for piece in pieces if piece != own]
        clients = select(Client.id).where(_inside(Client, others))
        ways.append(and_(_inside(Contact, [own]), Contact.client_id.in_(clients)))
    found = select(Contact.id, Contact.search_key, Contact.client_id).where(or_(*ways), visible(work.actor, Contact))
    rows = (await work.session.execute(found.limit(MOST))).all()
    return [Candidate("contact", row.id, row.search_key, client_id=row.client_id) for row in rows]


# --------------------------------------------------------------------------------------------------------- for showing
async def leads_shown(work: Work, ids: Sequence[int]) -> dict[int, Any]:
    """Leads with their owners."""
    found = select(Lead, User.name.label("owner")).outerjoin(User, User.id == Lead.owner_id).where(Lead.id.in_(ids))
    return {row.Lead.id: row for row in (await work.session.execute(found)).all()} if ids else {}


async def contacts_shown(work: Work, ids: Sequence[int]) -> dict[int, Any]:
    """Contacts with their clients and those clients' owners."""
    found = (
        select(Contact, Client.name.label("client"), User.name.label("owner"))
        .join(Client, Client.id == Contact.client_id)
        .outerjoin(User, User.id == Client.owner_id)
        .where(Contact.id.in_(ids))
    )
    return {row.Contact.id: row for row in (await work.session.execute(found)).all()} if ids else {}


async def clients_shown(work: Work, ids: Sequence[int]) -> dict[int, Any]:
    """Clients with their owners."""
    found = (
        select(Client, User.name.label("owner")).outerjoin(User, User.id == Client.owner_id).where(Client.id.in_(ids))
    )
    return {row.Client.id: row for row in (await work.session.execute(found)).all()} if ids else {}


async def deals_shown(work: Work, ids: Sequence[int]) -> dict[int, Any]:
    """Deals with client, stage and owner."""
    found = (
        select(Deal, Client.name.label("client"), Stage.name.label("stage"), User.name.label("owner"))
        .join(Stage, Stage.id == Deal.stage_id)
        .outerjoin(Client, Client.id == Deal.client_id)
        .outerjoin(User, User.id == Deal.owner_id)
        .where(Deal.id.in_(ids))
    )
    return {row.Deal.id: row for row in (await work.session.execute(found)).all()} if ids else {}
