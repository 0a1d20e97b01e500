"""Filters of reports as buttons carry them: short keys looked up, and never of somebody the actor does not see."""

from __future__ import annotations

from collections.abc import Sequence

from services.errors import NotFound
from services.indicator_views import SliceItem
from services.rules.indicators import BY_ID, ClientKind, Fact, Filters, Slice
from services.rules.indicators.short_keys import long_key
from storage import funnels as rows
from storage.facts.names import names
from storage.unit_of_work import Work

Chosen = tuple[tuple[Slice, SliceItem], ...]
_CLOSED = {Slice.CLIENT_KIND: tuple(kind.value for kind in ClientKind), Slice.CLIENT_GROUP: ("A", "B", "C")}


async def read(work: Work, wanted: Sequence[tuple[Slice, int]]) -> Chosen:
    """What short keys stand for, with names. Raises NotFound for what is gone or not to be seen."""
    return tuple([(by, await _item(work, by, key)) for by, key in wanted])


def filters(chosen: Chosen) -> Filters:
    """As the indicators take them."""
    return {by: item.key if item.key is not None else (0 if by in BY_ID else "") for by, item in chosen}


async def _item(work: Work, by: Slice, key: int) -> SliceItem:
    if not key:
        return SliceItem(None, "")
    if by not in BY_ID:
        text = long_key(key, _CLOSED.get(by) or await rows.texts(work, by))
        if not text:
            raise NotFound
        return SliceItem(text, str(text))
    called = await (rows.seen_people(work, [key]) if by is Slice.MANAGER else names(work, by, [key], Fact.DEALS_IN))
    if key not in called:
        raise NotFound
    return SliceItem(key, called[key])
