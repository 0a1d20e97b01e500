"""/channels in the chat: a link from the list to a stranger's inquiry."""

from __future__ import annotations

from tests.support.conversation import Talk


async def test_a_link_from_the_list_brings_an_inquiry(talk: Talk) -> None:
    olga = await talk.admin()
    await olga.say("/channels")
    await olga.tap("Website")
    link = next(b["copy"] for row in olga.last.keyboard for b in row if b.get("copy"))
    sam = await talk.stranger("Sam")
    await sam.start(link.partition("start=")[2])
    assert "name" in sam.last.text.lower() or "number" in sam.last.text.lower() or "need" in sam.last.text.lower()


async def test_a_new_channel_is_named_renamed_and_archived(talk: Talk) -> None:
    olga = await talk.admin()
    await olga.say("/channels")
    await olga.tap("New channel")
    await olga.say("Leaflet <b>May</b>")
    assert "Leaflet <b>May</b>" in olga.last.text
    await olga.tap("Rename")
    await olga.say("Leaflet")
    await olga.tap("Archive")
    await olga.tap("Archive")
    assert "Channels: “Leaflet” archived" in olga.last.text
    assert not any("Leaflet" in label for label in olga.last.labels)


async def test_managers_have_no_such_command(talk: Talk) -> None:
    anna = await talk.manager()
    await anna.say("/channels")
    assert "no such command" in anna.last.text
