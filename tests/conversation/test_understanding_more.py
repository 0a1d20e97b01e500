"""What is not a plain sentence about a client: sums, questions, phones, searches; and things that are sent."""

from __future__ import annotations

from datetime import timedelta

import pytest

from services.rules.kinds import ActivityKind, TaskKind
from storage.tables import Activity, Lead
from tests.conversation.test_understanding import company, factory, kyiv, open_contacts, rows
from tests.support.conversation import Talk
from tests.support.factory import Factory

__all__ = ["factory"]


async def test_a_lone_sum_is_asked_about(talk: Talk, factory: Factory) -> None:
    """A finding: "30к" was a note of the client opened last, after one press."""
    anna, _ = await company(talk, factory)
    await anna.say("ромашка")
    await anna.say("30к")
    assert "30 000" in anna.last.text.replace(",", " ").replace("\u00a0", " ")
    assert "Ромашка" in anna.last.text
    assert "Write down" not in anna.screen
    await anna.tap("💰 Paid")
    assert "Payment received" in anna.last.text
    await anna.tap("✅ *")
    assert [row.result for row in await rows(talk, Activity)] == ["payment"]


async def test_a_lone_sum_long_after_the_card_is_nobodys(talk: Talk, factory: Factory) -> None:
    anna, _ = await company(talk, factory)
    await anna.say("ромашка")
    talk.clock.advance(timedelta(minutes=6))
    await anna.say("30к")
    assert "of which client" in anna.last.text
    assert "Ромашка" not in anna.last.text
    await anna.tap("🔎 Search")
    await anna.say("ромашку")
    assert "is it of" in anna.last.text
    await anna.tap("📝 *")
    await anna.tap("✅ *")
    assert [row.text for row in await rows(talk, Activity)] == ["30к"]


async def test_a_sentence_after_find_that_finds_nothing_is_understood(talk: Talk, factory: Factory) -> None:
    """A finding: it was lost as a search for nothing."""
    anna, _ = await company(talk, factory)
    await anna.say("/find")
    await anna.say("Ромашке встреча в четверг в 14")
    assert "Meeting agreed" in anna.last.text
    await anna.tap("✅ *")
    assert [task.kind for task in await open_contacts(talk)] == [TaskKind.MEETING]
    await anna.say("/find")
    await anna.say("зелёный дом у реки")
    assert "Nothing" in anna.last.text


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("ru", "завтра позвонить 0671112233 Пётр по теплице"),
        ("uk", "завтра подзвонити 0671112233 Пётр по теплице"),
        ("en", "call tomorrow 0671112233 Пётр по теплице"),
    ],
)
async def test_a_call_to_somebody_new_is_an_inquiry_with_its_call(
    talk: Talk, factory: Factory, language: str, text: str
) -> None:
    """A finding: the inquiry's name was "завтра позвонить", and the time was lost."""
    anna, _ = await company(talk, factory, language)
    await anna.say(text)
    assert "Пётр" in anna.last.text
    assert "10:00" in anna.last.text
    await anna.tap("✅ *")
    (lead,) = await rows(talk, Lead)
    assert (lead.name, lead.phone, lead.need) == ("Пётр", "+380671112233", "по теплице")
    (call,) = await open_contacts(talk)
    assert (call.lead_id, call.due_at) == (lead.id, kyiv(25, 10))


async def test_a_call_by_the_phone_of_somebody_known(talk: Talk, factory: Factory) -> None:
    anna, _ = await company(talk, factory)
    client = await factory.client("Лютик", await talk.actor(anna))
    await factory.contact(client, "Иван", "+380671112233")
    await anna.say("завтра в 11 позвонить 067 111 22 33")
    assert "Лютик" in anna.last.text
    await anna.tap("✅ *")
    (call,) = await open_contacts(talk)
    assert (call.client_id, call.due_at) == (client.id, kyiv(25, 11))


