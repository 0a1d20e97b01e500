"""Clients: the card, contacts, names, notes, handing over."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from services import activities, client_views, doors, policy
from services.client_views import CONTACTS_PAGE, ClientCard, ContactCard, ContactPage
from services.clock import Clock
from services.errors import Invalid, NotFound, Stale
from services.handing import hand_tasks
from services.names import name_of
from services.outbox import notify_user
from services.red_marks import marked
from services.rules.actor import Actor
from services.rules.contacts import POSITION_LIMIT, one_line, parse_email
from services.rules.inquiry import read_line
from services.rules.kinds import ActivityKind
from services.rules.people import NAME_LIMIT, clean_name
from services.rules.phones import Phone, parse
from services.rules.search_key import search_key
from services.rules.target import Target
from services.rules.views import Named
from storage import clients as rows
from storage import company
from storage import deals as deal_rows
from storage.tables import Client, Contact
from storage.unit_of_work import Database, Work

CLIENT_NAME_LIMIT = 300
KEY_LIMIT = 300
FIELDS = frozenset({"name", "phone", "position", "email"})


@dataclass(frozen=True, slots=True)
class ClientGiveChoice:
    """People a client may be given to, and how many open deals could go along."""

    id: int
    version: int
    name: str
    people: tuple[Named, ...]
    open_deals: int


class Clients:
    """Use cases of clients and their contacts."""

    def __init__(self, db: Database, clock: Clock) -> None:
        self._db = db
        self._clock = clock

    async def card(self, actor: Actor, client_id: int, page: int = 1) -> ClientCard:
        """The card with one page of the deals. Raises NotFound."""
        async with self._db.read(actor, self._clock.now()) as work:
            return await client_views.card(work, await doors.client_of(work, client_id), page)

    async def contacts(self, actor: Actor, client_id: int, page: int = 1) -> ContactPage:
        """A page of the contacts. Raises NotFound."""
        async with self._db.read(actor, self._clock.now()) as work:
            client = await doors.client_of(work, client_id)
            total = await rows.count_contacts(work, client.id)
            pages = max(1, -(-total // CONTACTS_PAGE))
            page = min(max(page, 1), pages)
            found = await rows.contacts(work, client.id, CONTACTS_PAGE, (page - 1) * CONTACTS_PAGE)
            lines = await client_views.contact_lines(work, list(found))
            red = client.id in (await marked(work, clients=[client.id])).clients
            return ContactPage(Named(client.id, client.name), lines, total, page, pages, red)

    async def contact(self, actor: Actor, contact_id: int) -> ContactCard:
        """One contact. Raises NotFound."""
        async with self._db.read(actor, self._clock.now()) as work:
            return await client_views.contact_card(work, *await _contact(work, contact_id))

    async def pipelines(self, actor: Actor, client_id: int) -> tuple[str, tuple[Named, ...]]:
        """The client's name and the pipelines a new deal may be opened in. Raises NotFound."""
        async with self._db.read(actor, self._clock.now()) as work:
            client = await doors.client_of(work, client_id)
            return client.name, tuple(Named(row.id, row.name) for row in await company.pipelines(work))

    # ----------------------------------------------------------------------------------------------------- changing
    async def rename(self, actor: Actor, client_id: int, version: int, typed: str) -> ClientCard:
        """Change the client's name. Raises NotFound, Stale, Invalid("empty"), Invalid("too_long")."""
        name = one_line(typed)
        if not any(char.isalnum() for char in name):
            raise Invalid("empty")
        if len(name) > CLIENT_NAME_LIMIT:
            raise Invalid("too_long", limit=CLIENT_NAME_LIMIT)
        async with self._db.write(actor, self._clock.now()) as work:
            client = await doors.current_client(work, client_id, version)
            client.name, client.search_key = name, search_key(name)[:KEY_LIMIT]
            await work.session.flush()
            return await client_views.card(work, client)

    async def add_contact(
        self, actor: Actor, client_id: int, typed: str, *, phone: str = "", chat_id: int | None = None, key: str
    ) -> ContactCard:
        """Add a contact from one line ("Ivan +380671234567 director") or a shared one; `key` makes it once only.

        Raises NotFound, Invalid: name_bad, phone_invalid, contact_known.
        """
        async with self._db.write(actor, self._clock.now()) as work:
            client = await doors.client_of(work, client_id)
            country = (await policy.load(work)).settings.country
            line = read_line(typed, country)
            number = _phone(phone, country) if phone else line.phone
            name = clean_name((line.name or line.need)[:NAME_LIMIT])
            if name is None and number is None:
                raise Invalid("name_bad")
            earlier = None if await work.once(key) else await rows.newest_contact(work, client.id)
            if earlier is not None:
                return await client_views.contact_card(work, earlier, client)
            await _check_other(work, client.id, number)
            name = name or (number.e164 if number else "")
            contact = Contact(
                client_id=client.id,
                name=name,
                search_key=search_key(name)[:KEY_LIMIT],
                position=one_line(line.need)[:POSITION_LIMIT] or None if line.name else None,
                phone=number.e164 if number else None,
                phone_typed=number.typed if number else None,
                telegram_id=chat_id,
                created_at=work.now,
            )
            work.session.add(contact)
            await work.session.flush()
            return await client_views.contact_card(work, contact, client)

    async def set_contact(self, actor: Actor, contact_id: int, version: int, field: str, typed: str) -> ContactCard:
        """Change a contact's name, phone, position or e-mail; an empty text clears all but the name.

        Raises NotFound, Stale, Invalid: name_bad, phone_invalid, contact_known, email_invalid, too_long.
        """
        if field not in FIELDS:
            raise Invalid("invalid")
        async with self._db.write(actor, self._clock.now()) as work:
            contact, client = await _contact(work, contact_id)
            if contact.version != version:
                raise Stale
            await _set(work, contact, field, typed.strip())
            await work.session.flush()
            return await client_views.contact_card(work, contact, client)

    async def note(
        self, actor: Actor, client_id: int, text: str, *, key: str, file: dict[str, Any] | None = None
    ) -> ClientCard:
        """Add a note or a file; `key` (the message) makes it once only. Raises NotFound, Invalid("empty")."""
        if not text.strip() and file is None:
            raise Invalid("empty")
        async with self._db.write(actor, self._clock.now()) as work:
            client = await doors.client_of(work, client_id)
            if await work.once(key):
                kind = ActivityKind.FILE if file else ActivityKind.NOTE
                await activities.record(work, Target("client", client.id), kind, text=text.strip(), file=file)
                await work.session.flush()
            return await client_views.card(work, client)

    async def give_choice(self, actor: Actor, client_id: int) -> ClientGiveChoice:
        """To whom the client may be given; leaders only. Raises NotFound."""
        async with self._db.read(actor, self._clock.now()) as work:
            client = await doors.client_of(work, client_id)
            if not actor.is_leader:
                raise NotFound("client")
            people = tuple(Named(row.id, row.name) for row in await deal_rows.takers(work) if row.id != client.owner_id)
            deals = await rows.open_deals(work, client.id)
            return ClientGiveChoice(client.id, client.version, client.name, people, len(deals))

    async def give(
        self, actor: Actor, client_id: int, version: int, user_id: int, *, with_deals: bool = False
    ) -> ClientCard:
        """Give a client, its own tasks and, if wanted, its open deals to somebody, who is told.

        Raises NotFound, Stale.
        """
        async with self._db.write(actor, self._clock.now()) as work:
            client = await doors.current_client(work, client_id, version)
            taker = next((row for row in await deal_rows.takers(work) if row.id == user_id), None)
            if not actor.is_leader or taker is None:
                raise NotFound("client")
            before, client.owner_id = client.owner_id, taker.id
            await hand_tasks(work, Target("client", client.id), before, taker.id)
            for deal in await rows.open_deals(work, client.id) if with_deals else ():
                had, deal.owner_id = deal.owner_id, taker.id
                await hand_tasks(work, Target("deal", deal.id), had, taker.id)
            await work.session.flush()
            key = f"client_given:{client.id}:{client.version}"
            if taker.id != actor.user_id:
                await notify_user(work, taker.id, kind="client_given", params={"client": client.id}, dedupe_key=key)
            return await client_views.card(work, client)


