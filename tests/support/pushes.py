"""What the heartbeat has queued, for whom: for tests of pushes without a network."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from services import Services
from services.clock import ShiftedClock
from services.rules.actor import SYSTEM, Actor
from services.rules.worktime import to_utc
from storage.tables import OutboxMessage, User
from storage.unit_of_work import Database
from tests.support.databases import Committed

JOBS = ("reminders.nudge", "reminders.escalate", "digests.queue", "reminders.settle_promises", "nps.ask", "nps.repeat")
"""The jobs of pushes, in the order of the plan."""


def kyiv(text: str) -> datetime:
    """The UTC instant of a Kyiv time given as ISO text."""
    naive = datetime.fromisoformat(text)
    return to_utc(naive.date(), naive.time(), "Europe/Kyiv")


@dataclass(frozen=True)
class Push:
    """A queued message: whose it is (chat id), its kind and params, and when it was queued."""

    chat_id: int
    kind: str
    params: dict[str, Any]
    at: datetime


@dataclass
class Heart:
    """Beats at the clock's time and tells what was queued since it was asked last."""

    services: Services
    clock: ShiftedClock
    committed: Committed
    _seen: set[int] = field(default_factory=set)

    async def beat(self, *jobs: str) -> None:
        """Run these jobs (all without any) once."""
        for job in jobs or JOBS:
            capability, name = job.split(".")
            await getattr(getattr(self.services, capability), name)(self.clock.now())

    async def at(self, moment: datetime, *jobs: str) -> list[Push]:
        """Turn the clock to a moment, beat, and return what was queued."""
        self.clock.set(moment)
        await self.beat(*jobs)
        return await self.new()

    async def until(self, end: datetime, step: timedelta, *jobs: str) -> list[Push]:
        """Beat at every step up to a moment (included); return all that was queued."""
        while self.clock.now() + step <= end:
            self.clock.advance(step)
            await self.beat(*jobs)
        return await self.new()

    async def new(self, *kinds: str) -> list[Push]:
        """What was queued since this was asked last; of some kinds only, if named."""
        rows = [row for row in await self.committed.all(OutboxMessage) if row.id not in self._seen]
        self._seen |= {row.id for row in rows}
        found = [Push(row.chat_id, row.kind, row.params, row.created_at) for row in rows]
        return [push for push in found if not kinds or push.kind in kinds]


async def change(database: Database, clock: ShiftedClock, person: Actor, **values: Any) -> None:
    """Change a colleague's row."""
    async with database.write(SYSTEM, clock.now()) as work:
        row = await work.session.get_one(User, person.user_id)
        for name, value in values.items():
            setattr(row, name, value)


def told(pushes: Sequence[Push]) -> list[tuple[int, str]]:
    """(chat, kind) of each, sorted."""
    return sorted((push.chat_id, push.kind) for push in pushes)
