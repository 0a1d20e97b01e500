"""Subscribing in the chat: from a number's page to the list and back; the reviews by person."""

from __future__ import annotations

from tests.support.conversation import Talk


async def test_a_head_subscribes_to_a_number_and_ends_it(talk: Talk) -> None:
    boris = await talk.head(team=await talk.team())
    await boris.say("/report")
    await boris.tap("2 Revenue")
    await boris.tap("🔔 Subscribe")
    assert "How often" in boris.last.text
    await boris.tap("Every week")
    assert "Noted." in boris.last.text
    await boris.tap("Open the number")
    assert "Revenue" in boris.last.text
    await boris.tap("🔔 Subscribe")
    await boris.tap("When it falls under…")
    await boris.say("nothing")
    assert "Write one number" in boris.last.text
    await boris.say("150k")
    assert "When under" in boris.last.text
    await boris.tap("My subscriptions")
    assert "2. Revenue" in boris.last.text
    await boris.tap("2 Revenue")
    await boris.tap("End it")
    assert "2." not in boris.last.text
