"""Numbers that come by themselves: any indicator × filter × rhythm, or once it crosses a threshold."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from services import policy, slices
from services.clock import Clock
from services.errors import Denied, Invalid, NotFound
from services.indicator_views import Row
from services.indicators import Indicators
from services.outbox import notify_user
from services.people import People
from services.policy import Policy
from services.rules import money
from services.rules.actor import SYSTEM, Actor
from services.rules.indicators import INDICATORS, By, Indicator, Unit, by_of
from services.rules.indicators.short_keys import short_key
from services.rules.periods import Period
from services.rules.subscriptions import LEAST, Rhythm, crosses, is_due, looked_at
from services.rules.worktime import intervals, local_day
from services.slices import Chosen
from storage import subscriptions as rows
from storage.absences import away
from storage.tables import Subscription
from storage.unit_of_work import Database, Work

MOST: Final = 20
"""Subscriptions of one person."""
RATIOS: Final = frozenset({Unit.PERCENT, Unit.POINTS, Unit.MINUTES, Unit.DAYS})


@dataclass(frozen=True, slots=True)
class SubscriptionView:
    """One subscription; `threshold` in the indicator's unit, money in minor units."""

    id: int
    indicator: Indicator
    chosen: Chosen
    rhythm: Rhythm
    threshold: float | None
    above: bool


@dataclass(frozen=True, slots=True)
class Told:
    """What a subscription tells: the row of the days it looked at."""

    view: SubscriptionView
    period: Period
    row: Row


class Subscriptions:
    """Use cases of subscriptions; for the staff, each with the own sight."""

    def __init__(self, db: Database, clock: Clock, indicators: Indicators, people: People) -> None:
        self._db = db
        self._clock = clock
        self._indicators = indicators
        self._people = people

    async def all(self, actor: Actor) -> tuple[SubscriptionView, ...]:
        """The actor's. Raises Denied."""
        async with self._db.read(_staff(actor), self._clock.now()) as work:
            found = [await _view(work, row) for row in await rows.own(work)]
            return tuple(view for view in found if view is not None)

    async def draft(self, actor: Actor, code: str, wanted: Sequence[tuple[By, int]]) -> SubscriptionView:
        """What would be subscribed to, before it is. Raises Denied, NotFound."""
        async with self._db.read(_staff(actor), self._clock.now()) as work:
            chosen = await slices.read(work, wanted)
        return SubscriptionView(0, _indicator(code, chosen), chosen, Rhythm.WEEK, None, above=False)

    async def add(
        self,
        actor: Actor,
        code: str,
        wanted: Sequence[tuple[By, int]],
        rhythm: Rhythm,
        threshold: float | None = None,
        *,
        above: bool = False,
    ) -> SubscriptionView:
        """Subscribe; the same again stays one, a new threshold of the same direction takes the old one's place.

        Raises Denied, NotFound, Invalid("subscriptions_many").
        """
        async with self._db.write(_staff(actor), self._clock.now()) as work:
            chosen = await slices.read(work, wanted)
            _indicator(code, chosen)
            keys = {by.value: short_key(item.key) for by, item in chosen}
            same = [
                row
                for row in await rows.own(work)
                if (row.indicator, row.rhythm, row.filters) == (code, rhythm.value, keys) and row.above == above
            ]
            if same:
                row = same[0]
            else:
                if await rows.count(work) >= MOST:
                    raise Invalid("subscriptions_many", limit=MOST)
                row = Subscription(
                    user_id=actor.user_id or 0, indicator=code, filters=keys, rhythm=rhythm.value, above=above,
                    crossed=False, created_at=work.now,
                )  # fmt: skip
                work.session.add(row)
            row.threshold, row.crossed = threshold, False
            await work.session.flush()
            view = await _view(work, row)
            if view is None:
                raise NotFound
            return view

    async def add_typed(
        self, actor: Actor, code: str, wanted: Sequence[tuple[By, int]], typed: str, *, above: bool
    ) -> SubscriptionView:
        """Subscribe to the crossing of a typed number. Raises as `add`, and Invalid("threshold_unclear")."""
        indicator = INDICATORS.get(code)
        if indicator is None:
            raise NotFound
        number: float | None
        if indicator.unit is Unit.MONEY:
            number = money.parse(typed)
        else:
            found = money.decimal(typed.replace("%", " ").strip())
            number = None if found is None else float(found)
        if number is None:
            raise Invalid("threshold_unclear")
        return await self.add(actor, code, wanted, Rhythm.THRESHOLD, number, above=above)

    async def card(self, actor: Actor, subscription_id: int) -> SubscriptionView:
        """One of the actor's. Raises Denied, NotFound."""
        async with self._db.read(_staff(actor), self._clock.now()) as work:
            row = await rows.one(work, subscription_id)
            view = await _view(work, row) if row is not None else None
            if view is None:
                raise NotFound
            return view

    async def end(self, actor: Actor, subscription_id: int) -> None:
        """No more of it. Raises Denied, NotFound."""
        async with self._db.write(_staff(actor), self._clock.now()) as work:
            row = await rows.one(work, subscription_id)
            if row is None:
                raise NotFound
            row.ended_at = work.now

    async def told(self, actor: Actor, subscription_id: int, day: date) -> Told:
        """What is told on a day, as it is known now. Raises Denied, NotFound."""
        async with self._db.read(_staff(actor), self._clock.now()) as work:
            row = await rows.one(work, subscription_id)
            view = await _view(work, row) if row is not None else None
            if view is None:
                raise NotFound
            period = looked_at(view.rhythm, (await policy.load(work)).calendar, day)
        return Told(view, period, await self._row(actor, view, period))

    async def look(self, now: datetime) -> int:
        """The job: queue what is due at the beginning of each person's working day; returns how many."""
        async with self._db.read(SYSTEM, now) as work:
            due = await _due(work, now)
            rules = await policy.load(work)
        queued = 0
        for row, day, ends in due:
            crossed, tells = row.crossed, True
            if row.rhythm == Rhythm.THRESHOLD:
                crossed = await self._crossed(row, rules, day)
                tells = crossed and not row.crossed
            async with self._db.write(SYSTEM, now) as work:
                await rows.mark(work, row.id, told_on=day, crossed=crossed)
                if tells:
                    queued += await notify_user(
                        work, row.user_id, kind="subscription", params={"subscription": row.id, "day": day.isoformat()},
                        dedupe_key=f"subscription:{row.id}:{day}", expires_at=ends,
                    )  # fmt: skip
        return queued

    async def _crossed(self, row: Subscription, rules: Policy, day: date) -> bool:
        actor = await self._people.actor_of(row.user_id)
        async with self._db.read(actor, self._clock.now()) as work:
            view = await _view(work, row)
        if view is None or row.threshold is None:
            return False
        found = await self._row(actor, view, looked_at(Rhythm.THRESHOLD, rules.calendar, day))
        if view.indicator.unit in RATIOS and found.n < LEAST:
            return row.crossed
        return crosses(found.value, row.threshold, above=row.above)

    async def _row(self, actor: Actor, view: SubscriptionView, period: Period) -> Row:
        table = await self._indicators.table(actor, view.indicator.code, period, (), slices.filters(view.chosen))
        return table.rows[0]


