"""Delivery of queued messages: the morning's lists of 1,000 managers, to a stand-in that enforces Telegram's limits."""

from __future__ import annotations

import tempfile
import time
from zoneinfo import ZoneInfo

from bot.sandbox import Sandbox
from services.clock import SystemClock
from services.outbox import notify
from services.rules.actor import SYSTEM
from storage import migrate
from storage.unit_of_work import Database
from tests.benchmarks import load
from tests.benchmarks.measure import Figure
from tests.benchmarks.stand import stand, voronka

MESSAGES = 1000
DEALS = 5
PERMITTED = 30.0
"""Messages a second."""
SHARE = 0.95
PATIENCE = 120
"""Seconds without a message; then something is wrong."""


async def run() -> list[Figure]:
    """One delivery of all messages; it takes as long as Telegram's limits make it take."""
    with tempfile.TemporaryDirectory() as folder:
        url = f"sqlite+aiosqlite:///{folder}/bench.db"
        await _queue(url)
        async with stand(MESSAGES) as sandbox:
            sandbox.world.flood.on = True
            async with voronka(sandbox, url):
                seconds = await _delivered(sandbox)
            refused = sandbox.world.flood.refused
    share = (MESSAGES - 1) / seconds / PERMITTED
    note = f"{(MESSAGES - 1) / seconds:.1f} a second"
    return [
        Figure("delivery, share of the permitted 30 a second", share, "", f">= {SHARE}", share >= SHARE, note),
        Figure("delivery, refused with 429", refused, "", "0", refused == 0, f"of {MESSAGES} messages"),
    ]


async def _queue(url: str) -> None:
    db, clock = Database(url), SystemClock()
    now = clock.now()
    zone = load.morning_zone(now)
    await migrate.upgrade(db.engine)
    await load.install(db, clock, zone)
    ids = await load.fill(db, now, MESSAGES, DEALS, due_hours=(3, 72))
    await load.greet(db, now, ids, now.astimezone(ZoneInfo(zone)).date())
    async with db.write(SYSTEM, now) as work:
        for number in range(MESSAGES):
            await notify(work, chat_id=load.FIRST_CHAT + number, kind="morning", params={}, dedupe_key=f"b{number}")
    await db.close()


async def _delivered(sandbox: Sandbox) -> float:
    """Seconds from the first message to the last."""
    first = last = 0.0
    before = -1
    begun = time.perf_counter()
    while before < MESSAGES:
        await sandbox.world.changed.wait(0.05)
        now = time.perf_counter()
        arrived = sum(any(message.from_bot for message in chat.values()) for chat in sandbox.world.chats.values())
        if arrived and not first:
            first = now
        if arrived != before:
            before, last = arrived, now
        elif now - max(last, begun) > PATIENCE:
            raise TimeoutError(f"{arrived} of {MESSAGES} messages came; BENCH_LOG=1 shows the bot's log")
    return last - first
