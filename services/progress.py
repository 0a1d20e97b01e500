"""How far a long action has come: services count, whoever shows it looks now and then."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(slots=True)
class Progress:
    """So many records of so many are done; `total` 0 while it is not known."""

    done: int = 0
    total: int = 0

    def more(self, n: int) -> None:
        """So many more are done."""
        self.done += n
