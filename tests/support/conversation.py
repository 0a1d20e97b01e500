"""A company talking to the real bot: the application of `bot.app` over HTTP on the sandbox, with a clock to turn."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from bot.app import Application, build
from bot.middlewares.throttle import Allowance
from bot.sandbox.client import Person, SandboxClient
from bot.sandbox.server import Sandbox
from bot.settings import load_settings
from bot.telegram.limits import Pace
from services.clock import ShiftedClock
from services.rules.actor import SYSTEM, Actor, Role
from services.rules.kinds import UserStatus
from services.rules.search_key import search_key
from storage.tables import Client, Contact, Team, User


@dataclass
class Talk:
    """The bot, its sandbox and the clock. Everything a person does returns when the bot has finished with it."""

    app: Application
    sandbox: Sandbox
    client: SandboxClient
    clock: ShiftedClock

    # ------------------------------------------------------------------------------------------------------ people
    async def stranger(self, name: str = "Sam", **fields: Any) -> Person:
        """Somebody who has not opened the bot yet."""
        return await self.client.person(name, **{"language": "en", **fields})

    async def admin(self, name: str = "Olga", **fields: Any) -> Person:
        """An admin who has pressed Start."""
        return await self.colleague(name, Role.ADMIN, **fields)

    async def head(self, name: str = "Boris", **fields: Any) -> Person:
        """A head of sales who has pressed Start."""
        return await self.colleague(name, Role.HEAD, **fields)

    async def manager(self, name: str = "Anna", **fields: Any) -> Person:
        """A manager who has pressed Start."""
        return await self.colleague(name, Role.MANAGER, **fields)

    async def colleague(
        self, name: str, role: Role, *, team: int | None = None, zone: str | None = None, **fields: Any
    ) -> Person:
        """A colleague with this role, known to the database, who has pressed Start."""
        person = await self.stranger(name, **fields)
        user = User(
            telegram_id=person.id,
            name=name,
            role=role,
            status=UserStatus.ACTIVE,
            team_id=team,
            zone=zone,
            locale=person.view["language_code"],
            created_at=self.clock.now(),
        )
        await self.add(user)
        await person.start()
        return person

    async def team(self, name: str = "Sales", parent: int | None = None) -> int:
        """A team; returns its id."""
        team = Team(name=name, parent_id=parent)
        await self.add(team)
        return team.id

    async def buyer(self, name: str = "Ivan", *, owner: Person | None = None, company: str = "Romashka") -> Person:
        """A contact of a client who has pressed Start."""
        person = await self.stranger(name)
        owner_id = (await self.actor(owner)).user_id if owner is not None else None
        now = self.clock.now()
        client = Client(name=company, search_key=search_key(company), owner_id=owner_id, created_at=now)
        await self.add(client)
        await self.add(
            Contact(client_id=client.id, name=name, search_key=search_key(name), telegram_id=person.id, created_at=now)
        )
        await person.start()
        return person

    async def actor(self, person: Person) -> Actor:
        """How the services see a colleague."""
        return (await self.app.services.outbox.reader(person.id)).actor

    # -------------------------------------------------------------------------------------------------------- rows
    async def add(self, *rows: Any) -> None:
        """Store rows as they are; their ids are set."""
        async with self.app.db.write(SYSTEM, self.clock.now()) as work:
            work.session.add_all(rows)
            await work.session.flush()

    # -------------------------------------------------------------------------------------------------------- time
    async def later(self, **step: float) -> None:
        """Turn the clock forward (`minutes=5`), let the scheduler do what is due, deliver, look at the chats."""
        await self.at(self.clock.now() + timedelta(**step))

    async def at(self, moment: datetime) -> None:
        """Turn the clock to a moment (aware), let the scheduler do what is due, deliver, look at the chats."""
        self.clock.set(moment)
        await self.app.beat()
        await self.pushed()

    async def pushed(self) -> None:
        """Deliver what is queued and look at the chats."""
        await self.app.deliver()
        await self.client.settle()


@asynccontextmanager
async def talking(database_url: str, clock: ShiftedClock, **settings: Any) -> AsyncIterator[Talk]:
    """The application on this (migrated) database, with a sandbox of its own; beat and delivery are stepped."""
    sandbox = Sandbox(now=clock.now)
    async with sandbox, SandboxClient(sandbox.base_url, settle=20) as client:
        chosen = load_settings(
            None,
            **{
                "bot_token": sandbox.token,
                "telegram_api_url": sandbox.base_url,
                "database_url": database_url,
                "locale": "en",
                **settings,
            },
        )
        unhurried = Pace(overall=100_000, per_chat=100_000)
        everything = Allowance(presses=100_000, messages=100_000)
        app = await build(chosen, clock, background=False, pace=unhurried, allowance=everything)
        await app.start()
        sandbox.idle = lambda: app.is_idle
        try:
            yield Talk(app, sandbox, client, clock)
        finally:
            await app.stop()
