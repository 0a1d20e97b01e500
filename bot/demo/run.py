"""`main.py demo`: a company at work in the browser, without Telegram; `--play` plays a day in the terminal."""

from __future__ import annotations

import asyncio
import os
import signal
import socket
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Final

from bot.memory import load_quickly, settle_down

if TYPE_CHECKING:
    from bot.demo.stage import Cast
    from bot.demo.theatre import Theatre

ROOT: Final = Path(__file__).resolve().parents[2]
BAD_START: Final = 2


def run(*, company: Path | None, play: bool, port: int) -> int:
    """Fill a database that is thrown away at the end, start the bot on it; return the exit code."""
    if play and company is not None:
        print("The played day knows only the demo company: leave out --play or --company.", file=sys.stderr)
        return BAD_START
    if not play and (trouble := _port_trouble(port)):
        print(f"Cannot listen on port {port}: {trouble}. Choose another with --port.", file=sys.stderr)
        return BAD_START
    with tempfile.TemporaryDirectory(prefix="voronka-demo-", ignore_cleanup_errors=True) as folder:
        url = f"sqlite+aiosqlite:///{folder}/demo.db"
        # The filling goes on beside our imports, which take as long.
        load_quickly()
        filling = _fill(url, company)
        try:
            from bot import logs
            from bot.demo import theatre  # noqa: F401 - loaded meanwhile

            logs.set_up(_level())
            told, failure = filling.communicate()
        finally:
            filling.kill()
        if filling.returncode:
            print(_last_line(failure) or "The demo company could not be made.", file=sys.stderr)
            return BAD_START
        from bot.demo.stage import Cast

        cast = Cast.from_json(told.strip().rpartition("\n")[2])
        if play:
            from bot.demo.play import play_day

            settle_down()
            return asyncio.run(play_day(url, cast))
        return asyncio.run(_serve(url, cast, port))


def _port_trouble(port: int) -> str:
    """Why the page cannot be served there; empty when it can."""
    with socket.socket() as trial:
        trial.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            trial.bind(("127.0.0.1", port))
        except (OSError, OverflowError) as error:
            return getattr(error, "strerror", None) or str(error)
    return ""


def _fill(url: str, company: Path | None) -> subprocess.Popen[str]:
    more = [str(company.resolve())] if company is not None else []
    return subprocess.Popen(  # noqa: S603 - our own module
        [sys.executable, "-m", "bot.demo", url, *more],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        encoding="utf-8",
        env={**os.environ, "PYTHONIOENCODING": "utf-8"},
    )


def _last_line(text: str) -> str:
    return text.strip().rpartition("\n")[2]


def _level() -> int:
    """Warnings and worse, unless LOG_LEVEL asks for more: the terminal belongs to the address and the play."""
    import logging

    return logging.getLevelNamesMapping().get(os.environ.get("LOG_LEVEL", "").upper(), logging.WARNING)


async def _serve(url: str, cast: Cast, port: int) -> int:
    from bot.demo.theatre import Theatre

    stopping = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stopping.set)
    theatre = await Theatre.open(url, cast, running=True, port=port)
    try:
        _tell(theatre)
        settle_down()
        await _greet(theatre)
        await stopping.wait()
    finally:
        clean = await theatre.close()
    print("Stopped. Nothing is kept.")
    return 0 if clean else 1


def _tell(theatre: Theatre) -> None:
    from services.rules.worktime import to_local

    zone = theatre.sandbox.zone
    begins = to_local(theatre.cast.begins, zone)
    print(f"Open {theatre.sandbox.base_url}/ in a browser.")
    print(
        f"There it is {begins:%A, %d %B, %H:%M} ({zone}): the morning lists come at 9:00. "
        "The strip on top of the page turns the clock. Ctrl+C ends the demo.",
        flush=True,
    )


async def _greet(theatre: Theatre) -> None:
    """Everybody presses Start, so that every chat shows where to begin."""
    from bot.sandbox import SandboxClient

    async with SandboxClient(theatre.sandbox.base_url) as client:
        for person in theatre.cast.people:
            if person.started:
                await (await client.meet(person.id)).start()
    await theatre.beat()
