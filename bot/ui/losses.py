"""/losses: why clients refused, what it cost, whether it was true."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Final

from pydantic import Field

from bot.ui import kit
from bot.ui.bars import Bar, BarChart
from bot.ui.callbacks import LEADERS, VoronkaCallback
from bot.ui.control import ReportsShow
from bot.ui.i18n import N_
from bot.ui.paging import paged, pager
from bot.ui.period_names import period_name
from bot.ui.render import render
from bot.ui.reports import dates
from bot.ui.reports.buttons import THIS_MONTH, WhenCode, when_code
from bot.ui.screen import Button, Rows, Screen, grid
from bot.ui.targets import OpenCard, short_code
from bot.ui.titles import numbered
from bot.ui.words import Words
from services.losses import LossMatrix, LossPage, LossReport
from services.report_views import When
from services.rules.loss_cuts import LossCut
from services.rules.periods import PeriodKind

SHOWN: Final = 8
"""Lines of a cut on a page, each with its button."""

KINDS: Final = {
    "w": PeriodKind.WEEK, "m": PeriodKind.MONTH, "q": PeriodKind.QUARTER, "y": PeriodKind.YEAR,
}  # fmt: skip
CUTS: Final = {"r": LossCut.REASON, "p": LossCut.MANAGER, "c": LossCut.CHANNEL, "s": LossCut.STAGE}
_CUT_CODES: Final = {cut: code for code, cut in CUTS.items()}
_KIND_NAMES: Final = {"w": N_("Week"), "m": N_("Month"), "q": N_("Quarter"), "y": N_("Year")}
_CUT_NAMES: Final = {"r": N_("Reasons"), "p": N_("People"), "c": N_("Channels"), "s": N_("Stages")}
TITLES: Final = {
    LossCut.REASON: N_("Why clients refuse"),
    LossCut.MANAGER: N_("Refusals by person"),
    LossCut.CHANNEL: N_("Refusals by channel"),
    LossCut.STAGE: N_("Refusals by stage"),
}

CutCode = Annotated[str, Field(max_length=1, pattern="^[rpcs]$")]


class LossShow(VoronkaCallback, prefix="ls5", roles=LEADERS):
    """The refusals of a period, cut one way."""

    span: WhenCode = THIS_MONTH
    by: CutCode = "r"
    page: int = 1


class LossRows(VoronkaCallback, prefix="ls6", roles=LEADERS):
    """The records behind one line of a cut; `key` 0 is "unknown"."""

    span: WhenCode
    by: CutCode
    key: int
    page: int = 1


class LossChecks(VoronkaCallback, prefix="ls7", roles=LEADERS):
    """Manager said, check said."""

    span: WhenCode


class LossPicture(VoronkaCallback, prefix="ls8", roles=LEADERS):
    """The cut as a picture."""

    span: WhenCode
    by: CutCode


class LossDates(VoronkaCallback, prefix="ls9", roles=LEADERS):
    """Two free dates: a month (years × 12 + month − 1, 0: the present one), and the first day once it is chosen."""

    by: CutCode
    month: int = 0
    first: int = 0


def name_of(name: str | None, by: LossCut, w: Words) -> str:
    """What a line is called."""
    if name is not None:
        return name
    if by is LossCut.STAGE:
        return w._("Inquiry, not a deal yet")
    return w._("Nobody's") if by is LossCut.MANAGER else w._("Not known")


def report(view: LossReport, w: Words, page: int = 1) -> Screen:
    """The numbers; each line can be opened."""
    span, by = when_code(view.when), _CUT_CODES[view.by]
    about = {"span": span}
    shown = paged(view.rows, page, SHOWN)
    lines = [(name_of(row.name, view.by, w), row) for row in shown.items]
    text = render(
        "losses/report.j2", w,
        view=view, title=w._(TITLES[view.by]), period=period_name(view.period, w), lines=lines,
        compared=period_name(view.compared, w),
    )  # fmt: skip
    doors = [
        numbered(number, name, LossRows(**about, by=by, key=row.key)) for number, (name, row) in enumerate(lines, 1)
    ]
    opened: Rows = grid(doors, 2)
    opened += pager(lambda number: LossShow(**about, by=by, page=number), shown.number, shown.count)
    beside = []
    if view.rows:
        beside.append(Button("📊 " + w.p_("button", "Picture"), data=LossPicture(**about, by=by)))
    if view.checked:
        beside.append(Button(w.p_("button", "Checks"), data=LossChecks(**about)))
    cuts = tuple(_tick(w._(name), LossShow(**about, by=code), on=code == by) for code, name in _CUT_NAMES.items())
    kinds = tuple(
        _tick(w._(name), LossShow(span=when_code(When(KINDS[code])), by=by), on=view.period.kind is KINDS[code])
        for code, name in _KIND_NAMES.items()
    )
    free = view.period.kind is PeriodKind.DATES
    two = Button(("✓ " if free else "") + "📅 " + w.p_("button", "Two dates"), data=LossDates(by=by))
    return Screen(
        text,
        rows=(*opened, tuple(beside), (*_turn(view, by, w), _leave(w))),
        folded=(cuts[:2], cuts[2:], kinds, (two,)),
        again=LossShow(**about, by=by, page=shown.number),
    )


def _tick(label: str, data: LossShow, *, on: bool) -> Button:
    return Button(("✓ " if on else "") + label, data=data)


def _leave(w: Words) -> Button:
    return Button(w.p_("button", "To the reports"), data=ReportsShow())


def _turn(view: LossReport, by: str, w: Words) -> tuple[Button, ...]:
    """Earlier and later; two free dates have neither."""
    when = view.when
    if when.start is not None:
        return ()

    def at(back: int) -> LossShow:
        return LossShow(span=when_code(When(when.kind, back)), by=by)

    earlier = Button("‹ " + w.p_("button", "Earlier"), data=at(when.back + 1))
    if not when.back:
        return (earlier,)
    return earlier, Button(w.p_("button", "Later") + " ›", data=at(when.back - 1))


def two_dates(asked: LossDates, today: date, w: Words) -> Screen:
    """From which day to which?"""
    by = asked.by
    whose = dates.Whose(w._(TITLES[CUTS[by]]), asked, LossShow(by=by), lambda span: LossShow(span=span, by=by))
    return dates.two_days(whose, today, w)


def records(view: LossPage, w: Words) -> Screen:
    """The refusals behind a number."""
    about = {"span": when_code(view.when), "by": _CUT_CODES[view.by]}
    name = name_of(view.name, view.by, w)
    doors = [
        numbered(number, line.client or line.name, OpenCard(kind=short_code(line.target.kind), id=line.target.id))
        for number, line in enumerate(view.lines, 1)
    ]
    rows: Rows = grid(doors, 2)
    turn = pager(lambda number: LossRows(**about, key=view.key, page=number), view.page, view.pages)
    back = Button(w.p_("button", "Back"), data=LossShow(**about))
    text = render("losses/records.j2", w, view=view, name=name, period=period_name(view.period, w))
    return Screen(text, rows=(*rows, *turn, (back,)), place=LossRows(**about, key=view.key, page=view.page))


def checks(view: LossMatrix, w: Words) -> Screen:
    """Manager said, check said (S2-84)."""
    back = Button(w.p_("button", "Back"), data=LossShow(span=when_code(view.when)))
    text = render("losses/checks.j2", w, view=view, period=period_name(view.period, w))
    return Screen(text, rows=((back,), *kit.menu_row(w)))


def chart(view: LossReport, w: Words) -> BarChart:
    """The cut as bars: how many, and the money beside it."""
    bars = tuple(
        Bar(
            name_of(row.name, view.by, w),
            row.totals.n,
            f"{w.number(row.totals.n)} · {w.percent(row.totals.n / view.totals.n)}"
            + (f" · {w.money_short(row.totals.money)}" if row.totals.money else ""),
        )
        for row in view.rows
    )
    total = w.n_("%(n)s refusal", "%(n)s refusals", view.totals.n)
    money = w._("lost %(sum)s", sum=w.money_short(view.totals.money)) if view.totals.money else ""
    told = " · ".join(part for part in (period_name(view.period, w), total, money) if part)
    return BarChart(w._(TITLES[view.by]), told, bars)


def picture(view: LossReport, png: bytes, w: Words) -> Screen:
    """The picture with what it shows in words."""
    title = w.html("<b>%(title)s</b> · %(period)s", title=w._(TITLES[view.by]), period=period_name(view.period, w))
    return Screen(str(title), photo=png)
