"""Screens of deals, tasks and histories: what is said, that Telegram takes it, and that nothing overflows."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from bot.sandbox.html import parse
from bot.ui import deal_lists, deals, history, steps, tasks
from bot.ui.screen import Screen
from bot.ui.titles import deal_state
from bot.ui.words import Words
from services.deals import LISTS, DealCard, DealLine, DealPage, GiveChoice, StageChoice
from services.history import Change, HistoryLine, HistoryPage
from services.rules.kinds import CallOutcome, Direction, StageKind, TaskKind, TaskStatus
from services.rules.lateness import Late
from services.rules.target import Target
from services.rules.views import ActivityLine, Named, Person, StagePlace, TaskLine
from services.task_views import Move, TaskCard
from services.tasks import LISTS as TASK_LISTS
from services.tasks import DateQuestion, Load, TaskPage
from tests.ui.conftest import SATURDAY, WordsIn
from tests.ui.reading import check

HOSTILE = ("<b>Ромашка & Co</b> 👩‍👩‍👧‍👦 " * 20)[:300]
DAY = timedelta(days=1)
FOLD = "<blockquote expandable>"


def a_task(title: str = "Send the contract", kind: TaskKind = TaskKind.TODO, days: int = -1) -> TaskLine:
    """A task of the deal, overdue by default."""
    return TaskLine(
        id=10**9,
        version=9,
        kind=kind,
        status=TaskStatus.OPEN,
        title=title,
        due_at=SATURDAY + days * DAY,
        overdue=days < 0,
        promised=kind is TaskKind.CALL,
        assignee=Named(1, "Anna"),
        target=Target("deal", 10**9),
        about="Romashka",
        moves=0,
        instruction="The contract is signed.",
    )


def a_card(**values: object) -> DealCard:
    """An open deal in the middle of its way."""
    card = DealCard(
        id=10**9,
        version=10**6,
        title="Supply",
        status=StageKind.OPEN,
        stage=StagePlace(4, "Contract and invoice", StageKind.OPEN, 4, 9, "B2B"),
        next_stage=Named(5, "Payment"),
        wins_next=False,
        client=Named(10**9, "Romashka"),
        contact=Person(1, "Ivan Petrov", "director", "+380671234567", None),
        owner=Named(1, "Anna"),
        amount=120_000_00,
        expected_close=date(2026, 12, 1),
        created_at=SATURDAY - 20 * DAY,
        stage_entered_at=SATURDAY - 3 * DAY,
        closed_at=None,
        loss_reason=None,
        loss_comment=None,
        tasks=(a_task(), a_task("", TaskKind.CALL, 1)),
        last=(an_event("asks for <discount>"),),
        no_task=False,
        overdue=1,
        may_give=True,
    )
    return replace(card, **values)  # type: ignore[arg-type]


def an_event(text: str) -> ActivityLine:
    """A call that reached the client."""
    return ActivityLine(
        1, "call", Direction.OUT, CallOutcome.REACHED, "thinking", SATURDAY - 2 * DAY, "Anna", text, True
    )


HOSTILE_CARD = a_card(
    title=HOSTILE,
    client=Named(1, HOSTILE),
    contact=Person(1, HOSTILE, HOSTILE, HOSTILE, None),
    owner=Named(1, HOSTILE),
    stage=StagePlace(4, HOSTILE[:120], StageKind.OPEN, 14, 30, HOSTILE[:120]),
    next_stage=Named(5, HOSTILE[:120]),
    tasks=tuple(replace(a_task(HOSTILE[:200]), about=HOSTILE) for _ in range(9)),
    last=tuple(replace(an_event(HOSTILE * 10), by=HOSTILE) for _ in range(3)),
)


def screens(w: Words, name: str, card: DealCard) -> list[Screen]:
    """Every screen of the three features, with this name wherever a person could have typed one."""
    line = replace(a_task(name[:200]), about=name, assignee=Named(1, name), instruction=name * 5)
    person = Named(10**9, name)
    move = Move(SATURDAY, SATURDAY, SATURDAY + DAY, name, name * 5)
    task = TaskCard(
        line=line,
        created_at=SATURDAY,
        done_at=None,
        result=None,
        deal_stage=name[:120],
        amount=10**15,
        moves=(move,) * 9,
        may_give=True,
        mine=False,
        asked_why_at=SATURDAY,
        why=name,
        late=Late(120, 0),
    )
    asked = DateQuestion(name, 9, tuple(SATURDAY + n * DAY for n in range(1, 6)), (person,) * 9, line)
    stages = tuple((Named(n, name[:120]), StageKind.OPEN) for n in range(12))
    row = DealLine(10**9, name, name, name[:120], name, 10**15, StageKind.OPEN, None, True, True)
    told = HistoryLine(SATURDAY, name, record="deals", action="changed", changes=(Change("title", name, name),) * 3)
    moved = replace(told, record="tasks", task_title=name[:200], changes=(Change("due_at", SATURDAY, SATURDAY),),
                    reason=name)  # fmt: skip
    target = Target("deal", 10**9)
    return [
        deals.deal_card(card, w),
        deals.more(card, w),
        deals.stage_question(StageChoice(10**9, 10**6, name, 3, stages), w),
        deals.amount_question(card, w),
        deals.title_question(card, w),
        deals.note_question(card, w),
        deals.date_question(card, w),
        deals.takers(GiveChoice(10**9, 10**6, name, (person,) * 20), 2, w),
        deal_lists.deal_list(DealPage("open", (row,) * 8, dict.fromkeys(LISTS, 10_000), 7, 1250, True), w),
        tasks.task_list(TaskPage("overdue", False, (line,) * 8, dict.fromkeys(TASK_LISTS, 10_000), 7, 1250, True), w),
        tasks.load_table([Load(person, 100, 10, 5)] * 8, w),
        tasks.task_card(task, w),
        tasks.task_card(replace(task, line=replace(line, kind=TaskKind.UNREACHABLE)), w),
        tasks.move_time(asked, line, w),
        tasks.move_reason(asked, line, 10**6, SATURDAY + DAY, w),
        tasks.takers(line, 10**6, (person,) * 20, 2, w),
        steps.question(asked, target, w, closed=True, deal=card),
        steps.time_question(asked, target, "m", w),
        steps.title_question(target, SATURDAY + DAY, w),
        history.history(HistoryPage(target, name, (told, moved) * 5, 7, 1250), w),
    ]


@pytest.mark.parametrize("locale", ["en", "ru", "uk"])
@pytest.mark.parametrize(("name", "card"), [("Romashka", a_card()), (HOSTILE, HOSTILE_CARD)], ids=["plain", "hostile"])
def test_telegram_takes_every_screen(words_in: WordsIn, locale: str, name: str, card: DealCard) -> None:
    for screen in screens(words_in(locale), name, card):
        check(screen)
        shown, _ = parse(screen.text)
        assert ("👩" in shown) == (name == HOSTILE and "👩" in screen.text)
        assert "&lt;" not in shown, "escaped twice"


def test_an_open_deal_in_at_most_eight_lines_before_the_fold(w: Words) -> None:
    before, _, folded = deals.deal_card(a_card(), w).text.partition(FOLD)
    assert before.strip().splitlines() == [
        "<b>Supply</b> · deal No. 1000000000",
        "Romashka",
        "Ivan Petrov, director · +380 67 123 4567",
        "▰▰▰▰▱▱▱▱▱ 4 of 9: Contract and invoice · 3 days here",
        "<b>₴120,000</b> · expected 1 Dec · Anna",
        "",
        "🔴 Send the contract — yesterday 11:00",
        "▫️ Call — tomorrow 11:00, promised",
    ]
    assert "asks for &lt;discount&gt;" in folded


def test_the_buttons_of_an_open_deal(w: Words) -> None:
    screen = deals.deal_card(a_card(), w)
    labels = [[button.text for button in row] for row in screen.rows]
    assert labels == [
        ["📞 Call", "Payment →"],
        ["✅ Done: Send the contract"],
        ["🔴 Send the contract, yesterday 11:00"],
        ["🗓 Call, tomorrow 11:00"],
        ["📎 asks for <disco… · Thu 19 Nov 11:00"],
        ["More", "Refusal"],
    ]
    assert screen.rows[-1][-1].style == "danger"


def test_a_deal_without_a_task_is_red_and_asks_for_the_next_step(w: Words) -> None:
    screen = deals.deal_card(a_card(tasks=(), no_task=True), w)
    assert "🔴 <b>No task: what is the next step?</b>" in screen.text
    assert screen.rows[1][0].text == "🔴 Set the next step"


def test_the_step_that_wins_is_green(w: Words) -> None:
    screen = deals.deal_card(a_card(wins_next=True), w)
    assert (screen.rows[0][1].text, screen.rows[0][1].style) == ("🎉 Won", "success")


def test_a_won_deal_is_called_won_not_by_its_last_stage(w: Words) -> None:
    asked = StageChoice(1, 1, "Supply", 3, ((Named(3, "Payment"), StageKind.OPEN), (Named(9, "NPS"), StageKind.WON)))
    assert [row[0].text for row in deals.stage_question(asked, w).rows[:2]] == ["✓ Payment", "🎉 Won: NPS"]
    assert deal_state(StageKind.WON, "NPS measurement", w) == "won"
    assert deal_state(StageKind.LOST, "Refused", w) == "refused"
    assert deal_state(StageKind.OPEN, "Payment", w) == "Payment"


def test_deals_of_the_same_name_are_told_apart_by_number_and_client(w: Words) -> None:
    line = DealLine(1, "Polycarbonate and frames", "Fasad-Plus, Irpin", "Offer", "Anna", 120_000_00, StageKind.OPEN,
                    None, False, False)  # fmt: skip
    lines = (line, replace(line, id=2, client="Romashka", amount=None, no_task=True))
    screen = deal_lists.deal_list(DealPage("open", lines, dict.fromkeys(LISTS, 2), 1, 1, False), w)
    assert [button.text for button in screen.rows[0]] == ["1 Fasad-Plus, Irpin", "🔴 2 Romashka"]
    assert "1. <b>Fasad-Plus, Irpin</b> — Offer" in screen.text
    twice = deal_lists.deal_list(DealPage("open", (line, line), dict.fromkeys(LISTS, 2), 1, 1, False), w)
    assert "2. <b>Fasad-Plus, Irpin</b>, Polycarbonate and frames — Offer" in twice.text


@pytest.mark.parametrize("status", [StageKind.WON, StageKind.LOST])
def test_a_closed_deal_has_nothing_dangerous(w: Words, status: StageKind) -> None:
    closed = a_card(
        status=status, closed_at=SATURDAY, next_stage=None, tasks=(), loss_reason="Expensive", loss_comment="by <20%>"
    )
    for screen in (deals.deal_card(closed, w), deals.more(closed, w)):
        assert not [button for row in screen.rows for button in row if button.style == "danger"]
    text = deals.deal_card(closed, w).text
    if status is StageKind.WON:
        assert text.startswith("🎉 <b>Supply</b>")
    else:
        assert "Refused today 11:00: <b>Expensive</b>" in text
        assert "by &lt;20%&gt;" in text


def test_only_leaders_see_owners_and_hand_over(w: Words) -> None:
    own = a_card(may_give=False)
    assert "Anna" not in deals.deal_card(own, w).text.partition(FOLD)[0]
    assert not [button for row in deals.more(own, w).rows for button in row if "Hand over" in button.text]


@pytest.mark.parametrize(
    ("number", "count", "bar"),
    [(1, 9, "▰▱▱▱▱▱▱▱▱"), (9, 9, "▰▰▰▰▰▰▰▰▰"), (1, 1, "▰"), (1, 40, "▰▱▱▱▱▱▱▱▱▱▱▱"), (40, 40, "▰" * 12)],
)
def test_the_stage_bar(number: int, count: int, bar: str) -> None:
    assert deals.stage_bar(StagePlace(1, "x", StageKind.OPEN, number, count, "p")) == bar


def test_the_history_says_from_what_to_what(w: Words) -> None:
    def said(record: str, field: str, old: object, new: object) -> str:
        change = Change(field, old, new)  # type: ignore[arg-type]
        return history.line_text(HistoryLine(SATURDAY, "Anna", record=record, action="changed", changes=(change,)), w)

    assert said("deals", "stage_id", "Offer", "Payment") == "next stage: “Offer” → “Payment”"
    assert said("deals", "amount", 100_00, None) == "amount removed, was ₴100"
    assert said("deals", "amount", None, 100_00) == "amount: ₴100"
    assert said("deals", "expected_close", date(2026, 11, 22), date(2026, 12, 25)) == "sale expected: tomorrow → 25 Dec"
    assert said("contacts", "phone", None, "+380671234567") == "phone: +380 67 123 4567"
    assert said("refusals", "undone_at", None, SATURDAY) == "refusal taken back"
    assert said("nps_polls", "score", None, 9) == "client's score: 9"
    assert said("deals", "stage_entered_at", SATURDAY, SATURDAY) == ""


def test_a_company_without_deals_hears_where_they_come_from(w: Words) -> None:
    none = DealPage("open", (), dict.fromkeys(LISTS, 0), 1, 1, True)
    assert "/new" in deal_lists.deal_list(none, w).text
    assert "/new" not in deal_lists.deal_list(replace(none, counts={**none.counts, "won": 3}), w).text
