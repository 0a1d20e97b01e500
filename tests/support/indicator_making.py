"""Records put straight into the tables at chosen moments: a company of any past, which no clock could live through."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import Any, TypeVar

from services.rules.actor import SYSTEM
from services.rules.field_kinds import FieldKind
from services.rules.field_values import indexed
from services.rules.kinds import (
    ActivityKind,
    CallOutcome,
    Direction,
    LeadStatus,
    NpsStatus,
    StageKind,
    TaskKind,
    TaskStatus,
)
from storage import company
from storage.tables import (
    Activity,
    ChannelCost,
    Client,
    Deal,
    DealLine,
    FieldDefinition,
    FieldValue,
    Lead,
    NpsPoll,
    Payment,
    Postponement,
    Product,
    Stage,
    StageTransition,
    Task,
)
from storage.unit_of_work import Database
from tests.support.company import SETTINGS, People
from tests.support.fields import CHOICES

Row = TypeVar("Row")
DAY = timedelta(days=1)


def at(text: str) -> datetime:
    """A UTC moment, "2026-11-03 10:00"."""
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


@dataclass
class Maker:
    """Adds rows; what is not said has a plain default."""

    database: Database
    now: datetime
    stages: Sequence[Stage] = ()
    channels: Sequence[int] = ()
    reasons: Sequence[int] = ()
    rows: list[Any] = field(default_factory=list)

    async def open(self, zone: str = "Europe/Kyiv") -> Maker:
        """Learn the company's standards, and put it into a zone."""
        async with self.database.write(SYSTEM, self.now) as work:
            await company.store_settings(work, SETTINGS.changed(installed=True, zone=zone).rows())
            self.stages = sorted((await company.all_stages(work)).values(), key=lambda s: (s.pipeline_id, s.position))
            self.channels = [row.id for row in await company.channels(work)]
            self.reasons = [row.id for row in await company.loss_reasons(work)]
            work.session.expunge_all()
        return self

    def stage(self, number: int = 0, kind: StageKind = StageKind.OPEN, pipeline: int = 0) -> Stage:
        """A stage of a pipeline, both counted from 0."""
        chosen = sorted({stage.pipeline_id for stage in self.stages})[pipeline]
        return [one for one in self.stages if one.pipeline_id == chosen and one.kind is kind][number]

    async def add(self, row: Row) -> Row:
        """Store one row and give it its id."""
        async with self.database.write(SYSTEM, self.now) as work:
            work.session.add(row)
        return row

    async def client(self, name: str = "Client", **values: Any) -> Client:
        """A client."""
        return await self.add(Client(name=name, search_key=name.casefold(), created_at=self.now, **values))

    async def deal(self, status: str = "open", created: str = "", closed: str = "", **values: Any) -> Deal:
        """A deal; `created` and `closed` are UTC texts. Open ones stand on the first stage unless `stage` says."""
        kind = StageKind(status)
        stage = values.pop("stage", None) or self.stage(kind=kind)
        begun = at(created) if created else self.now - 30 * DAY
        over = at(closed) if closed else None
        return await self.add(
            Deal(
                title=values.pop("title", "Deal"),
                search_key="deal",
                pipeline_id=stage.pipeline_id,
                stage_id=stage.id,
                status=kind,
                created_at=begun,
                stage_entered_at=over or begun,
                closed_at=over,
                **values,
            )
        )

    async def moves(self, deal: Deal, *steps: tuple[Stage, str]) -> None:
        """The stages a deal entered, each with its UTC moment."""
        before = None
        for stage, moment in steps:
            await self.add(StageTransition(deal_id=deal.id, from_stage_id=before, to_stage_id=stage.id, at=at(moment)))
            before = stage.id

    async def lead(self, created: str, status: str = "new", **values: Any) -> Lead:
        """A lead."""
        moments = {name: at(values.pop(name)) for name in ("closed_at", "responded_at", "respond_by") if name in values}
        return await self.add(
            Lead(name="Lead", search_key="lead", created_at=at(created), status=LeadStatus(status), **moments, **values)
        )

    async def activity(self, moment: str, kind: str = "call", direction: str | None = "out", **values: Any) -> Activity:
        """Something that happened; a reached outgoing call."""
        outcome = values.pop("outcome", "reached" if kind == "call" else None)
        return await self.add(
            Activity(
                kind=ActivityKind(kind),
                direction=Direction(direction) if direction else None,
                outcome=CallOutcome(outcome) if outcome else None,
                at=at(moment),
                **values,
            )
        )

    async def task(self, due: str, done: str = "", **values: Any) -> Task:
        """A task; `first` is its due time as first set."""
        status = TaskStatus(values.pop("status", "done" if done else "open"))
        return await self.add(
            Task(
                kind=TaskKind.TODO,
                status=status,
                due_at=at(due),
                first_due_at=at(values.pop("first", due)),
                created_at=at(values.pop("created", "2026-01-01 00:00")),
                done_at=at(done) if done else None,
                **values,
            )
        )

    async def line(
        self, deal: Deal, product: Product | None, price: int, cost: int | None, quantity: int = 1
    ) -> DealLine:
        """A product in a deal."""
        product_id = product.id if product else None
        return await self.add(
            DealLine(deal_id=deal.id, product_id=product_id, quantity=quantity * 1000, price=price, cost=cost)
        )

    async def product(self, name: str, category: str | None = None, **values: Any) -> Product:
        """A product."""
        return await self.add(Product(name=name, search_key=name.casefold(), category=category, **values))

    async def payment(self, deal: Deal, **values: Any) -> Payment:
        """A payment; `due` an ISO day, `came` a UTC moment."""
        due, came = values.pop("due", None), values.pop("came", None)
        return await self.add(
            Payment(
                deal_id=deal.id,
                due_day=date.fromisoformat(due) if due else None,
                received_at=at(came) if came else None,
                created_at=self.now,
                **values,
            )
        )

    async def cost(self, channel: int, amount: int, first: str, last: str) -> ChannelCost:
        """Money spent on a channel; both days belong to it."""
        return await self.add(
            ChannelCost(
                channel_id=channel,
                amount=amount,
                from_day=date.fromisoformat(first),
                to_day=date.fromisoformat(last),
                created_at=self.now,
            )
        )

    async def poll(self, deal: Deal, sent: str, score: int | None = None, scale: str = "0-10") -> NpsPoll:
        """A question of NPS, answered a day later if there is a score."""
        return await self.add(
            NpsPoll(
                deal_id=deal.id,
                client_id=deal.client_id,
                scale=scale,
                status=NpsStatus.ANSWERED if score is not None else NpsStatus.SENT,
                sent_at=at(sent),
                score=score,
                scored_at=at(sent) + DAY if score is not None else None,
            )
        )


