"""Inquiries: reading, adding, taking, giving, changing, converting."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from typing import Any

import pytest

from services import Services
from services.clock import ShiftedClock
from services.errors import Invalid, NotFound, Problem, Stale
from services.leads import Inquiry
from services.rules.kinds import ActivityKind, LeadStatus
from services.rules.target import Target
from storage.tables import Activity, Lead, OutboxMessage, Promise, Task
from tests.support.company import PHONES, STRANGER, People
from tests.support.databases import Committed
from tests.support.factory import Factory

PHONE = "+380671234567"


# ------------------------------------------------------------------------------------------------------------- reading
async def test_a_typed_line_is_understood_as_a_whole(services: Services, people: People) -> None:
    read = await services.leads.read(people.anna, "Ivan 067 123-45-67 needs doors")
    assert read.inquiry == Inquiry("Ivan", PHONE, "067 123-45-67", "needs doors")
    assert read.known is None


async def test_a_colleagues_message_names_no_asker(services: Services, people: People) -> None:
    read = await services.leads.read(people.anna, "Call Ivan 0671234567", author="Oleg Manager", chat_id=1004)
    assert (read.inquiry.name, read.inquiry.chat_id) == ("Call Ivan", None)


async def test_a_shared_contact_without_a_real_phone_keeps_what_was_shared(services: Services, people: People) -> None:
    read = await services.leads.read(people.anna, author="Ivan", phone="+12", chat_id=77)
    assert (read.inquiry.name, read.inquiry.phone, read.inquiry.phone_typed) == ("Ivan", None, "+12")


async def test_a_known_phone_leads_to_the_card_or_to_a_name(
    services: Services, people: People, factory: Factory
) -> None:
    lead = await factory.lead(people.anna, phone=PHONE)
    known = (await services.leads.read(people.anna, "0671234567")).known
    assert known is not None
    assert known.target == Target("lead", lead.id)
    known = (await services.leads.read(people.oleg, "0671234567")).known
    assert known is not None
    assert (known.target, known.owner) == (None, "Anna Manager")
    client = await services.leads.read(people.anna, PHONES["client"])
    assert client.known is not None
    assert client.known.target is not None
    assert client.known.target.kind == "client"


async def test_the_own_record_goes_before_a_colleagues(services: Services, people: People, factory: Factory) -> None:
    await factory.lead(people.oleg, phone=PHONES["client"])
    known = (await services.leads.read(people.anna, PHONES["client"])).known
    assert known is not None
    assert known.target is not None
    assert known.target.kind == "client"


# -------------------------------------------------------------------------------------------------------------- adding
async def test_an_added_inquiry_is_taken(services: Services, people: People, committed: Committed) -> None:
    channel = (await services.leads.channels(people.anna))[0]
    inquiry = Inquiry("Ivan", PHONE, "0671234567", "needs doors", channel.id, 77)
    file = {"kind": "photo", "file_id": "x"}
    added = await services.leads.add(people.anna, inquiry, once="a", file=file)
    assert added.card is not None
    assert (added.card.mine, added.card.channel, added.card.respond_by) == (True, channel.name, None)
    row = await committed.one(Lead)
    assert (row.name, row.phone, row.phone_typed, row.need) == ("Ivan", PHONE, "0671234567", "needs doors")
    assert (row.owner_id, row.status, row.telegram_id) == (people.anna.user_id, LeadStatus.TAKEN, 77)
    assert (await committed.one(Activity)).file == file


async def test_adding_twice_makes_one(services: Services, people: People, committed: Committed) -> None:
    first = await services.leads.add(people.anna, Inquiry("Ivan"), once="a")
    again = await services.leads.add(people.anna, Inquiry("Ivan"), once="a")
    assert first.card is not None
    assert again.card is not None
    assert first.card.id == again.card.id
    assert await committed.count(Lead) == 1


async def test_a_phone_that_became_known_meanwhile_adds_nothing(
    services: Services, people: People, committed: Committed
) -> None:
    inquiry = Inquiry("Ivan", PHONE, PHONE)
    both = await asyncio.gather(
        services.leads.add(people.anna, inquiry, once="a"), services.leads.add(people.oleg, inquiry, once="b")
    )
    assert await committed.count(Lead) == 1
    assert sorted(added.card is None for added in both) == [False, True]
    told = next(added.known for added in both if added.known)
    assert told.target is None
    assert told.owner in ("Anna Manager", "Oleg Manager")


async def test_a_phone_alone_is_its_name(services: Services, people: People) -> None:
    added = await services.leads.add(people.anna, Inquiry(phone=PHONE, phone_typed=PHONE), once="a")
    assert added.card is not None
    assert added.card.name == PHONE


@pytest.mark.parametrize(
    ("inquiry", "code"),
    [
        (Inquiry(), "name_or_phone"),
        (Inquiry(name="🙂"), "name_or_phone"),
        (Inquiry(name="Ivan", phone="12"), "phone_invalid"),
        (Inquiry(name="Ivan", channel_id=999), "channel_gone"),
    ],
)
async def test_what_cannot_be_added(
    services: Services, people: People, committed: Committed, inquiry: Inquiry, code: str
) -> None:
    with pytest.raises(Invalid, match=code):
        await services.leads.add(people.anna, inquiry, once="a")
    assert await committed.count(Lead) == 0


async def test_long_and_hostile_texts_fit(services: Services, people: People, committed: Committed) -> None:
    name, need = "<b>" + "Ё🙂" * 300, "%_'\"<i>" * 2000
    added = await services.leads.add(people.anna, Inquiry(name=name, need=need), once="a")
    assert added.card is not None
    row = await committed.one(Lead)
    assert len(row.name) <= 300
    assert len(row.need) <= 4000


# -------------------------------------------------------------------------------------------------------------- taking
async def test_of_two_takers_at_once_one_wins(
    services: Services, people: People, factory: Factory, committed: Committed
) -> None:
    lead = await factory.lead(inbound=True, telegram_id=STRANGER)

    async def take(actor: Any) -> Any:
        try:
            return await services.leads.take(actor, lead.id, lead.version)
        except Problem as problem:
            return problem

    ends = await asyncio.gather(take(people.anna), take(people.oleg))
    lost = [end for end in ends if isinstance(end, Stale)]
    assert len(lost) == 1
    row = await committed.one(Lead)
    winner = "Anna Manager" if row.owner_id == people.anna.user_id else "Oleg Manager"
    assert (lost[0].code, lost[0].params) == ("lead_has_owner", {"name": winner})
    notice = await committed.one(OutboxMessage)
    assert (notice.kind, notice.chat_id, notice.params) == ("lead_taken", STRANGER, {"lead": lead.id})


async def test_taking_again_changes_nothing(services: Services, people: People, factory: Factory) -> None:
    lead = await factory.lead()
    first = await services.leads.take(people.anna, lead.id, 1)
    assert (await services.leads.take(people.anna, lead.id, 1)).version == first.version


async def test_who_asked_elsewhere_is_not_written_to(
    services: Services, people: People, factory: Factory, committed: Committed
) -> None:
    lead = await factory.lead(telegram_id=987654)
    await services.leads.take(people.anna, lead.id, 1)
    assert await committed.count(OutboxMessage) == 0


async def test_foreign_missing_and_closed_inquiries_are_not_taken(
    services: Services, people: People, factory: Factory
) -> None:
    foreign = await factory.lead(people.oleg)
    for lead_id in (foreign.id, 999):
        with pytest.raises(NotFound):
            await services.leads.take(people.anna, lead_id, 1)
        with pytest.raises(NotFound):
            await services.leads.card(people.anna, lead_id)
    with pytest.raises(NotFound):
        await services.leads.take(people.client, foreign.id, 1)
    own = await factory.lead(people.anna)
    await services.refusals.refuse(people.anna, Target("lead", own.id), own.version, await factory.loss_reason())
    with pytest.raises(Stale, match="lead_closed"):
        await services.leads.take(people.anna, own.id, 1)


# --------------------------------------------------------------------------------------------------------------- lists
async def test_lists_show_running_limits_first(
    services: Services, people: People, factory: Factory, clock: ShiftedClock
) -> None:
    cold = await factory.lead()
    late = await factory.lead(inbound=True)
    clock.advance(timedelta(minutes=5))
    later = await factory.lead(inbound=True)
    await factory.lead(people.oleg)
    page = await services.leads.list(people.anna)
    assert (page.choice, page.counts) == ("new", {"new": 3, "mine": 0})
    assert [line.id for line in page.lines] == [late.id, later.id, cold.id]
    await services.leads.take(people.anna, late.id, 1)
    assert (await services.leads.list(people.anna, "mine")).lines[0].id == late.id
    heads = await services.leads.list(people.boris, "team")
    assert heads.counts == {"new": 2, "mine": 0, "team": 2}
    assert {line.owner for line in heads.lines} == {"Anna Manager", "Oleg Manager"}
    assert (await services.leads.list(people.anna, "team")).choice != "team"


async def test_an_inquiry_of_another_team_is_not_offered(services: Services, people: People, factory: Factory) -> None:
    south = next(iter(people.vera.team_ids or ()))
    lead = await factory.lead(team_id=south)
    assert (await services.leads.list(people.anna, "new")).counts["new"] == 0
    assert (await services.leads.list(people.vera, "new")).counts["new"] == 1
    with pytest.raises(NotFound):
        await services.leads.take(people.anna, lead.id, 1)


async def test_lists_are_paged(services: Services, people: People, factory: Factory) -> None:
    for _ in range(9):
        await factory.lead(people.anna)
    page = await services.leads.list(people.anna, "mine", 99)
    assert (page.page, page.pages, len(page.lines)) == (2, 2, 1)


# ------------------------------------------------------------------------------------------------------------- changes
async def test_giving_takes_the_planned_call_along(
    services: Services, people: People, factory: Factory, committed: Committed
) -> None:
    lead = await factory.lead(people.anna)
    task = await factory.call(lead, people.anna, promised=True)
    choice = await services.leads.give_choice(people.boris, lead.id)
    assert [person.name for person in choice.people] == ["Boris Head", "Oleg Manager"]
    card = await services.leads.give(people.boris, lead.id, choice.version, people.oleg.user_id or 0)
    assert card.owner is not None
    assert card.owner.name == "Oleg Manager"
    assert (await committed.one(Task, Task.id == task.id)).assignee_id == people.oleg.user_id
    assert (await committed.one(Promise)).user_id == people.oleg.user_id
    told = await committed.one(OutboxMessage)
    assert (told.kind, told.chat_id) == ("lead_given", people.oleg.chat_id)


async def test_only_leaders_give_and_only_to_own_people(services: Services, people: People, factory: Factory) -> None:
    lead = await factory.lead(people.anna)
    with pytest.raises(NotFound):
        await services.leads.give_choice(people.anna, lead.id)
    with pytest.raises(NotFound):
        await services.leads.give(people.anna, lead.id, lead.version, people.oleg.user_id or 0)
    with pytest.raises(NotFound):
        await services.leads.give(people.boris, lead.id, lead.version, people.vera.user_id or 0)
    with pytest.raises(Stale):
        await services.leads.give(people.boris, lead.id, 9, people.oleg.user_id or 0)


async def test_fields_are_changed_and_checked(
    services: Services, people: People, factory: Factory, committed: Committed
) -> None:
    lead = await factory.lead(people.anna, name="Ivan")
    other = await factory.lead(people.oleg)
    card = await services.leads.set(people.anna, lead.id, 1, "phone", "8 (067) 123 45 67")
    card = await services.leads.set(people.anna, lead.id, card.version, "phone", PHONE)
    card = await services.leads.set(people.anna, lead.id, card.version, "name", " Пётр \n Ильин ")
    card = await services.leads.set(people.anna, lead.id, card.version, "need", "windows")
    row = await committed.one(Lead, Lead.id == lead.id)
    assert (row.phone, row.name, row.search_key, row.need) == (PHONE, "Пётр Ильин", "петр ильин", "windows")
    for field, typed, code in (
        ("phone", "12", "phone_invalid"),
        ("phone", other.phone, "phone_known"),
        ("name", " ", "empty"),
        ("name", "x" * 101, "too_long"),
        ("owner_id", "1", "invalid"),
    ):
        with pytest.raises(Invalid, match=code):
            await services.leads.set(people.anna, lead.id, card.version, field, typed or "")
    with pytest.raises(Stale):
        await services.leads.set(people.anna, lead.id, 1, "need", "x")


async def test_a_note_is_kept_once(services: Services, people: People, factory: Factory, committed: Committed) -> None:
    lead = await factory.lead(people.anna)
    await services.leads.note(people.anna, lead.id, " wants red ", key="m:1")
    card = await services.leads.note(people.anna, lead.id, " wants red ", key="m:1")
    await services.leads.note(people.anna, lead.id, "", key="m:2", file={"kind": "voice", "file_id": "v"})
    kinds = [(row.kind, row.text) for row in await committed.all(Activity)]
    assert kinds == [(ActivityKind.NOTE, "wants red"), (ActivityKind.FILE, "")]
    assert card.last[0].text == "wants red"
    with pytest.raises(Invalid, match="empty"):
        await services.leads.note(people.anna, lead.id, " ", key="m:3")
    with pytest.raises(NotFound):
        await services.leads.note(people.oleg, lead.id, "x", key="m:4")


async def test_letters_that_become_many_in_a_key_fit(services: Services, people: People, committed: Committed) -> None:
    added = await services.leads.add(people.anna, Inquiry(name="ﷺ" * 100), once="a")
    assert added.card is not None
    await services.leads.set(people.anna, added.card.id, added.card.version, "name", "ﷺ" * 99)
    assert len((await committed.one(Lead)).search_key) <= 300
