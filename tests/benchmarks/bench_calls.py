"""The call list, from the database to the screen: one manager with 10,000 open deals, 1,000 managers with 100 each."""

from __future__ import annotations

import tempfile
import time
from datetime import UTC, datetime

from bot.ui.calls import call_list
from bot.ui.words import Words
from services.calls import Calls
from services.clock import ShiftedClock
from services.rules.actor import Actor, Role
from storage import migrate
from storage.unit_of_work import Database
from tests.benchmarks import load
from tests.benchmarks.measure import Figure, timed

NOW = datetime(2026, 11, 24, 7, 5, tzinfo=UTC)


async def run() -> list[Figure]:
    """Median of seven lists for the first figure; every manager's list once for the second."""
    with tempfile.TemporaryDirectory() as folder:
        return [
            await _one(f"sqlite+aiosqlite:///{folder}/one.db"),
            await _many(f"sqlite+aiosqlite:///{folder}/many.db"),
        ]


async def _company(url: str, managers: int, deals: int) -> tuple[Database, Calls, list[int]]:
    db, clock = Database(url), ShiftedClock(NOW)
    await migrate.upgrade(db.engine)
    await load.install(db, clock)
    return db, Calls(db, clock), await load.fill(db, NOW, managers, deals)


def _actor(user_id: int) -> Actor:
    return Actor(role=Role.MANAGER, user_id=user_id, zone="Europe/Kyiv", locale="ru", name="Anna")


async def _one(url: str) -> Figure:
    db, calls, people = await _company(url, 1, 10_000)
    words = Words("ru", "Europe/Kyiv", NOW)

    async def once() -> None:
        call_list(await calls.today(_actor(people[0])), words)

    seconds = await timed(once)
    await db.close()
    value = seconds * 1000
    return Figure("call list, 10,000 open deals, database to screen", value, "ms", "<= 50 ms", value <= 50)


async def _many(url: str) -> Figure:
    db, calls, people = await _company(url, 1000, 100)
    words = Words("ru", "Europe/Kyiv", NOW)
    start = time.perf_counter()
    for user_id in people:
        call_list(await calls.today(_actor(user_id)), words)
    seconds = time.perf_counter() - start
    await db.close()
    return Figure("call lists, 1,000 managers, 100,000 open deals", seconds, "s", "< 30 s", seconds < 30)
