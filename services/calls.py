"""The call list and logging a call: the manager's day (S3-14…S3-24)."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from services import activities, call_plan, closing, field_steps, nps_core, policy, postponing, stages, wins
from services import call_steps as steps
from services.call_steps import Logged
from services.call_views import CallCard, CallEntry, entries
from services.clock import Clock
from services.closing import Restored
from services.errors import Invalid, NotFound, Stale
from services.rules import attempts, worktime
from services.rules.actor import Actor
from services.rules.kinds import ActivityKind, CallOutcome, Direction, StageKind, TaskKind
from services.rules.presets import next_contact_presets
from services.rules.target import Target
from services.rules.views import Named
from services.task_views import judge_of
from storage import company
from storage import sales as sale_rows
from storage import work as task_rows
from storage.tables import Activity, Client, Deal
from storage.unit_of_work import Database, Work

PAGE = 10
RESULTS = {"call": TaskKind.CALL, "meeting": TaskKind.MEETING, "offer": TaskKind.CALL, "thinking": TaskKind.CALL}
"""How a reached call may end, and the kind of contact that follows."""


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
class Sold:
    """A won deal and the next card; `amount` in minor units, `undo_id` takes it back for 24 hours."""

    deal_id: int
    name: str
    amount: int | None
    undo_id: int
    activity_id: int | None
    reasons: tuple[Named, ...]
    """Why did they buy? (S4-06)"""
    next: CallCard | None


@dataclass(frozen=True, slots=True)
class TimeQuestion:
    """What is asked for a time: the name, the record's version, likely moments (all of them working times to come)."""

    name: str
    version: int
    moments: tuple[datetime, ...]


@dataclass(frozen=True, slots=True)
class Moving:
    """Moving a call to another time: a planned one needs one of the reasons (S2-47)."""

    name: str
    task_version: int | None
    reasons: tuple[Named, ...]


@dataclass(frozen=True, slots=True)
class Noted:
    """The note as it was added, and the next card."""

    name: str
    text: str
    has_file: bool
    next: CallCard | None


