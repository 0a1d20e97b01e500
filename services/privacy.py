"""What people outside may decide about themselves: no polls and mailings, what is stored of them, erasing it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from services.clock import Clock
from services.errors import Denied
from services.outbox import notify_admins, notify_user
from services.rules.actor import Actor, Role
from services.rules.forgetting import Traits, traits
from storage import forgetting, people
from storage import privacy as rows
from storage.privacy import Traces
from storage.tables import HistoryEntry
from storage.unit_of_work import Database, Work

OUTSIDERS: Final = frozenset({Role.CLIENT, Role.STRANGER})
UNASKED: Final = ("nps_ask",)
"""Messages nobody asked for: they stop with /stop."""


@dataclass(frozen=True, slots=True)
class OwnContact:
    """A contact person as stored; `company` is None for who buys for oneself."""

    name: str
    position: str | None
    phone: str | None
    email: str | None
    company: str | None


@dataclass(frozen=True, slots=True)
class OwnRequest:
    """A request as stored."""

    at: datetime
    name: str
    phone: str | None
    need: str


@dataclass(frozen=True, slots=True)
class OwnScore:
    """A score the person gave, and why."""

    at: datetime
    score: int
    reason: str | None


@dataclass(frozen=True, slots=True)
class OwnData:
    """Everything stored of the person of a chat; `muted`: polls and mailings are off."""

    name: str
    username: str | None
    locale: str
    since: datetime
    muted: bool
    contacts: tuple[OwnContact, ...]
    requests: tuple[OwnRequest, ...]
    messages: tuple[tuple[datetime, str], ...]
    scores: tuple[OwnScore, ...]
    deals: int
    first_deal: date | None


@dataclass(frozen=True, slots=True)
class Forgotten:
    """What was erased, by number: of contacts, inquiries and deals."""

    contacts: int
    leads: int
    deals: int


class Privacy:
    """Use cases of /stop, /mydata and /forget."""

    def __init__(self, db: Database, clock: Clock) -> None:
        self._db = db
        self._clock = clock

    async def stop(self, actor: Actor) -> None:
        """No polls and mailings any more; what waits is not sent. Raises Denied for colleagues."""
        async with self._db.write(actor, self._clock.now()) as work:
            chat = await people.chat(work, _own_chat(actor))
            if chat is not None:
                chat.muted_at = chat.muted_at or work.now
                await rows.drop_waiting(work, chat.id, UNASKED)

    async def resume(self, actor: Actor) -> bool:
        """Messages may come again; False when they were never off. Raises Denied for colleagues."""
        async with self._db.write(actor, self._clock.now()) as work:
            chat = await people.chat(work, _own_chat(actor))
            if chat is None or chat.muted_at is None:
                return False
            chat.muted_at = None
            return True

    async def muted(self, actor: Actor) -> bool:
        """Whether polls and mailings are off. Raises Denied for colleagues."""
        async with self._db.read(actor, self._clock.now()) as work:
            chat = await people.chat(work, _own_chat(actor))
            return chat is not None and chat.muted_at is not None

    async def data(self, actor: Actor) -> OwnData:
        """Everything stored of the person. Raises Denied for colleagues."""
        async with self._db.read(actor, self._clock.now()) as work:
            chat_id = _own_chat(actor)
            chat, found = await people.chat(work, chat_id), await _traces(work, chat_id)
            deals = await rows.deals(work, found.clients)
            return OwnData(
                name=chat.name if chat else actor.name,
                username=chat.username if chat else None,
                locale=chat.locale if chat else actor.locale,
                since=chat.started_at if chat else work.now,
                muted=chat is not None and chat.muted_at is not None,
                contacts=await _contacts(work, chat_id),
                requests=tuple(
                    OwnRequest(row.created_at, row.name, row.phone, row.need)
                    for row in await rows.leads(work, chat_id, found.contacts)
                ),
                messages=tuple(
                    (row.at, row.text) for row in await rows.messages(work, found.contacts, found.leads) if row.text
                ),
                scores=tuple(
                    OwnScore(row.scored_at or row.sent_at, row.score or 0, row.reason)
                    for row in await rows.scores(work, chat_id, found.contacts)
                ),
                deals=len(deals),
                first_deal=min((row.created_at.date() for row in deals), default=None),
            )

    async def forget(self, actor: Actor) -> Forgotten:
        """Erase who the person is; sums, dates and stages of deals stay without a name, and the admins hear of it.

        Words of others that name the person lose the name and the phone: notes, drafts, undos, messages.

        Raises Denied for colleagues.
        """
        async with self._db.write(actor, self._clock.now()) as work:
            chat_id = _own_chat(actor)
            found = await _traces(work, chat_id)
            owners = await _owners(work, chat_id, found)
            who, clients = await _known_as(work, chat_id, found)
            await rows.erase(work, chat_id, found)
            await forgetting.drop_conversations(work, chat_id)
            await forgetting.mask(work, who, clients, found.leads)
            chat = await people.chat(work, chat_id)
            if chat is not None:
                chat.name, chat.username, chat.channel_id, chat.muted_at = "", None, None, work.now
            _tell_history(work, found)
            await _tell(work, found, owners)
            return Forgotten(len(found.contacts), len(found.leads), len(found.deals))


def _own_chat(actor: Actor) -> int:
    if actor.role not in OUTSIDERS or actor.chat_id is None:
        raise Denied
    return actor.chat_id


async def _traces(work: Work, chat_id: int) -> Traces:
    found = await rows.contacts(work, chat_id)
    clients = [await rows.client_of(work, contact) for contact in found]
    private = frozenset(client.id for client in clients if client.is_person)
    contact_ids = frozenset(contact.id for contact in (*found, *await rows.contacts_of(work, private)))
    leads = await rows.leads(work, chat_id, contact_ids)
    deals = await rows.deals(work, private)
    return Traces(contact_ids, frozenset(row.id for row in leads), private, frozenset(row.id for row in deals))


async def _known_as(work: Work, chat_id: int, found: Traces) -> tuple[Traits, frozenset[int]]:
    """How the person may be named in what others wrote, and the clients those words are told of."""
    names, phones = await forgetting.names(work, chat_id, found.contacts, found.leads)
    clients = found.clients | {contact.client_id for contact in await rows.contacts(work, chat_id)}
    records = {"contact": found.contacts, "lead": found.leads, "client": found.clients, "deal": found.deals}
    return traits(names, phones, chat_id=chat_id, records=records), clients


async def _contacts(work: Work, chat_id: int) -> tuple[OwnContact, ...]:
    told = []
    for contact in await rows.contacts(work, chat_id):
        client = await rows.client_of(work, contact)
        company = None if client.is_person else client.name
        told.append(OwnContact(contact.name, contact.position, contact.phone, contact.email, company))
    return tuple(told)


async def _owners(work: Work, chat_id: int, found: Traces) -> dict[int, tuple[str, int]]:
    """Who looks after the person, with the record each of them is told of."""
    owners: dict[int, tuple[str, int]] = {}
    for lead in await rows.leads(work, chat_id, found.contacts):
        if lead.owner_id is not None:
            owners[lead.owner_id] = ("lead", lead.id)
    for contact in await rows.contacts(work, chat_id):
        client = await rows.client_of(work, contact)
        if client.owner_id is not None:
            owners[client.owner_id] = ("client", client.id)
    return owners


def _tell_history(work: Work, found: Traces) -> None:
    """The story of each record says that and when the person was erased, not who it was."""
    told = {"forgotten": [None, True]}
    parts = (("clients", found.clients, "client_id"), ("leads", found.leads, "lead_id"))
    for record, ids, column in parts:
        for id_ in ids:
            work.session.add(
                HistoryEntry(record=record, record_id=id_, action="changed", changes=told, at=work.now, **{column: id_})
            )


async def _tell(work: Work, found: Traces, owners: dict[int, tuple[str, int]]) -> None:
    key = f"forgotten:{min(found.contacts | found.leads, default=0)}:{int(work.now.timestamp())}"
    counts = {"contacts": len(found.contacts), "leads": len(found.leads), "deals": len(found.deals)}
    for user_id, (kind, id_) in owners.items():
        params = {**counts, "kind": kind, "id": id_}
        await notify_user(work, user_id, kind="forgotten", params=params, dedupe_key=key)
    if found.contacts or found.leads:
        await notify_admins(work, kind="forgotten", params={**counts, "kind": "", "id": 0}, dedupe_key=f"{key}:a")
