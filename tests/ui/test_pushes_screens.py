"""Screens of what comes by itself and of the round: in three languages, with hostile and long names; the picture."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from io import BytesIO

import pytest
from PIL import Image

from bot.ui import nps, painting, reminders, rounds, summaries
from bot.ui.charts import day_summary
from bot.ui.i18n import LOCALES
from bot.ui.screen import Screen
from bot.ui.words import Words
from services.nps import PollCard, PollQuestion
from services.reminders import LateLead, LateList
from services.round_views import RedDeal, RoundCard, RoundList, RoundReceipt
from services.rules.actor import Role
from services.rules.kinds import TaskKind, TaskStatus
from services.rules.lateness import Late
from services.rules.nps import CLASSIC, SCALES, Band
from services.rules.rounds import Handled
from services.rules.target import Target
from services.rules.views import Named, TaskLine
from services.summaries import NOTHING, DayNumbers, DaySummary, PersonDay
from services.tasks import DateQuestion, Load
from tests.ui.conftest import SATURDAY, Snapshot, WordsIn
from tests.ui.reading import check

HOUR = timedelta(hours=1)
NASTY = "<b>&\"' %(name)s {{ 7 }} 👩‍👩‍👧 " + "Ж" * 260
ANNA, OLEG = Named(3, "Анна К."), Named(4, "Олег Д.")
TASK = TaskLine(
    id=12, version=3, kind=TaskKind.TODO, status=TaskStatus.OPEN, title="Отправить договор",
    due_at=SATURDAY - 25 * HOUR, overdue=True, promised=False, assignee=ANNA, target=Target("deal", 7),
    about="ТехноЛайн", moves=1,
)  # fmt: skip
CALL = replace(
    TASK, id=13, kind=TaskKind.CALL, title="", due_at=SATURDAY - 2 * HOUR, promised=True, about="Ромашка", moves=0
)
LEAD = LateLead(5, "Пётр Ильин", SATURDAY - HOUR, None)
LATE = LateList((CALL, replace(CALL, id=14, assignee=OLEG, about="Двор и Забор")), (), (LEAD,), 12, 0)
AGAIN = replace(LATE, again=(TASK,), total_again=1)
ITEM = RoundCard(
    place=2, total=8, task=TASK, deal=None, stage="Договор и счёт", amount=340_000_00, moves=("ждём юриста",),
    asked_at=None, answer=None, next_at=SATURDAY + 47 * HOUR, again=False, own=False, late=Late(0, 135),
)  # fmt: skip
BARE = replace(ITEM, task=None, deal=RedDeal(7, 2, "Поставка", "Ромашка", ANNA), moves=(), place=8, amount=120_000_00)
ASKED = replace(ITEM, asked_at=SATURDAY - HOUR)
LIST = RoundList(6, 2, (("Анна К.", 4), ("Олег Д.", 1), (None, 1)))
DONE = RoundReceipt({Handled.MOVED: 5, Handled.GIVEN: 2, Handled.ASKED: 1}, 0, timedelta(minutes=4))
REASONS = (Named(1, "Попросил клиент"), Named(2, "Ждём клиента"), Named(3, "Ждём коллегу"))
QUESTION = DateQuestion("ТехноЛайн", 3, (SATURDAY + HOUR, SATURDAY + 47 * HOUR), REASONS, TASK)
PEOPLE = tuple(Named(n, f"Менеджер {n:02}") for n in range(1, 15))
DATE, MOVE = rounds.RoundDate(task=12, ver=3), rounds.move_to(12, 3, SATURDAY + 47 * HOUR)
GIVE = rounds.RoundGive(kind="t", id=12, ver=3)
POLL = PollQuestion(9, "Сад и Дом", "Иван", CLASSIC, None, answered=False, needed=True)
ANSWER = PollCard(
    id=9, deal_id=7, title="Поставка", contact="Иван Петров", phone="+380671234567", manager="Анна К.", scale=CLASSIC,
    score=4, band=Band.DETRACTOR, reason="Чекали довше, ніж обіцяли", amount=120_000_00, task_id=None,
    task_open=False, entered=False,
)  # fmt: skip
TO_ASK = replace(ANSWER, score=None, band=None, reason=None, task_id=15, task_open=True)
NUMBERS = DayNumbers(
    calls_out=20, calls_in=6, reached=18, reached_out=13, meetings=2, offers=3, leads=4, won=2, won_sum=412_000_00,
    lost=1, lost_sum=18_000_50, tasks_done=21, overdue=3, kept=9, late=1, promised=11,
)  # fmt: skip
DAY = DaySummary(
    day=date(2026, 11, 20), team=False, today=True, total=NUMBERS, people=(), calls_before=14,
    won_month=2_400_000_00, top_reason=("Дорого", 1),
)  # fmt: skip
TEAM = replace(
    DAY,
    team=True,
    people=(
        PersonDay(3, "Анна К.", Role.MANAGER, NUMBERS),
        PersonDay(4, "Олег Д.", Role.MANAGER, replace(NOTHING, overdue=2)),
        PersonDay(5, "Марина", Role.MANAGER, NOTHING),
    ),
)
LOAD = (Load(ANNA, 26, 3, 9), Load(OLEG, 4, 0, 1))

SCREENS: dict[str, Callable[[Words], Screen]] = {
    "round_push": lambda w: rounds.summary(LIST, w, title=rounds.evening_title(w)),
    "round_asked_of": lambda w: rounds.summary(replace(LIST, asked=1, requests=3), w, title=rounds.overdue_title(w)),
    "round_clear": lambda w: rounds.summary(RoundList(0, 0, ()), w, title=rounds.morning_title(w)),
    "round_task": lambda w: rounds.card(ITEM, w),
    "round_again": lambda w: rounds.card(replace(ITEM, again=True, late=Late(2, 0)), w),
    "round_own": lambda w: rounds.card(replace(ITEM, own=True, stage=None, amount=None, moves=()), w),
    "round_asked": lambda w: rounds.card(ASKED, w),
    "round_answered": lambda w: rounds.card(replace(ASKED, answer="Юрист заболел"), w),
    "round_deal": lambda w: rounds.card(BARE, w),
    "round_when": lambda w: rounds.when(QUESTION, DATE, w),
    "round_why_moved": lambda w: rounds.why_moved(QUESTION, MOVE, w),
    "round_to_whom": lambda w: rounds.to_whom(PEOPLE, "ТехноЛайн", GIVE, w),
    "round_next_call": lambda w: rounds.next_call(QUESTION, rounds.RoundTask(deal=7), 2, w),
    "round_done": lambda w: rounds.receipt(DONE, w),
    "round_left": lambda w: rounds.receipt(replace(DONE, done={Handled.PLANNED: 1, Handled.CLOSED: 2}, left=3), w),
    "round_nothing_done": lambda w: rounds.receipt(replace(DONE, done={}, left=21), w),
    "round_nothing_there": lambda w: rounds.receipt(replace(DONE, done={}), w),
    "why_asked": lambda w: rounds.question_to_assignee(TASK, w),
    "why_write": lambda w: rounds.write_answer(TASK, w),
    "why_answer": lambda w: rounds.answer_to_head(TASK, "Юрист заболел", w),
    "due": lambda w: reminders.due(LATE, "", w),
    "due_reminded": lambda w: reminders.due(replace(LATE, leads=(), total=2), "Борис", w),
    "escalation": lambda w: reminders.escalation(LATE, SATURDAY, w),
    "escalation_again": lambda w: reminders.escalation(AGAIN, SATURDAY, w),
    "escalation_lead": lambda w: reminders.escalation(replace(LATE, tasks=(), total=1), SATURDAY, w),
    "nps_question": lambda w: nps.question(POLL, w),
    "nps_nameless": lambda w: nps.question(replace(POLL, company="", scale=SCALES["1-5"]), w),
    "nps_again": lambda w: nps.question(POLL, w, again=True),
    "nps_why": lambda w: nps.why(replace(POLL, score=9), w),
    "nps_thanks": lambda w: nps.thanks(POLL, w),
    "nps_low": lambda w: nps.card(ANSWER, w),
    "nps_corrected": lambda w: nps.card(replace(ANSWER, score=10, band=Band.PROMOTER, reason=None), w, before=0),
    "nps_enter": lambda w: nps.card(TO_ASK, w),
    "nps_no_score": lambda w: nps.card(replace(TO_ASK, task_open=False), w),
    "nps_write": lambda w: nps.ask_reason(ANSWER, w),
    "day_manager": lambda w: summaries.summary(DAY, w),
    "day_head": lambda w: summaries.summary(TEAM, w, b"picture"),
    "day_of_two_teams": lambda w: summaries.summary(
        replace(TEAM, teams=("Опт", "Розница"), total=replace(NUMBERS, lost=3, lost_leads=2)), w
    ),
    "day_nothing": lambda w: summaries.summary(replace(DAY, total=NOTHING, calls_before=None, top_reason=None), w),
    "day_by_person": lambda w: summaries.by_person(TEAM, 1, w),
    "team_now": lambda w: summaries.team(LOAD, TEAM, 1, w),
}

TOASTS: dict[str, Callable[[Words], str]] = {
    "moved": lambda w: rounds.moved_toast(TASK, w),
    "given": lambda w: rounds.given_toast(NASTY, w),
    "asked": lambda w: rounds.asked_toast(NASTY, w),
    "call": lambda w: rounds.call_toast(SATURDAY, w),
    "reminded": lambda w: reminders.reminded_toast(3, w),
}


@pytest.mark.parametrize("locale", LOCALES)
@pytest.mark.parametrize("name", SCREENS)
def test_screens(snapshot: Snapshot, words_in: WordsIn, name: str, locale: str) -> None:
    snapshot(SCREENS[name](words_in(locale)), f"push_{name}", locale)


@pytest.mark.parametrize("locale", LOCALES)
@pytest.mark.parametrize("name", TOASTS)
def test_toasts_fit(words_in: WordsIn, name: str, locale: str) -> None:
    assert 0 < len(TOASTS[name](words_in(locale))) <= 200


def hostile(w: Words) -> dict[str, Screen]:
    """The same screens where every name is long, has tags, placeholders and emoji, and there is a lot of everything."""
    who = Named(2**31 - 1, NASTY)
    task = replace(TASK, id=2**31 - 1, version=10**6, title=NASTY, about=NASTY, assignee=who)
    many = tuple(replace(task, id=n) for n in range(7))
    leads = tuple(LateLead(n, NASTY, SATURDAY, NASTY) for n in range(7))
    late = LateList(many, many, leads, 10_000, 10_000)
    item = replace(ITEM, task=task, stage=NASTY, amount=10**14, moves=(NASTY,) * 30, place=9_999, total=10_000)
    deal = RedDeal(2**31 - 1, 10**6, NASTY, NASTY, who)
    question = DateQuestion(NASTY, 3, QUESTION.moments, tuple(Named(n, NASTY) for n in range(12)), task)
    card = replace(ANSWER, title=NASTY, contact=NASTY, manager=NASTY, reason=NASTY * 4, amount=10**14)
    numbers = replace(
        NUMBERS, calls_out=99_999, won=9_999, won_sum=10**14, lost_sum=10**14, kept=99_999, promised=99_999, leads=9_999
    )
    day = replace(
        TEAM,
        total=numbers,
        people=tuple(PersonDay(n, NASTY, Role.MANAGER, numbers) for n in range(60)),
        top_reason=(NASTY, 9_999),
    )
    return {
        "due": reminders.due(late, NASTY, w),
        "escalation": reminders.escalation(late, SATURDAY, w),
        "escalation of tasks": reminders.escalation(replace(late, leads=(), again=()), SATURDAY, w),
        "escalation again": reminders.escalation(replace(late, leads=(), tasks=(), total=0), SATURDAY, w),
        "list": rounds.summary(RoundList(10_000, 10_000, ((NASTY, 10_000),) * 6), w, title=rounds.overdue_title(w)),
        "task": rounds.card(replace(item, asked_at=SATURDAY, answer=NASTY * 4), w),
        "deal": rounds.card(replace(item, task=None, deal=deal), w),
        "nobody's": rounds.card(replace(item, task=replace(task, assignee=None), next_at=None), w),
        "when": rounds.when(question, DATE, w),
        "why moved": rounds.why_moved(question, MOVE, w),
        "to whom": rounds.to_whom((who,) * 60, NASTY, GIVE, w),
        "next call": rounds.next_call(question, rounds.RoundTask(deal=7), 2, w),
        "why": rounds.question_to_assignee(task, w),
        "answer": rounds.answer_to_head(task, NASTY * 4, w),
        "poll": nps.question(replace(POLL, company=NASTY, contact=NASTY), w),
        "poll card": nps.card(card, w),
        "poll to enter": nps.card(replace(card, score=None, band=None, task_id=2**31 - 1, task_open=True), w),
        "poll reason": nps.ask_reason(card, w),
        "day": summaries.summary(day, w, b"picture"),
        "by person": summaries.by_person(day, 3, w),
        "team": summaries.team(tuple(Load(who, 10_000, 10_000, 10_000) for _ in range(60)), day, 2, w),
    }


@pytest.mark.parametrize("locale", LOCALES)
def test_nothing_overflows_or_breaks(words_in: WordsIn, locale: str) -> None:
    for name, screen in hostile(words_in(locale)).items():
        check(screen)
        assert "{{ 7 }}" in screen.text or name in {"list"} or "Ж" in screen.text, name
        assert "<b>&amp;" not in screen.text or "&lt;b&gt;&amp;" in screen.text, name


def test_at_most_eight_lines_before_the_head_acts(w: Words) -> None:
    """Screen rules: what is read at a glance; the rest is counted."""
    for name, screen in hostile(w).items():
        if name not in {"by person", "team"}:
            assert len([line for line in screen.text.split("\n") if line]) <= 10, name
    for name in ("round_task", "escalation", "due", "day_head", "round_push", "nps_low"):
        assert len(SCREENS[name](w).text.split("\n")) <= 8, name


@pytest.mark.parametrize("locale", LOCALES)
@pytest.mark.parametrize("people", [0, 3, 60])
def test_the_picture(words_in: WordsIn, locale: str, people: int) -> None:
    """It can be read as a PNG of a phone's width whatever the names."""
    words = words_in(locale)
    names = (PersonDay(n, f"{n} {NASTY}", Role.MANAGER, NUMBERS) for n in range(people))
    picture = painting.png(day_summary(summaries.chart(replace(TEAM, people=tuple(names)), words), words))
    width, height = Image.open(BytesIO(picture)).size
    assert width == 780
    assert width + height <= 10_000
    assert height / width <= 20


