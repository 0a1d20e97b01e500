"""/audit of 100,000 deals, open, won and lost, with tasks, moves, refusals and polls: database to screen, on both."""

from __future__ import annotations

import itertools
import random
import tempfile
from datetime import timedelta
from typing import Any, Final

from sqlalchemy import func, insert, select, text

from bot.ui import audit as ui
from bot.ui.words import Words
from services.audit import Audit
from services.clock import ShiftedClock
from services.rules.actor import SYSTEM, Actor, Role
from services.rules.audit import Standard
from services.rules.kinds import NpsStatus, StageKind, TaskKind, TaskStatus
from storage import migrate
from storage.tables import (
    Deal,
    FieldDefinition,
    LossReason,
    NpsPoll,
    Postponement,
    Refusal,
    Stage,
    StageField,
    Task,
)
from storage.unit_of_work import Database
from tests.benchmarks import bench_find, postgres
from tests.benchmarks.bench_find import NOW
from tests.benchmarks.load import CHUNK
from tests.benchmarks.measure import Figure, timed, timed_with_cpu

GOAL: Final = 3
CHECKED: Final = 0.3
"""The share of refusals whose reason is checked."""
MOVED: Final = 0.2
"""The share of tasks that were moved."""
POLLED: Final = 0.9
"""The share of won deals the client was asked about."""


async def run() -> list[Figure]:
    """The whole report, and the slowest of the standards' last pages, for an admin."""
    with tempfile.TemporaryDirectory() as folder:
        figures = await _measured("SQLite", f"sqlite+aiosqlite:///{folder}/audit.db")
    return figures + await _measured("PostgreSQL", await postgres.url("audit"))


async def _measured(name: str, url: str) -> list[Figure]:
    db, clock = Database(url), ShiftedClock(NOW)
    await migrate.upgrade(db.engine)
    await bench_find.fill(db, clock)
    await _standards(db)
    await _more(db)
    if not db.is_sqlite:  # what autovacuum does by itself within a minute
        async with db.engine.connect() as connection:
            await connection.execute(text("ANALYZE"))
            await connection.commit()
    audit, words = Audit(db, clock), Words("ru", "Europe/Kyiv", NOW)
    admin = Actor(Role.ADMIN, user_id=1, zone="Europe/Kyiv")

    async def report() -> None:
        ui.report(await audit.report(admin), words)

    whole, cpu = await timed_with_cpu(report, 5)
    note = f"{cpu:.2f} s CPU here"
    slowest, what = await _slowest_page(audit, admin, words)
    await db.close()
    return [
        Figure(f"/audit of 100,000 deals, {name}", whole, "s", f"<= {GOAL} s", whole <= GOAL, note),
        Figure(f"the last page of breaches, {name}, the slowest", slowest, "s", f"<= {GOAL} s", slowest <= GOAL, what),
    ]


async def _slowest_page(audit: Audit, admin: Actor, words: Words) -> tuple[float, str]:
    slowest, what = 0.0, ""
    for standard in Standard:

        async def page(standard: Standard = standard) -> None:
            ui.breaches(await audit.breaches(admin, standard, 10**9), words)

        seconds = await timed(page, 3)
        if seconds > slowest:
            slowest, what = seconds, standard.value
    return slowest, what


async def _standards(db: Database) -> None:
    """Fields that stages of every pipeline require, so that most open deals have something to be checked for."""
    async with db.write(SYSTEM, NOW) as work:
        city = await work.session.get_one(FieldDefinition, 1)
        work.session.add_all(
            StageField(stage_id=stage.id, field_id=city.id)
            for stage in await work.session.scalars(select(Stage).where(Stage.kind == StageKind.OPEN))
            if stage.position in (1, 3)
        )


async def _more(db: Database) -> None:
    """Moves of tasks, refusals with checks and polls, in bulk."""
    dice = random.Random(11)
    async with db.read(SYSTEM, NOW) as work:
        reason = await work.session.scalar(select(func.min(LossReason.id)))
        tasks = list(await work.session.scalars(select(Task.id).order_by(Task.id)))
        closed = select(Deal.id, Deal.status, Deal.closed_at, Deal.client_id, Deal.owner_id)
        deals = (await work.session.execute(closed.where(Deal.status != StageKind.OPEN).order_by(Deal.id))).all()
    won = [deal for deal in deals if deal.status is StageKind.WON and dice.random() < POLLED]
    checks = itertools.count(tasks[-1] + 1)
    lost = [
        (deal, next(checks) if dice.random() < CHECKED else None) for deal in deals if deal.status is StageKind.LOST
    ]
    rows: dict[Any, list[dict[str, Any]]] = {
        Task: [_check(check, deal, dice) for deal, check in lost if check],
        Postponement: [_move(task, dice) for task in tasks if dice.random() < MOVED],
        Refusal: [
            {"deal_id": deal.id, "reason_id": reason, "user_id": deal.owner_id, "at": deal.closed_at,
             "check_task_id": check}
            for deal, check in lost
        ],
        NpsPoll: [
            {"deal_id": deal.id, "client_id": deal.client_id, "status": NpsStatus.SENT, "sent_at": deal.closed_at,
             "version": 1}
            for deal in won
        ],
    }  # fmt: skip
    for table, made in rows.items():
        for start in range(0, len(made), CHUNK):
            async with db.write(SYSTEM, NOW) as work:
                await work.session.execute(insert(table), made[start : start + CHUNK])


def _check(number: int, deal: Any, dice: random.Random) -> dict[str, Any]:
    due = deal.closed_at + timedelta(days=2)
    return {
        "id": number, "kind": TaskKind.CHECK_REFUSAL, "title": "", "instruction": "", "deal_id": deal.id,
        "status": dice.choice((TaskStatus.OPEN, TaskStatus.DONE)), "client_id": deal.client_id,
        "assignee_id": deal.owner_id, "due_at": due, "first_due_at": due, "promised": False, "attempt": 0, "moves": 0,
        "created_at": deal.closed_at, "version": 1,
    }  # fmt: skip


def _move(task: int, dice: random.Random) -> dict[str, Any]:
    at = NOW - timedelta(days=dice.randint(0, 90))
    comment = dice.choice((None, "", "asked to"))
    return {"task_id": task, "comment": comment, "from_at": at, "to_at": at + timedelta(days=2), "at": at}
