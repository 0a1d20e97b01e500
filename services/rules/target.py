"""What a contact, a task or a refusal is about."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

TargetKind = Literal["deal", "lead", "client"]


@dataclass(frozen=True, slots=True)
class Target:
    """A deal, a lead or a client by its id."""

    kind: TargetKind
    id: int

    @property
    def columns(self) -> dict[str, int]:
        """The foreign key a row about this target carries."""
        return {f"{self.kind}_id": self.id}
