"""Records for tests, made by the same steps the services use; every argument has a sensible default."""

from __future__ import annotations

import itertools
from datetime import datetime, timedelta
from typing import Any

from services import leads_core, policy, stages, tasks_core
from services.clock import Clock
from services.rules import phones
from services.rules.actor import SYSTEM, Actor
from services.rules.kinds import StageKind, TaskKind
from services.rules.search_key import search_key
from services.rules.target import Target
from storage import company
from storage.tables import Client, Contact, Deal, Lead, Stage, Task
from storage.unit_of_work import Database


class Factory:
    """Makes clients, contacts, leads, deals and tasks at the clock's time. `by` is who history says did it."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock
        self._numbers = itertools.count(1)

    async def client(self, name: str = "", owner: Actor | None = None, **values: Any) -> Client:
        """A client company."""
        name = name or f"Client {next(self._numbers)}"
        now = self._clock.now()
        async with self._database.write(SYSTEM, now) as work:
            row = Client(name=name, search_key=search_key(name), owner_id=_id(owner), created_at=now, **values)
            work.session.add(row)
        return row

    async def contact(self, client: Client, name: str = "", phone: str | None = None, **values: Any) -> Contact:
        """A person at a client; without `phone` a fresh number."""
        number = next(self._numbers)
        name, phone = name or f"Contact {number}", phone or f"+38050{number:07d}"
        now = self._clock.now()
        async with self._database.write(SYSTEM, now) as work:
            row = Contact(
                client_id=client.id, name=name, search_key=search_key(name), phone=phone, created_at=now, **values
            )
            work.session.add(row)
        return row

    async def lead(
        self, owner: Actor | None = None, *, name: str = "", phone: str = "", by: Actor = SYSTEM, **values: Any
    ) -> Lead:
        """A lead; a new one without `owner`, with a response limit when `inbound=True`."""
        number = next(self._numbers)
        async with self._database.write(by, self._clock.now()) as work:
            rules = await policy.load(work)
            return await leads_core.create(
                work,
                rules,
                name=name or f"Lead {number}",
                phone=phones.parse(phone or f"+38067{number:07d}", rules.settings.country),
                owner_id=_id(owner),
                **values,
            )

    async def deal(
        self,
        owner: Actor,
        *,
        title: str = "",
        client: Client | None = None,
        contact: Contact | None = None,
        pipeline: str = "b2b_new",
        stage: int = 0,
        amount: int | None = 100_000,
        by: Actor | None = None,
    ) -> Deal:
        """An open deal on the pipeline's stage number `stage` (0 is the first), with that stage's task."""
        title = title or f"Deal {next(self._numbers)}"
        if client is None:
            client = await self.client(title, owner=owner)
        if contact is None:
            contact = await self.contact(client)
        async with self._database.write(by or owner, self._clock.now()) as work:
            rules = await policy.load(work)
            chosen = next(row for row in await company.pipelines(work) if row.code == pipeline)
            deal = await stages.open_deal(
                work,
                rules,
                title=title,
                pipeline_id=chosen.id,
                owner_id=_id(owner),
                client_id=client.id,
                contact_id=contact.id,
                amount=amount,
            )
            if stage:
                await stages.enter(work, rules, deal, (await company.stages(work, chosen.id))[stage])
        return deal

    async def call(
        self, about: Deal | Lead | Client, owner: Actor, at: datetime | None = None, *, promised: bool = False
    ) -> Task:
        """The next contact of a record: by default in an hour, not promised."""
        kinds: dict[type[Any], Any] = {Deal: "deal", Lead: "lead", Client: "client"}
        target = Target(kinds[type(about)], about.id)
        now = self._clock.now()
        async with self._database.write(owner, now) as work:
            at = at or now + timedelta(hours=1)
            return await tasks_core.plan_contact(work, target, at, _id(owner), promised=promised)

    async def task(
        self, about: Deal | Lead, owner: Actor, at: datetime | None = None, *, kind: TaskKind = TaskKind.TODO
    ) -> Task:
        """A task of a deal or lead: by default due in an hour."""
        target = Target("deal" if isinstance(about, Deal) else "lead", about.id)
        now = self._clock.now()
        async with self._database.write(owner, now) as work:
            return tasks_core.make(work, target, kind, at or now + timedelta(hours=1), _id(owner), title="Do it")

    async def stages(self, pipeline: str = "b2b_new", kind: StageKind | None = None) -> list[Stage]:
        """The stages of a pipeline in order, of one kind if asked."""
        async with self._database.read(SYSTEM, self._clock.now()) as work:
            chosen = next(row for row in await company.pipelines(work) if row.code == pipeline)
            found = [row for row in await company.stages(work, chosen.id) if kind in (None, row.kind)]
            work.session.expunge_all()  # they stay readable after the transaction
            return found

    async def loss_reason(self, code: str = "expensive") -> int:
        """The id of a refusal reason."""
        async with self._database.read(SYSTEM, self._clock.now()) as work:
            return next(row.id for row in await company.loss_reasons(work) if row.code == code)


def _id(actor: Actor | None) -> int | None:
    return actor.user_id if actor is not None else None
