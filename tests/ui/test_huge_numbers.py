"""Screens of numbers in a huge company: 300 managers, 200 stages, sums of ten digits, names of 300 letters."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from bot.ui import forecast, funnels, mono, reviews, subscriptions
from bot.ui.funnel_buttons import FunnelRows
from bot.ui.reports import boards, charts, home, indicator, records, tables
from bot.ui.words import Words
from services.funnel_views import FunnelCut, FunnelCutRow, Moved
from services.indicator_views import Record, Records, SliceItem
from services.report_views import BoardLine, Door, Glance, RecordsPage, ReportList, When
from services.reviews import PersonReview, Said
from services.rules.funnels import Verdict
from services.rules.indicators import INDICATORS, Group, Kind, Slice
from services.rules.subscriptions import Rhythm
from services.subscriptions import Told
from tests.ui.conftest import WordsIn
from tests.ui.reading import check
from tests.ui.test_forecast_screens import PAGE as FORECAST
from tests.ui.test_forecast_screens import ROW
from tests.ui.test_funnel_screens import PIPELINE, a_funnel, step
from tests.ui.test_number_pushes import DAY, MONTH, a_review, a_subscription, line
from tests.ui.test_report_screens import COMPARED, NOVEMBER, a_board, a_page, a_table, row

LONG = "Надзвичайно довга назва & <тег> 🎉 $x_1$ " * 8
DEAR = 9_999_999_999_00
FAR = SliceItem(2**31, LONG)
BOTH = ((Slice.MANAGER, FAR), (Slice.CHANNEL, replace(FAR, key=2**31 - 1)))
MANAGERS = tuple(SliceItem(2**31 + n, f"{n} {LONG}") for n in range(300))


@pytest.fixture(params=["ru", "uk", "en"])
def w(request: pytest.FixtureRequest, words_in: WordsIn) -> Words:
    """Words of each language."""
    return words_in(request.param)


def test_funnels(w: Words) -> None:
    steps = tuple(step(n, f"{n} {LONG}", 10**6, 99.9, amount=DEAR, reference=50.0, more_wins=10**5) for n in range(200))
    wild = replace(PIPELINE, name=LONG)
    view = a_funnel(
        pipeline=wild, pipelines=(wild,) * 30, chosen=BOTH, steps=steps, entered=10**7, won=10**6, revenue=DEAR
    )
    for mode in funnels.MODES:
        check(funnels.funnel(view, mode, w, leader=True))
        assert all(mono.cells(one) <= mono.WIDTH for one in funnels.table(view, mode, w))
    rows = tuple(FunnelCutRow(item, 10**7, 10**6, DEAR, 10.5, 99.9) for item in MANAGERS)
    for page in (1, 20, 38):
        check(funnels.cut(FunnelCut(wild, NOVEMBER, 999, BOTH, Slice.MANAGER, rows), page, w))
    moved = tuple(Moved(wild, n, LONG, FAR, 1.0, 99.0, 10**6, Verdict.WORSE, 10**5) for n in range(300))
    check(funnels.reference(view, moved, w))
    check(funnels.type_question(view, w))
    found = Records("stage_conversion", NOVEMBER, (a_record(),) * 8, 10**6, 9999, 125_000)
    check(funnels.records(view, found, FunnelRows(place=2**31, when="m999", what="s"), w))


def a_record() -> Record:
    """A deal with everything as long as can be."""
    return Record(Kind.DEAL, 2**31, LONG, LONG, datetime(2026, 11, 20, tzinfo=UTC), DEAR)


@pytest.mark.parametrize("code", ["revenue", "stage_conversion", "lifetime_value"])
def test_reports(w: Words, code: str) -> None:
    far = When(start=NOVEMBER.start, days=3660)
    dear = row(DEAR, 10**7, extra={"weighted": DEAR}, p90=10**6)
    page = a_page(code, dear, chosen=BOTH, when=far, slices=tuple(Slice))
    check(indicator.page(page, w))
    check(indicator.cuts(page, (Slice.MANAGER,), 1, w))
    view = RecordsPage(
        INDICATORS[code], far, BOTH, NOVEMBER, ((a_record(), Door(Kind.DEAL, 2**31)),) * 8, 10**7, 999, 10**6
    )
    check(records.records(view, w))
    table = replace(
        a_table((Slice.MANAGER,), tuple(row(DEAR, 10**6, (Slice.MANAGER, item)) for item in MANAGERS), code),
        chosen=BOTH[1:], when=far,
    )  # fmt: skip
    for number in (1, 38):
        check(tables.table(table, number, w))
    charts.of_table(table, w)


def test_boards_and_lists(w: Words) -> None:
    board = a_board()
    wide = tuple(BoardLine(item, {one.code: row(DEAR) for one in board.columns}) for item in MANAGERS)
    check(boards.board(replace(board, lines=wide), 38, w))
    glances = tuple(Glance(one, row(DEAR), row(DEAR // 3)) for one in INDICATORS.values() if one.group is Group.MONEY)
    check(home.group(ReportList(NOVEMBER, COMPARED, glances), Group.MONEY, 1, w))


def test_what_comes_by_itself(w: Words) -> None:
    many = tuple(PersonReview(f"{n} {LONG}", DEAR, 10**6, DEAR) for n in range(300))
    moved = tuple(
        Moved(replace(PIPELINE, name=LONG), 2, LONG, None, 1.0, 99.0, 10**6, Verdict.WORSE, 10**5) for _ in range(200)
    )
    huge = replace(ROW, name=LONG, revenue=DEAR * 300, low=DEAR, high=DEAR * 900)
    view = a_review(
        period=MONTH, people=many, moved=moved, plan=DEAR, said=Said(MONTH.start, DEAR, DEAR, DEAR),
        lines=tuple(line(code, DEAR, 1) for code in INDICATORS), ahead=replace(FORECAST, row=huge, plan=1),
    )  # fmt: skip
    check(reviews.review(view, DAY, w))
    check(reviews.people(view, DAY, w))
    check(forecast.page(replace(FORECAST, row=huge), w))
    one = a_subscription(
        chosen=BOTH, id=2**31, indicator=INDICATORS["revenue"], rhythm=Rhythm.THRESHOLD, threshold=DEAR
    )
    check(subscriptions.table((one,) * 20, w))
    for screen in (subscriptions.question(one, w), subscriptions.card(one, w, fresh=True)):
        check(screen)
    check(subscriptions.threshold_question(one, above=True, w=w))
    check(subscriptions.told(Told(one, NOVEMBER, row(DEAR, 10**7)), w))
