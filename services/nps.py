"""NPS: asking clients after a won deal, taking the answer, telling the head of a bad one (S2-64…S2-69)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from services import policy, tasks_core
from services.clock import Clock
from services.errors import Invalid, NotFound, Stale
from services.outbox import notify_contact, notify_user
from services.policy import Policy
from services.rules import worktime
from services.rules.actor import SYSTEM, Actor
from services.rules.kinds import NpsStatus, TaskKind, TaskStatus
from services.rules.nps import SCALES, Band, Scale, band
from services.rules.target import Target
from storage import nps as rows
from storage import sales as sale_rows
from storage import work as task_rows
from storage.heads import head_of
from storage.tables import Deal, NpsPoll, Task, User
from storage.unit_of_work import Database, Work

ASK_WITHIN = timedelta(days=14)
"""A deal won longer ago is not asked about any more."""
ASK_BY_TASK_DAYS = 1
REASON_LIMIT = 1000


@dataclass(frozen=True, slots=True)
class PollQuestion:
    """What a client sees: who asks about what, on which scale; `score` once it is given."""

    id: int
    company: str
    contact: str
    scale: Scale
    score: int | None
    answered: bool


@dataclass(frozen=True, slots=True)
class PollCard:
    """What a manager or head sees of a poll."""

    id: int
    deal_id: int
    title: str
    contact: str | None
    phone: str | None
    manager: str | None
    scale: Scale
    score: int | None
    band: Band | None
    reason: str | None
    amount: int | None
    task_id: int | None
    task_open: bool


class Nps:
    """Use cases of polls."""

    def __init__(self, db: Database, clock: Clock) -> None:
        self._db = db
        self._clock = clock

    # ------------------------------------------------------------------------------------------------------ jobs
    async def ask(self, now: datetime) -> int:
        """Ask about deals won a while ago: in Telegram, or by a task for the owner. Returns how many."""
        async with self._db.write(SYSTEM, now) as work:
            rules = await policy.load(work)
            before = now - timedelta(hours=rules.settings.nps_delay_hours)
            found = await rows.to_ask(work, now - ASK_WITHIN, before)
            for deal in found:
                await self._ask(work, rules, deal)
            return len(found)

    async def _ask(self, work: Work, rules: Policy, deal: Deal) -> None:
        person = await sale_rows.person_of(work, deal)
        poll = NpsPoll(
            deal_id=deal.id,
            client_id=deal.client_id,
            contact_id=person.id if person else None,
            chat_id=person.telegram_id if person else None,
            scale=rules.settings.nps_scale,
            status=NpsStatus.SENT,
            sent_at=work.now,
        )
        work.session.add(poll)
        await work.session.flush()
        if not await _send(work, poll, "ask"):
            await _by_task(work, rules, poll, deal)

    async def repeat(self, now: datetime) -> int:
        """Remind once, gently, those who have not answered. Returns how many."""
        async with self._db.write(SYSTEM, now) as work:
            rules = await policy.load(work)
            found = await rows.to_repeat(work, now - timedelta(days=rules.settings.nps_repeat_days))
            for poll in found:
                poll.repeated_at = now
                await _send(work, poll, "again")
            return len(found)

    # -------------------------------------------------------------------------------------------------- the client
    async def question(self, actor: Actor, poll_id: int) -> PollQuestion:
        """The question as the client sees it now. Raises NotFound for a poll of another chat."""
        async with self._db.read(actor, self._clock.now()) as work:
            return await _question(work, await _own(work, poll_id))

    async def score(self, actor: Actor, poll_id: int, score: int) -> PollQuestion:
        """Take the client's score; a better thought replaces it until the reason is given.

        Raises NotFound, Stale("nps_answered"), Invalid("no_such_score").
        """
        async with self._db.write(actor, self._clock.now()) as work:
            poll = await _own(work, poll_id)
            if poll.status not in (NpsStatus.SENT, NpsStatus.SCORED):
                raise Stale("nps_answered")
            await _take(work, poll, score)
            poll.status = NpsStatus.SCORED
            await work.session.flush()
            return await _question(work, poll)

    async def reason(self, actor: Actor, poll_id: int, text: str | None) -> PollQuestion:
        """Take the reason of the score, or its refusal (None). Raises NotFound, Stale("nps_answered")."""
        async with self._db.write(actor, self._clock.now()) as work:
            poll = await _own(work, poll_id)
            if poll.status is not NpsStatus.SCORED:
                raise Stale("nps_answered")
            poll.reason = (text or "").strip()[:REASON_LIMIT] or None
            poll.status = NpsStatus.ANSWERED
            await _alert(work, poll, with_reason=True)
            await work.session.flush()
            return await _question(work, poll)

    # ----------------------------------------------------------------------------------------------------- the staff
    async def card(self, actor: Actor, poll_id: int) -> PollCard:
        """A poll as the staff sees it. Raises NotFound."""
        async with self._db.read(actor, self._clock.now()) as work:
            poll = await rows.poll(work, poll_id)
            if poll is None:
                raise NotFound("poll")
            return await _card(work, poll)

    async def task_card(self, actor: Actor, task_id: int) -> PollCard:
        """The poll a manager is to ask in person. Raises NotFound."""
        async with self._db.read(actor, self._clock.now()) as work:
            return await _card(work, (await _of_task(work, task_id))[1])

    async def enter(self, actor: Actor, task_id: int, score: int) -> PollCard:
        """Enter the score a client said in person; the task is done. Raises NotFound, Stale, Invalid."""
        async with self._db.write(actor, self._clock.now()) as work:
            task, poll = await _of_task(work, task_id)
            if task.status is not TaskStatus.OPEN:
                raise Stale("task_closed", status=task.status, at=task.done_at)
            await _take(work, poll, score)
            poll.status, poll.entered_by = NpsStatus.ANSWERED, actor.user_id
            await tasks_core.close(work, await policy.load(work), task, result=str(score))
            await work.session.flush()
            return await _card(work, poll)

    async def enter_reason(self, actor: Actor, poll_id: int, text: str) -> PollCard:
        """Add the reason the client said in person. Raises NotFound, Invalid("empty")."""
        async with self._db.write(actor, self._clock.now()) as work:
            poll = await rows.poll(work, poll_id)
            if poll is None:
                raise NotFound("poll")
            if not text.strip():
                raise Invalid("empty")
            poll.reason = text.strip()[:REASON_LIMIT]
            await work.session.flush()
            return await _card(work, poll)


async def _send(work: Work, poll: NpsPoll, turn: str) -> bool:
    if poll.contact_id is None:
        return False
    return await notify_contact(
        work,
        poll.contact_id,
        kind="nps_ask",
        params={"poll": poll.id, "again": turn == "again"},
        dedupe_key=f"nps:{poll.id}:{turn}",
        expires_at=work.now + ASK_WITHIN,
    )


async def _by_task(work: Work, rules: Policy, poll: NpsPoll, deal: Deal) -> None:
    """A client who is not in Telegram is asked by the owner (S2-64)."""
    owner = await work.session.get(User, deal.owner_id) if deal.owner_id else None
    zone = rules.zone_of(owner.zone if owner else None)
    due_at = worktime.add_days(rules.calendar, zone, work.now, ASK_BY_TASK_DAYS)
    task = tasks_core.make(work, Target("deal", deal.id), TaskKind.NPS, due_at, deal.owner_id, client_id=deal.client_id)
    await work.session.flush()
    poll.task_id, poll.status = task.id, NpsStatus.BY_TASK


async def _take(work: Work, poll: NpsPoll, score: int) -> None:
    scale = SCALES[poll.scale]
    if score not in scale.scores:
        raise Invalid("no_such_score")
    poll.score, poll.scored_at = score, work.now
    await _alert(work, poll, with_reason=False)


async def _alert(work: Work, poll: NpsPoll, *, with_reason: bool) -> None:
    """A low score goes to the head and the owner at once, and once more when the reason is known."""
    if poll.score is None or band(poll.score, SCALES[poll.scale]) is not Band.DETRACTOR:
        return
    if with_reason and poll.reason is None:
        return
    deal = await sale_rows.any_target(work, Target("deal", poll.deal_id))
    head = await head_of(work, deal.owner_id)
    for user_id in {deal.owner_id, head.id if head else None} - {None}:
        await notify_user(
            work,
            user_id or 0,
            kind="nps_low",
            params={"poll": poll.id},
            dedupe_key=f"nps_low:{poll.id}:{poll.score}:{with_reason}",
            urgent=True,
        )


async def _own(work: Work, poll_id: int) -> NpsPoll:
    poll = await rows.poll_of_chat(work, poll_id, work.actor.chat_id)
    if poll is None or work.actor.chat_id is None:
        raise NotFound("poll")
    return poll


async def _of_task(work: Work, task_id: int) -> tuple[Task, NpsPoll]:
    task = await task_rows.task(work, task_id)
    poll = await rows.poll_of_task(work, task_id) if task else None
    if task is None or poll is None:
        raise NotFound("task")
    return task, poll


async def _question(work: Work, poll: NpsPoll) -> PollQuestion:
    settings = (await policy.load(work)).settings
    return PollQuestion(
        id=poll.id,
        company=settings.name,
        contact=work.actor.name,
        scale=SCALES[poll.scale],
        score=poll.score,
        answered=poll.status is NpsStatus.ANSWERED,
    )


async def _card(work: Work, poll: NpsPoll) -> PollCard:
    deal = await sale_rows.any_target(work, Target("deal", poll.deal_id))
    person = await sale_rows.person_of(work, deal)
    owner = await work.session.get(User, deal.owner_id) if deal.owner_id else None
    task = await work.session.get(Task, poll.task_id) if poll.task_id else None
    scale = SCALES[poll.scale]
    return PollCard(
        id=poll.id,
        deal_id=poll.deal_id,
        title=deal.title if isinstance(deal, Deal) else "",
        contact=person.name if person else None,
        phone=person.phone if person else None,
        manager=owner.name if owner else None,
        scale=scale,
        score=poll.score,
        band=band(poll.score, scale) if poll.score is not None else None,
        reason=poll.reason,
        amount=deal.amount if isinstance(deal, Deal) else None,
        task_id=poll.task_id,
        task_open=task is not None and task.status is TaskStatus.OPEN,
    )
