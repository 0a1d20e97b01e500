"""One person with a phone, driven over HTTP: what a test or the play mode does is what a person could do."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, field
from fnmatch import fnmatchcase
from pathlib import Path
from typing import TYPE_CHECKING, Any

import aiohttp

from .errors import Json
from .screens import Screen, reply_labels, transcript

if TYPE_CHECKING:
    from .client import SandboxClient

SETTLE = 5.0
"""Seconds a driver waits for the bot to finish."""


@dataclass
class Answer:
    """What a press gave: the toast or alert, a link to open, a text to copy."""

    text: str = ""
    alert: bool = False
    url: str | None = None
    copied: str | None = None
    answered: bool = True


@dataclass
class Person:
    """One person with a phone. After every action `messages`, `last`, `toast` show the chat as it then is."""

    client: SandboxClient
    view: Json
    messages: list[Screen] = field(default_factory=list)
    chat: Json = field(default_factory=dict)
    answer: Answer = field(default_factory=Answer)
    update_id: int = 0
    callback_id: str = ""
    inline_answer: Json = field(default_factory=dict)
    """The whole of the last answer to `inline`."""
    _since: int | None = None
    _version: int = 0
    _known: dict[int, Screen] = field(default_factory=dict)

    def __repr__(self) -> str:
        return f"<{self.name}>"

    @property
    def id(self) -> int:
        return int(self.view["id"])

    @property
    def name(self) -> str:
        return str(self.view["first_name"])

    # --- what is seen ---

    @property
    def last(self) -> Screen:
        """The newest message of the bot."""
        for message in reversed(self.messages):
            if message.from_bot:
                return message
        raise AssertionError(f"the bot has written nothing to {self.name}")

    @property
    def bot_messages(self) -> list[Screen]:
        """All messages of the bot that are still there, oldest first."""
        return [message for message in self.messages if message.from_bot]

    @property
    def toast(self) -> str:
        """Text of the answer to the last button press; empty when it had none."""
        return self.answer.text

    @property
    def reply_buttons(self) -> list[list[str]]:
        """Labels of the reply keyboard, by rows."""
        return reply_labels(self.chat)

    @property
    def commands(self) -> list[str]:
        """The command list this person sees."""
        return [command["command"] for command in self.chat.get("commands", [])]

    @property
    def screen(self) -> str:
        """The last messages with their buttons, as plain text."""
        return transcript(self.name, self.messages[-6:], self.chat, self.answer.text)

    async def taps(self) -> int:
        """Taps since the last `begin_taps`: ends that measurement."""
        return int((await self.client.request("POST", "/taps/end", json={"person": self.id}))["taps"])

    async def begin_taps(self, flow: str, budget: int | None = None) -> None:
        """Start counting taps for a flow."""
        body = {"person": self.id, "flow": flow, "budget": budget}
        await self.client.request("POST", "/taps/begin", json=body)

    # --- what is done ---

    async def start(self, payload: str = "") -> Screen | None:
        """Open t.me/<bot>?start=payload and press Start."""
        return await self._do("send", {"start": payload})

    async def say(self, text: str, *, reply_to: int | None = None) -> Screen | None:
        """Type and send a text; returns the newest message of the bot."""
        return await self._do("send", {"text": text, "reply_to": reply_to})

    async def tap(self, label: str, *, message: Screen | None = None) -> Screen | None:
        """Press the button with this label, label's start or fnmatch pattern: on the newest message that has one.

        Buttons of the reply keyboard count too. AssertionError with the screen when there is none.
        """
        at = self._button(label, message)
        if at is not None:
            return await self._press(*at)
        for row in (self.chat.get("reply_keyboard") or {}).get("rows", []):
            for button in row:
                if message is None and _fits(button["text"], label):
                    return await self._tap_reply(button)
        raise AssertionError(f"{self.name} sees no button {label!r}:\n{self.screen}")

    def _button(self, label: str, message: Screen | None) -> tuple[Screen, Json] | None:
        candidates = [message] if message is not None else [m for m in reversed(self.messages) if m.from_bot]
        for exact in (True, False):
            for candidate in candidates:
                for button in (button for row in candidate.keyboard for button in row):
                    if button["text"] == label if exact else _fits(button["text"], label):
                        return candidate, button
        return None

    def has_button(self, label: str) -> bool:
        """Whether a button of the newest bot message fits."""
        return self._button(label, self.last) is not None

    async def _press(self, message: Screen, button: Json) -> Screen | None:
        body: Json = {"message_id": message.id}
        body |= {"data": button["data"]} if "data" in button else {"label": button["text"]}
        return await self._do("press", body)

    async def press_data(self, message: Screen, data: str) -> Screen | None:
        """Press with this callback data even if the button is no longer there (a stale or double tap)."""
        return await self._do("press", {"message_id": message.id, "data": data, "force": True})

    async def _tap_reply(self, button: Json) -> Screen | None:
        if button["kind"] == "request_contact":
            return await self.share_contact()
        if button["kind"] == "request_location":
            return await self.share_location()
        return await self.say(button["text"])

    async def share_contact(
        self, phone: str = "", first_name: str = "", last_name: str = "", *, person: Person | None = None
    ) -> Screen | None:
        """Share a contact: the own one without arguments, another person's, or one of the address book."""
        contact: Json = {"phone": phone, "first_name": first_name, "last_name": last_name}
        if person is not None:
            contact |= {"person": person.id, "own": False}
        return await self._do("send", {"contact": contact})

    async def share_users(self, *people: Person, request_id: int = 1) -> Screen | None:
        """Pick people in the list a request_users button opens."""
        users = {"request_id": request_id, "people": [person.id for person in people]}
        return await self._do("send", {"users": users})

    async def share_location(self, latitude: float = 50.45, longitude: float = 30.52) -> Screen | None:
        return await self._do("send", {"location": {"lat": latitude, "lon": longitude}})

    async def forward(self, text: str, *, author: Person | str = "Hidden") -> Screen | None:
        """Forward somebody's message: of a person of the sandbox, or of someone who hides the account."""
        sender: Any = author.id if isinstance(author, Person) else author
        return await self._do("send", {"forward": {"from_person": sender, "text": text}})

    async def forward_contact(self, phone: str, first_name: str, *, author: Person | str = "Hidden") -> Screen | None:
        sender: Any = author.id if isinstance(author, Person) else author
        contact = {"phone": phone, "first_name": first_name}
        return await self._do("send", {"forward": {"from_person": sender, "contact": contact}})

    async def sticker(self, emoji: str = "🙂") -> Screen | None:
        return await self._do("send", {"sticker": emoji})

    async def voice(self, duration: int = 3) -> Screen | None:
        return await self._do("send", {"voice": {"duration": duration}})

    async def send_file(
        self,
        file: Path | bytes,
        name: str = "",
        *,
        caption: str = "",
        kind: str = "document",
        size: int = 0,
        album: str = "",
    ) -> Screen | None:
        """Send a file as document, photo or voice; `size` pretends a bigger one to the bot (bytes).

        Those with the same `album` were sent together.
        """
        data = file if isinstance(file, bytes) else await asyncio.to_thread(file.read_bytes)
        form = aiohttp.FormData(quote_fields=False)
        form.add_field("as", kind)
        form.add_field("caption", caption)
        form.add_field("size", str(size))
        form.add_field("album", album)
        form.add_field("after", str(self._version))
        form.add_field("settle", str(self.client.settle_seconds or ""))
        form.add_field("file", data, filename=name or (file.name if isinstance(file, Path) else "file.bin"))
        return self._take(await self.client.request("POST", f"/people/{self.id}/send", data=form))

    async def edit(self, text: str) -> Screen | None:
        """Change the own last message."""
        own = next(message for message in reversed(self.messages) if not message.from_bot)
        return await self._do("edit", {"message_id": own.id, "text": text})

    async def react(self, emoji: str, message: Screen | None = None) -> Screen | None:
        return await self._do("react", {"message_id": (message or self.last).id, "emoji": emoji})

    async def delete(self, message: Screen) -> Screen | None:
        return await self._do("delete", {"message_id": message.id})

    async def block(self) -> Screen | None:
        return await self._do("block", {})

    async def unblock(self) -> Screen | None:
        return await self._do("unblock", {})

    async def read(self) -> Screen | None:
        return await self._do("read", {})

    async def inline(self, query: str, offset: str = "") -> list[Json]:
        """Type `@bot query`; returns the results of the bot, and keeps its whole answer in `inline_answer`."""
        body = {"query": query, "offset": offset, "settle": self.client.settle_seconds}
        self.inline_answer = await self.client.request("POST", f"/people/{self.id}/inline", json=body)
        return list(self.inline_answer["results"])

    async def choose(self, result: Json) -> Screen | None:
        """Drop one of the results of the last `inline` into the chat with the bot."""
        return await self._do("choose", {"query_id": self.inline_answer["query_id"], "result_id": result["id"]})

    # --- waiting ---

    async def settle(self, timeout: float = SETTLE) -> None:
        """Wait until the bot has finished, then look at the chat."""
        await self.client.settle(timeout)

    async def until(self, words: str, timeout: float = SETTLE) -> Screen:
        """Wait for a message of the bot with these words, newer than the own last action, clock jump or `mark`."""
        query = {"contains": words, "timeout": str(timeout)}
        if self._since is not None:
            query["since"] = str(self._since)
        answer = await self.client.request("GET", f"/people/{self.id}/wait", params=query)
        await self.refresh()
        if not answer["found"]:
            raise AssertionError(f"{self.name} got no message with {words!r} in {timeout} s:\n{self.screen}")
        return self._known[answer["message_id"]]

    async def mark(self) -> None:
        """From now on `until` looks only at what is still to come."""
        await self.refresh()
        self._since = self._version

    async def refresh(self) -> None:
        """Look at the phone."""
        query = {"after": str(self._version)}
        self._merge(await self.client.request("GET", f"/people/{self.id}/chat", params=query))

    async def _do(self, action: str, body: Json) -> Screen | None:
        body |= {"settle": self.client.settle_seconds or None, "after": self._version}
        return self._take(await self.client.request("POST", f"/people/{self.id}/{action}", json=body))

    def _take(self, result: Json) -> Screen | None:
        self._since = None
        self._merge(result["chat"])
        self.update_id = result.get("update_id") or self.update_id
        if "answered" in result:
            self.callback_id = result.get("callback_id", "")
            self.answer = Answer(
                text=result.get("text") or "",
                alert=bool(result.get("show_alert")),
                url=result.get("url"),
                copied=result.get("copied"),
                answered=bool(result["answered"]),
            )
        else:
            self.answer = Answer()
        if result.get("settled") is False:
            raise AssertionError(f"the bot has not finished in time: {result['busy']}\n{self.screen}")
        return next((message for message in reversed(self.messages) if message.from_bot), None)

    def _merge(self, chat: Json) -> None:
        changed: Sequence[Json] = chat.pop("messages")
        self._version = int(chat["version"])
        self.chat = chat
        if not changed:
            return
        for view in changed:
            if view["deleted"]:
                self._known.pop(view["id"], None)
            else:
                self._known[view["id"]] = Screen(view)
        self.messages = [self._known[number] for number in sorted(self._known)]


def _fits(text: str, label: str) -> bool:
    return text == label or text.startswith(label) or fnmatchcase(text, label)
