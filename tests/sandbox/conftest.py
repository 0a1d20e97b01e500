"""A sandbox, a real aiogram bot on it, and people; the bot answers nothing unless a test makes it."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from aiogram import Bot, Dispatcher
from aiogram.client.session.aiohttp import AiohttpSession
from aiogram.client.telegram import TelegramAPIServer

from bot.sandbox import Person, Sandbox, SandboxClient

START = datetime(2026, 11, 24, 8, 0, tzinfo=UTC)
STARTED, MET, UNKNOWN = 1001, 1002, 1003
"""People by what the bot may do: write, not yet write, nothing."""


class LocalSession(AiohttpSession):
    """aiogram waits 250 ms for TLS when it closes; there is no TLS here."""

    async def close(self) -> None:
        if self._session is not None:
            await self._session.close()


class SandboxTime:
    """The clock handed to the sandbox."""

    def __init__(self) -> None:
        self.value = START

    def __call__(self) -> datetime:
        return self.value

    def advance(self, **delta: float) -> None:
        self.value += timedelta(**delta)

    async def set(self, target: datetime) -> None:
        self.value = target


async def raw_call(bot: Bot, method: str, data: Any = None, **fields: Any) -> tuple[int, Mapping[str, str], Any]:
    """A call past aiogram's types: status, headers and body of the answer."""
    assert isinstance(bot.session, AiohttpSession)
    session = await bot.session.create_session()
    options: dict[str, Any] = {"json": fields} if data is None else {"data": data}
    async with session.post(bot.session.api.api_url(bot.token, method), **options) as response:
        return response.status, response.headers, await response.json()


@pytest.fixture
def time() -> SandboxTime:
    return SandboxTime()


@pytest.fixture
async def sandbox(time: SandboxTime) -> AsyncIterator[Sandbox]:
    async with Sandbox(now=time, on_clock=time.set, zone="Europe/Kyiv") as sandbox:
        sandbox.add_person("Anna", id=STARTED, started=True, phone="+380671234567", language_code="uk")
        sandbox.add_person("Boris", id=MET, known=True)
        sandbox.add_person("Vera", id=UNKNOWN)
        yield sandbox


@pytest.fixture
async def bot(sandbox: Sandbox) -> AsyncIterator[Bot]:
    session = LocalSession(api=TelegramAPIServer.from_base(sandbox.base_url))
    bot = Bot(sandbox.token, session=session)
    yield bot
    await session.close()


@pytest.fixture
async def client(sandbox: Sandbox) -> AsyncIterator[SandboxClient]:
    """A driver that does not wait for a bot: most tests here have none running."""
    async with SandboxClient(sandbox.base_url, settle=0) as client:
        yield client


@pytest.fixture
async def anna(client: SandboxClient) -> Person:
    return await client.meet(STARTED)


class Runner:
    """An aiogram application on the sandbox, by polling, with the in-flight counter as idle hook."""

    def __init__(self, sandbox: Sandbox, bot: Bot) -> None:
        self.sandbox = sandbox
        self.bot = bot
        self.dispatcher = Dispatcher()
        self.dispatcher.update.outer_middleware(self._count)
        self.in_flight = 0
        self._task: asyncio.Task[None] | None = None

    async def _count(self, handler, event, data):
        self.in_flight += 1
        try:
            return await handler(event, data)
        finally:
            self.in_flight -= 1

    async def start(self, *, hook: bool = True) -> None:
        if hook:
            self.sandbox.idle = lambda: self.in_flight == 0
        run = self.dispatcher.start_polling(self.bot, handle_signals=False, close_bot_session=False)
        self._task = asyncio.create_task(run)

    async def stop(self) -> None:
        if self._task is not None:
            await self.dispatcher.stop_polling()
            await self._task


@pytest.fixture
async def runner(sandbox: Sandbox, bot: Bot) -> AsyncIterator[Runner]:
    runner = Runner(sandbox, bot)
    yield runner
    await runner.stop()
