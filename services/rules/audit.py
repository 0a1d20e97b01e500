"""The twelve standards a company is measured against, and how well it keeps each (source 002, S2-13…S2-84)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import Final


class Standard(StrEnum):
    """What is measured, in the order of the customer's text; `next_step` belongs to the control of dates (S2-50)."""

    PLANS = "plans"
    PIPELINES = "pipelines"
    STAGES = "stages"
    STAGE_TASKS = "stage_tasks"
    RESPONSIBLE = "responsible"
    OVERDUE = "overdue"
    MOVES = "moves"
    NEXT_STEP = "next_step"
    FIELDS = "fields"
    NPS = "nps"
    REASONS = "reasons"
    CHECKS = "checks"


class Grade(StrEnum):
    """How well a standard is kept; `none`: there is nothing to measure."""

    GOOD = "good"
    FAIR = "fair"
    POOR = "poor"
    NONE = "none"


GOOD_FROM: Final = 0.95
FAIR_FROM: Final = 0.80


@dataclass(frozen=True, slots=True)
class Measure:
    """A standard on one day: `found` breaches among `of` things it is about."""

    standard: Standard
    found: int
    of: int

    @property
    def kept(self) -> float | None:
        """The share that keeps it, 0…1; None when it is about nothing yet."""
        return 1 - self.found / self.of if self.of else None

    @property
    def grade(self) -> Grade:
        """Good, fair or poor."""
        kept = self.kept
        if kept is None:
            return Grade.NONE
        return Grade.GOOD if kept >= GOOD_FROM else Grade.FAIR if kept >= FAIR_FROM else Grade.POOR


def overall(measures: Iterable[Measure]) -> float | None:
    """The mean share over the standards there is something to measure of; None without any."""
    kept = [share for share in (item.kept for item in measures) if share is not None]
    return sum(kept) / len(kept) if kept else None
