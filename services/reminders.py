"""The escalation ladder: the assignee at the due time, the head after the grace period, the head again (S0-41)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from services import policy
from services.clock import Clock
from services.errors import NotFound, Stale
from services.outbox import notify_user
from services.policy import Policy
from services.rules.actor import SYSTEM, Actor
from services.rules.escalation import Step, ladder
from services.rules.kinds import PromiseState
from services.rules.promises import judge
from services.rules.views import TaskLine
from services.task_views import task_lines
from storage import reminders as rows
from storage import work as task_rows
from storage.heads import head_of
from storage.unit_of_work import Database, Work

COLUMNS = {Step.ESCALATE: "escalated_at", Step.ESCALATE_AGAIN: "escalated_again_at"}


@dataclass(frozen=True, slots=True)
class LateLead:
    """An inquiry nobody has answered within its limit."""

    id: int
    name: str
    respond_by: datetime
    owner: str | None


@dataclass(frozen=True, slots=True)
class LateList:
    """What a head is told of: what is still undone of it."""

    tasks: tuple[TaskLine, ...]
    leads: tuple[LateLead, ...]

    @property
    def total(self) -> int:
        """All of it."""
        return len(self.tasks) + len(self.leads)


class Reminders:
    """Jobs of the heartbeat: each finds what is due by its rows and claims it by marking them."""

    def __init__(self, db: Database, clock: Clock) -> None:
        self._db = db
        self._clock = clock

    async def late(self, actor: Actor, tasks: Sequence[int], leads: Sequence[int] = ()) -> LateList:
        """What is still open of these tasks and unanswered of these inquiries, as far as the actor sees it."""
        async with self._db.read(actor, self._clock.now()) as work:
            found = await rows.open_tasks(work, tasks)
            waiting = await rows.open_leads(work, leads)
            names = await task_rows.people_names(work, {lead.owner_id for lead in waiting if lead.owner_id})
            return LateList(
                tasks=await task_lines(work, found),
                leads=tuple(
                    LateLead(lead.id, lead.name, lead.respond_by or work.now, names.get(lead.owner_id or 0))
                    for lead in waiting
                ),
            )

    async def remind(self, actor: Actor) -> int:
        """Remind everybody with escalated work the leader sees once more; returns how many people.

        Raises NotFound for those who lead nobody, Stale("nothing_late") when all of it is done.
        """
        if not actor.is_leader:
            raise NotFound("notice")
        async with self._db.write(actor, self._clock.now()) as work:
            people: dict[int, dict[str, list[int]]] = defaultdict(lambda: {"tasks": [], "leads": []})
            for task in await rows.escalated_tasks(work):
                people[task.assignee_id or 0]["tasks"].append(task.id)
            for lead in await rows.escalated_leads(work):
                people[lead.owner_id or 0]["leads"].append(lead.id)
            people.pop(0, None)
            if not people:
                raise Stale("nothing_late")
            told = 0
            for user_id, late in people.items():
                told += await notify_user(
                    work,
                    user_id,
                    kind="task_due",
                    params={**late, "by": actor.name},
                    dedupe_key=f"remind:{actor.user_id}:{int(work.now.timestamp()) // 60}",
                )
            return told

    async def nudge(self, now: datetime) -> int:
        """Remind assignees of what is due now, one message a person. Returns how many tasks."""
        async with self._db.write(SYSTEM, now) as work:
            rules = await policy.load(work)
            found = await rows.to_nudge(work)
            zones = await rows.zones(work, {row.assignee_id for row in found})
            due = [row for row in found if _step(rules, row.due_at, zones.get(row.assignee_id), now) >= Step.NUDGE]
            for user_id, tasks in _grouped(due).items():
                ids = [row.id for row in tasks]
                # What is already the head's concern needs no separate nudge; the list shows it.
                key = f"nudge:{ids[0]}:{int(tasks[0].due_at.timestamp())}:{len(ids)}"
                await notify_user(
                    work,
                    user_id,
                    kind="task_due",
                    params={"tasks": ids, "leads": [], "by": ""},
                    dedupe_key=key,
                    expires_at=now + timedelta(hours=8),
                )
            await rows.mark_tasks(work, [row.id for row in due], "nudged_at")
            return len(due)

    async def escalate(self, now: datetime) -> int:
        """Tell heads what stays undone past the grace period, grouped; after a working day once more.

        Unanswered inquiries go up as soon as their response limit is past. Returns how many records.
        """
        async with self._db.write(SYSTEM, now) as work:
            rules = await policy.load(work)
            told = 0
            for step in (Step.ESCALATE_AGAIN, Step.ESCALATE):
                told += await self._tell_heads(work, rules, step)
            return told

    async def _tell_heads(self, work: Work, rules: Policy, step: Step) -> int:
        tasks, leads = await _late_tasks(work, rules, step), await _late_leads(work, rules, step)
        by_head: dict[int, dict[str, list[int]]] = defaultdict(lambda: {"tasks": [], "leads": []})
        heads: dict[int | None, int | None] = {}
        for kind, late in (("tasks", tasks), ("leads", leads)):
            for owner_id, id_ in late:
                if owner_id not in heads:
                    head = await head_of(work, owner_id)
                    heads[owner_id] = head.id if head else None
                head_id = heads[owner_id]
                if head_id is not None:
                    by_head[head_id][kind].append(id_)
        for head_id, params in by_head.items():
            first = params["tasks"][:1] or params["leads"][:1]
            await notify_user(
                work,
                head_id,
                kind="escalation",
                params={**params, "again": step is Step.ESCALATE_AGAIN},
                dedupe_key=f"escalation:{step}:{first[0]}:{int(work.now.timestamp()) // 60}",
                expires_at=work.now + timedelta(hours=12),
            )
        await rows.mark_tasks(work, [id_ for _, id_ in tasks], COLUMNS[step])
        await rows.mark_leads(work, [id_ for _, id_ in leads], COLUMNS[step])
        return len(tasks) + len(leads)

    async def settle_promises(self, now: datetime) -> int:
        """Write down as broken what was promised for a day that is over (S3-19). Returns how many."""
        async with self._db.write(SYSTEM, now) as work:
            rules = await policy.load(work)
            found = await rows.promises_to_settle(work, now)
            zones = await rows.zones(work, {row.user_id for row in found if row.user_id})
            broken = 0
            for promise in found:
                zone = rules.zone_of(zones.get(promise.user_id or 0))
                verdict = judge(promise.promised_at, None, now, zone=zone)
                if verdict.state is PromiseState.BROKEN:
                    promise.state, promise.late_minutes = verdict.state, verdict.late_minutes
                    broken += 1
            return broken


def _step(rules: Policy, due_at: datetime, zone: str | None, now: datetime) -> Step:
    grace = rules.settings.grace_minutes
    return ladder(due_at, rules.calendar, rules.zone_of(zone), grace_minutes=grace).step(now)


def _grouped(found: Sequence[Any]) -> dict[int, list[Any]]:
    people: dict[int, list[Any]] = defaultdict(list)
    for row in found:
        people[row.assignee_id].append(row)
    return people


async def _late_tasks(work: Work, rules: Policy, step: Step) -> list[tuple[int, int]]:
    """(assignee, task) of those that stand at this step and have not had it."""
    found = await rows.to_escalate(work, work.now - timedelta(minutes=rules.settings.grace_minutes))
    zones = await rows.zones(work, {row.assignee_id for row in found})
    again = step is Step.ESCALATE_AGAIN
    return [
        (row.assignee_id, row.id)
        for row in found
        if (row.escalated_at is not None) is again
        and _step(rules, row.due_at, zones.get(row.assignee_id), work.now) >= step
    ]


async def _late_leads(work: Work, rules: Policy, step: Step) -> list[tuple[int | None, int]]:
    """(owner, lead) of inquiries past their limit that stand at this step and have not had it."""
    found = await rows.unanswered_leads(work)
    again = step is Step.ESCALATE_AGAIN
    late = []
    for row in found:
        stands = ladder(row.respond_by, rules.calendar, rules.settings.zone, grace_minutes=0).step(work.now)
        if (row.escalated_at is not None) is again and stands >= step:
            late.append((row.owner_id, row.id))
    return late
