"""Which module says what the rows of a fact are."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Final

from services.rules.indicators import Fact
from services.rules.indicators.formula import Atom
from storage.facts import costs, engine
from storage.facts.activities import ACTIVITIES
from storage.facts.asking import Ask, Base
from storage.facts.clients import CLIENTS
from storage.facts.deals import DEALS
from storage.facts.engine import Found
from storage.facts.leads import LEADS
from storage.facts.payments import PAYMENTS
from storage.facts.tasks import TASKS
from storage.facts.transitions import TRANSITIONS
from storage.unit_of_work import Work

SOURCES: Final[Mapping[Fact, Callable[[Ask], Base]]] = {
    **LEADS,
    **ACTIVITIES,
    **TASKS,
    **DEALS,
    **TRANSITIONS,
    **PAYMENTS,
    **CLIENTS,
}


async def measure(work: Work, ask: Ask, fact: Fact, atoms: Sequence[Atom]) -> Found:
    """Work out atoms of one fact, by the keys of `ask.by`; a key without records is not there."""
    if fact is Fact.COSTS:
        return await costs.measure(work, ask, atoms)
    return await engine.measure(work, ask, SOURCES[fact](ask), atoms)
