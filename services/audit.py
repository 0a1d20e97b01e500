"""/audit: the company against its standards, on live data; weekly to the owner with what has changed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final

from services import policy
from services.clock import Clock
from services.errors import Denied
from services.outbox import notify_admins
from services.rules.actor import SYSTEM, Actor, Role
from services.rules.audit import Measure, Standard, overall
from services.rules.kinds import TaskKind
from services.rules.worktime import intervals, local_day
from storage import audit as rows
from storage.tables import AuditRun
from storage.unit_of_work import Database, Work

PAGE: Final = 8
AT_LEAST_BETWEEN: Final = timedelta(days=5)
"""The weekly audit is of the week's first working day; a holiday on Monday moves it."""


@dataclass(frozen=True, slots=True)
class AuditLine:
    """A standard now, and the share that kept it (0…1) in the audit before, None without one."""

    now: Measure
    before: float | None


@dataclass(frozen=True, slots=True)
class AuditReport:
    """All standards; `overall` is the mean share kept; `before_day` is the day it is compared with."""

    day: date
    lines: tuple[AuditLine, ...]
    overall: float | None
    overall_before: float | None
    before_day: date | None


@dataclass(frozen=True, slots=True)
class Breach:
    """One thing to mend. `kind`: plan (a person), pipeline, stage, stage_tasks, task, deal, lead or check (a task).

    `task`: what is to be done; it names a task without a title.
    """

    kind: str
    id: int
    name: str
    about: str | None
    task: TaskKind | None = None


@dataclass(frozen=True, slots=True)
class BreachPage:
    """A page (from 1) of what breaks a standard."""

    measure: Measure
    lines: tuple[Breach, ...]
    page: int
    pages: int


class Audit:
    """Use cases of the audit; for admins."""

    def __init__(self, db: Database, clock: Clock) -> None:
        self._db = db
        self._clock = clock

    async def report(self, actor: Actor) -> AuditReport:
        """How every standard is kept now, beside the last weekly audit. Raises Denied."""
        _only_admin(actor)
        async with self._db.read(actor, self._clock.now()) as work:
            today = await _today(work)
            return _report(today, await _measures(work, today), await rows.last_run(work, today))

    async def breaches(self, actor: Actor, standard: Standard, page: int = 1) -> BreachPage:
        """What breaks a standard, each to be mended from its line. Raises Denied."""
        _only_admin(actor)
        async with self._db.read(actor, self._clock.now()) as work:
            today = await _today(work)
            measure = Measure(standard, *await rows.measure(work, standard, today))
            pages = max(1, -(-measure.found // PAGE))
            page = min(max(page, 1), pages)
            found = await rows.page(work, standard, today, PAGE, (page - 1) * PAGE)
            lines = tuple(Breach(row.kind, row.id, row.name, row.about, row.task) for row in found)
            return BreachPage(measure, lines, page, pages)

    async def weekly(self, now: datetime) -> int:
        """The job: on the week's first working day store an audit and tell the owners; returns how many were told."""
        async with self._db.read(SYSTEM, now) as work:
            if not await _is_due(work):
                return 0
        async with self._db.write(SYSTEM, now) as work:
            if not await _is_due(work):
                return 0  # another process was faster
            today = await _today(work)
            measures = await _measures(work, today)
            results = {item.standard.value: {"found": item.found, "of": item.of} for item in measures}
            work.session.add(AuditRun(day=today, results=results, at=now))
            await work.session.flush()
            params = {"day": today.isoformat()}
            return await notify_admins(work, kind="audit_weekly", params=params, dedupe_key=f"audit:{today}")


def _only_admin(actor: Actor) -> None:
    if actor.role is not Role.ADMIN:
        raise Denied


async def _today(work: Work) -> date:
    return local_day(work.now, (await policy.load(work)).settings.zone)


async def _measures(work: Work, today: date) -> list[Measure]:
    return [Measure(standard, *await rows.measure(work, standard, today)) for standard in Standard]


async def _is_due(work: Work) -> bool:
    """Working hours have begun, and the last audit is of an earlier week."""
    rules = await policy.load(work)
    today = local_day(work.now, rules.settings.zone)
    spans = intervals(rules.calendar, rules.settings.zone, today)
    if not spans or work.now < spans[0][0] or await rows.run_of(work, today) is not None:
        return False
    last = await rows.last_run(work, today)
    if last is None:
        return today.weekday() == 0
    monday = today - timedelta(days=today.weekday())
    return last.day < monday and today - last.day >= AT_LEAST_BETWEEN


def _report(day: date, measures: list[Measure], before: AuditRun | None) -> AuditReport:
    past = {}
    if before is not None:
        past = {
            Standard(name): Measure(Standard(name), found["found"], found["of"])
            for name, found in before.results.items()
            if name in set(Standard)
        }
    return AuditReport(
        day=day,
        lines=tuple(AuditLine(item, past[item.standard].kept if item.standard in past else None) for item in measures),
        overall=overall(measures),
        overall_before=overall(past.values()),
        before_day=before.day if before else None,
    )
