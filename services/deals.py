"""Deals: the card, the lists, moving through stages, amount and date, notes, handing over (S2-40…S2-50)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from services import activities, deal_money, doors, field_steps, limits, nps_steps, policy, refusals_core, stages, wins
from services.call_views import last_lines, person, stage_place
from services.clock import Clock
from services.deal_money import NO_MONEY, DealMoney
from services.due_following import follow
from services.errors import Invalid, NotFound, Stale
from services.handing import hand_tasks
from services.rules import search_key
from services.rules.actor import Actor
from services.rules.kinds import ActivityKind, Direction, StageKind
from services.rules.stage_pace import Slow, judge
from services.rules.target import Target
from services.rules.views import ActivityLine, Named, Person, StagePlace, TaskLine
from services.task_views import task_lines
from storage import cards, company, people
from storage import deals as rows
from storage import sales as sale_rows
from storage import work as task_rows
from storage.tables import Deal, Stage
from storage.unit_of_work import Database, Work

PAGE = 8
LISTS = ("open", "no_task", "overdue", "won", "lost")
TITLE_LIMIT = 300
NOTE_LIMIT = 4000


@dataclass(frozen=True, slots=True)
class DealCard:
    """Everything about one deal; `amount` in minor units, `no_task` and `overdue` are shown in red (S2-50).

    `next_stage` is None at the end of the pipeline and for a closed deal; `wins_next`: entering it wins the deal.
    """

    id: int
    version: int
    title: str
    status: StageKind
    stage: StagePlace
    next_stage: Named | None
    wins_next: bool
    client: Named | None
    contact: Person | None
    owner: Named | None
    amount: int | None
    expected_close: date | None
    created_at: datetime
    stage_entered_at: datetime
    closed_at: datetime | None
    loss_reason: str | None
    loss_comment: str | None
    tasks: tuple[TaskLine, ...]
    last: tuple[ActivityLine, ...]
    no_task: bool
    overdue: int
    may_give: bool
    fields: int = 0
    """How many own fields there are for it."""
    missing: tuple[Named, ...] = ()
    """Those the stage requires that are still empty (S2-52)."""
    win_reason: str | None = None
    win_reasons: tuple[Named, ...] = ()
    """Why did they buy? To choose from while a won deal has no reason (S4-06)."""
    slow: Slow | None = None
    """It stays too long at its stage (S2-44)."""
    may_ask: bool = False
    """Won, and the client was not asked for a score yet."""
    about_stage: str = ""
    """What happens on its stage, as the company describes it (S2-25)."""
    money: DealMoney = NO_MONEY


@dataclass(frozen=True, slots=True)
class DealLine:
    """A deal in a list."""

    id: int
    title: str
    client: str | None
    stage: str
    owner: str | None
    amount: int | None
    status: StageKind
    closed_at: datetime | None
    overdue: bool
    no_task: bool
    slow: Slow | None = None


@dataclass(frozen=True, slots=True)
class DealPage:
    """One page (from 1) of one of the lists, and how many deals each list has."""

    choice: str
    lines: tuple[DealLine, ...]
    counts: dict[str, int]
    page: int
    pages: int
    whose: bool


@dataclass(frozen=True, slots=True)
class StageChoice:
    """The stages of a deal's pipeline; `current` is where it stands."""

    deal_id: int
    version: int
    title: str
    current: int
    stages: tuple[tuple[Named, StageKind], ...]


@dataclass(frozen=True, slots=True)
class GiveChoice:
    """People a record may be given to."""

    id: int
    version: int
    title: str
    people: tuple[Named, ...]


