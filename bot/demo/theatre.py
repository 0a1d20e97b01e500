"""The real bot and its sandbox in one process, on a clock that can be turned."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, time, timedelta
from typing import Final

from bot.app import Application, build
from bot.demo.stage import Cast
from bot.middlewares.throttle import Allowance
from bot.sandbox import Sandbox
from bot.settings import load_settings
from bot.telegram.limits import Pace
from services.clock import ShiftedClock
from services.policy import Policy
from services.rules.actor import SYSTEM
from services.rules.worktime import DAY, local_day, to_utc, working_days

STEP: Final = timedelta(minutes=15)
BEFORE, AFTER = timedelta(minutes=30), timedelta(hours=3)
"""How long before and after the working hours of a day something may be due."""
SETTLED_AT: Final = time(0, 15)
"""The night's only step: promises of the day that is over are judged."""
BOT_NAME: Final = "Voronka"


class Theatre:
    """The stage, the bot, the clock. `running`: the clock goes on by itself and the bot beats in the background."""

    def __init__(self, cast: Cast, clock: ShiftedClock, sandbox: Sandbox, app: Application, rules: Policy) -> None:
        self.cast, self.clock, self.sandbox, self.app = cast, clock, sandbox, app
        self._rules = rules
        self._turning = asyncio.Lock()

    @classmethod
    async def open(cls, database_url: str, cast: Cast, *, running: bool, port: int = 0) -> Theatre:
        """Start the sandbox with its people, then the bot on it. Raises OSError when the port is taken."""
        clock = ShiftedClock(cast.begins, running=running)
        sandbox = Sandbox(now=clock.now, name=BOT_NAME, port=port)
        for person in cast.people:
            sandbox.add_person(
                person.first_name,
                **{
                    name: getattr(person, name)
                    for name in ("id", "last_name", "username", "language_code", "phone", "title", "started")
                },
                known=person.started,
            )
        await sandbox.start()
        try:
            settings = load_settings(
                bot_token=sandbox.token,
                telegram_api_url=sandbox.base_url,
                database_url=database_url,
                webhook_url=None,
            )
            # Turned hands bring a day's messages at once; nobody has to wait for Telegram's limits here.
            app = await build(
                settings,
                clock,
                background=running,
                pace=Pace(overall=1000, per_chat=1000),
                allowance=Allowance(presses=50, messages=50),
            )
            await app.start()
        except BaseException:
            await sandbox.stop()
            raise
        rules = await app.services.company.policy(SYSTEM)
        theatre = cls(cast, clock, sandbox, app, rules)
        sandbox.zone = rules.settings.zone
        sandbox.on_clock = theatre.turn
        sandbox.idle = lambda: app.is_idle
        return theatre

    async def close(self) -> bool:
        """Stop the bot, then the sandbox; False when something had to be cut off."""
        clean = await self.app.stop(5)
        await self.sandbox.stop()
        return clean

    async def turn(self, target: datetime) -> None:
        """Turn the clock forward to the target; everything due on the way happens at its time."""
        async with self._turning:
            while (now := self.clock.now()) < target:
                self.clock.set(min(self.next_step(now), target))
                await self.beat()

    async def beat(self) -> None:
        """Do what is due now, and deliver it."""
        await self.app.beat()
        await self.app.deliver()

    def next_step(self, now: datetime) -> datetime:
        """The next moment worth a look: every quarter of an hour by day, once a night."""
        zone = self._rules.settings.zone
        day = local_day(now, zone)
        nights = (to_utc(day + number * DAY, SETTLED_AT, zone) for number in range(3))
        return min(next(night for night in nights if night > now), self._awake_after(now))

    def _awake_after(self, now: datetime) -> datetime:
        """The next quarter of an hour when somebody may be at work."""
        quarter = now - (now - datetime.min.replace(tzinfo=UTC)) % STEP + STEP
        zone = self._rules.settings.zone
        for _, spans in working_days(self._rules.calendar, zone, local_day(now, zone)):
            if quarter <= spans[-1][1] + AFTER:
                return max(quarter, spans[0][0] - BEFORE)
        return quarter
