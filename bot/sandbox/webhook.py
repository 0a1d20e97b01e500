"""Webhook delivery as Telegram does it: lanes in parallel, order inside a lane, retries with growing gaps."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Awaitable, Callable, Coroutine
from time import time
from typing import Any

import aiohttp

from .errors import ApiError, Json, bad_request
from .params import Params, read_answer
from .updates import Queued
from .world import World

_SECRET = re.compile(r"[A-Za-z0-9_-]{1,256}")
_LONGEST_GAP = 60.0
_REQUEST_SECONDS = 60.0
_NO_ANSWER = ("get", "setwebhook", "deletewebhook", "close", "logout")

CallMethod = Callable[[str, Params], Awaitable[Any]]


class Webhook:
    """Delivers the queue of updates to the URL the bot has set. Speaks plain HTTP, as a `--local` server may."""

    def __init__(self, world: World, call: CallMethod) -> None:
        self.world = world
        self.call = call
        self.url = ""
        self.secret = ""
        self.max_connections = 40
        self.first_gap = 2.0
        """Seconds before the second retry (the first comes at once); they double from there."""
        self.last_error = ""
        self.last_error_at = 0
        self.sending = 0
        self._dispatcher: asyncio.Task[None] | None = None
        self._lanes: dict[str, asyncio.Task[None]] = {}
        self._session: aiohttp.ClientSession | None = None
        self._slots = asyncio.Semaphore(40)

    @property
    def busy(self) -> bool:
        return self.sending > 0

    async def set(self, params: Params) -> None:
        """setWebhook; an empty url takes it away."""
        url, secret = params.text("url"), params.text("secret_token")
        if not url:
            await self.remove(params)
            return
        if secret and not _SECRET.fullmatch(secret):
            raise bad_request("secret token contains unallowed characters")
        if not url.startswith(("http://", "https://")):
            raise bad_request("bad webhook: An HTTPS URL must be provided for webhook")
        await self.stop()
        self.url, self.secret = url, secret
        self.max_connections = min(max(params.number("max_connections", 40), 1), 100)
        self._slots = asyncio.Semaphore(self.max_connections)
        self.world.updates.webhook_set = True
        self.world.updates.end_poll()
        if params.flag("drop_pending_updates"):
            self.world.updates.drop()
        self._session = aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=_REQUEST_SECONDS))
        self._dispatcher = self._spawn(self._dispatch())

    async def remove(self, params: Params) -> None:
        """deleteWebhook."""
        await self.stop()
        self.url = self.secret = ""
        self.world.updates.webhook_set = False
        if params.flag("drop_pending_updates"):
            self.world.updates.drop()

    async def stop(self) -> None:
        """End deliveries; what was not accepted stays in the queue."""
        tasks = [task for task in (self._dispatcher, *self._lanes.values()) if task is not None]
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        self._dispatcher = None
        self._lanes.clear()
        self.sending = 0
        if self._session is not None:
            await self._session.close()
            self._session = None

    def info(self) -> Json:
        """getWebhookInfo."""
        view: Json = {
            "url": self.url,
            "has_custom_certificate": False,
            "pending_update_count": len(self.world.updates.waiting),
        }
        if self.url:
            view["max_connections"] = self.max_connections
        if self.last_error:
            view.update(last_error_date=self.last_error_at, last_error_message=self.last_error)
        return view

    async def _dispatch(self) -> None:
        queue = self.world.updates
        while True:
            queue.arrived.clear()
            for update in [*queue.again, *queue.waiting]:
                if update.lane not in self._lanes:
                    self._lanes[update.lane] = self._spawn(self._run_lane(update.lane))
            await queue.arrived.wait()

    def _spawn(self, work: Coroutine[Any, Any, None]) -> asyncio.Task[None]:
        # The sandbox imports nothing of ours, not even the nursery: `stop` knows and ends all of these.
        return asyncio.create_task(work)  # noqa: TID251

    def _next_of(self, lane: str) -> Queued | None:
        queue = self.world.updates
        return next((update for update in [*queue.again, *queue.waiting] if update.lane == lane), None)

    async def _run_lane(self, lane: str) -> None:
        try:
            while (update := self._next_of(lane)) is not None:
                await self._deliver(update)
                queue = self.world.updates
                if update in queue.again:
                    queue.again.remove(update)
                else:
                    queue.waiting.remove(update)
                self.world.changed.fire()
        finally:
            self._lanes.pop(lane, None)

    async def _deliver(self, update: Queued) -> None:
        gap = 0.0
        while True:
            async with self._slots:
                self.sending += 1
                try:
                    retry_after = await self._post(update)
                finally:
                    self.sending -= 1
            if retry_after is None:
                return
            await asyncio.sleep(retry_after or gap)
            gap = min(gap * 2, _LONGEST_GAP) if gap else self.first_gap

    async def _post(self, update: Queued) -> float | None:
        """One attempt: None when it was accepted, else the seconds of Retry-After (0 without)."""
        session = self._session
        if session is None:
            return 0.0
        headers = {"X-Telegram-Bot-Api-Secret-Token": self.secret} if self.secret else {}
        try:
            async with session.post(self.url, json=update.body, headers=headers) as response:
                if 200 <= response.status < 300:
                    await self._answer(response)
                    return None
                self._failed(f"Wrong response from the webhook: {response.status} {response.reason}")
                seconds = response.headers.get("Retry-After", "")
                return float(min(int(seconds), 3600)) if seconds.isdecimal() else 0.0
        except (aiohttp.ClientError, TimeoutError) as error:
            self._failed(f"Connection failed: {type(error).__name__}")
            return 0.0

    def _failed(self, text: str) -> None:
        self.last_error, self.last_error_at = text, int(time())

    async def _answer(self, response: aiohttp.ClientResponse) -> None:
        """The answer may carry one method call; its result is lost, and so is its error."""
        multipart = response.content_type.startswith("multipart/")
        reader = aiohttp.MultipartReader(response.headers, response.content) if multipart else None
        try:
            body = b"" if multipart else await response.read()
            params = await read_answer(response.content_type, reader, body)
            method = params.text("method").lower()
            if method and not method.startswith(_NO_ANSWER):
                await self.call(method, params)
        except (ApiError, ValueError, UnicodeDecodeError):
            return
