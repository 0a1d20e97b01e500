"""When has the bot finished? Waiting for quiet, so that a test reads the screen after the turn and not in it."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from time import monotonic

from .webhook import Webhook
from .world import World

GAP = 0.015
"""Without an idle hook: so many seconds without a call count as quiet."""
PATIENCE = 0.4
"""Without an idle hook: so long the first call after an update is waited for."""
_TICK = 0.001


class Quiet:
    """Knows whether anything is under way between the people and the bot."""

    def __init__(self, world: World, webhook: Webhook) -> None:
        self.world = world
        self.webhook = webhook
        self.idle: Callable[[], bool] | None = None

    def busy(self) -> str:
        """What is still under way, in words; empty when nothing the server knows of."""
        if not self.world.updates.empty:
            return f"{len(self.world.updates.waiting)} updates not confirmed"
        if self.webhook.busy:
            return "webhook deliveries under way"
        if self.world.in_flight:
            return "calls of the bot under way"
        if self.idle is not None and not self.idle():
            return "the application says it is busy"
        return ""

    async def settle(self, timeout: float, *, calls_before: int | None = None) -> str:
        """Wait until the bot has finished; returns "" or what was still under way when the time was over.

        `calls_before` is `world.calls_begun` of the moment before the update: without an idle hook the first call after
        it is waited for. With the hook two looks in a row, one loop turn apart, must find quiet.
        """
        begun = monotonic()
        deadline = begun + timeout
        quiet_looks = 0
        while True:
            busy = self.busy()
            now = monotonic()
            quiet_looks = quiet_looks + 1 if not busy and self._calm(now, begun, calls_before) else 0
            if quiet_looks >= 2:
                return ""
            if now >= deadline:
                return busy or "calls keep coming"
            if quiet_looks and self.idle is not None:
                await asyncio.sleep(0)
            else:
                await self.world.changed.wait(_TICK)

    def _calm(self, now: float, begun: float, calls_before: int | None) -> bool:
        if self.idle is not None:
            return True
        if calls_before is not None and self.world.calls_begun == calls_before:
            return now - begun >= PATIENCE
        return now - max(self.world.last_call_end, begun if calls_before is None else 0.0) >= GAP
