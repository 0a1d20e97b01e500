"""Plans as a file: written, looked at, read in."""

from __future__ import annotations

from decimal import Decimal
from typing import Final

from bot.ui import kit, ordered, problems
from bot.ui.i18n import N_
from bot.ui.period_names import period_name
from bot.ui.plan_buttons import PlanFiles, PlanForget, PlanRead, PlanSave, PlanShow, PlanUndo, about
from bot.ui.plan_setting import change, line_name
from bot.ui.plan_words import metric_name, named
from bot.ui.render import render
from bot.ui.screen import Button, File, Rows, Screen
from bot.ui.words import Words, short
from services.plan_files import PlanFile, PlanTable
from services.rules.kinds import PlanMetric, PlanScope
from services.rules.money import MINOR
from services.rules.periods import PeriodKind
from services.rules.plan_file import BadPlan
from services.rules.plans import COMPANY

SHOWN: Final = 8
BAD_SHOWN: Final = 8
FLAWS: Final[dict[str, str]] = {
    "plan_file_empty": N_("no value for “%(text)s”"),
    "plan_file_nobody": N_("it does not say whose plan it is"),
    "plan_file_metric": N_("“%(text)s” is neither revenue nor deals nor margin"),
    "plan_file_period": N_("“%(text)s” is no month, quarter, half-year or year"),
    "plan_file_value": N_("“%(text)s” is no value of a plan"),
    "plan_file_unknown": N_("nobody and nothing here is called “%(text)s”"),
    "plan_file_many": N_("there are several called “%(text)s”: write the full name and the team"),
    "plan_file_twice": N_("“%(text)s” has another plan for the same period above"),
    "plan_file_quote": N_("a quotation mark is not closed"),
}


def page(data: PlanFiles, w: Words) -> Screen:
    """What a file of plans looks like; it may be sent now."""
    this = data.model_dump()
    save = Button(w.p_("button", "Save the year's plans"), data=PlanSave(**this))
    back = Button(w.p_("button", "Back"), data=PlanShow(**this))
    return Screen(render("plans/files.j2", w), rows=((save,), (back,)))


def headers(w: Words) -> tuple[str, ...]:
    """The columns of a file, as it is read back."""
    return (
        w.p_("column", "Who"),
        w.p_("column", "Team"),
        w.p_("column", "Pipeline"),
        w.p_("column", "Metric"),
        w.p_("column", "Period"),
        w.p_("column", "Plan"),
    )


def table(view: PlanTable, w: Words) -> list[tuple[str | int | float, ...]]:
    """The lines of a file, in the reader's words and major units."""
    lines: list[tuple[str | int | float, ...]] = []
    for unit, name, team, metric, period, value in view.rows:
        own = named("", w) if unit == COMPANY else name if unit.scope is PlanScope.USER else ""
        lines.append(
            (
                own,
                name if unit.scope is PlanScope.TEAM else team,
                name if unit.scope is PlanScope.PIPELINE else "",
                metric_name(metric, w),
                str(period.start.year) if period.kind is PeriodKind.YEAR else period_name(period, w),
                value if metric is PlanMetric.DEALS else float(Decimal(value) / MINOR),
            )
        )
    return lines


def file(content: bytes, data: PlanSave, w: Words) -> Screen:
    """The file itself."""
    text = w._("The plans of the year. Change the numbers and send the file back: you will see what changes first.")
    return Screen(text, document=File(content, f"plans-{data.begin // 100}.xlsx"))


def looked(view: PlanFile, w: Words) -> Screen:
    """What the file would set, and what in it cannot be read."""
    leave = Button(w.p_("button", "Forget the file"), data=PlanForget())
    rows: Rows = ((leave,),)
    if view.lines:
        label = w.n_("Set %(n)s plan", "Set %(n)s plans", len(view.lines))
        rows = ((Button(label, data=PlanRead(), style="success"),), (leave,))
    return Screen(_told(view, w), rows=rows)


def done(view: PlanFile, w: Words) -> Screen:
    """What was set."""
    undo = ordered.undo_row(PlanUndo(undo=view.undo_id) if view.undo_id is not None else None, w)
    on: Rows = kit.menu_row(w)
    if view.lines:
        first = view.lines[0]
        data = PlanShow(**about(COMPANY, first.metric, first.period))
        on = ((Button(w.p_("button", "To the plans"), data=data),),)
    return Screen(_told(view, w, done=True), rows=(*on, *undo))


def forgotten(w: Words) -> Screen:
    """Nothing was changed."""
    return kit.note(w._("Forgotten. Nothing was changed."), kit.menu_row(w))


def _told(view: PlanFile, w: Words, *, done: bool = False) -> str:
    return render(
        "plans/file.j2",
        w,
        view=view,
        done=done,
        lines=[(line_name(line, w), change(line, w)) for line in view.lines[:SHOWN]],
        more=max(0, len(view.lines) - SHOWN),
        bad=[(item.line, flaw_text(item, w)) for item in view.bad[:BAD_SHOWN]],
        more_bad=max(0, len(view.bad) - BAD_SHOWN),
    )


def flaw_text(item: BadPlan, w: Words) -> str:
    """Why a row cannot be taken."""
    return w._(FLAWS[item.code], text=short(item.text, 40))


problems.add(
    {
        "plan_file_headers": N_(
            "I see no plans in %(name)s. The first row names the columns: who, metric, period, plan."
        ),
        "plan_file_type": N_("Send a table: CSV or XLSX."),
        "plan_file_gone": N_("The file is not at hand any more. Send it once more."),
    }
)
