"""A stranger's request: few questions, a kind answer, a lead; nothing else can be reached."""

from __future__ import annotations

import secrets
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from services import outbox
from services.rules.actor import SYSTEM
from services.rules.kinds import LeadStatus
from storage.tables import Channel, Client, Contact, Lead
from tests.support.conversation import Talk
from tests.support.databases import Committed


async def leads(talk: Talk) -> list[Any]:
    """All leads as committed."""
    reader = Committed(talk.app.db.url)
    try:
        return await reader.all(Lead)
    finally:
        await reader.close()


async def test_from_a_channel_link_to_a_lead(talk: Talk) -> None:
    channel = Channel(name="Site", token=f"c{secrets.token_urlsafe(9)}", position=9)
    await talk.add(channel)
    sam = await talk.stranger("Sam", phone="+380671112233")
    await sam.start(channel.token)
    assert "What is your name?" in sam.last.text
    await sam.tap("Sam")
    assert "which number may we call?" in sam.last.text
    await sam.tap("📱 Send my number")
    assert "What do you need?" in sam.last.text
    await sam.say("Three doors & a <window>")
    assert "Thank you, Sam!" in sam.last.text
    assert "Somebody will be in touch shortly." in sam.last.text
    assert sam.reply_buttons == []
    (lead,) = await leads(talk)
    assert (lead.name, lead.phone, lead.need) == ("Sam", "+380671112233", "Three doors & a <window>")
    assert (lead.channel_id, lead.telegram_id) == (channel.id, sam.id)


async def test_who_just_writes_is_asked_only_name_and_phone(talk: Talk) -> None:
    sam = await talk.stranger("Sam")
    await sam.say("Do you deliver to Lviv?")
    assert "Thank you, I will pass this on." in sam.last.text
    await sam.say("Samuel")
    await sam.say("12345")
    assert "not a phone number" in sam.last.text
    await sam.say("067 111 22 33")
    assert "Your request is with us." in sam.last.text
    (lead,) = await leads(talk)
    assert (lead.name, lead.need) == ("Samuel", "Do you deliver to Lviv?")


async def test_after_hours_it_says_when_somebody_comes(talk: Talk) -> None:
    talk.clock.set(datetime(2026, 11, 27, 20, 0, tzinfo=UTC))
    sam = await talk.stranger("Sam")
    await sam.start()
    assert "We are closed now and open Mon 30 Nov 09:00." in sam.last.text
    await sam.tap("Sam")
    await sam.say("+380671112233")
    await sam.tap("Just call me")
    assert "open Mon 30 Nov 09:00: then we will be in touch" in sam.last.text
    assert (await leads(talk))[0].need == ""


async def test_a_second_request_is_asked_only_what_is_needed(talk: Talk) -> None:
    sam = await talk.stranger("Sam")
    await sam.say("/request")
    await sam.tap("Sam")
    await sam.say("+380671112233")
    await sam.say("doors")
    await sam.say("/request")
    assert "Sam, what do you need?" in sam.last.text
    assert "We call +380 67 111 2233, as you said before." in sam.last.text
    await sam.say("windows")
    assert "added this to your request" in sam.last.text
    (lead,) = await leads(talk)
    assert lead.need == "doors\nwindows"
    talk.clock.advance(timedelta(days=1, minutes=1))
    await sam.say("tables")
    await sam.tap("Yes, pass it on")
    assert [(lead.need, lead.phone) for lead in await leads(talk)][1] == ("tables", "+380671112233")


async def test_another_name_and_number_can_be_given(talk: Talk) -> None:
    sam = await talk.stranger("Sam")
    await sam.say("/request")
    await sam.tap("Sam")
    await sam.say("+380671112233")
    await sam.say("doors")
    talk.clock.advance(timedelta(days=2))
    await sam.say("/request")
    await sam.tap("Another name or number")
    assert "What is your name?" in sam.last.text
    await sam.say("Samuel")
    await sam.say("+380672223344")
    await sam.say("windows")
    assert [(lead.name, lead.phone) for lead in await leads(talk)][1] == ("Samuel", "+380672223344")


