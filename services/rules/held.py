"""Work that changes hands: which records, from whom, and what of it can still come back."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

KINDS: Final = ("deals", "leads", "clients", "tasks")
"""The tables whose records somebody answers for, in the order they are told."""

Ids = Mapping[int | None, Sequence[int]]
"""Ids of records by who had them (None: nobody)."""


@dataclass(frozen=True, slots=True)
class Held:
    """Records by kind and by who had them."""

    groups: Mapping[str, Ids] = field(default_factory=dict)

    def of(self, kind: str) -> Ids:
        """One kind."""
        return self.groups.get(kind, {})

    def count(self, kind: str) -> int:
        """How many records of a kind."""
        return sum(len(ids) for ids in self.of(kind).values())

    def ids(self, kind: str) -> list[int]:
        """Every record of a kind."""
        return [one for ids in self.of(kind).values() for one in ids]

    def of_person(self, user_id: int) -> dict[str, int]:
        """How many records of each kind one person had."""
        return {kind: len(self.of(kind).get(user_id, ())) for kind in KINDS}

    @property
    def people(self) -> set[int]:
        """Who had any of them."""
        return {who for found in self.groups.values() for who, ids in found.items() if who is not None and ids}

    @property
    def total(self) -> int:
        """All records."""
        return sum(self.count(kind) for kind in KINDS)

    def to_json(self) -> dict[str, list[list[Any]]]:
        """As JSON keeps it, whose keys are texts: [[who had them, [ids]]] by kind."""
        return {kind: [[who, list(ids)] for who, ids in found.items()] for kind, found in self.groups.items()}


def held_from_json(plain: Mapping[str, Any]) -> Held:
    """What `Held.to_json` wrote."""
    return Held({kind: {who: tuple(ids) for who, ids in found} for kind, found in plain.items()})


def grouped(rows: Iterable[tuple[int, int | None]]) -> dict[int | None, list[int]]:
    """Rows (id, who has it) by who has them."""
    found: dict[int | None, list[int]] = {}
    for one, who in rows:
        found.setdefault(who, []).append(one)
    return found
