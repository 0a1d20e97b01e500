"""What comes by itself in numbers: reviews of week and month, subscriptions, the plan in one line."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from bot.ui import reviews, subscriptions
from bot.ui.plan_line import plan_line
from services.funnel_views import Moved
from services.indicator_views import Row, SliceItem
from services.plan_views import Outlook, PlanPage
from services.reviews import PersonReview, Review, ReviewLine, Said
from services.rules.funnels import Verdict
from services.rules.indicators import INDICATORS, Slice
from services.rules.kinds import PlanMetric
from services.rules.periods import PeriodKind, containing, shifted
from services.rules.plan_pace import pace
from services.rules.plans import COMPANY
from services.rules.subscriptions import Rhythm
from services.subscriptions import SubscriptionView, Told
from tests.ui.conftest import Snapshot, WordsIn
from tests.ui.test_forecast_screens import PAGE, UNKNOWN, company

WEEK = containing(PeriodKind.WEEK, date(2026, 11, 18))
MONTH = containing(PeriodKind.MONTH, date(2026, 10, 18))
DAY = date(2026, 11, 23).toordinal()


def line(code: str, value: float | None, before: float | None) -> ReviewLine:
    """A line of a review."""
    return ReviewLine(INDICATORS[code], value, before, 10)


def a_review(**values: object) -> Review:
    """A week with a stage that moved."""
    made = Review(
        period=WEEK,
        before=shifted(WEEK, -1),
        whole=True,
        lines=(
            line("revenue", 423_456_00, 380_000_00),
            line("deals_won", 18, 18),
            line("win_rate", 27.5, 31.0),
            line("leads_new", 42, 0),
            line("nps", None, None),
        ),
        now=(line("tasks_overdue", 3, None), line("deals_no_task", 0, None)),
        people=(PersonReview("Анна К.", 300_000_00, 12, 250_000_00), PersonReview("<b>Олег</b>", 0, 0, 130_000_00)),
        plan=None,
        said=None,
        moved=(Moved(SliceItem(1, "B2B новые"), 2, "КП", None, 31.0, 55.0, 64, Verdict.WORSE, 0),),
    )
    return replace(made, **values)  # type: ignore[arg-type]


def a_subscription(**values: object) -> SubscriptionView:
    """Win rate of a channel, weekly."""
    chosen = ((Slice.CHANNEL, SliceItem(3, "Сайт")),)
    made = SubscriptionView(7, INDICATORS["win_rate"], chosen, Rhythm.WEEK, None, above=False)
    return replace(made, **values)  # type: ignore[arg-type]


@pytest.mark.parametrize("locale", ["ru", "uk", "en"])
def test_reviews(words_in: WordsIn, snapshot: Snapshot, locale: str) -> None:
    w = words_in(locale)
    closed = a_review(
        period=MONTH, before=shifted(MONTH, -1), plan=500_000_00, moved=(),
        said=Said(date(2026, 10, 1), 450_000_00, 380_000_00, 520_000_00),
    )  # fmt: skip
    snapshot(reviews.review(a_review(), DAY, w), "numbers/week", locale)
    snapshot(reviews.review(closed, DAY, w), "numbers/month", locale)
    snapshot(reviews.people(a_review(), DAY, w), "numbers/people", locale)
    snapshot(reviews.review(a_review(ahead=company()), DAY, w), "numbers/week_ahead", locale)
    snapshot(reviews.shown(a_review(ahead=company()), w), "numbers/week_asked_for", locale)
    bare = a_review(lines=(line("revenue", 0, None),), people=(), moved=(), now=())
    snapshot(reviews.shown(bare, w), "numbers/week_of_nothing", locale)
    many = (*a_review().lines, line("calls_out", 534, 560), line("meetings", 9, 12), line("offers_sent", 40, 80))
    snapshot(reviews.review(a_review(lines=many), DAY, w), "numbers/week_folded", locale)
    young = replace(PAGE, row=UNKNOWN, plan=None)
    snapshot(reviews.review(replace(closed, ahead=young), DAY, w), "numbers/month_too_young", locale)


@pytest.mark.parametrize("locale", ["ru", "uk", "en"])
def test_subscriptions(words_in: WordsIn, snapshot: Snapshot, locale: str) -> None:
    w = words_in(locale)
    limit = a_subscription(id=8, rhythm=Rhythm.THRESHOLD, threshold=20.0)
    snapshot(subscriptions.table((a_subscription(), limit), w), "numbers/subscriptions", locale)
    snapshot(subscriptions.table((), w), "numbers/no_subscriptions", locale)
    snapshot(subscriptions.question(a_subscription(), w), "numbers/how_often", locale)
    snapshot(subscriptions.threshold_question(limit, above=False, w=w), "numbers/threshold", locale)
    snapshot(subscriptions.card(limit, w, fresh=True), "numbers/subscription", locale)
    row = Row((), 17.5, 40)
    snapshot(subscriptions.told(Told(limit, WEEK, row), w), "numbers/crossed", locale)
    snapshot(subscriptions.told(Told(a_subscription(), WEEK, row), w), "numbers/told", locale)


@pytest.mark.parametrize("locale", ["ru", "uk", "en"])
def test_the_plan_in_one_line(words_in: WordsIn, locale: str) -> None:
    november = containing(PeriodKind.MONTH, date(2026, 11, 21))
    page = PlanPage(
        unit=COMPANY, name="", metric=PlanMetric.REVENUE, period=november, begun=True, running=True, fact=620_000_00,
        planned=None, pace=pace(900_000_00, 620_000_00, 0.74, 6), version=1, may_set=False,
    )  # fmt: skip
    said = plan_line(page, words_in(locale))
    assert "69" in said
    assert "74" in said
    assert plan_line(replace(page, pace=None), words_in(locale)) == ""
    told = {"ru": "прогноз 96–108 %", "uk": "прогноз 96–108%", "en": "forecast 96–108%"}[locale]
    ahead = replace(page, outlook=Outlook(920_000_00, 864_000_00, 972_000_00))
    assert plan_line(ahead, words_in(locale)).replace("\u00a0", " ").endswith(told)
    assert "102" in plan_line(replace(page, outlook=Outlook(918_000_00)), words_in(locale))
    assert plan_line(replace(ahead, pace=pace(0, 5, 0.5, 3)), words_in(locale)).count("·") == 0
