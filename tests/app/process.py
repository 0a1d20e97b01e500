"""`python main.py …` as an operator runs it: a process of its own."""

from __future__ import annotations

import asyncio
import os
import signal
import sys
from pathlib import Path

from bot.sandbox.server import Sandbox
from bot.settings import Settings

ROOT = Path(__file__).resolve().parents[2]
SECONDS = 40.0
"""The longest a command may take here; a busy machine is slow."""


def environment(**values: str) -> dict[str, str]:
    """This process's environment without Voronka's settings, and with `values`."""
    clean = {name: value for name, value in os.environ.items() if name.lower() not in Settings.model_fields}
    return {**clean, "PYTHONPATH": str(ROOT), **values}


def for_sandbox(sandbox: Sandbox, database_url: str, **more: str) -> dict[str, str]:
    """The environment of a bot on the sandbox."""
    values = {"BOT_TOKEN": sandbox.token, "TELEGRAM_API_URL": sandbox.base_url, "DATABASE_URL": database_url}
    return environment(LOCALE="en", **values, **more)


class Running:
    """A started command."""

    def __init__(self, process: asyncio.subprocess.Process) -> None:
        self.process = process
        self.said: list[str] = []

    async def until(self, word: str) -> str:
        """Read its output up to the line with `word`; all of it so far."""
        assert self.process.stdout is not None
        async with asyncio.timeout(SECONDS):
            while line := (await self.process.stdout.readline()).decode():
                self.said.append(line.rstrip("\n"))
                if word in line:
                    return "\n".join(self.said)
        raise AssertionError(f"ended without saying {word!r}: {self.said}")

    async def stop(self, number: signal.Signals = signal.SIGTERM) -> tuple[int, str, str]:
        """Send a signal and wait; exit code, the rest of stdout, stderr."""
        self.process.send_signal(number)
        return await self.ended()

    async def ended(self) -> tuple[int, str, str]:
        """Wait for its end; exit code, the rest of stdout, stderr."""
        async with asyncio.timeout(SECONDS):
            said, complained = await self.process.communicate()
        return self.process.returncode or 0, said.decode(), complained.decode()


async def start(folder: Path, *arguments: str, **variables: str) -> Running:
    """Start `main.py` in a folder of its own, so that no `.env` or `data/` of the checkout takes part."""
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        str(ROOT / "main.py"),
        *arguments,
        cwd=folder,
        env=variables,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )
    return Running(process)
