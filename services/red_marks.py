"""Red marks in menus and lists (S2-48): something is overdue, or a deal has nobody's next step (S2-50)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from services.clock import Clock
from services.rules.actor import Actor
from storage import red_marks as rows
from storage.unit_of_work import Database, Work


@dataclass(frozen=True, slots=True)
class RedCounts:
    """How much is red for somebody."""

    tasks: int = 0
    deals: int = 0
    leads: int = 0


@dataclass(frozen=True, slots=True)
class Marked:
    """Ids of what is red among the records of a list."""

    deals: frozenset[int]
    leads: frozenset[int]
    clients: frozenset[int]


class RedMarks:
    """The use case of menus."""

    def __init__(self, db: Database, clock: Clock) -> None:
        self._db = db
        self._clock = clock

    async def counts(self, actor: Actor) -> RedCounts:
        """What the actor has to see to; nothing for people outside."""
        if not actor.is_staff:
            return RedCounts()
        async with self._db.read(actor, self._clock.now()) as work:
            row = await rows.counts(work)
            return RedCounts(row.tasks, row.deals, row.leads)


async def marked(
    work: Work, *, deals: Iterable[int] = (), leads: Iterable[int] = (), clients: Iterable[int] = ()
) -> Marked:
    """What is red of the records a list shows."""
    return Marked(
        deals=frozenset(await rows.deals(work, list(deals))),
        leads=frozenset(await rows.leads(work, list(leads))),
        clients=frozenset(await rows.clients(work, list(clients))),
    )
