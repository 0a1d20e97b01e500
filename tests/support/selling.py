"""A company that sells for weeks: deals are opened, told sums, moved, won and lost, each on its day, with history."""

from __future__ import annotations

import random
from datetime import timedelta
from typing import Any

from sqlalchemy import select

from services.clock import ShiftedClock
from services.rules.actor import SYSTEM, Actor
from services.rules.kinds import StageKind
from storage.tables import Deal, DealLine, Product, Stage, StageTransition
from storage.unit_of_work import Database, Work
from tests.support import kept_rows

_behind: dict[Any, tuple[kept_rows.Rows, Any, list[int]]] = {}
"""By who sold from when on: the rows, the dice as they lay, the products."""


class Selling:
    """Turns the clock a day at a time and lets people sell; the same seed sells the same."""

    def __init__(self, database: Database, clock: ShiftedClock, sellers: list[Actor], seed: int = 3) -> None:
        self._database = database
        self._clock = clock
        self._sellers = sellers
        self._dice = random.Random(seed)
        self._products: list[int] = []

    async def days(self, count: int, a_day: int = 2) -> None:
        """Sell for so many days: two deals a day are opened, most of them closed after some weeks."""
        for _ in range(count):
            async with self._database.write(SYSTEM, self._clock.now()) as work:
                stages = list(await work.session.scalars(select(Stage).order_by(Stage.pipeline_id, Stage.position)))
                await self._stock(work)
                for _ in range(a_day):
                    await self._open(work, stages)
                for deal in await work.session.scalars(select(Deal).where(Deal.status == StageKind.OPEN)):
                    self._work_on(work, deal, [stage for stage in stages if stage.pipeline_id == deal.pipeline_id])
            self._clock.advance(timedelta(days=1))

    async def behind(self, count: int) -> None:
        """Turn the clock so many days forward, with `days` of sales behind it that are made once in a process."""
        begun = tuple(seller.user_id for seller in self._sellers), self._dice.getstate(), self._clock.now(), count
        if begun not in _behind:
            rows = await kept_rows.written(self._database, lambda: self.days(count))
            _behind[begun] = rows, self._dice.getstate(), self._products
            return
        rows, dice, self._products = _behind[begun]
        await kept_rows.put(self._database, rows)
        self._dice.setstate(dice)
        self._clock.advance(timedelta(days=count))

    async def _stock(self, work: Work) -> None:
        if not self._products:
            rows = [Product(name=name, search_key=name, price=price) for name, price in (("a", 50_000), ("b", 200_000))]
            work.session.add_all(rows)
            await work.session.flush()
            self._products = [row.id for row in rows]

    async def _open(self, work: Work, stages: list[Stage]) -> None:
        pipeline = stages[0].pipeline_id if self._dice.random() < 0.8 else stages[-1].pipeline_id
        first = next(stage for stage in stages if stage.pipeline_id == pipeline)
        deal = Deal(
            title="Deal", search_key="deal", pipeline_id=pipeline, stage_id=first.id, status=StageKind.OPEN,
            owner_id=self._dice.choice(self._sellers).user_id, created_at=work.now, stage_entered_at=work.now,
            amount=self._dice.choice([None, 50_000, 90_000]), attempts=0,
        )  # fmt: skip
        work.session.add(deal)
        await work.session.flush()
        self._moved(work, deal, None, first)
        if self._dice.random() < 0.7:
            work.session.add(DealLine(deal_id=deal.id, product_id=self._dice.choice(self._products), quantity=1000))

    def _work_on(self, work: Work, deal: Deal, stages: list[Stage]) -> None:
        dice = self._dice.random()
        if (work.now - deal.created_at).days > 60:
            return  # nobody works on it any more
        if dice < 0.04:
            deal.amount = round((deal.amount or 70_000) * self._dice.uniform(0.7, 1.2))
            self._enter(work, deal, next(stage for stage in stages if stage.kind is StageKind.WON))
        elif dice < 0.06:
            self._enter(work, deal, next(stage for stage in stages if stage.kind is StageKind.LOST))
        elif dice < 0.12:
            self._enter(work, deal, self._dice.choice([stage for stage in stages if stage.kind is StageKind.OPEN]))
        elif dice < 0.15:
            deal.amount = self._dice.randrange(40_000, 200_000)
        elif dice < 0.17:
            deal.expected_close = work.now.date() + timedelta(days=self._dice.randrange(60))

    def _enter(self, work: Work, deal: Deal, stage: Stage) -> None:
        self._moved(work, deal, deal.stage_id, stage)
        deal.stage_id, deal.status, deal.stage_entered_at = stage.id, stage.kind, work.now
        deal.closed_at = None if stage.kind is StageKind.OPEN else work.now

    def _moved(self, work: Work, deal: Deal, before: int | None, stage: Stage) -> None:
        move = StageTransition(deal_id=deal.id, from_stage_id=before, to_stage_id=stage.id, at=work.now)
        work.session.add(move)

    async def upset(self) -> None:
        """Change whatever can be changed: owners, sums, stages, chances; what was closed may be open again."""
        async with self._database.write(SYSTEM, self._clock.now()) as work:
            stages = list(await work.session.scalars(select(Stage).order_by(Stage.pipeline_id, Stage.position)))
            for stage in stages:
                stage.probability = self._dice.randrange(100)
            for deal in await work.session.scalars(select(Deal)):
                own = [stage for stage in stages if stage.pipeline_id == deal.pipeline_id]
                self._enter(work, deal, self._dice.choice(own))
                deal.owner_id = self._dice.choice(self._sellers).user_id
                deal.amount = self._dice.randrange(10**9)
                deal.expected_close = None
