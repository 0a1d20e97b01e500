"""The simulation API of the persons' side: /sandbox/people, as the page, the play mode and the tests use it.

Every action may carry `settle` (seconds, or true for 5): the answer then comes when the bot has finished with it. With
`after` (a version) the answer also holds what changed in the chat since then.
"""

from __future__ import annotations

import json
from collections.abc import Awaitable, Callable
from time import monotonic

from aiohttp import web
from aiohttp.web_request import FileField

from . import people
from .errors import ApiError, Json, NoSuchThing
from .keyboards import button_kind
from .model import Human
from .params import Upload
from .quiet import Quiet
from .views import chat_view, message_view, person_view
from .world import World

Handler = Callable[[Human, Json], Awaitable[Json]]
_SETTLE_SECONDS = 5.0


def reply(value: object, status: int = 200) -> web.Response:
    """A JSON answer."""
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    return web.Response(status=status, text=text, content_type="application/json")


@web.middleware
async def refusals(
    request: web.Request, handler: Callable[[web.Request], Awaitable[web.StreamResponse]]
) -> web.StreamResponse:
    """What can't be done becomes {"error": ...} with 404 or 400."""
    if not request.path.startswith("/sandbox/"):
        return await handler(request)
    try:
        return await handler(request)
    except NoSuchThing as error:
        return reply({"error": str(error)}, 404)
    except ApiError as error:
        return reply({"error": error.description}, error.code)
    except (ValueError, KeyError, TypeError) as error:
        return reply({"error": str(error) or type(error).__name__}, 400)


async def body_of(request: web.Request) -> Json:
    """The JSON object of a request; empty without a body."""
    text = await request.text()
    value = json.loads(text) if text.strip() else {}
    if not isinstance(value, dict):
        raise ValueError("a JSON object is expected")
    return value


