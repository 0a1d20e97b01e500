"""The colleagues nobody plays: they do their calls and tasks as the clock goes on, most of them in time.

So the head of the demo has a department at work, and not a ruin, when a visitor jumps to the evening. Whoever's phone
the visitor takes into the hand is left alone from then on. Everything goes through the services, as from a button.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from random import Random
from typing import Final

from bot.demo import notes
from services import Services
from services.calls import CallListView
from services.errors import Problem
from services.policy import Policy
from services.rules.actor import SYSTEM, Actor, Role
from services.rules.call_list import Block
from services.rules.kinds import CheckResult, TaskKind
from services.rules.target import Target
from services.rules.views import TaskLine
from services.rules.worktime import add_days, is_working, local_day, to_local, to_utc

PLANS_AT: Final = (time(9), time(11), time(13), time(15), time(17))
TASKS_AT: Final = (time(11, 30), time(15, 30), time(17, 30))
BETWEEN: Final = timedelta(hours=2)
CALLS: Final = 4
"""Calls between two looks at the list, besides what was promised for a time."""
FORGOTTEN: Final = 0.1
UNTAKEN: Final = time(11)
"""From then on an inquiry nobody has taken is taken by an extra."""


@dataclass(frozen=True, slots=True)
class Planned:
    """A call somebody is going to make."""

    at: datetime
    actor: Actor
    target: Target
    hot: bool


class Extras:
    """Works for colleagues, given by key with their Telegram ids; `busy` tells whose chat a visitor uses."""

    def __init__(self, services: Services, chats: Mapping[str, int], busy: Callable[[int], bool]) -> None:
        self._services = services
        self._chats = chats
        self._busy = busy
        self._chance = Random(7)
        self._done: set[tuple[str, str]] = set()
        self._plan: list[Planned] = []
        self.resting: set[str] = set()

    async def work(self, now: datetime) -> None:
        """Do what they have done by now; nothing outside of working hours."""
        rules = await self._services.company.policy(SYSTEM)
        zone = rules.settings.zone
        if not is_working(rules.calendar, zone, now):
            return
        at = to_local(now, zone).time()
        if self._is_time(PLANS_AT, at, local_day(now, zone).isoformat(), "calls"):
            for key in self._present():
                await self._look(await self._actor(key), now, late=at >= UNTAKEN)
        if self._is_time(TASKS_AT, at, local_day(now, zone).isoformat(), "tasks"):
            for key in self._present():
                await self._tidy_up(await self._actor(key))
        due = [one for one in self._plan if one.at <= now]
        self._plan = [one for one in self._plan if one.at > now]
        for one in due:
            if not self._busy(one.actor.chat_id or 0):
                await self._call(one, rules, now)

    def _present(self) -> list[str]:
        return [key for key, chat in self._chats.items() if key not in self.resting and not self._busy(chat)]

    def _is_time(self, moments: tuple[time, ...], at: time, day: str, what: str) -> bool:
        """Whether one of the moments has come since the last look."""
        come = {(day, f"{what} {moment}") for moment in moments if moment <= at}
        new = come - self._done
        self._done |= come
        return bool(new)

    async def _actor(self, key: str) -> Actor:
        return (await self._services.outbox.reader(self._chats[key])).actor

    # ----------------------------------------------------------------------------------------------------------- calls
    async def _look(self, actor: Actor, now: datetime, *, late: bool) -> None:
        """Plan the next two hours from the list."""
        if actor.role is not Role.MANAGER:
            return
        view: CallListView = await self._services.calls.today(actor)
        others = 0
        for line in view.lines:
            if self._chance.random() < FORGOTTEN or (line.block is Block.INBOUND and not late):
                continue
            if line.block is Block.APPOINTMENT and line.slot is not None:
                at = line.slot + timedelta(minutes=self._chance.randint(0, 12))
            elif others < CALLS:
                at = now + BETWEEN * (others / CALLS) + timedelta(minutes=self._chance.randint(1, 20))
                others += 1
            else:
                continue
            if at < now + BETWEEN:
                self._plan.append(Planned(at, actor, line.target, line.block is Block.HOT))

    async def _call(self, planned: Planned, rules: Policy, now: datetime) -> None:
        try:
            await self._talk(planned, rules, now)
        except Problem:
            return  # a colleague was faster, or it is closed: nothing to do

    async def _talk(self, planned: Planned, rules: Policy, now: datetime) -> None:
        calls, actor, target = self._services.calls, planned.actor, planned.target
        asked = await calls.time_question(actor, target)
        roll = self._chance.random()
        if roll < 0.34:
            await calls.not_reached(actor, target, asked.version)
        elif roll < 0.4 and target.kind != "client":
            reasons = (await self._services.refusals.question(actor, target)).reasons
            await self._services.refusals.refuse(
                actor, target, asked.version, self._chance.choice(reasons).id, talked=True
            )
        elif roll < 0.52 and planned.hot:
            await calls.sale(actor, target, asked.version)
        else:
            await self._agree(planned, asked.version, rules, now)

    async def _agree(self, planned: Planned, version: int, rules: Policy, now: datetime) -> None:
        calls, actor = self._services.calls, planned.actor
        result = self._chance.choice(("call", "call", "call", "offer", "meeting", "thinking"))
        done = await calls.reached(
            actor, planned.target, version, result, next_at=None if result == "thinking" else self._later(rules, now)
        )
        if done.activity_id is not None and self._chance.random() < 0.4:
            await calls.note(actor, done.activity_id, self._chance.choice(notes.AFTER_CALL[result]))
        if result == "offer" and planned.target.kind == "deal":
            await self._services.deals.offer_sent(actor, planned.target.id, done.version)

    def _later(self, rules: Policy, now: datetime) -> datetime:
        """A quarter of an hour of one of the next working days."""
        zone = rules.settings.zone
        day = local_day(add_days(rules.calendar, zone, now, self._chance.randint(1, 4)), zone)
        return to_utc(day, time(self._chance.randint(9, 16), self._chance.choice((0, 15, 30, 45))), zone)

    # ----------------------------------------------------------------------------------------------------------- tasks
    async def _tidy_up(self, actor: Actor) -> None:
        """Do most of what is due."""
        found = await self._services.tasks.list(actor, "overdue")
        for line in found.lines:
            if self._chance.random() < 0.85:
                try:
                    await self._do(actor, line)
                except Problem:
                    continue  # done by somebody else meanwhile

    async def _do(self, actor: Actor, line: TaskLine) -> None:
        if line.kind is TaskKind.CHECK_REFUSAL:
            await self._services.refusals.check(actor, line.id, line.version, CheckResult.CONFIRMED)
        elif line.kind is TaskKind.NPS:
            await self._services.nps.enter(actor, line.id, self._chance.choice((6, 7, 8, 9, 9, 10, 10)))
        elif line.kind is TaskKind.TODO:
            await self._services.tasks.done(actor, line.id, line.version)
