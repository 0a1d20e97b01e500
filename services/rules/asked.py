"""What a typed search asks for: a name in pieces, a number of a deal, digits of a phone."""

from __future__ import annotations

import re
from dataclasses import dataclass

from services.rules.phones import search_digits
from services.rules.search_key import search_key

SHORTEST = 2
PHONE_SHORTEST = 3
LONGEST = 100
PIECES_MOST = 5

_DEAL = re.compile(r"^(?:№|#|no\.?|deal|сделка|угода)\s*(?:№|#)?\s*(\d{1,9})$", re.IGNORECASE)
_DIALLED = re.compile(r"^[\d\s+()./\-\u2010-\u2015\u00a0\u202f]+$")


@dataclass(frozen=True, slots=True)
class Asked:
    """`pieces` must all be in a name, `digits` in a phone (None: not asked); `deal` is a deal's number."""

    key: str
    pieces: tuple[str, ...]
    digits: str | None = None
    deal: int | None = None


def read(text: str) -> Asked | None:
    """Understand a typed search; None when there is too little to look for."""
    text = text.strip()[:LONGEST]
    key = search_key(text)
    number = _DEAL.match(text)
    if number:
        return Asked(key, (), deal=int(number.group(1)))
    if _DIALLED.match(text):
        return _digits(text, key)
    pieces = sorted(set(key.split()), key=lambda piece: (-len(piece), piece))[:PIECES_MOST]
    if len(key.replace(" ", "")) < SHORTEST:
        return None
    return Asked(key, tuple(pieces))


def _digits(text: str, key: str) -> Asked | None:
    every = re.sub(r"\D", "", text)
    deal = int(every) if 0 < len(every) <= 9 and "+" not in text else None
    digits = search_digits(text) if len(every) >= PHONE_SHORTEST else None
    pieces = (every,) if len(every) >= SHORTEST else ()
    if not (pieces or digits or deal):
        return None
    return Asked(key or every, pieces, digits or None, deal)
