"""A seller's bonus: a share of revenue or margin that grows with the plan's completion (S1-09).

Rates are hundredths of a percent, thresholds percent of the plan, money minor units. One month at a time: a rule's
change counts from a month on, so a closed month is never counted by another rule.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, Final

from services.rules.kinds import BonusBase

WHOLE: Final = 10_000
"""100 % in hundredths of a percent."""
MOST_STEPS: Final = 6
MOST_FROM: Final = 1_000


@dataclass(frozen=True, slots=True)
class Step:
    """From so many percent of the plan on, this rate."""

    start: int
    rate: int


@dataclass(frozen=True, slots=True)
class Rule:
    """A bonus rule. `pipeline` and `team` None: for all; `cap` minor units a month, None: none."""

    id: int
    base: BonusBase
    steps: tuple[Step, ...]
    pipeline: int | None = None
    team: int | None = None
    cap: int | None = None
    from_day: date = date.min
    to_day: date | None = None

    def holds(self, month: date) -> bool:
        """Whether it counts in the month that begins on this day."""
        return self.from_day <= month and (self.to_day is None or month < self.to_day)


@dataclass(frozen=True, slots=True)
class Sold:
    """What a person sold in a pipeline in a month."""

    revenue: int = 0
    margin: int = 0

    def of(self, base: BonusBase) -> int:
        """The sum a rule takes its share of."""
        return self.revenue if base is BonusBase.REVENUE else self.margin


@dataclass(frozen=True, slots=True)
class Part:
    """What one rule gives: `rate` of `base`, cut at the rule's cap if `capped`."""

    rule: Rule
    base: int
    rate: int
    money: int
    capped: bool


def steps_from(stored: Sequence[Mapping[str, Any]]) -> tuple[Step, ...]:
    """Steps as they are stored: [{"from": percent, "rate": hundredths of a percent}]."""
    return tuple(Step(int(item["from"]), int(item["rate"])) for item in stored)


def steps_to(steps: Sequence[Step]) -> list[dict[str, int]]:
    """Steps as they are stored."""
    return [{"from": step.start, "rate": step.rate} for step in steps]


def steps_flaw(steps: Sequence[Step]) -> str | None:
    """What is wrong with steps: the first begins at 0, the next ones later, rates are 0…100 %; else None."""
    starts = [step.start for step in steps]
    if not steps or starts[0] != 0 or len(steps) > MOST_STEPS:
        return "bonus_steps"
    if starts != sorted(set(starts)) or starts[-1] > MOST_FROM:
        return "bonus_order"
    if any(not 0 <= step.rate <= WHOLE for step in steps):
        return "bonus_rate"
    return None


def step_at(steps: Sequence[Step], done: float | None) -> Step:
    """The step reached with this part of the plan (1.0 is all of it); without a plan the first one."""
    percent = 0.0 if done is None else done * 100
    # 100 % is reached by 2 + 2 of 4 whatever binary fractions make of it.
    return next((step for step in reversed(steps) if percent + 1e-9 >= step.start), steps[0])


def next_step(steps: Sequence[Step], done: float | None) -> Step | None:
    """The next step that pays more; None on the last one, or without a plan."""
    if done is None:
        return None
    here = step_at(steps, done)
    return next((step for step in steps if step.start > here.start and step.rate > here.rate), None)


