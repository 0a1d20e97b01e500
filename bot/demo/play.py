"""`main.py demo --play`: a whole working day of all roles plays itself in the terminal, and is measured."""

from __future__ import annotations

import sys
from datetime import timedelta
from time import perf_counter
from typing import Final

from bot.demo.acts import ACTS
from bot.demo.player import Player, Stopped
from bot.demo.stage import Cast
from bot.demo.theatre import Theatre
from bot.sandbox import SandboxClient, format_taps

FAILED: Final = 1
STEP: Final = timedelta(minutes=30)
"""The play's clock takes larger steps than the page's: the terminal has no use for every quarter of an hour."""


async def play_day(database_url: str, cast: Cast) -> int:
    """Play the day; returns the exit code: 0 when every step went as it should and no flow took too many taps."""
    began = perf_counter()
    theatre = await Theatre.open(database_url, cast, running=False, step=STEP, promptly=False)
    try:
        async with SandboxClient(theatre.sandbox.base_url, settle=10) as client:
            player = Player(theatre, client)
            try:
                for act in ACTS:
                    await act(player)
            except (Stopped, AssertionError) as error:
                print(f"\nThe play stopped: {error}", file=sys.stderr)
                return FAILED
            rows = await client.request("GET", "/taps")
    finally:
        await theatre.close()
    print(f"\n{format_taps(rows)}")
    over = [row["flow"] for row in rows if row["taps"] > row["budget"]]
    if over:
        print(f"\nToo many taps: {', '.join(over)}", file=sys.stderr)
        return FAILED
    print(f"\nThe day is over. Played in {perf_counter() - began:.0f} s.")
    return 0
