"""How often dates are moved, by whom and why (S2-47); for leaders."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from services import policy
from services.clock import Clock
from services.errors import Denied
from services.rules.actor import Actor
from services.rules.periods import RUNNING, running_moments
from services.rules.views import Named, TaskLine
from services.task_views import task_lines
from storage import company
from storage import moves as rows
from storage import work as task_rows
from storage.unit_of_work import Database, Work

PAGE: Final = 6


@dataclass(frozen=True, slots=True)
class MovesOf:
    """How many moves somebody made, or were made for a reason; `who` None: the reason was typed."""

    who: Named | None
    moves: int
    tasks: int | None = None


@dataclass(frozen=True, slots=True)
class MovesReport:
    """Moves of a period (`rules.periods.RUNNING`) of so many tasks; `asked` further ones, so answered by heads."""

    period: str
    moves: int
    tasks: int
    asked: int
    agreed: int
    refused: int
    by_person: tuple[MovesOf, ...]
    by_reason: tuple[MovesOf, ...]


@dataclass(frozen=True, slots=True)
class MoveLine:
    """One move of a task."""

    task: TaskLine
    at: datetime
    from_at: datetime
    to_at: datetime
    by: str | None
    reason: str


@dataclass(frozen=True, slots=True)
class MovesPage:
    """A page (from 1) of moves of one person or for one reason; `name` None: the reason was typed."""

    period: str
    name: str | None
    lines: tuple[MoveLine, ...]
    total: int
    page: int
    pages: int


class Moves:
    """Use cases of the report."""

    def __init__(self, db: Database, clock: Clock) -> None:
        self._db = db
        self._clock = clock

    async def report(self, actor: Actor, period: str = "week") -> MovesReport:
        """Counts by person and by reason. Raises Denied."""
        _only_leaders(actor)
        period = period if period in RUNNING else RUNNING[0]
        async with self._db.read(actor, self._clock.now()) as work:
            span = await _span(work, period)
            moves, tasks = await rows.totals(work, span)
            asked, agreed, refused = await rows.requests(work, span)
            people = await rows.by_person(work, span)
            reasons = await rows.by_reason(work, span)
            return MovesReport(
                period=period,
                moves=moves,
                tasks=tasks,
                asked=asked,
                agreed=agreed,
                refused=refused,
                by_person=tuple(MovesOf(Named(row.id, row.name), row.moves, row.tasks) for row in people),
                by_reason=tuple(MovesOf(Named(row.id, row.name) if row.id else None, row.moves) for row in reasons),
            )

    async def lines(
        self, actor: Actor, period: str, *, person: int | None = None, reason: int | None = None, page: int = 1
    ) -> MovesPage:
        """A page of the moves of one person, or for one reason (0: a typed one). Raises Denied."""
        _only_leaders(actor)
        period = period if period in RUNNING else RUNNING[0]
        async with self._db.read(actor, self._clock.now()) as work:
            span = await _span(work, period)
            total = await rows.count(work, span, person, reason)
            pages = max(1, -(-total // PAGE))
            page = min(max(page, 1), pages)
            found = await rows.page(work, span, person, reason, PAGE, (page - 1) * PAGE)
            tasks = {
                line.id: line
                for line in await task_lines(work, list({row.Task.id: row.Task for row in found}.values()))
            }
            lines = tuple(
                MoveLine(
                    task=tasks[row.Task.id],
                    at=row.Postponement.at,
                    from_at=row.Postponement.from_at,
                    to_at=row.Postponement.to_at,
                    by=row.by,
                    reason=" · ".join(part for part in (row.reason, row.Postponement.comment) if part),
                )
                for row in found
            )
            return MovesPage(period, await _name(work, person, reason), lines, total, page, pages)


def _only_leaders(actor: Actor) -> None:
    if not actor.is_leader:
        raise Denied


async def _span(work: Work, period: str) -> tuple[datetime, datetime]:
    return running_moments(period, work.now, (await policy.load(work)).zone_of(work.actor.zone))


async def _name(work: Work, person: int | None, reason: int | None) -> str | None:
    if person is not None:
        return (await task_rows.people_names(work, {person})).get(person, "")
    return next((row.name for row in await company.all_postpone_reasons(work) if row.id == reason), None)
