"""Filters of funnels and reports in a button: one letter and a short key each, "m12.c3" (`services/slices.py`)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated, Final

from pydantic import Field

from bot.ui.i18n import N_
from bot.ui.words import Words
from services.indicator_views import SliceItem
from services.rules.indicators import ClientKind, Slice
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

FilterCode = Annotated[str, Field(max_length=26, pattern=r"^([a-z]-?\d{1,11}(\.[a-z]-?\d{1,11})?)?$")]
ByCode = Annotated[str, Field(max_length=1, pattern="^[mtcpgsrakblew]$")]


def unpack(code: str) -> list[tuple[Slice, int]]:
    """The filters of a code; unknown letters are left out."""
    parts = [part for part in code.split(".") if part]
    return [(LETTERS[part[0]], int(part[1:])) for part in parts if part[0] in LETTERS]


def pack(chosen: Sequence[tuple[Slice, SliceItem]]) -> str:
    """A code of the filters, the last ones when there are too many."""
    return ".".join(f"{LETTER_OF[by]}{short_key(item.key)}" for by, item in chosen[-MOST:])


def narrowed(chosen: Sequence[tuple[Slice, SliceItem]], by: Slice, item: SliceItem) -> str:
    """The code with one filter more, or another one of the same slice."""
    return pack([*(pair for pair in chosen if pair[0] is not by), (by, item)])


def item_name(by: Slice, item: SliceItem, w: Words) -> str:
    """What a part is called."""
    if item.key is None:
        return w._("Nobody's") if by is Slice.MANAGER else w._("Not known")
    if by is Slice.CLIENT_KIND:
        return w._("New clients") if item.key == ClientKind.NEW else w._("Current clients")
    return w._("Group %(name)s", name=item.name) if by is Slice.CLIENT_GROUP else item.name


def chosen_line(chosen: Sequence[tuple[Slice, SliceItem]], w: Words) -> str:
    """What a report is narrowed to, in one line; "" for the whole."""
    return " · ".join(item_name(by, item, w) for by, item in chosen)
