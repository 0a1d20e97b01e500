"""Payments that were promised and did not come: whoever sees to the deal has them in sight until they do (S0-04)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Final

from services import policy
from services.clock import Clock
from services.errors import Denied
from services.rules.actor import Actor
from services.rules.worktime import local_day
from storage import late_payments as rows
from storage.unit_of_work import Database, Work

PAGE: Final = 8


@dataclass(frozen=True, slots=True)
class LateCount:
    """How many planned payments are past due and unpaid, and what they come to in minor units."""

    n: int = 0
    amount: int = 0


NOTHING_LATE: Final = LateCount()


@dataclass(frozen=True, slots=True)
class LatePayment:
    """One of them: `name` is the client's or the deal's, `days` how long it is past due."""

    deal_id: int
    name: str
    amount: int
    due: date
    days: int
    owner: str | None


@dataclass(frozen=True, slots=True)
class LatePage:
    """A page (from 1), those due longest first; `team`: of several people."""

    total: LateCount
    lines: tuple[LatePayment, ...]
    page: int
    pages: int
    team: bool


class LatePayments:
    """The use case of the list; for the staff. A manager's are of own deals, as the indicator counts them."""

    def __init__(self, db: Database, clock: Clock) -> None:
        self._db = db
        self._clock = clock

    async def count(self, actor: Actor) -> LateCount:
        """How much is late. Raises Denied."""
        async with self._db.read(_staff(actor), self._clock.now()) as work:
            return await counted(work)

    async def page(self, actor: Actor, number: int = 1) -> LatePage:
        """What is late, one by one. Raises Denied."""
        async with self._db.read(_staff(actor), self._clock.now()) as work:
            total = await counted(work)
            pages = max(1, -(-total.n // PAGE))
            number = min(max(number, 1), pages)
            today = await _today(work)
            lines = tuple(
                LatePayment(row.deal_id, row.name, row.planned, row.due_day, (today - row.due_day).days, row.owner)
                for row in await rows.page(work, today, PAGE, (number - 1) * PAGE)
            )
            return LatePage(total, lines, number, pages, actor.is_leader)


async def counted(work: Work) -> LateCount:
    """How much of what the actor sees to is late."""
    return LateCount(*await rows.count(work, await _today(work)))


async def _today(work: Work) -> date:
    """The company's day, as the indicator has it."""
    return local_day(work.now, (await policy.load(work)).settings.zone)


def _staff(actor: Actor) -> Actor:
    if not actor.is_staff:
        raise Denied
    return actor
