"""Updates are handled at least once and answered once, by polling and by webhook; a stop waits for those in work."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from bot.app import Application, build
from bot.sandbox.client import Person
from bot.sandbox.server import Sandbox
from bot.settings import load_settings
from services.clock import ShiftedClock
from tests.support import databases
from tests.support.conversation import Talk, talking


@pytest.fixture
async def url(sqlite_standards: Path, tmp_path: Path) -> str:
    """A database of its own."""
    return databases.copy_sqlite(sqlite_standards, tmp_path / "voronka.sqlite3")


@pytest.fixture
async def talk(url: str, clock: ShiftedClock) -> AsyncIterator[Talk]:
    """The bot by polling."""
    async with talking(url, clock) as talk:
        yield talk


@pytest.fixture
async def hooked(url: str, clock: ShiftedClock) -> AsyncIterator[Talk]:
    """The bot by webhook."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        listen = f"127.0.0.1:{free.getsockname()[1]}"
    hook = {"webhook_url": f"http://{listen}/telegram", "webhook_listen": listen, "webhook_secret": "s3cret"}
    async with talking(url, clock, **hook) as talk:
        yield talk


def _answers(talk: Talk, person: Person) -> int:
    return sum(call.method == "sendMessage" and call.chat_id == person.id for call in talk.sandbox.calls)


async def test_a_stop_waits_for_the_handler_in_work(url: str, clock: ShiftedClock) -> None:
    async with Sandbox(now=clock.now) as sandbox:
        settings = load_settings(
            None, bot_token=sandbox.token, telegram_api_url=sandbox.base_url, database_url=url, locale="en"
        )
        app = await build(settings, clock)
        await app.start()
        ivan = sandbox.add_person("Ivan", started=True, language_code="en")
        sandbox.fault("sendMessage", delay=0.4)
        await _say(sandbox, ivan.id, "/help")
        async with asyncio.timeout(10):
            while app.is_idle:  # noqa: ASYNC110 - the moment is seen from outside
                await asyncio.sleep(0.005)
        assert await app.stop()
        sent = [call for call in sandbox.calls if call.method == "sendMessage"]
        assert [call.code for call in sent] == [200]
        assert sandbox.world.updates.empty, "what was handled is confirmed"


async def _say(sandbox: Sandbox, person: int, text: str) -> None:
    from bot.sandbox.client import SandboxClient

    async with SandboxClient(sandbox.base_url, settle=0) as client:
        await (await client.meet(person)).say(text)


async def test_an_update_is_confirmed_after_its_handling(talk: Talk, monkeypatch: pytest.MonkeyPatch) -> None:
    ivan = await talk.stranger("Ivan")
    await ivan.start()
    seen: list[Any] = []
    feed = talk.app.dispatcher.feed_update

    async def watching(bot: Any, update: Any, **more: Any) -> Any:
        await asyncio.sleep(0.05)
        seen.append((update.update_id, talk.sandbox.world.updates.empty))
        return await feed(bot, update, **more)

    monkeypatch.setattr(talk.app.dispatcher, "feed_update", watching)
    await ivan.say("/help")
    assert [empty for _, empty in seen] == [False], "not confirmed while it is handled"
    assert talk.sandbox.world.updates.empty


async def test_a_failing_server_is_asked_again(talk: Talk) -> None:
    ivan = await talk.stranger("Ivan")
    await ivan.start()
    await ivan.say("/help")  # ends the questions that /start began
    before = _answers(talk, ivan)
    await talk.client.fault("getUpdates", error_code=502, description="Bad Gateway")
    await ivan.say("/help")
    assert _answers(talk, ivan) == before + 1


async def test_the_webhook_serves_the_same_bot(hooked: Talk) -> None:
    ivan = await hooked.stranger("Ivan")
    await ivan.start()
    await ivan.say("/help")
    assert ivan.last.text


async def test_a_repeated_webhook_delivery_is_answered_once(hooked: Talk) -> None:
    ivan = await hooked.stranger("Ivan")
    await ivan.start()
    await ivan.say("/help")
    before = _answers(hooked, ivan)
    await hooked.client.redeliver()
    assert _answers(hooked, ivan) == before


async def test_the_webhook_wants_its_secret(hooked: Talk) -> None:
    import aiohttp

    address = f"http://{hooked.app.settings.webhook_listen}/telegram"
    secret = {"X-Telegram-Bot-Api-Secret-Token": "s3cret"}
    async with aiohttp.ClientSession() as session:
        async with session.post(address, json={"update_id": 1}) as answer:
            assert answer.status == 403
        async with session.post(address, json={"update_id": 1}, headers=dict.fromkeys(secret, "x")) as answer:
            assert answer.status == 403
        async with session.post(address, data=b"nonsense", headers=secret) as answer:
            assert answer.status == 400
        async with session.get(address) as answer:
            assert answer.status == 405


async def test_two_applications_in_one_process_do_not_disturb_each_other(
    talk: Talk, tmp_path: Path, sqlite_standards: Path
) -> None:
    other_url = databases.copy_sqlite(sqlite_standards, tmp_path / "other.sqlite3")
    async with talking(other_url, talk.clock) as other:
        for each in (talk, other):
            ivan = await each.stranger("Ivan")
            await ivan.start()
            assert ivan.last.text
    assert isinstance(talk.app, Application)
