"""A short name for a deal out of what somebody wrote: no greeting, no link, no phone; the first words."""

from __future__ import annotations

import re

from services.rules.contacts import one_line
from services.rules.phones import find_all

TITLE_MOST = 40
CLAUSE_LEAST = 12
"""A clause shorter than this says too little to stand alone."""

_LINK = re.compile(r"(?:https?://|www\.|t\.me/)\S+|\S+@\S+\.\w+", re.IGNORECASE)
_GREETING = re.compile(
    r"^(?:(?:здравствуйте|здрасьте|здравствуй|привет(?:ствую)?|доброго (?:дня|ранку|вечора|времени суток)|"
    r"добр(?:ый|ого|ий) (?:день|дня|вечер|вечора|вечір|ранок)|доброе утро|вітаю|привіт|добридень|"
    r"уважаемые|шановні|hello|hi|hey|good (?:day|morning|afternoon|evening)|dear sirs?)\b[\s,.!)]*)+",
    re.IGNORECASE,
)
_PHONE_WORD = re.compile(r"[\s,;(]*\b(?:тел(?:ефон)?|моб|номер|phone|tel|mob)\b[.:\s]*\0", re.IGNORECASE)
_LOOSE = re.compile(r"\s*\0\s*")
_GAPS = re.compile(r"(?:\s*[,;]\s*){2,}")
_CLAUSE = re.compile(r"[.!?;]\s|\s[–—-]\s")
_EDGES = " \t,;:.!–—-|/()«»\"'"


def short_title(text: str, country: str) -> str:
    """The first words of a text, about 40 characters at a word's end; empty when it says nothing but courtesies."""
    line = _LINK.sub(" ", text)
    for phone in find_all(line, country):
        line = line.replace(phone.typed, "\0")
    line = _LOOSE.sub(", ", _PHONE_WORD.sub(", ", line))
    line = _GREETING.sub("", one_line(_GAPS.sub(", ", line)).strip(_EDGES)).strip(_EDGES)
    clause = _CLAUSE.split(line, maxsplit=1)[0].strip(_EDGES)
    return _cut(clause if len(clause) >= CLAUSE_LEAST else line)


def _cut(line: str) -> str:
    if len(line) > TITLE_MOST:
        head = line[: TITLE_MOST + 1].rsplit(" ", 1)[0] if " " in line[: TITLE_MOST + 1] else line[:TITLE_MOST]
        line = head.rstrip(_EDGES)
    return line[:1].upper() + line[1:]
