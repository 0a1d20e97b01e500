"""Screens of /plan: a manager's, a team's, the company's, setting, files, bonus rules."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta

import pytest

from bot.ui import bonuses, plan_files, plan_setting, plans
from bot.ui.i18n import LOCALES
from bot.ui.plan_buttons import PlanFiles, PlanShow, about
from bot.ui.screen import Screen
from bot.ui.words import Words
from services.bonus_views import BonusPart, BonusView, RuleView
from services.bonuses import RuleCard
from services.plan_files import PlanFile
from services.plan_proposals import Basis
from services.plan_setting import PlanAsk, PlanLine, PlansBack, PlansSet, Proposal, Way
from services.plan_views import Outlook, PlanChange, PlanPage, PlanRow
from services.rules import periods
from services.rules.bonus import PRESETS, Step
from services.rules.kinds import BonusBase, PlanMetric, PlanScope
from services.rules.periods import PeriodKind
from services.rules.plan_file import BadPlan
from services.rules.plan_pace import OpenDeal, pace
from services.rules.plans import COMPANY, Planned, Unit
from services.rules.views import Named
from tests.ui.conftest import SATURDAY, Snapshot, WordsIn
from tests.ui.reading import check
from tests.ui.test_pushes_screens import NASTY

MONEY = PlanMetric.REVENUE
NOVEMBER = periods.containing(PeriodKind.MONTH, date(2026, 11, 21))
QUARTER = periods.containing(PeriodKind.QUARTER, date(2026, 11, 21))
ANNA, OLEG, NORTH = Unit(PlanScope.USER, 3), Unit(PlanScope.USER, 4), Unit(PlanScope.TEAM, 1)
STEPS = (Step(0, 200), Step(80, 300), Step(100, 500))
WHOLE = Planned(1_200_000_00, True, 1, 1)
PACE = pace(1_200_000_00, 744_000_00, 0.58, 6)
BONUS = BonusView(
    date(2026, 11, 1), 18_400_00, 31_000_00,
    (BonusPart("", None, BonusBase.REVENUE, 744_000_00, 200, 18_400_00, False),),
    Step(100, 500), 84_000_00, False, True, 2,
)  # fmt: skip
DEAL = OpenDeal(7, "Поставка", "ТехноЛайн", 340_000_00, 60, SATURDAY, None, 48)
MINE = PlanPage(
    unit=ANNA, name="Анна К.", metric=MONEY, period=NOVEMBER, begun=True, running=True, fact=744_000_00, planned=WHOLE,
    pace=PACE, version=2, may_set=False, own=True, outlook=Outlook(1_150_000_00, 1_020_000_00, 1_280_000_00),
    closers=(DEAL, replace(DEAL, id=8, client=None, amount=0)), bonus=BONUS,
    changes=(
        PlanChange(SATURDAY, "Борис", 1_000_000_00, 1_200_000_00),
        PlanChange(SATURDAY - timedelta(days=20), None, None, 1_000_000_00),
    ),
)  # fmt: skip
ROWS = (
    PlanRow(ANNA, "Анна К.", 744_000_00, PACE, WHOLE),
    PlanRow(Unit(PlanScope.USER, 5), "Вера", 100_000_00, pace(500_000_00, 100_000_00, 0.58, 6), WHOLE),
    PlanRow(OLEG, "Олег Д.", 12_000_00, None, None),
)
TEAM = replace(
    MINE, unit=NORTH, name="Север", own=False, may_set=True, closers=(), bonus=None, changes=(), rows=ROWS,
    below=1_700_000_00, planned=Planned(1_900_000_00, True, 1, 1), pace=pace(1_900_000_00, 856_000_00, 0.58, 6),
    missing=(Named(4, "Олег Д."),), fact=856_000_00, up=COMPANY,
)  # fmt: skip
COMPANY_PAGE = replace(TEAM, unit=COMPANY, name="", up=None, missing=(), rows=ROWS[:2])
NOTHING = replace(
    MINE, planned=None, pace=None, outlook=None, closers=(), bonus=None, changes=(), fact=0,
)  # fmt: skip
MET = replace(MINE, fact=1_300_000_00, pace=pace(1_200_000_00, 1_300_000_00, 0.58, 6), closers=())
OVER = replace(MINE, running=False, outlook=None, closers=(), bonus=None, changes=())
DEALS = replace(
    MINE, metric=PlanMetric.DEALS, period=QUARTER, fact=5, planned=Planned(21, True, 2, 3), pace=pace(21, 5, 0.5, 1),
    outlook=Outlook(19), changes=(),
    bonus=replace(BONUS, by_deals=True, missing=3, expected=None, uncosted=0, planned=False),
)  # fmt: skip
BASIS = Basis(periods.shifted(NOVEMBER, -1), 1_100_000_00, 1_050_000_00, 900_000_00, 1_200_000_00)
ASK = PlanAsk(ANNA, "Анна К.", MONEY, NOVEMBER, 1_000_000_00, 2, BASIS, 300_000_00)
ASK_DEALS = replace(
    ASK, metric=PlanMetric.DEALS, period=QUARTER, now=5, rest=None,
    basis=replace(BASIS, plan=None, sold=3, year_ago=0, season=None),
)  # fmt: skip
LINES = (
    PlanLine(ANNA, "Анна К.", MONEY, NOVEMBER, 1_000_000_00, 1_100_000_00),
    PlanLine(OLEG, "Олег Д.", PlanMetric.DEALS, QUARTER, None, 21),
    PlanLine(COMPANY, "", MONEY, NOVEMBER, 1_00, None),
)
TRIED = Proposal(NORTH, "Север", MONEY, NOVEMBER, Way.RAISE, 10, LINES[:2], ("Вера",))
FILE = PlanFile(
    "планы.xlsx", LINES[:2], 3, (BadPlan(4, "plan_file_unknown", "Вера"), BadPlan(9, "plan_file_value", "много")),
)  # fmt: skip
RULE = RuleView(
    3, 1, "", BonusBase.REVENUE, None, None, STEPS, 50_000_00, date(2026, 11, 1), None, False,
)  # fmt: skip
SHORT = replace(
    RULE, id=4, base=BonusBase.MARGIN, pipeline="B2C", team="Север", steps=PRESETS[2][1], cap=None, coming=True,
    from_day=date(2026, 12, 1), to_day=date(2027, 1, 1),
)  # fmt: skip
CARD = RuleCard(RULE, (Named(1, "B2B"), Named(2, "B2C")), (Named(1, "Север"),), date(2026, 11, 1))
BACK = PlanShow(**about(NORTH, MONEY, NOVEMBER))
FILES = PlanFiles(**about(NORTH, MONEY, NOVEMBER))

SCREENS: dict[str, Callable[[Words], Screen]] = {
    "plan_mine": lambda w: plans.page(MINE, w),
    "plan_mine_none": lambda w: plans.page(NOTHING, w),
    "plan_mine_met": lambda w: plans.page(MET, w),
    "plan_mine_over": lambda w: plans.page(OVER, w),
    "plan_mine_deals": lambda w: plans.page(DEALS, w),
    "plan_coming": lambda w: plans.page(replace(OVER, begun=False, fact=0, pace=pace(1_200_000_00, 0, 0, 21)), w),
    "plan_team": lambda w: plans.page(TEAM, w),
    "plan_company": lambda w: plans.page(COMPANY_PAGE, w, admin=True),
    "plan_home": lambda w: plans.page(replace(COMPANY_PAGE, home=True, may_set=False), w),
    "plan_directions": lambda w: plans.page(replace(COMPANY_PAGE, directions=True), w),
    "plan_question": lambda w: plan_setting.question(ASK, w),
    "plan_question_deals": lambda w: plan_setting.question(ASK_DEALS, w),
    "plan_ways": lambda w: plan_setting.ways(replace(ASK, unit=NORTH, name="Север"), w),
    "plan_tried": lambda w: plan_setting.tried(TRIED, w),
    "plan_tried_nothing": lambda w: plan_setting.tried(replace(TRIED, lines=()), w),
    "plan_done": lambda w: plan_setting.done(PlansSet(LINES, 2, 5), BACK, w),
    "plan_done_same": lambda w: plan_setting.done(PlansSet((), 0, None), BACK, w),
    "plan_taken": lambda w: plan_setting.taken_back(PlansBack(LINES[:1], 1), w),
    "plan_files": lambda w: plan_files.page(FILES, w),
    "plan_file_looked": lambda w: plan_files.looked(FILE, w),
    "plan_file_done": lambda w: plan_files.done(replace(FILE, undo_id=5, bad=()), w),
    "plan_bonuses": lambda w: bonuses.table((RULE, SHORT), w, 5),
    "plan_bonuses_none": lambda w: bonuses.table((), w),
    "plan_bonus_presets": bonuses.presets,
    "plan_bonus_rule": lambda w: bonuses.card(CARD, w, 5),
    "plan_bonus_rule_coming": lambda w: bonuses.card(replace(CARD, rule=SHORT), w),
    "plan_bonus_steps": lambda w: bonuses.question(CARD, "s", w),
    "plan_bonus_pipeline": lambda w: bonuses.question(CARD, "p", w),
    "plan_bonus_end": lambda w: bonuses.end_question(CARD, w),
}  # fmt: skip


@pytest.mark.parametrize("locale", LOCALES)
@pytest.mark.parametrize("name", SCREENS)
def test_screens(name: str, locale: str, words_in: WordsIn, snapshot: Snapshot) -> None:
    snapshot(SCREENS[name](words_in(locale)), name, locale)


@pytest.mark.parametrize("locale", LOCALES)
def test_long_names_and_many_people_fit(locale: str, words_in: WordsIn) -> None:
    w = words_in(locale)
    huge = pace(10**15, 10**15 - 1, 0.99, 1)
    rows = tuple(PlanRow(Unit(PlanScope.USER, n), NASTY, 10**15, huge, WHOLE) for n in range(100, 160))
    missing = tuple(Named(n, NASTY) for n in range(60))
    page = replace(TEAM, name=NASTY, rows=rows, pace=huge, fact=10**15, missing=missing)
    check(plans.page(page, w, 3, admin=True))
    line = replace(LINES[0], name=NASTY, old=10**15, new=10**15)
    check(plan_setting.tried(replace(TRIED, name=NASTY, lines=(line,) * 60, skipped=(NASTY,) * 60), w))
    check(plan_setting.question(replace(ASK, name=NASTY, now=10**15, rest=10**15), w))
    bad = tuple(BadPlan(n, "plan_file_unknown", NASTY) for n in range(300))
    check(plan_files.looked(PlanFile(NASTY, (line,) * 60, 10**6, bad), w))
    rule = replace(SHORT, pipeline=NASTY, team=NASTY, steps=tuple(Step(n * 150, 9999) for n in range(6)), cap=10**15)
    check(bonuses.table((rule,) * 20, w))
    check(bonuses.card(replace(CARD, rule=rule), w))
    many = tuple(Named(n, NASTY) for n in range(40))
    check(bonuses.question(replace(CARD, pipelines=many), "p", w))


def test_a_chart_has_a_bar_a_person(w: Words) -> None:
    chart = plans.chart(TEAM, w)
    assert [plan.name for plan in chart.plans] == ["Анна К.", "Вера", "Олег Д."]
    assert chart.plans[0].share == pytest.approx(0.62)
    assert chart.plans[0].label == "62% · ₴744K / ₴1.2M"
    assert chart.schedule_label == f"By schedule {w.percent(chart.schedule or 0)}"
    assert plans.chart(replace(TEAM, running=False), w).schedule is None
    assert plans.chart(MINE, w).plans[0].name == "My plan"
