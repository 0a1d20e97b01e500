"""/forecast: what will be won, with its proof; the open deals behind it; closing dead ones (S1-02…S1-07, S1-16…19)."""

from __future__ import annotations

from datetime import date
from typing import Final

from bot.ui import kit, problems
from bot.ui.forecast_buttons import (
    LEVEL_CODES,
    SPAN_CODES,
    SPAN_NAMES,
    DeadAsk,
    DeadClose,
    DeadUndo,
    ForecastDeals,
    ForecastLevels,
    ForecastPicture,
    ForecastShow,
    ForecastStages,
    about,
)
from bot.ui.forecast_chart import ForecastChart, Mark
from bot.ui.i18n import N_
from bot.ui.paging import paged, pager
from bot.ui.period_names import period_name
from bot.ui.render import render
from bot.ui.screen import Button, Rows, Screen, grid
from bot.ui.targets import OpenCard
from bot.ui.titles import numbered
from bot.ui.words import Words, short
from services.forecast_views import PERIODS, DeadClosed, DeadQuestion, ForecastPage, ForecastRow, Level, OpenPage, Span
from services.rules.money import MINOR
from services.rules.periods import Period, PeriodKind, containing

SHOWN: Final = 8
STAGES: Final = 16
MARKS: Final = 12
"""Finished windows in a picture."""
LONG: Final = 20
"""Deals to be closed at once from which on it is said that it takes a moment."""
GOAL: Final = 0.9
"""The accuracy people expect; where the number of deals does not allow it, that is said."""


def window_name(span: Span, start: Period, w: Words) -> str:
    """ "November 2026", or "21 Nov – 18 Dec"."""
    return period_name(Period(PERIODS.get(span, PeriodKind.DATES), start.start, start.end), w)


def whose(row: ForecastRow | OpenPage, w: Words) -> str:
    """Whose forecast it is, as titles name it; "" for the company."""
    if row.level is Level.COMPANY:
        return ""
    return row.name or w._("Nobody's")


def page(view: ForecastPage, w: Words) -> Screen:
    """One phone screen: two forecasts side by side, the range, the proof, what is open."""
    this, row = about(view), view.row
    proof = row.proof
    right, worst, typed = accuracies(row)
    text = render(
        "forecast/page.j2",
        w,
        view=view,
        row=row,
        whose=whose(row, w),
        window=window_name(view.span, _period(view), w),
        running=view.table.start < view.table.as_of,
        right=right,
        worst=worst,
        typed=typed,
        possible=proof.possible if proof.possible is not None and proof.possible < GOAL else None,
        kept=_kept(view),
        months=view.span in PERIODS,
        seconds=w.number(view.table.seconds, 1),
        near=near,
        bare=lambda minor: bare(minor, w),
    )
    spans = tuple(
        Button(("✓ " if code == this["span"] else "") + w._(name), data=ForecastShow(**{**this, "span": code}))
        for code, name in SPAN_NAMES.items()
    )
    rows: Rows = (*_doors(view, w), spans[:2], spans[2:], *kit.menu_row(w))
    here = ForecastShow(**this)
    return Screen(text, rows=rows, place=here)


def coming(view: ForecastPage, w: Words) -> str:
    """Whose and which forecast it is: "November 2026", "North · November 2026"."""
    name, window = whose(view.row, w), window_name(view.span, _period(view), w)
    return f"{short(name, 40)} · {window}" if name else window


def accuracies(row: ForecastRow) -> tuple[float | None, float | None, float | None]:
    """How right such forecasts have been, at worst, and by stage chances; none of them below nothing."""
    proof = row.proof
    return _share(proof.accuracy), _share(proof.worst), _share(proof.template_accuracy)


def near(minor: int) -> int:
    """Three figures of a sum tell all that is known of it."""
    if abs(minor) < 1000 * MINOR:
        return round(minor, -2)
    return round(minor, 3 - len(str(abs(minor))))


