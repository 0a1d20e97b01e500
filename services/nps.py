"""NPS: asking clients after a won deal, taking the answer, telling the head of a bad one (S2-64…S2-69)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from services import policy, tasks_core
from services.clock import Clock
from services.errors import Invalid, NotFound, Stale
from services.nps_steps import ASK_WITHIN, alert, by_task, may_ask, send, take
from services.outbox import wants_peace
from services.rules.actor import SYSTEM, Actor
from services.rules.kinds import NpsStatus, StageKind, TaskStatus
from services.rules.nps import SCALES, Band, Scale, band
from storage import nps as rows
from storage import sales as sale_rows
from storage import work as task_rows
from storage.tables import Deal, NpsPoll, Task, User
from storage.unit_of_work import Database, Work

IN_PEACE: Final = timedelta(days=7)
"""A client who buys often is asked at most so often."""
REASON_LIMIT: Final = 1000


@dataclass(frozen=True, slots=True)
class PollQuestion:
    """What a client sees: who asks about what, on which scale; `score` once it is given.

    `needed` is False when there is nothing to ask about any more.
    """

    id: int
    company: str
    contact: str
    scale: Scale
    score: int | None
    answered: bool
    needed: bool


@dataclass(frozen=True, slots=True)
class PollCard:
    """What a manager or head sees of a poll. `entered`: by a colleague, who may still add the reason."""

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
    entered: bool


class Nps:
    """Use cases of polls."""

    def __init__(self, db: Database, clock: Clock) -> None:
        self._db = db
        self._clock = clock

    # ------------------------------------------------------------------------------------------------------ jobs
    async def ask(self, now: datetime) -> int:
        """Ask about deals won a while ago: in Telegram, or by a task for the owner. Returns how many.

        A client who blocked the bot after the question was sent is asked by a task, too.
        """
        async with self._db.write(SYSTEM, now) as work:
            await rows.alone(work)
            rules = await policy.load(work)
            before = now - timedelta(hours=rules.settings.nps_delay_hours)
            found = await rows.to_ask(work, now - ASK_WITHIN, before, now - IN_PEACE)
            asked: set[int | None] = set()
            for deal in found:
                if deal.client_id is None or deal.client_id not in asked:
                    await _ask(work, rules, deal)
                    asked.add(deal.client_id)
            lost = await rows.undelivered(work)
            for poll in lost:
                await by_task(work, rules, poll)
            return len(found) + len(lost)

    async def repeat(self, now: datetime) -> int:
        """Remind once, gently, those who have not answered. Returns how many."""
        async with self._db.write(SYSTEM, now) as work:
            await rows.alone(work)
            rules = await policy.load(work)
            pause = timedelta(days=rules.settings.nps_repeat_days)
            found = await rows.to_repeat(work, now - pause, now - ASK_WITHIN)
            for poll in found:
                poll.repeated_at = now
                if not await send(work, poll, again=True):
                    await _otherwise(work, rules, poll)
            return len(found)

    async def ask_now(self, actor: Actor, deal_id: int) -> NpsStatus:
        """Ask about one won deal nobody asked about: returns SENT, BY_TASK, or CANCELLED when the client wants peace.

        Raises NotFound, Stale("nps_asked").
        """
        async with self._db.write(actor, self._clock.now()) as work:
            deal = await sale_rows.deal(work, deal_id)
            if deal is None:
                raise NotFound("deal")
            if not await may_ask(work, deal):
                raise Stale("nps_asked")
            await _ask(work, await policy.load(work), deal)
            await work.session.flush()
            poll = await rows.poll_of_deal(work, deal.id)
            return poll.status if poll is not None else NpsStatus.CANCELLED

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
            poll.status = NpsStatus.SCORED
            await take(work, poll, score)
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
            if poll.reason:
                await alert(work, poll, with_reason=True)
            await work.session.flush()
            return await _question(work, poll)

    # ----------------------------------------------------------------------------------------------------- the staff
    async def card(self, actor: Actor, poll_id: int) -> PollCard:
        """A poll as the staff sees it. Raises NotFound."""
        async with self._db.read(actor, self._clock.now()) as work:
            return await _card(work, await _seen(work, poll_id))

    async def task_card(self, actor: Actor, task_id: int) -> PollCard:
        """The poll a manager is to ask in person. Raises NotFound."""
        async with self._db.read(actor, self._clock.now()) as work:
            return await _card(work, (await _of_task(work, task_id))[1])

    async def enter(self, actor: Actor, task_id: int, score: int) -> PollCard:
        """Enter the score a client said in person; the task is done. Raises NotFound, Stale, Invalid."""
        async with self._db.write(actor, self._clock.now()) as work:
            task, poll = await _of_task(work, task_id)
            await take(work, poll, score)
            await tasks_core.close(work, await policy.load(work), task, result=str(score))
            poll.status, poll.entered_by = NpsStatus.ANSWERED, actor.user_id
            await work.session.flush()
            return await _card(work, poll)

    async def give_up(self, actor: Actor, task_id: int) -> PollCard:
        """The client does not answer, or does not want to: the task is closed without a score.

        Raises NotFound, Stale.
        """
        async with self._db.write(actor, self._clock.now()) as work:
            task, poll = await _of_task(work, task_id)
            await tasks_core.close(work, await policy.load(work), task, result="no_answer")
            poll.status = NpsStatus.CANCELLED
            await work.session.flush()
            return await _card(work, poll)

    async def reason_wanted(self, actor: Actor, poll_id: int) -> PollCard:
        """The poll whose reason a colleague may add: not over a client's own words. Raises NotFound, Stale."""
        async with self._db.read(actor, self._clock.now()) as work:
            return await _card(work, await _open_to_reason(work, poll_id))

    async def enter_reason(self, actor: Actor, poll_id: int, text: str) -> PollCard:
        """Add the reason the client said in person. Raises NotFound, Stale("nps_answered"), Invalid("empty")."""
        if not text.strip():
            raise Invalid("empty")
        async with self._db.write(actor, self._clock.now()) as work:
            poll = await _open_to_reason(work, poll_id)
            poll.reason, poll.entered_by = text.strip()[:REASON_LIMIT], actor.user_id
            await alert(work, poll, with_reason=True)
            await work.session.flush()
            return await _card(work, poll)


