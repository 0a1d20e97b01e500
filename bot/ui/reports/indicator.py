"""One indicator of /report: its number, what it was, what was planned, its line; and every door from there."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, Final

from bot.ui import menu
from bot.ui.control import ReportsShow
from bot.ui.i18n import N_
from bot.ui.indicator_names import NAMES, indicator_name
from bot.ui.paging import paged, pager
from bot.ui.period_names import period_name
from bot.ui.render import render
from bot.ui.report_filters import CUTS_SHOWN, chosen_line, cut_name, pack
from bot.ui.reports import empty, values
from bot.ui.reports.buttons import (
    CODE_OF,
    KIND_CODES,
    KIND_NAMES,
    ReportCuts,
    ReportDates,
    ReportFile,
    ReportKeep,
    ReportPicture,
    ReportRows,
    ReportShow,
    ReportTable,
    slices_code,
    when_code,
)
from bot.ui.reports.tables import SHARES
from bot.ui.screen import Button, Rows, Screen, grid
from bot.ui.words import Words, capital, short
from services.indicator_views import unit_of_extra
from services.report_views import IndicatorPage, When
from services.rules.indicators import By, Indicator, Unit
from services.rules.periods import PeriodKind
from services.slices import Chosen

EXTRAS: Final = {
    "weighted": N_("weighted by the chance of winning: %(value)s"),
    "unvalued": N_("deals without an amount: %(value)s"),
    "money": N_("money lost: %(value)s"),
    "response_rate": N_("answered: %(value)s"),
    "plan": N_("plan: %(value)s"),
    "low": N_("from %(value)s"),
    "high": N_("to %(value)s"),
    "template_revenue": N_("by the template: %(value)s"),
    "wins": N_("won deals: %(value)s"),
}
SILENT_AT_ZERO: Final = frozenset({"unvalued"})
PLANS: Final = frozenset({"plan_revenue", "plan_deals", "plan_margin"})
"""Completions of plans."""
NAME: Final = 40
"""Letters of a button."""
BEHIND: Final = frozenset({"forecast", "forecast_accuracy", "bonus"})
"""Numbers without records of their own."""

Hook = Callable[[IndicatorPage, Words], Button | None]
HOOKS: Final[list[Hook]] = []
"""Buttons other features put on an indicator's page (subscriptions): each makes one, or none."""


def page(view: IndicatorPage, w: Words) -> Screen:
    """The indicator at a glance."""
    report = view.report
    about = _about(report.indicator, view.when, view.chosen)
    whole = report.indicator.code in SHARES  # undivided it is always all of it: only how many tells something
    number = values.shown(report.total.value, report.indicator.unit, w)
    if whole:
        number = w.n_("%(n)s record", "%(n)s records", report.total.n)
    text = render(
        "reports/indicator.j2", w,
        name=indicator_name(report.indicator.code, w), period=period_name(report.period, w),
        narrowed=chosen_line(view.chosen, w), value=number,
        empty=empty.why(report.indicator.code, w) if report.total.value is None else None,
        beside=_beside(view, w), compared="" if whole else _compared(view, w),
        year_ago="" if whole else _year_ago(view, w), plan=_plan(view, w),
        line=values.line([point.n if whole else point.value for point in report.history]), ends=_ends(view, w),
        direction=values.direction(report.indicator, w), running=view.running,
    )  # fmt: skip
    return Screen(
        text,
        rows=(*_doors(view, about, w), *_turn(view, about, w)),
        folded=(*_files(about, w), *_kinds(view, about, w)),
        again=ReportShow(**about),
    )


def _about(indicator: Indicator, when: When, chosen: Chosen) -> dict[str, Any]:
    return {"sign": CODE_OF[indicator.code], "span": when_code(when), "narrow": pack(chosen)}


def _doors(view: IndicatorPage, about: dict[str, Any], w: Words) -> Rows:
    report = view.report
    first = []
    if report.total.n and report.indicator.code not in BEHIND:
        label = w.n_("%(n)s record", "%(n)s records", report.total.n)
        first.append(Button("🗂 " + label, data=ReportRows(**about)))
    if view.slices:
        first.append(Button(w.p_("button", "Cut by…"), data=ReportCuts(**about)))
    label = w.p_("button", "★ Kept") if view.favourite else w.p_("button", "⭐ Keep")
    second = [
        Button("📊 " + w.p_("button", "Picture"), data=ReportPicture(**about)),
        Button(label, data=ReportKeep(**about, on=not view.favourite)),
    ]
    if report.indicator.code == "loss_reasons" and view.leader:  # there are the checks, and who is told (S4-09)
        second.append(menu.go("losses", w))
    hooked = [button for hook in HOOKS if (button := hook(view, w)) is not None]
    return (tuple(first), (*second, *hooked))


def _turn(view: IndicatorPage, about: dict[str, Any], w: Words) -> Rows:
    """Earlier and later, the whole, and the way back."""
    row: list[Button] = []
    when = view.when
    if when.start is None:
        row.append(Button("‹ " + w.p_("button", "Earlier"), data=_at(about, When(when.kind, when.back + 1))))
        if when.back:
            row.append(Button(w.p_("button", "Later") + " ›", data=_at(about, When(when.kind, when.back - 1))))
    if view.chosen:
        row.append(Button(w.p_("button", "The whole"), data=ReportShow(**{**about, "narrow": ""})))
    return (tuple(row), (Button(w.p_("button", "To the reports"), data=ReportsShow()),))


