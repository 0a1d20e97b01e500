"""The key under which names are searched: what people do not care about when they type is gone."""

from __future__ import annotations

import unicodedata

_APOSTROPHES = frozenset("'’‘ʼ`´ʹ′＇")


def search_key(text: str) -> str:
    """Case folded, ё as е (ї, і, є, ґ stay), apostrophes and accents dropped, everything else unspoken a single space.

    Idempotent, so that keys may be searched by keys.
    """
    folded = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", text).casefold())
    return " ".join("".join(_plain(char) for char in folded).split())


def _plain(char: str) -> str:
    if char in _APOSTROPHES or unicodedata.combining(char):
        return ""
    if char.isalnum():
        return "е" if char == "ё" else char
    return " "
