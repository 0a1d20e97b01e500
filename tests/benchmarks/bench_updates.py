"""One update end to end, over HTTP and with the real database, against a bare bot on the same stand-in.

The stand-in and the people run in this process, the bot in another: each has a core. People press as fast as they are
answered; a press counts when the query is answered and the message edited.
"""

from __future__ import annotations

import asyncio
import os
import statistics
import sys
import tempfile
import time
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime

from sqlalchemy import insert

from bot.sandbox import Sandbox
from bot.sandbox import people as acts
from bot.sandbox.model import Human, Message
from bot.ui.calls import CallMissed, CallNext, CallOpen
from bot.ui.targets import OpenCard
from services.clock import SystemClock
from services.rules.actor import SYSTEM
from storage import migrate
from storage.tables import Chat
from storage.unit_of_work import Database
from tests.benchmarks import load
from tests.benchmarks.measure import Figure, percentile

PEOPLE = 160
AT_ONCE = 20
"""Presses under way; there are more people than that, because the bot slows down a single one who hurries."""
DEALS = 40
PRESSES = 6
ROUNDS = 5
RATE = 100
Press = Callable[[int, int, Message], str]


async def run() -> list[Figure]:
    """Rounds of the bare bot and of Voronka by turns; medians of their rates and of the ratios."""
    with tempfile.TemporaryDirectory() as folder:
        url = f"sqlite+aiosqlite:///{folder}/bench.db"
        ids = await _company(url)
        async with _stand(ids) as bare, _stand(ids) as ours, _bare(bare), _voronka(ours, url):
            await _greet(bare, "hello")
            await _greet(ours, "/today")
            return await _measure(bare, ours, ids)


async def _measure(bare: Sandbox, ours: Sandbox, ids: list[int]) -> list[Figure]:
    rates: dict[str, list[float]] = {"bare": [], "read": [], "write": []}
    for _ in range(ROUNDS):
        rates["bare"].append(await _rate(bare, lambda person, n, message: f"x:{n}"))
        rates["read"].append(await _rate(ours, _reading(ids)))
        rates["write"].append(await _rate(ours, _no_answer))
    latency = await _at_rate(ours, _reading(ids))
    bare_rate = statistics.median(rates["bare"])
    read = statistics.median(a / b for a, b in zip(rates["read"], rates["bare"], strict=True))
    write = statistics.median(a / b for a, b in zip(rates["write"], rates["bare"], strict=True))
    note = f"bare {bare_rate:.0f}/s, ours {statistics.median(rates['read']):.0f}/s"
    wrote = f"bare {bare_rate:.0f}/s, ours {statistics.median(rates['write']):.0f}/s"
    p95 = percentile(latency, 0.95) * 1000
    return [
        Figure("updates/s, reading screens, share of a bare bot", read, "", ">= 0.5", read >= 0.5, note),
        Figure("updates/s, writing screens, share of a bare bot", write, "", ">= 0.333", write >= 1 / 3, wrote),
        Figure(f"p95 of an update at {RATE}/s", p95, "ms", "< 30 ms", p95 < 30, f"{len(latency)} updates"),
    ]


def _reading(ids: list[int]) -> Press:
    """The call card and the deal card of one deal by turns."""

    def data(person: int, n: int, message: Message) -> str:
        deal = ids[person] * 1_000_000 + n // 2 % DEALS
        return (CallOpen(kind="d", id=deal) if n % 2 else OpenCard(kind="d", id=deal)).pack()

    return data


def _no_answer(_person: int, _n: int, message: Message) -> str:
    """The button "No answer" of the card on the screen; the next card has another."""
    rows = message.markup["inline_keyboard"] if message.markup else []
    prefix = f"{CallMissed.__prefix__}:"
    return next(
        (data for row in rows for button in row if (data := str(button.get("callback_data", ""))).startswith(prefix)),
        CallNext().pack(),
    )


