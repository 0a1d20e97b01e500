"""/funnel in the chat: every number opens, every list leads back, the reference is taken and typed."""

from __future__ import annotations

import pytest

from tests.support.conversation import Talk
from tests.support.factory import Factory


@pytest.fixture
def factory(talk: Talk) -> Factory:
    """Makes records in the bot's own database."""
    return Factory(talk.app.db, talk.clock)


async def test_a_head_opens_numbers_cuts_and_people(talk: Talk, factory: Factory) -> None:
    team = await talk.team()
    boris, anna = await talk.head(team=team), await talk.manager("Anna", team=team)
    actor = await talk.actor(anna)
    client = await factory.client("Romashka <b>", owner=actor)
    await factory.deal(actor, title="Greenhouse", client=client, stage=1, amount=200_00)
    await factory.deal(actor, title="Fence")
    await boris.say("/funnel")
    assert "2 entered, 0 won" in boris.last.text
    await boris.tap("Entered 2")
    assert "Entered the funnel" in boris.last.text
    await boris.tap("2 Romashka <b>")
    assert "Greenhouse" in boris.last.text
    await boris.tap("‹*")
    assert "Entered the funnel" in boris.last.text
    await boris.tap("To the funnel")
    await boris.tap("Amounts")
    assert "Open now" in boris.last.text
    await boris.tap("2")
    assert "Waiting at" in boris.last.text
    assert "Greenhouse" in boris.last.text
    await boris.tap("To the funnel")
    await boris.tap("Cut by…")
    await boris.tap("People")
    assert "Anna" in boris.last.text
    await boris.tap("1 Anna")
    assert "Anna" in boris.last.text
    await boris.tap("Whole funnel")
    await boris.tap("Time")
    assert "Days on a stage" in boris.last.text


async def test_the_reference_is_typed_and_bad_numbers_are_asked_again(talk: Talk) -> None:
    boris = await talk.head(team=await talk.team())
    await boris.say("/funnel")
    await boris.tap("More ▾")
    await boris.tap("📐 Reference funnel")
    assert "There is none yet" in boris.last.text
    await boris.tap("Take*")
    assert "Too few deals" in boris.toast
    await boris.tap("Type it")
    stages = sum(line[:1].isdigit() for line in boris.last.text.splitlines())
    await boris.say("70 50")
    assert f"Write {stages} numbers" in boris.last.text
    await boris.say(" ".join(["60"] * stages))
    assert "Typed by hand." in boris.last.text
    await boris.tap("Take it away")
    await boris.tap("Take it away")
    assert "There is none yet" in boris.last.text


async def test_a_manager_sees_the_own_funnel_only(talk: Talk, factory: Factory) -> None:
    team = await talk.team()
    anna, oleg = await talk.manager("Anna", team=team), await talk.manager("Oleg", team=team)
    await factory.deal(await talk.actor(oleg), title="His")
    await anna.say("/funnel")
    assert "Nothing entered in this period" in anna.last.text
    assert "Cut by…" not in anna.last.labels, "there is nothing to cut"
    await factory.deal(await talk.actor(anna), title="Hers")
    await anna.say("/funnel")
    await anna.tap("Cut by…")
    assert "People" not in anna.last.labels
    await anna.tap("Back")
    await anna.tap("More ▾")
    assert "📐 Reference funnel" not in anna.last.labels
