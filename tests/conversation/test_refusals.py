"""Refusing from the deal card, a word, taking it back; the head confirms, corrects or sends back (S2-80…S2-84)."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from bot.sandbox.client import Person
from services.rules.kinds import CheckResult, StageKind
from storage.tables import Deal, Refusal
from tests.support.conversation import Talk
from tests.support.databases import Committed
from tests.support.factory import Factory


@pytest.fixture
def factory(talk: Talk) -> Factory:
    """Makes records in the bot's own database."""
    return Factory(talk.app.db, talk.clock)


async def the_only(talk: Talk, table: type[Any]) -> Any:
    """The only row of a table as it is committed."""
    reader = Committed(talk.app.db.url)
    try:
        return await reader.one(table)
    finally:
        await reader.close()


async def refused(talk: Talk, factory: Factory) -> tuple[Person, Person]:
    """A head and a manager who has just refused a deal of 120 000 as too expensive."""
    team = await talk.team()
    boris, anna = await talk.head(team=team), await talk.manager(team=team)
    client = await factory.client("Romashka")
    contact = await factory.contact(client, "Ivan", "+380671234567")
    await factory.deal(
        await talk.actor(anna), title="Supply", client=client, contact=contact, stage=3, amount=120_000_00
    )
    await anna.say("/deals")
    await anna.tap("1 Romashka")
    await anna.tap("Refusal")
    assert "Romashka: why is it a refusal?" in anna.last
    assert len(anna.last.labels) == 11
    await anna.tap("Expensive")
    return boris, anna


async def to_the_check(boris: Person) -> None:
    """Open the check from the head's tasks."""
    await boris.say("/tasks")
    await boris.tap("1 Romashka")


async def test_the_receipt(talk: Talk, factory: Factory) -> None:
    _, anna = await refused(talk, factory)
    assert anna.last.text.splitlines() == [
        "Refusal recorded: Romashka",
        "Expensive · ₴120,000",
        "To be checked by Boris.",
    ]


async def test_a_word_is_added_afterwards(talk: Talk, factory: Factory) -> None:
    _, anna = await refused(talk, factory)
    await anna.tap("✏️ Add a word")
    await anna.say("20% <more> than others")
    assert "Added to the refusal: Romashka." in anna.last
    assert (await the_only(talk, Refusal)).comment == "20% <more> than others"
    await anna.say("/deals")
    await anna.tap("More ▾")
    await anna.tap("Refused 1")
    await anna.tap("*Romashka")
    assert "20% <more> than others" in anna.last


async def test_another_button_ends_the_waiting_for_the_word(talk: Talk, factory: Factory) -> None:
    _, anna = await refused(talk, factory)
    receipt = anna.last
    await anna.tap("✏️ Add a word")
    await anna.tap("Undo (24 h)", message=receipt)
    await anna.say("not a comment")
    assert (await the_only(talk, Refusal)).comment is None


async def test_taking_it_back(talk: Talk, factory: Factory) -> None:
    boris, anna = await refused(talk, factory)
    undo = next(item["data"] for line in anna.last.keyboard for item in line if item["text"] == "Undo (24 h)")
    receipt = anna.last
    await anna.tap("Undo (24 h)")
    assert "The refusal is taken back" in anna.last
    await anna.press_data(receipt, undo)
    assert anna.toast == "This can no longer be taken back."
    await anna.say("/deals")
    await anna.tap("*Romashka")
    assert "4 of 9: Individual offer" in anna.last
    await boris.say("/tasks")
    assert "Check a refusal" not in boris.last


async def test_after_a_day_it_cannot_be_taken_back(talk: Talk, factory: Factory) -> None:
    _, anna = await refused(talk, factory)
    talk.clock.advance(timedelta(hours=25))
    await anna.tap("Undo (24 h)")
    assert anna.toast == "This can no longer be taken back."
    assert (await the_only(talk, Deal)).status is StageKind.LOST


async def test_the_head_confirms(talk: Talk, factory: Factory) -> None:
    boris, _ = await refused(talk, factory)
    await to_the_check(boris)
    assert "Check a refusal: Romashka" in boris.last
    assert "Reason given: Expensive · ₴120,000" in boris.last
    assert "+380 67 123 4567" in boris.last
    await boris.tap("Confirm")
    assert "✅ Confirmed." in boris.last
    assert not boris.has_button("Confirm")


async def test_the_head_corrects(talk: Talk, factory: Factory) -> None:
    boris, anna = await refused(talk, factory)
    await to_the_check(boris)
    await boris.tap("Correct")
    assert "Romashka: what was the real reason?" in boris.last
    assert not boris.has_button("Expensive")
    await boris.tap("Chose another")
    assert "Corrected to: Chose another" in boris.last
    await anna.say("/deals")
    await anna.tap("More ▾")
    await anna.tap("Refused 1")
    await anna.tap("*Romashka")
    assert "Refused today 10:00: Chose another" in anna.last


async def test_back_to_work(talk: Talk, factory: Factory) -> None:
    boris, anna = await refused(talk, factory)
    await to_the_check(boris)
    await boris.tap("Back to work")
    assert "↩️ Back to work." in boris.last
    await anna.say("/deals")
    await anna.tap("*Romashka")
    assert "4 of 9: Individual offer" in anna.last
    assert "Prepare and send the individual offer" in anna.last


async def test_two_verdicts_the_first_counts(talk: Talk, factory: Factory) -> None:
    boris, _ = await refused(talk, factory)
    owner = await talk.admin()
    await to_the_check(boris)
    await owner.say("/tasks")
    await owner.tap("1 Romashka")
    await boris.tap("Confirm")
    await owner.tap("Back to work")
    assert owner.toast == "This task is closed already."
    assert "✅ Confirmed." in owner.last
    assert (await the_only(talk, Refusal)).check_result == CheckResult.CONFIRMED


async def test_a_second_tap_on_a_reason(talk: Talk, factory: Factory) -> None:
    anna = await talk.manager()
    await factory.deal(await talk.actor(anna), title="Supply")
    await anna.say("/deals")
    await anna.tap("1 *")
    await anna.tap("Refusal")
    reason = anna.last.keyboard[0][0]["data"]
    for _ in range(2):
        await anna.press_data(anna.last, reason)
    assert anna.toast == "This deal is closed already."
    assert "Refusal recorded: Supply" in anna.last
    assert anna.has_button("Undo (24 h)")
    assert await the_only(talk, Refusal)


async def test_the_way_back_from_the_question(talk: Talk, factory: Factory) -> None:
    anna = await talk.manager()
    await factory.deal(await talk.actor(anna), title="Supply")
    await anna.say("/deals")
    await anna.tap("1 *")
    await anna.tap("Refusal")
    await anna.tap("Back")
    assert "1 of 9: Presentation" in anna.last


async def test_taking_it_back_brings_the_promised_call_back(talk: Talk, factory: Factory) -> None:
    """A refusal pressed by mistake: after the undo the list of the day is as it was."""
    anna = await talk.manager()
    actor = await talk.actor(anna)
    deal = await factory.deal(actor, title="Supply")
    await factory.call(deal, actor, talk.clock.now() + timedelta(minutes=30), promised=True)
    await anna.say("/today")
    before = anna.last.text
    await anna.tap("▶ Start")
    await anna.tap("✅ We talked")
    await anna.tap("Refusal")
    await anna.tap("Expensive")
    await anna.tap("Undo (24 h)")
    await anna.say("/today")
    assert anna.last.text == before
