"""Receiving updates by webhook, at least once: Telegram gets its answer after the handling, and repeats are dropped."""

from __future__ import annotations

import asyncio
import hmac
import logging
from typing import Final
from urllib.parse import urlsplit

from aiogram import Bot, Dispatcher
from aiogram.types import Update
from aiohttp import web

from bot.settings import Settings
from services.clock import Clock
from services.rules.actor import SYSTEM
from storage import presses
from storage.unit_of_work import Database

log = logging.getLogger(__name__)

HEADER: Final = "X-Telegram-Bot-Api-Secret-Token"
CONNECTIONS: Final = 40


class Webhook:
    """A small HTTP server for Telegram's updates. `update_id`s of the last days are remembered in `done_requests`."""

    def __init__(
        self, bot: Bot, dispatcher: Dispatcher, db: Database, clock: Clock, settings: Settings, allowed: list[str]
    ) -> None:
        assert settings.webhook_url is not None  # noqa: S101 - the application looked
        assert settings.webhook_secret is not None  # noqa: S101 - checked with the settings
        self._bot = bot
        self._dispatcher = dispatcher
        self._db = db
        self._clock = clock
        self._url = settings.webhook_url
        self._secret = settings.webhook_secret.get_secret_value()
        self._listen = settings.webhook_listen
        self._allowed = allowed
        self._working: dict[int, asyncio.Future[None]] = {}
        self._runner: web.AppRunner | None = None

    @property
    def busy(self) -> int:
        """How many updates are in work."""
        return len(self._working)

    async def start(self) -> None:
        """Listen, then tell Telegram where."""
        app = web.Application(client_max_size=4 * 1024 * 1024)
        app.router.add_post(urlsplit(self._url).path or "/", self._receive)
        self._runner = web.AppRunner(app, access_log=None, shutdown_timeout=1)
        await self._runner.setup()
        host, _, port = self._listen.rpartition(":")
        await web.TCPSite(self._runner, host, int(port)).start()
        await self._bot.set_webhook(
            self._url, secret_token=self._secret, allowed_updates=self._allowed, max_connections=CONNECTIONS
        )
        log.info("listening on %s", self._listen)

    async def stop(self) -> None:
        """Take no more updates; Telegram keeps them for the next start. Those in work go on."""
        if self._runner is not None:
            for site in list(self._runner.sites):
                await site.stop()

    async def confirm(self) -> None:
        """Close the connections; every handled update was confirmed by its own answer."""
        if self._runner is not None:
            await self._runner.cleanup()

    async def _receive(self, request: web.Request) -> web.Response:
        if not hmac.compare_digest(request.headers.get(HEADER, "").encode(), self._secret.encode()):
            return web.Response(status=403)
        try:
            update = Update.model_validate(await request.json(), context={"bot": self._bot})
        except ValueError:
            return web.Response(status=400)
        await self._once(update)
        return web.Response()

    async def _once(self, update: Update) -> None:
        """Handle an update unless it was handled before; a repeat of one in work waits for it."""
        number = update.update_id
        if number in self._working:
            await asyncio.shield(self._working[number])
            return
        ended: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._working[number] = ended
        try:
            if await self._known(number):
                log.info("update=%d came again", number)
                return
            await self._dispatcher.feed_update(self._bot, update)
            async with self._db.write(SYSTEM, self._clock.now()) as work:
                await work.once(_key(number))
        finally:
            del self._working[number]
            ended.set_result(None)

    async def _known(self, number: int) -> bool:
        async with self._db.read(SYSTEM, self._clock.now()) as work:
            return await presses.is_done(work, _key(number))


def _key(number: int) -> str:
    return f"w:{number}"
