"""Names as they sound: "нортвинд" and Northwind, Svitanok, Свитанок and Світанок are one name each.

Our own few lines and no library: those write Cyrillic in Latin letters alone, while the search for a client needs the
way back too, and what English spells with two letters has to become one sound on both sides.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final

_TO_LATIN: Final = str.maketrans(
    {
        "а": "a", "б": "b", "в": "v", "г": "g", "ґ": "g", "д": "d", "е": "e", "є": "e", "э": "e", "ж": "zh", "з": "z",
        "и": "i", "і": "i", "ї": "i", "ы": "i", "й": "i", "к": "k", "л": "l", "м": "m", "н": "n", "о": "o", "п": "p",
        "р": "r", "с": "s", "т": "t", "у": "u", "ф": "f", "х": "h", "ц": "ts", "ч": "ch", "ш": "sh", "щ": "sh",
        "ю": "iu", "я": "ia", "ь": "", "ъ": "",
    }
)  # fmt: skip
_FOLDED: Final = tuple(
    (re.compile(pattern), sound)
    for pattern, sound in (
        ("shch|sch", "sh"), ("th", "t"), ("ph", "f"), ("kh", "h"), ("ck|q", "k"), ("c(?!h)", "k"), ("w", "v"),
        ("x", "ks"),
        ("oo|ou|ue", "u"), ("ee|ea", "i"), ("[yj]", "i"), (r"(.)\1+", r"\1"),
    )
)  # fmt: skip
_TO_CYRILLIC: Final = (
    ("shch", "щ"), ("sh", "ш"), ("ch", "ч"), ("zh", "ж"), ("kh", "х"), ("ts", "ц"), ("ya", "я"), ("yu", "ю"),
    ("ye", "е"),
    ("ph", "ф"), ("th", "т"), ("ck", "к"), ("a", "а"), ("b", "б"), ("c", "к"), ("d", "д"), ("e", "е"), ("f", "ф"),
    ("g", "г"), ("h", "г"), ("i", "и"), ("j", "й"), ("k", "к"), ("l", "л"), ("m", "м"), ("n", "н"), ("o", "о"),
    ("p", "п"), ("q", "к"), ("r", "р"), ("s", "с"), ("t", "т"), ("u", "у"), ("v", "в"), ("w", "в"), ("x", "кс"),
    ("y", "и"), ("z", "з"),
)  # fmt: skip
_RUSSIAN_OF: Final = str.maketrans({"і": "и", "ї": "и", "є": "е", "ґ": "г"})
_UKRAINIAN_OF: Final = str.maketrans({"и": "і", "ы": "и", "э": "е"})


@lru_cache(maxsize=8192)
def sound(word: str) -> str:
    """What a word of a search key sounds like, in Latin letters; the same for either script."""
    text = word.translate(_TO_LATIN)
    for pattern, letters in _FOLDED:
        text = pattern.sub(letters, text)
    return text


def spellings(word: str) -> tuple[str, ...]:
    """How else a word of a search key may be spelled on record: in the other script, in the other of two languages."""
    if word.isascii():
        text = word
        for letters, letter in _TO_CYRILLIC:
            text = text.replace(letters, letter)
        found = [text, text.translate(_UKRAINIAN_OF)]
    else:
        latin = word.translate(_TO_LATIN)
        swapped = latin.replace("v", "w").replace("k", "c")
        found = [word.translate(_UKRAINIAN_OF), word.translate(_RUSSIAN_OF), latin, swapped, latin.replace("i", "y")]
    return tuple(dict.fromkeys(one for one in found if one != word))
