"""The closed lists indicators are made of: slices, units, directions, groups, and the facts they count (kpi.md)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final


class Slice(StrEnum):
    """By what a number can be told apart."""

    MANAGER = "manager"
    TEAM = "team"
    PIPELINE = "pipeline"
    STAGE = "stage"
    CHANNEL = "channel"
    PRODUCT = "product"
    CATEGORY = "category"
    SEGMENT = "segment"
    REGION = "region"
    AUDIENCE = "audience"
    CLIENT_KIND = "client_kind"
    CLIENT_GROUP = "client_group"
    REASON = "reason"
    MONTH = "month"
    WEEK = "week"
    DAY = "day"


TIMES: Final = (Slice.MONTH, Slice.WEEK, Slice.DAY)
"""Slices of the period itself, by local days."""
BY_ID: Final = frozenset({Slice.MANAGER, Slice.TEAM, Slice.PIPELINE, Slice.STAGE, Slice.CHANNEL, Slice.PRODUCT,
                          Slice.REASON})  # fmt: skip
"""Slices whose keys are ids of rows; those of the others are texts."""


@dataclass(frozen=True, slots=True)
class OwnField:
    """An own list of the company's deals by which a number can be told apart (S2-61): the same whatever it is called.

    Its keys are texts: the number of what is chosen, or ",1,3," where several things can be ticked; a deal with
    several ticks is a part of its own, so that the parts still add up to the whole.
    """

    id: int
    name: str = field(default="", compare=False)

    @property
    def value(self) -> str:
        """As it is stored and named on the command line."""
        return f"{OWN}{self.id}"


OWN: Final = "field:"
By = Slice | OwnField
"""By what a number can be told apart: what every company has, or an own list."""


def by_of(value: str) -> By:
    """The slice with this `value`. Raises ValueError."""
    return OwnField(int(value.removeprefix(OWN))) if value.startswith(OWN) else Slice(value)


Filters = Mapping[By, int | str]
"""Only the records with these keys; 0 or "" means those of which it is not known."""


class ClientKind(StrEnum):
    """`new`: no deal of the client was won before this one."""

    NEW = "new"
    CURRENT = "current"


class Unit(StrEnum):
    """What a number is measured in: money in minor units, percent 0…100, durations in minutes or days."""

    COUNT = "n"
    MONEY = "money"
    PERCENT = "%"
    MINUTES = "min"
    DAYS = "days"
    POINTS = "points"


class Good(StrEnum):
    """Which direction is the good one."""

    UP = "up"
    DOWN = "down"
    NEUTRAL = "neutral"


class Group(StrEnum):
    """The parts of the catalogue."""

    INFLOW = "inflow"
    ACTIVITY = "activity"
    FUNNEL = "funnel"
    MONEY = "money"
    CLIENTS = "clients"


class Kind(StrEnum):
    """What a record behind a number is."""

    LEAD = "lead"
    DEAL = "deal"
    TASK = "task"
    ACTIVITY = "activity"
    CLIENT = "client"
    PAYMENT = "payment"
    COST = "cost"
    FORECAST = "forecast"


class Fact(StrEnum):
    """Records of one kind at their moments; `storage/facts` says in SQL which they are."""

    LEADS = "leads"
    """Leads by their creation."""
    LEADS_CONVERTED = "leads_converted"
    LEADS_REJECTED = "leads_rejected"
    CALLS_OUT = "calls_out"
    CALLS_IN = "calls_in"
    MEETINGS = "meetings"
    OFFERS = "offers"
    TASKS_DONE = "tasks_done"
    TASKS_DUE = "tasks_due"
    """Tasks by their due time as first set."""
    TASKS_OVERDUE = "tasks_overdue"
    """As they stand at the period's end, or now."""
    RESCHEDULES = "reschedules"
    DEALS_NO_TASK = "deals_no_task"
    DEALS_OPEN = "deals_open"
    """Open deals at the period's end, or now."""
    DEALS_IN = "deals_in"
    """Deals by their creation."""
    DEALS_WON = "deals_won"
    DEALS_LOST = "deals_lost"
    DEALS_CLOSED = "deals_closed"
    DEALS_OF_CHANNELS = "deals_of_channels"
    """Won deals whose channel is known."""
    STAGE_ENTRIES = "stage_entries"
    """Deals on the stages they entered, once for each stage."""
    STAGE_EXITS = "stage_exits"
    PAYMENTS_DUE = "payments_due"
    PAYMENTS_RECEIVED = "payments_received"
    PAYMENTS_OVERDUE = "payments_overdue"
    COSTS = "costs"
    FIRST_WINS = "first_wins"
    """The first won deal of a client."""
    REPEAT_WINS = "repeat_wins"
    """A won deal of a client who had won before."""
    BUYERS = "buyers"
    """Clients who had bought before the period's end."""
    SCORES = "scores"
    POLLS = "polls"


class Value(StrEnum):
    """A number of a record: money in minor units, time in seconds unless it says otherwise."""

    AMOUNT = "amount"
    WEIGHTED = "weighted"
    """Amount × win probability, in hundredths of a minor unit."""
    REPEAT_AMOUNT = "repeat_amount"
    """The amount where the client had bought before, else 0."""
    MARGIN = "margin"
    """In thousandths of a minor unit; None where no cost is known."""
    SECONDS = "seconds"
    WORKING_MINUTES = "working_minutes"
    """Whole minutes of the company's working time; the calendar is no table, so it is worked out of the rows."""
    CONTACTS = "contacts"


class Flag(StrEnum):
    """Something true of some of the records."""

    CONVERTED = "converted"
    BREACHED = "breached"
    REACHED = "reached"
    ON_TIME = "on_time"
    WON = "won"
    PROMOTER = "promoter"
    DETRACTOR = "detractor"
    ANSWERED = "answered"
    UNVALUED = "unvalued"
    """Without an amount: such a deal adds nothing to a sum, which is then less than it will be."""


SCALES: Final[Mapping[Value, int]] = {Value.WEIGHTED: 100, Value.MARGIN: 1000}
"""By what a stored value is finer than its unit."""
