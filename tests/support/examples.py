"""How many examples hypothesis tries: enough for every run; `EXAMPLES=10 make test` tries ten times as many."""

from __future__ import annotations

import os
from typing import Final

TIMES: Final = float(os.environ.get("EXAMPLES", "1"))


def examples(usual: int) -> int:
    """So many, or as many times more as the environment says."""
    return max(1, round(usual * TIMES))
