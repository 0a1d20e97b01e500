"""Screens of /forecast: two forecasts side by side, the proof, what is open, closing what is dead."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from io import BytesIO

import pytest
from PIL import Image

from bot.ui import forecast, forecast_chart, painting
from bot.ui.render import TEXT_LIMIT, units
from bot.ui.words import Words
from services.forecast_views import (
    DeadClosed,
    DeadQuestion,
    ForecastPage,
    ForecastRow,
    ForecastTable,
    Kept,
    Level,
    OpenDeal,
    OpenPage,
    OpenStage,
    OpenTotals,
    Point,
    Proof,
    Span,
)
from services.rules.periods import add_months
from services.rules.views import Named
from tests.ui.conftest import Snapshot, WordsIn
from tests.ui.reading import check

LOCALES = ["ru", "uk", "en"]
MONTHS = tuple(add_months(date(2026, 11, 1), -back) for back in range(1, 7))
POINTS = tuple(
    Point(start, add_months(start, 1), said * 100_00, came * 100_00, came * 250_00)
    for start, said, came in zip(
        MONTHS, (9000, 8800, 9500, 8100, 7900, 8400), (9400, 8100, 9100, 8600, 8000, 7600), strict=True
    )
)
PROOF = Proof(7, 1020, 0.88, 0.81, 0.35, 0.93, POINTS)
ROW = ForecastRow(
    Level.TEAM, 1, "North & <Co>", 744_000_00, 28, 1_150_000_00, 45.3, 1_020_000_00, 1_280_000_00, 38.0, 52.0,
    2_300_000_00, PROOF, {"age": 1_100_000_00, "last_28": 1_200_000_00},
)  # fmt: skip
ANNA = replace(ROW, level=Level.MANAGER, key=3, name="Анна К.", revenue=300_000_00, low=150_000_00, high=450_000_00)
UNKNOWN = replace(
    ROW, level=Level.MANAGER, key=4, name="Олег Д.", revenue=None, wins=None, low=None, high=None, low_wins=None,
    high_wins=None, proof=Proof(1, 0), fact=0,
)  # fmt: skip
WHOLE = replace(ROW, level=Level.COMPANY, key=None, name="Ромашка")
TABLE = ForecastTable(date(2026, 11, 21), date(2026, 11, 1), date(2026, 12, 1), (WHOLE, ROW, ANNA, UNKNOWN), 0.214)
OPEN = OpenTotals(120, 4_200_000_00, 2_300_000_00, 1_100_000_00, 400_000_00, 35, 900_000_00)
PAGE = ForecastPage(
    Span.MONTH, TABLE, ROW, (ROW, ANNA, UNKNOWN), OPEN, 1_200_000_00,
    (Kept(MONTHS[0], date(2026, 11, 1), 9000_00, 9400_00), Kept(MONTHS[1], MONTHS[0], 8800_00, 8100_00)),
)  # fmt: skip
DEAL = OpenDeal(7, "Поставка", "ТехноЛайн", "Переговоры", "Анна К.", 340_000_00, 340_000_00, 0.6, 0.34, 21, False)
DEALS = OpenPage(
    Span.MONTH, Level.TEAM, 1, "North", OPEN, 1, 15,
    (
        DEAL,
        replace(DEAL, id=8, client=None, name="<b>Счёт</b>", amount=None, value=12_500_00, chance=0.02, age=200,
                dead=True),
        replace(DEAL, id=9, client="Ромашка", value=None, amount=None, chance=None, age=None),
    ),
)  # fmt: skip


def company(view: ForecastPage = PAGE) -> ForecastPage:
    """The company's page."""
    return replace(view, row=WHOLE, choices=(WHOLE, ROW, ANNA, UNKNOWN), plan=None, kept=())


@pytest.mark.parametrize("locale", LOCALES)
def test_the_forecast(words_in: WordsIn, snapshot: Snapshot, locale: str) -> None:
    w = words_in(locale)
    snapshot(forecast.page(PAGE, w), "forecast/team", locale)
    few = replace(WHOLE, wins=11.6, proof=replace(PROOF, possible=0.66))
    snapshot(forecast.page(replace(company(), row=few), w), "forecast/company_few", locale)
    week = replace(TABLE, start=date(2026, 11, 21), end=date(2026, 11, 28))
    snapshot(forecast.page(replace(company(), span=Span.WEEK, table=week), w), "forecast/week", locale)


@pytest.mark.parametrize("locale", LOCALES)
def test_what_cannot_be_known_yet(words_in: WordsIn, snapshot: Snapshot, locale: str) -> None:
    view = replace(PAGE, row=UNKNOWN, choices=(UNKNOWN,), plan=None, kept=(), open=OpenTotals())
    snapshot(forecast.page(view, words_in(locale)), "forecast/unknown", locale)
    unchecked = replace(PAGE, row=replace(ROW, proof=Proof(3, 12, None, None, None, 0.7)))
    snapshot(forecast.page(unchecked, words_in(locale)), "forecast/unchecked", locale)


