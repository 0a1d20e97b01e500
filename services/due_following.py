"""Due dates that follow their date field or event: counted anew whenever that changes (S2-35…S2-38)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from services.policy import Policy
from services.redating import redate
from services.rules import due, sources
from services.rules.due import DueRule
from services.rules.worktime import round_up
from storage import deal_events as rows
from storage import field_dates
from storage.tables import Deal, Task
from storage.unit_of_work import Work

STEP: Final = 5
"""Due times are whole five minutes."""

Known = dict[str, date | datetime | None]
"""What date fields and events of a deal say, by code."""


@dataclass(frozen=True, slots=True)
class Followed:
    """A task whose date was counted anew, as it was before."""

    task_id: int
    due_at: datetime
    due_from: str | None
    waits_for: str | None


async def known(work: Work, deal: Deal, rules: Iterable[DueRule]) -> Known:
    """What the sources of these rules say at present; None for an empty field or an event still to come."""
    codes = {rule.source for rule in rules if rule.source}
    events = {code for code in codes if sources.is_event(code)}
    happened = await rows.latest(work, deal.id, events)
    dates = await field_dates.values(work, deal, codes - events) if codes - events else {}
    return {**dates, **{code: happened.get(code) for code in events}}


def due_at(rule: DueRule, policy: Policy, zone: str, entered_at: datetime, told: Known) -> datetime:
    """The due time of a stage's task by its rule, as of what is `told`."""
    events = {code: at for code, at in told.items() if at is None or isinstance(at, datetime)}
    at = due.due_at(rule, policy.calendar, zone, entered_at=entered_at, dates=told, events=events)
    return round_up(at, STEP)


def note(rule: DueRule, told: Known) -> str | None:
    """What a due date is counted from, as its task remembers it; None for a rule that follows nothing."""
    return sources.note(rule.source, told.get(rule.source)) if rule.source else None


def missing(rule: DueRule, told: Known) -> str | None:
    """What the task still waits for while its fallback holds."""
    return rule.source if rule.source and told.get(rule.source) is None else None


async def follow(work: Work, policy: Policy, deal: Deal) -> list[Followed]:
    """Count the due dates of the deal's open tasks anew where their field or event has changed; returns which.

    Call it after a date field of the deal was set, or an event recorded. Nothing happens to a task whose source says
    what it said, so a date somebody has moved by hand stays until the field or event itself changes.
    """
    await work.session.flush()
    found = await rows.following(work, deal.id)
    rules = {row.Task.id: due.from_json(row.due) for row in found}
    told = await known(work, deal, rules.values()) if found else {}
    changed = []
    for task, _, zone in found:
        rule = rules[task.id]
        if not rule.source or note(rule, told) == task.due_from:
            continue
        changed.append(Followed(task.id, task.due_at, task.due_from, task.waits_for))
        at = due_at(rule, policy, policy.zone_of(zone), task.created_at, told)
        if at != task.due_at:
            await redate(work, task, at)
        task.due_from, task.waits_for = note(rule, told), missing(rule, told)  # one line of history with the date
    await work.session.flush()
    return changed


async def put_back(work: Work, task: Task, before: Followed) -> None:
    """Give a task the date it had before it followed: what it followed was taken back."""
    if task.due_at != before.due_at:
        await redate(work, task, before.due_at)
    task.due_from, task.waits_for = before.due_from, before.waits_for
