"""Indicators as values: what is counted, in which unit, by which slices (kpi.md). Pure."""

from services.rules.indicators.kinds import (
    BY_ID,
    TIMES,
    By,
    ClientKind,
    Fact,
    Filters,
    Flag,
    Good,
    Group,
    Kind,
    OwnField,
    Slice,
    Unit,
    Value,
    by_of,
)
from services.rules.indicators.registry import INDICATORS, Indicator, nearest

__all__ = [
    "BY_ID",
    "INDICATORS",
    "TIMES",
    "By",
    "ClientKind",
    "Fact",
    "Filters",
    "Flag",
    "Good",
    "Group",
    "Indicator",
    "Kind",
    "OwnField",
    "Slice",
    "Unit",
    "Value",
    "by_of",
    "nearest",
]
