"""Filters of reports as buttons carry them: short keys looked up, and never of somebody the actor does not see."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence

from services.errors import Invalid, NotFound
from services.indicator_tables import is_named
from services.indicator_views import SliceItem
from services.rules.indicators import BY_ID, By, ClientKind, Fact, Filters, OwnField, Slice
from services.rules.indicators.short_keys import long_key
from storage import funnels as rows
from storage.facts import own_fields
from storage.facts.names import names
from storage.unit_of_work import Work

Chosen = tuple[tuple[By, SliceItem], ...]
_CLOSED = {Slice.CLIENT_KIND: tuple(kind.value for kind in ClientKind), Slice.CLIENT_GROUP: ("A", "B", "C")}


async def read(work: Work, wanted: Sequence[tuple[By, int]]) -> Chosen:
    """What short keys stand for, with names. Raises NotFound for what is gone or not to be seen."""
    called = await known(work, [by for by, _ in wanted])
    return tuple([(by, await _item(work, by, key)) for by, (_, key) in zip(called, wanted, strict=True)])


async def known(work: Work, wanted: Collection[By]) -> tuple[By, ...]:
    """Slices, own lists with their names. Raises NotFound for an own field that is none, or no list."""
    own = await own_fields.named(work, {by.id for by in wanted if isinstance(by, OwnField)})
    found = [own.get(by.id) if isinstance(by, OwnField) else by for by in wanted]
    if None in found:
        raise NotFound
    return tuple(by for by in found if by is not None)


def filters(chosen: Chosen) -> Filters:
    """As the indicators take them."""
    return {by: item.key if item.key is not None else (0 if by in BY_ID else "") for by, item in chosen}


def senseless(code: str, by: By) -> Invalid:
    """Invalid("slice_senseless"): by this an indicator cannot be told apart."""
    return Invalid("slice_senseless", indicator=code, slice=by.value, name=by.name if isinstance(by, OwnField) else "")


async def _item(work: Work, by: By, key: int) -> SliceItem:
    if not key:
        return SliceItem(None, "")
    if by not in BY_ID:
        text = long_key(key, await _texts(work, by))
        if not text:
            raise NotFound
        return SliceItem(text, (await names(work, by, [text], Fact.DEALS_IN))[text] if is_named(by) else str(text))
    called = await (rows.seen_people(work, [key]) if by is Slice.MANAGER else names(work, by, [key], Fact.DEALS_IN))
    if key not in called:
        raise NotFound
    return SliceItem(key, called[key])


async def _texts(work: Work, by: By) -> Iterable[str]:
    if isinstance(by, OwnField):
        return await own_fields.keys(work, by.id)
    return _CLOSED.get(by) or await rows.texts(work, by)
