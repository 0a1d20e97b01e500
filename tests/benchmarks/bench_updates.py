"""One update end to end, over HTTP and with the real database, against a bare bot on the same stand-in.

The stand-in and the people run in this process, each bot in another. People press as fast as they are answered; a
press counts when the query is answered and the message edited. Beside the wall clock, which other work on the machine
disturbs, stands the processor time each bot's process takes for a press.
"""

from __future__ import annotations

import asyncio
import os
import statistics
import tempfile
import time
from dataclasses import dataclass, field
from zoneinfo import ZoneInfo

from bot.sandbox import Sandbox
from bot.sandbox.model import Message
from bot.ui.calls import CallMissed, CallOpen
from bot.ui.targets import OpenCard
from services.clock import SystemClock
from storage import migrate
from storage.unit_of_work import Database
from tests.benchmarks import load
from tests.benchmarks.measure import Figure, percentile
from tests.benchmarks.stand import Press, Process, bare_bot, greet, press_evenly, press_hard, stand, voronka

PEOPLE = 160
AT_ONCE = 20
"""Presses under way; there are more people than that, because the bot slows down a single one who hurries."""
DEALS = 40
PRESSES = 6
ROUNDS = int(os.environ.get("BENCH_ROUNDS", "5"))
RATE = 100
READING, WRITING = 1 / 2, 1 / 3
"""The share of a bare bot's updates a second that is to be reached."""


@dataclass
class Side:
    """What the rounds of one kind of press showed: presses a wall-clock second, and processor seconds a press."""

    rates: list[float] = field(default_factory=list)
    cpu: list[float] = field(default_factory=list)

    async def round(self, sandbox: Sandbox, bot: Process, data: Press) -> None:
        """Measure one."""
        cpu, begun = bot.cpu(), time.perf_counter()
        count = await press_hard(sandbox, data, PRESSES, AT_ONCE)
        self.rates.append(count / (time.perf_counter() - begun))
        self.cpu.append((bot.cpu() - cpu) / count)


async def run() -> list[Figure]:
    """Rounds of the bare bot and of Voronka by turns; medians of their rates and of the ratios."""
    with tempfile.TemporaryDirectory() as folder:
        url = f"sqlite+aiosqlite:///{folder}/bench.db"
        ids = await _company(url)
        async with stand(PEOPLE) as bare, stand(PEOPLE) as ours, bare_bot(bare) as a, voronka(ours, url) as b:
            await asyncio.gather(greet(bare, "hello"), greet(ours, "/today"))
            return await _measure(bare, a, ours, b, ids)


async def _measure(bare: Sandbox, bare_process: Process, ours: Sandbox, bot: Process, ids: list[int]) -> list[Figure]:
    yard, read, write = Side(), Side(), Side()
    for _ in range(ROUNDS):
        await yard.round(bare, bare_process, lambda person, n, message: f"x:{n}")
        await read.round(ours, bot, _reading(ids))
        await write.round(ours, bot, _no_answer(ids))
    shares = [*_shares("reading screens", read, yard, READING), *_shares("writing screens", write, yard, WRITING)]
    return [*shares, await _latency(ours, ids)]


def _shares(what: str, side: Side, yard: Side, goal: float) -> list[Figure]:
    wall = statistics.median(a / b for a, b in zip(side.rates, yard.rates, strict=True))
    cpu = statistics.median(b / a for a, b in zip(side.cpu, yard.cpu, strict=True))
    rates = f"bare {statistics.median(yard.rates):.0f}/s, ours {statistics.median(side.rates):.0f}/s"
    costs = f"bare {statistics.median(yard.cpu) * 1000:.2f} ms, ours {statistics.median(side.cpu) * 1000:.2f} ms"
    return [
        Figure(f"updates/s, {what}, share of a bare bot", wall, "", f">= {goal:.3f}", wall >= goal, rates),
        Figure(f"the same by processor time of the bot, {what}", cpu, "", f">= {goal:.3f}", cpu >= goal, costs),
    ]


async def _latency(ours: Sandbox, ids: list[int]) -> Figure:
    name = f"p95 of a reading update at {RATE}/s"
    try:
        seconds = await press_evenly(ours, _reading(ids), RATE, 10)
    except TimeoutError:
        return Figure(name, float("inf"), "ms", "< 30 ms", False, f"{RATE}/s is more than this machine does now")
    p95, p50 = percentile(seconds, 0.95) * 1000, percentile(seconds, 0.5) * 1000
    return Figure(name, p95, "ms", "< 30 ms", p95 < 30, f"{len(seconds)} updates, median {p50:.1f} ms")


def _reading(ids: list[int]) -> Press:
    """The call card and the deal card of one deal by turns."""

    def data(person: int, n: int, message: Message) -> str:
        deal = ids[person] * 1_000_000 + n // 2 % DEALS
        return (CallOpen(kind="d", id=deal) if n % 2 else OpenCard(kind="d", id=deal)).pack()

    return data


def _no_answer(ids: list[int]) -> Press:
    """The button "No answer" of the card on the screen; the next card has another, and with none left one is opened."""
    prefix = f"{CallMissed.__prefix__}:"

    def data(person: int, n: int, message: Message) -> str:
        rows = message.markup["inline_keyboard"] if message.markup else []
        shown = [str(button.get("callback_data", "")) for row in rows for button in row]
        card = CallOpen(kind="d", id=ids[person] * 1_000_000 + n % DEALS).pack()
        return next((one for one in shown if one.startswith(prefix)), card)

    return data


async def _company(url: str) -> list[int]:
    db, clock = Database(url), SystemClock()
    await migrate.upgrade(db.engine)
    zone = load.morning_zone(clock.now())
    await load.install(db, clock, zone)
    # Nothing falls due while it runs, and the morning's lists have come: pushes are other work than what is measured.
    ids = await load.fill(db, clock.now(), PEOPLE, DEALS, due_hours=(3, 72))
    await load.greet(db, clock.now(), ids, clock.now().astimezone(ZoneInfo(zone)).date())
    await db.close()
    return ids
