"""Screens of the control of dates: further moves, reports, escalation, reasons, the start screen, the pace of deals."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest

from bot.ui import call_order, control, escalation, menu, pace, poll_scale, postpone_reasons, postponing, rounds
from bot.ui.commands import DESCRIPTIONS
from bot.ui.i18n import LOCALES
from bot.ui.kit import note
from bot.ui.screen import Screen
from bot.ui.words import Words
from services.moves import MoveLine, MovesOf, MovesPage, MovesReport
from services.postpone_reasons import PostponeReasonView
from services.postponing import MoveRequest, OtherDate
from services.promises import Kept, PersonPromises, PromiseLine, PromisePage, PromiseReport
from services.red_marks import RedCounts
from services.round_views import HeadLeft, RoundCard
from services.rules.actor import Actor, Role
from services.rules.kinds import PromiseState
from services.rules.lateness import Late
from services.rules.settings import CompanySettings
from services.rules.stage_pace import Slow
from services.rules.views import Named
from services.start import StartView
from tests.ui.conftest import SATURDAY, Snapshot, WordsIn
from tests.ui.reading import check
from tests.ui.test_pushes_screens import ANNA, CALL, HOUR, NASTY, TASK

DAY = timedelta(days=1)
REQUEST = MoveRequest(
    id=5, version=2, task=TASK, number=3, to_at=SATURDAY + 2 * DAY, reason="Ждём клиента · юрист болен", by=ANNA,
    earlier=("Попросил клиент", "Ждём клиента"), waits=True, agreed=None, decided_by=None, answer=None,
)  # fmt: skip
ANSWERED = replace(REQUEST, waits=False, agreed=True, decided_by="Борис")
REFUSED = replace(ANSWERED, agreed=False, answer="Позвони сегодня")
ASKED = RoundCard(
    place=1, total=3, task=None, deal=None, stage=None, amount=None, moves=(), asked_at=None, answer=None, next_at=None,
    again=False, own=False, request=REQUEST,
)  # fmt: skip
SLOW = Slow(18 * DAY, 11 * DAY, own=True)
LATE = replace(ASKED, late=Late(1, 0), request=None, task=TASK, next_at=SATURDAY + 2 * DAY, slow=SLOW)
MOVES = MovesReport(
    "week", 9, 6, 3, 1, 1, (MovesOf(ANNA, 6, 4), MovesOf(Named(4, "Олег Д."), 3, 2)),
    (MovesOf(Named(1, "Попросил клиент"), 7), MovesOf(None, 2)),
)  # fmt: skip
MOVE = MoveLine(TASK, SATURDAY - HOUR, SATURDAY - DAY, SATURDAY + DAY, "Анна К.", "Попросил клиент")
MOVED = MovesPage("weeks4", "Анна К.", (MOVE, replace(MOVE, task=CALL)), 9, 1, 2)
KEPT = Kept(20, 3, 2, 41)
PROMISES = PromiseReport(
    "month", KEPT, (PersonPromises(ANNA, KEPT), PersonPromises(Named(4, "Олег Д."), Kept(4, 0, 0)))
)
MISSED = PromisePage(
    ANNA, False, "week", {"week": Kept(3, 1, 1, 35), "weeks4": KEPT, "month": Kept()},
    (
        PromiseLine(CALL, SATURDAY - DAY, PromiseState.BROKEN, None),
        PromiseLine(TASK, SATURDAY - 2 * DAY, PromiseState.LATE, 35),
    ), 2, 1, 1,
)  # fmt: skip
REASON = PostponeReasonView(7, 3, "Попросил клиент", 1, 12)
HEAD = Actor(Role.HEAD, user_id=2, name="Борис")
START = StartView(RedCounts(12, 3, 1), 5, (TASK, CALL), 7)
LEFT = (HeadLeft(("Борис", "Вера"), 4, 1, 2), HeadLeft(("Галина",), 0, 2, 0))
SETTINGS = CompanySettings(grace_minutes=90, again_hours=4, told="both")

SCREENS: dict[str, Callable[[Words], Screen]] = {
    "control_request": lambda w: postponing.request(REQUEST, w),
    "control_request_past": lambda w: postponing.request(replace(REQUEST, to_at=SATURDAY - HOUR), w),
    "control_request_agreed": lambda w: postponing.request(ANSWERED, w),
    "control_request_refused": lambda w: postponing.request(REFUSED, w),
    "control_request_other": lambda w: postponing.request(replace(ANSWERED, agreed=None), w),
    "control_request_closed": lambda w: postponing.request(replace(REQUEST, waits=False), w),
    "control_request_in_round": lambda w: rounds.card(ASKED, w),
    "control_answer_agreed": lambda w: postponing.answer(ANSWERED, w),
    "control_answer_refused": lambda w: postponing.answer(REFUSED, w),
    "control_answer_other": lambda w: postponing.answer(replace(ANSWERED, agreed=None), w),
    "control_other_date": lambda w: postponing.other_date(
        OtherDate(REQUEST, (SATURDAY + HOUR, SATURDAY + 2 * DAY)), postponing.MoveOther(request=5, ver=2), w
    ),
    "control_word_sent": lambda w: postponing.word_sent(REFUSED, w),
    "control_slow_in_round": lambda w: rounds.card(LATE, w),
    "control_left": lambda w: rounds.left(LEFT, w),
    "control_moves": lambda w: control.moves(MOVES, 1, w),
    "control_no_moves": lambda w: control.moves(MovesReport("week", 0, 0, 0, 0, 0, (), ()), 1, w),
    "control_move_lines": lambda w: control.move_lines(MOVED, control.MovesBy(colleague=3, period="f"), w),
    "control_promises": lambda w: control.promises(PROMISES, 1, w),
    "control_no_promises": lambda w: control.promises(PromiseReport("week", Kept(), ()), 1, w),
    "control_person": lambda w: control.person_promises(MISSED, w, leader=True),
    "control_escalation": lambda w: escalation.screen(SETTINGS, w),
    "control_escalation_when": lambda w: escalation.question("g", SETTINGS, w),
    "control_escalation_whom": lambda w: escalation.question("t", SETTINGS, w),
    "control_call_order": lambda w: call_order.screen(SETTINGS, w),
    "control_call_order_missed": lambda w: call_order.screen(replace(SETTINGS, missed_first=True), w),
    "control_poll_scale": lambda w: poll_scale.question("0-10", w),
    "control_poll_scale_short": lambda w: poll_scale.question("1-3", w),
    "control_reasons": lambda w: postpone_reasons.table([REASON, replace(REASON, id=8, place=2, moves=0)], 1, w),
    "control_reason": lambda w: postpone_reasons.card(REASON, 2, w),
    "control_start": lambda w: menu.menu(HEAD, DESCRIPTIONS, w, START),
    "control_slow_expected": lambda w: note(pace.sentence(replace(SLOW, own=False), w)),
}


@pytest.mark.parametrize("locale", LOCALES)
@pytest.mark.parametrize("name", SCREENS)
def test_screens(name: str, locale: str, words_in: WordsIn, snapshot: Snapshot) -> None:
    snapshot(SCREENS[name](words_in(locale)), name, locale)


@pytest.mark.parametrize("locale", LOCALES)
def test_hostile_and_long_names(locale: str, words_in: WordsIn) -> None:
    w = words_in(locale)
    task = replace(TASK, title=NASTY[:200], about=NASTY)
    asked = replace(REQUEST, task=task, reason=NASTY, by=Named(3, NASTY), earlier=(NASTY,) * 9, answer=NASTY)
    people = tuple(MovesOf(Named(n, NASTY), 10_000 + n, n) for n in range(40))
    move = replace(MOVE, task=task, by=NASTY, reason=NASTY)
    for screen in (
        postponing.request(asked, w),
        postponing.answer(replace(asked, waits=False, agreed=False, decided_by=NASTY), w),
        rounds.left((HeadLeft((NASTY,) * 5, 9, 9, 9),) * 20, w),
        control.moves(replace(MOVES, by_person=people, by_reason=people), 2, w),
        control.move_lines(MovesPage("week", NASTY, (move,) * 6, 999, 3, 90), control.MovesFor(why=1, period="w"), w),
        control.promises(PromiseReport("week", KEPT, (PersonPromises(Named(3, NASTY), KEPT),) * 40), 1, w),
        postpone_reasons.table([replace(REASON, id=n, name=NASTY[:60]) for n in range(40)], 2, w),
        menu.menu(replace(HEAD, name=NASTY), DESCRIPTIONS, w, replace(START, coming=(task,) * 4)),
    ):
        check(screen)
