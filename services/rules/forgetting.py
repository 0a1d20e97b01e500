"""Taking somebody's name and phones out of words that were written about them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final

NAMELESS: Final = "…"
"""Stands where a name or a phone stood."""
NAME_LEAST: Final = 3
"""A shorter name is a part of too many words."""
DIGITS_LEAST: Final = 7
DIGITS_KEPT: Final = 9
"""The last digits of a phone: those in which all ways to write one agree."""
ABOUT: Final = frozenset({"lead", "lead_id", "contact", "contact_id", "client", "client_id", "deal", "deal_id"})
CHATS: Final = frozenset({"chat_id", "author_id", "telegram_id"})
KINDS: Final = {"l": "lead", "c": "client", "d": "deal", "p": "contact"}
"""Letters that stand for a kind in a stored pair of a kind and an id."""
WORDS: Final = frozenset({"text", "name", "author", "need", "phone", "phone_typed", "said", "message", "title"})
"""Keys of a draft under which words of or about a person stand."""


@dataclass(frozen=True, slots=True)
class Traits:
    """How somebody may be named in words: names and mail addresses, phones, and the ids of the own records by kind."""

    names: frozenset[str]
    phones: frozenset[str]
    chat_id: int = 0
    records: Mapping[str, frozenset[int]] | None = None

    @property
    def needles(self) -> frozenset[str]:
        """What a text that tells of the person has in it, as far as a database can look for it."""
        found = set(self.names) | {name.lower() for name in self.names}
        for phone in self.phones:
            found |= {phone, _tail(phone)}
        return frozenset(found)


def traits(
    names: Iterable[str | None],
    phones: Iterable[str | None],
    *,
    chat_id: int = 0,
    records: Mapping[str, frozenset[int]] | None = None,
) -> Traits:
    """What is known of somebody; what is too short to tell anybody by is left out."""
    kept = {" ".join(name.split()) for name in names if name}
    digits = {phone for phone in phones if phone and len(_digits(phone)) >= DIGITS_LEAST}
    return Traits(frozenset(name for name in kept if len(name) >= NAME_LEAST), frozenset(digits), chat_id, records)


def masked(text: str, who: Traits) -> str:
    """The text without the person's names and phones, however those are written."""
    for name in sorted(who.names, key=len, reverse=True):
        pieces = r"\s+".join(re.escape(piece) for piece in name.split())
        text = re.sub(rf"(?<!\w){pieces}(?!\w)", NAMELESS, text, flags=re.IGNORECASE)
    for phone in sorted(who.phones, key=len, reverse=True):
        # Any way of writing it: the last digits with whatever stands between, and what comes before them.
        between = r"[\s()./\-\u2010-\u2015\u00a0\u202f]*"
        tail = between.join(_tail(phone))
        text = re.sub(rf"(?:\+?\d[\d\s()./\-]{{0,8}})?{tail}(?!\d)", NAMELESS, text)
    return text


def masked_json(value: Any, who: Traits) -> Any:
    """The same for a JSON value; of a part that is about one of the person's records no words stay at all."""
    if isinstance(value, str):
        return masked(value, who)
    if isinstance(value, list):
        return [masked_json(item, who) for item in value]
    if isinstance(value, dict):
        own = _about(value, who)
        return {key: "" if own and key in WORDS and item else masked_json(item, who) for key, item in value.items()}
    return value


def _about(value: Mapping[str, Any], who: Traits) -> bool:
    records = who.records or {}
    for key, item in value.items():
        if key in CHATS and item and item == who.chat_id:
            return True
        if key in ABOUT and isinstance(item, int) and item in records.get(key.removesuffix("_id"), ()):
            return True
        for kind, id_ in _pairs(item):
            if id_ in records.get(kind, ()):
                return True
    return False


def _pairs(value: Any) -> list[tuple[str, int]]:
    """Pairs of a kind and an id, one or a list of them."""
    found = value if isinstance(value, list) and value and isinstance(value[0], list) else [value]
    return [
        (KINDS.get(item[0], item[0]), item[1])
        for item in found
        if isinstance(item, list) and len(item) == 2 and isinstance(item[0], str) and isinstance(item[1], int)
    ]


def _digits(text: str) -> str:
    return re.sub(r"\D", "", text)


def _tail(phone: str) -> str:
    return _digits(phone)[-DIGITS_KEPT:]