async def _company(url: str) -> list[int]:
    db, clock = Database(url), SystemClock()
    await migrate.upgrade(db.engine)
    await load.install(db, clock)
    ids = await load.fill(db, clock.now(), PEOPLE, DEALS)
    known = {"locale": "en", "locale_chosen": True, "started_at": clock.now()}
    chats = [{"id": load.FIRST_CHAT + n, "name": f"Manager {n}", **known} for n in range(PEOPLE)]
    async with db.write(SYSTEM, clock.now()) as work:
        await work.session.execute(insert(Chat), chats)
    await db.close()
    return ids


@asynccontextmanager
async def _stand(ids: list[int]) -> AsyncIterator[Sandbox]:
    async with Sandbox(now=lambda: datetime.now(UTC)) as sandbox:
        for n in range(len(ids)):
            sandbox.add_person(f"Manager {n}", id=load.FIRST_CHAT + n, started=True, language_code="en")
        yield sandbox


@asynccontextmanager
async def _process(*command: str, **environment: str) -> AsyncIterator[None]:
    process = await asyncio.create_subprocess_exec(
        sys.executable, *command, env={**os.environ, **environment}, stdout=asyncio.subprocess.DEVNULL
    )
    try:
        yield
    finally:
        process.terminate()
        await process.wait()


def _bare(sandbox: Sandbox) -> object:
    return _process("-m", "tests.benchmarks.bare_bot", sandbox.base_url, sandbox.token)


def _voronka(sandbox: Sandbox, url: str) -> object:
    return _process(
        "main.py",
        "run",
        BOT_TOKEN=sandbox.token,
        TELEGRAM_API_URL=sandbox.base_url,
        DATABASE_URL=url,
        LOG_LEVEL="WARNING",
    )


def _humans(sandbox: Sandbox) -> Iterator[tuple[int, Human]]:
    return enumerate(sandbox.world.humans.values())


async def _greet(sandbox: Sandbox, text: str) -> None:
    """Every person says something and waits for a message with buttons."""
    for _, human in _humans(sandbox):
        acts.say(sandbox.world, human, {"text": text})
        while not _screen(sandbox, human):
            await sandbox.world.changed.wait(10)


def _screen(sandbox: Sandbox, human: Human) -> int:
    """The newest message of the bot with buttons; 0 when there is none."""
    messages = sandbox.world.chats.get(human.id, {}).values()
    return max((m.id for m in messages if m.from_bot and m.markup), default=0)


async def _press(sandbox: Sandbox, human: Human, person: int, n: int, data: Press) -> float:
    """Seconds until the press is answered and the message edited."""
    world = sandbox.world
    message = world.chats[human.id][_screen(sandbox, human)]
    version, begun = message.version, time.perf_counter()
    callback = acts.press(world, human, message.id, data(person, n, message))
    while callback.answer is None or message.version == version:
        await world.changed.wait(10)
        if time.perf_counter() - begun > 10:
            raise TimeoutError(f"no answer to {callback.data}")
    return time.perf_counter() - begun


async def _rate(sandbox: Sandbox, data: Press) -> float:
    """Presses a second with `AT_ONCE` under way all the time."""
    people = list(_humans(sandbox))
    presses = iter([(person, human, n) for n in range(PRESSES) for person, human in people])

    async def hurry() -> None:
        for person, human, n in presses:
            await _press(sandbox, human, person, n, data)

    begun = time.perf_counter()
    await asyncio.gather(*(hurry() for _ in range(AT_ONCE)))
    return PEOPLE * PRESSES / (time.perf_counter() - begun)


async def _at_rate(sandbox: Sandbox, data: Press, seconds: int = 10) -> list[float]:
    """Seconds of each press when they come evenly, `RATE` a second, whatever the bot does."""
    people = list(_humans(sandbox))
    tasks: list[asyncio.Task[float]] = []
    begun = time.perf_counter()
    for n in range(RATE * seconds):
        person, human = people[n % len(people)]
        tasks.append(asyncio.ensure_future(_press(sandbox, human, person, n // len(people), data)))
        await asyncio.sleep(max(0.0, begun + (n + 1) / RATE - time.perf_counter()))
    return await asyncio.gather(*tasks)
