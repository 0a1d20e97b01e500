"""Which refusals are checked, and by whom (S2-84)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from enum import StrEnum
from zlib import crc32


class CheckBy(StrEnum):
    """Who checks refusals: the manager's head, or another manager of the team."""

    HEAD = "head"
    PEER = "peer"


def in_sample(refusal: str, share: int) -> bool:
    """Whether a refusal ("deal:17:2": the record and how often it was refused) is among the `share` percent checked.

    It follows from the record alone: a repeated press decides the same, and nobody can try until it is left out.
    """
    return crc32(f"check:{refusal}".encode()) % 100 < share


def peer(candidates: Sequence[int], waiting: Mapping[int, int]) -> int | None:
    """The colleague with the fewest checks waiting, the first of equals; None without any."""
    return min(candidates, key=lambda user: (waiting.get(user, 0), user), default=None)