# ------------------------------------------------------------------------------------------------- a random company
async def fill(maker: Maker, people: People, dice: random.Random, deals: int = 60) -> None:
    """Random records of every kind around `maker.now`, with everything odd a real company has."""
    async with maker.database.write(SYSTEM, maker.now) as work:
        rows: list[Any] = []

        async def add(*made: Any) -> None:
            work.session.add_all(made)
            rows.extend(made)
            await work.session.flush()

        owners = [people.anna.user_id, people.oleg.user_id, people.vera.user_id, people.boris.user_id, None]
        products = [Product(name=f"P{n}", search_key=f"p{n}", category=dice.choice(("A", "B", "", None)),
                            price=dice.choice((None, 500, 1000)), cost=dice.choice((None, 300)))
                    for n in range(4)]  # fmt: skip
        clients = [Client(name=f"C{n}", search_key=f"c{n}", owner_id=dice.choice(owners), created_at=maker.now,
                          segment=dice.choice(("x", "y", "", None)), region=dice.choice(("n", None)),
                          audience=dice.choice(("u", "v", None)))
                   for n in range(8)]  # fmt: skip
        lists = [FieldDefinition(name=kind.value, kind=kind, options=CHOICES, position=place)
                 for place, kind in enumerate((FieldKind.OPTION, FieldKind.OPTIONS))]  # fmt: skip
        await add(*products, *clients, *lists)
        # An archived stage still counts.
        gone = await work.session.get_one(Stage, maker.stage(2).id)
        gone.archived_at = maker.now - 5 * DAY
        world = _World(maker, dice, owners, [row.id for row in products], [row.id for row in clients])
        made: list[Deal] = []
        for _ in range(deals):
            await add(deal := world.deal(made))
            made.append(deal)
            await add(*world.moves(deal), *world.lines(deal), *world.values(deal, lists))
            await add(*world.payments(deal), *world.polls(deal))
        await add(*(world.lead() for _ in range(30)))
        leads = [row.id for row in rows if isinstance(row, Lead)]
        await add(*(world.activity(made, leads) for _ in range(150)))
        await add(*(world.task(made, leads) for _ in range(60)))
        tasks = [row.id for row in rows if isinstance(row, Task)]
        await add(*(world.postponement(tasks) for _ in range(30)))
        await add(*(world.cost() for _ in range(8)))


