"""Finding leads, contacts, clients and deals by pieces of their names, phone digits and numbers.

The pieces are looked for inside `search_key`, which has an index: SQLite scans that instead of the rows, and names
that begin with the piece are found at once.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, and_, false, or_, select

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


def _inside(table: type[Any], pieces: Sequence[str]) -> ColumnElement[bool]:
    return and_(*(table.search_key.contains(piece, autoescape=True) for piece in pieces))


def _begins(work: Work, table: type[Any], asked: Asked) -> ColumnElement[bool]:
    if work.session.get_bind().dialect.name == "sqlite":  # compares by bytes, so a range of the index is the beginning
        return and_(table.search_key >= asked.key, table.search_key < asked.key + _AFTER)
    return table.search_key.startswith(asked.key, autoescape=True)  # type: ignore[no-any-return]


def _by_phone(table: type[Any], asked: Asked) -> ColumnElement[bool]:
    if asked.digits is None:
        return false()
    return table.phone.contains(asked.digits, autoescape=True)  # type: ignore[no-any-return]


async def _found(work: Work, table: type[Any], asked: Asked, columns: tuple[Any, ...], *, phones: bool) -> list[Any]:
    """Rows of one table: those with the phone, those whose name begins with the query, those with all pieces inside."""
    conditions = []
    if phones and asked.digits is not None:
        conditions.append(_by_phone(table, asked))
    if asked.pieces:
        conditions += [_begins(work, table, asked), _inside(table, asked.pieces)]
    found: dict[int, Any] = {}
    for condition in conditions:
        if len(found) >= MOST:
            break
        # The inner query needs the index alone; the rows of what matched are looked up afterwards.
        matching = select(table.id).where(condition).scalar_subquery()
        rows = select(*columns).where(table.id.in_(matching), _kept(table), visible(work.actor, table))
        for row in (await work.session.execute(rows.limit(MOST))).all():
            found.setdefault(row.id, row)
    return list(found.values())[:MOST]


def _kept(table: type[Any]) -> ColumnElement[bool]:
    """An inquiry that became a deal is found as its client and deal."""
    return and_(Lead.status != LeadStatus.CONVERTED) if table is Lead else and_(table.id.is_not(None))


async def candidates(work: Work, asked: Asked) -> tuple[list[Candidate], bool]:
    """Everything the actor sees that may be meant, and whether there was more than is ranked."""
    leads = await _found(work, Lead, asked, (Lead.id, Lead.search_key, Lead.status, Lead.phone), phones=True)
    contacts = await _found(
        work, Contact, asked, (Contact.id, Contact.search_key, Contact.client_id, Contact.phone), phones=True
    )
    clients = await _found(work, Client, asked, (Client.id, Client.search_key), phones=False)
    deals = await _found(work, Deal, asked, (Deal.id, Deal.search_key, Deal.status), phones=False)
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
