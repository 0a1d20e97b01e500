"""Text of files made comparable: headers, names, squashed keys."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

from services.rules.import_fields import Cell
from services.rules.search_key import search_key

_CAMEL = re.compile(r"(?<=[a-zа-яёіїєґ0-9])(?=[A-ZА-ЯЁІЇЄҐ])")
_APART = re.compile(r"[^\w№#+%&]+|_+")
_APOSTROPHES = re.compile("['’ʼ`´\u2018]")
# Signs that carry no content: byte order mark, zero-width characters, soft hyphen, direction marks.
_INVISIBLE = dict.fromkeys(map(ord, "\x00\ufeff\u200b\u200c\u200d\u00ad\u2060\u200e\u200f"))

_LEGAL = (
    "ооо тов оао зао пао ао ип фоп чп пп ат прат пат тоо ltd llc inc corp co gmbh ag sa sas bv srl sro plc"
    " limited incorporated corporation company the llp oy ab as kg"
)
LEGAL = frozenset(_LEGAL.split())
"""Legal forms: names that differ only in them are near twins, not the same."""


def clean(cell: Cell) -> str:
    """Return the cell as text: trimmed, white space single, invisible characters gone; whole floats as integers."""
    if cell is None:
        return ""
    if isinstance(cell, str):
        if not cell.isascii():
            cell = cell.translate(_INVISIBLE)
        elif cell.isalnum():
            return cell
        return " ".join(cell.split())
    if isinstance(cell, float) and cell.is_integer() and abs(cell) < 1e15:
        return str(int(cell))
    return str(cell)


def normal(text: str) -> str:
    """Return lower-case words with single spaces: `Deal - Owner`, `dealOwner`, `DEAL_OWNER` are all `deal owner`."""
    text = unicodedata.normalize("NFKC", clean(text))
    text = _APOSTROPHES.sub("", _CAMEL.sub(" ", text))
    return " ".join(_APART.sub(" ", text.casefold().replace("ё", "е")).split())


@lru_cache(maxsize=65_536)
def name_key(text: str) -> str:
    """Return the key by which names are the same; it is the `search_key` under which they are stored, remembered."""
    return search_key(text) or text.strip().casefold()


def squashed(text: str) -> str:
    """Return `name_key` without spaces: `GTX Pro` and `GTXPro` are one."""
    return name_key(text).replace(" ", "")


def without_legal_form(text: str) -> str:
    """Return `name_key` without legal forms (ТОВ, LLC …); the whole key when nothing else is left."""
    words = name_key(text).split()
    return " ".join(word for word in words if word not in LEGAL) or " ".join(words)
