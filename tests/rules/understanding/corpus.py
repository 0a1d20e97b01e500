"""Reading the corpus: what people type, and what is to be understood of it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from services.rules.understanding import Understood, understand
from services.rules.worktime import to_local

LANGUAGES = ("ru", "uk", "en")
ZONE = "Europe/Kyiv"
NOW = datetime(2026, 11, 24, 8, tzinfo=UTC)
"""Tuesday, 10:00 in Kyiv."""
COLUMNS = 6


@dataclass(frozen=True)
class Phrase:
    """A typed line and the expected result; `rest` is compared only where it is given."""

    lang: str
    text: str
    intent: str
    when: str
    amount: str
    name: str
    rest: str


def phrases(lang: str) -> Iterator[Phrase]:
    """The phrases of a language: the corpus, and the fresh sets that were written unseen and first read as they are."""
    here = Path(__file__).parent
    for file in (here / f"corpus_{lang}.txt", *sorted(here.glob(f"fresh_{lang}_*.txt"))):
        for line in file.read_text(encoding="utf-8").splitlines():
            if line and not line.startswith("#"):
                columns = [part.strip() for part in f"{line}{' |' * COLUMNS}".split("|")[:COLUMNS]]
                yield Phrase(lang, *columns)


def read(phrase: Phrase) -> Understood:
    """What is understood of it."""
    return understand(phrase.text, NOW, ZONE, phrase.lang)


def is_right(phrase: Phrase, found: Understood) -> bool:
    """Whether everything that is expected was understood."""
    return (
        found.intent.value == phrase.intent
        and local(found) == phrase.when
        and (float(phrase.amount) * 100 if phrase.amount else None) == found.amount
        and (found.name or "") == phrase.name
        and phrase.rest in ("", found.rest)
    )


def local(found: Understood) -> str:
    """The moment by the clocks of the zone, as the corpus writes it."""
    return f"{to_local(found.when, ZONE):%Y-%m-%dT%H:%M}" if found.when else ""
