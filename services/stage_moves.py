"""All open deals of a stage to another one at once, and back: moves, tasks and history as if each went by itself."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from services import due_following, stage_making
from services.outbox import notify_user
from services.policy import Policy
from services.progress import Progress
from services.rules import due
from services.rules.kinds import CONTACT_KINDS, TaskStatus
from services.rules.responsible import Responsible
from storage import company
from storage import stage_moves as rows
from storage.tables import Deal, Stage, StageTask, User
from storage.unit_of_work import Work

AT_ONCE: Final = 1_000
"""Deals moved between two looks at how far it is."""


@dataclass(frozen=True, slots=True)
class Back:
    """What taking a move back did: deals that are back, and those that had moved on meanwhile."""

    returned: int
    stayed: int


async def move_all(
    work: Work, policy: Policy, stage: Stage, to: Stage, progress: Progress | None = None
) -> dict[str, Any]:
    """Move the open deals of a stage to another open one, of any pipeline; returns what `bring_back` needs, as JSON.

    The left stage's tasks are no longer needed (nobody did them), the new stage's are made.
    """
    await work.session.flush()
    progress = progress or Progress()
    deals = await rows.standing(work, stage.id)
    tasks: dict[int, tuple[int, int | None]] = {}
    for some in batched(deals, AT_ONCE):
        ids = [deal.id for deal in some]
        left = await rows.stage_tasks_of(work, ids)
        await rows.cancel(work, left)
        await rows.move(work, some, to)
        await _make_tasks(work, policy, ids, to)
        tasks |= left
        progress.more(len(some))
    await _tell(work, deals, stage, to)
    return {
        "from": stage.id,
        "to": to.id,
        "at": work.now.isoformat(),
        "deals": [deal.id for deal in deals],
        "entered": [deal.stage_entered_at.isoformat() for deal in deals],
        "tasks": [[id_, deal_id, promise] for id_, (deal_id, promise) in tasks.items()],
    }


async def bring_back(work: Work, moved: dict[str, Any], progress: Progress | None = None) -> Back:
    """Put back the deals that have stood there since; the rest moved on and stays. The stage has to be in use again."""
    await work.session.flush()
    at, home = datetime.fromisoformat(moved["at"]), await company.stage(work, moved["from"])
    if home is None:
        return Back(0, len(moved["deals"]))
    there = await rows.still_there(work, moved["deals"], moved["to"], at)
    deals = [deal for deal in await rows.standing(work, moved["to"]) if deal.id in there]
    entered = {id_: datetime.fromisoformat(text) for id_, text in zip(moved["deals"], moved["entered"], strict=True)}
    progress = progress or Progress()
    for some in batched(deals, AT_ONCE):
        ids = {deal.id for deal in some}
        await rows.cancel(work, await rows.stage_tasks_of(work, ids))
        await rows.move(work, some, home, entered)
        former = [(task, promise) for task, deal_id, promise in moved["tasks"] if deal_id in ids]
        promises = [promise for _, promise in former if promise is not None]
        await rows.reopen(work, [task for task, _ in former], promises, at)
        progress.more(len(some))
    left = await company.stage(work, moved["to"])
    if left is not None:
        await _tell(work, deals, left, home)
    return Back(len(there), len(moved["deals"]) - len(there))


def batched(deals: Sequence[Any], size: int) -> Iterator[Sequence[Any]]:
    """Cut into pieces."""
    for start in range(0, len(deals), size):
        yield deals[start : start + size]


async def _tell(work: Work, deals: Sequence[Any], stage: Stage, to: Stage) -> None:
    """One word to each owner but the one who did it."""
    counts = Counter(deal.owner_id for deal in deals if deal.owner_id not in (None, work.actor.user_id))
    for user_id, n in counts.items():
        await notify_user(
            work,
            user_id,
            kind="deals_moved",
            params={"n": n, "from": stage.name, "to": to.name},
            dedupe_key=f"deals_moved:{stage.id}:{to.id}:{work.now.isoformat()}",
        )


async def _make_tasks(work: Work, policy: Policy, deal_ids: Sequence[int], stage: Stage) -> None:
    """What entering the stage makes, all in one insert; deal by deal only where one's tasks hang on the others'."""
    templates = await company.stage_tasks(work, stage.id)
    deals = await rows.deals(work, deal_ids) if templates else []
    if any(item.kind in CONTACT_KINDS or item.responsible == Responsible.TEAM for item in templates):
        for deal in deals:
            await stage_making.make_tasks(work, policy, deal, stage)
        return
    made: list[dict[str, Any]] = []
    for template in templates:
        planner = _Planner(work, policy, template)
        made += [await planner.task(deal) for deal in deals]
    await rows.make_tasks(work, made)


class _Planner:
    """Plans one task of a stage for many deals; what does not hang on the deal is worked out once."""

    def __init__(self, work: Work, policy: Policy, template: StageTask) -> None:
        self._work = work
        self._policy = policy
        self._template = template
        self._rule = due.from_json(template.due)
        self._people: dict[int | None, tuple[User | None, int | None]] = {}
        self._due: dict[str, datetime] = {}

    async def task(self, deal: Deal) -> dict[str, Any]:
        """The task of one deal as a row."""
        person, controller = await self._person(deal)
        told = await due_following.known(self._work, deal, [self._rule]) if self._rule.source else {}
        at = self._at(person, told)
        return {
            "kind": self._template.kind,
            "status": TaskStatus.OPEN,
            "title": self._template.title,
            "instruction": self._template.instruction,
            "deal_id": deal.id,
            "client_id": deal.client_id,
            "stage_task_id": self._template.id,
            "assignee_id": person.id if person else None,
            "controller_id": controller,
            "due_at": at,
            "first_due_at": at,
            "waits_for": due_following.missing(self._rule, told),
            "due_from": due_following.note(self._rule, told),
            "created_by": self._work.actor.user_id,
            "created_at": self._work.now,
        }

    async def _person(self, deal: Deal) -> tuple[User | None, int | None]:
        if deal.owner_id not in self._people:
            person = await stage_making.assignee(self._work, self._policy, self._template, deal)
            controller = await stage_making.controller(self._work, self._template, person)
            self._people[deal.owner_id] = person, controller
        return self._people[deal.owner_id]

    def _at(self, person: User | None, told: due_following.Known) -> datetime:
        zone = self._policy.zone_of(person.zone if person else None)
        if told:
            return due_following.due_at(self._rule, self._policy, zone, self._work.now, told)
        if zone not in self._due:
            self._due[zone] = due_following.due_at(self._rule, self._policy, zone, self._work.now, told)
        return self._due[zone]