@pytest.mark.parametrize("locale", LOCALES)
def test_by_whom(words_in: WordsIn, snapshot: Snapshot, locale: str) -> None:
    snapshot(forecast.levels(company(), 1, words_in(locale)), "forecast/levels", locale)
    young = replace(PAGE, choices=(UNKNOWN,))
    snapshot(forecast.levels(young, 1, words_in(locale)), "forecast/levels_young", locale)


@pytest.mark.parametrize("locale", LOCALES)
def test_open_deals(words_in: WordsIn, snapshot: Snapshot, locale: str) -> None:
    w = words_in(locale)
    snapshot(forecast.deals(DEALS, w, dead=False, leader=True), "forecast/deals", locale)
    dead = replace(DEALS, deals=(DEALS.deals[1],), pages=1)
    snapshot(forecast.deals(dead, w, dead=True, leader=True), "forecast/dead", locale)
    snapshot(forecast.deals(dead, w, dead=True, leader=False), "forecast/dead_own", locale)
    none = replace(DEALS, deals=(), pages=1, totals=OpenTotals())
    snapshot(forecast.deals(none, w, dead=True, leader=True), "forecast/dead_none", locale)


@pytest.mark.parametrize("locale", LOCALES)
def test_by_stage(words_in: WordsIn, snapshot: Snapshot, locale: str) -> None:
    stages = (
        OpenStage("B2B <1>", "Переговоры <1>", OPEN, 0.6, 0.34, 21),
        OpenStage("B2B <1>", "Договор", OpenTotals(2, 100_00, 50_00, 40_00, 10_00), 0.8, 0.71, 1),
    )
    w = words_in(locale)
    snapshot(forecast.stages(replace(DEALS, stages=stages), 1, w), "forecast/stages", locale)
    twice = (*stages, replace(stages[1], pipeline="B2C"))
    snapshot(forecast.stages(replace(DEALS, stages=twice), 1, w), "forecast/stages_of_two", locale)


def test_many_stages_come_by_pages(words_in: WordsIn) -> None:
    stages = tuple(OpenStage("B2B", f"Этап {'м' * 40} {at}", OPEN, 0.6, 0.34, 21) for at in range(1, 201))
    shown = forecast.stages(replace(DEALS, stages=stages), 13, words_in("ru"))
    assert [button.text for button in shown.rows[0]] == ["‹", "13/13"]
    assert units(shown.text) < TEXT_LIMIT


@pytest.mark.parametrize("locale", LOCALES)
def test_closing_dead_deals(words_in: WordsIn, snapshot: Snapshot, locale: str) -> None:
    w = words_in(locale)
    asked = DeadQuestion(
        DEALS, 100, 900_000_00, 21, (("Анна К.", 61), (None, 39)), (Named(1, "Дорого"), Named(2, "Не отвечает"))
    )
    snapshot(forecast.dead_question(asked, w), "forecast/dead_question", locale)
    snapshot(forecast.dead_closed(DeadClosed(100, "Не отвечает", 5), w), "forecast/dead_closed", locale)
    snapshot(forecast.dead_back(1, w), "forecast/dead_back", locale)
    check(forecast.under_way(100, w))


@pytest.mark.parametrize("span", list(Span))
def test_a_picture_of_every_window(w: Words, span: Span) -> None:
    view = replace(company(), span=span)
    png = painting.png(forecast_chart.draw(forecast.chart(view, w), w))
    image = Image.open(BytesIO(png))
    assert image.width == 780
    check(forecast.picture(view, png, w))
    bare = replace(view, row=replace(UNKNOWN, level=Level.COMPANY, key=None))
    assert painting.png(forecast_chart.draw(forecast.chart(bare, w), w))


def test_a_picture_of_twelve_windows_names_no_more_than_fit(w: Words) -> None:
    many = replace(PROOF, points=POINTS * 4)
    chart = forecast.chart(replace(PAGE, row=replace(ROW, proof=many)), w)
    assert len(chart.marks) == forecast.MARKS + 1
    assert chart.marks[-1].said == ROW.revenue
    assert painting.png(forecast_chart.draw(chart, w))


def test_sums_of_any_size_and_long_names_fit(words_in: WordsIn) -> None:
    huge = replace(
        ROW, name="Очень длинное имя " * 10, revenue=10**15, low=10**14, high=10**16, template=10**17, fact=10**14,
        wins=10.0**7,
    )  # fmt: skip
    for locale in LOCALES:
        w = words_in(locale)
        check(forecast.page(replace(PAGE, row=huge, choices=(huge,) * 30), w))
        check(forecast.levels(replace(PAGE, row=huge, choices=(huge,) * 30), 2, w))