@dataclass
class _World:
    maker: Maker
    dice: random.Random
    owners: Sequence[int | None]
    products: Sequence[int]
    clients: Sequence[int]

    def moment(self, days: int = 120) -> datetime:
        """Any time up to now; often midnight of a local or a UTC day, or the hour that summer time repeats."""
        spot = self.maker.now - self.dice.random() * days * DAY
        if self.dice.random() < 0.4:
            spot = spot.replace(hour=self.dice.choice((0, 1, 21, 22, 23)), minute=0, second=0, microsecond=0)
        return min(spot, self.maker.now)

    def deal(self, others: Sequence[Deal]) -> Deal:
        dice, stage = self.dice, self.dice.choice(self.maker.stages)
        times = sorted(self.moment() for _ in range(2))
        closed = None if stage.kind is StageKind.OPEN else times[1]
        amount = dice.choice((None, 0, -5_000, 100_000, 100_001, dice.randint(1, 10**7)))
        lost = stage.kind is StageKind.LOST
        return Deal(title="D", search_key="d", pipeline_id=stage.pipeline_id, stage_id=stage.id, status=stage.kind,
                    owner_id=dice.choice(self.owners), client_id=dice.choice((None, *self.clients)), amount=amount,
                    channel_id=dice.choice((None, *self.maker.channels[:3])),
                    parent_id=dice.choice(others).id if others and dice.random() < 0.2 else None,
                    loss_reason_id=dice.choice((None, *self.maker.reasons[:3])) if lost else None,
                    created_at=times[0], stage_entered_at=closed or times[0], closed_at=closed)  # fmt: skip

    def moves(self, deal: Deal) -> list[StageTransition]:
        """Some steps forward and back to where the deal stands; imported deals have two, some have none."""
        own = [stage for stage in self.maker.stages if stage.pipeline_id == deal.pipeline_id]
        count = self.dice.choice((0, 1, 1, 2, 3, 4))
        if not count:
            return []
        end = deal.closed_at or self.maker.now
        times = sorted(
            [deal.created_at, *(deal.created_at + self.dice.random() * (end - deal.created_at) for _ in range(count))]
        )
        places = [self.dice.choice(own).id for _ in times[:-1]] + [deal.stage_id]
        before: list[int | None] = [None, *places[:-1]]
        return [StageTransition(deal_id=deal.id, from_stage_id=old, to_stage_id=new, at=moment)
                for old, new, moment in zip(before, places, times, strict=True)]  # fmt: skip

    def lines(self, deal: Deal) -> list[DealLine]:
        return [DealLine(deal_id=deal.id, product_id=self.dice.choice((None, *self.products)),
                         quantity=self.dice.choice((1000, 2000, 1500)), price=self.dice.choice((None, 0, 700, 1234)),
                         cost=self.dice.choice((None, 100, 900)))
                for _ in range(self.dice.choice((0, 1, 1, 2, 3)))]  # fmt: skip

    def values(self, deal: Deal, lists: Sequence[FieldDefinition]) -> list[FieldValue]:
        """What is chosen in own lists: something, nothing, or nothing any more."""
        made = []
        for one in lists:
            value: Any = self.dice.choice((None, 1, 2))
            if one.kind is FieldKind.OPTIONS and value:
                value = self.dice.choice(([1], [2], [1, 2]))
            if value or self.dice.random() < 0.5:
                kept = indexed(one.kind, value)
                made.append(FieldValue(deal_id=deal.id, field_id=one.id, value=value, text=kept.text,
                                       number=kept.number))  # fmt: skip
        return made

    def payments(self, deal: Deal) -> list[Payment]:
        made = []
        for _ in range(self.dice.choice((0, 0, 1, 2))):
            planned = self.dice.choice((None, 5_000, 7_777))
            came = self.moment() if planned is None or self.dice.random() < 0.5 else None
            due = (self.moment(60) + 20 * DAY).date() if planned else None
            made.append(Payment(deal_id=deal.id, planned=planned, due_day=due, received=4_321 if came else None,
                                received_at=came, created_at=self.maker.now))  # fmt: skip
        return made

    def polls(self, deal: Deal) -> list[NpsPoll]:
        if deal.status is not StageKind.WON or self.dice.random() < 0.3:
            return []
        scale, top = self.dice.choice((("0-10", 10), ("1-5", 5), ("1-3", 3)))
        score = self.dice.choice((None, self.dice.randint(1, top)))
        status = NpsStatus.ANSWERED if score is not None else self.dice.choice((NpsStatus.SENT, NpsStatus.CANCELLED))
        sent = self.moment()
        return [NpsPoll(deal_id=deal.id, client_id=deal.client_id, scale=scale, status=status, sent_at=sent,
                        score=score, scored_at=sent + DAY if score is not None else None)]  # fmt: skip

    def lead(self) -> Lead:
        dice, status = self.dice, self.dice.choice(list(LeadStatus))
        begun = self.moment()
        over = status in (LeadStatus.CONVERTED, LeadStatus.REJECTED)
        limit = dice.choice((None, begun + timedelta(minutes=15)))
        answered = dice.choice((None, begun + dice.random() * 3 * DAY, begun + timedelta(minutes=5)))
        return Lead(name="L", search_key="l", created_at=begun, status=status, owner_id=dice.choice(self.owners),
                    channel_id=dice.choice((None, *self.maker.channels[:3])), respond_by=limit, responded_at=answered,
                    client_id=dice.choice((None, *self.clients)),
                    closed_at=begun + dice.random() * DAY if over else None,
                    loss_reason_id=dice.choice((None, *self.maker.reasons[:3]))
                    if status is LeadStatus.REJECTED else None)  # fmt: skip

    def activity(self, deals: Sequence[Deal], leads: Sequence[int]) -> Activity:
        dice = self.dice
        deal = dice.choice((None, *deals))
        return Activity(kind=dice.choice(list(ActivityKind)), direction=dice.choice((None, *Direction)),
                        outcome=dice.choice((None, *CallOutcome)), at=self.moment(), user_id=dice.choice(self.owners),
                        deal_id=deal.id if deal else None, lead_id=dice.choice((None, *leads)),
                        client_id=deal.client_id if deal else dice.choice((None, *self.clients)))  # fmt: skip

    def task(self, deals: Sequence[Deal], leads: Sequence[int]) -> Task:
        dice, status = self.dice, self.dice.choice(list(TaskStatus))
        begun = self.moment()
        first = begun + dice.random() * 20 * DAY
        over = status is not TaskStatus.OPEN
        deal = dice.choice((None, *deals))
        return Task(kind=TaskKind.TODO, status=status, deal_id=deal.id if deal else None, created_at=begun,
                    lead_id=None if deal else dice.choice((None, *leads)), assignee_id=dice.choice(self.owners),
                    due_at=first + dice.choice((0, 0, 1, 5)) * DAY, first_due_at=first,
                    done_at=begun + dice.random() * (self.maker.now - begun) if over else None)  # fmt: skip

    def postponement(self, tasks: Sequence[int]) -> Postponement:
        spot = self.moment()
        return Postponement(task_id=self.dice.choice(tasks), user_id=self.dice.choice(self.owners), at=spot,
                            from_at=spot - self.dice.random() * 3 * DAY, to_at=spot + DAY)  # fmt: skip

    def cost(self) -> ChannelCost:
        first = self.moment().date()
        return ChannelCost(channel_id=self.dice.choice(self.maker.channels[:3]), amount=self.dice.randint(1, 10**6),
                           from_day=first, to_day=first + self.dice.randint(0, 40) * DAY,
                           created_at=self.maker.now)  # fmt: skip