def test_comparisons_are_said_only_where_there_is_something_to_compare_with(w: Words) -> None:
    def said(before: int | None, calls: int = 20) -> str:
        total = replace(NOTHING, calls_out=calls, tasks_done=1)
        return summaries.summary(replace(DAY, total=total, calls_before=before), w).text

    assert "than on" not in said(None)
    assert "↑ 6 calls more than on 13 Nov" in said(14)
    assert "↓ 1 call fewer than on 13 Nov" in said(21)
    assert "as many as on 13 Nov" in said(20)
    assert "as many" not in said(0, calls=0), "nothing and nothing is no comparison"


def test_the_second_escalation_begins_with_hand_over(w: Words) -> None:
    assert reminders.escalation(AGAIN, SATURDAY, w).rows[0][0].text == "Hand over"


def test_buttons_of_the_round_keep_their_places(w: Words) -> None:
    """A finding: whoever presses without reading must not give a task away."""
    once, again = rounds.card(ITEM, w), rounds.card(replace(ITEM, again=True), w)
    assert [[button.text for button in row] for row in again.rows] == [
        [button.text for button in row] for row in once.rows
    ]
    lit = [button.text for row in again.rows for button in row if button.style == "primary"]
    assert lit == ["Hand over"]


def test_old_answers_and_own_tasks_have_no_button_to_ask(w: Words) -> None:
    labels = [button.text for row in SCREENS["round_own"](w).rows for button in row]
    assert "Ask why" not in labels
    answered = rounds.answer_to_head(replace(TASK, overdue=False, due_at=datetime(2027, 1, 1, tzinfo=UTC)), "x", w)
    assert [button.text for row in answered.rows for button in row] == ["Open"]
