"""Inquiries: adding one, the lists, the card, taking, giving, notes (S2-04)."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from services import activities, call_steps, lead_steps, lead_views, leads_core, limits, policy
from services.clock import Clock
from services.errors import Invalid, NotFound, Stale
from services.handing import hand_tasks
from services.lead_steps import Known
from services.lead_views import LeadCard, LeadPage
from services.outbox import notify_user
from services.policy import Policy
from services.red_marks import marked
from services.rules.actor import Actor
from services.rules.contacts import one_line
from services.rules.inquiry import Line, read_line, read_message
from services.rules.kinds import ActivityKind, LeadStatus
from services.rules.people import NAME_LIMIT, clean_name
from services.rules.phones import Phone, parse
from services.rules.search_key import search_key
from services.rules.target import Target
from services.rules.understanding import Intent, understand
from services.rules.views import Named
from storage import company
from storage import deals as deal_rows
from storage import leads as rows
from storage import sales as sale_rows
from storage.tables import Lead, User
from storage.unit_of_work import Database, Work

PAGE = 8
LISTS = ("new", "mine", "team")
NEED_LIMIT = 4000
EDITABLE = frozenset({"name", "phone", "need"})


@dataclass(frozen=True, slots=True)
class Inquiry:
    """What is known of an inquiry before it is added; JSON values, so that it can wait in a conversation.

    `phone` is E.164, `chat_id` the Telegram id of who asks, `call_at` when to call them, as it was said (ISO, UTC).
    """

    name: str = ""
    phone: str | None = None
    phone_typed: str | None = None
    need: str = ""
    channel_id: int | None = None
    chat_id: int | None = None
    call_at: str | None = None


@dataclass(frozen=True, slots=True)
class Reading:
    """What was understood of a message, and whose its phone or chat is already."""

    inquiry: Inquiry
    known: Known | None


@dataclass(frozen=True, slots=True)
class Added:
    """The new inquiry's card, or (never both) whose it is already."""

    card: LeadCard | None
    known: Known | None


@dataclass(frozen=True, slots=True)
class LeadGiveChoice:
    """People an inquiry may be given to."""

    id: int
    version: int
    name: str
    people: tuple[Named, ...]


