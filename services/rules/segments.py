"""Which segments to grow, to keep and to drop, by profitability, growth and share (S0-24). Pure.

The rule, said to the reader as well:
- with fewer than `LEAST` sales, or without any cost known, nothing is said;
- *drop*: the segment earns nothing or loses money; or it earns less than half of what the company does on a unit of
  revenue, and its revenue falls;
- *grow*: it earns at least what the company does, its revenue does not fall, and it is not the half of the company yet;
- *keep*: everything else.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

LEAST: Final = 10
"""Sales in the period: fewer may be luck."""
HALF: Final = 50.0


class Advice(StrEnum):
    """What to do with a segment."""

    GROW = "grow"
    KEEP = "keep"
    DROP = "drop"
    SILENT = "silent"


@dataclass(frozen=True, slots=True)
class SegmentFacts:
    """A segment in a period: sales, revenue now and in the period before (minor units), profitability (percent)."""

    sales: int
    revenue: int
    before: int
    profitability: float | None


def advise(facts: SegmentFacts, company: float | None, revenue: int) -> Advice:
    """Judge one segment; `company` is the profitability of all in percent, `revenue` that of all in minor units."""
    if facts.sales < LEAST or facts.profitability is None or company is None:
        return Advice.SILENT
    falling = facts.revenue < facts.before
    if facts.profitability <= 0 or (facts.profitability < company / 2 and falling):
        return Advice.DROP
    share = facts.revenue * 100 / revenue if revenue > 0 else 0.0
    if facts.profitability >= company and not falling and share < HALF:
        return Advice.GROW
    return Advice.KEEP
