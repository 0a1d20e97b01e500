"""Screens of /funnel: three modes, cuts, the reference; small, huge and empty."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from bot.ui import funnels, mono
from bot.ui.funnel_buttons import FunnelRows
from services.funnel_views import Funnel, FunnelCut, FunnelCutRow, FunnelStep, Moved, ReferenceInfo
from services.indicator_views import Record, Records, SliceItem
from services.rules.funnels import Verdict
from services.rules.indicators import Kind, Slice
from services.rules.periods import PeriodKind, containing
from tests.ui.conftest import Snapshot, WordsIn
from tests.ui.reading import check

NOVEMBER = containing(PeriodKind.MONTH, date(2026, 11, 21))
PIPELINE = SliceItem(1, "Новые клиенты B2B")
STAGES = ("Первый контакт", "Коммерческое предложение", "Переговоры о цене", "Договор и счёт")


def step(number: int, name: str, entered: int, conversion: float | None, **values: object) -> FunnelStep:
    """A stage of the funnel."""
    made = FunnelStep(
        stage_id=number,
        name=name,
        entered=entered,
        conversion=conversion,
        days=None if conversion is None else 2.5 * number,
        days_p90=None if conversion is None else 9.0 * number,
        waiting=3 * number,
        amount=12_345_600 * number,
        slow=number // 2,
        reference=None,
        verdict=Verdict.FEW,
        more_wins=0,
    )
    return replace(made, **values)  # type: ignore[arg-type]


def a_funnel(**values: object) -> Funnel:
    """A month of a pipeline with four open stages."""
    steps = (
        step(1, STAGES[0], 120, 75.0, reference=74.0, verdict=Verdict.EVEN),
        step(2, STAGES[1], 90, 33.3, reference=55.0, verdict=Verdict.WORSE, more_wins=12),
        step(3, STAGES[2], 30, 80.0, reference=60.0, verdict=Verdict.BETTER),
        step(4, STAGES[3], 24, None),
    )
    made = Funnel(
        pipeline=PIPELINE,
        pipelines=(PIPELINE, SliceItem(2, "Повторные продажи")),
        period=NOVEMBER,
        back=0,
        chosen=(),
        entered=130,
        won=18,
        revenue=423_456_700,
        conversion=13.8,
        days=21.5,
        steps=steps,
        reference=ReferenceInfo(5, typed=False, start=date(2026, 4, 1), last=date(2026, 9, 30)),
    )
    return replace(made, **values)  # type: ignore[arg-type]


@pytest.mark.parametrize("locale", ["ru", "uk", "en"])
@pytest.mark.parametrize("mode", ["c", "t", "a"])
def test_the_funnel(words_in: WordsIn, snapshot: Snapshot, locale: str, mode: str) -> None:
    snapshot(funnels.funnel(a_funnel(), mode, words_in(locale), leader=True), f"funnels/funnel_{mode}", locale)


@pytest.mark.parametrize("locale", ["ru", "uk", "en"])
def test_an_empty_funnel_says_so(words_in: WordsIn, snapshot: Snapshot, locale: str) -> None:
    bare = tuple(
        replace(one, entered=0, conversion=None, waiting=0, amount=0, slow=0, verdict=Verdict.FEW)
        for one in a_funnel().steps
    )
    view = a_funnel(entered=0, won=0, revenue=0, conversion=None, days=None, steps=bare, reference=None)
    snapshot(funnels.funnel(view, "c", words_in(locale), leader=False), "funnels/empty", locale)


@pytest.mark.parametrize("locale", ["ru", "uk", "en"])
def test_a_cut(words_in: WordsIn, snapshot: Snapshot, locale: str) -> None:
    rows = (
        FunnelCutRow(SliceItem(7, "Анна К."), 60, 12, 300_000_000, 20.0, 14.0),
        FunnelCutRow(SliceItem(8, "Марина С."), 50, 6, 123_456_700, 12.0, 20.0),
        FunnelCutRow(SliceItem(None, ""), 20, 0, 0, None, None),
    )
    view = FunnelCut(PIPELINE, NOVEMBER, 0, ((Slice.CHANNEL, SliceItem(3, "Сайт")),), Slice.MANAGER, rows)
    snapshot(funnels.cut(view, 1, words_in(locale)), "funnels/cut", locale)


@pytest.mark.parametrize("locale", ["ru", "uk", "en"])
def test_the_reference(words_in: WordsIn, snapshot: Snapshot, locale: str) -> None:
    w = words_in(locale)
    moved = (
        Moved(PIPELINE, 2, STAGES[1], SliceItem(8, "Марина С."), 22.0, 55.0, 40, Verdict.WORSE, 5),
        Moved(PIPELINE, 3, STAGES[2], SliceItem(7, "Анна К."), 80.0, 60.0, 30, Verdict.BETTER, 0),
    )
    snapshot(funnels.reference(a_funnel(), moved, w), "funnels/reference", locale)
    snapshot(funnels.reference(a_funnel(reference=None), (), w), "funnels/no_reference", locale)
    snapshot(funnels.type_question(a_funnel(), w), "funnels/type", locale)


@pytest.mark.parametrize("locale", ["ru", "uk", "en"])
def test_the_deals_behind_a_number(words_in: WordsIn, snapshot: Snapshot, locale: str) -> None:
    w = words_in(locale)
    lines = tuple(
        Record(Kind.DEAL, number, "Поставка", "<b>Ромашка</b>", datetime(2026, 11, 20, 9, tzinfo=UTC), 1_234_500)
        for number in (1, 2)
    )
    asked = FunnelRows(place=2, when="m0", what="s")
    found = Records("stage_conversion", NOVEMBER, lines, 12, 1, 6)
    screen = funnels.records(a_funnel(), found, asked, w)
    snapshot(screen, "funnels/records", locale)


@pytest.mark.parametrize("mode", ["c", "t", "a"])
def test_thirty_stages_with_long_names_still_fit(words_in: WordsIn, mode: str) -> None:
    many = tuple(step(n, "Очень длинное название стадии " * 5, 99_999, 100.0, amount=10**15) for n in range(1, 31))
    w = words_in("ru")
    check(funnels.funnel(a_funnel(steps=many), mode, w, leader=True))
    assert all(mono.cells(line) <= mono.WIDTH for line in funnels.table(a_funnel(steps=many), mode, w))
