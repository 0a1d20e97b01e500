"""What a client is worth when calls are put in order: by own past deals and by what the segment earns (S0-25). Pure.

The rule, said to the seller as well:
- an unpromised deal counts as its own amount and, for a client who has bought before, one more purchase as usual;
- the segment multiplies it by what it earns against the whole company, from half to twice; a segment with fewer than
  `LEAST` sales, one whose costs nobody recorded, or one that earns about what the company does changes nothing.
"""

from __future__ import annotations

from typing import Final

from services.rules.segments import LEAST

AS_ALL: Final = 100
"""The weight of a segment that earns what the company does, in percent."""
LOWEST: Final = 50
HIGHEST: Final = 200
EVEN: Final = 10
"""A segment this near to the company, in percent of it, is as all."""


def weight(sales: int, profitability: float | None, company: float | None) -> int:
    """The weight of a segment in percent; profitability of the segment and of the company in percent."""
    if sales < LEAST or profitability is None or company is None or company <= 0:
        return AS_ALL
    found = min(HIGHEST, max(LOWEST, round(profitability * AS_ALL / company)))
    return AS_ALL if abs(found - AS_ALL) < EVEN else found
