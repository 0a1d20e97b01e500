"""What a fact of the indicators costs at the least: one plain SQL pass over its rows, counted by person.

Only the rows of the period are chosen, by the index that serves them; nothing is joined, looked up or compared.
"""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Iterable
from datetime import datetime
from pathlib import Path
from typing import Final

from services.rules.indicators import Fact, Indicator
from services.rules.periods import Period
from services.rules.worktime import local_day_bounds

_WON: Final = (
    "SELECT owner_id, count(*), sum(amount) FROM deals WHERE status = 'won' AND closed_at >= :a AND closed_at < :b"
)
_OPEN: Final = """SELECT owner_id, count(*), sum(amount) FROM deals WHERE status = 'open'
    OR (status IN ('won', 'lost') AND closed_at >= :moment) GROUP BY 1"""
_CALLS: Final = """SELECT user_id, count(*), sum(outcome = 'reached') FROM activities
    WHERE at >= :a AND at < :b AND kind = '{}' GROUP BY 1"""
_TASKS: Final = "SELECT assignee_id, count(*), sum(done_at <= first_due_at) FROM tasks WHERE {} GROUP BY 1"
_LEADS: Final = "SELECT owner_id, count(*), sum(responded_at > respond_by) FROM leads WHERE {} GROUP BY 1"
_PAYMENTS: Final = "SELECT deal_id % 300, count(*), sum(planned), sum(received) FROM payments WHERE {} GROUP BY 1"
_POLLS: Final = "SELECT score, count(*) FROM nps_polls WHERE {0} >= :a AND {0} < :b GROUP BY 1"
_MOVES: Final = "SELECT user_id, count(*) FROM stage_transitions WHERE at >= :a AND at < :b GROUP BY 1"
_CLOSED: Final = """SELECT owner_id, count(*), sum(status = 'won') FROM deals
    WHERE status IN ('won', 'lost') AND closed_at >= :a AND closed_at < :b GROUP BY 1"""

PASSES: Final[dict[Fact, str]] = {
    Fact.LEADS: _LEADS.format("created_at >= :a AND created_at < :b"),
    Fact.LEADS_CONVERTED: _LEADS.format("status = 'converted' AND closed_at >= :a AND closed_at < :b"),
    Fact.LEADS_REJECTED: _LEADS.format("status = 'rejected' AND closed_at >= :a AND closed_at < :b"),
    Fact.CALLS_OUT: _CALLS.format("call"),
    Fact.CALLS_IN: _CALLS.format("call"),
    Fact.MEETINGS: _CALLS.format("meeting"),
    Fact.OFFERS: _CALLS.format("offer"),
    Fact.TASKS_DONE: _TASKS.format("status = 'done' AND done_at >= :a AND done_at < :b"),
    Fact.TASKS_DUE: _TASKS.format("first_due_at >= :a AND first_due_at < :b"),
    Fact.TASKS_OVERDUE: _TASKS.format(
        "(status = 'open' AND due_at < :moment) OR (status IN ('done', 'cancelled') AND done_at >= :moment)"
    ),
    Fact.RESCHEDULES: "SELECT user_id, count(*) FROM postponements WHERE at >= :a AND at < :b GROUP BY 1",
    Fact.DEALS_NO_TASK: _OPEN,
    Fact.DEALS_OPEN: _OPEN,
    Fact.DEALS_IN: """SELECT owner_id, count(*), sum(status = 'won') FROM deals
        WHERE created_at >= :a AND created_at < :b GROUP BY 1""",
    Fact.DEALS_WON: f"{_WON} GROUP BY 1",
    Fact.DEALS_LOST: f"{_WON.replace('won', 'lost')} GROUP BY 1",
    Fact.DEALS_CLOSED: _CLOSED,
    Fact.DEALS_OF_CHANNELS: f"{_WON} AND channel_id IS NOT NULL GROUP BY 1",
    Fact.STAGE_ENTRIES: _MOVES,
    Fact.STAGE_EXITS: _MOVES,
    Fact.PAYMENTS_DUE: _PAYMENTS.format("due_day >= :first AND due_day < :until"),
    Fact.PAYMENTS_RECEIVED: _PAYMENTS.format("received_at >= :a AND received_at < :b"),
    Fact.PAYMENTS_OVERDUE: _PAYMENTS.format("due_day < :until AND (received_at IS NULL OR received_at >= :moment)"),
    Fact.COSTS: """SELECT channel_id, sum(amount) FROM channel_costs
        WHERE from_day < :until AND to_day >= :first GROUP BY 1""",
    Fact.FIRST_WINS: f"{_WON} GROUP BY 1",
    Fact.REPEAT_WINS: f"{_WON} GROUP BY 1",
    Fact.BUYERS: "SELECT client_id, min(closed_at) FROM deals WHERE status = 'won' AND closed_at < :b GROUP BY 1",
    Fact.SCORES: _POLLS.format("scored_at"),
    Fact.POLLS: _POLLS.format("sent_at"),
}  # fmt: skip


class BarePasses:
    """A plain connection to the file, with as much page cache as the bot's have."""

    def __init__(self, file: Path, zone: str, now: datetime) -> None:
        self._connection = sqlite3.connect(file)
        self._connection.execute("PRAGMA cache_size=-4000")
        self._zone, self._now = zone, now
        self._known: dict[tuple[Fact, Period], float] = {}

    def seconds(self, facts: Iterable[Fact], period: Period) -> float:
        """Processor seconds of one pass over each of the facts, the better of two."""
        return sum(self._seconds(fact, period) for fact in facts)

    def _seconds(self, fact: Fact, period: Period) -> float:
        if (fact, period) not in self._known:
            start, end = (_said(local_day_bounds(day, self._zone)[0]) for day in (period.start, period.end))
            given = {"a": start, "b": end, "moment": min(end, _said(self._now)),
                     "first": str(period.start), "until": str(min(period.end, self._now.date()))}  # fmt: skip
            taken = []
            for _ in range(2):
                begun = time.process_time()
                self._connection.execute(PASSES[fact], given).fetchall()
                taken.append(time.process_time() - begun)
            self._known[fact, period] = min(taken)
        return self._known[fact, period]


def facts_of(indicator: Indicator) -> list[Fact]:
    """What an indicator is made of, with what stands beside it."""
    formulas = [indicator.formula, *(extra for extra, _ in indicator.extra.values())]
    return list(dict.fromkeys(atom.fact for formula in formulas for atom in formula.atoms()))


def _said(moment: datetime) -> str:
    return moment.strftime("%Y-%m-%d %H:%M:%S.%f")