async def _ask(work: Work, rules: policy.Policy, deal: Deal) -> None:
    person = await sale_rows.person_of(work, deal)
    # A deal has one poll: when its sale was taken back and made again, the one called off begins anew.
    poll = await rows.poll_of_deal(work, deal.id) or NpsPoll(deal_id=deal.id)
    poll.client_id = deal.client_id
    poll.contact_id, poll.chat_id = (person.id, person.telegram_id) if person else (None, None)
    poll.scale, poll.status, poll.sent_at = rules.settings.nps_scale, NpsStatus.SENT, work.now
    poll.task_id = poll.repeated_at = None
    work.session.add(poll)
    await work.session.flush()
    if not await send(work, poll, again=False):
        await _otherwise(work, rules, poll)


async def _otherwise(work: Work, rules: policy.Policy, poll: NpsPoll) -> None:
    """Who cannot be written to is asked by the manager; who wants no questions is asked by nobody."""
    if poll.contact_id is not None and await wants_peace(work, poll.contact_id):
        poll.status = NpsStatus.CANCELLED
    else:
        await by_task(work, rules, poll)


async def _own(work: Work, poll_id: int) -> NpsPoll:
    poll = await rows.poll_of_chat(work, poll_id, work.actor.chat_id)
    if poll is None or work.actor.chat_id is None:
        raise NotFound("poll")
    return poll


async def _seen(work: Work, poll_id: int) -> NpsPoll:
    poll = await rows.poll(work, poll_id)
    if poll is None:
        raise NotFound("poll")
    return poll


async def _open_to_reason(work: Work, poll_id: int) -> NpsPoll:
    poll = await _seen(work, poll_id)
    if poll.score is None or (poll.reason is not None and poll.entered_by is None):
        raise Stale("nps_reason_known")
    return poll


async def _of_task(work: Work, task_id: int) -> tuple[Task, NpsPoll]:
    task = await task_rows.task(work, task_id)
    poll = await rows.poll_of_task(work, task_id) if task else None
    if task is None or poll is None:
        raise NotFound("task")
    return task, poll


async def _question(work: Work, poll: NpsPoll) -> PollQuestion:
    settings = (await policy.load(work)).settings
    deal = await work.session.get_one(Deal, poll.deal_id)
    return PollQuestion(
        id=poll.id,
        company=settings.name,
        contact=work.actor.name,
        scale=SCALES[poll.scale],
        score=poll.score,
        answered=poll.status is NpsStatus.ANSWERED,
        needed=poll.status is NpsStatus.SENT and deal.status is StageKind.WON,
    )


async def _card(work: Work, poll: NpsPoll) -> PollCard:
    deal = await work.session.get_one(Deal, poll.deal_id)
    person = await sale_rows.person_of(work, deal)
    owner = await work.session.get(User, deal.owner_id) if deal.owner_id else None
    task = await work.session.get(Task, poll.task_id) if poll.task_id else None
    scale = SCALES[poll.scale]
    return PollCard(
        id=poll.id,
        deal_id=poll.deal_id,
        title=deal.title,
        contact=person.name if person else None,
        phone=person.phone if person else None,
        manager=owner.name if owner else None,
        scale=scale,
        score=poll.score,
        band=band(poll.score, scale) if poll.score is not None else None,
        reason=poll.reason,
        amount=deal.amount,
        task_id=poll.task_id,
        task_open=task is not None and task.status is TaskStatus.OPEN,
        entered=poll.entered_by is not None,
    )
