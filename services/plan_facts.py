"""What was reached of a plan: the indicators' own numbers, by whom plans are set for."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from services.indicator_values import Keys, values
from services.rules.bonus import Sold
from services.rules.indicators import Filters, Slice
from services.rules.kinds import PlanMetric, PlanScope
from services.rules.periods import Period
from services.rules.plans import Structure, Unit
from storage.unit_of_work import Work

CODES: Final = {PlanMetric.REVENUE: "revenue", PlanMetric.DEALS: "deals_won", PlanMetric.MARGIN: "margin"}
"""The indicator a plan's fact is."""
_SLICES: Final = {PlanScope.USER: Slice.MANAGER, PlanScope.TEAM: Slice.TEAM, PlanScope.PIPELINE: Slice.PIPELINE}


@dataclass(frozen=True, slots=True)
class Facts:
    """What people and teams reached in a period, and what belongs to nobody; only what the actor sees."""

    people: Mapping[int | None, int]
    teams: Mapping[int | None, int]

    def of(self, unit: Unit, structure: Structure) -> int:
        """What a person, a team with those below it, or the company reached."""
        if unit.scope is PlanScope.USER:
            return self.people.get(unit.id, 0)
        if unit.scope is PlanScope.COMPANY:
            return sum(self.people.values())
        teams = [deeper.id for deeper in structure.within(unit) if deeper.scope is PlanScope.TEAM]
        return sum(self.teams.get(team, 0) for team in teams)


async def read(work: Work, metric: PlanMetric, period: Period) -> Facts:
    """What was reached by people and teams."""
    found = await _won(work, metric, period, (PlanScope.USER, PlanScope.TEAM))
    people: dict[int | None, int] = defaultdict(int)
    teams: dict[int | None, int] = defaultdict(int)
    for (user, team), value in found.items():
        people[user] += value
        teams[team] += value
    return Facts(dict(people), dict(teams))


async def of_pipelines(work: Work, metric: PlanMetric, period: Period) -> dict[int, int]:
    """What was reached by pipeline."""
    found = await _won(work, metric, period, (PlanScope.PIPELINE,))
    return {key[0]: value for key, value in found.items() if key[0] is not None}


async def of_people_by_pipeline(
    work: Work, metric: PlanMetric, period: Period, user_id: int | None = None
) -> dict[int, dict[int, int]]:
    """What people reached, each by pipeline; of one person only if asked."""
    found = await _won(work, metric, period, (PlanScope.USER, PlanScope.PIPELINE), user_id)
    people: dict[int, dict[int, int]] = defaultdict(dict)
    for (user, pipeline), value in found.items():
        if user is not None and pipeline is not None:
            people[user][pipeline] = value
    return dict(people)


async def sold(work: Work, period: Period, user_id: int | None = None) -> dict[int, dict[int, Sold]]:
    """Revenue and margin of people by pipeline; of one person only if asked."""
    revenue = await of_people_by_pipeline(work, PlanMetric.REVENUE, period, user_id)
    margin = await of_people_by_pipeline(work, PlanMetric.MARGIN, period, user_id)
    return {
        user: {
            pipeline: Sold(revenue.get(user, {}).get(pipeline, 0), margin.get(user, {}).get(pipeline, 0))
            for pipeline in revenue.get(user, {}).keys() | margin.get(user, {}).keys()
        }
        for user in revenue.keys() | margin.keys()
    }


async def _won(
    work: Work, metric: PlanMetric, period: Period, by: tuple[PlanScope, ...], user_id: int | None = None
) -> dict[tuple[int | None, ...], int]:
    filters: Filters = {} if user_id is None else {Slice.MANAGER: user_id}
    found = await values(work, CODES[metric], period, tuple(_SLICES[scope] for scope in by), filters)
    return {_ids(key): round(value or 0) for key, value in found.items()}


def _ids(key: Keys) -> tuple[int | None, ...]:
    return tuple(None if one is None else int(one) for one in key)