async def _due(work: Work, now: datetime) -> list[tuple[Subscription, date, datetime]]:
    """What is due, with the person's day and when that day's work ends: later it would be told for nothing."""
    rules = await policy.load(work)
    gone = await away(work)
    due = []
    for row, own_zone in await rows.running(work):
        zone = rules.zone_of(own_zone)
        day = local_day(now, zone)
        spans = intervals(rules.calendar, zone, day)
        if not spans or not spans[0][0] <= now < spans[-1][1] or row.user_id in gone:
            continue
        if is_due(Rhythm(row.rhythm), rules.calendar, day, row.told_on):
            due.append((row, day, spans[-1][1]))
    work.session.expunge_all()  # they are read after the transaction
    return due


def _staff(actor: Actor) -> Actor:
    if not actor.is_staff:
        raise Denied
    return actor


def _indicator(code: str, chosen: Chosen) -> Indicator:
    found = INDICATORS.get(code)
    if found is None or not all(found.can(by) for by, _ in chosen):
        raise NotFound
    return found


async def _view(work: Work, row: Subscription) -> SubscriptionView | None:
    """A subscription with names; None when what it is about is gone or no longer to be seen."""
    wanted = [(by_of(by), int(key)) for by, key in row.filters.items()]
    try:
        chosen = await slices.read(work, wanted)
        return SubscriptionView(
            row.id, _indicator(row.indicator, chosen), chosen, Rhythm(row.rhythm), row.threshold, row.above
        )
    except NotFound:
        return None
