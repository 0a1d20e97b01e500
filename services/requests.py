"""A stranger's or a client's request becomes a lead, and the person hears who took it.

What a stranger types may lead to a known client, but nothing of that client is ever shown back.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from services import activities, events, lead_steps, leads_core, policy
from services.clock import Clock
from services.errors import Denied, Invalid, NotFound
from services.outbox import notify_user
from services.policy import Policy
from services.rules import worktime
from services.rules.actor import Actor, Role
from services.rules.kinds import ActivityKind, Direction, UserStatus
from services.rules.people import clean_name
from services.rules.phones import Phone, parse
from services.rules.target import Target
from storage import company, known, people, sales
from storage import requests as rows
from storage.tables import Contact, Lead
from storage.unit_of_work import Database, Work

SAME_REQUEST = timedelta(days=1)
NEED_LIMIT = 1000
OUTSIDERS = frozenset({Role.CLIENT, Role.STRANGER})


@dataclass(frozen=True, slots=True)
class Opening:
    """Whether somebody is at work now; `opens_at` is when they will be, None when that is not known."""

    company: str
    open_now: bool
    opens_at: datetime | None


@dataclass(frozen=True, slots=True)
class KnownPerson:
    """What needs not be asked again of who asks for something.

    `phone`: the number a stranger gave with an earlier request, to be used again; a client's is never shown.
    """

    name: str | None
    has_phone: bool
    phone: str | None = None


@dataclass(frozen=True, slots=True)
class Added:
    """A line that was added to an open request; `owner` has been told, None while nobody has taken it."""

    lead_id: int
    owner: str | None


@dataclass(frozen=True, slots=True)
class Received:
    """A request that was taken down; `repeated` when it was added to one of the same day."""

    lead_id: int
    name: str
    repeated: bool
    opening: Opening


class Requests:
    """Takes requests from people who do not work here."""

    def __init__(self, db: Database, clock: Clock) -> None:
        self._db = db
        self._clock = clock

    async def opening(self, actor: Actor) -> Opening:
        """Whether the company is open now; anybody may ask."""
        async with self._db.read(actor, self._clock.now()) as work:
            return _opening(await policy.load(work), work.now)

    async def known_person(self, actor: Actor) -> KnownPerson:
        """What is known of the person who writes: name and phone are asked once only."""
        async with self._db.read(actor, self._clock.now()) as work:
            contact = await rows.contact(work, actor.contact_id) if actor.contact_id else None
            if contact is not None or actor.chat_id is None:
                return KnownPerson(contact.name if contact else None, bool(contact and contact.phone))
            name, phone = await rows.said_of_self(work, actor.chat_id)
            return KnownPerson(name, phone is not None, phone) if name and phone else KnownPerson(None, False)

    async def check_phone(self, actor: Actor, typed: str) -> str:
        """Return a typed or shared phone in E.164. Raises Invalid (phone_invalid)."""
        async with self._db.read(actor, self._clock.now()) as work:
            return _phone(typed, await policy.load(work)).e164

    async def submit(
        self,
        actor: Actor,
        *,
        name: str,
        phone: str | None,
        phone_shared: bool = False,
        need: str = "",
        channel_token: str | None = None,
        once: str | None = None,
    ) -> Received:
        """Make a lead of a request, or add it to the one the same chat left within a day.

        `phone_shared`: the number came by Telegram's contact button as the person's own, so it proves who this is;
        a typed one proves nothing. Raises Denied for colleagues, Invalid for a bad name or phone.
        """
        if actor.role not in OUTSIDERS or actor.chat_id is None:
            raise Denied
        cleaned = clean_name(name)
        if cleaned is None:
            raise Invalid("name_bad")
        async with self._db.write(actor, self._clock.now()) as work:
            await people.chat(work, actor.chat_id, lock=True)
            rules = await policy.load(work)
            number = _phone(phone, rules) if phone else None
            earlier = await _of_today(work)
            if once is not None and not await work.once(once) and earlier is not None:
                return Received(earlier.id, earlier.name, True, _opening(rules, work.now))
            if number is not None and phone_shared:
                await _recognise(work, number)
            lead = earlier
            if lead is None:
                lead = await _create(work, rules, cleaned, number, need[:NEED_LIMIT], channel_token)
                await lead_steps.tell_sellers(work, lead)
            else:
                await _add(work, lead, number, need[:NEED_LIMIT])
            await _heard(work)
            return Received(lead.id, cleaned, earlier is not None, _opening(rules, work.now))

    async def add_line(self, actor: Actor, text: str, *, once: str | None = None) -> Added | None:
        """Add what somebody just wrote to the request this chat left within a day; None when there is none.

        It stands in the request and among its messages, and its owner is told. Raises Denied for colleagues.
        """
        if actor.role not in OUTSIDERS or actor.chat_id is None:
            raise Denied
        async with self._db.write(actor, self._clock.now()) as work:
            lead = await _of_today(work)
            if lead is None:
                return None
            if once is None or await work.once(once):
                await _add(work, lead, None, text[:NEED_LIMIT])
                await _heard(work)
            owner = await people.user(work, lead.owner_id) if lead.owner_id is not None else None
            return Added(lead.id, owner.name if owner else None)

    async def asker(self, actor: Actor, lead_id: int) -> str:
        """The name on a request the actor sees. Raises NotFound."""
        async with self._db.read(actor, self._clock.now()) as work:
            lead = await sales.lead(work, lead_id)
            if lead is None:
                raise NotFound("lead")
            return lead.name

    async def taker(self, actor: Actor, lead_id: int) -> str:
        """The name of who took the request of this chat. Raises NotFound for others' and for one nobody has."""
        async with self._db.read(actor, self._clock.now()) as work:
            found = await rows.lead_with_owner(work, lead_id)
            if found is None or actor.chat_id is None or found[0].telegram_id != actor.chat_id:
                raise NotFound("lead")
            return found[1].name


