"""Words at a fixed moment, and snapshots of screens as readable text files."""

from __future__ import annotations

import os
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot.ui.screen import Screen
from bot.ui.words import Words
from tests.ui.reading import check, readable

SATURDAY = datetime(2026, 11, 21, 9, 0, tzinfo=UTC)
"""Saturday 21 November 2026, 11:00 in Kyiv."""

SNAPSHOTS = Path(__file__).parent / "snapshots"

WordsIn = Callable[[str], Words]
Snapshot = Callable[[Screen, str, str], None]


@pytest.fixture
def words_in() -> WordsIn:
    """Make words of a language at `SATURDAY`."""
    return lambda locale: Words(locale, "Europe/Kyiv", SATURDAY)


@pytest.fixture
def w(words_in: WordsIn) -> Words:
    """English words at `SATURDAY`."""
    return words_in("en")


@pytest.fixture
def snapshot() -> Snapshot:
    """Compare a screen with `snapshots/<name>.<locale>.txt`; `UPDATE_SNAPSHOTS=1 pytest …` writes the files anew.

    The screen is checked against Telegram's rules first, so every snapshot is one that could be sent.
    """

    def compare(screen: Screen, name: str, locale: str) -> None:
        check(screen)
        path = SNAPSHOTS / f"{name}.{locale}.txt"
        text = readable(screen)
        if os.environ.get("UPDATE_SNAPSHOTS"):
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")
        assert path.exists(), f"no snapshot {path.name}: look at the screen, then write it with UPDATE_SNAPSHOTS=1"
        assert text == path.read_text(encoding="utf-8")

    return compare
