"""What the played day is played with: people who press, type and wait, and a clock that is turned."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import datetime, time, timedelta
from typing import Any

from aiogram.filters.callback_data import CallbackData

from bot.demo.theatre import Theatre
from bot.demo.transcript import Transcript
from bot.sandbox import Person, SandboxClient, Screen
from bot.ui import trails
from bot.ui.picker import EPOCH
from services.rules.worktime import local_day, to_utc


class Stopped(Exception):
    """A step of the play did not go as it should; the message says which and what was there instead."""


class Player:
    """Moves the people of the sandbox and tells the transcript. Everything settles before a step returns."""

    def __init__(self, theatre: Theatre, client: SandboxClient) -> None:
        self.theatre, self.client = theatre, client
        self.transcript = Transcript(theatre.sandbox.zone)
        self.people: dict[str, Person] = {}
        self.followed: list[Person] = []

    def from_tomorrow(self, minutes: int) -> bool:
        """Whether a moment in button data (minutes since 1970) lies on a later day."""
        zone = self.theatre.sandbox.zone
        return local_day(EPOCH + timedelta(minutes=minutes), zone) > local_day(self.now, zone)

    @property
    def now(self) -> datetime:
        """The time of the sandbox."""
        return self.theatre.clock.now()

    async def meet(self, *keys: str) -> None:
        """Get to know people of the sandbox; their chats are followed from now on."""
        known = {person.key: person.id for person in self.theatre.cast.people}
        for key in keys:
            self.people[key] = await self.client.meet(known[key])
            self.followed.append(self.people[key])

    def rest(self, *keys: str) -> None:
        """Only these of the colleagues nobody plays do nothing from now on."""
        self.theatre.extras.resting = set(keys)

    def scene(self, title: str) -> None:
        """A new part of the day."""
        self.transcript.scene(title, self.now)

    # ------------------------------------------------------------------------------------------------------- the clock
    async def at(self, clock: str) -> None:
        """Turn the clock to a time ("HH:MM") of this local day, or of the next working morning if that has passed."""
        zone = self.theatre.sandbox.zone
        day = local_day(self.now, zone)
        target = to_utc(day, time.fromisoformat(clock), zone)
        if target <= self.now:
            raise Stopped(f"{clock} has passed")
        await self.until(target)

    async def until(self, target: datetime) -> None:
        """Turn the clock."""
        await self.theatre.turn(target)
        await self.settle(turned=True)

    async def minutes(self, number: int) -> None:
        """A call takes its time."""
        await self.until(self.now + timedelta(minutes=number))

    async def settle(self, *, turned: bool = False) -> None:
        """Deliver, look at the chats that may have changed, and print what came.

        Whoever pressed or typed has seen the answer already; the others only see what was delivered.
        """
        if await self.theatre.app.deliver() or turned:
            await self.client.settle()
        self.transcript.news(self.followed, self.now)

    # ------------------------------------------------------------------------------------------------------ the people
    async def press(
        self, who: str, button: type[CallbackData], /, *, nth: int = 0, message: Screen | None = None, **fields: Any
    ) -> Screen:  # fmt: skip
        """Press the newest button of this class (with these fields); returns the message it was on, as it is now.

        `nth` takes a later one of several on the message.
        Raises Stopped when there is none, or when the bot did not answer or answered with an alert.
        """
        person = self.people[who]
        found = self._buttons(person, button, message, fields)
        if len(found) <= nth:
            raise Stopped(f"{person.name} has no button {button.__name__} {fields or ''}:\n{person.screen}")
        where, data, label = found[nth]
        self.transcript.tapped(person, label, self.now)
        await person.press_data(where, data)
        self.transcript.toast(person)
        if not person.answer.answered:
            raise Stopped(f"{person.name}: [{label}] was not answered")
        if person.answer.alert:
            raise Stopped(f"{person.name}: [{label}] was refused: {person.toast}")
        await self.settle()
        return next((one for one in person.messages if one.id == where.id), where)

    def sees(self, who: str, button: type[CallbackData], /, *, message: Screen | None = None, **fields: Any) -> bool:
        """Whether there is such a button."""
        return bool(self._buttons(self.people[who], button, message, fields))

    def button_of(self, who: str, button: type[CallbackData], /) -> tuple[Screen, str]:
        """The newest button of this class: its message and its data. Raises Stopped."""
        found = self._buttons(self.people[who], button, None, {})
        if not found:
            raise Stopped(f"{who} has no button {button.__name__}:\n{self.people[who].screen}")
        return found[0][:2]

    def _buttons(
        self, person: Person, button: type[CallbackData], message: Screen | None, fields: dict[str, Any]
    ) -> list[tuple[Screen, str, str]]:  # fmt: skip
        messages = [message] if message is not None else [one for one in reversed(person.messages) if one.from_bot]
        found = []
        for one in messages:
            for shown in (shown for row in one.keyboard for shown in row):
                data = shown.get("data") or ""
                inner = trails.opened(data)[1]
                if inner.partition(":")[0] != button.__prefix__:
                    continue
                values = button.unpack(inner)
                if all(_fits(getattr(values, name), wanted) for name, wanted in fields.items()):
                    found.append((one, data, shown["text"]))
        return found

    async def say(self, who: str, text: str) -> Screen:
        """Type a text."""
        await self.people[who].say(text)
        await self.settle()
        return self.people[who].last

    async def start(self, who: str, payload: str = "") -> Screen:
        """Open the bot by a link and press Start."""
        await self.people[who].start(payload)
        await self.settle()
        return self.people[who].last

    @asynccontextmanager
    async def measured(self, who: str, flow: str, budget: int) -> AsyncIterator[None]:
        """Count the taps of a flow against its budget."""
        person = self.people[who]
        await person.begin_taps(flow, budget)
        yield
        await person.taps()

    def expect(self, holds: object, what: str) -> None:
        """Go on only if this holds. Raises Stopped."""
        if not holds:
            raise Stopped(f"this did not happen: {what}")

    def message(self, who: str, fits: Callable[[Screen], bool], what: str) -> Screen:
        """The newest message of the bot that fits. Raises Stopped."""
        person = self.people[who]
        for one in reversed(person.messages):
            if one.from_bot and fits(one):
                return one
        raise Stopped(f"{person.name} has no message about {what}:\n{person.screen}")


def _fits(value: Any, wanted: Any) -> bool:
    return bool(wanted(value) if callable(wanted) else value == wanted)
