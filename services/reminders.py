"""The escalation ladder: the assignee at the due time, the head after the grace period, the head again (S0-41)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import partial
from itertools import groupby
from typing import Any, Final

from services import policy
from services.clock import Clock
from services.errors import NotFound, Stale
from services.outbox import notify_user
from services.policy import Policy
from services.rules import escalation as ladder
from services.rules.actor import SYSTEM, Actor
from services.rules.kinds import PromiseState
from services.rules.promises import judge
from services.rules.views import TaskLine
from services.task_views import task_lines
from storage import reminders as rows
from storage import work as task_rows
from storage.heads import reachable_head_of, reachable_owner
from storage.unit_of_work import Database, Work

WORTH: Final = timedelta(hours=36)
"""A reminder waits at most so long for the end of quiet hours."""
DAY: Final = timedelta(days=1)
AT_LEAST: Final = timedelta(hours=16)
"""A working day later is never sooner: what was told of in these hours need not be looked at."""
SHOWN: Final = 7
LEADS_TOLD: Final = 100


@dataclass(frozen=True, slots=True)
class LateLead:
    """An inquiry nobody has answered within its limit."""

    id: int
    name: str
    respond_by: datetime
    owner: str | None


@dataclass(frozen=True, slots=True)
class LateList:
    """What somebody is told of, as far as it is still undone: the first of it, and how much there is.

    `again` is what the head was told of a working day ago already.
    """

    tasks: tuple[TaskLine, ...]
    again: tuple[TaskLine, ...]
    leads: tuple[LateLead, ...]
    total: int
    total_again: int


@dataclass(slots=True)
class _Told:
    """What one head is told of, for the first time and again: (person, id) of tasks, ids of inquiries.

    Person 0 stands for nobody.
    """

    tasks: dict[bool, list[tuple[int, int]]] = field(default_factory=lambda: {False: [], True: []})
    leads: dict[bool, list[int]] = field(default_factory=lambda: {False: [], True: []})


class Reminders:
    """Jobs of the heartbeat: each finds what is due by its rows and claims it by marking them."""

    def __init__(self, db: Database, clock: Clock) -> None:
        self._db = db
        self._clock = clock

    # ------------------------------------------------------------------------------------------------ what was told of
    async def due(self, actor: Actor, at: datetime, leads: Sequence[int] = ()) -> LateList:
        """The actor's tasks they were reminded of at a moment, and these inquiries, as far as still undone."""
        async with self._db.read(actor, self._clock.now()) as work:
            found, total = await rows.nudged(work, at, SHOWN)
            waiting = await _lead_lines(work, leads)
            return LateList(await task_lines(work, found), (), waiting[:SHOWN], total + len(waiting), 0)

    async def late(self, actor: Actor, at: datetime, people: Sequence[int], leads: Sequence[int]) -> LateList:
        """What a head was told of at a moment, of these people, as far as it is still undone and the actor sees it."""
        async with self._db.read(actor, self._clock.now()) as work:
            first, total = await rows.told_of(work, at, people, again=False, limit=SHOWN)
            again, total_again = await rows.told_of(work, at, people, again=True, limit=SHOWN)
            waiting = await _lead_lines(work, leads)
            return LateList(
                tasks=await task_lines(work, first),
                again=await task_lines(work, again),
                leads=waiting[:SHOWN],
                total=total + len(waiting),
                total_again=total_again,
            )

    async def remind(self, actor: Actor) -> int:
        """Remind everybody with escalated work the leader sees once more; returns how many people.

        Raises NotFound for those who lead nobody, Stale("nothing_late") when all of it is done.
        """
        if not actor.is_leader:
            raise NotFound("notice")
        async with self._db.write(actor, self._clock.now()) as work:
            # A second press in the same minute names the same message.
            at = work.now.replace(second=0, microsecond=0)
            waiting: dict[int, list[int]] = {person: [] for person in await rows.nudge_escalated(work, at)}
            for lead in await rows.escalated_leads(work):
                waiting.setdefault(lead.person, []).append(lead.id)
            if not waiting:
                raise Stale("nothing_late")
            told = 0
            for user_id, leads in waiting.items():
                told += await notify_user(
                    work,
                    user_id,
                    kind="task_due",
                    params={"at": at.isoformat(), "leads": leads[:LEADS_TOLD], "by": actor.name},
                    dedupe_key=f"remind:{actor.user_id}:{at.isoformat()}",
                    expires_at=work.now + WORTH,
                )
            return told

    # ------------------------------------------------------------------------------------------------------------ jobs
    async def next_moment(self, actor: Actor, until: datetime) -> datetime | None:
        """When something is due next, before `until`: for a clock that is turned by hand."""
        async with self._db.read(actor, self._clock.now()) as work:
            return await rows.next_moment(work, until)

    async def nudge(self, now: datetime) -> int:
        """Remind assignees of what is due now, one message a person. Returns how many tasks."""
        async with self._db.read(SYSTEM, now) as work:
            if not await _to_nudge(work):
                return 0
        async with self._db.write(SYSTEM, now) as work:
            due = await _to_nudge(work)
            claimed = await rows.claim_nudges(work, [row.id for row in due], now)
            people: dict[int, int] = {}
            for row in due:
                if row.id in claimed:
                    people.setdefault(row.person, row.id)
            for user_id, first in people.items():
                await notify_user(
                    work,
                    user_id,
                    kind="task_due",
                    params={"at": now.isoformat(), "leads": [], "by": ""},
                    dedupe_key=f"nudge:{first}:{now.isoformat()}",
                    expires_at=now + WORTH,
                )
            return len(claimed)

    async def escalate(self, now: datetime) -> int:
        """Tell heads what stays undone past the grace period, grouped; after a working day once more.

        Unanswered inquiries go up as soon as their response limit is past, and take along what waits for its turn.
        After the third message of a day the rest is gathered (`rules.escalation.may_tell`). Returns how many records.
        """
        async with self._db.read(SYSTEM, now) as work:
            if not any(await _to_escalate(work)):
                return 0
        async with self._db.write(SYSTEM, now) as work:
            at, told = now.replace(microsecond=0), 0
            for heads, late in (await _by_heads(work)).items():
                if await _turn(work, heads, urgent=bool(late.leads[False])):
                    told += await _tell(work, heads, late, at)
            return told

    async def settle_promises(self, now: datetime) -> int:
        """Write down as broken what was promised for a day that is over (S3-19). Returns how many."""
        async with self._db.write(SYSTEM, now) as work:
            rules = await policy.load(work)
            broken = 0
            for promise, zone in await rows.promises_to_settle(work):
                own = rules.zone_of(zone)
                verdict = judge(promise.promised_at, None, now, calendar=rules.calendar, zone=own)
                if verdict.state is PromiseState.BROKEN:
                    promise.state, promise.late_minutes = verdict.state, verdict.late_minutes
                    broken += 1
            return broken


