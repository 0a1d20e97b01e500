"""What a seller's bonus looks like, as values; money in minor units."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from services.rules.bonus import Step
from services.rules.kinds import BonusBase


@dataclass(frozen=True, slots=True)
class BonusPart:
    """What one rule gives: a `rate` (hundredths of a percent) of `base`; `where` names its pipeline, if it has one."""

    name: str
    where: str | None
    counts: BonusBase
    base: int
    rate: int
    money: int
    capped: bool


@dataclass(frozen=True, slots=True)
class BonusView:
    """A month's bonus of a person: so far, and with what the forecast expects (None: not known).

    `next`: the next step, which `missing` more would reach (minor units, or deals where `by_deals`). `uncosted`: won
    deals whose cost is not known, where a rule counts margin. `planned`: there is a plan to go by.
    """

    month: date
    earned: int
    expected: int | None
    parts: tuple[BonusPart, ...]
    next: Step | None
    missing: int
    by_deals: bool
    planned: bool
    uncosted: int


@dataclass(frozen=True, slots=True)
class RuleView:
    """A bonus rule; `where` and `who` name its pipeline and team. `coming`: it begins in a later month."""

    id: int
    version: int
    name: str
    base: BonusBase
    pipeline: str | None
    team: str | None
    steps: tuple[Step, ...]
    cap: int | None
    from_day: date
    to_day: date | None
    coming: bool
