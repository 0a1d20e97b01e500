"""/export and the set-up file in the chat: got, changed, sent back, looked at, read in, taken back; bad files."""

from __future__ import annotations

import pytest

from bot.ui.setup_file import text_of
from bot.ui.words import Words
from services.rules import setup_toml
from services.rules.actor import SYSTEM
from tests.support.conversation import Talk

NAME = "ours.toml"


async def set_up(talk: Talk) -> str:
    """The company's set-up file as it is now."""
    words = Words("en", "Europe/Kyiv", talk.clock.now())
    return text_of(await talk.app.services.setup_file.export(SYSTEM), words)


async def test_the_file_is_sent_with_comments(talk: Talk) -> None:
    olga = await talk.admin()
    await olga.say("/export")
    await olga.tap("Set-up file")
    assert "voronka-setup.toml" in str(olga.last.view["document"])
    text = await set_up(talk)
    assert text.startswith("# The set-up of Voronka")
    assert "# Working hours by weekday" in text
    assert "%" not in text
    assert setup_toml.read(text)["format"] == 1


async def test_a_changed_file_is_looked_at_read_in_and_taken_back(talk: Talk) -> None:
    olga = await talk.admin()
    before = await set_up(talk)
    text = before.replace('name = "Warm-up"', 'name = "Cold <b>"').replace("probability = 20", "probability = 21", 1)
    await olga.send_file(text.encode(), NAME)
    assert "It would add 0, change 2" in olga.last
    assert "Pipeline: Cold <b>" in olga.last
    assert "Stage: General offer (B2B: new clients)" in olga.last
    assert await set_up(talk) == before
    await olga.tap("Read in")
    assert "Added: 0, changed: 2" in olga.last
    assert await set_up(talk) == text
    await olga.send_file(text.encode(), NAME)
    assert "nothing would change" in olga.last
    await olga.tap("Undo (24 h)")
    assert any("Taken back: Set-up file read in" in message.text for message in olga.bot_messages)
    assert await set_up(talk) == before


async def test_a_file_sent_to_import_is_recognised(talk: Talk) -> None:
    olga = await talk.admin()
    await olga.say("/import")
    await olga.send_file((await set_up(talk)).encode(), NAME)
    assert "nothing would change" in olga.last


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (("probability = 20", "probability = 200"), "“probability” must be a whole number in its limits, not “200”"),
        (('kind = "lost"', 'kind = "open"'), "A pipeline needs a stage for refused deals"),
        (('due = "1 days after entering"', 'due = "<b>soon</b>"'), "“<b>soon</b>” is no due date"),
        (("probability = 20", "probability = "), "I cannot read line"),
    ],
)
async def test_what_is_wrong_is_told_with_its_line(talk: Talk, change: tuple[str, str], said: str) -> None:
    olga = await talk.admin()
    text = (await set_up(talk)).replace(*change, 1)
    await olga.send_file(text.encode(), NAME)
    assert said in olga.last
    assert "ine " in olga.last.text
    assert not olga.has_button("Read in")


@pytest.mark.parametrize(
    ("content", "size", "said"),
    [(b"\xff\xff", 0, "not a text in UTF-8"), (b"format = 1", 2_000_000, "1 MB at most"), (b"", 0, "“format = 1”")],
)
async def test_what_is_no_set_up_file(talk: Talk, content: bytes, size: int, said: str) -> None:
    olga = await talk.admin()
    await olga.send_file(content or b"# empty", NAME, size=size)
    assert said in olga.last


async def test_a_forgotten_file_is_not_read_in_by_an_old_button(talk: Talk) -> None:
    olga = await talk.admin()
    text = (await set_up(talk)).replace("probability = 20", "probability = 21", 1)
    await olga.send_file(text.encode(), NAME)
    looked = olga.last
    await olga.say("/cancel")
    await olga.tap("Read in", message=looked)
    assert "no longer works" in olga.toast
    await olga.send_file(text.encode(), NAME)
    await olga.tap("Forget the file")
    assert "Nothing was changed" in olga.last


async def test_managers_read_nothing_in(talk: Talk) -> None:
    anna = await talk.manager()
    await anna.send_file((await set_up(talk)).encode(), NAME)
    assert "It would" not in anna.last
    await anna.say("/export")
    assert "no such command" in anna.last
