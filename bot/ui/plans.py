"""/plan: where I stand, or the team does; the league, who has no plan, what closes the gap (S1-06…S1-09, S2-17)."""

from __future__ import annotations

from datetime import date
from typing import Final

from bot.ui import kit, plan_words
from bot.ui.bonuses import BonusesShow
from bot.ui.forecast_buttons import ForecastHome
from bot.ui.i18n import N_
from bot.ui.layout import share
from bot.ui.paging import paged, pager
from bot.ui.period_names import period_name
from bot.ui.plan_buttons import (
    METRIC_CODES,
    PlanAsk,
    PlanCopy,
    PlanFiles,
    PlanFill,
    PlanPicture,
    PlanShow,
    PlanWays,
    about,
)
from bot.ui.plan_words import bar, brief, metric_name, value
from bot.ui.render import render
from bot.ui.report_pictures import Fulfilment, PlanFact
from bot.ui.screen import Button, Rows, Screen, grid
from bot.ui.targets import OpenCard
from bot.ui.titles import numbered
from bot.ui.words import Words, capital, short
from services.plan_views import PlanPage, PlanRow
from services.rules import periods
from services.rules.kinds import PlanMetric, PlanScope
from services.rules.periods import Period, PeriodKind
from services.rules.plan_pace import OpenDeal
from services.rules.plans import COMPANY, KINDS

SHOWN: Final = 8
NAMED_MISSING: Final = 4
_SPANS: Final = {
    PeriodKind.MONTH: N_("Month"), PeriodKind.QUARTER: N_("Quarter"), PeriodKind.HALF_YEAR: N_("Half-year"),
    PeriodKind.YEAR: N_("Year"),
}  # fmt: skip
_METRICS: Final = {
    PlanMetric.REVENUE: N_("Revenue"), PlanMetric.DEALS: N_("Deals"), PlanMetric.MARGIN: N_("Margin"),
}  # fmt: skip


def page(view: PlanPage, w: Words, number: int = 1, *, admin: bool = False) -> Screen:
    """A plan's page: what is to be known at a glance, then what can be done about it."""
    shown = paged(view.rows, number, SHOWN)
    this = about(view.unit, view.metric, view.period, directions=view.directions)
    doors = [
        numbered(shown.first + at, row.name, PlanShow(**about(row.unit, view.metric, view.period)))
        for at, row in enumerate(shown.items)
    ]
    rows: Rows = (
        *grid(doors, 2),
        *pager(lambda to: PlanShow(**this, page=to), shown.number, shown.count),
        *tuple(_closer(deal, w) for deal in view.closers),
        *_setting(view, w),
        _turn(view, w),
    )
    folded = (*_more(view, w, admin=admin), _metrics(view, w), *grid(_spans(view, w), 4))
    here = PlanShow(**this, page=shown.number)
    return Screen(
        _text(view, w, shown.items, shown.first), rows=(*rows, *_leave(view, w)), folded=folded, again=here, place=here
    )


def _text(view: PlanPage, w: Words, rows: tuple[PlanRow, ...], first: int) -> str:
    bonus = view.bonus
    left = ""
    if bonus is not None and bonus.next is not None:
        left = value(bonus.missing, PlanMetric.DEALS if bonus.by_deals else PlanMetric.REVENUE, w)
    missing = ", ".join(short(one.name, 24) for one in view.missing[:NAMED_MISSING])
    if len(view.missing) > NAMED_MISSING:
        more = len(view.missing) - NAMED_MISSING
        missing += " " + w.n_("and %(n)s more", "and %(n)s more", more)
    lines = [
        (at, bar(row.pace.done if row.pace else None, plan_words.ROW_BAR), row, plan_words.arrow(row.pace))
        for at, row in enumerate(rows, first)
    ]
    return render(
        "plans/page.j2",
        w,
        view=view,
        whose=plan_words.whose(view, w),
        period=period_name(view.period, w),
        metric=metric_name(view.metric, w),
        bar=bar(view.pace.done if view.pace else None),
        lines=lines,
        missing=missing if view.rows else "",
        bonus_left=left,
        uncosted=view.uncosted or (bonus.uncosted if bonus is not None else 0),
        say=lambda amount: value(amount, view.metric, w),
        near=lambda amount: value(plan_words.near(amount, view.metric), view.metric, w),
        brief=lambda amount: brief(amount, view.metric, w),
        bare=w.number if view.metric is PlanMetric.DEALS else w.money,
        rate=lambda hundredths: plan_words.rate(hundredths, w),
    )


def _closer(deal: OpenDeal, w: Words) -> tuple[Button, ...]:
    tail = w.percent(deal.probability / 100)
    if deal.amount:
        tail = f"{w.money_short(deal.amount)} · {tail}"
    return (Button(share(deal.client or deal.name, tail=tail), data=OpenCard(kind="d", id=deal.id)),)


