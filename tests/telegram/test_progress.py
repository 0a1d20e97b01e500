"""How far a long action has come is shown in the pressed message while it lasts."""

from __future__ import annotations

import asyncio

import pytest
from aiogram import Bot
from aiogram.exceptions import TelegramBadRequest
from aiogram.methods import EditMessageText

from bot.telegram.progress import watched
from bot.telegram.show import Show
from bot.ui.screen import Screen
from bot.ui.words import Words
from services.errors import Stale
from services.progress import Progress
from tests.telegram.conftest import CHAT, Script, press

SOON = 0.001


def edits(script: Script) -> list[str]:
    """What the message said, one after another."""
    return [call.text or "" for call in script.calls if isinstance(call, EditMessageText)]


async def until(script: Script, words: str) -> None:
    """Wait for an edit with these words."""
    async with asyncio.timeout(5):
        while not any(words in text for text in edits(script)):  # noqa: ASYNC110 - a script has no event
            await asyncio.sleep(0)


async def test_a_long_action_shows_how_far_it_is_and_then_its_result(bot: Bot, script: Script, w: Words) -> None:
    show = Show(bot, CHAT, press(bot))

    async def act(at: Progress) -> str:
        at.total = 10_000
        at.more(5_000)
        await until(script, "5,000 of 10,000 done…")
        at.more(2_500)
        await until(script, "7,500 of 10,000 done…")
        return "done"

    assert await watched(show, w, act, every=SOON) == "done"
    await show(Screen("The receipt"))
    assert edits(script)[-1] == "The receipt"
    assert "▓▓▓▓▓▓▓▓▓░░░" in edits(script)[-2]


async def test_a_short_one_says_nothing(bot: Bot, script: Script, w: Words) -> None:
    async def act(at: Progress) -> int:
        at.more(1)
        return at.done

    assert await watched(Show(bot, CHAT, press(bot)), w, act) == 1
    assert script.calls == []


async def test_what_is_wrong_is_told_as_ever(bot: Bot, script: Script, w: Words) -> None:
    async def act(at: Progress) -> None:
        await until(script, "Working…")
        raise Stale("undo_over")

    with pytest.raises(Stale, match="undo_over"):
        await watched(Show(bot, CHAT, press(bot)), w, act, every=SOON)


async def test_a_message_that_cannot_be_edited_stops_nothing(bot: Bot, script: Script, w: Words) -> None:
    script.fail[EditMessageText] = [lambda method: TelegramBadRequest(method, "Bad Request: chat not found")]

    async def act(at: Progress) -> str:
        at.total = 2
        await until(script, "0 of 2")
        at.more(1)
        await until(script, "1 of 2")
        return "done"

    assert await watched(Show(bot, CHAT, press(bot)), w, act, every=SOON) == "done"
