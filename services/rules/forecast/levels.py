"""How what is expected by owner and pipeline adds up to managers, teams, pipelines and the company."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np

from services.rules.forecast.deals import Floats, Ints, total


@dataclass(frozen=True, slots=True)
class Level:
    """`of` says the group of each owner or pipeline; a group below 0 is left out. Of the company there is one."""

    axis: Literal["company", "owner", "pipeline"]
    of: Ints
    groups: int = 1

    def sum(self, cells: Floats) -> Floats:
        """Sums by group of a table by owner and pipeline."""
        if self.axis == "company":
            return np.array([cells.sum()])
        line = cells.sum(axis=1 if self.axis == "owner" else 0)
        kept = self.of >= 0
        return total(self.of[kept], line[kept], self.groups)


def company() -> Level:
    """The whole as its only group."""
    return Level("company", np.zeros(0, np.int32))