class PeopleApi:
    """Handlers of /sandbox/people/..."""

    def __init__(self, world: World, quiet: Quiet) -> None:
        self.world = world
        self.quiet = quiet

    def routes(self, app: web.Application) -> None:
        app.middlewares.append(refusals)
        one = "/sandbox/people/{id:-?\\d+}"
        app.router.add_get("/sandbox/people", self.list)
        app.router.add_post("/sandbox/people", self.create)
        app.router.add_patch(one, self.change)
        app.router.add_get(one + "/chat", self.chat)
        app.router.add_get(one + "/wait", self.wait)
        actions: dict[str, Handler] = {
            "send": self.send,
            "press": self.press,
            "edit": self.edit,
            "delete": self.delete,
            "react": self.react,
            "block": self.block,
            "unblock": self.unblock,
            "read": self.read,
            "inline": self.inline,
            "choose": self.choose,
        }
        for name, handler in actions.items():
            app.router.add_post(f"{one}/{name}", self._action(handler))

    def _human(self, request: web.Request) -> Human:
        return people.human_of(self.world, int(request.match_info["id"]))

    def _action(self, handler: Handler) -> Callable[[web.Request], Awaitable[web.Response]]:
        async def run(request: web.Request) -> web.Response:
            human = self._human(request)
            multipart = request.content_type.startswith("multipart/")
            body = await _multipart(request) if multipart else await body_of(request)
            before = self.world.calls_begun
            human.mark = self.world.version
            result = await handler(human, body)
            if settle := body.get("settle"):
                seconds = _SETTLE_SECONDS if settle is True else float(settle)
                told = result.get("update_id") is not None
                still = await self.quiet.settle(seconds, calls_before=before if told else None)
                result.update(settled=not still, busy=still)
            if body.get("after") is not None:
                result["chat"] = chat_view(self.world, human, int(body["after"]))
            return reply(result)

        return run

    async def list(self, request: web.Request) -> web.Response:
        return reply([person_view(human) for human in self.world.humans.values()])

    async def create(self, request: web.Request) -> web.Response:
        return reply(person_view(people.create(self.world, await body_of(request))), 201)

    async def change(self, request: web.Request) -> web.Response:
        human = self._human(request)
        people.change(self.world, human, await body_of(request))
        return reply(person_view(human))

    async def chat(self, request: web.Request) -> web.Response:
        query = request.query
        after, limit = int(query.get("after", 0)), int(query.get("limit", 300))
        return reply(chat_view(self.world, self._human(request), after, limit))

    async def wait(self, request: web.Request) -> web.Response:
        """Long poll until a bot message newer than the person's last action holds the words (`contains`)."""
        human = self._human(request)
        words = request.query.get("contains", "")
        mark = int(request.query.get("since", human.mark))
        deadline = monotonic() + float(request.query.get("timeout", 5))
        while True:
            for message in reversed(self.world.chats.get(human.id, {}).values()):
                if message.from_bot and not message.deleted and message.version > mark:
                    view = message_view(self.world, message)
                    if words in (view["text"] or view["caption"]):
                        return reply({"found": True, "message_id": message.id})
            left = deadline - monotonic()
            if left <= 0:
                return reply({"found": False})
            await self.world.changed.wait(min(left, 0.5))

    # --- actions ---

    async def send(self, human: Human, body: Json) -> Json:
        if "start" in body:
            message, update_id = people.start(self.world, human, str(body["start"] or ""))
        elif "_upload" in body:
            kind = str(body.get("as") or "document")
            if kind not in ("photo", "document", "voice"):
                raise ValueError("`as` must be photo, document or voice")
            size = int(body.get("size") or 0)
            caption = str(body.get("caption") or "")
            content = people.upload_content(self.world, kind, body["_upload"], caption, size)
            if body.get("album"):
                content["media_group_id"] = str(body["album"])
            message, update_id = people.say(self.world, human, content)
        else:
            content = people.content_of(self.world, human, body)
            reply_to = body.get("reply_to")
            message, update_id = people.say(self.world, human, content, int(reply_to) if reply_to else None)
        return {"message_id": message.id, "update_id": update_id}

    async def press(self, human: Human, body: Json) -> Json:
        message = people.message_of(self.world, human, int(body["message_id"]))
        data, label = body.get("data"), body.get("label")
        button = people.button_on(message, data, label)
        if button is None and not (body.get("force") and data is not None):
            raise NoSuchThing(f"no button {data or label!r} on message {message.id}")
        kind = button_kind(button) if button else "callback"
        if button is not None and kind != "callback":
            self.world.taps.count(human.id)
            copied = button.get("copy_text", {}).get("text")
            return {"answered": None, "kind": kind, "url": button.get("url"), "copied": copied}
        data = button["callback_data"] if button else str(data)
        callback = people.press(self.world, human, message.id, data)
        await self._until(lambda: callback.answer is not None, body)
        answer = callback.answer or {"text": "", "show_alert": False, "url": None}
        return {"answered": callback.answer is not None, **answer, "callback_id": callback.id, "update_id": 0}

    async def _until(self, answered: Callable[[], bool], body: Json) -> None:
        """Until the answer, or until it is clear that none will come, at most `wait` seconds."""
        deadline = monotonic() + float(body.get("wait", 5.0))
        hook = bool(body.get("settle")) and self.quiet.idle is not None
        while not answered() and (left := deadline - monotonic()) > 0:
            if hook:
                if not await self.quiet.settle(min(left, 0.05)):
                    return
            else:
                await self.world.changed.wait(left)

    async def edit(self, human: Human, body: Json) -> Json:
        return {"update_id": people.edit(self.world, human, int(body["message_id"]), str(body["text"]))}

    async def delete(self, human: Human, body: Json) -> Json:
        people.delete(self.world, human, int(body["message_id"]))
        return {"update_id": None}

    async def react(self, human: Human, body: Json) -> Json:
        emoji = str(body.get("emoji") or "")
        return {"update_id": people.react(self.world, human, int(body["message_id"]), emoji)}

    async def block(self, human: Human, body: Json) -> Json:
        return {"update_id": people.block(self.world, human)}

    async def unblock(self, human: Human, body: Json) -> Json:
        return {"update_id": people.unblock(self.world, human)}

    async def read(self, human: Human, body: Json) -> Json:
        human.unread = 0
        self.world.tell("unread", human.id, unread=0)
        return {"update_id": None}

    async def inline(self, human: Human, body: Json) -> Json:
        asked = people.ask_inline(self.world, human, str(body.get("query", "")), str(body.get("offset", "")))
        await self._until(lambda: asked.results is not None, body)
        return {
            "answered": asked.results is not None,
            "query_id": asked.id,
            "results": asked.results or [],
            "next_offset": asked.next_offset,
            "button": asked.button,
            "update_id": 0,
        }

    async def choose(self, human: Human, body: Json) -> Json:
        message, update_id = people.choose_inline(
            self.world, human, str(body.get("query_id", "")), str(body.get("result_id", ""))
        )
        return {"message_id": message.id, "update_id": update_id}


async def _multipart(request: web.Request) -> Json:
    body: Json = {}
    for name, value in (await request.post()).items():
        if isinstance(value, FileField):
            body["_upload"] = Upload(value.filename, value.content_type, value.file.read())
        else:
            body[name] = value
    if "_upload" not in body:
        raise ValueError("the field `file` is missing")
    if body.get("settle") == "true":
        body["settle"] = True
    return body
