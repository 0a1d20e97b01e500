"""Polling and webhooks: offsets, one poller, lanes, retries, secrets, calls carried in the answer."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any, cast

import pytest
from aiogram import Bot
from aiogram.exceptions import TelegramBadRequest, TelegramConflictError
from aiohttp import FormData, MultipartWriter, web

from bot.sandbox import Person, Sandbox, SandboxClient
from tests.sandbox.conftest import STARTED
from tests.sandbox.test_messages import go, inline


def texts(updates) -> list[str]:
    return [update.message.text for update in updates]


async def test_updates_stay_until_a_higher_offset(bot: Bot, anna: Person):
    for word in ("one", "two", "three"):
        await anna.say(word)
    first = await bot.get_updates(limit=2)
    assert texts(first) == ["one", "two"]
    assert texts(await bot.get_updates()) == ["one", "two", "three"]
    assert texts(await bot.get_updates(offset=first[-1].update_id + 1)) == ["three"]
    assert texts(await bot.get_updates(offset=first[0].update_id)) == ["three"]
    await anna.say("four")
    assert texts(await bot.get_updates(offset=-1)) == ["four"]
    assert texts(await bot.get_updates()) == ["four"]


async def test_a_long_poll_wakes_up(bot: Bot, anna: Person):
    poll = asyncio.create_task(bot.get_updates(timeout=30))
    await asyncio.sleep(0.02)
    await anna.say("now")
    assert texts(await asyncio.wait_for(poll, 1)) == ["now"]
    assert await bot.get_updates(offset=2**31, timeout=0) == []


async def test_the_older_of_two_pollers_is_sent_away(bot: Bot, anna: Person):
    older = asyncio.create_task(bot.get_updates(timeout=30))
    await asyncio.sleep(0.02)
    newer = asyncio.create_task(bot.get_updates(timeout=30))
    with pytest.raises(TelegramConflictError, match="terminated by other getUpdates request"):
        await older
    await anna.say("hi")
    assert texts(await newer) == ["hi"]


async def test_allowed_updates(bot: Bot, anna: Person):
    await anna.say("x")
    await anna.react("🔥", anna.messages[-1])
    assert len(await bot.get_updates(allowed_updates=["message_reaction"])) == 1
    await anna.say("unheard")
    await anna.react("👍", anna.messages[0])
    updates = await bot.get_updates()
    assert [u.event_type for u in updates] == ["message", "message_reaction"]
    reaction: Any = updates[-1].message_reaction
    assert (reaction.old_reaction[0].emoji, reaction.new_reaction[0].emoji) == ("🔥", "👍")
    await bot.get_updates(offset=updates[-1].update_id + 1, allowed_updates=[])
    await anna.say("heard")
    assert texts(await bot.get_updates()) == ["heard"]


async def test_redelivery(bot: Bot, sandbox: Sandbox, client: SandboxClient, anna: Person):
    await anna.say("first")
    await anna.say("second")
    first, second = await bot.get_updates()
    assert await bot.get_updates(offset=second.update_id + 1) == []
    await client.request("POST", "/redeliver", json={"update_id": first.update_id})
    assert texts(await bot.get_updates(offset=second.update_id + 1)) == ["first"]
    assert await bot.get_updates(offset=first.update_id + 1) == []
    with pytest.raises(AssertionError, match="no update 5"):
        await client.redeliver(5)


async def test_the_same_press_again(bot: Bot, client: SandboxClient, anna: Person):
    await bot.send_message(STARTED, "x", reply_markup=inline([go()]))
    await anna.refresh()
    body = {"message_id": anna.last.id, "data": "go", "wait": 0}
    pressed = await client.request("POST", f"/people/{anna.id}/press", json=body)
    await client.request("POST", "/redeliver", json={"callback_id": pressed["callback_id"]})
    first, second = cast("list[Any]", await bot.get_updates())
    assert first.update_id != second.update_id
    assert first.callback_query.id == second.callback_query.id == pressed["callback_id"]


async def test_dropping_pending_updates(bot: Bot, anna: Person):
    await anna.say("old")
    await bot.delete_webhook(drop_pending_updates=True)
    assert await bot.get_updates() == []


class Receiver:
    """A webhook endpoint with scripted answers."""

    def __init__(self) -> None:
        self.seen: list[tuple[str, str]] = []
        self.secrets: list[str | None] = []
        self.answers: list[web.StreamResponse] = []
        self.arrived = asyncio.Event()
        self.held: dict[str, asyncio.Event] = {}
        self.url = ""

    async def handle(self, request: web.Request) -> web.StreamResponse:
        update = await request.json()
        what = "callback" if "callback_query" in update else "message"
        text = update[what]["text"] if what == "message" else update["callback_query"]["data"]
        self.seen.append((what, text))
        self.secrets.append(request.headers.get("X-Telegram-Bot-Api-Secret-Token"))
        self.arrived.set()
        if text in self.held:
            await self.held[text].wait()
        return self.answers.pop(0) if self.answers else web.Response()

    async def count(self, number: int) -> None:
        async with asyncio.timeout(3):
            while len(self.seen) < number:
                self.arrived.clear()
                await self.arrived.wait()


@asynccontextmanager
async def listening() -> AsyncIterator[Receiver]:
    receiver = Receiver()
    app = web.Application()
    app.router.add_post("/hook", receiver.handle)
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    receiver.url = f"http://127.0.0.1:{runner.addresses[0][1]}/hook"
    try:
        yield receiver
    finally:
        for event in receiver.held.values():
            event.set()
        await runner.cleanup()


async def test_webhook_delivery_and_secret(bot: Bot, anna: Person):
    async with listening() as receiver:
        await bot.set_webhook(receiver.url, secret_token="Se-cret_1", max_connections=5)
        with pytest.raises(TelegramConflictError, match="can't use getUpdates method while webhook is active"):
            await bot.get_updates()
        await anna.say("hello")
        await receiver.count(1)
        assert receiver.seen == [("message", "hello")]
        assert receiver.secrets == ["Se-cret_1"]
        info = await bot.get_webhook_info()
        assert (info.url, info.max_connections) == (receiver.url, 5)
        await bot.delete_webhook()
        await anna.say("later")
        assert texts(await bot.get_updates()) == ["later"]


async def test_bad_webhooks(bot: Bot):
    with pytest.raises(TelegramBadRequest, match="secret token contains unallowed characters"):
        await bot.set_webhook("https://example.com", secret_token="no spaces")
    with pytest.raises(TelegramBadRequest, match="bad webhook"):
        await bot.set_webhook("ftp://example.com")


async def test_a_failing_webhook_is_tried_again(bot: Bot, sandbox: Sandbox, anna: Person):
    sandbox.webhook.first_gap = 0.05
    async with listening() as receiver:
        receiver.answers = [web.Response(status=500) for _ in range(3)]
        await bot.set_webhook(receiver.url)
        await anna.say("again")
        await receiver.count(4)
        assert receiver.seen == [("message", "again")] * 4
        info = await bot.get_webhook_info()
        assert info.last_error_message == "Wrong response from the webhook: 500 Internal Server Error"
        await sandbox.quiet.settle(1)
        assert sandbox.world.updates.empty
        await bot.delete_webhook()


async def test_a_press_may_overtake_a_slow_message(bot: Bot, anna: Person):
    async with listening() as receiver:
        receiver.held["slow"] = asyncio.Event()
        await bot.send_message(STARTED, "x", reply_markup=inline([go()]))
        await anna.refresh()
        await bot.set_webhook(receiver.url)
        await anna.say("slow")
        await anna.say("behind")
        press = {"message_id": anna.last.id, "label": "Go", "wait": 0}
        await anna.client.request("POST", f"/people/{anna.id}/press", json=press)
        await receiver.count(2)
        assert receiver.seen == [("message", "slow"), ("callback", "go")]
        receiver.held["slow"].set()
        await receiver.count(3)
        assert receiver.seen[-1] == ("message", "behind")
        await bot.delete_webhook()


def _answers() -> list[web.StreamResponse]:
    fields = {"method": "sendMessage", "chat_id": str(STARTED), "text": "in the answer"}
    multipart = MultipartWriter("form-data")
    for name, value in fields.items():
        multipart.append(value).set_content_disposition("form-data", name=name)
    form = FormData(fields)()
    return [
        web.json_response(fields),
        web.Response(body=multipart),
        web.Response(body=form._value, content_type="application/x-www-form-urlencoded"),
        web.json_response({**fields, "chat_id": 5}),
    ]


async def test_a_call_in_the_webhook_answer(bot: Bot, sandbox: Sandbox, anna: Person):
    async with listening() as receiver:
        await bot.set_webhook(receiver.url)
        receiver.answers = _answers()
        for _ in range(4):
            await anna.say("x")
        await receiver.count(4)
        assert await sandbox.quiet.settle(2) == ""
        await anna.refresh()
        assert [m.text for m in anna.bot_messages] == ["in the answer"] * 3
        await bot.delete_webhook()
