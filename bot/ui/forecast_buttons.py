"""Buttons of /forecast."""

from __future__ import annotations

from typing import Annotated, Final

from pydantic import Field

from bot.ui.callbacks import LEADERS, STAFF, VoronkaCallback
from bot.ui.i18n import N_
from services.forecast_views import ForecastPage, Level, OpenPage, Span

SPANS: Final = {"w": Span.WEEK, "f": Span.FOUR_WEEKS, "m": Span.MONTH, "q": Span.QUARTER}
SPAN_CODES: Final = {span: code for code, span in SPANS.items()}
SPAN_NAMES: Final = {"w": N_("7 days"), "f": N_("28 days"), "m": N_("Month"), "q": N_("Quarter")}
LEVELS: Final = {"c": Level.COMPANY, "t": Level.TEAM, "m": Level.MANAGER, "p": Level.PIPELINE}
LEVEL_CODES: Final = {level: code for code, level in LEVELS.items()}

SpanCode = Annotated[str, Field(max_length=1, pattern="^[wfmq]$")]
LevelCode = Annotated[str, Field(max_length=1, pattern="^[ctmp]$")]


class ForecastShow(VoronkaCallback, prefix="fc1", roles=STAFF):
    """A forecast; `whom` is the team, person or pipeline, 0 for the company."""

    span: SpanCode = "m"
    level: LevelCode
    whom: int


class ForecastHome(VoronkaCallback, prefix="fc2", roles=STAFF):
    """The forecast one begins with."""


class ForecastLevels(VoronkaCallback, prefix="fc3", roles=STAFF):
    """Whose forecasts there are, a page (from 1) of them."""

    span: SpanCode
    page: int = 1


class ForecastPicture(VoronkaCallback, prefix="fc4", roles=STAFF):
    """The forecast and what came before, drawn."""

    span: SpanCode
    level: LevelCode
    whom: int


class ForecastDeals(VoronkaCallback, prefix="fc5", roles=STAFF):
    """The open deals behind a forecast: all, or the dead ones."""

    span: SpanCode
    level: LevelCode
    whom: int
    dead: bool = False
    page: int = 1


class ForecastStages(VoronkaCallback, prefix="fc6", roles=STAFF):
    """The open deals behind a forecast by stage, a page from 1."""

    span: SpanCode
    level: LevelCode
    whom: int
    page: int = 1


class DeadAsk(VoronkaCallback, prefix="fc7", roles=LEADERS):
    """What closing the dead deals would do, and why they are closed."""

    span: SpanCode
    level: LevelCode
    whom: int


class DeadClose(VoronkaCallback, prefix="fc8", roles=LEADERS):
    """Close them."""

    span: SpanCode
    level: LevelCode
    whom: int
    reason: int
    expected: int


class DeadUndo(VoronkaCallback, prefix="fc9", roles=LEADERS):
    """Open them again."""

    undo: int


def about(view: ForecastPage | OpenPage) -> dict[str, str | int]:
    """What the buttons of a page are about."""
    row = view.row if isinstance(view, ForecastPage) else view
    return {"span": SPAN_CODES[view.span], "level": LEVEL_CODES[row.level], "whom": row.key or 0}


Row = ForecastShow | ForecastPicture | ForecastDeals | ForecastStages | DeadAsk | DeadClose


def asked(data: Row) -> tuple[Span, Level, int | None]:
    """The window and the row a button names."""
    return SPANS[data.span], LEVELS[data.level], data.whom or None