def bare(minor: int, w: Words) -> str:
    """A sum to three figures without its currency, for the ends of a range."""
    return w.number(near(minor) // MINOR, 0)


def _period(view: ForecastPage) -> Period:
    return Period(PERIODS.get(view.span, PeriodKind.DATES), view.table.start, view.table.end)


def _share(value: float | None) -> float | None:
    return None if value is None else max(value, 0.0)


def _kept(view: ForecastPage) -> float | None:
    """How right it was what was really said at the beginning of finished periods."""
    came = sum(one.came for one in view.kept)
    return max(0.0, 1 - sum(abs(one.said - one.came) for one in view.kept) / came) if came > 0 else None


def _doors(view: ForecastPage, w: Words) -> Rows:
    this = about(view)
    first = []
    if view.row.proof.points:
        first.append(Button("📊 " + w.p_("button", "Picture"), data=ForecastPicture(**this)))
    if len(view.choices) > 1:
        first.append(Button(w.p_("button", "By whom"), data=ForecastLevels(span=SPAN_CODES[view.span])))
    second = []
    if view.open.deals:
        second.append(Button(w.p_("button", "Open deals"), data=ForecastDeals(**this)))
        second.append(Button(w.p_("button", "By stage"), data=ForecastStages(**this)))
    rows = [tuple(first), tuple(second)]
    if view.open.dead:
        label = w.p_("button", "Dead deals: %(n)s", n=w.number(view.open.dead))
        rows.append((Button(label, data=ForecastDeals(**this, dead=True)),))
    return tuple(row for row in rows if row)


def levels(view: ForecastPage, number: int, w: Words) -> Screen:
    """Everybody's forecast in a line, the dearest first within teams, people, pipelines."""
    span = SPAN_CODES[view.span]
    order = [Level.COMPANY, Level.TEAM, Level.PIPELINE, Level.MANAGER]
    rows = sorted(view.choices, key=lambda row: (order.index(row.level), -(row.revenue or row.template), row.name))
    shown = paged(rows, number, SHOWN)
    names = [whose(row, w) or w._("Company") for row in shown.items]
    lines = list(zip(range(shown.first, shown.first + len(names)), names, shown.items, strict=True))
    told = any(row.revenue is not None for row in rows)
    text = render(
        "forecast/levels.j2", w, window=window_name(view.span, _period(view), w), lines=lines, told=told, near=near
    )
    doors = [
        numbered(at, name, ForecastShow(span=span, level=LEVEL_CODES[row.level], whom=row.key or 0))
        for at, name, row in lines
        if row.key is not None or row.level is Level.COMPANY
    ]
    turn = pager(lambda to: ForecastLevels(span=span, page=to), shown.number, shown.count)
    back = Button(w.p_("button", "Back"), data=ForecastShow(**about(view)))
    return Screen(text, rows=(*grid(doors, 2), *turn, (back,)), place=ForecastLevels(span=span, page=shown.number))


def deals(view: OpenPage, w: Words, *, dead: bool, leader: bool) -> Screen:
    """Open deals, each with the template beside the company's own record; or the dead ones."""
    this = about(view)
    first = (view.page - 1) * SHOWN + 1
    lines = list(enumerate(view.deals, first))
    text = render("forecast/deals.j2", w, view=view, whose=whose(view, w), lines=lines, dead=dead)
    doors = [numbered(at, deal.client or deal.name, OpenCard(kind="d", id=deal.id)) for at, deal in lines]
    turn = pager(lambda to: ForecastDeals(**this, dead=dead, page=to), view.page, view.pages)
    close: Rows = ()
    if dead and leader and view.totals.dead:
        close = ((Button(w.p_("button", "Close the dead deals"), data=DeadAsk(**this)),),)
    back = Button(w.p_("button", "To the forecast"), data=ForecastShow(**this))
    here = ForecastDeals(**this, dead=dead, page=view.page)
    return Screen(text, rows=(*grid(doors, 2), *turn, *close, (back,)), place=here)


def stages(view: OpenPage, number: int, w: Words) -> Screen:
    """A page of open deals by stage, under their pipelines: the typed chance beside the own one, what is dead."""
    this = about(view)
    shown = paged(view.stages, number, STAGES)
    several = len({stage.pipeline for stage in view.stages}) > 1
    text = render("forecast/stages.j2", w, stages=shown.items, several=several, whose=whose(view, w))
    turn = pager(lambda to: ForecastStages(**this, page=to), shown.number, shown.count)
    back = Button(w.p_("button", "To the forecast"), data=ForecastShow(**this))
    return Screen(text, rows=(*turn, (back,)))


# ---------------------------------------------------------------------------------------------------- the dead deals
def dead_question(view: DeadQuestion, w: Words) -> Screen:
    """What closing them would do; the reason closes them."""
    this = about(view.page)
    text = render("forecast/dead.j2", w, view=view, whose=whose(view.page, w))
    reasons = [
        Button(short(reason.name, 30), data=DeadClose(**this, reason=reason.id, expected=view.deals))
        for reason in view.reasons
    ]
    back = Button(w.p_("button", "Back"), data=ForecastDeals(**this, dead=True))
    return Screen(text, rows=(*grid(reasons, 2), (back,)))


def under_way(count: int, w: Words) -> Screen:
    """It takes a moment."""
    return kit.note(w.n_("Closing %(n)s deal…", "Closing %(n)s deals…", count))


def dead_closed(view: DeadClosed, w: Words) -> Screen:
    """The receipt with its undo stays."""
    done = w.n_("%(n)s dead deal closed: %(reason)s.", "%(n)s dead deals closed: %(reason)s.", view.deals,
                reason=short(view.reason, 60))  # fmt: skip
    undo = Button(w.p_("button", "Undo (24 h)"), data=DeadUndo(undo=view.undo_id))
    return kit.note("✅ " + done, ((undo,),))


def dead_back(count: int, w: Words) -> Screen:
    """They are open again."""
    return kit.note("↩️ " + w.n_("%(n)s deal is open again.", "%(n)s deals are open again.", count), kit.menu_row(w))


# -------------------------------------------------------------------------------------------------------- the picture
def chart(view: ForecastPage, w: Words) -> ForecastChart:
    """Finished windows with what was said and what came, then this one with its range."""
    marks = [
        Mark(_short(view, point.start, w), point.came, point.said) for point in reversed(view.row.proof.points[:MARKS])
    ]
    row = view.row
    now = Mark(_short(view, view.table.start, w), row.fact, row.revenue, row.low, row.high)
    name = whose(row, w)
    title = w._("Forecast: %(whose)s", whose=short(name, 24)) if name else w._("Forecast")
    return ForecastChart(title, window_name(view.span, _period(view), w), (*marks, now))


def _short(view: ForecastPage, start: date, w: Words) -> str:
    if view.span is Span.MONTH:
        return w.month(start, year=False, short=True)
    if view.span is Span.QUARTER:
        return period_name(containing(PeriodKind.QUARTER, start), w)
    return w.date(start)


def picture(view: ForecastPage, png: bytes, w: Words) -> Screen:
    """The picture with what it shows in words."""
    name = whose(view.row, w)
    title = w._("Forecast: %(whose)s", whose=name) if name else w._("Forecast")
    caption = w.html("<b>%(title)s</b> · %(period)s", title=title, period=window_name(view.span, _period(view), w))
    return Screen(str(caption), photo=png)


problems.add({"nothing_dead": N_("No open deal is older than almost all deals that were ever won.")})
