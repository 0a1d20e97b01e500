"""Keys of slices short enough for a button: ids as they are, texts by a checksum."""

from __future__ import annotations

from collections.abc import Iterable
from zlib import crc32


def short_key(key: int | str | None) -> int:
    """An id itself, 0 for what is not known, a negative number for a text."""
    if not key:
        return 0
    return key if isinstance(key, int) else -1 - crc32(key.encode())


def long_key(short: int, texts: Iterable[str]) -> int | str | None:
    """What a short key stands for; "" and 0 are "not known", None is a text that is no longer there."""
    if short >= 0:
        return short
    return next((text for text in texts if short_key(text) == short), None)
