"""Plans add up, proposals are fair, pace follows working days; words of files (S2-13…S2-17, S1-08)."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.rules import periods, plan_pace, plan_words
from services.rules import plans as rules
from services.rules.kinds import PlanMetric, PlanScope
from services.rules.periods import PeriodKind
from services.rules.plan_pace import OpenDeal, closers, is_dead, pace, worked
from services.rules.plans import COMPANY, Book, Planned, Slot, Unit, structure
from services.rules.worktime import WorkCalendar
from tests.rules.moments import KYIV, OFFICE, kyiv

NOVEMBER = periods.containing(PeriodKind.MONTH, date(2026, 11, 1))
QUARTER = periods.containing(PeriodKind.QUARTER, date(2026, 11, 1))
YEAR = periods.containing(PeriodKind.YEAR, date(2026, 11, 1))
NORTH, SOUTH, KYIV_TEAM = (Unit(PlanScope.TEAM, n) for n in (1, 2, 3))
ANNA, OLEG, VERA, LONE = (Unit(PlanScope.USER, n) for n in (11, 12, 13, 14))
MONEY, DEALS = PlanMetric.REVENUE, PlanMetric.DEALS
TREE = structure({1: None, 2: None, 3: 1}, {11: 1, 12: 3, 13: 2, 14: None}, (21, 22))


def book(*rows: tuple[Unit, periods.Period, int]) -> Book:
    return Book({(unit, Slot(period.kind, period.start)): value for unit, period, value in rows}, TREE)


def test_people_add_up_to_teams_and_teams_to_the_company():
    plans = book((ANNA, NOVEMBER, 100), (OLEG, NOVEMBER, 200), (VERA, NOVEMBER, 50), (LONE, NOVEMBER, 7))
    assert plans.plan(NORTH, NOVEMBER) == Planned(300, False, 1, 1)
    assert plans.plan(COMPANY, NOVEMBER) == Planned(357, False, 1, 1)


def test_what_was_set_wins_and_the_difference_can_be_told():
    plans = book((ANNA, NOVEMBER, 100), (NORTH, NOVEMBER, 250))
    own, below = plans.plan(NORTH, NOVEMBER), plans.below(NORTH, NOVEMBER)
    assert own
    assert below
    assert (own.value, own.own) == (250, True)
    assert rules.gap(own.value, below.value) == -150
    assert plans.plan(COMPANY, NOVEMBER) == Planned(250, False, 1, 1)


def test_a_longer_period_is_the_sum_of_its_months_unless_it_has_its_own():
    october, december = periods.shifted(NOVEMBER, -1), periods.shifted(NOVEMBER, 1)
    plans = book((ANNA, october, 10), (ANNA, NOVEMBER, 20))
    assert plans.plan(ANNA, QUARTER) == Planned(30, True, 2, 3)
    assert plans.plan(ANNA, YEAR) == Planned(30, True, 2, 12)
    whole = book((ANNA, QUARTER, 100), (ANNA, december, 1))
    assert whole.plan(ANNA, QUARTER) == Planned(100, True, 3, 3)
    assert whole.plan(ANNA, YEAR) == Planned(100, True, 3, 12)
    assert whole.plan(ANNA, NOVEMBER) is None


def test_a_company_planned_by_direction_only():
    plans = book((Unit(PlanScope.PIPELINE, 21), NOVEMBER, 5), (Unit(PlanScope.PIPELINE, 22), NOVEMBER, 6))
    assert plans.plan(COMPANY, NOVEMBER) == Planned(11, False, 1, 1)


def test_a_circle_of_teams_is_cut():
    tree = structure({1: 2, 2: 1, 3: 9}, {11: 2, 12: 8})
    assert set(tree.within(COMPANY)) == {
        COMPANY, NORTH, SOUTH, KYIV_TEAM, ANNA, OLEG,
    }  # fmt: skip
    assert tree.teams_over(11) == (2, 1)


TEAMS = st.dictionaries(st.integers(1, 6), st.none() | st.integers(1, 8), max_size=6)


@given(TEAMS, st.dictionaries(st.integers(10, 20), st.none() | st.integers(1, 8)), st.data())
def test_everybody_counts_once_in_the_company(teams, people, data):
    tree = structure(teams, people)
    units = tree.within(COMPANY)
    assert len(units) == len(set(units)) == 1 + len(teams) + len(people)
    values = {Unit(PlanScope.USER, one): data.draw(st.integers(0, 10**9)) for one in people}
    plans = Book({(unit, Slot(PeriodKind.MONTH, NOVEMBER.start)): value for unit, value in values.items()}, tree)
    found = plans.plan(COMPANY, NOVEMBER)
    assert (found.value if found else 0) == sum(values.values())
    assert all(tree.parent(child) == unit for unit in units for child in tree.children(unit))


@given(st.integers(0, 10**12), st.lists(st.integers(0, 10**6), min_size=1, max_size=20), st.sampled_from([1, 100]))
def test_shares_lose_nothing(total, weights, step):
    parted = rules.shares(total, weights, step)
    assert sum(parted) == total
    assert all(part >= 0 for part in parted)
    assert all(part % step == 0 for part in parted[1:])


@given(st.integers(0, 10**12), st.integers(-100, 300))
def test_a_raised_plan_is_in_whole_units_and_near(value, percent):
    found = rules.raised(value, percent, 100)
    assert found % 100 == 0
    assert found >= 0
    assert abs(found - value * (100 + percent) / 100) <= 50.01


def test_the_season_follows_the_trend_within_reason():
    assert rules.trend(150, 100) == Fraction(3, 2)
    assert rules.trend(900, 100) == 2
    assert rules.trend(1, 100) == Fraction(1, 2)
    assert rules.trend(100, 0) == rules.trend(0, 100) == 1
    assert rules.seasonal(333_33, Fraction(3, 2), 100) == 500_00
    assert rules.seasonal(-5, Fraction(1), 100) == 0


@pytest.mark.parametrize(
    ("now", "passed", "left"),
    [
        ("2026-11-01 12:00", 0, 21),  # a Sunday
        ("2026-11-24 09:00", 16, 5),
        ("2026-11-24 13:30", 16.5, 5),
        ("2026-11-24 18:00", 17, 4),
        ("2026-12-01 09:00", 21, 0),
        ("2026-10-31 09:00", 0, 21),
    ],
)
def test_working_days_of_a_month(now, passed, left):
    found = worked(OFFICE, KYIV, NOVEMBER, kyiv(now))
    assert (found.passed, found.total, found.left) == (passed, 21, left)


def test_days_away_are_not_worked():
    away = OFFICE.without([(date(2026, 11, 2), date(2026, 11, 13))])
    found = worked(away, KYIV, NOVEMBER, kyiv("2026-11-16 09:00"))
    assert (found.passed, found.total) == (0, 11)


def test_a_month_of_holidays_goes_by_the_companys_days_or_the_calendars():
    nobody = WorkCalendar(hours=((),) * 7)
    now = kyiv("2026-11-16 00:00")
    none, company = worked(nobody, KYIV, NOVEMBER, now), worked(OFFICE, KYIV, NOVEMBER, now)
    assert plan_pace.best_share(none, company, NOVEMBER, now, KYIV) == company.share
    assert plan_pace.best_share(none, none, NOVEMBER, now, KYIV) == 0.5


@given(st.integers(0, 50 * 24 * 60))
def test_the_share_only_grows(minutes):
    at = datetime(2026, 10, 20, tzinfo=UTC) + timedelta(minutes=minutes)
    one, other = (worked(OFFICE, KYIV, NOVEMBER, now).share for now in (at, at + timedelta(hours=3)))
    assert one is not None
    assert other is not None
    assert 0 <= one <= other <= 1


def test_pace_by_hand():
    found = pace(plan=1_200_000, fact=744_000, share=0.58, left=6)
    assert (found.done, found.due, found.missing, found.a_day, found.ahead) == (0.62, 696_000, 456_000, 76_000, 48_000)
    met = pace(100, 130, 0.5, 3)
    assert (met.missing, met.a_day, met.done) == (0, None, 1.3)
    assert pace(0, 5, 0.5, 3).done is None
    assert pace(10, 5, 1, 0).a_day is None


NOW = kyiv("2026-11-24 10:00")


def deal(number: int, amount: int, probability: int, **more) -> OpenDeal:
    values = {"entered_at": NOW - timedelta(days=2), "contact_at": None, "slow_hours": 48, **more}
    return OpenDeal(number, f"Deal {number}", None, amount, probability, **values)


def test_the_three_likeliest_close_the_gap():
    dead = deal(9, 10**9, 90, entered_at=NOW - timedelta(days=60))
    alive = [deal(1, 100, 50), deal(2, 1000, 10), deal(3, 60, 100), deal(4, 10, 90), deal(5, 10**9, 0), deal(6, 0, 95)]
    assert [one.id for one in closers([dead, *alive], PlanMetric.REVENUE, NOW)] == [2, 3, 1]
    assert [one.id for one in closers([dead, *alive], PlanMetric.DEALS, NOW)] == [3, 6, 4]


def test_a_deal_that_is_talked_about_is_not_dead():
    long_ago = NOW - timedelta(days=60)
    assert is_dead(deal(1, 1, 1, entered_at=long_ago), NOW)
    assert not is_dead(deal(1, 1, 1, entered_at=long_ago, contact_at=NOW - timedelta(days=1)), NOW)
    assert not is_dead(deal(1, 1, 1, entered_at=long_ago, slow_hours=None), NOW)


# --------------------------------------------------------------------------------------------------- words of files
PERIODS = """
2026-11 11.2026 01.11.2026 2026-11-01 Ноябрь_2026 нояб._2026_г. листопад_2026 Nov_2026 = month 2026-11-01
May май травень = month 2026-05-01
март_2027 = month 2027-03-01
липень июля лип. Jul = month 2026-07-01
2027_January = month 2027-01-01
июнь = month 2026-06-01
Q4_2026 4_кв._2026 IV_квартал_2026 4-й_квартал_2026 = quarter 2026-10-01
2026_Q1 I_кв = quarter 2026-01-01
Q2 = quarter 2026-04-01
H2_2026 Half-year_2_of_2026 2_полугодие_2026 II_півріччя_2026 = half_year 2026-07-01
2026 2026_год = year 2026-01-01
"""
WRITTEN = [
    (said.replace("_", " "), *line.partition("=")[2].split())
    for line in PERIODS.strip().splitlines()
    for said in line.partition("=")[0].split()
]


@pytest.mark.parametrize(
    ("said", "kind", "start"),
    [
        *WRITTEN,
        (date(2026, 11, 17), "month", "2026-11-01"),
        (datetime(2026, 11, 1, tzinfo=UTC), "month", "2026-11-01"),
        (2027, "year", "2027-01-01"),
    ],
)
def test_periods_as_people_write_them(said, kind, start):
    found = plan_words.period_of(said, date(2026, 11, 24))
    assert found is not None
    assert (found.kind, found.start.isoformat()) == (kind, start)


OTHER = ["", "Анна", "13.2026", "Q5 2026", "H3 2026", "план", "1 200 000", 12.5, "маржа", "Margin", "Октан", None]


@pytest.mark.parametrize("said", OTHER)
def test_other_texts_are_no_period(said):
    assert plan_words.period_of(said, date(2026, 11, 24)) is None


@pytest.mark.parametrize(
    ("header", "column"),
    [
        ("Менеджер", "who"), ("Відповідальний", "who"), ("Sales manager", "who"), ("Отдел", "team"), ("Відділ", "team"),
        ("Направление", "pipeline"), ("Показатель", "metric"), ("Period", "period"), ("Місяць", "period"),
        ("План, грн", "value"), ("Target", "value"), ("Сумма", "value"), ("Уровень", "scope"), ("Комментарий", None),
    ],
)  # fmt: skip
def test_headers(header, column):
    assert plan_words.column_of(header) == column


@pytest.mark.parametrize(
    ("said", "metric"),
    [
        ("Выручка", "revenue"), ("План по выручке", "revenue"), ("виторг", "revenue"), ("Revenue", "revenue"),
        ("Кол-во сделок", "deals"), ("угоди", "deals"), ("Number of deals", "deals"), ("Маржа", "margin"),
        ("прибуток", "margin"), ("Profit", "margin"), ("Погода", None),
    ],
)  # fmt: skip
def test_metrics(said, metric):
    assert plan_words.metric_of(said) == metric


@pytest.mark.parametrize(
    ("cell", "metric", "value"),
    [
        ("1,2 млн", MONEY, 120_000_000), (1200000, PlanMetric.MARGIN, 120_000_000), (99.5, MONEY, 9950),
        ("12", DEALS, 12), (12.0, DEALS, 12), ("1 200", DEALS, 1200), ("12 сделок", DEALS, 12), (12.5, DEALS, None),
        ("12,5", DEALS, None), (-5, MONEY, None), ("много", MONEY, None), (True, DEALS, None), ("", MONEY, None),
    ],
)  # fmt: skip
def test_values(cell, metric, value):
    assert plan_words.value_of(cell, metric) == value


@pytest.mark.parametrize(
    ("said", "percent"),
    [
        ("+15 %", 15), ("15%", 15), ("-10%", -10), ("−10 %", -10), ("плюс 7 процентов", 7), ("мінус 5 відсотків", -5),
        ("+0%", 0), ("+300", 300), ("+301", None), ("-91 %", None), ("15", None), ("1,2 млн", None), ("+1.5 %", None),
        ("", None), ("%", None),
    ],
)  # fmt: skip
def test_a_percentage_on_the_last_plan(said: str, percent: int | None) -> None:
    assert plan_words.percent_of(said) == percent