def _at(about: dict[str, Any], when: When) -> ReportShow:
    return ReportShow(**{**about, "span": when_code(when)})


def _files(about: dict[str, Any], w: Words) -> Rows:
    return ((Button("Excel", data=ReportFile(**about)), Button("CSV", data=ReportFile(**about, form="c"))),)


def _kinds(view: IndicatorPage, about: dict[str, Any], w: Words) -> Rows:
    now = KIND_CODES.get(view.when.kind)
    kinds = [
        Button(("✓ " if code == now else "") + w._(name), data=ReportShow(**{**about, "span": f"{code}0"}))
        for code, name in KIND_NAMES.items()
    ]
    mark = "✓ " if view.when.kind is PeriodKind.DATES else ""
    dates = Button(
        mark + "📅 " + w.p_("button", "Two dates"), data=ReportDates(sign=about["sign"], narrow=about["narrow"])
    )
    return (*grid(kinds, 3), (dates,))


# ------------------------------------------------------------------------------------------------------------- lines
def _beside(view: IndicatorPage, w: Words) -> list[str]:
    """What stands beside the number: how sure a median is, what the registry names."""
    report, said = view.report, []
    if report.total.p90 is not None:
        high = values.shown(report.total.p90, report.indicator.unit, w)
        said.append(w._("half are within it, nine of ten within %(value)s", value=high))
    for name, value in report.total.extra.items():
        if value is not None and name in EXTRAS and (value or name not in SILENT_AT_ZERO):
            said.append(w._(EXTRAS[name], value=values.shown(value, _unit_of(report.indicator, name), w)))
    return said


def _unit_of(indicator: Indicator, name: str) -> Unit:
    """The unit of an extra: the registry's, or for plans and forecasts that of the fact."""
    if name in indicator.extra:
        return unit_of_extra(indicator, name)
    return Unit.COUNT if name == "wins" or indicator.code == "plan_deals" else Unit.MONEY


def _compared(view: IndicatorPage, w: Words) -> str:
    report = view.report
    if report.before.value is None:
        return ""
    return _against(view, report.before.value, period_name(report.compared, w), w)


def _year_ago(view: IndicatorPage, w: Words) -> str:
    report = view.report
    if report.year_ago is None or report.year_ago.value is None:
        return ""
    return _against(view, report.year_ago.value, w._("A year ago"), w)


def _against(view: IndicatorPage, before: int | float, name: str, w: Words) -> str:
    report = view.report
    then = values.shown(before, report.indicator.unit, w)
    changed = values.change(report.indicator, report.total.value, before, w)
    said = values.judged(report.indicator, report.total.value, before, w) if changed not in ("", "=") else ""
    told = f"{changed}, {said}" if said else changed
    return f"{name}: {then} ({told})" if told else f"{name}: {then}"


def _plan(view: IndicatorPage, w: Words) -> str:
    """The plan, what was reached of it, and what is due by now; of a completion, which is a share, what is due."""
    report = view.report
    due = w._("by schedule %(share)s", share=w.percent(view.due)) if view.due is not None else ""
    if report.indicator.code in PLANS:
        return capital(due) if report.total.value is not None else ""
    if not report.plan or report.indicator.unit is Unit.PERCENT:
        return ""
    plan = values.shown(report.plan, report.indicator.unit, w)
    share = w.percent(float(report.total.value or 0) / float(report.plan))
    told = w._("Plan: %(plan)s, reached %(share)s", plan=plan, share=share)
    return f"{told}, {due}" if due else told


def _ends(view: IndicatorPage, w: Words) -> str:
    first, last = view.report.history[0].period, view.report.history[-1].period
    return f"{period_name(first, w)} – {period_name(last, w)}"


def kept(*, on: bool, w: Words) -> str:
    """It is kept, or no longer."""
    return w._("It is in your favourites under /report now.") if on else w._("No longer in your favourites.")


# -------------------------------------------------------------------------------------------------------------- cuts
def cuts(view: IndicatorPage, by: Sequence[By], page: int, w: Words) -> Screen:
    """By what shall it be told apart, or besides by what?"""
    about = _about(view.report.indicator, view.when, view.chosen)
    chosen = slices_code(by)
    shown = paged([one for one in view.slices if one not in by], page, CUTS_SHOWN)
    buttons = [
        Button(short(cut_name(one, w), NAME), data=ReportTable(**about, by=slices_code((*by, one))))
        for one in shown.items
    ]
    title = w.html(
        "<b>%(name)s</b> · %(period)s", name=w._(NAMES[view.report.indicator.code]),
        period=period_name(view.report.period, w),
    )  # fmt: skip
    question = w._("And by what else?") if by else w._("By what shall it be told apart?")
    back = ReportTable(**about, by=chosen) if by else ReportShow(**about)
    turn = pager(lambda number: ReportCuts(**about, by=chosen, page=number), shown.number, shown.count)
    return Screen(f"{title}\n{question}", rows=(*grid(buttons, 2), *turn, (Button(w.p_("button", "Back"), data=back),)))
