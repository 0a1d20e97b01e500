"""Plans that add up: people into teams, teams into the company, months into years (S2-13…S2-17); and ways to set them.

Values are minor units, or numbers of deals.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction
from typing import Final, NamedTuple

from services.rules import periods
from services.rules.kinds import PlanMetric, PlanScope
from services.rules.money import MAX_MINOR, split
from services.rules.periods import Period, PeriodKind

KINDS: Final = (PeriodKind.MONTH, PeriodKind.QUARTER, PeriodKind.HALF_YEAR, PeriodKind.YEAR)
"""Periods a plan is set for (S2-16), the shortest first."""
MOST: Final = MAX_MINOR
MOST_DEALS: Final = 1_000_000

_PARTS: Final = {
    PeriodKind.QUARTER: (PeriodKind.MONTH, 3),
    PeriodKind.HALF_YEAR: (PeriodKind.QUARTER, 2),
    PeriodKind.YEAR: (PeriodKind.HALF_YEAR, 2),
}


class Unit(NamedTuple):
    """Whom a plan is for; the company's id is 0."""

    scope: PlanScope
    id: int


COMPANY: Final = Unit(PlanScope.COMPANY, 0)


class Slot(NamedTuple):
    """A period a plan can be set for."""

    kind: PeriodKind
    start: date


@dataclass(frozen=True, slots=True)
class Structure:
    """Who adds up to whom: team → team above, person → team, and the pipelines."""

    teams: Mapping[int, int | None] = field(default_factory=dict)
    people: Mapping[int, int | None] = field(default_factory=dict)
    pipelines: Sequence[int] = ()

    def children(self, unit: Unit) -> list[Unit]:
        """Whose plans add up to a unit's: teams right below it, then its own people."""
        if unit.scope not in (PlanScope.COMPANY, PlanScope.TEAM):
            return []
        above = None if unit.scope is PlanScope.COMPANY else unit.id
        below = [Unit(PlanScope.TEAM, team) for team, parent in self.teams.items() if parent == above]
        return below + [Unit(PlanScope.USER, user) for user, team in self.people.items() if team == above]

    def within(self, unit: Unit) -> list[Unit]:
        """A unit and everything that adds up to it."""
        return [unit, *(deeper for child in self.children(unit) for deeper in self.within(child))]

    def parent(self, unit: Unit) -> Unit | None:
        """To whose plan a unit's adds up; None for the company."""
        if unit.scope is PlanScope.COMPANY:
            return None
        above = {PlanScope.TEAM: self.teams, PlanScope.USER: self.people}.get(unit.scope, {}).get(unit.id)
        return COMPANY if above is None else Unit(PlanScope.TEAM, above)

    def teams_over(self, user: int) -> tuple[int, ...]:
        """A person's team and the teams above it, the closest first."""
        found: list[int] = []
        team = self.people.get(user)
        while team is not None:
            found.append(team)
            team = self.teams.get(team)
        return tuple(found)


def structure(
    teams: Mapping[int, int | None], people: Mapping[int, int | None], pipelines: Sequence[int] = ()
) -> Structure:
    """A structure in which everybody is somewhere: unknown teams are none, a circle of teams is cut."""
    known: dict[int, int | None] = {}
    for team in sorted(teams):
        above, chain = teams[team], {team}
        while above is not None and above in teams and above not in chain:
            chain.add(above)
            above = teams[above]
        circle = above in chain and team == min(chain)
        known[team] = None if circle or teams[team] not in teams else teams[team]
    placed = {user: team if team in known else None for user, team in people.items()}
    return Structure(known, placed, tuple(pipelines))


@dataclass(frozen=True, slots=True)
class Planned:
    """A plan and where it is from.

    `own`: set for the unit itself, else it is the sum of others. `parts` of its `of` months are planned.
    """

    value: int
    own: bool
    parts: int
    of: int

    @property
    def whole(self) -> bool:
        """False when some of its months have no plan yet."""
        return self.parts >= self.of