class Calls:
    """Use cases of the call list."""

    def __init__(self, db: Database, clock: Clock) -> None:
        self._db = db
        self._clock = clock

    async def today(self, actor: Actor, page: int = 0) -> CallListView:
        """The list as of now, one page of it (0 is the first); what fits first, then what does not."""
        async with self._db.read(actor, self._clock.now()) as work:
            rules = await policy.load(work)
            planned = await call_plan.plan(work, rules, max(page, 0) * PAGE)
            pages = max(1, -(-planned.total // PAGE))
            page = min(max(page, 0), pages - 1)
            zone = rules.zone_of(actor.zone)
            return CallListView(
                at=work.now,
                lines=await entries(work, planned.lines(page * PAGE, PAGE)),
                fits=len(planned.placed),
                cut=planned.cut,
                made=planned.made,
                page=page,
                pages=pages,
                works_today=bool(worktime.intervals(rules.calendar, zone, worktime.local_day(work.now, zone))),
            )

    async def next(self, actor: Actor, skip: int = 0) -> CallCard | None:
        """The card of the next call, or of the one `skip` places further; None when the list is done."""
        async with self._db.read(actor, self._clock.now()) as work:
            return await steps.next_card(work, await policy.load(work), skip)

    async def card(self, actor: Actor, target: Target) -> CallCard:
        """The call card of a certain contact, wherever it stands in the list. Raises NotFound."""
        async with self._db.read(actor, self._clock.now()) as work:
            return await steps.card_of(work, await policy.load(work), target)

    async def time_question(self, actor: Actor, target: Target) -> TimeQuestion:
        """Likely times of a next contact. Raises NotFound, Stale for a closed record."""
        async with self._db.read(actor, self._clock.now()) as work:
            rules = await policy.load(work)
            row = await steps.get_open(work, target)
            presets = next_contact_presets(work.now, rules.calendar, rules.zone_of(actor.zone))
            return TimeQuestion(await steps.name_of(work, row), row.version, tuple(preset.at for preset in presets))

    async def moving(self, actor: Actor, target: Target, at: datetime) -> Moving:
        """What is still needed to move the call to `at`. Raises NotFound, Stale, Invalid("past")."""
        async with self._db.read(actor, self._clock.now()) as work:
            row = await steps.get_open(work, target)
            if at <= work.now:
                raise Invalid("past")
            task = await task_rows.next_contact(work, target)
            reasons = tuple(Named(item.id, item.name) for item in await company.postpone_reasons(work))
            return Moving(await steps.name_of(work, row), task.version if task else None, reasons)

    async def not_reached(self, actor: Actor, target: Target, version: int) -> Logged:
        """Record a call nobody answered and plan the next try of the sequence; one tap.

        Raises NotFound, Stale (logged or closed meanwhile).
        """
        async with self._db.write(actor, self._clock.now()) as work:
            rules = await policy.load(work)
            row = await steps.get_current(work, target, version)
            done = await steps.log_call(work, rules, target, CallOutcome.NOT_REACHED, Direction.OUT)
            if isinstance(row, Client):
                sale_rows.touch(row)  # no counter of its own changes, yet a second tap must not count twice
            tries = await steps.tries_in_vain(work, target, row)
            retry_at = attempts.next_attempt(tries, work.now, rules.calendar, rules.zone_of(actor.zone))
            if retry_at is not None:
                await steps.plan_contact(work, row, target, retry_at, promised=False, attempt=tries, called=True)
            return await steps.receipt(work, rules, row, target, done, retry_at, tries)

    async def reached(
        self,
        actor: Actor,
        target: Target,
        version: int,
        result: str,
        *,
        next_at: datetime | None = None,
        logged: bool = False,
    ) -> Logged:
        """Record a call that reached the client, and the next contact. With `logged` the call is recorded already.

        `result`: call, meeting, offer (agreed to talk, meet, ask about an offer at `next_at`, which is then a
        promise), or thinking (called again after the company's `thinking_days` unless a time is given).
        Raises NotFound, Stale, Invalid("past") for a time that has passed.
        """
        if result not in RESULTS:
            raise Invalid("unknown_result")
        async with self._db.write(actor, self._clock.now()) as work:
            rules = await policy.load(work)
            row = await steps.get_current(work, target, version)
            at = next_at or steps.thinking_until(work, rules)
            if at <= work.now:
                raise Invalid("past")
            done = await steps.log_reached(work, rules, target, result, logged=logged)
            await steps.plan_contact(
                work, row, target, at, promised=next_at is not None, kind=RESULTS[result], called=not logged
            )
            return await steps.receipt(work, rules, row, target, done, at)

    async def log_incoming(self, actor: Actor, target: Target, version: int) -> int:
        """Record that the client called; what came of it follows. Returns the activity's id.

        Raises NotFound, Stale.
        """
        async with self._db.write(actor, self._clock.now()) as work:
            rules = await policy.load(work)
            await steps.get_current(work, target, version)
            return await steps.log_call(work, rules, target, CallOutcome.REACHED, Direction.IN)

    async def sale(self, actor: Actor, target: Target, version: int, *, logged: bool = False) -> Sold:
        """Record a call that ended in a sale: the deal is won.

        Raises NotFound, Stale, Invalid("no_won_stage"), FieldsMissing.
        """
        async with self._db.write(actor, self._clock.now()) as work:
            rules = await policy.load(work)
            row = await steps.get_current(work, target, version)
            if not isinstance(row, Deal):
                raise Invalid("unknown_result")
            won = await company.closing_stage(work, row.pipeline_id, StageKind.WON)
            if won is None:
                raise Invalid("no_won_stage")
            await field_steps.check_leaving(work, row, won)
            memory = await closing.remember(work, target)
            call = await steps.log_reached(work, rules, target, "sale", logged=logged)
            memory |= {"deal": row.id, "activity": call if not logged else None}
            await stages.enter(work, rules, row, won)
            undo = closing.offer(work, "sale", memory)
            await work.session.flush()
            name = await steps.name_of(work, row)
            return Sold(
                deal_id=row.id,
                name=name,
                amount=row.amount,
                undo_id=undo.id,
                activity_id=call,
                reasons=(await wins.around(work, row)).reasons,
                next=await steps.next_card(work, rules),
            )

    async def undo_sale(self, actor: Actor, undo_id: int) -> Restored:
        """Take a sale back within its 24 hours, with the call that led to it and the poll it would cause.

        Raises NotFound, Stale("undo_over"), Stale when the deal is open again already.
        """
        async with self._db.write(actor, self._clock.now()) as work:
            undo = await closing.claim(work, undo_id, "sale")
            target = Target("deal", undo.payload["deal"])
            back = await closing.restore(work, target, undo.payload)
            await nps_core.call_off(work, target.id)
            return back

    async def later(self, actor: Actor, target: Target, version: int, at: datetime) -> Logged:
        """Plan the call of a record that has none. Raises NotFound, Stale, Invalid (past, reason_needed)."""
        async with self._db.write(actor, self._clock.now()) as work:
            rules = await policy.load(work)
            row = await steps.get_current(work, target, version)
            if at <= work.now:
                raise Invalid("past")
            if await task_rows.next_contact(work, target) is not None:
                raise Invalid("reason_needed")
            await steps.plan_contact(work, row, target, at, promised=False)
            return await steps.receipt(work, rules, row, target, None, at)

    async def move(
        self,
        actor: Actor,
        target: Target,
        task_version: int,
        at: datetime,
        *,
        reason_id: int | None = None,
        comment: str | None = None,
    ) -> Logged:
        """Move a planned call, as it stood when the reason was asked for (S2-47), or ask the head for it (`asked`).

        Raises NotFound, Stale (moved or made meanwhile), Invalid("past"), Invalid("reason_needed").
        """
        async with self._db.write(actor, self._clock.now()) as work:
            rules = await policy.load(work)
            row = await steps.get_open(work, target)
            task = await task_rows.next_contact(work, target)
            if task is None:
                raise Stale
            judge = None
            if task.version == task_version:
                asked = await postponing.move(work, task, at, reason_id=reason_id, comment=comment)
                judge = await judge_of(work, task) if asked is not None else None
            elif task.due_at != at:  # else a second tap: it is there already
                raise Stale
            done = await steps.receipt(work, rules, row, target, None, at)
            if judge is None:
                return done
            # The call stays where it is: the one after it is next.
            place = (await steps.card_of(work, rules, target)).place
            return replace(done, asked=judge.name, next=await steps.next_card(work, rules, place))

    async def jot(
        self, actor: Actor, target: Target, text: str, *, key: str, file: dict[str, Any] | None = None
    ) -> CallCard:
        """Keep what is typed while the outcome is still asked for; `key` makes it once only. Raises NotFound."""
        async with self._db.write(actor, self._clock.now()) as work:
            if await sale_rows.target(work, target) is None:
                raise NotFound(target.kind)
            if await work.once(key):
                kind = ActivityKind.FILE if file else ActivityKind.NOTE
                await activities.record(work, target, kind, text=text.strip(), file=file)
                await work.session.flush()
            return await steps.card_of(work, await policy.load(work), target)

    async def note(self, actor: Actor, activity_id: int, text: str, *, file: dict[str, Any] | None = None) -> Noted:
        """Add what was typed or recorded after a call to that call. Raises NotFound."""
        async with self._db.write(actor, self._clock.now()) as work:
            activity = await _own(work, activity_id)
            activity.text = "\n".join(part for part in (activity.text, text.strip()) if part)
            activity.file = file or activity.file
            await work.session.flush()
            about = await sale_rows.any_target(work, task_rows.target_of(activity))
            following = await steps.next_card(work, await policy.load(work))
            return Noted(await steps.name_of(work, about), activity.text, bool(activity.file), following)

    async def set_length(self, actor: Actor, activity_id: int, seconds: int) -> CallCard | None:
        """Say how long a recorded call was; returns the next card. Raises NotFound."""
        async with self._db.write(actor, self._clock.now()) as work:
            (await _own(work, activity_id)).seconds = seconds
            await work.session.flush()
            return await steps.next_card(work, await policy.load(work))


async def _own(work: Work, activity_id: int) -> Activity:
    activity = await task_rows.own_activity(work, activity_id)
    if activity is None:
        raise NotFound("call")
    return activity
