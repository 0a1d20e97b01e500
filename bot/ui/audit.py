"""/audit: how the company keeps its standards, and where to mend what breaks them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated, Final

from aiogram.filters.callback_data import CallbackData
from pydantic import Field

from bot.ui import kit
from bot.ui.callbacks import VoronkaCallback
from bot.ui.i18n import N_
from bot.ui.layout import ROW, share
from bot.ui.paging import pager
from bot.ui.plan_buttons import PlanShow, about
from bot.ui.refusals import CheckOpen
from bot.ui.render import render
from bot.ui.screen import Button, Rows, Screen
from bot.ui.setup_links import ADMINS, PipelineOpen, StageOpen, StageTasks
from bot.ui.targets import OpenCard, TaskOpen
from bot.ui.titles import KINDS
from bot.ui.words import Words, short
from services.audit import AuditLine, AuditReport, Breach, BreachPage
from services.rules import periods
from services.rules.audit import Grade, Standard
from services.rules.kinds import PlanMetric, PlanScope, TaskKind
from services.rules.periods import PeriodKind
from services.rules.plans import Unit

MARKS: Final = {Grade.GOOD: "🟢", Grade.FAIR: "🟡", Grade.POOR: "🔴", Grade.NONE: "⚪️"}
NAMES: Final = {
    Standard.PLANS: N_("Every seller has a plan for the month"),
    Standard.PIPELINES: N_("Pipelines are complete"),
    Standard.STAGES: N_("Stages are described"),
    Standard.STAGE_TASKS: N_("Every stage has a task"),
    Standard.RESPONSIBLE: N_("Every task has a responsible"),
    Standard.OVERDUE: N_("Overdue tasks are handled within a day"),
    Standard.MOVES: N_("Dates are moved with a reason"),
    Standard.NEXT_STEP: N_("Every deal has a next step"),
    Standard.FIELDS: N_("Required fields are filled"),
    Standard.NPS: N_("Clients are asked for NPS"),
    Standard.REASONS: N_("Refusals have a reason"),
    Standard.CHECKS: N_("Refusals are checked in time"),
}
HINTS: Final = {
    Standard.PLANS: N_("Without a plan nobody knows how far there is to go."),
    Standard.PIPELINES: N_("A pipeline needs an open stage, a won one and a lost one."),
    Standard.STAGES: N_("A description says what happens on the stage; new colleagues read it."),
    Standard.STAGE_TASKS: N_("The task says what must be done to move on, and when."),
    Standard.RESPONSIBLE: N_("These open tasks are nobody's, or of somebody who has left."),
    Standard.OVERDUE: N_("More than a day late and neither done nor moved."),
    Standard.MOVES: N_("Moved in the last 30 days without saying why."),
    Standard.NEXT_STEP: N_("Open deals nobody has anything planned for."),
    Standard.FIELDS: N_("Open deals that left a stage without what it requires."),
    Standard.NPS: N_("Won in the last 30 days, and nobody asked the client."),
    Standard.REASONS: N_("Refused in the last 30 days without a reason."),
    Standard.CHECKS: N_("The check of the reason is overdue."),
}
_LATER: Final = (Standard.PLANS,)
"""Joined when the others had their letters: buttons in old messages keep their meaning."""
CODES: Final = {
    standard: chr(ord("a") + place)
    for place, standard in enumerate([*(one for one in Standard if one not in _LATER), *_LATER])
}
STANDARDS: Final = {code: standard for standard, code in CODES.items()}


class AuditShow(VoronkaCallback, prefix="aud1", roles=ADMINS):
    """The whole audit."""


class AuditOpen(VoronkaCallback, prefix="aud2", roles=ADMINS):
    """What breaks one standard; a page from 1."""

    standard: Annotated[str, Field(max_length=1, pattern="^[a-l]$")]
    page: int = 1


def report(view: AuditReport, w: Words, *, weekly: bool = False) -> Screen:
    """Every standard with its share; the worst can be opened first."""
    lines = [(MARKS[line.now.grade], w._(NAMES[line.now.standard]), line, _change(line)) for line in view.lines]
    text = render("audit/report.j2", w, view=view, lines=lines, weekly=weekly)
    worst = sorted((line for line in view.lines if line.now.found), key=lambda line: line.now.kept or 0)
    rows: Rows = tuple((_open(line, w),) for line in worst)
    return Screen(text, rows=(*rows, *kit.menu_row(w)))


def _open(line: AuditLine, w: Words) -> Button:
    name = f"{MARKS[line.now.grade]} {w._(NAMES[line.now.standard])}"
    label = share(name, tail=w.number(line.now.found), most=ROW - 0.5)
    return Button(label, data=AuditOpen(standard=CODES[line.now.standard]))


def _change(line: AuditLine) -> float | None:
    """In shares since the audit before; None when there is nothing to compare."""
    if line.before is None or line.now.kept is None:
        return None
    return line.now.kept - line.before


_DOORS: Final[dict[str, Callable[[int], CallbackData]]] = {
    "pipeline": lambda id_: PipelineOpen(pipeline=id_),
    "stage": lambda id_: StageOpen(stage=id_),
    "stage_tasks": lambda id_: StageTasks(stage=id_),
    "task": lambda id_: TaskOpen(task=id_),
    "deal": lambda id_: OpenCard(kind="d", id=id_),
    "lead": lambda id_: OpenCard(kind="l", id=id_),
    "check": lambda id_: CheckOpen(task=id_),
}


def breaches(view: BreachPage, w: Words) -> Screen:
    """What breaks a standard; each line opens where it is mended."""
    standard = view.measure.standard
    rows: Rows = tuple((Button(_label(item, w), data=_door(item, w)),) for item in view.lines)
    turn = pager(lambda number: AuditOpen(standard=CODES[standard], page=number), view.page, view.pages)
    back = Button(w.p_("button", "To the audit"), data=AuditShow())
    text = render(
        "audit/breaches.j2",
        w,
        view=view,
        mark=MARKS[view.measure.grade],
        name=w._(NAMES[standard]),
        hint=w._(HINTS[standard]),
    )
    place = AuditOpen(standard=CODES[standard], page=view.page)
    return Screen(text, rows=(*rows, *turn, (back,)), place=place)


def _door(item: Breach, w: Words) -> CallbackData:
    if item.kind == "plan":
        month = periods.containing(PeriodKind.MONTH, w.today)
        return PlanShow(**about(Unit(PlanScope.USER, item.id), PlanMetric.REVENUE, month))
    return _DOORS[item.kind](item.id)


def _label(item: Breach, w: Words) -> str:
    name = item.name or w._(KINDS[item.task or TaskKind.TODO])
    return share(item.about, name, most=ROW - 0.5) if item.about and item.about != name else short(name, 34)
