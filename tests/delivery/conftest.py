"""A sender of its own on both databases, with the sandbox as Telegram."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import pytest
from aiogram import Bot
from aiogram.client.telegram import TelegramAPIServer

from bot import notices
from bot.delivery import Delivery
from bot.notices import Params, notice
from bot.nursery import Nursery
from bot.sandbox.client import Person, SandboxClient
from bot.sandbox.server import Sandbox
from bot.telegram.limits import Pace
from bot.telegram.sender import Sender
from bot.telegram.session import Session
from bot.ui.screen import Screen
from bot.ui.words import Words
from services import Services
from services.clock import ShiftedClock
from services.errors import NotFound
from services.outbox import notify
from services.rules.actor import SYSTEM, Actor
from storage.tables import Chat, OutboxMessage
from storage.unit_of_work import Database


async def _note(services: Services, reader: Actor, params: Params, words: Words) -> Screen | None:
    if params.get("gone"):
        raise NotFound
    if params.get("broken"):
        raise RuntimeError("a fault of ours")
    return Screen(f"{words.locale}: {params['text']}") if params["text"] else None


if "test_note" not in notices.NOTICES:
    notice("test_note")(_note)
    notice("test_alone", alone=True)(_note)


@dataclass
class PostOffice:
    """Everything between the outbox and a phone."""

    db: Database
    services: Services
    clock: ShiftedClock
    sandbox: Sandbox
    client: SandboxClient
    bot: Bot
    nursery: Nursery
    pace: Pace
    delivery: Delivery = field(init=False)

    def __post_init__(self) -> None:
        self.delivery = self.another()

    def another(self, pace: Pace | None = None) -> Delivery:
        """One more sender on the same database."""
        return Delivery(self.services, Sender(self.bot, pace or self.pace), self.clock, self.nursery)

    async def reader(self, name: str = "Ivan", locale: str = "en") -> Person:
        """Somebody who has pressed Start and is known as a chat."""
        person = await self.client.person(name, language=locale)
        await person.start()
        async with self.db.write(SYSTEM, self.clock.now()) as work:
            work.session.add(Chat(id=person.id, name=name, locale=locale, started_at=self.clock.now()))
        return person

    async def queue(self, person: Person | int, text: str, kind: str = "test_note", **message: Any) -> bool:
        """Queue a message; its text is its dedupe key."""
        chat_id = person if isinstance(person, int) else person.id
        more = message.pop("params", {})
        async with self.db.write(SYSTEM, self.clock.now()) as work:
            key = message.pop("dedupe_key", f"{chat_id}:{text}")
            return await notify(
                work, chat_id=chat_id, kind=kind, params={"text": text, **more}, dedupe_key=key, **message
            )

    async def rows(self) -> list[dict[str, Any]]:
        """The outbox as it is stored."""
        from sqlalchemy import select

        async with self.db.read(SYSTEM, self.clock.now()) as work:
            found = await work.session.scalars(select(OutboxMessage).order_by(OutboxMessage.id))
            return [{column.key: getattr(row, column.key) for column in row.__table__.columns} for row in found]

    async def row(self) -> dict[str, Any]:
        """The only message."""
        (only,) = await self.rows()
        return only

    def sent_texts(self) -> list[str]:
        """What Telegram was asked to send and took, in order."""
        return [call.params["text"] for call in self.sandbox.calls if call.method == "sendMessage" and call.ok]

    async def at(self, moment: datetime) -> None:
        """Turn the clock and deliver."""
        self.clock.set(moment)
        await self.delivery.flush()


@pytest.fixture
async def office(database: Database, clock: ShiftedClock) -> AsyncIterator[PostOffice]:
    """A post office without limits of its own."""
    sandbox = Sandbox(now=clock.now)
    nursery = Nursery()
    async with sandbox, SandboxClient(sandbox.base_url, settle=0) as client:
        server = TelegramAPIServer.from_base(sandbox.base_url)
        bot = Bot(sandbox.token, session=Session(api=server))
        pace = Pace(overall=100_000, per_chat=100_000)
        yield PostOffice(database, Services(database, clock), clock, sandbox, client, bot, nursery, pace)
        await nursery.drain(5)
        await bot.session.close()
