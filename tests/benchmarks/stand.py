"""A stand-in for Telegram with people who press buttons, and the bots that serve them, each in a process of its own."""

from __future__ import annotations

import asyncio
import os
import sys
import time
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from bot.sandbox import Sandbox
from bot.sandbox import people as acts
from bot.sandbox.model import Human, Message
from tests.benchmarks import load

ROOT = Path(__file__).parents[2]
PATIENCE = 60
"""Seconds a press may take on a busy machine; then something is wrong."""

Press = Callable[[int, int, Message], str]
"""The data of the button that person number `p` presses in round `n` on the message on the screen."""


@dataclass(frozen=True)
class Process:
    """A bot's process and what it costs."""

    pid: int

    def cpu(self) -> float:
        """Seconds of processor time so far, all threads, user and system."""
        fields = Path(f"/proc/{self.pid}/stat").read_text().rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")

    def resident_mb(self) -> float:
        """The most memory it has held, in megabytes."""
        lines = Path(f"/proc/{self.pid}/status").read_text().splitlines()
        return next(int(line.split()[1]) for line in lines if line.startswith("VmHWM")) / 1024


@asynccontextmanager
async def stand(people: int) -> AsyncIterator[Sandbox]:
    """A stand-in with so many people who have started the bot."""
    async with Sandbox(now=lambda: datetime.now(UTC)) as sandbox:
        for n in range(people):
            sandbox.add_person(f"Manager {n}", id=load.FIRST_CHAT + n, started=True, language_code="en")
        yield sandbox


@asynccontextmanager
async def process(*command: str, **environment: str) -> AsyncIterator[Process]:
    """A Python process; it is asked to stop at the end."""
    started = await asyncio.create_subprocess_exec(
        sys.executable,
        *command,
        cwd=ROOT,
        env={**os.environ, **environment},
        stdout=asyncio.subprocess.DEVNULL,
        stderr=None if os.environ.get("BENCH_LOG") else asyncio.subprocess.DEVNULL,
    )
    try:
        yield Process(started.pid)
    finally:
        if started.returncode is None:
            started.terminate()
        await started.wait()


def bare_bot(sandbox: Sandbox) -> AbstractAsyncContextManager[Process]:
    """The yardstick's process."""
    return process("-m", "tests.benchmarks.bare_bot", sandbox.base_url, sandbox.token)


def voronka(sandbox: Sandbox, url: str) -> AbstractAsyncContextManager[Process]:
    """Voronka's process as `make run` starts it, with the log of an ordinary day."""
    return process(
        *os.environ.get("BENCH_PYTHON", "").split(),
        "main.py",
        "run",
        BOT_TOKEN=sandbox.token,
        TELEGRAM_API_URL=sandbox.base_url,
        DATABASE_URL=url,
    )


def humans(sandbox: Sandbox) -> list[tuple[int, Human]]:
    """Everybody, numbered from 0."""
    return list(enumerate(sandbox.world.humans.values()))


async def greet(sandbox: Sandbox, text: str) -> None:
    """Every person says something and waits for a message with buttons."""
    for _, human in humans(sandbox):
        acts.say(sandbox.world, human, {"text": text})
        begun = time.perf_counter()
        while not _screen(sandbox, human):
            await sandbox.world.changed.wait(1)
            if time.perf_counter() - begun > PATIENCE:
                raise TimeoutError(f"the bot does not answer {text!r}; BENCH_LOG=1 shows its log")


def _screen(sandbox: Sandbox, human: Human) -> int:
    """The newest message of the bot with buttons; 0 when there is none."""
    messages = sandbox.world.chats.get(human.id, {}).values()
    return max((m.id for m in messages if m.from_bot and m.markup), default=0)


async def press(sandbox: Sandbox, human: Human, person: int, n: int, data: Press) -> float:
    """Seconds until the press is answered and the message edited."""
    world = sandbox.world
    message = world.chats[human.id][_screen(sandbox, human)]
    version, begun = message.version, time.perf_counter()
    callback = acts.press(world, human, message.id, data(person, n, message))
    while callback.answer is None or message.version == version:
        await world.changed.wait(1)
        if time.perf_counter() - begun > PATIENCE:
            raise TimeoutError(f"no answer to {callback.data}; BENCH_LOG=1 shows the bot's log")
    return time.perf_counter() - begun


async def press_hard(sandbox: Sandbox, data: Press, presses: int, at_once: int) -> int:
    """Everybody presses so many times, `at_once` presses being under way all the time; returns how many that were."""
    queue = iter([(person, human, n) for n in range(presses) for person, human in humans(sandbox)])

    async def hurry() -> None:
        for person, human, n in queue:
            await press(sandbox, human, person, n, data)

    await asyncio.gather(*(hurry() for _ in range(at_once)))
    return presses * len(sandbox.world.humans)


async def press_evenly(sandbox: Sandbox, data: Press, rate: int, seconds: int) -> list[float]:
    """Seconds of each press when they come evenly, `rate` a second, whatever the bot does."""
    people = humans(sandbox)
    tasks: list[asyncio.Task[float]] = []
    begun = time.perf_counter()
    for n in range(rate * seconds):
        person, human = people[n % len(people)]
        tasks.append(asyncio.ensure_future(press(sandbox, human, person, n // len(people), data)))
        await asyncio.sleep(max(0.0, begun + (n + 1) / rate - time.perf_counter()))
    return await asyncio.gather(*tasks)
