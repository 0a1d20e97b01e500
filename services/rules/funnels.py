"""Funnels judged: a stage's conversion against a reference, and whether the gap is more than chance (S1-17, S1-18)."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from math import sqrt
from typing import Final

LEAST: Final = 20
"""So many deals on either side tell something; with fewer nothing is said."""
SURE: Final = 1.96
"""Normal quantile of a 95 % interval."""
VERY_SURE: Final = 2.58
"""Of a 99 % interval: what is told unasked, stage by stage and week by week, must not be chance."""


class Verdict(StrEnum):
    """How a conversion stands to its reference; `few`: nothing can be said."""

    BETTER = "better"
    WORSE = "worse"
    EVEN = "even"
    FEW = "few"


@dataclass(frozen=True, slots=True)
class Rate:
    """`reached` of `entered` deals went on."""

    reached: int
    entered: int

    @property
    def share(self) -> float | None:
        """0…1; None where nothing entered."""
        return self.reached / self.entered if self.entered else None


def rate_of(percent: float | None, entered: int) -> Rate:
    """The counts behind a conversion of the indicators, percent 0…100."""
    return Rate(round((percent or 0.0) * entered / 100), entered)


def interval(rate: Rate, z: float = SURE) -> tuple[float, float]:
    """Wilson's interval of a share, 0…1; (0, 1) where nothing entered."""
    n = rate.entered
    if not n:
        return 0.0, 1.0
    share = rate.reached / n
    middle = (share + z * z / (2 * n)) / (1 + z * z / n)
    half = z * sqrt(share * (1 - share) / n + z * z / (4 * n * n)) / (1 + z * z / n)
    return max(0.0, middle - half), min(1.0, middle + half)


def judge(now: Rate, reference: Rate, z: float = SURE) -> Verdict:
    """Newcombe's interval of the difference of two shares (method 10): does it leave out zero?"""
    if min(now.entered, reference.entered) < LEAST or now.share is None or reference.share is None:
        return Verdict.FEW
    gap = now.share - reference.share
    low, high = interval(now, z)
    low_then, high_then = interval(reference, z)
    down = sqrt((now.share - low) ** 2 + (high_then - reference.share) ** 2)
    up = sqrt((high - now.share) ** 2 + (reference.share - low_then) ** 2)
    return _verdict(gap - down, gap + up)


def judge_typed(now: Rate, wanted: float) -> Verdict:
    """Against a typed share, 0…1: is it outside the interval?"""
    if now.entered < LEAST or now.share is None:
        return Verdict.FEW
    low, high = interval(now)
    return _verdict(low - wanted, high - wanted)


def _verdict(low: float, high: float) -> Verdict:
    if low > 0:
        return Verdict.BETTER
    return Verdict.WORSE if high < 0 else Verdict.EVEN


def more_wins(won: int, now: Rate, wanted: float) -> int:
    """How many sales more (fewer when negative) the period would have had with the wanted share at this stage.

    The stages after it stay as they are; 0 where nothing went on here, since then nothing can be scaled.
    """
    return round(won * (wanted / now.share - 1)) if now.share else 0
