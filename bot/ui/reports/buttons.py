"""Buttons of /report."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Annotated, Final
from zlib import crc32

from pydantic import Field

from bot.ui.callbacks import LEADERS, STAFF, VoronkaCallback
from bot.ui.i18n import N_
from bot.ui.report_filters import LETTERS, OWN_CODE, FilterCode, by_code, by_of
from services.errors import Stale
from services.report_views import When
from services.rules.indicators import INDICATORS, By, Group, Slice
from services.rules.periods import PeriodKind
from services.rules.report_sets import BoardKind

KINDS: Final = {
    "d": PeriodKind.DAY, "w": PeriodKind.WEEK, "m": PeriodKind.MONTH, "q": PeriodKind.QUARTER,
    "h": PeriodKind.HALF_YEAR, "y": PeriodKind.YEAR,
}  # fmt: skip
KIND_CODES: Final = {kind: code for code, kind in KINDS.items()}
KIND_NAMES: Final = {
    "d": N_("Day"), "w": N_("Week"), "m": N_("Month"), "q": N_("Quarter"), "h": N_("Half-year"), "y": N_("Year"),
}  # fmt: skip
GROUPS: Final = {
    "i": Group.INFLOW, "a": Group.ACTIVITY, "f": Group.FUNNEL, "m": Group.MONEY, "c": Group.CLIENTS,
}  # fmt: skip
GROUP_CODES: Final = {group: code for code, group in GROUPS.items()}
BOARDS: Final = {
    "a": BoardKind.ACTIVITY, "m": BoardKind.MARGIN, "s": BoardKind.SEGMENTS, "c": BoardKind.CHANNELS,
}  # fmt: skip
BOARD_CODES: Final = {kind: code for code, kind in BOARDS.items()}
BY_LETTERS: Final = {**LETTERS, "1": Slice.MONTH, "2": Slice.WEEK, "3": Slice.DAY}
BY_CODES: Final = {by: letter for letter, by in BY_LETTERS.items()}
EPOCH: Final = date(2000, 1, 1)
"""Days of two free dates are counted from here."""
THIS_MONTH: Final = "m0"

CODES: Final = {f"{crc32(code.encode()) & 0xFFFF:04x}": code for code in INDICATORS}
"""Indicators by the four signs they have in a button, whatever else is added to the catalogue."""
CODE_OF: Final = {code: sign for sign, code in CODES.items()}

Sign = Annotated[str, Field(max_length=4, pattern="^[0-9a-f]{4}$")]
WhenCode = Annotated[str, Field(max_length=11, pattern=r"^([dwmqhy]\d{1,3}|f\d{1,5}-\d{1,4})$")]
ByCodes = Annotated[str, Field(max_length=8, pattern=rf"^(?:[mtcpgsrakblew123]|{OWN_CODE}){{0,2}}$")]
GroupCode = Annotated[str, Field(max_length=1, pattern="^[iafmc]$")]
BoardCode = Annotated[str, Field(max_length=1, pattern="^[amsc]$")]
FormCode = Annotated[str, Field(max_length=1, pattern="^[xc]$")]


def when_of(code: str) -> When:
    """The period a button asks for."""
    if code[0] == "f":
        start, _, days = code[1:].partition("-")
        return When(PeriodKind.DATES, start=EPOCH + timedelta(days=int(start)), days=int(days))
    return When(KINDS[code[0]], int(code[1:]))


def when_code(when: When) -> str:
    """A period in a button."""
    if when.start is not None:
        return f"f{max(0, (when.start - EPOCH).days)}-{when.days}"
    return f"{KIND_CODES[when.kind]}{when.back}"


def slices_of(codes: str) -> list[By]:
    """The slices a button asks for."""
    return by_of(codes, BY_LETTERS)


def slices_code(slices: Iterable[By]) -> str:
    """Slices in a button."""
    return "".join(by_code(by, BY_CODES) for by in slices)


class ReportAll(VoronkaCallback, prefix="rpg1", roles=STAFF):
    """The groups of the catalogue."""


class ReportGroup(VoronkaCallback, prefix="rpg2", roles=STAFF):
    """One group with this month's values, a page from 1."""

    group: GroupCode
    page: int = 1