def _setting(view: PlanPage, w: Words) -> Rows:
    """What a leader does here, the likeliest first."""
    if not view.may_set:
        return ()
    this = about(view.unit, view.metric, view.period, directions=view.directions)
    ask = w.p_("button", "Change the plan") if view.planned and view.planned.own else w.p_("button", "Set the plan")
    first: list[Button] = []
    if view.missing and not view.directions and not view.home:
        label = w.p_("button", "Fill the missing: %(n)s", n=w.number(len(view.missing)))
        first.append(Button(label, data=PlanFill(**this), style="primary"))
    if view.rows and not view.directions and not view.home:
        first.append(Button(w.p_("button", "Set for everybody"), data=PlanWays(**this)))
    if not view.home:
        first.append(Button(ask, data=PlanAsk(**this), style="primary" if not view.planned and not first else None))
    return tuple((button,) for button in first)


def _more(view: PlanPage, w: Words, *, admin: bool) -> Rows:
    """What is done now and then."""
    this = about(view.unit, view.metric, view.period, directions=view.directions)
    found = [Button("📊 " + w.p_("button", "Picture"), data=PlanPicture(**this))] if view.pace or view.rows else []
    if view.may_set:
        following = period_name(periods.shifted(view.period, 1), w)
        found.append(Button(w.p_("button", "Copy to: %(period)s", period=following), data=PlanCopy(**this)))
        found.append(Button(w.p_("button", "As a file"), data=PlanFiles(**this)))
        if view.unit == COMPANY:
            other = about(view.unit, view.metric, view.period, directions=not view.directions)
            label = w.p_("button", "By teams") if view.directions else w.p_("button", "By directions")
            found.append(Button(label, data=PlanShow(**other)))
    found.append(Button("🔮 " + w.p_("button", "Forecast"), data=ForecastHome()))
    if admin:
        found.append(Button(w.p_("button", "Bonus rules"), data=BonusesShow()))
    return grid(found, 2)


def _metrics(view: PlanPage, w: Words) -> tuple[Button, ...]:
    this = about(view.unit, view.metric, view.period, directions=view.directions)
    return tuple(
        Button(
            ("✓ " if metric is view.metric else "") + w._(name),
            data=PlanShow(**{**this, "metric": METRIC_CODES[metric]}),
        )
        for metric, name in _METRICS.items()
    )


def _spans(view: PlanPage, w: Words) -> list[Button]:
    return [
        Button(
            ("✓ " if kind is view.period.kind else "") + w._(_SPANS[kind]),
            data=PlanShow(**_at(view, periods.containing(kind, _day(view, w)))),
        )
        for kind in KINDS
    ]


def _day(view: PlanPage, w: Words) -> date:
    """A day of the period to go on from: today where it goes on, else its first."""
    return w.today if view.period.start <= w.today < view.period.end else view.period.start


def _at(view: PlanPage, period: Period) -> dict[str, object]:
    return about(view.unit, view.metric, period, directions=view.directions)


def _turn(view: PlanPage, w: Words) -> tuple[Button, ...]:
    before, after = periods.shifted(view.period, -1), periods.shifted(view.period, 1)
    return (
        Button(f"‹ {period_name(before, w)}", data=PlanShow(**_at(view, before))),
        Button(f"{period_name(after, w)} ›", data=PlanShow(**_at(view, after))),
    )


def _leave(view: PlanPage, w: Words) -> Rows:
    if view.up is None and view.unit.scope is not PlanScope.PIPELINE:
        return kit.menu_row(w)
    directions = view.unit.scope is PlanScope.PIPELINE
    up = about(view.up or COMPANY, view.metric, view.period, directions=directions)
    return ((Button(w.p_("button", "Up"), data=PlanShow(**up)),),)


def chart(view: PlanPage, w: Words) -> PlanFact:
    """Plan and fact as bars: how much of each plan is reached, and in a running period how much is due by today."""
    lines = [(row.name, row.fact, row.pace) for row in view.rows] or [
        (plan_words.whose(view, w) or w._("My plan"), view.fact, view.pace)
    ]
    plans = tuple(
        Fulfilment(
            name,
            pace.done if pace else None,
            (f"{w.percent(pace.done)} · " if pace and pace.done is not None else "")
            + brief(fact, view.metric, w)
            + (f" / {brief(pace.plan, view.metric, w)}" if pace else ""),
        )
        for name, fact, pace in lines
    )
    title = f"{plan_words.whose(view, w) or w._('My plan')}: {metric_name(view.metric, w)}"
    due = next((pace.due_share for _, _, pace in lines if view.running and pace), None)
    said = capital(w._("by schedule %(share)s", share=w.percent(due))) if due is not None else ""
    return PlanFact(title, period_name(view.period, w), plans, due, said)


def picture(view: PlanPage, png: bytes, w: Words) -> Screen:
    """The picture with what it shows in words."""
    title = w.html(
        "<b>%(title)s</b> · %(period)s",
        title=f"{plan_words.whose(view, w) or w._('My plan')}: {metric_name(view.metric, w)}",
        period=period_name(view.period, w),
    )
    return Screen(str(title), photo=png)
