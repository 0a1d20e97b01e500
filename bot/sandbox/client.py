"""The driver of a sandbox over HTTP: its people, its clock, its faults."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime
from typing import Any, Self

import aiohttp

from .errors import Json
from .person import SETTLE, Answer, Person

__all__ = ["Answer", "Person", "SandboxClient"]


class SandboxClient:
    """The simulation API of one sandbox. Use as a context manager, or call `close`.

    With `settle` (seconds) every action returns only when the bot has finished with it; 0 returns at once.
    """

    def __init__(self, base_url: str, *, settle: float = SETTLE) -> None:
        self.base_url = base_url.rstrip("/")
        self.settle_seconds = settle
        self.people: dict[int, Person] = {}
        self._session: aiohttp.ClientSession | None = None

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.close()

    async def close(self) -> None:
        if self._session is not None:
            await self._session.close()
            self._session = None

    async def request(self, method: str, path: str, **options: Any) -> Any:
        """One request under /sandbox; AssertionError with the server's words when it is refused."""
        if self._session is None:
            self._session = aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=60))
        async with self._session.request(method, f"{self.base_url}/sandbox{path}", **options) as response:
            value = await response.json()
        if response.status >= 400:
            raise AssertionError(f"{method} /sandbox{path}: {value.get('error', value)}")
        return value

    async def person(
        self,
        first_name: str,
        *,
        language: str = "ru",
        phone: str = "",
        last_name: str = "",
        username: str = "",
        title: str = "",
        id: int | None = None,
    ) -> Person:
        """A new person who has not opened the bot yet."""
        fields: Json = {
            "id": id,
            "first_name": first_name,
            "last_name": last_name,
            "username": username,
            "language_code": language,
            "phone": phone,
            "title": title,
        }
        view = await self.request("POST", "/people", json=fields)
        return await self.meet(view["id"])

    async def meet(self, person_id: int) -> Person:
        """A driver for somebody the sandbox already has (the demo company's people)."""
        if person_id not in self.people:
            for view in await self.request("GET", "/people"):
                if view["id"] == person_id:
                    self.people[person_id] = Person(self, view)
            await self.people[person_id].refresh()
        return self.people[person_id]

    async def settle(self, timeout: float = SETTLE) -> None:
        """Wait until the bot has nothing under way, then bring all screens up to date."""
        answer = await self.request("POST", "/settle", json={"timeout": timeout})
        if not answer["settled"]:
            raise AssertionError(f"the bot has not come to rest in {timeout} s: {answer['busy']}")
        await asyncio.gather(*(person.refresh() for person in self.people.values()))

    async def fault(self, method: str = "*", **fields: Any) -> None:
        """Order a fault: error_code, description, retry_after, delay, drop="before"|"after", count, chat_id, skip."""
        await self.request("POST", "/faults", json={"method": method, **fields})

    async def clear_faults(self) -> None:
        await self.request("DELETE", "/faults")

    async def redeliver(self, update_id: int | None = None, *, callback_id: str | None = None) -> None:
        """Deliver an update (the last one by default) or a button press once more."""
        body: Json = {"callback_id": callback_id} if callback_id else {"update_id": update_id}
        await self.request("POST", "/redeliver", json={**body, "settle": self.settle_seconds})
        await asyncio.gather(*(person.refresh() for person in self.people.values()))

    async def advance(self, *, seconds: float | None = None, to: datetime | None = None, preset: str = "") -> datetime:
        """Move the sandbox clock; returns the new time (UTC)."""
        body: Json = {"settle": self.settle_seconds or None}
        if seconds is not None:
            body["advance_seconds"] = seconds
        elif to is not None:
            body["to"] = to.isoformat()
        else:
            body["preset"] = preset
        answer = await self.request("POST", "/clock", json=body)
        await asyncio.gather(*(person.refresh() for person in self.people.values()))
        return datetime.fromisoformat(answer["now"]).astimezone(UTC)
