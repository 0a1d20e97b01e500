"""What cards of clients and their contacts show."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from services.call_views import last_lines
from services.red_marks import marked
from services.rules.kinds import StageKind
from services.rules.target import Target
from services.rules.views import ActivityLine, Named, TaskLine
from services.task_views import task_lines
from storage import clients as rows
from storage import deals as deal_rows
from storage import work as task_rows
from storage.tables import Client, Contact, User
from storage.unit_of_work import Work

LAST = 3
DEALS_PAGE = 5
CONTACTS_SHOWN = 3
CONTACTS_PAGE = 8


@dataclass(frozen=True, slots=True)
class ContactLine:
    """A contact person in a list; `in_chat`: the bot may write to them."""

    id: int
    name: str
    position: str | None
    phone: str | None
    email: str | None
    in_chat: bool


@dataclass(frozen=True, slots=True)
class ClientDeal:
    """A deal on its client's card; `amount` in minor units."""

    id: int
    title: str
    pipeline: str
    stage: str
    status: StageKind
    amount: int | None
    red: bool = False


@dataclass(frozen=True, slots=True)
class ClientCard:
    """Everything about one client: the first contacts, one page (from 1) of the deals; `won_sum` in minor units."""

    id: int
    version: int
    name: str
    is_person: bool
    owner: Named | None
    segment: str | None
    region: str | None
    website: str | None
    created_at: datetime
    last_contact_at: datetime | None
    contacts: tuple[ContactLine, ...]
    contacts_count: int
    deals: tuple[ClientDeal, ...]
    deals_count: int
    page: int
    pages: int
    won_count: int
    won_sum: int
    next: TaskLine | None
    last: tuple[ActivityLine, ...]
    may_give: bool
    red: bool = False
    audience: str | None = None


@dataclass(frozen=True, slots=True)
class ContactPage:
    """A page (from 1) of a client's contacts."""

    client: Named
    lines: tuple[ContactLine, ...]
    total: int
    page: int
    pages: int
    red: bool = False


@dataclass(frozen=True, slots=True)
class ContactCard:
    """One contact person; `connected`: a Telegram account is known, `in_chat`: and the bot may write to it."""

    id: int
    version: int
    client: Named
    name: str
    position: str | None
    phone: str | None
    phone_typed: str | None
    email: str | None
    connected: bool
    in_chat: bool
    red: bool = False


async def contact_lines(work: Work, found: list[Contact]) -> tuple[ContactLine, ...]:
    """Contacts as lists show them."""
    open_chats = await rows.chats_open(work, {row.telegram_id for row in found if row.telegram_id})
    return tuple(
        ContactLine(
            row.id,
            row.name,
            row.position,
            row.phone or row.phone_typed,
            row.email,
            row.telegram_id in open_chats,
        )
        for row in found
    )


async def card(work: Work, client: Client, page: int = 1) -> ClientCard:
    """A client as its card shows it."""
    target = Target("client", client.id)
    owner = await work.session.get(User, client.owner_id) if client.owner_id else None
    deals_count = await deal_rows.count_of_client(work, client.id)
    pages = max(1, -(-deals_count // DEALS_PAGE))
    page = min(max(page, 1), pages)
    deals = await deal_rows.of_client(work, client.id, DEALS_PAGE, (page - 1) * DEALS_PAGE)
    red = await marked(work, deals=[row.Deal.id for row in deals], clients=[client.id])
    won_count, won_sum = await rows.won(work, client.id)
    planned = await task_rows.next_contact(work, target)
    lines = await task_lines(work, [planned] if planned else [])
    return ClientCard(
        id=client.id,
        version=client.version,
        name=client.name,
        is_person=client.is_person,
        owner=Named(owner.id, owner.name) if owner else None,
        segment=client.segment,
        region=client.region,
        audience=client.audience,
        website=client.website,
        created_at=client.created_at,
        last_contact_at=client.last_contact_at,
        contacts=await contact_lines(work, list(await rows.contacts(work, client.id, CONTACTS_SHOWN))),
        contacts_count=await rows.count_contacts(work, client.id),
        deals=tuple(
            ClientDeal(
                row.Deal.id,
                row.Deal.title,
                row.pipeline,
                row.stage,
                row.Deal.status,
                row.Deal.amount,
                red=row.Deal.id in red.deals,
            )
            for row in deals
        ),
        deals_count=deals_count,
        page=page,
        pages=pages,
        won_count=won_count,
        won_sum=won_sum,
        next=lines[0] if lines else None,
        last=await last_lines(work, target, LAST),
        may_give=work.actor.is_leader,
        red=client.id in red.clients,
    )


async def contact_card(work: Work, contact: Contact, client: Client) -> ContactCard:
    """A contact person as the card shows one."""
    return ContactCard(
        id=contact.id,
        version=contact.version,
        client=Named(client.id, client.name),
        name=contact.name,
        position=contact.position,
        phone=contact.phone,
        phone_typed=contact.phone_typed,
        email=contact.email,
        connected=contact.telegram_id is not None,
        in_chat=bool(await rows.chats_open(work, {contact.telegram_id} if contact.telegram_id else set())),
        red=client.id in (await marked(work, clients=[client.id])).clients,
    )
