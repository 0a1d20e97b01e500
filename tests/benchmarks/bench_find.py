"""The first page of deals by combined conditions among 100,000, from the database to the screen, on both databases."""

from __future__ import annotations

import random
import tempfile
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Any, Final

from sqlalchemy import insert, select, text

from bot.ui import deal_filters as ui
from bot.ui.words import Words
from services.clock import ShiftedClock
from services.deal_filters import DealFilters, store
from services.rules.actor import SYSTEM, Actor, Role
from services.rules.deal_conditions import (
    DealConditions,
    DealSort,
    DealStatus,
    FieldCondition,
    FieldOp,
    Period,
    Range,
    Span,
    TaskMark,
)
from services.rules.field_kinds import FieldKind
from services.rules.kinds import StageKind, TaskKind, TaskStatus, UserStatus
from services.rules.search_key import search_key
from storage import migrate
from storage.tables import (
    Client,
    Contact,
    Deal,
    DealLine,
    FieldDefinition,
    FieldValue,
    Product,
    Stage,
    Task,
    Team,
    User,
)
from storage.unit_of_work import Database
from tests.benchmarks import load, postgres
from tests.benchmarks.measure import Figure, timed_with_cpu

NOW = datetime(2026, 11, 24, 7, 5, tzinfo=UTC)
DEALS, PEOPLE = 100_000, 50
GOAL = 150
FLOWERS = ("Romashka", "Lily", "Rose", "Tulip", "Violet", "Poppy", "Aster", "Iris")
LARGE = Range(least=100_000_00)

CASES: Final[dict[str, DealConditions]] = {
    "all open": DealConditions(),
    "open and closed": DealConditions(status=DealStatus.ALL, sort=DealSort.CREATED),
    "large and quiet of a pipeline": DealConditions(pipelines=(1,), amount=LARGE, quiet_days=14),
    "no task, by last contact": DealConditions(task=TaskMark.NONE, quiet_days=7, sort=DealSort.CONTACT, down=False),
    "large with an overdue task": DealConditions(amount=LARGE, task=TaskMark.OVERDUE, sort=DealSort.IN_STAGE),
    "everything by next task": DealConditions(status=DealStatus.ALL, sort=DealSort.TASK),
    "two pipelines by next task": DealConditions(pipelines=(1, 2), amount=LARGE, sort=DealSort.TASK, down=False),
    "text and amount": DealConditions(status=DealStatus.ALL, text="romashka 17", amount=LARGE),
    "a phone": DealConditions(status=DealStatus.ALL, text="067 0012"),
    "product, channel, created": DealConditions(products=(1, 2, 3), channels=(0, 1), created=Period(span=Span.LAST_90)),
    "own field, expected close, owners": DealConditions(
        fields=(FieldCondition(1, FieldOp.ANY, (1, 2)),), expected=Period(span=Span.PAST), owners=(1, 2, 3, 4, 5)
    ),
    "won of the quarter": DealConditions(status=DealStatus.WON, closed=Period(span=Span.LAST_90), amount=LARGE),
}


async def run() -> list[Figure]:
    """Median of seven pages of every case, for an admin and for a head of half the people; the slowest is told."""
    with tempfile.TemporaryDirectory() as folder:
        sqlite = await _measured("SQLite", f"sqlite+aiosqlite:///{folder}/find.db")
    return [sqlite, await _measured("PostgreSQL", await postgres.url("find"))]


async def _measured(name: str, url: str) -> Figure:
    db, clock = Database(url), ShiftedClock(NOW)
    await migrate.upgrade(db.engine)
    await fill(db, clock)
    if not db.is_sqlite:  # what autovacuum does by itself within a minute
        async with db.engine.connect() as connection:
            await connection.execute(text("ANALYZE"))
            await connection.commit()
    filters, words = DealFilters(db, clock), Words("ru", "Europe/Kyiv", NOW)
    admin = Actor(Role.ADMIN, user_id=1, zone="Europe/Kyiv")
    head = Actor(Role.HEAD, user_id=2, team_ids=frozenset({1}), zone="Europe/Kyiv")
    slowest, what = 0.0, ""
    for case, conditions in CASES.items():
        for actor in (admin, head):
            async with db.write(actor, NOW) as work:
                await store(work, conditions)
            seconds, cpu = await timed_with_cpu(partial(_page, filters, actor, words))
            if seconds > slowest:
                slowest, what = seconds, f"{case}, for the {actor.role}; {cpu * 1000:.0f} ms CPU here"
    await db.close()
    value = slowest * 1000
    title = f"deals by {len(CASES)} filters, 100,000 deals, {name}, the slowest"
    return Figure(title, value, "ms", f"<= {GOAL} ms", value <= GOAL, what)


