"""/stop, /mydata and /forget in the chat."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from bot.sandbox.client import Person
from services.rules.kinds import StageKind
from storage.tables import Activity, Chat, Client, Contact, Deal, HistoryEntry, Lead, NpsPoll, OutboxMessage
from tests.support.conversation import Talk
from tests.support.databases import Committed
from tests.support.factory import Factory

SECRET = "the blue gate at <Lesna> 5"


@pytest.fixture
def factory(talk: Talk) -> Factory:
    """Makes records in the bot's own database."""
    return Factory(talk.app.db, talk.clock)


async def stored(talk: Talk, table: type[Any]) -> list[Any]:
    """All rows as committed."""
    reader = Committed(talk.app.db.url)
    try:
        return await reader.all(table)
    finally:
        await reader.close()


async def a_request(talk: Talk, sam: Person) -> None:
    """A stranger leaves a request and writes once more."""
    await sam.say("/request")
    await sam.tap("Sam")
    await sam.say("+380671112233")
    await sam.say(SECRET)
    await sam.say("and a bench")


async def test_what_is_stored_is_shown_and_sent_as_a_file(talk: Talk) -> None:
    sam = await talk.stranger("Sam")
    await a_request(talk, sam)
    await sam.say("/mydata")
    assert "What is stored of you" in sam.last.text
    assert f"Sam, +380 67 111 2233: {SECRET} and a bench" in sam.last.text
    assert "Polls and news: on." in sam.last.text
    await sam.tap("All as a file")
    assert sam.last.view["document"]["file_name"].startswith("mydata-")
    other = await talk.stranger("Eve")
    await other.say("/mydata")
    assert "Neither a name you gave nor a phone." in other.last.text
    assert "Sam" not in other.last.text


async def test_nothing_of_a_person_is_left_after_forget(talk: Talk) -> None:
    admin, anna, sam = await talk.admin(), await talk.manager(), await talk.stranger("Sam")
    await a_request(talk, sam)
    await anna.say("/menu")
    await anna.tap("Inquiries")
    await anna.tap("1 Sam")
    await anna.tap("Take")
    await sam.say("/forget")
    assert "This cannot be taken back." in sam.last.text
    await sam.tap("Keep my data")
    assert (await stored(talk, Lead))[0].name == "Sam"
    await sam.say("/mydata")
    await sam.tap("Delete my data")
    await sam.tap("Delete for good")
    assert "Your data is erased." in sam.last.text
    await talk.pushed()
    assert "had own personal data erased" in admin.last.text
    assert "had own personal data erased" in anna.last.text
    await anna.tap("Open")
    assert "#1" in anna.last.text
    await anna.tap("More")
    await anna.tap("🕓 History")
    assert "personal data erased at the person's own wish" in anna.last.text
    for table in (Lead, Contact, Client, Activity, HistoryEntry, OutboxMessage, Chat):
        for row in await stored(talk, table):
            told = str({column.name: getattr(row, column.key) for column in table.__table__.columns})
            if table is not Chat or row.id == sam.id:
                assert "Sam" not in told.replace("Same", ""), told
            assert "671112233" not in told, told
            assert "Lesna" not in told, told


async def test_a_clients_deals_stay_as_figures(talk: Talk, factory: Factory) -> None:
    anna = await talk.manager()
    actor = await talk.actor(anna)
    client = await factory.client("Ivan Petrov", actor, is_person=True)
    contact = await factory.contact(client, "Ivan Petrov", "+380671112233")
    await factory.contact(client, "Ivan at home", "+380671112244")
    await factory.deal(actor, title="Gate for Ivan", client=client, contact=contact, amount=500_00)
    link = await talk.app.services.client_links.for_contact(actor, contact.id)
    ivan = await talk.stranger("Ivan")
    await ivan.start(link.token)
    await ivan.say("/mydata")
    assert "1 order since" in ivan.last.text
    await ivan.say("/forget")
    await ivan.tap("Delete for good")
    (deal,) = await stored(talk, Deal)
    (person,) = await stored(talk, Client)
    contacts = await stored(talk, Contact)
    assert (deal.title, deal.amount, deal.status) == (f"#{deal.id}", 500_00, StageKind.OPEN)
    assert person.name == "#1"
    assert [(row.name, row.phone, row.telegram_id) for row in contacts] == [("#1", None, None), ("#2", None, None)]
    await ivan.say("/mydata")
    assert "Neither a name you gave nor a phone." in ivan.last.text


async def test_who_wants_peace_is_not_asked_for_a_score(talk: Talk, factory: Factory) -> None:
    anna = await talk.manager()
    actor = await talk.actor(anna)
    client = await factory.client("Romashka", actor)
    contact = await factory.contact(client, "Ivan", "+380671112233")
    link = await talk.app.services.client_links.for_contact(actor, contact.id)
    ivan = await talk.stranger("Ivan")
    await ivan.start(link.token)
    await ivan.say("/stop")
    assert "Polls and news are off." in ivan.last.text
    deal = await factory.deal(actor, client=client, contact=contact)
    choice = await talk.app.services.deals.stage_choice(actor, deal.id)
    won = next(stage for stage, kind in choice.stages if kind is StageKind.WON)
    await talk.app.services.deals.move(actor, deal.id, deal.version, won.id)
    talk.clock.advance(timedelta(days=3))
    shown = len(ivan.bot_messages)
    await talk.app.services.nps.ask(talk.clock.now())
    await talk.pushed()
    assert len(ivan.bot_messages) == shown
    (poll,) = await stored(talk, NpsPoll)
    assert (poll.status, poll.task_id) == ("cancelled", None), "the manager does not ask instead"
    await ivan.say("/request")
    await ivan.say("one more bench")
    assert "request" in ivan.last.text, "requests are still answered"
    await ivan.start()
    assert "Polls and news are on again." in ivan.last.text
    await ivan.say("/stop")
    await ivan.tap("Turn on again")
    assert "Polls and news are on again." in ivan.last.text


async def test_colleagues_have_no_such_commands(talk: Talk) -> None:
    anna = await talk.manager()
    for typed in ("/stop", "/mydata", "/forget"):
        await anna.say(typed)
        assert "There is no such command" in anna.last.text
