"""Making forecasts: reading the facts, asking the engine (in a process of its own), putting names to the numbers."""

from __future__ import annotations

import time
from array import array
from collections.abc import Mapping
from datetime import date
from typing import Any

import numpy as np
import numpy.typing as npt

from services import policy
from services.forecast_columns import deals_of, sizes_of, template_of
from services.forecast_order import Made, Order, Singles, Wanted
from services.forecast_views import ForecastRow, ForecastTable, Level, Point, Proof
from services.rules import forecast as rules
from services.rules import periods
from services.rules.actor import SYSTEM
from services.rules.forecast import Ask, Deals, Forecast, Window
from services.rules.forecast.deals import total
from services.rules.periods import Period
from services.rules.worktime import local_day, local_day_bounds
from storage import forecast_facts as rows
from storage.forecast_facts import Lists
from storage.unit_of_work import Database, Work

Ids = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]
BACK = 24
"""Finished periods of a kind that are looked for behind a day."""
SOON = 28
"""Days within which the chances of single deals are told."""


async def make(database: Database, order: Order) -> Made:
    """Read the company and forecast it. All that takes long is done here: the bot has it done by another process."""
    async with database.read(SYSTEM, order.now) as work:
        return await _make(work, order)


async def read(work: Work, zone: str, as_of: date, *, live: bool) -> tuple[Deals, Ids, Lists]:
    """The deals as they were recorded before the morning of `as_of`; `live`: that is today."""
    lists = await rows.lists(work, local_day_bounds(as_of, zone)[0])
    deals, ids = await deals_of(work, lists, zone, as_of, live=live)
    return deals, ids, lists


async def _make(work: Work, order: Order) -> Made:
    begun, as_of = time.perf_counter(), order.as_of
    settings = (await policy.load(work)).settings
    live = as_of >= local_day(work.now, settings.zone)
    deals, ids, lists = await read(work, settings.zone, as_of, live=live)
    levels, sizes = _levels(lists), sizes_of(lists)
    windows = tuple(_window(one, as_of) for one in order.wanted)
    found = rules.forecast(Ask(deals, as_of.toordinal(), windows, levels, sizes, template_of(lists)))
    tables = []
    for one, answers in zip(order.wanted, found, strict=True):
        facts = _fact(deals, levels, sizes, one.start.toordinal(), as_of.toordinal())
        made = _rows(answers, facts, lists, deals, settings.name)
        tables.append(ForecastTable(as_of, one.start, one.end, made, round(time.perf_counter() - begun, 3)))
    singles = (
        _singles(rules.standing(deals, as_of.toordinal(), SOON, sizes), ids) if order.singles else Singles.nothing()
    )
    return Made(as_of, tuple(tables), singles, {one.id: one.team_id for one in lists.people})


def _window(wanted: Wanted, as_of: date) -> Window:
    """What is left of it, for the engine."""
    finished: tuple[Period, ...] = ()
    if wanted.kind is not None:
        own = Period(wanted.kind, wanted.start, wanted.end)
        finished = tuple(periods.shifted(own, -number) for number in range(1, BACK + 1))
    days = tuple((one.start.toordinal(), one.end.toordinal()) for one in finished)
    return Window(as_of.toordinal(), wanted.end.toordinal(), days)


def _singles(found: rules.Standing, ids: Ids) -> Singles:
    def plain(kind: str, column: npt.NDArray[Any]) -> array[Any]:
        return array(kind, column.tolist())

    return Singles(
        ids=plain("q", ids[found.rows]),
        ever=plain("d", found.ever),
        soon=plain("d", found.soon),
        value=plain("d", found.value),
        age=plain("i", found.age),
        dead=plain("b", found.dead),
    )


