"""`main.py understand`: what free text means, as JSON (a stable contract). Imports the rules only, so it is quick."""

from __future__ import annotations

import json
import sys
from datetime import UTC, datetime
from typing import Final
from zoneinfo import ZoneInfo

from services.rules.understanding import Understood, understand

LANGUAGES: Final = ("ru", "uk", "en")
BAD_ARGUMENTS: Final = 2
YEARS: Final = range(1970, 2200)


class BadArguments(ValueError):
    """An argument cannot be read; the message is one line that says what to give instead."""


def run(text: str, now: str | None, zone: str, lang: str) -> int:
    """Print what is understood; return the exit code."""
    try:
        moment = _now(now, _zone(zone))
        if lang not in LANGUAGES:
            raise BadArguments(f"--lang {lang!r} is none of ru, uk, en.")
    except BadArguments as error:
        print(error, file=sys.stderr)  # noqa: T201 - this is the command line
        return BAD_ARGUMENTS
    text = text.encode("utf-8", "replace").decode()  # a byte that is no letter comes as half a character
    found = understand(text, moment, zone, lang)
    print(json.dumps(as_json(found, zone), ensure_ascii=False))  # noqa: T201
    return 0


def as_json(found: Understood, zone: str) -> dict[str, str | int | float | None]:
    """The contract: `when` by the zone's clocks ("2026-11-25T11:00:00"), `amount` in major units, `rest` a string.

    A moment that is over ("вчера звонил") is none to come: `when` is null.
    """
    ahead = found.when if not found.past else None
    return {
        "intent": found.intent.value,
        "when": ahead.astimezone(ZoneInfo(zone)).replace(tzinfo=None).isoformat() if ahead else None,
        "amount": _major(found.amount),
        "name": found.name,
        "rest": found.rest,
    }


def _major(minor: int | None) -> int | float | None:
    if minor is None:
        return None
    return minor // 100 if minor % 100 == 0 else minor / 100


def _zone(name: str) -> ZoneInfo:
    try:
        return ZoneInfo(name)
    except (KeyError, ValueError, OSError):
        raise BadArguments(f"--tz {name!r} is no time zone; give one like Europe/Kyiv.") from None


def _now(typed: str | None, zone: ZoneInfo) -> datetime:
    """The moment; without an offset it is one of the zone's clocks."""
    if typed is None:
        return datetime.now(UTC)
    try:
        read = datetime.fromisoformat(typed)
        moment = (read if read.tzinfo else read.replace(tzinfo=zone)).astimezone(UTC)
    except (ValueError, OverflowError):
        moment = None
    if moment is None or moment.year not in YEARS:
        raise BadArguments(f"--now {typed!r} is no date and time; give one like 2026-11-24T10:00.")
    return moment
