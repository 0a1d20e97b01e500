"""Deals, leads and clients in button data, and the doors every feature leads to."""

from __future__ import annotations

from typing import Annotated, Final, Literal

from pydantic import Field

from bot.ui.callbacks import LEADERS, STAFF, VoronkaCallback
from services.rules.actor import Role
from services.rules.target import TargetKind

CODES: Final[dict[str, TargetKind]] = {"d": "deal", "l": "lead", "c": "client"}
Kind = Annotated[str, Field(max_length=1, pattern="^[dlc]$")]
ADMINS: Final = frozenset({Role.ADMIN})


def kind_of(code: str) -> TargetKind:
    """The kind of record a letter stands for."""
    return CODES[code]


def short_code(kind: TargetKind) -> str:
    """The letter a kind of record has in button data."""
    return kind[0]


class OpenCard(VoronkaCallback, prefix="oc1", roles=STAFF, door=True):
    """Open the card of a deal, lead or client."""

    kind: Kind
    id: int


class ConvertAsk(VoronkaCallback, prefix="va1", roles=STAFF):
    """Make a client and a deal of a lead: in which pipeline? `talked`: a call led to it and is not recorded yet."""

    id: int
    ver: int
    talked: bool = False


class TaskOpen(VoronkaCallback, prefix="to1", roles=STAFF, door=True):
    """Open the card of a task."""

    task: int


class StepAsk(VoronkaCallback, prefix="sa1", roles=STAFF):
    """What is the next step with a deal, lead or client: a call, a meeting, a task?"""

    kind: Kind
    id: int


class HistoryOpen(VoronkaCallback, prefix="hi1", roles=STAFF):
    """A page (from 1) of what happened with a deal, lead or client."""

    kind: Kind
    id: int
    page: int = 1


class Look(VoronkaCallback, prefix="lo1", roles=STAFF):
    """Show a task, deal, lead or client in a message of its own: the list it was pressed in stays."""

    kind: Literal["t", "d", "l", "c"]
    id: int


class NpsOpen(VoronkaCallback, prefix="no2", roles=STAFF, door=True):
    """Open the card of a task to ask a client for a score."""

    task: int


class EscalationShow(VoronkaCallback, prefix="esc1", roles=ADMINS):
    """How the company tells heads of what is late."""


class PostponeReasonsShow(VoronkaCallback, prefix="prs1", roles=ADMINS):
    """The reasons for moving a date, a page from 1."""

    page: int = 1


class ControlList(VoronkaCallback, prefix="ctl1", roles=STAFF):
    """A page (from 1) of results that wait for the presser's look."""

    page: int = 1


class TeamNow(VoronkaCallback, prefix="tn1", roles=LEADERS):
    """Who has how much in hand, a page from 1."""

    page: int = 1


class PersonTasks(VoronkaCallback, prefix="ptk1", roles=LEADERS):
    """A page (from 1) of a colleague's tasks: o(verdue), t(oday), l(ater), d(one today), - for the first with any."""

    colleague: int
    choice: Annotated[str, Field(max_length=1)] = "-"
    page: int = 1