async def _heard(work: Work) -> None:
    """A client who has deals got in touch: due dates may wait for that (S2-37)."""
    contact = await rows.contact(work, work.actor.contact_id) if work.actor.contact_id else None
    if contact is not None:
        await events.client_answered(work, None, contact.client_id)


def _opening(rules: Policy, now: datetime) -> Opening:
    settings = rules.settings
    if worktime.is_working(rules.calendar, settings.zone, now):
        return Opening(settings.name, True, None)
    try:
        opens_at = worktime.next_working(rules.calendar, settings.zone, now)
    except worktime.NoWorkingTime:
        opens_at = None
    return Opening(settings.name, False, opens_at)


def _phone(typed: str, rules: Policy) -> Phone:
    found = parse(typed, rules.settings.country)
    if found is None:
        raise Invalid("phone_invalid")
    return found


async def _of_today(work: Work) -> Lead | None:
    """The live lead this very chat left within a day; a number somebody typed is no reason to join two requests."""
    lead = await known.live_lead(work, phone=None, chat_id=work.actor.chat_id)
    return lead if lead is not None and lead.created_at > work.now - SAME_REQUEST else None


async def _recognise(work: Work, number: Phone) -> None:
    """Connect the chat with the contact whose number the person has proved to own; a known one gets the number."""
    mine = await known.contact_by_chat(work, work.actor.chat_id or 0)
    if mine is not None:
        if mine.phone is None:
            mine.phone, mine.phone_typed = number.e164, number.typed
        return
    contact = await known.contact_by_phone(work, number.e164)
    if contact is not None and contact.telegram_id is None:
        contact.telegram_id = work.actor.chat_id


async def _create(
    work: Work, rules: Policy, name: str, number: Phone | None, need: str, channel_token: str | None
) -> Lead:
    channel = await company.channel_by_token(work, channel_token) if channel_token else None
    contact = await known.contact_by_chat(work, work.actor.chat_id or 0)
    if contact is None and number is not None:
        contact = await known.contact_by_phone(work, number.e164)
    if number is None and contact is not None and contact.phone and work.actor.role is Role.CLIENT:
        number = parse(contact.phone, rules.settings.country)
    return await leads_core.create(
        work,
        rules,
        name=name,
        phone=number,
        phone_typed=number.typed if number else None,
        need=need,
        channel_id=channel.id if channel else None,
        owner_id=await _keeper(work, contact),
        telegram_id=work.actor.chat_id,
        inbound=True,
    )


async def _keeper(work: Work, contact: Contact | None) -> int | None:
    """Who looks after the client already: a regular client's request goes to the manager they know."""
    client = await rows.client(work, contact.client_id) if contact is not None else None
    owner = await people.user(work, client.owner_id) if client is not None and client.owner_id else None
    return owner.id if owner is not None and owner.status is UserStatus.ACTIVE else None


async def _add(work: Work, lead: Lead, number: Phone | None, need: str) -> None:
    if number is not None and lead.phone is None:
        lead.phone, lead.phone_typed = number.e164, number.typed
    if need and need not in lead.need.split("\n"):
        lead.need = f"{lead.need}\n{need}".strip()
        await work.session.flush()
        said = await activities.record(
            work, Target("lead", lead.id), ActivityKind.MESSAGE, direction=Direction.IN, text=need
        )
        if lead.owner_id is not None:
            params = {"lead": lead.id, "text": need}
            key = f"request_more:{said}"
            await notify_user(work, lead.owner_id, kind="request_more", params=params, dedupe_key=key)
