"""The played day in the terminal: who saw what, and what was tapped, as it happens."""

from __future__ import annotations

import sys
from collections.abc import Iterable
from datetime import UTC, datetime
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
        """Everything these people have not shown yet, in the order in which it came."""
        changed = [
            (message, person)
            for person in people
            for message in person.messages
            if self._seen.get((person.id, message.id)) != str(message)
        ]
        for message, person in sorted(changed, key=lambda pair: (pair[0].edited, pair[0].id)):
            self._message(person, message, now)

    def _message(self, person: Person, message: Screen, now: datetime) -> None:
        shown = str(message)
        before = self._seen.get((person.id, message.id))
        self._seen[person.id, message.id] = shown
        at = now if before is not None else datetime.fromtimestamp(message.view["date"], UTC)
        if not message.from_bot:
            said = " / ".join(shown.splitlines())
            print(self._paint(BLUE, f"{self._time(at)} {person.name}: {said}"), flush=True)
            return
        lines = shown.splitlines()
        if len(lines) > LINES_MOST:
            lines = [*lines[: LINES_MOST - 3], "…", *lines[-2:]]
        sign = "◂" if before is None else "◂ ✎"
        print(self._paint(DIM, f"{self._time(at)} {person.name} {sign}"))
        print("\n".join(f"      {line}" for line in lines), flush=True)

    def _time(self, now: datetime) -> str:
        return f"{now.astimezone(self._zone):%H:%M}"

    def _paint(self, colour: str, text: str) -> str:
        return f"{colour}{text}{OFF}" if self._coloured else text
