"""Screens of /pipelines and the set-up file: in every language, with hostile and long names."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from bot.ui import pipeline_moves, pipelines, setup_file, setup_words, stage_setup
from bot.ui.i18n import LOCALES
from bot.ui.screen import Screen
from bot.ui.words import Words
from services.rules.kinds import PipelineCycle, StageKind
from services.rules.setup_schema import Flaw
from services.rules.views import Named
from services.setup_core import Done
from services.setup_file import Looked
from services.setup_reading import Entry, Reading
from services.setup_views import (
    ChangeLine,
    PipelineChoice,
    PipelineLine,
    PipelineList,
    PipelineMove,
    PipelinePage,
    Route,
    StageCard,
    StageChoice,
    StageLine,
    Taken,
)
from tests.ui.conftest import SATURDAY, Snapshot, WordsIn
from tests.ui.reading import check

NASTY = ('<b>&"Звонки' * 12)[:100] + " %(n)s 🙂"
BIG = 10**9
STAGES = tuple(StageLine(BIG + n, BIG, NASTY, kind, 10_000, 100, True) for n, kind in enumerate([*StageKind] * 70))
PAGE = PipelinePage(BIG, BIG, NASTY, PipelineCycle.SHORT, False, STAGES, STAGES, 10_000, 2, 3)
LINES = tuple(PipelineLine(BIG + n, NASTY, 200, 10_000) for n in range(20))
CARD = StageCard(
    BIG, BIG, Named(BIG, NASTY), NASTY, StageKind.OPEN, NASTY * 9, 100, True, 87_600, 2, 210, 10_000, 5, (NASTY,) * 20,
    (NASTY,) * 20,
)  # fmt: skip
NAMED = Named(BIG, NASTY)
MOVE = PipelineMove(PAGE, NAMED, (Route(NAMED, NAMED, 9),) * 99, (NAMED,) * 99, "ffff")
DONE = Done("stage_archived", {"name": NASTY, "deals": 10_000, "pipeline": NASTY}, BIG)
TOLD = {
    "name": NASTY,
    "new": NASTY,
    "cycle": "short",
    "kind": "won",
    "probability": 5,
    "stage": NASTY,
    "deals": 5,
    "list": "moves",
}
FLAWS = [
    Flaw(("pipelines", 0), code, {"key": NASTY, "value": NASTY, "name": NASTY, "format": 1, "n": 2})
    for code in [*setup_file.FLAWS, "stage_kind_deals", "stage_first_open"]
]
ENTRIES = [Entry(section, NASTY, NASTY) for section in setup_file.SECTIONS] * 3

SCREENS: dict[str, Callable[[Words], Screen]] = {
    "table": lambda w: pipelines.table(PipelineList(LINES, 3, 4), 2, w),
    "archive": lambda w: pipelines.table(PipelineList(LINES, 3, 4), 2, w, archived=True),
    "nothing": lambda w: pipelines.table(PipelineList((), 0, 0), 1, w),
    "page": lambda w: pipelines.page(PAGE, 5, w),
    "gone": lambda w: pipelines.gone(PAGE, 5, w),
    "sets": pipelines.set_question,
    "new": lambda w: pipelines.new_name_question("assessment", w),
    "name": lambda w: pipelines.name_question(PAGE, w),
    "drop": lambda w: pipelines.drop_question(PipelineChoice(PAGE, LINES), 2, w),
    "last": lambda w: pipelines.drop_question(PipelineChoice(PAGE, ()), 2, w),
    "move": lambda w: pipeline_moves.question(MOVE, w),
    "routes": lambda w: pipeline_moves.routes(MOVE, 3, w),
    "goal": lambda w: pipeline_moves.goal_question(MOVE, MOVE.routes[0], 2, w),
    "stage": lambda w: stage_setup.card(CARD, w),
    "after": lambda w: setup_words.after(stage_setup.card(CARD, w), DONE, w),
    "new stage": lambda w: stage_setup.new_question(PAGE, w),
    "kind": lambda w: stage_setup.kind_question(CARD, w),
    "stage drop": lambda w: stage_setup.drop_question(StageChoice(CARD, STAGES), 3, w),
    "stage move": lambda w: stage_setup.move_question(CARD, STAGES[0], w),
    "receipt": lambda w: setup_words.receipt(DONE, w),
    "taken": lambda w: setup_words.taken_back(Taken("stage_archived", TOLD, 3, 9_999, 1, BIG), w),
    "changes": lambda w: setup_words.changes(
        [ChangeLine(BIG, code, TOLD, SATURDAY, NASTY, code < "s") for code in setup_words.TEXTS], 2, w
    ),
    "file": setup_file.page,
    "looked": lambda w: setup_file.looked(Looked(Reading(ENTRIES, ENTRIES, 9, [], FLAWS[:3]), {}), NASTY, w),
    "flawed": lambda w: setup_file.looked(Looked(Reading(flaws=FLAWS), {("pipelines", 0): 7}), NASTY, w),
    "same": lambda w: setup_file.looked(Looked(Reading(same=9), {}), NASTY, w),
    "read": lambda w: setup_file.done(Looked(Reading(ENTRIES, ENTRIES, 9), {}, DONE), w),
    "forgotten": setup_file.forgotten,
    **{
        f"ask {what}": (lambda w, what=what: stage_setup.question(CARD, what, w))  # type: ignore[misc]
        for what in "ndhcp"
    },
}


@pytest.mark.parametrize("locale", LOCALES)
@pytest.mark.parametrize("name", SCREENS)
def test_every_screen_can_be_sent(name: str, locale: str, words_in: WordsIn) -> None:
    screen = SCREENS[name](words_in(locale))
    check(screen)
    assert '<b>&"' not in screen.text


@pytest.mark.parametrize("code", setup_words.TEXTS)
def test_every_edit_has_its_sentence(code: str, w: Words) -> None:
    assert "%" not in setup_words.said(code, {**TOLD, "name": "A", "new": "B", "stage": "C"}, w).replace(" 5 %", "")


NINE = ("Presentation", "General offer", "Feedback", "Individual offer", "Contract", "Payment", "Service")
PATH = (
    *(StageLine(n, 1, name, StageKind.OPEN, n, n * 10, n > 2) for n, name in enumerate(NINE)),
    StageLine(8, 1, "NPS", StageKind.WON, 0, 100, False),
    StageLine(9, 1, "Refused", StageKind.LOST, 0, 0, False),
)
PLAIN = PipelinePage(1, 1, "B2B", PipelineCycle.LONG, False, PATH, (), 21, 1, 6)
STAGE = StageCard(
    1, 1, Named(1, "B2B"), "General offer", StageKind.OPEN, "The general offer goes out.", 20, False, 72, 2, 9, 14, 0,
    ("Prepare and send the offer",), ("Date of event", "Address"),
)  # fmt: skip


@pytest.mark.parametrize("locale", LOCALES)
def test_the_pages(locale: str, words_in: WordsIn, snapshot: Snapshot) -> None:
    w = words_in(locale)
    snapshot(pipelines.page(PLAIN, 1, w), "setup_pipeline", locale)
    snapshot(stage_setup.card(STAGE, w), "setup_stage", locale)
    snapshot(stage_setup.move_question(STAGE, PLAIN.stages[2], w), "setup_stage_move", locale)