async def test_what_colleagues_call_a_stranger_is_not_shown_to_him(talk: Talk) -> None:
    sam, anna = await talk.stranger("Sam"), await talk.manager()
    await sam.say("/request")
    await sam.tap("Sam")
    await sam.say("+380671112233")
    await sam.say("doors")
    (lead,) = await leads(talk)
    actor = await talk.actor(anna)
    await talk.app.services.leads.take(actor, lead.id, lead.version)
    card = await talk.app.services.leads.card(actor, lead.id)
    await talk.app.services.leads.set(actor, lead.id, card.version, "name", "Sam the difficult")
    talk.clock.advance(timedelta(days=2))
    await sam.say("/request")
    assert "difficult" not in sam.last.text
    assert "Sam, what do you need?" in sam.last.text


async def test_a_redelivered_answer_makes_no_second_lead(talk: Talk) -> None:
    sam = await talk.stranger("Sam")
    await sam.say("/request")
    await sam.tap("Sam")
    await sam.say("+380671112233")
    await sam.say("doors")
    await talk.client.redeliver(sam.update_id)
    assert [lead.need for lead in await leads(talk)] == ["doors"]


async def test_who_took_it_is_told(talk: Talk) -> None:
    sam, anna = await talk.stranger("Sam"), await talk.manager("Anna")
    await sam.say("doors")
    await sam.tap("Sam")
    await sam.say("+380671112233")
    (lead,) = await leads(talk)
    async with talk.app.db.write(SYSTEM, talk.clock.now()) as work:
        (await work.session.get_one(Lead, lead.id)).owner_id = (await talk.actor(anna)).user_id
        await outbox.notify(work, chat_id=sam.id, kind="lead_taken", params={"lead": lead.id}, dedupe_key="t")
    await talk.pushed()
    assert "Anna has taken your request" in sam.last.text


async def test_a_client_is_not_asked_again(talk: Talk) -> None:
    ivan = await talk.stranger("Ivan", phone="+380671112233")
    await talk.add(Client(id=1, name="Romashka", search_key="romashka", created_at=talk.clock.now()))
    await talk.add(
        Contact(client_id=1, name="Ivan", search_key="ivan", telegram_id=ivan.id, created_at=talk.clock.now())
    )
    await ivan.start()
    assert "Hello, Ivan!" in ivan.last.text
    await ivan.tap("Leave a request")
    assert "which number may we call?" in ivan.last.text
    await ivan.share_contact()
    await ivan.say("doors")
    assert "Thank you, Ivan!" in ivan.last.text
    reader = Committed(talk.app.db.url)
    assert (await reader.one(Contact)).phone == "+380671112233"
    await reader.close()

    talk.clock.advance(timedelta(days=1, minutes=1))
    await ivan.say("and when?")
    assert "Shall I pass this on" in ivan.last.text
    question = ivan.last
    await ivan.tap("Yes, pass it on")
    assert "Your request is with us." in ivan.last.text
    await ivan.press_data(question, "ur1:")
    first, second = await leads(talk)
    assert (first.need, second.need) == ("doors", "and when?")
    assert first.client_id is not None
    talk.clock.advance(timedelta(days=1, minutes=1))
    await ivan.say("thanks")
    await ivan.tap("No")
    assert "nothing was passed on" in ivan.last.text