async def test_a_question_about_the_day_shows_it(talk: Talk, factory: Factory) -> None:
    """A finding: it was offered as a call to the client opened last."""
    anna, _ = await company(talk, factory)
    await anna.say("ромашка")
    for text in ("что у меня сегодня?", "що в мене на сьогодні", "what do I have today?"):
        await anna.say(text)
        assert "Write down" not in anna.screen, text
        today = anna.last.text
        await anna.say("/today")
        assert anna.last.text == today, text


async def test_a_forwarded_stranger_is_an_inquiry_first_and_attached_second(talk: Talk, factory: Factory) -> None:
    """A finding: a stranger's request was offered to the deal opened last."""
    anna, deal = await company(talk, factory)
    await anna.say("ромашка")
    await anna.forward("Добрый день, нужна теплица 3х6, тел 067 555 44 33, Сергей", author="Hidden Serhii")
    assert anna.last.buttons[0][0] == "✅ Create"
    await anna.tap("📎 To Ромашка")
    await anna.tap("✅ Attach")
    assert [row.deal_id for row in await rows(talk, Activity)] == [deal.id]
    assert not await rows(talk, Lead)


# ------------------------------------------------------------------------------------------------------- things sent
async def test_a_voice_message_goes_to_the_card_in_hand(talk: Talk, factory: Factory) -> None:
    anna, deal = await company(talk, factory)
    await anna.say("ромашка")
    assert "Поставка" in anna.last.text
    await anna.begin_taps("attach", 1)
    await anna.voice()
    assert "Attach?" in anna.last.text
    assert "I cannot hear it" in anna.last.text
    assert "Ромашка · Поставка" in anna.last.text
    await anna.tap("✅ Attach")
    assert await anna.taps() <= 1
    (stored,) = await rows(talk, Activity)
    assert (stored.kind, stored.deal_id, stored.file["kind"]) == (ActivityKind.FILE, deal.id, "voice")


async def test_a_forwarded_message_and_a_file_with_other_records(talk: Talk, factory: Factory) -> None:
    anna, _ = await company(talk, factory)
    other = await factory.deal(await talk.actor(anna), title="Лютик")
    await anna.say("ромашка")
    assert "Поставка" in anna.last.text
    await anna.forward("Нужно ещё 5 штук", author="Hidden Ivan")
    assert "Attach?" in anna.last.text
    await anna.tap("✅ Attach")
    assert [row.text for row in await rows(talk, Activity)] == ["Нужно ещё 5 штук"]
    await anna.send_file(b"pdf", "offer.pdf", caption="договор")
    await anna.tap("Other record")
    await anna.say("лютик")
    await anna.tap("✅ Attach")
    stored = (await rows(talk, Activity))[-1]
    assert (stored.deal_id, stored.text, stored.file["name"]) == (other.id, "договор", "offer.pdf")


async def test_without_a_record_in_hand(talk: Talk, factory: Factory) -> None:
    anna, deal = await company(talk, factory)
    await anna.send_file(b"pdf", "offer.pdf")
    assert "Who is it about?" in anna.last.text
    await anna.tap("🔎 Search")
    await anna.say("ромашку")
    await anna.tap("✅ Attach")
    assert [row.deal_id for row in await rows(talk, Activity)] == [deal.id]


async def test_a_new_inquiry_from_a_forwarded_message_beside_a_card(talk: Talk, factory: Factory) -> None:
    anna, _ = await company(talk, factory)
    await anna.say("ромашка")
    assert "Поставка" in anna.last.text
    await anna.forward("Need 3 doors", author="Hidden Ivan")
    assert "Attach?" in anna.last.text
    await anna.tap("🆕 New inquiry")
    assert "New inquiry: Hidden Ivan" in anna.last.text
    await anna.say("ромашка")
    await anna.forward("Need 3 doors, 067 123 45 67", author="Hidden Ivan")
    assert "New inquiry: Hidden Ivan, +380 67 123 4567?" in anna.last.text


async def test_too_large_and_wrong_kinds_get_clear_words(talk: Talk, factory: Factory) -> None:
    anna, _ = await company(talk, factory)
    await anna.send_file(b"x", "film.mp4", size=60 * 1024 * 1024)
    assert "too big to keep: 50 MB at most" in anna.last.text
    await anna.sticker()
    assert "but not this" in anna.last.text
