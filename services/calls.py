"""The call list and logging a call: the manager's day (S3-14…S3-24)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from services import activities, call_plan, policy, tasks_core
from services.call_views import CallCard, CallEntry, card, entries
from services.clock import Clock
from services.errors import Invalid, NotFound, Stale
from services.policy import Policy
from services.rules import attempts, worktime
from services.rules.actor import Actor
from services.rules.call_list import CallList, Placed
from services.rules.kinds import ActivityKind, CallOutcome, Direction, LeadStatus, StageKind
from services.rules.presets import Preset, next_contact_presets
from services.rules.target import Target
from storage import call_list as list_rows
from storage import sales as sale_rows
from storage import work as task_rows
from storage.tables import Activity, Client, Deal, Lead
from storage.unit_of_work import Database, Work

PAGE = 10


@dataclass(frozen=True, slots=True)
class CallListView:
    """Today's list: `fits` calls have a slot, `cut` do not fit; `made` calls are behind. One page of lines."""

    at: datetime
    lines: tuple[CallEntry, ...]
    fits: int
    cut: int
    made: int
    page: int
    pages: int
    works_today: bool


@dataclass(frozen=True, slots=True)
class Logged:
    """A recorded outcome and the next card. `retry_at` and `attempt` of `attempts` after an unreached call;
    `exhausted`: the last try was in vain and a decision is due."""

    activity_id: int | None
    name: str
    target: Target
    planned_at: datetime | None
    attempt: int
    attempts: int
    exhausted: bool
    next: CallCard | None


