"""Reading an inquiry from one typed line or a forwarded message: who, which phone, what is needed."""

from __future__ import annotations

import re
from dataclasses import dataclass

from services.rules.people import NAME_LIMIT, clean_name
from services.rules.phones import Phone, find_all

NAME_WORDS = 4
"""A longer run of words before the phone is a sentence, not a name."""

_EDGES = " \t\r\n,;:.!?-–—|/()«»\"'"
_PHONE_WORD = re.compile(
    r"(?:^|[\s,;])(?:тел|телефон|моб|мобильный|мобільний|номер|phone|tel|mob|№)\.?:?$", re.IGNORECASE
)
_SEPARATOR = re.compile(r"[,;:\n]|\s[–—-]\s")


@dataclass(frozen=True, slots=True)
class Line:
    """What a text says; empty strings for what it does not."""

    name: str
    phone: Phone | None
    need: str


def read_line(text: str, country: str) -> Line:
    """Read "Ivan +380671234567 needs doors": the name before the phone or after it, the rest is what is needed.

    A sentence with a phone somewhere is all need: "Good day, please call me on 067 123-45-67".
    """
    phones = find_all(text, country)
    if not phones:
        return Line("", None, text.strip())
    phone = phones[0]
    before, _, after = text.partition(phone.typed)
    before, after = _PHONE_WORD.sub("", before.strip(_EDGES)).strip(_EDGES), after.strip(_EDGES)
    if before:
        name, rest = _leading_name(after)
        if name and not before[:1].isupper():  # "call tomorrow 067 111-22-33 Peter about the greenhouse"
            return Line(name, phone, ", ".join(part for part in (before, rest) if part))
        name = _as_name(before)
        return Line(name, phone, after) if name else Line("", phone, text.strip())
    name, need = _leading_name(after)
    return Line(name, phone, need)


def read_message(text: str, author: str, country: str) -> Line:
    """Read a forwarded message: its author is who asks, the whole text is what is needed."""
    line = read_line(text, country)
    name = clean_name(author[:NAME_LIMIT]) or line.name
    return Line(name, line.phone, text.strip())


def _as_name(text: str) -> str:
    name = clean_name(text)
    return name if name and len(name.split()) <= NAME_WORDS else ""


def _leading_name(text: str) -> tuple[str, str]:
    """Split "Ivan Petrov, needs doors" or "Ivan Petrov needs doors"; a text that begins small has no name."""
    if not text[:1].isupper():
        return "", text
    cut = _SEPARATOR.search(text)
    if cut is not None and (name := _as_name(text[: cut.start()])):
        return name, text[cut.end() :].strip(_EDGES)
    words = text.split()
    count = 0
    while count < min(len(words), NAME_WORDS) and words[count][:1].isupper():
        count += 1
    name = clean_name(" ".join(words[:count])) or ""
    return (name, " ".join(words[count:])) if name else ("", text)