class Leads:
    """Use cases of inquiries."""

    def __init__(self, db: Database, clock: Clock) -> None:
        self._db = db
        self._clock = clock

    # ------------------------------------------------------------------------------------------------------- adding
    async def read(
        self, actor: Actor, text: str = "", *, author: str = "", phone: str = "", chat_id: int | None = None
    ) -> Reading:
        """Understand a typed line, a forwarded message (`author`) or a shared contact (`author`, `phone`).

        `chat_id` is the Telegram id of who is meant, when Telegram tells it.
        """
        async with self._db.read(actor, self._clock.now()) as work:
            country = (await policy.load(work)).settings.country
            if chat_id is not None and await rows.is_colleague(work, chat_id):
                author, chat_id = "", None
            line = read_message(text, author, country) if author else read_line(text, country)
            number = parse(phone, country) if phone else line.phone
            inquiry = Inquiry(
                name=line.name,
                phone=number.e164 if number else None,
                phone_typed=number.typed if number else phone or None,
                need=line.need,
                chat_id=chat_id,
            )
            if line.phone is not None and not author:
                inquiry = _with_plan(inquiry, text, line, actor, work.now)
            return Reading(inquiry, await lead_steps.known(work, inquiry.phone, chat_id))

    async def channels(self, actor: Actor) -> tuple[Named, ...]:
        """Where inquiries come from: the channels in use."""
        async with self._db.read(actor, self._clock.now()) as work:
            return tuple(Named(row.id, row.name) for row in await company.channels(work))

    async def add(self, actor: Actor, inquiry: Inquiry, *, once: str, file: dict[str, Any] | None = None) -> Added:
        """Add an inquiry, taken by the actor; `once` makes it once only. A known phone or chat adds nothing.

        Raises Invalid: name_or_phone, phone_invalid, channel_gone.
        """
        async with self._db.write(actor, self._clock.now()) as work:
            rules = await policy.load(work)
            number = _phone(inquiry.phone, rules) if inquiry.phone else None
            name = (clean_name(inquiry.name[:NAME_LIMIT]) or "") if inquiry.name else ""
            if not name and number is None:
                raise Invalid("name_or_phone")
            if number is not None:
                await rows.hold_phone(work, number.e164)
            repeated = not await work.once(once)
            known = await lead_steps.known(work, number.e164 if number else None, inquiry.chat_id)
            if known is not None:
                return Added(None, known)
            name = name or (number.e164 if number else "")
            lead = await rows.latest_named(work, search_key(name)) if repeated else None
            if lead is None:
                lead = await _create(work, rules, inquiry, name, number)
                at = datetime.fromisoformat(inquiry.call_at) if inquiry.call_at else None
                if at is not None and at > work.now:
                    await call_steps.plan_contact(work, lead, Target("lead", lead.id), at, promised=True)
                if file is not None:
                    await activities.record(work, Target("lead", lead.id), ActivityKind.FILE, file=file)
                    await work.session.flush()
            return Added(await lead_views.card(work, lead), None)

    # ------------------------------------------------------------------------------------------------------ looking
    async def card(self, actor: Actor, lead_id: int) -> LeadCard:
        """The card. Raises NotFound."""
        async with self._db.read(actor, self._clock.now()) as work:
            return await lead_views.card(work, await _lead(work, lead_id))

    async def list(self, actor: Actor, choice: str | None = None, page: int = 1) -> LeadPage:
        """A page of the inquiries the actor sees: new (to be taken), mine, team; by default the first that has any."""
        async with self._db.read(actor, self._clock.now()) as work:
            counts = {name: await rows.count(work, name) for name in LISTS if name != "team" or actor.is_leader}
            if choice not in counts:
                choice = next((name for name, count in counts.items() if count), "new")
            pages = max(1, -(-counts[choice] // PAGE))
            page = min(max(page, 1), pages)
            found = await rows.page(work, choice, PAGE, (page - 1) * PAGE)
            red = (await marked(work, leads=[row.Lead.id for row in found])).leads
            lines = [
                await lead_views.line(work, row.Lead, row.channel, row.owner, red=row.Lead.id in red) for row in found
            ]
            return LeadPage(choice, tuple(lines), counts, page, pages, choice == "team")

    # ----------------------------------------------------------------------------------------------------- changing
    async def take(self, actor: Actor, lead_id: int, version: int) -> LeadCard:
        """Take an inquiry that waits; of two at once one wins. Taking an own one changes nothing.

        Raises NotFound, Stale("lead_closed"), Stale("lead_has_owner") with the name of who was first: told only
        when the inquiry has changed since `version`, else it was never the actor's to see.
        """
        async with self._db.write(actor, self._clock.now()) as work:
            lead = await rows.to_take(work, lead_id)
            if lead is None or actor.user_id is None:
                raise NotFound("lead")
            foreign = lead.owner_id not in (None, actor.user_id) and not actor.is_leader
            if foreign and lead.version <= version:
                raise NotFound("lead")
            _check_live(lead)
            if lead.owner_id is None:
                await limits.room_for_leads(work, await work.session.get_one(User, actor.user_id))
                lead_steps.take(work, lead)
                await lead_steps.tell_asker(work, lead)
                await work.session.flush()
            elif lead.owner_id != actor.user_id:
                raise Stale("lead_has_owner", name=await rows.owner_name(work, lead.owner_id) or "?")
            return await lead_views.card(work, lead)

    async def set(self, actor: Actor, lead_id: int, version: int, field: str, typed: str) -> LeadCard:
        """Change the name, the phone or what is needed. Raises NotFound, Stale, Invalid, Invalid("phone_known")."""
        if field not in EDITABLE:
            raise Invalid("invalid")
        async with self._db.write(actor, self._clock.now()) as work:
            lead = await _current(work, lead_id, version)
            if field == "phone":
                number = _phone(typed, await policy.load(work))
                await _check_new_phone(work, lead, number)
                lead.phone, lead.phone_typed = number.e164, number.typed
            elif field == "name":
                lead.name = check_text(one_line(typed), NAME_LIMIT)
                lead.search_key = search_key(lead.name)[: leads_core.KEY_LIMIT]
            else:
                lead.need = check_text(typed, NEED_LIMIT)
            await work.session.flush()
            return await lead_views.card(work, lead)

    async def note(
        self, actor: Actor, lead_id: int, text: str, *, key: str, file: dict[str, Any] | None = None
    ) -> LeadCard:
        """Add a note or a file; `key` (the message) makes it once only. Raises NotFound, Invalid("empty")."""
        if not text.strip() and file is None:
            raise Invalid("empty")
        async with self._db.write(actor, self._clock.now()) as work:
            lead = await _lead(work, lead_id)
            if await work.once(key):
                kind = ActivityKind.FILE if file else ActivityKind.NOTE
                await activities.record(work, Target("lead", lead.id), kind, text=text.strip(), file=file)
                await work.session.flush()
            return await lead_views.card(work, lead)

    async def give_choice(self, actor: Actor, lead_id: int) -> LeadGiveChoice:
        """To whom the inquiry may be given; leaders only. Raises NotFound, Stale("lead_closed")."""
        async with self._db.read(actor, self._clock.now()) as work:
            lead = await _lead(work, lead_id)
            if not actor.is_leader:
                raise NotFound("lead")
            _check_live(lead)
            people = tuple(Named(row.id, row.name) for row in await deal_rows.takers(work) if row.id != lead.owner_id)
            return LeadGiveChoice(lead.id, lead.version, lead.name, people)

    async def give(self, actor: Actor, lead_id: int, version: int, user_id: int) -> LeadCard:
        """Give an inquiry with its open tasks to somebody, who is told. Raises NotFound, Stale."""
        async with self._db.write(actor, self._clock.now()) as work:
            lead = await _current(work, lead_id, version)
            taker = next((row for row in await deal_rows.takers(work) if row.id == user_id), None)
            if not actor.is_leader or taker is None:
                raise NotFound("lead")
            _check_live(lead)
            if lead.owner_id != taker.id:
                await limits.room_for_leads(work, taker)
            before, lead.owner_id, lead.status = lead.owner_id, taker.id, LeadStatus.TAKEN
            await hand_tasks(work, Target("lead", lead.id), before, taker.id)
            await work.session.flush()
            key = f"lead_given:{lead.id}:{lead.version}"
            if taker.id != actor.user_id:
                await notify_user(work, taker.id, kind="lead_given", params={"lead": lead.id}, dedupe_key=key)
            await lead_steps.tell_asker(work, lead)
            return await lead_views.card(work, lead)


def check_text(text: str, limit: int) -> str:
    """A typed text as it is stored. Raises Invalid("empty"), Invalid("too_long")."""
    text = text.strip()
    if not text:
        raise Invalid("empty")
    if len(text) > limit:
        raise Invalid("too_long", limit=limit)
    return text


def _phone(typed: str, rules: Policy) -> Phone:
    found = parse(typed, rules.settings.country)
    if found is None:
        raise Invalid("phone_invalid")
    return found


def _with_plan(inquiry: Inquiry, text: str, line: Line, actor: Actor, now: datetime) -> Inquiry:
    """A typed line that says when to call: the time and what it is about stand apart from the name and the phone."""
    said = understand(text, now, actor.zone, actor.locale)
    if said.when is None or said.when <= now or said.done:
        return inquiry
    about = said.rest.replace(line.phone.typed, " ") if line.phone else said.rest
    name = (clean_name(said.name[:NAME_LIMIT]) if said.name else None) or ""
    if not name and line.name:
        alone = understand(line.name, now, actor.zone, actor.locale)
        name = line.name if alone.when is None and alone.intent is Intent.NOTE else ""
    return replace(inquiry, name=name, need=" ".join(about.split()).strip(" ,;:.-–—"), call_at=said.when.isoformat())


def _check_live(lead: Lead) -> None:
    if lead.closed_at is not None:
        raise Stale("lead_closed", status=lead.status, at=lead.closed_at)


async def _create(work: Work, rules: Policy, inquiry: Inquiry, name: str, number: Phone | None) -> Lead:
    known_channels = {row.id for row in await company.channels(work)}
    if inquiry.channel_id is not None and inquiry.channel_id not in known_channels:
        raise Invalid("channel_gone")
    return await leads_core.create(
        work,
        rules,
        name=name,
        phone=number,
        phone_typed=inquiry.phone_typed[:64] if inquiry.phone_typed else None,
        need=inquiry.need.strip()[:NEED_LIMIT],
        channel_id=inquiry.channel_id,
        owner_id=work.actor.user_id,
        telegram_id=inquiry.chat_id,
    )


async def _check_new_phone(work: Work, lead: Lead, number: Phone) -> None:
    await rows.hold_phone(work, number.e164)
    known = await lead_steps.known(work, number.e164, None)
    if known is not None and known.target != Target("lead", lead.id):
        raise Invalid("phone_known", owner=known.owner or "")


async def _lead(work: Work, lead_id: int) -> Lead:
    lead = await sale_rows.lead(work, lead_id)
    if lead is None:
        raise NotFound("lead")
    return lead


async def _current(work: Work, lead_id: int, version: int) -> Lead:
    lead = await _lead(work, lead_id)
    if lead.version != version:
        raise Stale
    return lead
