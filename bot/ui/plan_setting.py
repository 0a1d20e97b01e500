"""Setting plans: one from what is proposed or typed, all below in one go, and what it did."""

from __future__ import annotations

from typing import Any, Final

from bot.ui import flows, ordered, problems
from bot.ui.i18n import N_
from bot.ui.period_names import period_name
from bot.ui.plan_buttons import (
    TAKEN_AWAY,
    WAY_CODES,
    PlanApply,
    PlanAsk,
    PlanPut,
    PlanShow,
    PlanTry,
    PlanUndo,
    PlanWays,
    about,
)
from bot.ui.plan_words import metric_name, named, value
from bot.ui.render import render
from bot.ui.screen import Button, Rows, Screen, grid
from bot.ui.words import Words
from services.plan_setting import PlanAsk as Ask
from services.plan_setting import PlanLine, PlansBack, PlansSet, Proposal, Way
from services.rules.kinds import PlanMetric
from services.rules.plans import months, raised, step_of

PERCENTS: Final = (0, 5, 10, 20)
SHOWN: Final = 12
WAYS: Final = {
    Way.RAISE: N_("By the last plans"),
    Way.SEASON: N_("By last year's season"),
    Way.EVEN: N_("The plan in even shares"),
    Way.PARTS: N_("The plan in shares as last time"),
    Way.MONTHS: N_("In even months"),
    Way.MONTHS_SEASON: N_("By months as last year"),
}


def question(view: Ask, w: Words) -> Screen:
    """What to? Proposals are one tap, anything else is typed."""
    this = about(view.unit, view.metric, view.period)
    proposed: dict[int, str] = {}
    start = view.basis.plan if view.basis.plan is not None else view.basis.sold
    for percent in PERCENTS if start > 0 else ():
        found = raised(start, percent, step_of(view.metric))
        sign = f"+{percent} %" if percent else w.p_("button", "As before")
        proposed.setdefault(found, f"{sign}: {value(found, view.metric, w)}")
    if view.basis.season is not None:
        season = value(view.basis.season, view.metric, w)
        proposed.setdefault(view.basis.season, w.p_("button", "Season: %(sum)s", sum=season))
    if view.rest is not None:
        proposed.setdefault(view.rest, w.p_("button", "What is left: %(sum)s", sum=value(view.rest, view.metric, w)))
    offers = [Button(label, data=PlanPut(**this, value=amount, ver=view.version)) for amount, label in proposed.items()]
    by_months: Rows = ()
    if view.now is not None and months(view.period) > 1:
        ways = (Way.MONTHS, Way.MONTHS_SEASON)
        by_months = tuple(
            (Button(w._(WAYS[way]), data=PlanTry(**this, way=WAY_CODES[way], percent=0)),) for way in ways
        )
    back = (Button(w.p_("button", "Back"), data=PlanShow(**this)),)
    off: Rows = ()
    if view.now is not None:
        data = PlanPut(**this, value=TAKEN_AWAY, ver=view.version)
        off = ((Button(w.p_("button", "Take the plan away"), data=data, style="danger"),),)
    text = render("plans/question.j2", w, view=view, **_about(view, w))
    return Screen(text, rows=(*grid(offers, 2), *by_months, back, *off))


def ways(view: Ask, w: Words) -> Screen:
    """How are the plans of all below to be set?"""
    this = about(view.unit, view.metric, view.period)
    last = [
        Button(
            w.p_("button", "As last time") if not percent else f"+{percent} %",
            data=PlanTry(**this, way=WAY_CODES[Way.RAISE], percent=percent),
        )
        for percent in PERCENTS
    ]
    others = [Way.SEASON, *((Way.EVEN, Way.PARTS) if view.now is not None else ())]
    rest = tuple((Button(w._(WAYS[way]), data=PlanTry(**this, way=WAY_CODES[way], percent=0)),) for way in others)
    back = (Button(w.p_("button", "Back"), data=PlanShow(**this)),)
    text = render("plans/ways.j2", w, view=view, **_about(view, w))
    return Screen(text, rows=(*grid(last, 4), *rest, back))


def tried(view: Proposal, w: Words) -> Screen:
    """What would be set; nothing is yet."""
    this = about(view.unit, view.metric, view.period)
    again = {"way": WAY_CODES[view.way], "percent": view.percent}
    text = render(
        "plans/tried.j2", w, view=view, way=w._(WAYS[view.way]), lines=_lines(view.lines, w),
        more=max(0, len(view.lines) - SHOWN), **_about(view, w),
    )  # fmt: skip
    by_months = view.way in (Way.MONTHS, Way.MONTHS_SEASON)
    back = Button(w.p_("button", "Back"), data=PlanAsk(**this) if by_months else PlanWays(**this))
    rows: Rows = ((back,),)
    if view.lines:
        do = PlanApply(**this, **again, total=view.total)
        rows = ((Button(w.p_("button", "Set these plans"), data=do, style="success"),), *rows)
    return Screen(text, rows=rows)


def done(view: PlansSet, back: PlanShow, w: Words) -> Screen:
    """What was set, and the way to take it back."""
    text = render(
        "plans/done.j2", w, view=view, lines=_lines(view.lines, w), more=max(0, len(view.lines) - SHOWN)
    )  # fmt: skip
    undo = ordered.undo_row(PlanUndo(undo=view.undo_id) if view.undo_id is not None else None, w)
    return Screen(text, rows=((Button(w.p_("button", "To the plans"), data=back),), *undo))


def taken_back(view: PlansBack, w: Words) -> Screen:
    """What is as it was."""
    text = render("plans/taken.j2", w, view=view, lines=_lines(view.lines, w), more=max(0, len(view.lines) - SHOWN))
    first = view.lines[0] if view.lines else None
    if first is None:
        return Screen(text)
    data = PlanShow(**about(first.unit, first.metric, first.period))
    return Screen(text, rows=((Button(w.p_("button", "To the plans"), data=data),),))


def _about(view: Ask | Proposal, w: Words) -> dict[str, Any]:
    return {
        "whose": named(view.name, w),
        "period": period_name(view.period, w),
        "metric": metric_name(view.metric, w),
        "say": lambda amount: value(amount, view.metric, w),
        "before": period_name(view.basis.before, w) if isinstance(view, Ask) else "",
    }


def _lines(found: tuple[PlanLine, ...], w: Words) -> list[tuple[str, str]]:
    """Lines (whose and when, from → to); what is the same in all of them is said in the title by who calls."""
    return [(line_name(line, w), change(line, w)) for line in found[:SHOWN]]


def line_name(line: PlanLine, w: Words) -> str:
    """Whose plan, for when, and of what where it is no money."""
    told = f"{named(line.name, w)}, {period_name(line.period, w)}"
    return told if line.metric is PlanMetric.REVENUE else f"{told}, {metric_name(line.metric, w)}"


def change(line: PlanLine, w: Words) -> str:
    """ "1.1M → 1.2M", or the new value alone."""
    new = "—" if line.new is None else value(line.new, line.metric, w)
    return new if line.old is None else f"{value(line.old, line.metric, w)} → {new}"


problems.add(
    {
        "plan_value": N_("This is no plan I can set. Write a sum like 1.2 million or 350k; deals as a whole number."),
        "plan_percent": N_("Write the percentage with its sign: +15 %% or −10 %%; from −90 to +300."),
        "plan_no_total": N_("There is no plan to share out yet. Set it first, then share it."),
        "plan_nothing": N_("There is nothing to set: nothing is known of the period before."),
    }
)
flows.add({"PlanForm": N_("the plan"), "PlanFileForm": N_("the file of plans")})
