"""Buttons of /funnel."""

from __future__ import annotations

from typing import Annotated, Final

from pydantic import Field

from bot.ui.callbacks import LEADERS, STAFF, VoronkaCallback
from bot.ui.i18n import N_
from bot.ui.report_filters import ByCode, FilterCode
from services.rules.periods import PeriodKind

KINDS: Final = {
    "w": PeriodKind.WEEK, "m": PeriodKind.MONTH, "q": PeriodKind.QUARTER, "h": PeriodKind.HALF_YEAR,
    "y": PeriodKind.YEAR,
}  # fmt: skip
KIND_CODES: Final = {kind: code for code, kind in KINDS.items()}
KIND_NAMES: Final = {
    "w": N_("Week"), "m": N_("Month"), "q": N_("Quarter"), "h": N_("Half-year"), "y": N_("Year"),
}  # fmt: skip
WhenCode = Annotated[str, Field(max_length=4, pattern=r"^[wmqhy]\d{1,3}$")]
"""A period: its kind and how many of them ago."""
THIS_MONTH: Final = "m0"
ModeCode = Annotated[str, Field(max_length=1, pattern="^[cta]$")]
WhatCode = Annotated[str, Field(max_length=1, pattern="^[iwso]$")]


def when_of(code: str) -> tuple[PeriodKind, int]:
    """The kind of period a button asks for, and how many of them ago."""
    return KINDS[code[0]], int(code[1:])


def when_code(kind: PeriodKind, back: int) -> str:
    """A period in a button."""
    return f"{KIND_CODES[kind]}{back}"


class FunnelShow(VoronkaCallback, prefix="fn1", roles=STAFF):
    """A funnel; mode c: conversions, t: times, a: amounts waiting."""

    pipeline: int = 0
    when: WhenCode = THIS_MONTH
    narrow: FilterCode = ""
    mode: ModeCode = "c"


class FunnelCuts(VoronkaCallback, prefix="fn2", roles=STAFF):
    """By what it can be cut, a page from 1."""

    pipeline: int
    when: WhenCode
    narrow: FilterCode = ""
    page: int = 1


class FunnelCutShow(VoronkaCallback, prefix="fn3", roles=STAFF):
    """One cut, a page (from 1) of its parts."""

    pipeline: int
    when: WhenCode
    by: ByCode
    page: int = 1
    narrow: FilterCode = ""


class FunnelRows(VoronkaCallback, prefix="fn4", roles=STAFF):
    """The deals behind a number: i entered, w won of the pipeline `place`; s entered, o wait at the stage `place`."""

    place: int
    when: WhenCode
    what: WhatCode
    page: int = 1
    narrow: FilterCode = ""


class FunnelPicture(VoronkaCallback, prefix="fn5", roles=STAFF):
    """The funnel as a picture."""

    pipeline: int
    when: WhenCode
    narrow: FilterCode = ""
    mode: ModeCode = "c"


class FunnelReference(VoronkaCallback, prefix="fn6", roles=LEADERS):
    """The reference of a pipeline, and who differs from it."""

    pipeline: int
    when: WhenCode


class ReferenceKeep(VoronkaCallback, prefix="fn7", roles=LEADERS):
    """The statistics of the period shown become the reference."""

    pipeline: int
    when: WhenCode


class ReferenceType(VoronkaCallback, prefix="fn8", roles=LEADERS):
    """The reference is to be typed."""

    pipeline: int
    when: WhenCode


class ReferenceDrop(VoronkaCallback, prefix="fn9", roles=LEADERS):
    """The reference is taken away; `sure` after the question."""

    pipeline: int
    when: WhenCode
    sure: bool = False
