"""The numbers of the company: every indicator by period, slices and filters, from one formula each (kpi.md)."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import Final

from services import indicator_plans, indicator_records, policy
from services.clock import Clock
from services.errors import Denied, Invalid
from services.indicator_tables import desk
from services.indicator_values import NO_FILTERS
from services.indicator_views import Listing, Point, Records, Report, Table
from services.rules import periods
from services.rules.actor import Actor
from services.rules.indicators import INDICATORS, TIMES, By, Filters, Indicator, nearest
from services.rules.periods import Period
from services.rules.worktime import local_day
from services.slices import senseless
from storage.unit_of_work import Database

HISTORY: Final = 12
"""Periods in a line."""


class Indicators:
    """Use cases of reports; for the staff. A manager's numbers are of own records.

    `period` None is the current month of the company.
    """

    def __init__(self, db: Database, clock: Clock) -> None:
        self._db = db
        self._clock = clock

    async def table(
        self,
        actor: Actor,
        code: str,
        period: Period | None = None,
        by: Iterable[By] = (),
        filters: Filters = NO_FILTERS,
    ) -> Table:
        """An indicator by slices, or in one row.

        Raises Denied, Invalid("indicator_unknown"), Invalid("slice_senseless").
        """
        by = tuple(by)
        asked = _checked(code, by, filters)
        async with self._db.read(_staff(actor), self._clock.now()) as work:
            at = await desk(work)
            return (await at.tables([asked], period or at.month, by, filters))[code]

    async def many(
        self,
        actor: Actor,
        codes: Collection[str],
        period: Period | None = None,
        by: Iterable[By] = (),
        filters: Filters = NO_FILTERS,
    ) -> dict[str, Table]:
        """Several indicators at once, each fact counted once; those for which the slices make no sense are left out.

        Raises Denied, Invalid("indicator_unknown").
        """
        by = tuple(by)
        asked = [one for one in map(_known, codes) if all(map(one.can, (*by, *filters)))]
        async with self._db.read(_staff(actor), self._clock.now()) as work:
            at = await desk(work)
            return await at.tables(asked, period or at.month, by, filters)

    async def report(
        self, actor: Actor, code: str, period: Period | None = None, filters: Filters = NO_FILTERS
    ) -> Report:
        """An indicator at a glance: now, before, a year ago, planned, and its line of 12 periods.

        Raises Denied, Invalid("indicator_unknown"), Invalid("slice_senseless").
        """
        asked = _checked(code, (), filters)
        async with self._db.read(_staff(actor), self._clock.now()) as work:
            at = await desk(work)
            period = period or at.month
            shown = {number: periods.shifted(period, number) for number in range(1 - HISTORY, 1)}
            found = {number: await at.row(asked, one, filters) for number, one in shown.items()}
            compared = periods.as_far_before(period, local_day(work.now, at.zone))
            before = found[-1] if compared == shown[-1] else await at.row(asked, compared, filters)
            year_ago = await at.row(asked, periods.year_before(period), filters)
            return Report(
                indicator=asked,
                period=period,
                total=found[0],
                compared=compared,
                before=before,
                year_ago=year_ago if year_ago.n else None,
                plan=await indicator_plans.plan_of(work, asked, period, filters),
                history=tuple(Point(one, found[number].value, found[number].n) for number, one in shown.items()),
            )

    async def records(
        self, actor: Actor, code: str, period: Period | None = None, filters: Filters = NO_FILTERS, page: int = 1
    ) -> Records:
        """A page of what is behind a number, the newest first.

        Raises Denied, Invalid("indicator_unknown"), Invalid("slice_senseless").
        """
        asked = _checked(code, (), filters)
        async with self._db.read(_staff(actor), self._clock.now()) as work:
            at = await desk(work)
            return await indicator_records.page(work, at.policy, asked, period or at.month, filters, page)

    async def listing(self, actor: Actor, code: str, period: Period, filters: Filters = NO_FILTERS) -> Listing:
        """Everything behind a number, for a file.

        Raises Denied, Invalid("indicator_unknown"), Invalid("slice_senseless").
        """
        asked = _checked(code, (), filters)
        async with self._db.read(_staff(actor), self._clock.now()) as work:
            return await indicator_records.everything(work, await policy.load(work), asked, period, filters)


def _staff(actor: Actor) -> Actor:
    if not actor.is_staff:
        raise Denied
    return actor


def _known(code: str) -> Indicator:
    found = INDICATORS.get(code)
    if found is None:
        raise Invalid("indicator_unknown", indicator=code, nearest=nearest(code))
    return found


def _checked(code: str, by: tuple[By, ...], filters: Filters) -> Indicator:
    indicator = _known(code)
    for one in (*by, *filters):
        if not indicator.can(one) or (one in TIMES and one in filters):
            raise senseless(code, one)
    return indicator
