"""Screens of stage tasks, of events and of results: what is said, and that nothing overflows."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest

from bot.ui import controls, stage_task_due, stage_tasks, tasks
from bot.ui.due_words import due_text
from bot.ui.i18n import LOCALES
from bot.ui.screen import Screen
from bot.ui.words import Words
from services.controls import Checked, CheckPage, ToCheck
from services.due_sources import DueView
from services.rules import due, sources
from services.rules.due import DueRule, Offset
from services.rules.kinds import StageKind, TaskKind, TaskStatus
from services.rules.lateness import Late
from services.rules.sources import Source
from services.rules.target import Target
from services.rules.views import Named, TaskLine
from services.setup_core import Done
from services.stage_task_views import StageTaskList, StageTaskView, Who
from services.stage_tasks import Choice
from services.task_views import TaskCard
from tests.ui.conftest import SATURDAY, Snapshot, WordsIn
from tests.ui.reading import check

DAY = timedelta(days=1)
NASTY = "<b>&\"' %(name)s {{ 7 }} 👩‍👩‍👧 " + "Ж" * 260
FIELD = Source("field:3", "Дата события")
VIEW = StageTaskView(
    id=5, version=2, stage=Named(4, "Договор и счёт"), title="Отправить договор", instruction="Договор подписан.",
    kind=TaskKind.TODO, due=DueView(due.before_date("field:3", days=1), FIELD), responsible=Who("owner"),
    controller=Who("head"), place=2, of=3,
)  # fmt: skip
BARE = replace(
    VIEW, instruction="", controller=None, due=DueView(due.after_entering(hours=4), None), place=1, kind=TaskKind.CALL
)
GONE = replace(
    VIEW,
    due=DueView(due.on_date("field:3"), replace(FIELD, gone=True)),
    responsible=Who("user", Named(3, "Анна К."), gone=True),
    controller=Who("user", Named(4, "Олег Д."), gone=True),
)
TEAM = replace(VIEW, responsible=Who("team", Named(1, "Юристы")), place=3)
LIST = StageTaskList(Named(4, "Договор и счёт"), "B2B: новые клиенты", (BARE, VIEW, TEAM))
SOURCES = (FIELD, *(Source(code) for code in sources.EVENTS), Source("task_done:9", "Получить обратную связь"))
CHOICE = Choice(VIEW, sources=SOURCES, people=tuple(Named(n, f"Менеджер {n:02}") for n in range(1, 15)))
DONE = Done("task_changed", {"name": "Отправить договор"}, 7)
LINE = TaskLine(
    id=12, version=3, kind=TaskKind.TODO, status=TaskStatus.DONE, title="Отправить договор", due_at=SATURDAY - DAY,
    overdue=False, promised=False, assignee=Named(3, "Анна К."), target=Target("deal", 7), about="ТехноЛайн", moves=0,
    instruction="Договор подписан.", controlled=True,
)  # fmt: skip
CARD = TaskCard(
    line=LINE, created_at=SATURDAY - 3 * DAY, done_at=SATURDAY, result="Подписали, скан в файлах",
    deal_stage="Договор и счёт", amount=340_000_00, moves=(), may_give=True, mine=False, asked_why_at=None, why=None,
    deal_status=StageKind.OPEN, due=VIEW.due, controller=Named(2, "Борис"), late=Late(0, 200),
)  # fmt: skip
OPEN = replace(CARD, line=replace(LINE, status=TaskStatus.OPEN, due_at=SATURDAY + DAY), done_at=None, result=None)
CHECKED = Checked(CARD, Named(3, "Анна К."), True, 2)

SCREENS: dict[str, Callable[[Words], Screen]] = {
    "list": lambda w: stage_tasks.task_table(LIST, w),
    "list_undo": lambda w: stage_tasks.task_table(replace(LIST, tasks=()), w, DONE),
    "page": lambda w: stage_tasks.task_page(VIEW, w, DONE),
    "page_bare": lambda w: stage_tasks.task_page(BARE, w),
    "page_gone": lambda w: stage_tasks.task_page(GONE, w),
    "title": lambda w: stage_tasks.title_question(VIEW.stage, w),
    "instruction": lambda w: stage_tasks.text_question(VIEW, "i", w),
    "kind": lambda w: stage_tasks.kind_question(VIEW, w),
    "who": lambda w: stage_tasks.who_question(TEAM, "r", w),
    "checks": lambda w: stage_tasks.who_question(VIEW, "c", w),
    "people": lambda w: stage_tasks.people_question(CHOICE, "r", "u", 2, w),
    "no_teams": lambda w: stage_tasks.people_question(replace(CHOICE, people=()), "r", "t", 1, w),
    "drop": lambda w: stage_tasks.drop_question(VIEW, w),
    "due": lambda w: stage_task_due.due_question(VIEW, w),
    "due_entering": lambda w: stage_task_due.due_question(BARE, w),
    "dates": lambda w: stage_task_due.source_question(replace(CHOICE, sources=SOURCES[:1]), "b", 1, w),
    "events": lambda w: stage_task_due.source_question(CHOICE, "e", 1, w),
    "after": lambda w: stage_task_due.amount_question(VIEW, "a", "-", w),
    "before": lambda w: stage_task_due.amount_question(VIEW, "b", "f3", w),
    "after_event": lambda w: stage_task_due.amount_question(VIEW, "e", "p", w),
    "latest": lambda w: stage_task_due.latest_question(VIEW, w),
    "task_follows": lambda w: tasks.task_card(OPEN, w),
    "task_waits": lambda w: tasks.task_card(replace(OPEN, waits=True, sent_back="Нет подписи на второй странице"), w),
    "task_done": lambda w: tasks.task_card(replace(CARD, opens=False), w),
    "task_right": lambda w: tasks.task_card(replace(CARD, accepted_at=SATURDAY), w),
    "result_question": lambda w: tasks.result_question(OPEN, w),
    "control": lambda w: controls.result(CHECKED, w),
    "control_right": lambda w: controls.result(
        replace(CHECKED, card=replace(CARD, accepted_at=SATURDAY), waits=False), w, controls.right_toast(w)
    ),
    "control_back": lambda w: controls.result(
        replace(CHECKED, card=replace(OPEN, sent_back="Нет подписи"), waits=False, left=0), w
    ),
    "control_reason": lambda w: controls.reason_question(CHECKED, w),
    "control_list": lambda w: controls.waiting(CheckPage((ToCheck(LINE, SATURDAY),), 9, 1, 2), w),
    "control_nothing": lambda w: controls.waiting(CheckPage((), 0, 1, 1), w),
    "sent_back": lambda w: controls.sent_back(replace(OPEN, sent_back="Нет подписи"), w),
}


@pytest.mark.parametrize("locale", LOCALES)
@pytest.mark.parametrize("name", SCREENS)
def test_screens(snapshot: Snapshot, words_in: WordsIn, name: str, locale: str) -> None:
    snapshot(SCREENS[name](words_in(locale)), f"stage_task_{name}", locale)


@pytest.mark.parametrize(
    ("rule", "expected"),
    [
        (due.after_entering(), "at once on entering the stage"),
        (due.after_entering(days=2), "2 working days after entering the stage"),
        (due.after_entering(days=1), "1 working day after entering the stage"),
        (due.after_entering(minutes=15), "15 working minutes after entering the stage"),
        (due.before_date("field:3", days=1), "1 day before «Event date»"),
        (due.before_date("field:3", hours=2), "2 hours before «Event date»"),
        (due.before_date("field:3"), "on the day of «Event date»"),
        (due.on_date("field:3"), "on the day of «Event date»"),
        (due.after_event("field:3", days=3), "3 working days after «Event date»"),
        (due.after_event("field:3"), "at once after «Event date»"),
    ],
)
def test_rules_as_sentences(w: Words, rule: DueRule, expected: str) -> None:
    assert due_text(DueView(rule, Source("field:3", "Event date")), w) == expected


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        ("expected_close", "on the day of «Expected date»"),
        ("field:9", "on the day of «deleted»"),
        ("task_done:9", "on the day of «Done: deleted»"),
    ],
)
def test_sources_by_name(w: Words, code: str, expected: str) -> None:
    assert due_text(DueView(due.on_date(code), Source(code, gone=True)), w) == expected


@pytest.mark.parametrize(
    "code", ["expected_close", "payment_received", "document_sent", "client_answered", "field:12", "task_done:345"]
)
def test_sources_in_button_data(code: str) -> None:
    assert stage_task_due.source_of(stage_task_due.code_of(code)) == code


def hostile(w: Words) -> dict[str, Screen]:
    """Long names with tags, emoji and placeholders, as many of everything as there can be."""
    who, field = Named(2**31 - 1, NASTY), Source(f"field:{10**9}", NASTY)
    rule = due.before_date(f"field:{10**9}", days=730, fallback=Offset(730))
    view = replace(
        VIEW, id=10**9, version=10**6, stage=who, title=NASTY, instruction=NASTY * 4, due=DueView(rule, field),
        responsible=Who("team", who, gone=True), controller=Who("user", who, gone=True),
    )  # fmt: skip
    choice = Choice(view, sources=(field, Source(f"task_done:{10**9}", NASTY)) * 300, people=(who,) * 300)
    line = replace(LINE, id=10**9, version=10**6, title=NASTY, about=NASTY, assignee=who, instruction=NASTY * 4)
    card = replace(
        CARD, line=line, result=NASTY * 3, deal_stage=NASTY, amount=10**14, controller=who, sent_back=NASTY * 2,
        due=DueView(rule, field),
    )  # fmt: skip
    checked = Checked(card, who, True, 10_000)
    return {
        "list": stage_tasks.task_table(StageTaskList(who, NASTY, (replace(view, place=10),) * 10), w, DONE),
        "page": stage_tasks.task_page(view, w, DONE),
        "kind": stage_tasks.kind_question(view, w),
        "who": stage_tasks.who_question(view, "c", w),
        "people": stage_tasks.people_question(choice, "c", "u", 20, w),
        "due": stage_task_due.due_question(view, w),
        "sources": stage_task_due.source_question(choice, "e", 40, w),
        "amount": stage_task_due.amount_question(view, "e", f"t{10**9}", w),
        "latest": stage_task_due.latest_question(view, w),
        "card": tasks.task_card(card, w),
        "open card": tasks.task_card(
            replace(card, line=replace(line, status=TaskStatus.OPEN), waits=True, done_at=None), w
        ),
        "result": controls.result(checked, w),
        "reason": controls.reason_question(checked, w),
        "back": controls.sent_back(card, w),
        "waiting": controls.waiting(CheckPage((ToCheck(line, SATURDAY),) * 8, 10_000, 1, 1250), w),
    }


@pytest.mark.parametrize("locale", LOCALES)
def test_nothing_overflows_or_breaks(words_in: WordsIn, locale: str) -> None:
    for name, screen in hostile(words_in(locale)).items():
        check(screen)
        assert "<b>&amp;" not in screen.text or "&lt;b&gt;&amp;" in screen.text, name
