"""NPS: scales, bands and the index (S2-65…S2-69)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum


class Band(StrEnum):
    """Who answered (S2-66)."""

    PROMOTER = "promoter"
    NEUTRAL = "neutral"
    DETRACTOR = "detractor"


@dataclass(frozen=True, slots=True)
class Scale:
    """Whole scores from `low` to `high`; promoters from `promoter` on, neutrals from `neutral` on."""

    code: str
    low: int
    high: int
    neutral: int
    promoter: int

    @property
    def scores(self) -> range:
        """All scores, the buttons of the question."""
        return range(self.low, self.high + 1)


SCALES = {
    scale.code: scale
    for scale in (
        Scale("0-10", 0, 10, neutral=7, promoter=9),
        Scale("1-3", 1, 3, neutral=2, promoter=3),
        Scale("0-5", 0, 5, neutral=4, promoter=5),
        Scale("1-5", 1, 5, neutral=4, promoter=5),
    )
}
"""The classic one and those allowed inside a survey (S2-69): of the short ones only the top score promotes."""

CLASSIC = SCALES["0-10"]


def band(score: int, scale: Scale = CLASSIC) -> Band:
    """The band of a score. Raises ValueError for a score that the scale does not have."""
    if score not in scale.scores:
        raise ValueError(f"no score {score} on the scale {scale.code}")
    if score >= scale.promoter:
        return Band.PROMOTER
    return Band.NEUTRAL if score >= scale.neutral else Band.DETRACTOR


def index(bands: Iterable[Band]) -> float | None:
    """NPS = % promoters − % detractors (S2-67), −100…100; None without answers. Scales may be mixed."""
    counts = Counter(bands)
    total = counts.total()
    return (counts[Band.PROMOTER] - counts[Band.DETRACTOR]) * 100 / total if total else None
