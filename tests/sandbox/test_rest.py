"""The small methods, and that the stand-in stands alone."""

from __future__ import annotations

import ast
import sys
from pathlib import Path

import pytest
from aiogram import Bot
from aiogram.types import BufferedInputFile, MenuButtonCommands, MenuButtonDefault

import bot.sandbox
from bot.sandbox import Person
from tests.sandbox.conftest import STARTED, raw_call
from tests.sandbox.test_messages import refused

SOURCES = sorted(Path(bot.sandbox.__file__).parent.rglob("*.py"))


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: path.name)
def test_imports_only_the_standard_library_and_aiohttp(path: Path):
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
        if isinstance(node, ast.ImportFrom) and not node.level:
            names = [node.module or ""]
        for name in names:
            assert name.split(".")[0] in sys.stdlib_module_names | {"aiohttp"}, name


async def test_contacts_places_and_voices_of_the_bot(bot: Bot, anna: Person):
    await bot.send_contact(STARTED, "+380501112233", "Ivan")
    assert await refused(bot.send_contact(STARTED, "", "Ivan")) == "phone number is empty"
    await bot.send_location(STARTED, 50.45, 30.52)
    assert await refused(bot.send_location(STARTED, 95, 0)) == "wrong latitude or longitude specified"
    voice = await bot.send_voice(STARTED, BufferedInputFile(b"OggS", "v.ogg"), duration=4)
    assert voice.voice is not None
    assert voice.voice.duration == 4
    await anna.refresh()
    assert [str(m) for m in anna.messages] == ["[contact Ivan +380501112233]", "[location]", "[voice]"]


async def test_the_menu_button(bot: Bot):
    assert isinstance(await bot.get_chat_menu_button(STARTED), MenuButtonDefault)
    await bot.set_chat_menu_button(STARTED, MenuButtonCommands())
    assert isinstance(await bot.get_chat_menu_button(STARTED), MenuButtonCommands)
    assert isinstance(await bot.get_chat_menu_button(), MenuButtonDefault)


async def test_closing_calls(bot: Bot):
    assert await bot.close()
    assert await bot.log_out()


@pytest.mark.parametrize(
    ("fields", "error"),
    [
        ({"text": "x"}, "chat_id is empty"),
        ({"chat_id": STARTED, "text": "x", "reply_markup": "{broken"}, "can't parse reply keyboard markup JSON object"),
        ({"chat_id": STARTED, "text": "x", "parse_mode": "MarkdownV2"}, "the sandbox reads parse_mode HTML only"),
        ({"chat_id": STARTED, "text": "x", "reply_markup": {"inline_keyboard": [["x"]]}}, None),
    ],
)
async def test_malformed_calls(bot: Bot, fields, error):
    status, _, answer = await raw_call(bot, "sendMessage", **fields)
    assert status == 400
    assert error is None or answer["description"] == f"Bad Request: {error}"


async def test_get_requests_work_too(bot: Bot, anna: Person):
    status, _, answer = await raw_call(bot, f"SENDMESSAGE?chat_id={STARTED}&text=by+query", b"")
    assert (status, answer["result"]["text"]) == (200, "by query")
