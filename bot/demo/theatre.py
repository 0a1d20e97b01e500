"""The real bot and its sandbox in one process, on a clock that can be turned."""

from __future__ import annotations

import asyncio
from contextlib import suppress
from datetime import UTC, datetime, time, timedelta
from typing import Final

from bot.app import Application, build
from bot.demo.extras import Extras
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
PULSE: Final = 60.0
"""Seconds between two looks of the extras while the clock goes on by itself."""
BOT_NAME: Final = "Voronka"


def _nobody(_chat_id: int) -> bool:
    return False


class Theatre:
    """The stage, the bot, the clock. `running`: the clock goes on by itself and the bot beats in the background."""

    def __init__(self, cast: Cast, clock: ShiftedClock, sandbox: Sandbox, app: Application, rules: Policy) -> None:
        self.cast, self.clock, self.sandbox, self.app = cast, clock, sandbox, app
        # The play moves people itself; in the browser whoever is used by a visitor is left alone.
        self.extras = Extras(app.services, cast.extras, self._used if app.background else _nobody)
        self._rules = rules
        self._step, self._promptly = STEP, True
        self._turning = asyncio.Lock()
        self._closing = asyncio.Event()

    @classmethod
    async def open(
        cls, database_url: str, cast: Cast, *, running: bool, port: int = 0, step: timedelta = STEP,
        promptly: bool = True,
    ) -> Theatre:  # fmt: skip
        """Start the sandbox with its people, then the bot on it; a turned clock takes steps of `step`, and shorter ones
        (`promptly`) to whatever is due in between.

        Raises OSError when the port is taken.
        """
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
        theatre._step, theatre._promptly = step, promptly
        sandbox.zone = rules.settings.zone
        sandbox.on_clock = theatre.turn
        sandbox.idle = lambda: app.is_idle
        if running:
            app.nursery.start(theatre._live(), name="extras")
        return theatre

    async def close(self) -> bool:
        """Stop the bot, then the sandbox; False when something had to be cut off."""
        self._closing.set()
        clean = await self.app.stop(5)
        await self.sandbox.stop()
        return clean

    async def turn(self, target: datetime) -> None:
        """Turn the clock forward to the target; everything due on the way happens at its time."""
        async with self._turning:
            while (now := self.clock.now()) < target:
                following = min(self.next_step(now), target)
                due = await self.app.services.reminders.next_moment(SYSTEM, following) if self._promptly else None
                self.clock.set(due or following)
                await self.beat()

    async def beat(self) -> None:
        """Do what is due now, and deliver it."""
        await self.extras.work(self.clock.now())
        await self.app.beat()
        await self.app.deliver()

    async def _live(self) -> None:
        """The extras go on working while the clock goes on by itself."""
        while not self._closing.is_set():
            async with self._turning:
                await self.extras.work(self.clock.now())
            with suppress(TimeoutError):
                async with asyncio.timeout(PULSE):
                    await self._closing.wait()

    def _used(self, chat_id: int) -> bool:
        """Whether somebody at the page uses this phone."""
        world = self.sandbox.world
        own = (message for message in world.chats.get(chat_id, {}).values() if not message.from_bot)
        return bool(world.taps.total.get(chat_id)) or any(message.content.get("text") != "/start" for message in own)

    def next_step(self, now: datetime) -> datetime:
        """The next moment worth a look: every quarter of an hour by day, once a night."""
        zone = self._rules.settings.zone
        day = local_day(now, zone)
        nights = (to_utc(day + number * DAY, SETTLED_AT, zone) for number in range(3))
        return min(next(night for night in nights if night > now), self._awake_after(now))

    def _awake_after(self, now: datetime) -> datetime:
        """The next step of the day when somebody may be at work."""
        following = now - (now - datetime.min.replace(tzinfo=UTC)) % self._step + self._step
        zone = self._rules.settings.zone
        for _, spans in working_days(self._rules.calendar, zone, local_day(now, zone)):
            if following <= spans[-1][1] + AFTER:
                return max(following, spans[0][0] - BEFORE)
        return following