async def _page(filters: DealFilters, actor: Actor, words: Words) -> None:
    ui.found(await filters.found(actor), words)


async def fill(db: Database, clock: ShiftedClock) -> None:
    """Deals of fifty people in two teams: three of five open, most with a task; with products and an own field."""
    await load.install(db, clock)
    dice = random.Random(7)
    async with db.write(SYSTEM, NOW) as work:
        stages = list(await work.session.scalars(select(Stage)))
        await work.session.execute(insert(Team), [{"name": name, "version": 1} for name in ("North", "South")])
        person = {"role": Role.MANAGER, "status": UserStatus.ACTIVE, "created_at": NOW, "version": 1}
        people = [{**person, "name": f"Manager {n}", "team_id": n % 2 + 1} for n in range(PEOPLE)]
        await work.session.execute(insert(User), people)
        products = [{"name": f"Product {n}", "search_key": f"product {n}", "version": 1} for n in range(40)]
        await work.session.execute(insert(Product), products)
        options = [{"id": n, "name": f"Option {n}"} for n in range(1, 6)]
        work.session.add(FieldDefinition(name="City", kind=FieldKind.OPTION, options=options))
    by_kind = {kind: [row for row in stages if row.kind is kind] for kind in StageKind}
    tables: list[Any] = [Client, Contact, Deal, Task, DealLine, FieldValue]
    for first in range(1, DEALS + 1, load.CHUNK):
        rows: dict[Any, list[dict[str, Any]]] = {table: [] for table in tables}
        for number in range(first, first + load.CHUNK):
            kind = dice.choices(list(StageKind), (60, 15, 25))[0]
            _deal(rows, number, dice.choice(by_kind[kind]), dice)
        async with db.write(SYSTEM, NOW) as work:
            for table in tables:
                await work.session.execute(insert(table), rows[table])


def _deal(rows: dict[Any, list[dict[str, Any]]], number: int, stage: Stage, dice: random.Random) -> None:
    owner, name = dice.randint(1, PEOPLE), f"{dice.choice(FLOWERS)} {number}"
    created = NOW - timedelta(days=dice.randint(1, 700), minutes=dice.randint(0, 1440))
    contact = created + (NOW - created) * dice.random()
    day = (NOW + timedelta(days=dice.randint(-60, 120))).date()
    base = {"created_at": created, "version": 1}
    rows[Client].append(
        {"id": number, "name": name, "search_key": search_key(name), "is_person": False, "owner_id": owner, **base}
    )
    rows[Contact].append(
        {"id": number, "client_id": number, "name": f"Contact {number}", "search_key": f"contact {number}",
         "phone": f"+38067{number:07d}", **base}
    )  # fmt: skip
    rows[Deal].append(
        {"id": number, "title": f"Supply {number}", "search_key": f"supply {number}", "client_id": number,
         "contact_id": number, "pipeline_id": stage.pipeline_id, "stage_id": stage.id, "status": stage.kind,
         "owner_id": owner, "amount": dice.choice((None, dice.randint(10, 5000) * 100_00)),
         "stage_entered_at": contact, "last_contact_at": dice.choice((None, contact, contact)), "attempts": 0,
         "expected_close": dice.choice((None, day)), "channel_id": dice.choice((None, 1, 2, 3)),
         "closed_at": None if stage.kind is StageKind.OPEN else contact, **base}
    )  # fmt: skip
    status = TaskStatus.OPEN if stage.kind is StageKind.OPEN else TaskStatus.DONE
    if dice.random() < 0.8:
        due = NOW + timedelta(hours=dice.randint(-240, 480))
        rows[Task].append(
            {"kind": TaskKind.CALL, "status": status, "title": "", "instruction": "", "deal_id": number,
             "client_id": number, "assignee_id": owner, "due_at": due, "first_due_at": due, "promised": False,
             "attempt": 0, "moves": 0, **base}
        )  # fmt: skip
    if dice.random() < 0.3:
        rows[DealLine].append({"deal_id": number, "product_id": dice.randint(1, 40), "quantity": 1000})
    if dice.random() < 0.5:
        option = dice.randint(1, 5)
        rows[FieldValue].append({"deal_id": number, "field_id": 1, "value": option, "number": option, "version": 1})
