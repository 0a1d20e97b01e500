"""The start screen: what was done today and what comes, of all deals, and what is red (S2-48, S2-49)."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Final

from services import policy
from services.clock import Clock
from services.red_marks import RedCounts
from services.rules.actor import Actor
from services.rules.views import TaskLine
from services.rules.worktime import local_day, local_day_bounds
from services.task_views import task_lines
from storage import red_marks
from storage import tasks as rows
from storage.unit_of_work import Database

SHOWN: Final = 4


@dataclass(frozen=True, slots=True)
class StartView:
    """The actor's own day: how many tasks are done, the first of those overdue and due today, and how many more."""

    red: RedCounts = field(default=RedCounts())
    done: int = 0
    coming: tuple[TaskLine, ...] = ()
    more: int = 0


class Start:
    """The use case of /menu."""

    def __init__(self, db: Database, clock: Clock) -> None:
        self._db = db
        self._clock = clock

    async def view(self, actor: Actor) -> StartView:
        """Nothing for people outside."""
        if not actor.is_staff:
            return StartView()
        async with self._db.read(actor, self._clock.now()) as work:
            zone = (await policy.load(work)).zone_of(actor.zone)
            day = local_day_bounds(local_day(work.now, zone), zone)
            red = await red_marks.counts(work)
            counts = await rows.day_counts(work, day)
            found = await rows.page(work, "overdue", day, actor.user_id, SHOWN, 0)
            if len(found) < SHOWN:
                found = [*found, *await rows.page(work, "today", day, actor.user_id, SHOWN - len(found), 0)]
            coming = await task_lines(work, found)
            more = counts.overdue + counts.today - len(coming)
            return StartView(RedCounts(red.tasks, red.deals, red.leads), counts.done, coming, more)
