"""The rest of the simulation API: clock, taps, faults, repeated delivery, the call log, live events, settling."""

from __future__ import annotations

import json
from collections import deque
from datetime import datetime, timedelta
from time import monotonic
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from aiohttp import web

from .errors import Json, NoSuchThing
from .faults import Fault
from .people import human_of, push
from .people_api import body_of, reply
from .presets import PRESETS, jump
from .taps import format_taps

if TYPE_CHECKING:
    from .server import Sandbox

_HEARTBEAT = 15.0


class ControlApi:
    """Handlers of everything under /sandbox that is not a person's."""

    def __init__(self, sandbox: Sandbox) -> None:
        self.sandbox = sandbox
        self.world = sandbox.world

    def routes(self, app: web.Application) -> None:
        router = app.router
        router.add_get("/sandbox/events", self.events)
        router.add_get("/sandbox/files/{id}", self.file)
        router.add_get("/sandbox/clock", self.clock)
        router.add_post("/sandbox/clock", self.set_clock)
        router.add_get("/sandbox/taps", self.taps)
        router.add_post("/sandbox/taps/begin", self.begin_taps)
        router.add_post("/sandbox/taps/end", self.end_taps)
        router.add_get("/sandbox/faults", self.faults)
        router.add_post("/sandbox/faults", self.add_fault)
        router.add_delete("/sandbox/faults", self.clear_faults)
        router.add_post("/sandbox/redeliver", self.redeliver)
        router.add_get("/sandbox/calls", self.calls)
        router.add_post("/sandbox/settle", self.settle)

    async def events(self, request: web.Request) -> web.StreamResponse:
        """Server-sent events until the browser goes or the server stops."""
        response = web.StreamResponse(headers={"Content-Type": "text/event-stream", "Cache-Control": "no-cache"})
        await response.prepare(request)
        inbox: deque[Json] = deque()
        self.world.listeners.append(inbox)
        try:
            await response.write(b": hello\n\n")
            written = monotonic()
            while not self.sandbox.closing.is_set():
                if inbox or monotonic() - written >= _HEARTBEAT:
                    news = "".join(f"data: {json.dumps(event, ensure_ascii=False)}\n\n" for event in inbox)
                    inbox.clear()
                    await response.write(news.encode() or b": alive\n\n")
                    written = monotonic()
                await self.world.changed.wait(_HEARTBEAT)
        except ConnectionError:
            # The browser has gone; that is how every stream ends.
            return response
        finally:
            self.world.listeners.remove(inbox)
        return response

    async def file(self, request: web.Request) -> web.Response:
        stored = self.world.files.get(request.match_info["id"])
        if stored is None:
            raise NoSuchThing("no such file")
        headers = {"Cache-Control": "max-age=86400"}
        if stored.kind == "document" and not stored.mime.startswith("image/"):
            name = stored.name.replace('"', "").encode("ascii", "replace").decode()
            headers["Content-Disposition"] = f'attachment; filename="{name}"'
        return web.Response(body=stored.data, content_type=stored.mime, headers=headers)

    # --- clock ---

    def _clock_view(self) -> Json:
        now = self.world.now()
        local = now.astimezone(ZoneInfo(self.sandbox.zone))
        return {
            "now": now.isoformat(),
            "local": local.isoformat(),
            "zone": self.sandbox.zone,
            "presets": list(PRESETS),
            "settable": self.sandbox.on_clock is not None,
        }

    async def clock(self, request: web.Request) -> web.Response:
        return reply(self._clock_view())

    async def set_clock(self, request: web.Request) -> web.Response:
        """Jump forward; answers when the callback of the demo has done what was due."""
        if self.sandbox.on_clock is None:
            raise ValueError("the clock of this sandbox can't be moved")
        body = await body_of(request)
        now = self.world.now()
        if "advance_seconds" in body:
            target = now + timedelta(seconds=float(body["advance_seconds"]))
        elif "to" in body:
            target = datetime.fromisoformat(str(body["to"]))
            target = target if target.tzinfo else target.replace(tzinfo=ZoneInfo(self.sandbox.zone))
        else:
            target = jump(str(body["preset"]), now, self.sandbox.zone)
        if target < now:
            raise ValueError("the clock only goes forward")
        for human in self.world.humans.values():
            human.mark = self.world.version
        await self.sandbox.on_clock(target)
        if seconds := body.get("settle"):
            await self.sandbox.quiet.settle(5.0 if seconds is True else float(seconds))
        self.world.tell("clock", None, now=self.world.now().isoformat())
        return reply(self._clock_view())

    # --- taps ---

    async def taps(self, request: web.Request) -> web.Response:
        rows = [measure.view() for measure in self.world.taps.finished]
        if request.query.get("as") == "text":
            return web.Response(text=format_taps(rows))
        return reply(rows)

    async def begin_taps(self, request: web.Request) -> web.Response:
        body = await body_of(request)
        person = human_of(self.world, int(body["person"])).id
        self.world.taps.begin(person, str(body.get("flow", "")), body.get("budget"))
        return reply({"flow": body.get("flow", ""), "taps": 0})

    async def end_taps(self, request: web.Request) -> web.Response:
        body = await body_of(request)
        return reply(self.world.taps.end(int(body["person"])).view())

    # --- faults, repeats, log ---

    async def faults(self, request: web.Request) -> web.Response:
        return reply(self.world.faults.view())

    async def add_fault(self, request: web.Request) -> web.Response:
        fields = await body_of(request)
        unknown = fields.keys() - Fault.__dataclass_fields__.keys()
        if unknown:
            raise ValueError(f"unknown fields: {', '.join(sorted(unknown))}")
        self.world.faults.add(Fault(**fields))
        return reply(self.world.faults.view(), 201)

    async def clear_faults(self, request: web.Request) -> web.Response:
        self.world.faults.clear()
        return reply([])

    async def redeliver(self, request: web.Request) -> web.Response:
        """Deliver `update_id` again as it was, or the press `callback_id` again as a new update."""
        body = await body_of(request)
        if "callback_id" in body:
            callback = self.world.callbacks.get(str(body["callback_id"]))
            if callback is None:
                raise NoSuchThing("no such callback query")
            human = human_of(self.world, callback.human_id)
            update_id = push(self.world, human, "callback_query", callback.update, f"press:{human.id}")
        else:
            history = self.world.updates.history
            update_id = int(body.get("update_id") or (history[-1].id if history else 0))
            if not self.world.updates.repeat(update_id):
                raise NoSuchThing(f"no update {update_id}")
        still = await self.sandbox.quiet.settle(float(body["settle"])) if body.get("settle") else ""
        return reply({"update_id": update_id, "settled": not still})

    async def calls(self, request: web.Request) -> web.Response:
        """The newest calls of the bot: `?method=`, `?limit=`."""
        wanted = request.query.get("method", "").lower()
        limit = int(request.query.get("limit", 200))
        calls = [call for call in self.world.calls if not wanted or call.method.lower() == wanted]
        return reply([call.view() for call in calls[-limit:]])

    async def settle(self, request: web.Request) -> web.Response:
        body = await body_of(request)
        still = await self.sandbox.quiet.settle(float(body.get("timeout", 5)))
        return reply({"settled": not still, "busy": still})
