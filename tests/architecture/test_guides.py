"""The guides quote buttons and commands: what they quote must be on the screens."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path
from typing import Final

import pytest
from babel.messages.pofile import read_po

from handlers import ROUTERS
from handlers.access import CONTRACT, commands_for

ROOT: Final = Path(__file__).resolve().parents[2]
GUIDES: Final = sorted((ROOT / "docs/guides").glob("*.md"))
QUOTES: Final = {"en": "“([^”]+)”", "ru": "«([^»]+)»"}
OF_TELEGRAM: Final = "Start"
"""A button of Telegram itself."""


@cache
def _shown(locale: str) -> str:
    """Every text the bot can say in a language, one a line; English ones are the msgids."""
    with (ROOT / "locales/ru/LC_MESSAGES/messages.po").open("rb") as file:
        catalogue = read_po(file, locale="ru")
    texts: list[str] = [OF_TELEGRAM]
    for message in catalogue:
        said = message.id if locale == "en" else message.string
        texts += [said] if isinstance(said, str) else list(said or ())
    return "\n".join(texts)


@pytest.mark.parametrize("guide", GUIDES, ids=lambda path: path.name)
def test_every_quoted_text_is_one_of_the_bot(guide: Path) -> None:
    locale = guide.name.split(".")[1]
    shown = _shown(locale)
    quoted = re.findall(QUOTES[locale], guide.read_text("utf-8"))
    assert quoted, "a guide names its buttons"
    assert [text for text in quoted if text not in shown] == []


@pytest.mark.parametrize("guide", GUIDES, ids=lambda path: path.name)
def test_every_named_command_is_answered(guide: Path) -> None:
    assert ROUTERS
    answered = {name for roles in CONTRACT.values() for role in roles for name in commands_for(role)}
    named = set(re.findall(r"(?<![\w/.`])/([a-z]+)\b(?![./])", guide.read_text("utf-8")))
    assert named - answered == set()


def test_every_role_has_a_guide_in_both_languages() -> None:
    names = {path.name for path in GUIDES}
    assert names == {f"{role}.{locale}.md" for role in ("manager", "head", "admin", "client") for locale in QUOTES}


@pytest.mark.parametrize("role", ["manager", "head", "admin", "client"])
def test_both_languages_name_the_same_commands_and_as_many_sections(role: str) -> None:
    russian, english = ((ROOT / f"docs/guides/{role}.{locale}.md").read_text("utf-8") for locale in ("ru", "en"))
    assert sorted(re.findall(r"`?/[a-z]+\b", russian)) == sorted(re.findall(r"`?/[a-z]+\b", english))
    assert russian.count("\n## ") == english.count("\n## ")
    assert russian.count("\n- ") == english.count("\n- ")
