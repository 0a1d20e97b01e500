"""The played day in the terminal: who saw what, and what was tapped, as it happens."""

from __future__ import annotations

import sys
from collections.abc import Iterable
from datetime import datetime
from typing import Final
from zoneinfo import ZoneInfo

from bot.sandbox import Person, Screen

LINES_MOST: Final = 16
BOLD, DIM, BLUE, GREEN, OFF = "\033[1m", "\033[2m", "\033[34m", "\033[32m", "\033[0m"


class Transcript:
    """Prints what is new in the chats it follows, each message once for every look it had."""

    def __init__(self, zone: str) -> None:
        self._zone = ZoneInfo(zone)
        self._seen: dict[tuple[int, int], str] = {}
        self._coloured = sys.stdout.isatty()

    def scene(self, title: str, now: datetime) -> None:
        """A new part of the day."""
        print(f"\n{self._paint(BOLD, f'── {self._time(now)} · {title} ')}{'─' * max(3, 66 - len(title))}", flush=True)

    def tapped(self, person: Person, label: str, now: datetime) -> None:
        """Somebody pressed a button."""
        print(self._paint(BLUE, f"{self._time(now)} {person.name} ▸ [{label}]"), flush=True)

    def toast(self, person: Person) -> None:
        """What the bot answered to the press, if it said anything."""
        if person.toast:
            print(self._paint(GREEN, f"{'':6}{person.name} ◂ «{person.toast}»"), flush=True)

    def news(self, people: Iterable[Person], now: datetime) -> None:
        """Everything these people have not shown yet."""
        for person in people:
            for message in person.messages:
                self._message(person, message, now)

    def skip(self, people: Iterable[Person]) -> None:
        """Take what is there as shown."""
        for person in people:
            for message in person.messages:
                self._seen[person.id, message.id] = str(message)

    def _message(self, person: Person, message: Screen, now: datetime) -> None:
        shown = str(message)
        before = self._seen.get((person.id, message.id))
        if before == shown:
            return
        self._seen[person.id, message.id] = shown
        if not message.from_bot:
            print(self._paint(BLUE, f"{self._time(now)} {person.name}: {' / '.join(shown.splitlines())}"), flush=True)
            return
        sign = "◂" if before is None else "◂ ✎"
        lines = shown.splitlines()
        if len(lines) > LINES_MOST:
            lines = [*lines[: LINES_MOST - 3], "…", *lines[-2:]]
        print(f"{self._paint(DIM, f'{self._time(now)} {person.name} {sign}')}")
        print("\n".join(f"      {line}" for line in lines), flush=True)

    def _time(self, now: datetime) -> str:
        return f"{now.astimezone(self._zone):%H:%M}"

    def _paint(self, colour: str, text: str) -> str:
        return f"{colour}{text}{OFF}" if self._coloured else text
