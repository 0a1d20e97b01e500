"""Small rules about people: names as typed, quiet hours as typed, and how much work somebody has in hand."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import time

from services.rules.contacts import one_line

NAME_LIMIT = 100

_HOURS = re.compile(r"^\D*(\d{1,2})(?:[:.](\d{2}))?\s*(?:-|–|—|\s|до|to|по)+\s*(\d{1,2})(?:[:.](\d{2}))?\s*$")


@dataclass(frozen=True, slots=True)
class OpenWork:
    """How much a colleague has in hand."""

    deals: int = 0
    leads: int = 0
    clients: int = 0
    tasks: int = 0

    @property
    def total(self) -> int:
        """All of it."""
        return self.deals + self.leads + self.clients + self.tasks


def clean_name(typed: str) -> str | None:
    """A typed name on one line; None when there is no letter or digit in it or it is too long."""
    name = one_line(typed)
    if not any(char.isalnum() for char in name) or len(name) > NAME_LIMIT:
        return None
    return name


def parse_quiet(typed: str) -> tuple[time, time] | None:
    """Quiet hours like "21-8", "21:00 – 08:30"; None when they are not two different times of day."""
    match = _HOURS.match(typed.strip().lower())
    if match is None:
        return None
    first, first_minutes, last, last_minutes = (int(part or 0) for part in match.groups())
    if max(first, last) > 24 or max(first_minutes, last_minutes) > 59:
        return None
    start, end = time(first % 24, first_minutes), time(last % 24, last_minutes)
    return None if start == end else (start, end)