def _levels(lists: Lists) -> dict[str, rules.Level]:
    teams = {team.id: place for place, team in enumerate(lists.teams)}
    of_team = [-1, *(teams.get(person.team_id, -1) if person.team_id else -1 for person in lists.people)]
    owners, pipelines = len(lists.people) + 1, len(lists.pipelines) + 1
    return {
        Level.COMPANY: rules.company(),
        Level.TEAM: rules.Level("owner", np.array(of_team, np.int32), len(lists.teams)),
        Level.MANAGER: rules.Level("owner", np.arange(owners, dtype=np.int32), owners),
        Level.PIPELINE: rules.Level("pipeline", np.arange(pipelines, dtype=np.int32), pipelines),
    }


def _fact(
    deals: Deals, levels: Mapping[str, rules.Level], sizes: rules.Sizes, start: int, end: int
) -> dict[str, tuple[Floats, Floats]]:
    """Won deals and their sums of the days [start, end), by level and group."""
    won = np.flatnonzero(deals.won & (deals.closed >= start) & (deals.closed < end))
    place = deals.owner[won] * sizes.pipelines + deals.pipeline[won]
    size, shape = sizes.owners * sizes.pipelines, (sizes.owners, sizes.pipelines)
    counts = total(place, None, size).reshape(shape)
    sums = total(place, deals.amount[won], size).reshape(shape)
    return {name: (level.sum(counts), level.sum(sums)) for name, level in levels.items()}


def _rows(
    answers: Mapping[str, Forecast],
    facts: Mapping[str, tuple[Floats, Floats]],
    lists: Lists,
    deals: Deals,
    company: str,
) -> tuple[ForecastRow, ...]:
    owners = set(np.unique(deals.owner).tolist())
    pipelines = set(np.unique(deals.pipeline).tolist())
    groups: list[tuple[Level, int, int | None, str]] = [(Level.COMPANY, 0, None, company)]
    busy = {one.team_id for place, one in enumerate(lists.people, 1) if place in owners}
    groups += [(Level.TEAM, place, one.id, one.name) for place, one in enumerate(lists.teams) if one.id in busy]
    people = [(Level.MANAGER, place + 1, one.id, one.name) for place, one in enumerate(lists.people)]
    groups += [group for group in people if group[1] in owners]
    groups += [(Level.MANAGER, 0, None, "")] if 0 in owners else []
    kept = [(Level.PIPELINE, place + 1, one.id, one.name) for place, one in enumerate(lists.pipelines)]
    groups += [group for group in kept if group[1] in pipelines]
    return tuple(_row(level, key, name, group, answers[level], facts[level]) for level, group, key, name in groups)


def _row(
    level: Level, key: int | None, name: str, group: int, found: Forecast, fact: tuple[Floats, Floats]
) -> ForecastRow:
    had_wins, had = int(fact[0][group]), round(float(fact[1][group]))

    def money(values: Floats | None) -> int | None:
        return None if values is None else had + round(float(values[group]))

    def deals(values: Floats | None) -> float | None:
        return None if values is None else round(had_wins + float(values[group]), 2)

    return ForecastRow(
        level=level,
        key=key,
        name=name,
        fact=had,
        fact_wins=had_wins,
        revenue=money(found.revenue),
        wins=deals(found.wins),
        low=money(found.low),
        high=money(found.high),
        low_wins=deals(found.low_wins),
        high_wins=deals(found.high_wins),
        template=had + round(float(found.template[group])),
        proof=_proof(found, group, deals(found.wins)),
        methods={method: had + round(float(value[group])) for method, value in found.methods.items()},
    )


def _proof(found: Forecast, group: int, wins: float | None) -> Proof:
    back = found.backtest
    if wins is None:
        return Proof(back.periods, int(back.wins[group]))
    points = tuple(
        Point(
            date.fromordinal(past.start),
            date.fromordinal(past.end),
            round(float(past.said[group])),
            round(float(past.came[group])),
            round(float(past.template[group])),
        )
        for past in back.past
    )
    return Proof(
        periods=back.periods,
        wins=int(back.wins[group]),
        accuracy=back.accuracy(group),
        worst=back.worst(group),
        template_accuracy=back.accuracy(group, template=True),
        possible=1 - rules.error_floor(wins, found.variation),
        points=points,
    )