async def _set(work: Work, contact: Contact, field: str, typed: str) -> None:
    if field == "name":
        name = name_of(typed)
        contact.name, contact.search_key = name, search_key(name)[:KEY_LIMIT]
    elif field == "phone":
        number = _phone(typed, (await policy.load(work)).settings.country) if typed else None
        await _check_other(work, contact.client_id, number, contact.id)
        contact.phone = number.e164 if number else None
        contact.phone_typed = number.typed if number else None
    elif field == "email":
        contact.email = parse_email(typed) if typed else None
        if typed and contact.email is None:
            raise Invalid("email_invalid")
    else:
        position = one_line(typed)
        if len(position) > POSITION_LIMIT:
            raise Invalid("too_long", limit=POSITION_LIMIT)
        contact.position = position or None


def _phone(typed: str, country: str) -> Phone:
    found = parse(typed, country)
    if found is None:
        raise Invalid("phone_invalid")
    return found


async def _check_other(work: Work, client_id: int, number: Phone | None, besides: int = 0) -> None:
    other = await rows.same_phone(work, client_id, number.e164, besides) if number else None
    if other is not None:
        raise Invalid("contact_known", name=other.name)


async def _contact(work: Work, contact_id: int) -> tuple[Contact, Client]:
    found = await rows.contact_and_client(work, contact_id)
    if found is None:
        raise NotFound("contact")
    return found
