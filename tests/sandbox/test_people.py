"""The persons' side: what they send arrives as Telegram would bring it; files, deep links, blocks, taps, clock."""

from __future__ import annotations

import asyncio
import io
import json
import re
import struct
import zlib
from datetime import UTC, datetime
from typing import Any

import aiohttp
import pytest
from aiogram import Bot
from aiogram.exceptions import TelegramBadRequest
from aiogram.methods import SendMediaGroup
from aiogram.types import BufferedInputFile, InputMediaDocument, InputMediaPhoto, KeyboardButton, ReplyKeyboardMarkup

from bot.sandbox import Person, Sandbox, SandboxClient, format_taps
from bot.sandbox.presets import PRESETS, jump
from tests.sandbox.conftest import MET, STARTED, SandboxTime, raw_call
from tests.sandbox.test_messages import go, inline, refused


def png(width: int = 40, height: int = 30) -> bytes:
    """A real, tiny picture."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    rows = b"".join(b"\0" + b"\x40\x80\xc0" * width for _ in range(height))
    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b"")


async def latest(bot: Bot) -> Any:
    """The newest update."""
    return (await bot.get_updates())[-1]


async def test_deep_link(bot: Bot, client: SandboxClient):
    olga = await client.person("Ольга", language="uk", phone="+380501112233", username="olga")
    await olga.start("inv_abc-123")
    message = (await latest(bot)).message
    assert (message.text, message.chat.username) == ("/start inv_abc-123", "olga")
    assert message.from_user.language_code == "uk"
    assert message.entities[0].type == "bot_command"
    await bot.send_message(olga.id, "welcome")
    await olga.start("x" * 65)
    assert (await latest(bot)).message.text == "/start"
    await olga.start("with space")
    assert (await latest(bot)).message.text == "/start"


async def test_block_and_unblock(bot: Bot, anna: Person):
    await anna.block()
    update = (await latest(bot)).my_chat_member
    assert (update.old_chat_member.status, update.new_chat_member.status) == ("member", "kicked")
    with pytest.raises(AssertionError, match="has blocked the bot"):
        await anna.say("hello?")
    await anna.start("back")
    updates = await bot.get_updates()
    assert [u.event_type for u in updates][-2:] == ["my_chat_member", "message"]
    await bot.send_message(STARTED, "welcome back")


async def test_contacts(bot: Bot, client: SandboxClient, anna: Person):
    await anna.share_contact()
    contact = (await latest(bot)).message.contact
    assert (contact.phone_number, contact.user_id, contact.first_name) == ("+380671234567", STARTED, "Anna")
    await anna.share_contact("+380509998877", "Пётр", "Ильин")
    contact = (await latest(bot)).message.contact
    assert (contact.user_id, contact.last_name) == (None, "Ильин")
    vera = await client.meet(1003)
    await anna.share_contact("+380631112233", person=vera)
    assert (await latest(bot)).message.contact.user_id == vera.id
    await anna.share_users(vera, request_id=5)
    shared = (await latest(bot)).message.users_shared
    assert (shared.request_id, shared.users[0].user_id) == (5, vera.id)
    with pytest.raises(TelegramBadRequest) as caught:
        await bot.send_message(777, "x")
    assert "chat not found" in caught.value.message


async def test_forwards_stickers_places_voices(bot: Bot, client: SandboxClient, anna: Person):
    await anna.forward("Нужен забор", author="Сергей")
    origin = (await latest(bot)).message.forward_origin
    assert (origin.type, origin.sender_user_name) == ("hidden_user", "Сергей")
    await anna.forward("Беру", author=await client.meet(MET))
    assert (await latest(bot)).message.forward_origin.sender_user.id == MET
    await anna.forward_contact("+380", "Лид")
    assert (await latest(bot)).message.contact.first_name == "Лид"
    await anna.sticker("👍")
    assert (await latest(bot)).message.sticker.emoji == "👍"
    await anna.share_location(50.4, 30.5)
    assert (await latest(bot)).message.location.latitude == 50.4
    await anna.voice(7)
    assert (await latest(bot)).message.voice.duration == 7


async def test_own_messages_can_be_edited_and_deleted(bot: Bot, anna: Person):
    await anna.say("zakaz +380671234567 https://example.com")
    assert [e.type for e in (await latest(bot)).message.entities] == ["phone_number", "url"]
    await anna.edit("zakaz 2")
    assert (await latest(bot)).edited_message.text == "zakaz 2"
    await anna.delete(anna.messages[-1])
    assert anna.messages == []
    with pytest.raises(AssertionError, match="no message"):
        await press(anna, 99, "x")


async def press(anna: Person, message_id: int, label: str) -> Any:
    """Press without waiting for the bot."""
    body = {"message_id": message_id, "label": label, "wait": 0}
    return await anna.client.request("POST", f"/people/{anna.id}/press", json=body)


async def test_files_of_people(bot: Bot, anna: Person):
    await anna.send_file("Имя;Телефон\n".encode(), "клиенты.csv", caption="import")
    message = (await latest(bot)).message
    document = message.document
    assert (document.file_name, document.mime_type, message.caption) == ("клиенты.csv", "text/csv", "import")
    content = await bot.download(message.document.file_id)
    assert content is not None
    assert content.read() == "Имя;Телефон\n".encode()
    await anna.send_file(png(), "photo.png", kind="photo")
    photo = (await latest(bot)).message.photo[-1]
    assert (photo.width, photo.height) == (40, 30)
    await anna.send_file(b"x", "big.xlsx", size=21 * 1024 * 1024)
    assert await refused(bot.get_file((await latest(bot)).message.document.file_id)) == "file is too big"
    assert await refused(bot.get_file("nonsense")) == "wrong file_id or the file is temporarily unavailable"


async def test_files_of_the_bot(bot: Bot, sandbox: Sandbox, anna: Person):
    picture = BufferedInputFile(png(), "qr.png")
    sent: Any = await bot.send_photo(STARTED, picture, caption="<b>QR</b>", parse_mode="HTML")
    await anna.refresh()
    seen: Any = anna.last.photo
    assert seen["width"] == 40
    assert anna.last.html == "<b>QR</b>"
    async with aiohttp.ClientSession() as http, http.get(sandbox.base_url + seen["url"]) as response:
        assert (response.content_type, await response.read()) == ("image/png", png())
    file_id = sent.photo[-1].file_id
    again: Any = await bot.send_photo(STARTED, file_id)
    assert again.photo[-1].file_id == file_id
    assert await refused(bot.send_document(STARTED, file_id)) == "can't use file of type Photo as Document"
    assert await refused(bot.send_photo(STARTED, BufferedInputFile(b"no picture", "x.png"))) == "IMAGE_PROCESS_FAILED"
    assert await refused(bot.send_photo(STARTED, BufferedInputFile(png(500, 2), "x.png"))) == "PHOTO_INVALID_DIMENSIONS"
    assert await refused(bot.send_document(STARTED, BufferedInputFile(b"", "x.csv"))) == "file must be non-empty"
    assert await refused(bot.send_photo(STARTED, file_id, caption="x" * 1025)) == "message caption is too long"
    edited: Any = await bot.edit_message_caption(chat_id=STARTED, message_id=sent.message_id, caption="new")
    assert edited.caption == "new"
    text_edit = bot.edit_message_text("x", chat_id=STARTED, message_id=sent.message_id)
    assert await refused(text_edit) == "there is no text in the message to edit"
    media = InputMediaPhoto(media=BufferedInputFile(png(50, 50), "b.png"), caption="c")
    changed: Any = await bot.edit_message_media(media, chat_id=STARTED, message_id=sent.message_id)
    assert (changed.photo[-1].width, changed.caption) == (50, "c")


async def test_albums(bot: Bot):
    photo = InputMediaPhoto(media=BufferedInputFile(png(), "a.png"))
    sent = await bot(SendMediaGroup(chat_id=STARTED, media=[photo, photo]))
    assert len({message.media_group_id for message in sent}) == 1
    eleven = SendMediaGroup(chat_id=STARTED, media=[photo] * 11)
    assert await refused(bot(eleven)) == "too many messages to send as an album"
    mixed = SendMediaGroup(chat_id=STARTED, media=[photo, InputMediaDocument(media=BufferedInputFile(b"x", "a.txt"))])
    assert await refused(bot(mixed)) == "document can't be mixed with other media types"


async def test_uploads_over_the_limit(bot: Bot):
    form = aiohttp.FormData({"chat_id": str(STARTED)})
    form.add_field("document", io.BytesIO(bytes(52 * 1024 * 1024)), filename="big.bin")
    status, _, answer = await raw_call(bot, "sendDocument", form)
    assert (status, answer["description"]) == (413, "Request Entity Too Large")


async def test_reply_keyboard_taps_and_typing(bot: Bot, client: SandboxClient, anna: Person):
    buttons = [[KeyboardButton(text="Plan"), KeyboardButton(text="My phone", request_contact=True)]]
    keyboard = ReplyKeyboardMarkup(keyboard=buttons, one_time_keyboard=True)
    await bot.send_message(STARTED, "x", reply_markup=keyboard)
    await bot.send_message(STARTED, "y", reply_markup=inline([go()]))
    await anna.refresh()
    await anna.begin_taps("log a call", budget=1)
    await anna.say("typed words are free")
    await anna.tap("My phone")
    assert (await latest(bot)).message.contact.user_id == STARTED
    assert anna.reply_buttons == []
    await press(anna, anna.last.id, "Go")
    assert await anna.taps() == 2
    rows = await client.request("GET", "/taps")
    assert rows == [{"flow": "log a call", "taps": 2, "budget": 1}]
    assert format_taps(rows).splitlines()[1].split() == ["log", "a", "call", "2", "1", "!"]


async def test_the_clock_strip(client: SandboxClient, sandbox: Sandbox, time: SandboxTime, anna: Person, bot: Bot):
    clock = await client.request("GET", "/clock")
    assert (clock["now"], clock["local"]) == ("2026-11-24T08:00:00+00:00", "2026-11-24T10:00:00+02:00")
    assert await client.advance(preset="+1h") == datetime(2026, 11, 24, 9, tzinfo=UTC)
    assert await client.advance(seconds=90) == datetime(2026, 11, 24, 9, 1, 30, tzinfo=UTC)
    with pytest.raises(AssertionError, match="only goes forward"):
        await client.advance(to=datetime(2026, 11, 1, tzinfo=UTC))
    sent = await bot.send_message(STARTED, "x")
    assert sent.date == time()
    assert tuple(clock["presets"]) == PRESETS


@pytest.mark.parametrize(
    ("preset", "expected"),
    [
        ("+15m", "2026-11-24T08:15"),
        ("tomorrow_9", "2026-11-25T07:00"),
        ("today_evening", "2026-11-24T16:00"),
        ("today_morning", "2026-11-25T07:00"),
        ("friday_evening", "2026-11-27T16:00"),
        ("tuesday_9", "2026-12-01T07:00"),
        ("monday_9", "2026-11-30T07:00"),
        ("+1w", "2026-12-01T08:00"),
    ],
)
def test_presets(preset, expected):
    now = datetime(2026, 11, 24, 8, tzinfo=UTC)
    assert jump(preset, now, "Europe/Kyiv") == datetime.fromisoformat(expected + "+00:00")


def test_presets_keep_the_wall_clock_over_summer_time():
    before = datetime(2026, 3, 28, 7, tzinfo=UTC)
    assert jump("tomorrow_9", before, "Europe/Kyiv") == datetime(2026, 3, 29, 6, tzinfo=UTC)
    assert jump("+1d", before, "Europe/Kyiv") == datetime(2026, 3, 29, 6, tzinfo=UTC)
    with pytest.raises(ValueError, match="unknown preset"):
        jump("someday", before, "UTC")


async def test_live_events(sandbox: Sandbox, bot: Bot, anna: Person):
    async with aiohttp.ClientSession() as http, http.get(f"{sandbox.base_url}/sandbox/events") as stream:
        await bot.send_message(STARTED, "x")
        while not (line := await asyncio.wait_for(stream.content.readline(), 1)).startswith(b"data:"):
            pass
        assert json.loads(line.removeprefix(b"data:"))["kind"] == "message"


async def test_people_list_and_changes(client: SandboxClient, anna: Person):
    await client.request("PATCH", f"/people/{STARTED}", json={"title": "manager", "language_code": "en"})
    people = {view["id"]: view for view in await client.request("GET", "/people")}
    assert (people[STARTED]["title"], people[STARTED]["language_code"]) == ("manager", "en")
    with pytest.raises(AssertionError, match="no person 5"):
        await client.request("GET", "/people/5/chat")
    with pytest.raises(AssertionError, match="exists"):
        await client.request("POST", "/people", json={"id": STARTED, "first_name": "x"})
    with pytest.raises(AssertionError, match="nothing to send"):
        await client.request("POST", f"/people/{STARTED}/send", json={})


async def test_the_page_is_served(sandbox: Sandbox):
    async with aiohttp.ClientSession() as http:
        async with http.get(sandbox.base_url + "/") as response:
            assert (response.status, response.content_type) == (200, "text/html")
        async with http.get(sandbox.base_url + "/page/app.js") as response:
            assert response.status == 200


async def test_the_call_log(bot: Bot, sandbox: Sandbox, client: SandboxClient):
    await bot.send_message(STARTED, "x")
    with pytest.raises(TelegramBadRequest):
        await bot.send_message(5, "x")
    calls = await client.request("GET", "/calls", params={"method": "sendMessage"})
    assert [(call["code"], call["description"]) for call in calls] == [(200, ""), (400, "Bad Request: chat not found")]
    assert [call.chat_id for call in sandbox.calls] == [STARTED, 5]


async def test_the_page_writes_digits_in_a_text_font(sandbox: Sandbox):
    # Emoji fonts have digits and spaces of their own: before the last text font they would draw every number.
    async with aiohttp.ClientSession() as http, http.get(sandbox.base_url + "/page/style.css") as response:
        fonts = re.search(r"--font: (.*);", await response.text())
    assert fonts is not None
    names = fonts[1].split(", ")
    emoji = [name for name in names if "Emoji" in name]
    assert emoji
    assert names[-len(emoji) :] == emoji
    assert "sans-serif" in names
