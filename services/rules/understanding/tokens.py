"""A message in words, numbers and marks, each knowing where it stands in the text."""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_left
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

LONGEST = 1000
"""Characters that are read; what stands behind them is kept but not understood."""

_APOSTROPHES = "'’ʼ`‘´"
_TOKEN = re.compile(
    rf"(?P<word>[^\W\d_]+(?:[{_APOSTROPHES}][^\W\d_]+)*)|(?P<number>[0-9]+)|(?P<mark>[^\s])",
)
_DROPPED = str.maketrans("", "", _APOSTROPHES)


@dataclass(frozen=True, slots=True)
class Token:
    """`kind`: word, number or mark; `word` is lower case, ё as е, without apostrophes, perhaps with a typo mended."""

    kind: str
    text: str
    word: str
    start: int
    end: int

    @property
    def capital(self) -> bool:
        """True for a word that begins with a capital letter."""
        return self.text[:1].isupper()


@dataclass(frozen=True, slots=True)
class Line:
    """The text with single spaces, its tokens, and all their words in one line to look for patterns in."""

    text: str
    tokens: tuple[Token, ...]
    words: str
    starts: tuple[int, ...]
    """Where each token begins in `words`."""

    def tokens_at(self, start: int, end: int) -> range:
        """Numbers of the tokens that stand in a stretch of `words`."""
        return range(bisect_left(self.starts, start), bisect_left(self.starts, end))

    def tokens_over(self, start: int, end: int) -> range:
        """Numbers of the tokens that stand in a stretch of `text`."""
        found = [number for number, token in enumerate(self.tokens) if token.start < end and token.end > start]
        return range(found[0], found[-1] + 1) if found else range(0)

    def piece(self, span: Sequence[int]) -> str:
        """The tokens as they were spaced, in their plain forms."""
        parts, before = [], None
        for number in span:
            token = self.tokens[number]
            if before is not None and token.start > before:
                parts.append(" ")
            parts.append(token.word)
            before = token.end
        return "".join(parts)

    def typed(self, span: Sequence[int]) -> str:
        """The tokens as they were typed."""
        return self.text[self.tokens[span[0]].start : self.tokens[span[-1]].end] if span else ""


def word_set(text: str) -> frozenset[str]:
    """The words of a list written as a line."""
    return frozenset(text.split())


def squeezed(text: str) -> str:
    """The text on one line with single spaces; letters with their accents as one character."""
    return " ".join(unicodedata.normalize("NFC", text).split())


def plain(word: str) -> str:
    """Lower case, ё as е, no apostrophes."""
    return word.casefold().translate(_DROPPED).replace("ё", "е")


def line(text: str, mended: dict[str, str] | None = None) -> Line:
    """Read a squeezed text; `mended` gives the right spelling of mistyped words."""
    tokens = []
    for match in _TOKEN.finditer(text[:LONGEST]):
        word = plain(match.group())
        if mended:
            word = mended.get(word, word)
        tokens.append(Token(str(match.lastgroup), match.group(), word, match.start(), match.end()))
    starts, at = [], 0
    for token in tokens:
        starts.append(at)
        at += len(token.word) + 1
    return Line(text, tuple(tokens), " ".join(token.word for token in tokens), tuple(starts))


def unknown_words(text: str, known: Iterable[str]) -> set[str]:
    """Plain words of the text that are not among the known ones."""
    words = {plain(match.group()) for match in _TOKEN.finditer(text[:LONGEST]) if match.lastgroup == "word"}
    return words.difference(known)
