"""The stand-in itself: an HTTP server in this process, started and stopped quickly."""

from __future__ import annotations

import asyncio
import contextlib
import inspect
import json
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from pathlib import Path
from time import monotonic
from typing import Any, Self

from aiohttp import web

from .control_api import ControlApi
from .errors import ApiError, Json, bad_request
from .faults import Fault
from .methods import METHODS
from .model import Call, Human
from .params import UPLOAD_LIMIT, Params, read_params
from .people import create
from .people_api import PeopleApi
from .quiet import Quiet
from .webhook import Webhook
from .world import World

TOKEN = "4242424242:SANDBOX"  # noqa: S105  no secret: the stand-in opens to anybody
_LONGEST_POLL = 50
_PAGE = Path(__file__).parent / "page"


def real_now() -> datetime:
    return datetime.now(UTC)


def _dumps(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


class Sandbox:
    """Telegram's server, a bot's people and their phones, on a local port.

    `now` gives the time of messages and of the 48-hour rule (limits and polling run on real time); `on_clock` is
    awaited with the target when somebody moves the clock; `idle` tells that the bot has nothing under way (`Quiet`).
    """

    def __init__(
        self,
        *,
        token: str = TOKEN,
        username: str = "voronka_bot",
        name: str = "Voronka",
        now: Callable[[], datetime] = real_now,
        on_clock: Callable[[datetime], Awaitable[None]] | None = None,
        zone: str = "UTC",
        flood: bool = False,
        idle: Callable[[], bool] | None = None,
        host: str = "127.0.0.1",
        port: int = 0,
    ) -> None:
        self.token = token
        self.bot_username = username
        self.world = World(token=token, username=username, name=name, now=now, flood=flood)
        self.webhook = Webhook(self.world, self._call)
        self.quiet = Quiet(self.world, self.webhook)
        self.quiet.idle = idle
        self.on_clock = on_clock
        self.zone = zone
        self.closing = asyncio.Event()
        self._host, self._port = host, port
        self._runner: web.AppRunner | None = None

    # --- in process ---

    @property
    def base_url(self) -> str:
        """`http://127.0.0.1:port`, to be given to `TelegramAPIServer.from_base` and to `SandboxClient`."""
        return f"http://{self._host}:{self._port}"

    @property
    def calls(self) -> list[Call]:
        """What the bot called, oldest first (polling is left out)."""
        return list(self.world.calls)

    @property
    def idle(self) -> Callable[[], bool] | None:
        return self.quiet.idle

    @idle.setter
    def idle(self, hook: Callable[[], bool] | None) -> None:
        self.quiet.idle = hook

    def add_person(self, first_name: str, **fields: Any) -> Human:
        """Create a person without HTTP (id, username, language_code, phone, title, started...)."""
        return create(self.world, {"first_name": first_name, **fields})

    def add_group(self, chat_id: int, title: str) -> None:
        """A group the bot is a member of; the id is negative."""
        self.world.groups[chat_id] = title

    def fault(self, method: str = "*", **fields: Any) -> Fault:
        """Order a fault, as POST /sandbox/faults does."""
        return self.world.faults.add(Fault(method=method, **fields))

    # --- life ---

    async def start(self) -> None:
        """Listen; with port 0 a free one is taken."""
        self._runner = web.AppRunner(self._application(), access_log=None, shutdown_timeout=0.2)
        await self._runner.setup()
        site = web.TCPSite(self._runner, self._host, self._port, backlog=1024)
        await site.start()
        self._port = self._runner.addresses[0][1]

    async def stop(self) -> None:
        """Stop at once: waiting polls and event streams are sent away, deliveries end."""
        self.closing.set()
        self.world.updates.end_poll()
        self.world.changed.fire()
        await self.webhook.stop()
        if self._runner is not None:
            await self._runner.cleanup()
            self._runner = None

    async def __aenter__(self) -> Self:
        await self.start()
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.stop()

    def _application(self) -> web.Application:
        app = web.Application(client_max_size=UPLOAD_LIMIT + 2 * 1024 * 1024)
        app.router.add_route("GET", "/file/bot{token}/{path:.+}", self._download)
        app.router.add_route("*", "/bot{token}/{method}", self._bot_api)
        PeopleApi(self.world, self.quiet).routes(app)
        ControlApi(self).routes(app)
        if _PAGE.is_dir():
            app.router.add_get("/", self._index)
            app.router.add_static("/page", _PAGE)
        return app

    async def _index(self, request: web.Request) -> web.StreamResponse:
        return web.FileResponse(_PAGE / "index.html")

    # --- the Bot API over HTTP ---

    async def _download(self, request: web.Request) -> web.Response:
        stored = self.world.files.by_path(request.match_info["path"])
        if request.match_info["token"] != self.token or stored is None:
            error = ApiError(404, "Not Found") if stored is None else ApiError(401, "Unauthorized")
            return web.Response(status=error.code, text=_dumps(error.body()), content_type="application/json")
        return web.Response(body=stored.data, content_type=stored.mime)

    async def _bot_api(self, request: web.Request) -> web.Response:
        method = request.match_info["method"].lower()
        try:
            self.world.check_token(request.match_info["token"])
            params = await read_params(request)
        except ApiError as error:
            return _answer(error.code, error.body())
        except web.HTTPRequestEntityTooLarge:
            return _answer(413, ApiError(413, "Request Entity Too Large").body())
        if method == "getupdates" and not self.world.faults.active:
            return await self._reply(method, params)
        return await self._logged(request, method, params)

    async def _logged(self, request: web.Request, method: str, params: Params) -> web.Response:
        call = Call(request.match_info["method"], params.values, monotonic())
        polling = method == "getupdates"
        if not polling:
            self.world.calls.append(call)
            self.world.calls_begun += 1
            self.world.in_flight += 1
        try:
            response = await self._with_faults(request, method, params, call)
            call.code = call.code or response.status
            return response
        finally:
            if not polling:
                call.seconds = monotonic() - call.at
                self.world.in_flight -= 1
                self.world.last_call_end = monotonic()
                self.world.changed.fire()

    async def _with_faults(self, request: web.Request, method: str, params: Params, call: Call) -> web.Response:
        fault = self.world.faults.take(method, call.chat_id) if self.world.faults.active else None
        if fault is None:
            return await self._reply(method, params, call)
        if fault.delay:
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self.closing.wait(), fault.delay)
        if fault.drop == "before":
            return _drop(request, call)
        if error := fault.error():
            call.description = error.description
            return _answer(error.code, error.body())
        response = await self._reply(method, params, call)
        return _drop(request, call) if fault.drop == "after" else response

    async def _reply(self, method: str, params: Params, call: Call | None = None) -> web.Response:
        try:
            return _answer(200, {"ok": True, "result": await self._call(method, params)})
        except ApiError as error:
            if call is not None:
                call.description = error.description
            return _answer(error.code, error.body())

    async def _call(self, method: str, params: Params) -> Any:
        match method:
            case "getupdates":
                self.world.updates.allow(params.json("allowed_updates"))
                seconds = min(max(params.number("timeout"), 0), _LONGEST_POLL)
                if self.closing.is_set():
                    raise ApiError(500, "Internal Server Error: restart")
                return await self.world.updates.poll(params.number("offset"), params.number("limit", 100), seconds)
            case "setwebhook":
                await self.webhook.set(params)
                self.world.updates.allow(params.json("allowed_updates"))
                return True
            case "deletewebhook":
                await self.webhook.remove(params)
                return True
            case "getwebhookinfo":
                return {**self.webhook.info(), "allowed_updates": sorted(self.world.updates.allowed)}
        function = METHODS.get(method)
        if function is None:
            raise ApiError(404, "Not Found: method not found")
        params.method = method
        try:
            result = function(self.world, params)
        except (TypeError, KeyError, AttributeError, ValueError) as error:
            # Only malformed parameters get here: every rule of Telegram raises its own ApiError.
            raise bad_request(f"can't parse parameters: {error!r}") from error
        return await result if inspect.isawaitable(result) else result


def _answer(status: int, body: Json) -> web.Response:
    headers = None
    if "parameters" in body and "retry_after" in body["parameters"]:
        headers = {"Retry-After": str(body["parameters"]["retry_after"])}
    return web.Response(status=status, text=_dumps(body), content_type="application/json", headers=headers)


def _drop(request: web.Request, call: Call) -> web.Response:
    """Break the connection: the caller never learns what happened."""
    call.code = -1
    if request.transport is not None:
        request.transport.abort()
    return web.Response(status=500)
