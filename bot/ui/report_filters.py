"""Filters of funnels and reports in a button: one letter and a short key each, "mc.c3" (`services/slices.py`)."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Annotated, Final

from pydantic import Field

from bot.ui.i18n import N_
from bot.ui.words import Words
from services.indicator_views import SliceItem
from services.rules.indicators import By, ClientKind, OwnField, Slice
from services.rules.indicators.short_keys import short_key

LETTERS: Final = {
    "m": Slice.MANAGER, "t": Slice.TEAM, "c": Slice.CHANNEL, "p": Slice.PRODUCT, "g": Slice.CATEGORY,
    "s": Slice.SEGMENT, "r": Slice.REGION, "a": Slice.AUDIENCE, "k": Slice.CLIENT_KIND, "b": Slice.CLIENT_GROUP,
    "l": Slice.PIPELINE, "e": Slice.STAGE, "w": Slice.REASON,
}  # fmt: skip
LETTER_OF: Final = {by: letter for letter, by in LETTERS.items()}
NAMES: Final = {
    Slice.MANAGER: N_("People"), Slice.TEAM: N_("Teams"), Slice.CHANNEL: N_("Channels"),
    Slice.PRODUCT: N_("Products"), Slice.CATEGORY: N_("Product categories"), Slice.SEGMENT: N_("Segments"),
    Slice.REGION: N_("Regions"), Slice.AUDIENCE: N_("Audiences"), Slice.CLIENT_KIND: N_("New and current clients"),
    Slice.CLIENT_GROUP: N_("Clients A, B, C"), Slice.PIPELINE: N_("Pipelines"), Slice.STAGE: N_("Stages"),
    Slice.REASON: N_("Reasons"), Slice.MONTH: N_("Months"), Slice.WEEK: N_("Weeks"), Slice.DAY: N_("Days"),
}  # fmt: skip
MOST: Final = 2
"""Filters beside each other: more of them do not fit a button."""
CUTS_SHOWN: Final = 40
"""Own lists may be many: so many slices on a screen."""

OWN_CODE: Final = "f[0-9a-z]{3}"
"""An own list by its id; all numbers are of base 36, so that two filters and two slices fit a button."""
ONE: Final = rf"(?:{OWN_CODE}[0-9a-z]{{1,7}}|[a-eg-z]-?[0-9a-z]{{1,7}})"
FilterCode = Annotated[str, Field(max_length=23, pattern=rf"^({ONE}(\.{ONE})?)?$")]
ByCode = Annotated[str, Field(max_length=4, pattern=rf"^(?:[mtcpgsrakblew]|{OWN_CODE})$")]
_SLICES = re.compile(rf"{OWN_CODE}|.")
_PART = re.compile(rf"({OWN_CODE}|[a-eg-z])(-?[0-9a-z]+)")
_DIGITS: Final = "0123456789abcdefghijklmnopqrstuvwxyz"


def _written(number: int) -> str:
    """A whole number from 0 on in base 36."""
    digits = ""
    while number:
        number, digit = divmod(number, 36)
        digits = _DIGITS[digit] + digits
    return digits or "0"


def by_code(by: By, letters: Mapping[Slice, str] = LETTER_OF) -> str:
    """A slice in a button: its letter, or an own list's id."""
    return f"f{_written(by.id):>03}" if isinstance(by, OwnField) else letters[by]


def by_of(code: str, letters: Mapping[str, Slice] = LETTERS) -> list[By]:
    """The slices of a button; unknown letters are left out."""
    found = (OwnField(int(one[1:], 36)) if len(one) > 1 else letters.get(one) for one in _SLICES.findall(code))
    return [by for by in found if by is not None]


def unpack(code: str) -> list[tuple[By, int]]:
    """The filters of a code; unknown letters are left out."""
    found: list[tuple[By, int]] = []
    for part in filter(None, map(_PART.fullmatch, code.split("."))):
        key = int(part[2], 36)
        found += [(by, -key if isinstance(by, OwnField) else key) for by in by_of(part[1])]
    return found


def pack(chosen: Sequence[tuple[By, SliceItem]]) -> str:
    """A code of the filters, the last ones when there are too many. Keys of own lists are texts: below 0, or 0."""
    parts = []
    for by, item in chosen[-MOST:]:
        key = short_key(item.key)
        sign = "-" if key < 0 and not isinstance(by, OwnField) else ""
        parts.append(by_code(by) + sign + _written(abs(key)))
    return ".".join(parts)


def narrowed(chosen: Sequence[tuple[By, SliceItem]], by: By, item: SliceItem) -> str:
    """The code with one filter more, or another one of the same slice."""
    return pack([*(pair for pair in chosen if pair[0] != by), (by, item)])


def cut_name(by: By, w: Words) -> str:
    """What parts are called that a report is cut into: "Channels"."""
    return by.name if isinstance(by, OwnField) else w._(NAMES[by])


def item_name(by: By, item: SliceItem, w: Words) -> str:
    """What a part is called."""
    if item.key is None:
        return w._("Nobody's") if by is Slice.MANAGER else w._("Not known")
    if by is Slice.CLIENT_KIND:
        return w._("New clients") if item.key == ClientKind.NEW else w._("Current clients")
    return w._("Group %(name)s", name=item.name) if by is Slice.CLIENT_GROUP else item.name


def chosen_line(chosen: Sequence[tuple[By, SliceItem]], w: Words) -> str:
    """What a report is narrowed to, in one line; "" for the whole."""
    return " · ".join(item_name(by, item, w) for by, item in chosen)
