"""The msgids of the code and the templates, taken out exactly as `make messages` does."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from babel.messages.extract import extract_from_dir
from babel.messages.frontend import parse_keywords

ROOT = Path(__file__).resolve().parents[2]


@dataclass(frozen=True)
class Text:
    """A msgid as the code has it."""

    context: str | None
    singular: str
    plural: str | None
    place: str

    @property
    def key(self) -> tuple[str | None, str]:
        """What a catalogue knows it by."""
        return self.context, self.singular


def keywords() -> list[str]:
    """Return the extraction keywords of the Makefile: the one place that names them."""
    recipe = (ROOT / "Makefile").read_text(encoding="utf-8").partition("\nmessages:")[2].partition("\n\n")[0]
    return re.findall(r"-k (\S+)", recipe)


@lru_cache(maxsize=1)
def texts() -> tuple[Text, ...]:
    """Extract every text."""
    mappings = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["babel"]["mappings"]
    methods = [(pattern, mapping["method"]) for mapping in mappings for pattern in _patterns(mapping)]
    found = extract_from_dir(ROOT, methods, keywords=parse_keywords(keywords()), directory_filter=_ours)
    return tuple(_text(context, messages, f"{path}:{line}") for path, line, messages, _, context in found)


def _patterns(mapping: dict[str, str | list[str]]) -> list[str]:
    pattern = mapping["pattern"]
    return [pattern] if isinstance(pattern, str) else pattern


def _ours(path: object) -> bool:
    name = Path(str(path)).name
    return not name.startswith(".") and name not in {"tests", "page", "__pycache__"}


def _text(context: str | None, messages: str | tuple[str, ...], place: str) -> Text:
    singular, plural = (messages, None) if isinstance(messages, str) else (messages[0], messages[1])
    return Text(context, singular, plural, place)
