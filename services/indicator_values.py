"""Indicators inside an open transaction, without names: for tables, plans, bonuses and pushes, from one formula."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from fractions import Fraction
from functools import partial
from types import MappingProxyType
from typing import Final

from services import policy
from services.rules.actor import Actor, Role
from services.rules.indicators import INDICATORS, By, Fact, Filters
from services.rules.indicators.formula import Atom, Cell
from services.rules.indicators.tables import Found, lines
from services.rules.indicators.working import working_minutes
from services.rules.periods import Period
from storage.facts.asking import Ask
from storage.facts.sources import measure
from storage.unit_of_work import Work

NO_FILTERS: Final[Filters] = MappingProxyType({})
Keys = tuple[int | str | None, ...]


async def values(
    work: Work, code: str, period: Period, by: tuple[By, ...] = (), filters: Filters = NO_FILTERS
) -> Mapping[Keys, Fraction | None]:
    """The exact values of an indicator by the keys of slices, of what the actor sees; money in minor units.

    Of those that need plans or forecasts it is the fact that is compared with them.
    """
    formula = INDICATORS[code].formula
    ask = asking(work, await policy.load(work), period, by, filters)
    found = await measured(work, ask, formula.atoms())
    return {line.key: line.value for line in lines(formula, found, by)}


def asking(work: Work, rules: policy.Policy, period: Period, by: tuple[By, ...], filters: Filters) -> Ask:
    """What facts are asked for in the company's zone and working time."""
    zone = rules.settings.zone
    working = partial(working_minutes, rules.calendar, zone)
    return Ask(work.actor, period.start, period.end, zone, work.now, by, filters, working)


async def measured(work: Work, ask: Ask, atoms: Iterable[Atom]) -> Found:
    """What the database says of these atoms, each fact asked once."""
    by_fact: dict[Fact, list[Atom]] = defaultdict(list)
    for atom in atoms:
        by_fact[atom.fact].append(atom)
    found: dict[Atom, Mapping[Keys, Cell]] = {}
    for fact, own in by_fact.items():
        found.update(await measure(work, ask, fact, own))
    return found


def sees_company(actor: Actor) -> bool:
    """Whether the actor sees everybody's records: only then costs, which belong to nobody, tell something."""
    return actor.role is Role.ADMIN or (actor.role is Role.HEAD and actor.team_ids is None)