class Book:
    """All plans of one metric, read together; answers for any unit and period."""

    def __init__(self, rows: Mapping[tuple[Unit, Slot], int], structure: Structure) -> None:
        self.rows = rows
        self.structure = structure

    def own(self, unit: Unit, period: Period) -> Planned | None:
        """What was set for a unit: for the period itself, else for its parts."""
        of = months(period)
        value = self.rows.get((unit, Slot(period.kind, period.start)))
        if value is not None:
            return Planned(value, True, of, of)
        known = [item for part in parts(period) if (item := self.own(unit, part)) is not None]
        return (
            Planned(sum(item.value for item in known), True, sum(item.parts for item in known), of) if known else None
        )

    def below(self, unit: Unit, period: Period) -> Planned | None:
        """The sum of the plans right below a unit, teams and people; None without any."""
        return _sum([self.plan(child, period) for child in self.structure.children(unit)])

    def directions(self, period: Period) -> Planned | None:
        """The sum of the pipelines' plans; None without any."""
        return _sum([self.own(Unit(PlanScope.PIPELINE, one), period) for one in self.structure.pipelines])

    def plan(self, unit: Unit, period: Period) -> Planned | None:
        """A unit's plan: its own, else the sum of those below it, for the company at last that of the pipelines."""
        own = self.own(unit, period)
        if own is not None:
            return own
        summed = self.below(unit, period)
        return self.directions(period) if summed is None and unit == COMPANY else summed


def _sum(found: Sequence[Planned | None]) -> Planned | None:
    known = [item for item in found if item is not None]
    if not known:
        return None
    return Planned(sum(item.value for item in known), False, min(item.parts for item in known), known[0].of)


def parts(period: Period) -> tuple[Period, ...]:
    """The shorter periods one is made of: quarters of a half-year, months of a quarter; a month has none."""
    if period.kind not in _PARTS:
        return ()
    kind, count = _PARTS[period.kind]
    first = periods.containing(kind, period.start)
    return tuple(periods.shifted(first, n) for n in range(count))


def month_parts(period: Period) -> tuple[Period, ...]:
    """Its months."""
    first = periods.containing(PeriodKind.MONTH, period.start)
    return tuple(periods.shifted(first, n) for n in range(months(period)))


def months(period: Period) -> int:
    """How many months a planned period has."""
    return (period.end.year - period.start.year) * 12 + period.end.month - period.start.month


def whole_months(period: Period) -> tuple[Period, ...]:
    """The months a period is made of, whatever it is called; none where it begins or ends within one."""
    return month_parts(period) if period.start.day == period.end.day == 1 else ()


# ----------------------------------------------------------------------------------------------------- ways to set
def step_of(metric: PlanMetric) -> int:
    """What proposed plans are rounded to: whole units of the currency, whole deals."""
    return 1 if metric is PlanMetric.DEALS else 100


def most_of(metric: PlanMetric) -> int:
    """Anything larger is a typing error."""
    return MOST_DEALS if metric is PlanMetric.DEALS else MOST


def raised(value: int, percent: int, step: int) -> int:
    """A value by so many percent more, rounded to steps (half up); a plan never falls under zero."""
    return rounded(Fraction(value * (100 + percent), 100), step)


def rounded(value: Fraction, step: int) -> int:
    """A value of at least zero in whole steps, half up."""
    return max(0, int((value / step + Fraction(1, 2)).__floor__()) * step)


def shares(total: int, weights: Sequence[int], step: int) -> tuple[int, ...]:
    """A total in shares by weights (all zero: even), in whole steps, to the last unit: what is left is the first's."""
    if not weights:
        return ()
    parted = [share * step for share in split(total // step, weights)]
    parted[0] += total % step
    return tuple(parted)


LEAST_TREND: Final = Fraction(1, 2)
MOST_TREND: Final = Fraction(2)


def trend(now: int, year_ago: int) -> Fraction:
    """How many times more than a year ago, by what was sold in the same finished months; 1 when nothing is known.

    Kept between a half and twice: a plan should not follow a lucky month further.
    """
    if year_ago <= 0 or now <= 0:
        return Fraction(1)
    return min(max(Fraction(now, year_ago), LEAST_TREND), MOST_TREND)


def seasonal(year_ago: int, by: Fraction, step: int) -> int:
    """What was sold in the same period last year, carried on by the trend."""
    return rounded(max(year_ago, 0) * by, step)


def gap(parent: int | None, below: int | None) -> int | None:
    """By how much the plans below differ from the plan above: more is positive; None where one of them is missing."""
    return None if parent is None or below is None else below - parent