async def _to_nudge(work: Work) -> list[Any]:
    return _come_to(await rows.to_nudge(work), await policy.load(work), work.now, ladder.nudge_at)


async def _to_escalate(work: Work) -> tuple[list[Any], list[Any], list[Any], list[Any]]:
    """Tasks and inquiries whose step has come: tasks, tasks again, inquiries, inquiries again."""
    rules, now = await policy.load(work), work.now
    late = partial(ladder.escalate_at, grace_minutes=rules.settings.grace_minutes)
    at_once = partial(ladder.escalate_at, grace_minutes=0)
    grace = timedelta(minutes=rules.settings.grace_minutes)
    again = partial(ladder.again_at, hours=rules.settings.again_hours)
    told_before = now - (timedelta(hours=rules.settings.again_hours) or AT_LEAST)
    return (
        _come_to(await rows.tasks_to_escalate(work, now - grace), rules, now, late),
        _come_to(await rows.tasks_to_escalate_again(work, told_before), rules, now, again),
        _come_to(await rows.leads_to_escalate(work), rules, now, at_once),
        _come_to(await rows.leads_to_escalate_again(work, told_before), rules, now, again),
    )


async def _by_heads(work: Work) -> dict[tuple[int, ...], _Told]:
    """What is due to be told, by those who are told of it; under () what nobody can be told of."""
    tasks, tasks_again, leads, leads_again = await _to_escalate(work)
    whom = (await policy.load(work)).settings.told
    found: dict[tuple[int, ...], _Told] = defaultdict(_Told)
    heads: dict[tuple[int, int | None], tuple[int, ...]] = {}

    async def told(person: int, team: int | None = None) -> _Told:
        if (person, team) not in heads:
            heads[person, team] = await _heads(work, whom, person, team)
        return found[heads[person, team]]

    for again, group in ((False, tasks), (True, tasks_again)):
        for row in group:
            (await told(row.person)).tasks[again].append((row.person, row.id))
    for again, group in ((False, leads), (True, leads_again)):
        for row in group:
            (await told(row.person, row.team)).leads[again].append(row.id)
    return found