def to_reach(step: Step, plan: int, fact: int) -> int:
    """What is still missing to a step."""
    return max(0, -(-plan * step.start // 100) - fact)


def chosen(rules: Sequence[Rule], month: date, teams: Sequence[int], pipelines: Sequence[int]) -> dict[int, Rule]:
    """By pipeline the rule that counts for a person of these teams, the own one first and then those above it.

    The closer one counts: a pipeline's own rule before one for all pipelines, then the own team's before that of a team
    above and one for everybody. Pipelines without any rule are left out.
    """
    holding = [rule for rule in rules if rule.holds(month) and (rule.team is None or rule.team in teams)]

    def closeness(rule: Rule) -> tuple[bool, int, date, int]:
        near = len(teams) - teams.index(rule.team) if rule.team is not None else 0
        return rule.pipeline is not None, near, rule.from_day, rule.id

    found = {}
    for pipeline in pipelines:
        fitting = [rule for rule in holding if rule.pipeline in (None, pipeline)]
        if fitting:
            found[pipeline] = max(fitting, key=closeness)
    return found


def counted(
    rules: Sequence[Rule],
    month: date,
    teams: Sequence[int],
    sold: Mapping[int, Sold],
    done: Mapping[BonusBase, float | None],
) -> tuple[Part, ...]:
    """The bonus of a month, rule by rule. `sold` by pipeline, `done` the plan's completion a rule of a base goes by.

    A sum below zero (returns, cost above price) gives nothing, never a debt.
    """
    by_pipeline = chosen(rules, month, teams, tuple(sold))
    used = list(dict.fromkeys(by_pipeline.values()))
    parts = []
    for rule in used:
        base = sum(what.of(rule.base) for pipeline, what in sold.items() if by_pipeline.get(pipeline) == rule)
        rate = step_at(rule.steps, done[rule.base]).rate
        money = share_of(max(0, base), rate)
        capped = rule.cap is not None and money > rule.cap
        parts.append(Part(rule, base, rate, min(money, rule.cap) if rule.cap is not None else money, capped))
    return tuple(parts)


def share_of(base: int, rate: int) -> int:
    """A rate of a sum, half up."""
    return (base * rate + WHOLE // 2) // WHOLE


def scaled(sold: Mapping[int, Sold], revenue: int) -> dict[int, Sold] | None:
    """What is sold if it grows to this revenue with the same pipelines and the same profitability.

    None when nothing is sold yet: nothing tells how it will be made up.
    """
    whole = sum(item.revenue for item in sold.values())
    if whole <= 0:
        return None
    return {
        key: Sold(round(item.revenue * revenue / whole), round(item.margin * revenue / whole))
        for key, item in sold.items()
    }


PRESETS: Final[tuple[tuple[BonusBase, tuple[Step, ...]], ...]] = (
    (BonusBase.REVENUE, (Step(0, 300),)),
    (BonusBase.REVENUE, (Step(0, 200), Step(80, 300), Step(100, 500), Step(120, 700))),
    (BonusBase.MARGIN, (Step(0, 1000),)),
    (BonusBase.MARGIN, (Step(0, 500), Step(80, 800), Step(100, 1200), Step(120, 1500))),
)
"""Rules to begin with: flat ones, and ones that grow with the plan."""


def steps_line(steps: Sequence[Step]) -> str:
    """Steps as `parse_steps` reads them: "2; 80: 3; 100: 5.5"."""
    rates = [f"{Decimal(step.rate) / 100:f}" for step in steps]
    told = [rate.rstrip("0").rstrip(".") if "." in rate else rate for rate in rates]
    return "; ".join(f"{step.start}: {rate}" if step.start else rate for step, rate in zip(steps, told, strict=True))


_STEP = re.compile(r"(?:(\d{1,4})\s*%?\s*(?:[:=→]|[-–—]>?)\s*)?(\d{1,3}(?:[.,]\d{1,2})?)\s*%?")


def parse_steps(text: str) -> tuple[Step, ...] | None:
    """Steps as people type them: "3", "2 %; 80: 3; 100: 5,5"; None for anything else."""
    found = []
    for part in re.split(r"[;\n]|,\s+|(?<=%)\s+(?=\d)|\s+(?=\d+\s*%?\s*[:=→–—-])", text.strip()):
        if not part.strip():
            continue
        match = _STEP.fullmatch(part.strip())
        if match is None:
            return None
        rate = int((Decimal(match[2].replace(",", ".")) * 100).to_integral_value())
        found.append(Step(int(match[1] or 0), rate))
    return tuple(found) or None
