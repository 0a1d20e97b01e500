"""Making a client, a contact and a deal of an inquiry, in one transaction."""

from __future__ import annotations

from dataclasses import dataclass

from services import activities, call_steps, lead_steps, limits, policy, stages
from services.clock import Clock
from services.errors import Invalid
from services.rules.actor import Actor
from services.rules.contacts import one_line
from services.rules.kinds import ActivityKind, LeadStatus
from services.rules.search_key import search_key
from services.rules.short_titles import short_title
from services.rules.target import Target
from services.rules.views import Named
from storage import company, people
from storage import leads as rows
from storage.tables import Client, Contact, Deal, Lead
from storage.unit_of_work import Database, Work

KEY_LIMIT = 300


@dataclass(frozen=True, slots=True)
class ConvertQuestion:
    """In which pipeline? `known`: phone or chat lead to a client already; `client` is its name when the actor may see
    it, `keeper` whose client it is.
    """

    id: int
    version: int
    name: str
    pipelines: tuple[Named, ...]
    known: bool
    client: str | None
    keeper: str | None


@dataclass(frozen=True, slots=True)
class Converted:
    """What an inquiry became; `activity_id` is the call recorded with it."""

    deal_id: int
    client_id: int
    new_client: bool
    activity_id: int | None


class Conversions:
    """The step from an inquiry to a deal."""

    def __init__(self, db: Database, clock: Clock) -> None:
        self._db = db
        self._clock = clock

    async def question(self, actor: Actor, lead_id: int) -> ConvertQuestion:
        """The pipelines to choose from and the client known already. Raises NotFound, Stale("lead_closed")."""
        async with self._db.read(actor, self._clock.now()) as work:
            lead = await call_steps.get_open(work, Target("lead", lead_id))
            assert isinstance(lead, Lead)  # noqa: S101 - the target says so
            found = await lead_steps.known_client(work, lead)
            client, _, seen = found or (None, None, False)
            return ConvertQuestion(
                id=lead.id,
                version=lead.version,
                name=lead.name,
                pipelines=tuple(Named(row.id, row.name) for row in await company.pipelines(work)),
                known=client is not None,
                client=client.name if client is not None and seen else None,
                keeper=await rows.owner_name(work, client.owner_id) if client is not None else None,
            )

    async def convert(
        self,
        actor: Actor,
        lead_id: int,
        version: int,
        pipeline_id: int,
        *,
        talked: bool = False,
        fresh: bool = False,
    ) -> Converted:
        """Open a deal in a pipeline for the known client, or a new one; `fresh` makes a new client all the same.

        `talked`: the call that led to it is recorded too. What was planned for the inquiry becomes the deal's. The
        deal is named by the first words of what is needed; the whole text is its note.
        Raises NotFound, Stale, Stale("lead_closed"), Invalid (pipeline_gone, deal_limit, own_deal_limit).
        """
        async with self._db.write(actor, self._clock.now()) as work:
            rules = await policy.load(work)
            target = Target("lead", lead_id)
            lead = await call_steps.get_current(work, target, version)
            assert isinstance(lead, Lead)  # noqa: S101 - the target says so
            if pipeline_id not in {row.id for row in await company.pipelines(work)}:
                raise Invalid("pipeline_gone")
            owner_id = lead.owner_id or actor.user_id
            await limits.room_for_deals(work, await people.user(work, owner_id or 0))
            call = await call_steps.log_reached(work, rules, target, "deal", logged=False) if talked else None
            if lead.phone is not None:
                await rows.hold_phone(work, lead.phone)
            found = None if fresh else await lead_steps.known_client(work, lead)
            client, contact = found[:2] if found else await _new_client(work, lead)
            deal = await stages.open_deal(
                work,
                rules,
                title=short_title(lead.need, rules.settings.country) or client.name,
                pipeline_id=pipeline_id,
                owner_id=owner_id,
                client_id=client.id,
                contact_id=contact.id,
                channel_id=lead.channel_id,
                lead_id=lead.id,
            )
            await _close(work, lead, deal, client, contact)
            if lead.need and one_line(lead.need).casefold() != deal.title.casefold():
                await activities.record(work, Target("deal", deal.id), ActivityKind.NOTE, text=lead.need)
                await work.session.flush()
            return Converted(deal.id, client.id, found is None, call)


async def _new_client(work: Work, lead: Lead) -> tuple[Client, Contact]:
    key = search_key(lead.name)[:KEY_LIMIT]
    client = Client(
        name=lead.name,
        search_key=key,
        is_person=True,
        owner_id=lead.owner_id or work.actor.user_id,
        created_at=work.now,
        last_contact_at=lead.last_contact_at,
    )
    work.session.add(client)
    await work.session.flush()
    contact = Contact(
        client_id=client.id,
        name=lead.name,
        search_key=key,
        phone=lead.phone,
        phone_typed=lead.phone_typed,
        telegram_id=lead.telegram_id,
        created_at=work.now,
    )
    work.session.add(contact)
    await work.session.flush()
    return client, contact


async def _close(work: Work, lead: Lead, deal: Deal, client: Client, contact: Contact) -> None:
    lead.status, lead.closed_at = LeadStatus.CONVERTED, work.now
    lead.client_id, lead.contact_id = client.id, contact.id
    deal.last_contact_at = lead.last_contact_at
    if lead.last_contact_at is not None and (client.last_contact_at or lead.last_contact_at) <= lead.last_contact_at:
        client.last_contact_at = lead.last_contact_at
    if contact.phone is None:
        contact.phone, contact.phone_typed = lead.phone, lead.phone_typed
    await rows.move_to_deal(work, lead.id, deal)
    await work.session.flush()
