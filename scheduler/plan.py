"""Every scheduled job: its name, how often it beats, and the service method that does what is due.

A method takes the moment and returns how many things it did. It finds its work by due columns and claims it by
conditional updates, so running late, twice or on another machine changes nothing. Names are at most 40 characters;
their titles for /jobs are in `bot/ui/jobs.py`.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from services import Services

Do = Callable[[datetime], Awaitable[int]]


@dataclass(frozen=True, slots=True)
class Job:
    """One line of the plan."""

    name: str
    every: timedelta
    pick: Callable[[Services], Do]


PLAN: Final = (
    Job("nudges", timedelta(minutes=1), lambda services: services.reminders.nudge),
    Job("escalation", timedelta(minutes=1), lambda services: services.reminders.escalate),
    Job("digests", timedelta(minutes=1), lambda services: services.digests.queue),
    Job("promises", timedelta(minutes=15), lambda services: services.reminders.settle_promises),
    Job("audit", timedelta(minutes=15), lambda services: services.audit.weekly),
    Job("subscriptions", timedelta(minutes=5), lambda services: services.subscriptions.look),
    Job("absences", timedelta(minutes=5), lambda services: services.absences.turn),
    Job("nps", timedelta(minutes=5), lambda services: services.nps.ask),
    Job("nps_repeat", timedelta(hours=1), lambda services: services.nps.repeat),
    Job("stage_pace", timedelta(days=1), lambda services: services.stage_pace.recount),
    Job("client_worth", timedelta(days=1), lambda services: services.client_worth.recount),
    Job("forecast", timedelta(minutes=15), lambda services: services.forecasts.keep),
    Job("outbox_purge", timedelta(hours=6), lambda services: services.outbox.purge),
    Job("backup", timedelta(days=1), lambda services: services.backup.nightly),
    Job("tidy", timedelta(hours=6), lambda services: services.jobs.tidy),
)
