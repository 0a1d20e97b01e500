"""Companies of any size, written in bulk: managers with open deals at all stages, some promised, some late."""

from __future__ import annotations

import random
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import insert, select

from bot.ui.standards import standards
from bot.ui.words import Words
from services.clock import Clock
from services.company import Company
from services.rules.actor import SYSTEM, Role
from services.rules.kinds import PromiseState, StageKind, TaskKind, TaskStatus, UserStatus
from services.rules.search_key import search_key
from services.rules.settings import WEEK, CompanySettings
from storage.tables import Chat, Client, Contact, Deal, Digest, Promise, Stage, Task, User
from storage.unit_of_work import Database, Work

CHUNK = 5000
FIRST_CHAT = 10_000


async def install(db: Database, clock: Clock, zone: str = "Europe/Kyiv") -> None:
    """The company's standards, in English; it works on every day of the week."""
    words = Words("en", zone, clock.now())
    settings = CompanySettings(locale="en", name="Bench", zone=zone, hours=WEEK[:1] * 7)
    await Company(db, clock).install(SYSTEM, settings, standards(words))


def morning_zone(now: datetime) -> str:
    """A zone where it is between ten and eleven in the morning: what is measured must not depend on the hour."""
    ahead = (10 - now.hour + 12) % 24 - 12
    return f"Etc/GMT{-ahead:+d}"


async def fill(
    db: Database, now: datetime, managers: int, deals: int, *, due_hours: tuple[int, int] = (-72, 72)
) -> list[int]:
    """Write managers with `deals` open deals each, a fifth of them promised; returns the managers' ids.

    `due_hours`: from when to when, from now, the promised calls are due.
    """
    dice = random.Random(1)
    async with db.write(SYSTEM, now) as work:
        stages = (await work.session.scalars(select(Stage).where(Stage.kind == StageKind.OPEN))).all()
        people = await _people(work, managers, now)
    for user_id in people:
        async with db.write(SYSTEM, now) as work:
            await _deals(work, user_id, deals, stages, now, dice, due_hours)
    return people


async def greet(db: Database, now: datetime, people: list[int], day: date) -> None:
    """Everybody has started the bot and has had the morning's list of that day."""
    known = {"locale": "en", "locale_chosen": True, "started_at": now}
    chats = [{"id": FIRST_CHAT + number, "name": f"Manager {number}", **known} for number in range(len(people))]
    marks = [{"user_id": user_id, "day": day, "kind": "morning", "at": now} for user_id in people]
    async with db.write(SYSTEM, now) as work:
        await work.session.execute(insert(Chat), chats)
        await work.session.execute(insert(Digest), marks)


async def _people(work: Work, managers: int, now: datetime) -> list[int]:
    rows = [
        {
            "telegram_id": FIRST_CHAT + number,
            "name": f"Manager {number}",
            "role": Role.MANAGER,
            "status": UserStatus.ACTIVE,
            "created_at": now,
            "version": 1,
        }
        for number in range(managers)
    ]
    await work.session.execute(insert(User), rows)
    found = await work.session.scalars(select(User.id).where(User.telegram_id >= FIRST_CHAT).order_by(User.id))
    return list(found)


async def _deals(
    work: Work,
    user_id: int,
    count: int,
    stages: Any,
    now: datetime,
    dice: random.Random,
    due_hours: tuple[int, int],
) -> None:
    first = user_id * 1_000_000
    clients, contacts, deals, tasks, promises = [], [], [], [], []
    for number in range(count):
        key, stage = first + number, dice.choice(stages)
        name = f"Client {key}"
        contacted = now - timedelta(days=dice.randint(1, 60), minutes=dice.randint(0, 600))
        clients.append(
            {"id": key, "name": name, "search_key": search_key(name), "is_person": False, "owner_id": user_id,
             "created_at": contacted, "version": 1}
        )  # fmt: skip
        contacts.append(
            {"id": key, "client_id": key, "name": f"Contact {key}", "search_key": f"contact {key}",
             "phone": f"+38067{key % 10_000_000:07d}", "created_at": contacted, "version": 1}
        )  # fmt: skip
        deals.append(
            {"id": key, "title": f"Deal {key}", "search_key": f"deal {key}", "client_id": key, "contact_id": key,
             "pipeline_id": stage.pipeline_id, "stage_id": stage.id, "status": StageKind.OPEN, "owner_id": user_id,
             "amount": dice.randint(10, 5000) * 100_00, "created_at": contacted, "stage_entered_at": contacted,
             "last_contact_at": contacted if dice.random() < 0.8 else None, "attempts": 0, "version": 1}
        )  # fmt: skip
        if dice.random() < 0.2:
            due = now + timedelta(hours=dice.randint(*due_hours), minutes=dice.randint(0, 59))
            tasks.append(
                {"id": key, "kind": TaskKind.CALL, "status": TaskStatus.OPEN, "title": "", "instruction": "",
                 "deal_id": key, "client_id": key, "assignee_id": user_id, "due_at": due, "first_due_at": due,
                 "promised": True, "attempt": 0, "moves": 0, "created_at": contacted, "version": 1}
            )  # fmt: skip
            promises.append(
                {"task_id": key, "user_id": user_id, "promised_at": due, "made_at": contacted,
                 "state": PromiseState.OPEN}
            )  # fmt: skip
    for table, rows in ((Client, clients), (Contact, contacts), (Deal, deals), (Task, tasks), (Promise, promises)):
        for start in range(0, len(rows), CHUNK):
            await work.session.execute(insert(table), rows[start : start + CHUNK])