class ReportFavourites(VoronkaCallback, prefix="rpg3", roles=STAFF):
    """The indicators one keeps, a page from 1."""

    page: int = 1


class ReportSearch(VoronkaCallback, prefix="rpg4", roles=STAFF):
    """A word of an indicator's name is asked for."""


class ReportShow(VoronkaCallback, prefix="rp1", roles=STAFF):
    """One indicator in a period, narrowed to what `narrow` says."""

    sign: Sign
    span: WhenCode = THIS_MONTH
    narrow: FilterCode = ""


class ReportCuts(VoronkaCallback, prefix="rp2", roles=STAFF):
    """By what shall it be told apart? `by` is chosen already; a page (from 1) of what there is."""

    sign: Sign
    span: WhenCode
    narrow: FilterCode = ""
    by: ByCodes = ""
    page: int = 1


class ReportTable(VoronkaCallback, prefix="rp3", roles=STAFF):
    """The indicator told apart, a page (from 1) of lines."""

    sign: Sign
    span: WhenCode = THIS_MONTH
    narrow: FilterCode = ""
    by: ByCodes = "m"
    page: int = 1


class ReportRows(VoronkaCallback, prefix="rp4", roles=STAFF):
    """The records behind a number, a page from 1."""

    sign: Sign
    span: WhenCode = THIS_MONTH
    narrow: FilterCode = ""
    page: int = 1


class ReportRowsFile(VoronkaCallback, prefix="rp9", roles=STAFF):
    """The records behind a number as a file: x an Excel one, c a CSV."""

    sign: Sign
    span: WhenCode = THIS_MONTH
    narrow: FilterCode = ""
    form: FormCode = "x"


class ReportPicture(VoronkaCallback, prefix="rp5", roles=STAFF):
    """The 12 periods of an indicator, or its table, as a picture."""

    sign: Sign
    span: WhenCode = THIS_MONTH
    narrow: FilterCode = ""
    by: ByCodes = ""


class ReportFile(VoronkaCallback, prefix="rp6", roles=STAFF):
    """The same as a file: x an Excel one, c a CSV."""

    sign: Sign
    span: WhenCode = THIS_MONTH
    narrow: FilterCode = ""
    by: ByCodes = ""
    form: FormCode = "x"


class ReportKeep(VoronkaCallback, prefix="rp7", roles=STAFF):
    """Keep an indicator at the top of /report, or no longer."""

    sign: Sign
    span: WhenCode = THIS_MONTH
    narrow: FilterCode = ""
    on: bool = True


class ReportDates(VoronkaCallback, prefix="rp8", roles=STAFF):
    """Two free dates: a month (years × 12 + month − 1, 0: the present one), and the first day once it is chosen."""

    sign: Sign
    narrow: FilterCode = ""
    month: int = 0
    first: int = 0


class ReportBoard(VoronkaCallback, prefix="rpb1", roles=LEADERS):
    """Several indicators by one slice, a page (from 1) of lines."""

    board: BoardCode
    span: WhenCode = THIS_MONTH
    page: int = 1


class ReportBoardFile(VoronkaCallback, prefix="rpb2", roles=LEADERS):
    """A board as a file."""

    board: BoardCode
    span: WhenCode = THIS_MONTH
    form: FormCode = "x"


Signed = (
    ReportShow | ReportCuts | ReportTable | ReportRows | ReportRowsFile | ReportPicture | ReportFile | ReportKeep
    | ReportDates
)  # fmt: skip
"""Buttons about one indicator."""
OfIndicator = ReportShow | ReportCuts | ReportPicture | ReportFile | ReportKeep


def code_of(sign: str) -> str:
    """The indicator with this sign. Raises Stale for one that is no more."""
    if sign not in CODES:
        raise Stale("old_button")
    return CODES[sign]
