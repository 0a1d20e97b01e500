"""A name as it was typed: in quotes, with the plain word it begins with, with its preposition."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from services.rules.understanding import name_words as nw
from services.rules.understanding.common_words import is_common
from services.rules.understanding.tokens import Line, Token

MOST_WORDS: Final = 4
_QUOTED: Final = re.compile(
    r"«([^«»]{2,80})»|“([^“”]{2,80})”|„([^„“”]{2,80})[“”]|\"([^\"]{2,80})\"|(?<!\w)'([^']{2,80})'(?!\w)"
)


@dataclass(frozen=True, slots=True)
class Name:
    """The name as typed and the tokens it takes, with its preposition and quotes."""

    text: str
    span: frozenset[int]


def quoted(line: Line, taken: frozenset[int]) -> Name | None:
    """The name in quotes, with the legal form before it."""
    for match in _QUOTED.finditer(line.text):
        inside = next(group for group in match.groups() if group is not None).strip()
        span = line.tokens_over(*match.span())
        words = [line.tokens[number] for number in span if line.tokens[number].kind == "word"]
        if not words or len(words) > MOST_WORDS + 2:
            continue
        plain = sum(is_common(word.word) for word in words)
        if len(words) > 3 and plain > 1 and not any(word.capital for word in words[1:]):
            continue  # somebody's words
        if taken.intersection(span) and not any(word.capital for word in words):
            continue
        start = span[0]
        if start and line.tokens[start - 1].word in nw.LEGAL:
            inside = line.typed(range(start - 1, span[-1] + 1))
            start -= 1
        return Name(inside, frozenset(range(start, span[-1] + 1)) | introduced(line, taken, start))
    return None


def introduced(line: Line, taken: frozenset[int], start: int) -> frozenset[int]:
    """The preposition before a name goes with it."""
    before: Token | None = line.tokens[start - 1] if start else None
    if before is None or start - 1 in taken or before.word not in nw.OF_WHOM | nw.WHERE:
        return frozenset()
    return frozenset({start - 1})


def headed(line: Line, taken: frozenset[int], start: int) -> int:
    """Where a name in small letters begins with the plain word right before it: "мебель стиль", "отель панорама"."""
    before = start - 2 if start > 1 and line.tokens[start - 1].text == "-" else start - 1
    plain = before < 0 or before in taken or line.tokens[start].capital
    return start if plain or not nw.HEAD.fullmatch(line.tokens[before].word) else before