class Deals:
    """Use cases of deals."""

    def __init__(self, db: Database, clock: Clock) -> None:
        self._db = db
        self._clock = clock

    async def card(self, actor: Actor, deal_id: int) -> DealCard:
        """The card. Raises NotFound."""
        async with self._db.read(actor, self._clock.now()) as work:
            return await _card(work, await doors.deal_of(work, deal_id))

    async def list(self, actor: Actor, choice: str = "open", page: int = 1) -> DealPage:
        """A page of the deals the actor sees: open, no_task, overdue, won or lost."""
        choice = choice if choice in LISTS else "open"
        async with self._db.read(actor, self._clock.now()) as work:
            found_counts = await rows.counts(work)
            counts = {name: found_counts[name] for name in LISTS}
            pages = max(1, -(-counts[choice] // PAGE))
            page = min(max(page, 1), pages)
            found = await rows.page(work, choice, PAGE, (page - 1) * PAGE)
            due = await rows.first_due(work, [row.Deal.id for row in found])
            lines = tuple(_line(work, row, due.get(row.Deal.id)) for row in found)
            return DealPage(choice, lines, counts, page, pages, actor.is_leader)

    async def stage_choice(self, actor: Actor, deal_id: int) -> StageChoice:
        """Where the deal could be moved; refusing has its own way. Raises NotFound."""
        async with self._db.read(actor, self._clock.now()) as work:
            deal = await doors.deal_of(work, deal_id)
            found = await company.stages(work, deal.pipeline_id)
            steps = tuple((Named(item.id, item.name), item.kind) for item in found if item.kind is not StageKind.LOST)
            return StageChoice(deal.id, deal.version, deal.title, deal.stage_id, steps)

    async def step(self, actor: Actor, deal_id: int, version: int, by: int) -> DealCard:
        """Move a deal `by` stages: 1 is the next, −1 the one before.

        Raises NotFound, Stale, Invalid("stage_end"), FieldsMissing going forward.
        """
        async with self._db.write(actor, self._clock.now()) as work:
            deal = await doors.current_deal(work, deal_id, version)
            stage = await _neighbour(work, deal, by)
            if stage is None:
                raise Invalid("stage_end")
            await _enter(work, deal, stage)
            return await _card(work, deal)

    async def move(self, actor: Actor, deal_id: int, version: int, stage_id: int) -> DealCard:
        """Move a deal to any stage but the lost one.

        Raises NotFound, Stale, Invalid("stage_gone"), FieldsMissing going forward.
        """
        async with self._db.write(actor, self._clock.now()) as work:
            deal = await doors.current_deal(work, deal_id, version)
            stage = await company.stage(work, stage_id)
            if stage is None or stage.kind is StageKind.LOST:
                raise Invalid("stage_gone")
            if stage.id != deal.stage_id:
                await _enter(work, deal, stage)
            return await _card(work, deal)

    async def set_amount(self, actor: Actor, deal_id: int, version: int, amount: int | None) -> DealCard:
        """Change the amount (minor units, not negative). Raises NotFound, Stale, Invalid("amount_invalid")."""
        if amount is not None and not 0 <= amount < 10**15:
            raise Invalid("amount_invalid")
        return await self._set(actor, deal_id, version, amount=amount)

    async def set_expected_close(self, actor: Actor, deal_id: int, version: int, day: date | None) -> DealCard:
        """Change the date the sale is expected. Raises NotFound, Stale."""
        return await self._set(actor, deal_id, version, expected_close=day)

    async def rename(self, actor: Actor, deal_id: int, version: int, title: str) -> DealCard:
        """Change the title. Raises NotFound, Stale, Invalid("empty"), Invalid("too_long")."""
        title = " ".join(title.split())
        if not title:
            raise Invalid("empty")
        if len(title) > TITLE_LIMIT:
            raise Invalid("too_long", limit=TITLE_LIMIT)
        return await self._set(actor, deal_id, version, title=title, search_key=search_key.search_key(title))

    async def _set(self, actor: Actor, deal_id: int, version: int, **values: Any) -> DealCard:
        async with self._db.write(actor, self._clock.now()) as work:
            deal = await doors.current_deal(work, deal_id, version)
            for name, value in values.items():
                setattr(deal, name, value)
            if "expected_close" in values:
                await follow(work, await policy.load(work), deal)
            await work.session.flush()
            return await _card(work, deal)

    async def note(
        self, actor: Actor, deal_id: int, text: str, *, key: str, file: dict[str, Any] | None = None
    ) -> DealCard:
        """Add a note or a file; `key` (the message) makes it once only.

        Raises NotFound, Invalid("empty"), Invalid("too_long").
        """
        text = text.strip()
        if not text and file is None:
            raise Invalid("empty")
        if len(text) > NOTE_LIMIT:
            raise Invalid("too_long", limit=NOTE_LIMIT)
        async with self._db.write(actor, self._clock.now()) as work:
            deal = await doors.deal_of(work, deal_id)
            if await work.once(key):
                kind = ActivityKind.FILE if file else ActivityKind.NOTE
                await activities.record(work, Target("deal", deal.id), kind, text=text, file=file)
                await work.session.flush()
            return await _card(work, deal)

    async def offer_sent(self, actor: Actor, deal_id: int, version: int) -> DealCard:
        """Record that an offer went out. Raises NotFound, Stale."""
        async with self._db.write(actor, self._clock.now()) as work:
            deal = await doors.current_deal(work, deal_id, version)
            await activities.record(
                work, Target("deal", deal.id), ActivityKind.OFFER, direction=Direction.OUT, result="sent"
            )
            await work.session.flush()
            return await _card(work, deal)

    async def give_choice(self, actor: Actor, deal_id: int) -> GiveChoice:
        """To whom the deal may be given; leaders only. Raises NotFound."""
        async with self._db.read(actor, self._clock.now()) as work:
            deal = await doors.deal_of(work, deal_id)
            if not actor.is_leader:
                raise NotFound("deal")
            takers = tuple(Named(row.id, row.name) for row in await rows.takers(work) if row.id != deal.owner_id)
            return GiveChoice(deal.id, deal.version, deal.title, takers)

    async def give(self, actor: Actor, deal_id: int, version: int, user_id: int) -> DealCard:
        """Give a deal with its open tasks to somebody else. Raises NotFound, Stale."""
        async with self._db.write(actor, self._clock.now()) as work:
            deal = await doors.current_deal(work, deal_id, version)
            taker = next((row for row in await rows.takers(work) if row.id == user_id), None)
            if not actor.is_leader or taker is None:
                raise NotFound("deal")
            if deal.owner_id != taker.id and deal.status is StageKind.OPEN:
                await limits.room_for_deals(work, taker)
            before, deal.owner_id = deal.owner_id, taker.id
            await hand_tasks(work, Target("deal", deal.id), before, taker.id)
            await work.session.flush()
            return await _card(work, deal)

    async def create(self, actor: Actor, client_id: int, pipeline_id: int, *, key: str) -> DealCard:
        """Open a deal for a client in a pipeline; `key` makes it once only.

        Raises NotFound, Stale, Invalid (pipeline_gone, deal_limit, own_deal_limit).
        """
        async with self._db.write(actor, self._clock.now()) as work:
            client = await sale_rows.client(work, client_id)
            if client is None:
                raise NotFound("client")
            if not await work.once(key):
                raise Stale
            owner_id = actor.user_id if not actor.is_leader else client.owner_id or actor.user_id
            await limits.room_for_deals(work, await people.user(work, owner_id or 0))
            deal = await stages.open_deal(
                work,
                await policy.load(work),
                title=client.name,
                pipeline_id=pipeline_id,
                owner_id=owner_id,
                client_id=client.id,
            )
            return await _card(work, deal)


def _line(work: Work, row: Any, due_at: datetime | None) -> DealLine:
    deal = row.Deal
    is_open = deal.status is StageKind.OPEN
    return DealLine(
        id=deal.id,
        title=deal.title,
        client=row.client,
        stage=row.stage,
        owner=row.owner,
        amount=deal.amount,
        status=deal.status,
        closed_at=deal.closed_at,
        overdue=is_open and due_at is not None and due_at < work.now,
        no_task=is_open and due_at is None,
        slow=_slow(work, deal, row),
    )


def _slow(work: Work, deal: Deal, row: Any) -> Slow | None:
    """Whether an open deal stays too long at its stage, whose measures are in `row`."""
    if deal.status is not StageKind.OPEN:
        return None
    return judge(deal.stage_entered_at, work.now, row.pace_hours, row.expected_hours)


async def _enter(work: Work, deal: Deal, stage: Stage) -> None:
    await field_steps.check_leaving(work, deal, stage)
    refused = deal.status is StageKind.LOST
    await stages.enter(work, await policy.load(work), deal, stage)
    if refused:
        await refusals_core.reopened(work, deal)
    await work.session.flush()


async def _neighbour(work: Work, deal: Deal, by: int) -> Stage | None:
    """The stage `by` steps from where the deal stands; None beyond the ends and for a refused deal."""
    found = await company.stages(work, deal.pipeline_id)
    steps = [item for item in found if item.kind is not StageKind.LOST]
    place = next((n for n, item in enumerate(steps) if item.id == deal.stage_id), None)
    return steps[place + by] if place is not None and 0 <= place + by < len(steps) else None


async def _card(work: Work, deal: Deal) -> DealCard:
    target = Target("deal", deal.id)
    around = await cards.around_deal(work, deal.id)
    tasks = await task_lines(work, await task_rows.open_tasks(work, target))
    own = await field_steps.around(work, deal)
    is_open = deal.status is StageKind.OPEN
    win = await wins.around(work, deal)
    return DealCard(
        id=deal.id,
        version=deal.version,
        title=deal.title,
        status=deal.status,
        stage=stage_place(around),
        next_stage=Named(around.next_id, around.next_name) if is_open and around.next_id else None,
        wins_next=is_open and around.next_kind is StageKind.WON,
        client=Named(deal.client_id, around.client) if deal.client_id else None,
        contact=person(around),
        owner=Named(deal.owner_id, around.owner) if deal.owner_id else None,
        amount=deal.amount,
        expected_close=deal.expected_close,
        created_at=deal.created_at,
        stage_entered_at=deal.stage_entered_at,
        closed_at=deal.closed_at,
        loss_reason=around.reason,
        loss_comment=deal.loss_comment,
        tasks=tasks,
        last=await last_lines(work, target, 3),
        no_task=is_open and not tasks,
        overdue=sum(task.overdue for task in tasks),
        may_give=work.actor.is_leader,
        fields=own.count,
        missing=own.missing if around.next_id else (),
        about_stage=around.stage_about if is_open else "",
        win_reason=win.reason,
        win_reasons=win.reasons if win.reason is None else (),
        slow=_slow(work, deal, around),
        may_ask=await nps_steps.may_ask(work, deal),
        money=await deal_money.around(work, deal.id),
    )