class Calls:
    """Use cases of the call list."""

    def __init__(self, db: Database, clock: Clock) -> None:
        self._db = db
        self._clock = clock

    async def today(self, actor: Actor, page: int = 0) -> CallListView:
        """The list as of now, one page of it; what fits first, then what does not."""
        async with self._db.read(actor, self._clock.now()) as work:
            rules = await policy.load(work)
            planned = await call_plan.plan(work, rules)
            pages = max(1, -(-planned.total // PAGE))
            page = min(max(page, 0), pages - 1)
            shown = _slice(planned, page * PAGE, PAGE)
            zone = rules.zone_of(actor.zone)
            start, _ = worktime.local_day_bounds(worktime.local_day(work.now, zone), zone)
            return CallListView(
                at=work.now,
                lines=await entries(work, shown),
                fits=len(planned.placed),
                cut=len(planned.cut),
                made=await list_rows.made_today(work, start),
                page=page,
                pages=pages,
                works_today=bool(worktime.intervals(rules.calendar, zone, worktime.local_day(work.now, zone))),
            )

    async def next(self, actor: Actor, skip: int = 0) -> CallCard | None:
        """The card of the next call, or of the one `skip` places further; None when the list is done."""
        async with self._db.read(actor, self._clock.now()) as work:
            return await _next_card(work, await policy.load(work), skip)

    async def card(self, actor: Actor, target: Target) -> CallCard:
        """The call card of a certain contact, wherever it stands in the list. Raises NotFound."""
        async with self._db.read(actor, self._clock.now()) as work:
            return await _card_of(work, await policy.load(work), target)

    async def presets(self, actor: Actor) -> tuple[Preset, ...]:
        """Likely times of a next contact, all of them working times to come."""
        async with self._db.read(actor, self._clock.now()) as work:
            rules = await policy.load(work)
            return tuple(next_contact_presets(work.now, rules.calendar, rules.zone_of(actor.zone)))

    async def not_reached(
        self, actor: Actor, target: Target, version: int, *, direction: Direction = Direction.OUT
    ) -> Logged:
        """Record a call nobody answered and plan the next try of the sequence; one tap.

        Raises NotFound, Stale (logged meanwhile, closed meanwhile).
        """
        async with self._db.write(actor, self._clock.now()) as work:
            rules = await policy.load(work)
            row = await _current(work, target, version)
            await self._take_if_free(work, row)
            done = await _log_call(work, rules, target, CallOutcome.NOT_REACHED, direction, None)
            tries = await _tries(work, target, row)
            zone = rules.zone_of(actor.zone)
            retry_at = attempts.next_attempt(tries, work.now, rules.calendar, zone)
            if retry_at is not None:
                await tasks_core.plan_contact(
                    work,
                    target,
                    retry_at,
                    _owner(row) or actor.user_id,
                    promised=False,
                    attempt=tries,
                    client_id=_client_id(row),
                )
            return await _logged(work, rules, row, target, done, retry_at, tries)

    async def reached(
        self,
        actor: Actor,
        target: Target,
        version: int,
        result: str,
        *,
        next_at: datetime | None = None,
        direction: Direction = Direction.OUT,
        seconds: int | None = None,
    ) -> Logged:
        """Record a call that reached the client, and the next contact.

        `result`: call, meeting, offer (agreed to talk, meet, send an offer at `next_at`, which is then a promise),
        or thinking (called again after the company's `thinking_days` unless a time is given).
        Raises NotFound, Stale, Invalid("past") for a time that has passed.
        """
        if result not in RESULTS:
            raise Invalid("unknown_result")
        async with self._db.write(actor, self._clock.now()) as work:
            rules = await policy.load(work)
            row = await _current(work, target, version)
            await self._take_if_free(work, row)
            done = await _log_call(work, rules, target, CallOutcome.REACHED, direction, result, seconds)
            promised = next_at is not None
            at = next_at or _thinking_until(work, rules)
            if at <= work.now:
                raise Invalid("past")
            await tasks_core.plan_contact(
                work, target, at, _owner(row) or actor.user_id, promised=promised, client_id=_client_id(row)
            )
            return await _logged(work, rules, row, target, done, at, 0)

    async def log_only(
        self, actor: Actor, target: Target, *, direction: Direction, seconds: int | None = None, note: str = ""
    ) -> int:
        """Record a reached call and nothing else (a sale or a refusal follows in its own flow); returns its id."""
        async with self._db.write(actor, self._clock.now()) as work:
            rules = await policy.load(work)
            if await sale_rows.target(work, target) is None:
                raise NotFound(target.kind)
            done = await _log_call(work, rules, target, CallOutcome.REACHED, direction, None, seconds)
            done.text = note
            return done.id

    async def later(
        self, actor: Actor, target: Target, version: int, at: datetime, reason_id: int | None = None
    ) -> Logged:
        """Call at another time. A planned call is postponed and needs a reason (S2-47); an unplanned one is planned.

        Raises NotFound, Stale, Invalid("past"), Invalid("reason_needed").
        """
        async with self._db.write(actor, self._clock.now()) as work:
            rules = await policy.load(work)
            row = await _current(work, target, version)
            if at <= work.now:
                raise Invalid("past")
            task = await task_rows.next_contact(work, target)
            if task is None:
                await tasks_core.plan_contact(
                    work, target, at, _owner(row) or actor.user_id, promised=False, client_id=_client_id(row)
                )
            else:
                await tasks_core.postpone(work, rules, task, at, reason_id=reason_id)
            return await _logged(work, rules, row, target, None, at, 0)

    async def note(
        self, actor: Actor, activity_id: int, text: str, *, file: dict[str, Any] | None = None
    ) -> CallCard | None:
        """Add what was typed or recorded after a call to that call; returns the next card. Raises NotFound."""
        async with self._db.write(actor, self._clock.now()) as work:
            activity = await task_rows.own_activity(work, activity_id)
            if activity is None:
                raise NotFound("call")
            activity.text = "\n".join(part for part in (activity.text, text.strip()) if part)
            activity.file = file or activity.file
            await work.session.flush()
            return await _next_card(work, await policy.load(work), 0)

    async def set_length(self, actor: Actor, activity_id: int, seconds: int) -> None:
        """Say how long a recorded call was. Raises NotFound."""
        async with self._db.write(actor, self._clock.now()) as work:
            activity = await task_rows.own_activity(work, activity_id)
            if activity is None:
                raise NotFound("call")
            activity.seconds = seconds

    @staticmethod
    async def _take_if_free(work: Work, row: Deal | Lead | Client) -> None:
        """Whoever calls a waiting inquiry has taken it."""
        if isinstance(row, Lead) and row.owner_id is None:
            row.owner_id, row.status = work.actor.user_id, LeadStatus.TAKEN


RESULTS = frozenset({"call", "meeting", "offer", "thinking"})


def _slice(planned: CallList, offset: int, limit: int) -> list[Placed]:
    shown = list(planned.placed[offset : offset + limit])
    if len(shown) < limit:
        shown += planned.cut.take(limit - len(shown), max(0, offset - len(planned.placed)))
    return shown


def _owner(row: Deal | Lead | Client) -> int | None:
    return row.owner_id


def _client_id(row: Deal | Lead | Client) -> int | None:
    return row.id if isinstance(row, Client) else row.client_id


async def _current(work: Work, target: Target, version: int) -> Deal | Lead | Client:
    """The record as the card showed it. Raises NotFound, Stale."""
    row = await sale_rows.target(work, target)
    if row is None:
        raise NotFound(target.kind)
    if isinstance(row, Deal) and row.status is not StageKind.OPEN:
        raise Stale("deal_closed", status=row.status, at=row.closed_at)
    if isinstance(row, Lead) and row.closed_at is not None:
        raise Stale("lead_closed", status=row.status, at=row.closed_at)
    if row.version != version:
        raise Stale("stale")
    return row


async def _log_call(
    work: Work,
    rules: Policy,
    target: Target,
    outcome: CallOutcome,
    direction: Direction,
    result: str | None,
    seconds: int | None = None,
) -> Activity:
    task = await task_rows.next_contact(work, target)
    done = await activities.record(
        work,
        target,
        ActivityKind.CALL,
        direction=direction,
        outcome=outcome,
        result=result,
        seconds=seconds,
        task_id=task.id if task else None,
    )
    if task is not None:
        await tasks_core.close(work, rules, task, result=outcome.value)
    await work.session.flush()
    return done


async def _tries(work: Work, target: Target, row: Deal | Lead | Client) -> int:
    """Tries in vain since the client was last reached, this one included."""
    if not isinstance(row, Client):
        return row.attempts
    return await task_rows.unreached_in_a_row(work, target)


def _thinking_until(work: Work, rules: Policy) -> datetime:
    zone = rules.zone_of(work.actor.zone)
    return worktime.add_days(rules.calendar, zone, work.now, rules.settings.thinking_days)


async def _place(work: Work, rules: Policy) -> tuple[CallList, int]:
    zone = rules.zone_of(work.actor.zone)
    start, _ = worktime.local_day_bounds(worktime.local_day(work.now, zone), zone)
    return await call_plan.plan(work, rules), await list_rows.made_today(work, start)


async def _next_card(work: Work, rules: Policy, skip: int) -> CallCard | None:
    planned, made = await _place(work, rules)
    found = _slice(planned, skip, 1) or _slice(planned, 0, 1)
    if not found:
        return None
    place = skip + 1 if skip < planned.total else 1
    return await card(work, call_plan.target_of(found[0].candidate), found[0], place, planned.total, made)


async def _card_of(work: Work, rules: Policy, target: Target) -> CallCard:
    planned, made = await _place(work, rules)
    places = enumerate(planned.placed, 1)
    place, placed = next(((n, item) for n, item in places if call_plan.target_of(item.candidate) == target), (0, None))
    shown = await card(work, target, placed, place, planned.total, made)
    if shown is None:
        raise NotFound(target.kind)
    return shown


async def _logged(
    work: Work,
    rules: Policy,
    row: Deal | Lead | Client,
    target: Target,
    done: Activity | None,
    at: datetime | None,
    tries: int,
) -> Logged:
    await work.session.flush()
    return Logged(
        activity_id=done.id if done else None,
        name=row.title if isinstance(row, Deal) else row.name,
        target=target,
        planned_at=at,
        attempt=tries + 1,
        attempts=len(attempts.SEQUENCE) + 1,
        exhausted=at is None,
        next=await _next_card(work, rules, 0),
    )
