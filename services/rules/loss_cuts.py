"""By what refusals are told apart, and how far managers and checks agree (S2-83, S2-84)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from services.rules.kinds import CheckResult


class LossCut(StrEnum):
    """A cut through the refusals of a period."""

    REASON = "reason"
    MANAGER = "manager"
    CHANNEL = "channel"
    STAGE = "stage"


@dataclass(frozen=True, slots=True)
class Verdicts:
    """`n` checked refusals for which the manager said `said` and the check said `checked` with `result`."""

    said: int
    checked: int | None
    result: CheckResult
    n: int


def agreed(found: Iterable[Verdicts]) -> float | None:
    """The share of checks that confirmed what the manager said; None without any check."""
    right = total = 0
    for item in found:
        total += item.n
        right += item.n if item.result is CheckResult.CONFIRMED else 0
    return right / total if total else None
