"""What /report shows first: a set by the company's goal (S0-12…S0-23), and boards of several numbers side by side."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType
from typing import Final

from services.rules.indicators import Slice, Unit


class Goal(StrEnum):
    """What the company grows: the setting `goal`."""

    REVENUE = "revenue"
    PROFIT = "profit"


class BoardKind(StrEnum):
    """Several indicators by one slice."""

    ACTIVITY = "activity"
    MARGIN = "margin"
    SEGMENTS = "segments"
    CHANNELS = "channels"


@dataclass(frozen=True, slots=True)
class BoardPlan:
    """The columns of a board, told apart by one slice. The first column decides the order of the lines."""

    by: Slice
    codes: tuple[str, ...]


BOARDS: Final[Mapping[BoardKind, BoardPlan]] = MappingProxyType(
    {
        BoardKind.ACTIVITY: BoardPlan(Slice.MANAGER, ("calls_out", "meetings", "offers_sent", "tasks_done")),
        BoardKind.MARGIN: BoardPlan(Slice.MANAGER, ("margin", "plan_margin", "profitability")),
        BoardKind.SEGMENTS: BoardPlan(Slice.SEGMENT, ("leads_new", "win_rate", "revenue", "profitability")),
        BoardKind.CHANNELS: BoardPlan(Slice.CHANNEL, ("leads_new", "cost_per_lead", "revenue", "romi")),
    }
)


@dataclass(frozen=True, slots=True)
class ReportSet:
    """What is seen at once: indicators with this month's values, and boards a tap further."""

    codes: tuple[str, ...]
    boards: tuple[BoardKind, ...]


SETS: Final[Mapping[Goal, ReportSet]] = MappingProxyType(
    {
        Goal.REVENUE: ReportSet(
            ("leads_new", "cost_per_lead", "revenue", "plan_revenue", "win_rate"),
            (BoardKind.ACTIVITY, BoardKind.CHANNELS, BoardKind.SEGMENTS),
        ),
        Goal.PROFIT: ReportSet(
            ("leads_new", "win_rate", "profitability", "plan_margin", "acquisition_cost"),
            (BoardKind.SEGMENTS, BoardKind.CHANNELS, BoardKind.MARGIN, BoardKind.ACTIVITY),
        ),
    }
)
OWN: Final = ReportSet(("calls_out", "meetings", "offers_sent", "deals_won", "revenue", "win_rate"), ())
"""A seller's own numbers."""

ADDED_UP: Final = frozenset({Unit.COUNT, Unit.MONEY})
"""Units whose parts make the whole, so that they have shares."""
