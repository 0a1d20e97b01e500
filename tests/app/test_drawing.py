"""The drawing process: it stays a while after a picture, it is gone after that, and it is never needed to end."""

from __future__ import annotations

import asyncio
import os
import pickle
import subprocess
import sys
import time
from pathlib import Path

from bot.drawing import Studio
from bot.ui.canvas import Canvas

ROOT = Path(__file__).resolve().parents[2]


def which(_: object) -> bytes:
    """Which process draws."""
    return str(os.getpid()).encode()


async def test_the_next_picture_finds_the_process_warm() -> None:
    studio = Studio()
    first, *others = [await studio.make(which, None) for _ in range(3)]
    assert set(others) == {first}
    assert first != str(os.getpid()).encode()
    studio.close()


async def test_the_process_ends_when_nobody_wants_pictures() -> None:
    studio = Studio(warm=0.05)
    first = await studio.make(which, None)
    await asyncio.sleep(0.2)
    second = await studio.make(which, None)
    assert second != first
    studio.close()


async def test_drawing_leaves_the_event_loop_free() -> None:
    studio = Studio()
    longest = 0.0

    async def beat() -> None:
        nonlocal longest
        while True:
            before = time.process_time()  # of this process: what others take of a busy machine does not count
            await asyncio.sleep(0.005)
            longest = max(longest, time.process_time() - before)

    beating = asyncio.get_running_loop().create_task(beat())
    await studio.make(which, None)
    beating.cancel()
    studio.close()
    assert longest < 0.05


def test_a_picture_needs_little_of_the_bot() -> None:
    """Or the first one would wait for the imports: for words, catalogues, records, Telegram."""
    canvas = Canvas([1])
    canvas.panels[0].write(0.1, 0.5, "Анна")
    code = """
import pickle, sys
from bot.ui import painting
picture = pickle.loads(sys.stdin.buffer.read())
sys.stdout.buffer.write(painting.png(picture))
print(*sorted(sys.modules), file=sys.stderr)
"""
    given = pickle.dumps(canvas.picture())
    ran = subprocess.run([sys.executable, "-c", code], cwd=ROOT, input=given, capture_output=True, check=True)
    assert ran.stdout.startswith(b"\x89PNG")
    loaded = set(ran.stderr.decode().split())
    assert loaded & {"babel", "jinja2", "phonenumbers", "aiogram", "sqlalchemy", "services", "storage"} == set()
    assert {name for name in loaded if name.startswith("bot.ui.")} == {"bot.ui.canvas", "bot.ui.painting"}
