"""Buttons of the filter of deals, and what their values mean."""

from __future__ import annotations

from typing import Annotated, Any, Final

from pydantic import Field

from bot.ui.callbacks import STAFF, VoronkaCallback
from services.rules.deal_conditions import MOST_DAYS, PERIODS, DealSort, DealStatus, Period, Range, Span, TaskMark
from services.rules.money import MAX_MINOR, MINOR

PARTS: Final[dict[str, str]] = {
    "p": "pipelines",
    "g": "stages",
    "o": "owners",
    "a": "amount",
    "q": "quiet_days",
    "t": "task",
    "c": "created",
    "e": "expected",
    "x": "closed",
    "h": "channels",
    "r": "products",
    "w": "text",
    "s": "status",
    "f": "fields",
    "z": "sort",
}
"""The letter a part of the conditions has in button data."""
CODES: Final[dict[str, str]] = {part: code for code, part in PARTS.items()}

Part = Annotated[str, Field(max_length=1, pattern="^[a-z]$")]
Value = Annotated[str, Field(max_length=16, pattern=r"^[a-z0-9_+-]*$")]


class FilterOpen(VoronkaCallback, prefix="flo1", roles=STAFF):
    """What is set, and what could be."""


class FilterShow(VoronkaCallback, prefix="fls1", roles=STAFF):
    """A page (from 1) of what was found."""

    page: int = 1


class FilterPart(VoronkaCallback, prefix="flp1", roles=STAFF):
    """Choose what is asked in a part; `page` (from 1) of a list."""

    part: Part = "p"
    page: int = 1


class FilterTick(VoronkaCallback, prefix="flk1", roles=STAFF):
    """Tick or untick one of a list; from `page` 0, what was found by typing, it goes back to the filter."""

    part: Part = "h"
    choice: int
    page: int = 1


class FilterSet(VoronkaCallback, prefix="flv1", roles=STAFF):
    """Set a part to a value (`value_of`)."""

    part: Part = "t"
    value: Value = "none"


class FilterClear(VoronkaCallback, prefix="flc1", roles=STAFF):
    """Ask nothing in a part any more."""

    part: Part = "t"


class FilterReset(VoronkaCallback, prefix="flr1", roles=STAFF):
    """Ask for all open deals again."""


class FilterField(VoronkaCallback, prefix="flf1", roles=STAFF):
    """Choose what is asked of an own field; `page` (from 1) of its options."""

    field: int
    page: int = 1


class FilterFieldTick(VoronkaCallback, prefix="flx1", roles=STAFF):
    """Tick or untick an option of an own field."""

    field: int
    choice: int
    page: int = 1


class FilterFieldSet(VoronkaCallback, prefix="fly1", roles=STAFF):
    """Set an own field to filled, empty or a moving period."""

    field: int
    value: Value = "filled"


class FilterFieldClear(VoronkaCallback, prefix="flz1", roles=STAFF):
    """Ask nothing of an own field any more."""

    field: int


class FindDeals(VoronkaCallback, prefix="fdk1", roles=STAFF):
    """Go on with what /find was asked for, in deals only, with conditions."""

    key: Annotated[str, Field(max_length=46)] = ""


# ---------------------------------------------------------------------------------------------------- values in buttons
def amount_value(range_: Range) -> str:
    """ "100000-" from an amount, "-100000" up to it, in whole units of money."""
    least, most = (None if minor is None else minor // MINOR for minor in (range_.least, range_.most))
    return f"{'' if least is None else least}-{'' if most is None else most}"


def sort_value(sort: DealSort, *, down: bool) -> str:
    """What the list is ordered by, and which way."""
    return f"{sort.value}-{'d' if down else 'u'}"


def value_of(part: str, value: str) -> dict[str, Any] | None:
    """The conditions a button sets, by their names; None for a button no version ever drew."""
    if part == "sort":
        name, _, way = value.partition("-")
        return {"sort": DealSort(name), "down": way == "d"} if name in set(DealSort) and way in ("d", "u") else None
    found: Any = None
    if part == "amount":
        found = _amount(value)
    elif part == "quiet_days":
        found = int(value) if value.isdecimal() and 1 <= int(value) <= MOST_DAYS else None
    elif part == "task":
        found = TaskMark(value) if value in set(TaskMark) else None
    elif part == "status":
        found = DealStatus(value) if value in set(DealStatus) else None
    elif part in PERIODS:
        found = period_of(value)
    return None if found is None else {part: found}


def period_of(value: str) -> Period | None:
    """A moving period by its code."""
    return Period(span=Span(value)) if value in set(Span) else None


def _amount(value: str) -> Range | None:
    least, dash, most = value.partition("-")
    parts = [int(part) * MINOR if part.isdecimal() else None for part in (least, most)]
    there = [part for part in parts if part is not None]
    return Range(*parts) if dash and there and max(there) <= MAX_MINOR else None
