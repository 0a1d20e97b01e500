"""`@bot …` in any chat: cards of what a colleague may see, links that open them, nothing for outsiders."""

from __future__ import annotations

from typing import Any

import pytest

from tests.support.conversation import Talk
from tests.support.factory import Factory

PHONE = "+380671234567"


@pytest.fixture
def factory(talk: Talk) -> Factory:
    """Makes records in the bot's own database."""
    return Factory(talk.app.db, talk.clock)


def link_of(result: dict[str, Any]) -> str:
    """The payload of a result's link."""
    ((button,),) = result["reply_markup"]["inline_keyboard"]
    assert set(button) <= {"text", "url", "style"}  # nothing that acts
    url: str = button["url"]
    return url.partition("?start=")[2]


async def test_a_card_without_a_phone_is_offered_and_opens_by_its_link(talk: Talk, factory: Factory) -> None:
    team = await talk.team()
    boris, anna = await talk.head(team=team), await talk.manager(team=team)
    oleg = await talk.manager("Oleg", team=team)
    actor = await talk.actor(anna)
    client = await factory.client("Ромашка <b>", actor)
    await factory.contact(client, "Пётр", PHONE)
    deal = await factory.deal(actor, title="Поставка", client=client, amount=120_000_00)
    results = await anna.inline("ромаш")
    assert [result["title"] for result in results] == ["🏢 Ромашка <b>"]
    (result,) = await anna.inline("постав")
    assert (result["title"], result["description"]) == (
        "💼 Поставка",
        "Ромашка <b> · Presentation · ₴120,000 · Anna",
    )
    text = result["input_message_content"]["message_text"]
    assert text == "💼 <b>Поставка</b>, Ромашка &lt;b&gt;\nPresentation · ₴120,000\nOwner: Anna"
    (person,) = [one for one in await anna.inline(PHONE[-7:]) if "Пётр" in one["title"]]
    assert PHONE[-7:] not in str(person).replace(" ", "")
    assert link_of(result) == f"d_{deal.id}"
    await boris.start(link_of(result))
    assert f"deal No. {deal.id}" in boris.last.text
    await oleg.start(link_of(result))
    assert "Not found" in oleg.last.text
    assert "Поставка" not in oleg.last.text


async def test_visibility_is_that_of_search(talk: Talk, factory: Factory) -> None:
    anna, oleg = await talk.manager(team=await talk.team()), await talk.manager("Oleg", team=await talk.team("B"))
    await factory.deal(await talk.actor(oleg), title="Secret")
    assert await anna.inline("secret") == []
    assert anna.inline_answer["button"] == {"text": "Nothing found. Open the bot", "start_parameter": "open"}
    await anna.start("open")
    assert "What shall we do?" in anna.last.text


async def test_pages_by_offset_and_odd_offsets(talk: Talk, factory: Factory) -> None:
    anna = await talk.manager()
    actor = await talk.actor(anna)
    for number in range(25):
        await factory.client(f"Rose {number} " + "🙂<i>" * 40, actor)
    first = await anna.inline("rose")
    assert (len(first), anna.inline_answer["next_offset"]) == (20, "2")
    second = await anna.inline("rose", "2")
    assert (len(second), anna.inline_answer["next_offset"]) == (5, "")
    assert not {link_of(one) for one in first} & {link_of(one) for one in second}
    assert await anna.inline("rose", "3") == []
    assert len(await anna.inline("rose", "-1; drop")) == 20


async def test_without_a_text_the_deals_talked_about_last(talk: Talk, factory: Factory) -> None:
    anna = await talk.manager()
    await factory.deal(await talk.actor(anna), title="Supply")
    for query in ("", " ", "%"):
        assert [one["title"] for one in await anna.inline(query)] == ["💼 Supply"]


async def test_outsiders_find_nothing_and_links_tell_them_nothing(talk: Talk, factory: Factory) -> None:
    anna = await talk.manager()
    deal = await factory.deal(await talk.actor(anna), title="Supply")
    ivan, sam = await talk.buyer(), await talk.stranger()
    for person in (ivan, sam):
        assert await person.inline("supply") == []
        assert person.inline_answer["button"]["start_parameter"] == "open"
        await person.start("open")
        plain = person.last.text
        await person.start(f"d_{deal.id}")
        assert person.last.text == plain
        await person.start("d_999999")
        assert person.last.text == plain


async def test_a_card_dropped_into_the_chat_with_the_bot_opens_and_is_no_answer(talk: Talk, factory: Factory) -> None:
    anna = await talk.manager()
    deal = await factory.deal(await talk.actor(anna), title="Supply")
    await anna.say("/find")
    (result,) = [one for one in await anna.inline("supply") if one["title"].startswith("💼")]
    await anna.choose(result)
    assert f"deal No. {deal.id}" in anna.last.text


async def test_leads_and_clients_open_by_their_links_and_made_up_ones_do_not(talk: Talk, factory: Factory) -> None:
    anna = await talk.manager()
    actor = await talk.actor(anna)
    lead = await factory.lead(actor, name="Petrenko")
    client = await factory.client("Romashka", actor)
    await anna.start(f"l_{lead.id}")
    assert "Petrenko" in anna.last.text
    await anna.start(f"c_{client.id}")
    assert "Romashka" in anna.last.text
    await anna.start("d_12345678901")
    assert "Not found" not in anna.last.text