async def test_what_is_written_later_joins_the_request(talk: Talk) -> None:
    sam = await talk.stranger("Sam")
    await sam.say("doors")
    await sam.say("Sam")
    await sam.say("+380671112233")
    await sam.say("Also a fence")
    assert sam.last.text == "Added to your request."
    await talk.client.redeliver(sam.update_id)
    (lead,) = await leads(talk)
    assert lead.need == "doors\nAlso a fence"

    anna = await talk.manager("Anna")
    async with talk.app.db.write(SYSTEM, talk.clock.now()) as work:
        row = await work.session.get_one(Lead, lead.id)
        row.owner_id, row.status = (await talk.actor(anna)).user_id, LeadStatus.TAKEN
    await sam.say("fence")
    assert sam.last.text == "Added to your request, Anna sees it."
    await talk.pushed()
    assert "Sam adds to the request:\nfence" in anna.last.text
    (lead,) = await leads(talk)
    assert lead.need == "doors\nAlso a fence\nfence"


async def test_a_personal_link_makes_a_client(talk: Talk) -> None:
    anna = await talk.manager("Anna")
    await talk.buyer("Ivan", owner=anna)
    services = talk.app.services
    token = (await services.client_links.for_contact(await talk.actor(anna), 1)).token
    new, other = await talk.stranger("Ivan's new phone"), await talk.stranger("Thief")
    await new.start(token)
    assert "Hello, Ivan!" in new.last.text
    await other.start(token)
    assert "has been used already" in other.last.text
    await anna.start(token)
    assert "for a client" in anna.last.text


@pytest.mark.parametrize(
    "typed",
    ["/deals", "/users", "/today", "/jobs", "/find Ivan", "deal 1", "/start r1", "../../etc", "%(name)s {{7*7}} <b>"],
)
async def test_nothing_a_stranger_types_reaches_records(talk: Talk, typed: str) -> None:
    anna = await talk.manager("Anna")
    await talk.buyer("Ivan", owner=anna, company="Romashka Secret")
    sam = await talk.stranger("Sam")
    await sam.say(typed)
    for _ in range(3):
        await sam.say("+380671112233")
    everything = "\n".join(message.text for message in sam.bot_messages)
    assert "Romashka" not in everything
    assert "Anna" not in everything
    assert "went wrong" not in everything
    for data in ("pe1:1", "pl1:1", "go1:users", "iv1:", "co1:c:1", "oc1:c:1", "sc3:USD", "te1:1"):
        await sam.press_data(sam.bot_messages[0], data)
        assert "Romashka" not in sam.last.text


async def test_stickers_names_and_cancel(talk: Talk) -> None:
    sam = await talk.stranger("Sam")
    await sam.say("/request")
    await sam.sticker()
    assert "can't use this here" in sam.last.text
    await sam.say("!!!")
    assert "cannot be a name" in sam.last.text
    await sam.say("/cancel")
    assert "Cancelled: your request." in sam.last.text
    assert await leads(talk) == []


@pytest.mark.parametrize("way", ["/menu", "/help", "/language", "/nonsense", "/start", "Menu"])
async def test_a_command_or_the_menu_ends_the_questions_and_their_keyboard(talk: Talk, way: str) -> None:
    ivan = await talk.buyer("Ivan")
    await ivan.say("/help")
    screen = ivan.last
    await ivan.say("/request")
    await ivan.say("+380671112233")
    assert ivan.reply_buttons == [["Just call me"]]
    await (ivan.tap("Menu", message=screen) if way == "Menu" else ivan.say(way))
    assert ivan.reply_buttons == []
    assert "Cancelled: your request." in "\n".join(message.text for message in ivan.bot_messages[-2:])
    await ivan.say("hello")
    assert await leads(talk) == []


async def test_a_phone_number_is_not_a_name(talk: Talk) -> None:
    sam = await talk.stranger("Sam")
    await sam.start()
    await sam.say("+380671234567")
    assert "And what is your name?" in sam.last.text
    assert sam.reply_buttons == [["Sam"]]
    await sam.say("Emma")
    assert "What do you need?" in sam.last.text
    await sam.say("doors")
    (lead,) = await leads(talk)
    assert (lead.name, lead.phone, lead.need) == ("Emma", "+380671234567", "doors")
