"""Indicators as values: what is counted, in which unit, by which slices (kpi.md). Pure."""

from services.rules.indicators.kinds import (
    BY_ID,
    TIMES,
    ClientKind,
    Fact,
    Filters,
    Flag,
    Good,
    Group,
    Kind,
    Slice,
    Unit,
    Value,
)
from services.rules.indicators.registry import INDICATORS, Indicator, nearest

__all__ = [
    "BY_ID",
    "INDICATORS",
    "TIMES",
    "ClientKind",
    "Fact",
    "Filters",
    "Flag",
    "Good",
    "Group",
    "Indicator",
    "Kind",
    "Slice",
    "Unit",
    "Value",
    "nearest",
]
