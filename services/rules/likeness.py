"""How well a name as it stands in a sentence ("с Петровым", "Ромашке") fits a name on record."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

from rapidfuzz import fuzz

from services.rules.search_key import search_key
from services.rules.sounds import sound

GOOD: Final = 72.0
"""From here on a name may be meant."""
CLEAR: Final = 8.0
"""So much better than the next one, the best is meant."""
PREFIX: Final = 3
HEARD: Final = 4.0
"""What a name that only sounds alike is behind one that is spelled so."""

_LEGAL: Final = frozenset(
    "ооо тов тзов фоп ип оао зао пао ао пат прат дп пп чп спд тд гк llc ltd inc corp gmbh co company".split()  # noqa: SIM905
)
_SKIPPED: Final = frozenset(
    ["из", "із", "з", "from", "of", "и", "і", "and", "пан", "пані", "пану", "mr", "mrs", "ms", "dr"]
)
_ENDINGS: Final = re.compile(
    r"(?:ового|евого|овому|ами|ями|ого|его|ому|ему|ої|ою|ею|єю|ом|ем|єм|им|ым|ім|их|ых|ах|ях|ам|ям|ов|ев|ові|еві|ою|ий|ый|ой|ій"
    r"|ая|яя|ую|юю|ые|ие|ії|ию|ия|ія|ію|а|я|у|ю|е|є|и|ы|о|і|ї|ь|й|s)$"
)
_SHORTEST_STEM: Final = 3


def stems(name: str) -> tuple[str, ...]:
    """The words of a name without what declines, the longest first; legal forms and little words are left out."""
    words = [word for word in search_key(name).split() if word not in _LEGAL and word not in _SKIPPED and len(word) > 1]
    return tuple(sorted(dict.fromkeys(stem(word) for word in words), key=lambda word: (-len(word), word)))


def stem(word: str) -> str:
    """A word of a search key without its ending; short ones stay."""
    cut = _ENDINGS.sub("", word)
    return cut if len(cut) >= _SHORTEST_STEM else word


def pieces(stem: str) -> tuple[str, ...]:
    """What a mistyped stem may still have in common with the right one: its beginning, or what follows that."""
    return (stem[:PREFIX], stem[PREFIX - 1 : 2 * PREFIX]) if len(stem) > PREFIX else (stem,)


def likeness(said: Sequence[str], key: str) -> float:
    """0 … 100: how well the stems of a sentence's name fit a search key; long words weigh more than short ones."""
    known = [stem(word) for word in key.split() if word not in _LEGAL]
    if not said or not known:
        return 0.0
    weights = [len(one) - 1 for one in said]
    total = sum(weight * max(_alike(one, other) for other in known) for one, weight in zip(said, weights, strict=True))
    extra = max(0, len(known) - len(said))
    return max(0.0, total / sum(weights) - min(extra, 4))


def _alike(said: str, known: str) -> float:
    if said == known:
        return 100.0
    if min(len(said), len(known)) >= _SHORTEST_STEM and (known.startswith(said) or said.startswith(known)):
        return 92.0 if abs(len(said) - len(known)) <= 2 else 80.0
    spelled = fuzz.ratio(said, known) if said[0] == known[0] else fuzz.ratio(said, known) - 10
    return max(spelled, fuzz.ratio(sound(said), sound(known)) - HEARD)
