"""Pictures and files sent together (an album): the first answers what is asked, the others are kept with the deal."""

from __future__ import annotations

import pytest

from services.rules.field_kinds import FieldKind
from storage.tables import Activity, FieldValue
from tests.conversation.test_field_kinds import a_deal, edit, value
from tests.support.conversation import Talk
from tests.support.databases import Committed
from tests.support.factory import Factory
from tests.support.fields import FieldFactory


@pytest.fixture
def factory(talk: Talk) -> Factory:
    """Makes records in the bot's own database."""
    return Factory(talk.app.db, talk.clock)


@pytest.fixture
def fields(talk: Talk) -> FieldFactory:
    """Makes fields in the bot's own database."""
    return FieldFactory(talk.app.db, talk.clock)


async def kept(talk: Talk) -> list[str]:
    """Names of the files in histories."""
    reader = Committed(talk.app.db.url)
    try:
        return [str((row.file or {}).get("name", "photo")) for row in await reader.all(Activity) if row.file]
    finally:
        await reader.close()


async def test_an_album_fills_one_field_and_the_rest_is_in_the_history(
    talk: Talk, factory: Factory, fields: FieldFactory
) -> None:
    anna = await talk.manager()
    contract = await fields.field("Contract", FieldKind.FILE)
    await a_deal(talk, factory, anna)
    await edit(anna, "Contract")
    for number in (1, 2, 3):
        await anna.send_file(b"%PDF-1.4", f"page {number}.pdf", album="7")
    stored = await value(talk, contract)
    assert isinstance(stored, dict)
    assert stored["name"] == "page 1.pdf"
    assert await kept(talk) == ["page 2.pdf", "page 3.pdf"]
    told = [message for message in anna.bot_messages if "the others are in the deal's history" in message.text]
    assert len(told) == 1, "ten pictures are no ten answers"
    await anna.send_file(b"%PDF-1.4", "later.pdf", album="8")
    assert await kept(talk) == ["page 2.pdf", "page 3.pdf"], "another album is asked about"


async def test_the_next_question_is_not_answered_by_the_same_album(
    talk: Talk, factory: Factory, fields: FieldFactory
) -> None:
    anna = await talk.manager()
    stage = (await factory.stages())[0].id
    first = await fields.field("Photo of the site", FieldKind.FILE, stage=stage)
    second = await fields.field("Plan", FieldKind.FILE, stage=stage)
    await a_deal(talk, factory, anna)
    await anna.tap("✍️ Fill in 2 fields")
    assert "1 of 2" in anna.last
    for _ in range(2):
        await anna.send_file(b"%PDF-1.4", "site.pdf", album="9")
    assert "2 of 2: Plan" in anna.last
    assert "the others are in the deal's history" in anna.last
    reader = Committed(talk.app.db.url)
    try:
        assert [row.field_id for row in await reader.all(FieldValue)] == [first.id]
    finally:
        await reader.close()
    await anna.send_file(b"%PDF-1.4", "plan.pdf")
    assert await value(talk, second)


async def test_a_program_first_the_picture_after_it_is_taken(
    talk: Talk, factory: Factory, fields: FieldFactory
) -> None:
    anna = await talk.manager()
    contract = await fields.field("Contract", FieldKind.FILE)
    await a_deal(talk, factory, anna)
    await edit(anna, "Contract")
    await anna.send_file(b"MZ", "setup.exe", album="7")
    assert "Programs are not kept" in anna.last
    await anna.send_file(b"%PDF-1.4", "page.pdf", album="7")
    stored = await value(talk, contract)
    assert isinstance(stored, dict)
    assert stored["name"] == "page.pdf"


async def test_an_album_as_a_note_keeps_all_its_files(talk: Talk, factory: Factory) -> None:
    anna = await talk.manager()
    await a_deal(talk, factory, anna)
    await anna.tap("More")
    await anna.tap("✏️ Note")
    for number in (1, 2):
        await anna.send_file(b"%PDF-1.4", f"page {number}.pdf", album="7", caption="signed" if number == 1 else "")
    assert await kept(talk) == ["page 1.pdf", "page 2.pdf"]
