"""Every number of a company that has nothing yet, and of one with a single deal: a screen, never an error."""

from __future__ import annotations

from datetime import timedelta

import pytest

from bot.ui import forecast, funnels, plans, reviews
from bot.ui.reports import boards, charts, files, home, indicator, records, tables
from bot.ui.screen import Screen
from bot.ui.words import Words
from services import Services
from services.clock import ShiftedClock
from services.forecast_views import Span
from services.report_views import When
from services.reports import catalogue
from services.rules.actor import SYSTEM, Actor
from services.rules.indicators import TIMES
from services.rules.periods import PeriodKind
from services.rules.report_sets import BOARDS
from storage.tables import Deal
from storage.unit_of_work import Database
from tests.support.company import People
from tests.support.factory import Factory
from tests.support.winning import won
from tests.ui.reading import check

QUARTER = When(PeriodKind.QUARTER)


async def numbers(services: Services, actor: Actor, w: Words, codes: list[str]) -> list[Screen]:
    """The pages, tables, records, pictures and files of indicators."""
    found = []
    for code in codes:
        view = await services.reports.indicator(actor, code, QUARTER)
        found += [indicator.page(view, w), indicator.cuts(view, (), 1, w)]
        charts.of_indicator(view, w)
        files.of_indicator(view, w)
        found.append(records.records(await services.reports.records(actor, code, QUARTER, (), 1), w))
        files.of_records(await services.reports.listing(actor, code, QUARTER, ()), w)
        by = [one for one in view.slices if one not in TIMES][:2]
        for cut in (by, [one for one in view.slices if one in TIMES][:1]):
            if cut:
                table = await services.reports.table(actor, code, QUARTER, (), cut)
                found.append(tables.table(table, 1, w))
                charts.of_table(table, w)
                files.of_table(table, w)
    return found


async def every_page(services: Services, actor: Actor, w: Words) -> list[Screen]:
    """First pages of reports, boards, funnel, plan, forecast and the reviews."""
    codes = list(catalogue(actor))
    found = [
        home.home(await services.reports.home(actor), w),
        home.group(await services.reports.listed(actor, codes[:9]), next(iter(catalogue(actor).values())).group, 1, w),
        plans.page(await services.plans.page(actor), w),
    ]
    for span in Span:
        view = await services.forecasts.page(actor, span)
        found.append(forecast.page(view, w))
        forecast.chart(view, w)
    funnel = await services.funnels.funnel(actor)
    found += [funnels.funnel(funnel, mode, w, leader=actor.is_leader) for mode in funnels.MODES]
    if actor.is_leader:
        for kind in BOARDS:
            if kind in (await services.reports.home(actor)).boards:
                board = await services.reports.board(actor, kind, QUARTER)
                found.append(boards.board(board, 1, w))
                files.of_board(board, w)
        for kind_of in (PeriodKind.WEEK, PeriodKind.MONTH):
            review = await services.reviews.page(actor, kind_of)
            found += [reviews.review(review, 739_000, w), reviews.people(review, 739_000, w)]
    return found


@pytest.mark.parametrize("deals", [0, 1])
async def test_a_company_with_nothing_and_one_with_a_deal(
    services: Services, people: People, factory: Factory, database: Database, clock: ShiftedClock, deals: int
) -> None:
    if deals:
        client = await factory.client("Ы" * 300)
        deal_id = await won(database, people.anna, 9_999_999_999_00, clock.now() - timedelta(days=9), cost=0)
        async with database.write(SYSTEM, clock.now()) as work:
            (await work.session.get_one(Deal, deal_id)).client_id = client.id
    w = Words("ru", "Europe/Kyiv", clock.now())
    # A tenth of the catalogue each: `test_by_hand.py` has all 51 on such companies, these are their screens.
    for screen in await numbers(services, people.owner, w, list(catalogue(people.owner))[deals::10]):
        check(screen)
    for actor in (people.boris if deals else people.owner, people.anna):
        for screen in await every_page(services, actor, w):
            check(screen)