def _come_to(found: Iterable[Any], rules: Policy, now: datetime, step: Callable[..., datetime]) -> list[Any]:
    """Those of the rows (sorted by `at`) whose step has come, each on the working time of its person."""

    def about(row: Any) -> tuple[str, bool]:
        return row.zone or "", getattr(row, "promised", False)

    due: list[Any] = []
    for (zone, promised), group in groupby(sorted(found, key=about), key=about):
        of_zone = list(group)
        special = {"promised": True} if promised else {}
        when = partial(step, calendar=rules.calendar, zone=rules.zone_of(zone or None), **special)
        due += of_zone[: ladder.reached([row.at for row in of_zone], when, now)]
    return due


async def _heads(work: Work, whom: str, person: int, team: int | None) -> tuple[int, ...]:
    """Who is told of what a person has not done: the head, the owner or both; never the person."""
    owner = await reachable_owner(work, besides=person) if whom != "head" else None
    head = await reachable_head_of(work, person or None, team) if whom != "owner" or owner is None else None
    return tuple(dict.fromkeys(one.id for one in (head, owner) if one is not None))


async def _turn(work: Work, heads: tuple[int, ...], *, urgent: bool) -> bool:
    """Whether it is time to tell these heads something more; what nobody can be told of is settled at once."""
    if not heads:
        return True
    rules = await policy.load(work)
    told, zone = await rows.escalations(work, heads[0], work.now - DAY)
    return ladder.may_tell(told, work.now, rules.calendar, rules.zone_of(zone), urgent=urgent)


async def _tell(work: Work, heads: tuple[int, ...], late: _Told, at: datetime) -> int:
    """Claim what is late and queue one message about it to each. Returns how many records were claimed."""
    people: set[int] = set()
    leads: list[int] = []
    claimed = 0
    for again in (False, True):
        won = await rows.claim_tasks(work, [id_ for _, id_ in late.tasks[again]], again, at)
        people |= {person for person, id_ in late.tasks[again] if id_ in won}
        answered = await rows.claim_leads(work, late.leads[again], again, at)
        leads += [id_ for id_ in late.leads[again] if id_ in answered]
        claimed += len(won) + len(answered)
    for head_id in heads if claimed else ():
        await notify_user(
            work,
            head_id,
            kind="escalation",
            params={"at": at.isoformat(), "people": sorted(people), "leads": leads[:LEADS_TOLD]},
            dedupe_key=f"escalation:{at.isoformat()}:{sorted(people)[:1]}:{leads[:1]}",
            expires_at=work.now + WORTH,
        )
    return claimed


async def _lead_lines(work: Work, ids: Sequence[int]) -> tuple[LateLead, ...]:
    waiting = await rows.leads_told_of(work, ids)
    names = await task_rows.people_names(work, {lead.owner_id for lead in waiting if lead.owner_id})
    return tuple(
        LateLead(lead.id, lead.name, lead.respond_by or work.now, names.get(lead.owner_id or 0)) for lead in waiting
    )
