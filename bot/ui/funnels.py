"""/funnel: where deals enter, go on and stay behind (S0-27…S0-39, S1-13…S1-18)."""

from __future__ import annotations

from typing import Any, Final

from bot.ui import kit, mono, problems
from bot.ui.bars import Bar, BarChart
from bot.ui.funnel_buttons import (
    KIND_CODES,
    KIND_NAMES,
    FunnelCuts,
    FunnelCutShow,
    FunnelPicture,
    FunnelReference,
    FunnelRows,
    FunnelShow,
    ReferenceDrop,
    ReferenceKeep,
    ReferenceType,
    when_code,
)
from bot.ui.i18n import N_
from bot.ui.paging import paged, pager
from bot.ui.period_names import period_name
from bot.ui.render import render
from bot.ui.report_filters import CUTS_SHOWN, by_code, chosen_line, cut_name, item_name, narrowed, pack
from bot.ui.screen import Button, Rows, Screen, grid
from bot.ui.targets import OpenCard
from bot.ui.titles import numbered
from bot.ui.words import Words, short
from services.funnel_views import Funnel, FunnelCut, FunnelStep, Moved
from services.indicator_views import Records
from services.rules.funnels import Verdict

problems.add(
    {
        "reference_few": N_("Too few deals came in that period for a reference. Take a longer one: a quarter, a year."),
        "reference_shares": N_("Write %(stages)s numbers from 1 to 100 in a row, one for each stage, like “70 50 40”."),
    }
)

MODES: Final = {"c": N_("Conversion"), "t": N_("Time"), "a": N_("Amounts")}
MARKS: Final = {Verdict.WORSE: "▼", Verdict.BETTER: "▲", Verdict.EVEN: "", Verdict.FEW: ""}
SHOWN: Final = 8
STAGES: Final = 30
"""Stages in one message; the rest are counted."""
STUCK: Final = 3
NAME: Final = 40
"""Letters of a button."""
BAR: Final = 5
"""Squares of a bar."""


def funnel(view: Funnel, mode: str, w: Words, *, leader: bool) -> Screen:
    """The funnel in one of its three modes; every number opens its deals."""
    about = _about(view)
    waiting = mode == "a"

    def at(place: int) -> dict[str, Any]:
        return {"place": place, "when": about["when"], "narrow": about["narrow"]}

    doors = [
        Button(str(number), data=FunnelRows(**at(step.stage_id), what="o" if mode != "c" else "s"))
        for number, step in enumerate(view.steps[:STAGES], 1)
    ]
    ends = (
        Button(w.p_("button", "Entered %(n)s", n=view.entered), data=FunnelRows(**at(about["pipeline"]), what="i")),
        Button(w.p_("button", "Won %(n)s", n=view.won), data=FunnelRows(**at(about["pipeline"]), what="w")),
    )
    modes = tuple(
        Button(("✓ " if code == mode else "") + w._(name), data=FunnelShow(**about, mode=code))
        for code, name in MODES.items()
    )
    beside = (
        Button("📊 " + w.p_("button", "Picture"), data=FunnelPicture(**about, mode=mode)),
        Button(w.p_("button", "Cut by…"), data=FunnelCuts(**about)),
    )
    text = render(
        "funnels/funnel.j2", w,
        view=view, mode=mode, period=period_name(view.period, w), narrowed=chosen_line(view.chosen, w),
        lines=table(view, mode, w), problems=[step for step in view.steps if step.problem][:SHOWN],
        stuck=_stuck(view, mode), more=max(0, len(view.steps) - STAGES),
        total=sum(step.amount for step in view.steps), waiting=waiting,
    )  # fmt: skip
    numbers = () if view.empty else (*grid(doors, 5), *((ends,) if not waiting else ()), modes, beside)
    return Screen(
        text,
        rows=(*numbers, _turn(view, about, mode, w)),
        folded=(*_kinds(view, mode, w), *_pipelines(view, mode, w), *_references(view, w, leader=leader)),
        again=FunnelShow(**about, mode=mode),
    )


def _stuck(view: Funnel, mode: str) -> list[FunnelStep]:
    """Where money waits longest, in the funnel by amount (S1-14): the stages with the most slow deals."""
    slow = sorted((step for step in view.steps if step.slow), key=lambda step: -step.slow) if mode == "a" else []
    return slow[:STUCK]


def table(view: Funnel, mode: str, w: Words) -> list[str]:
    """The lines of the table: number, stage, bar, numbers; at most 32 letters each."""
    rows = [_cells(number, step, view, mode, w) for number, step in enumerate(view.steps[:STAGES], 1)]
    return mono.table(rows, left=1 if mode == "t" else 2)


def _cells(number: int, step: FunnelStep, view: Funnel, mode: str, w: Words) -> tuple[str, ...]:
    name = f"{number} {step.name}"
    if mode == "t":
        days, late = (("—" if value is None else w.number(value)) for value in (step.days, step.days_p90))
        return name, days, late, f"⏳{step.slow}" if step.slow else ""
    if mode == "a":
        return (
            name,
            _bar(step.amount, [one.amount for one in view.steps]),
            str(step.waiting),
            w.money_short(step.amount),
        )
    bar = _bar(step.entered, [one.entered for one in view.steps])
    return name, bar, str(step.entered), _share(step, w), MARKS[step.verdict]


def _bar(value: int, values: list[int]) -> str:
    most = max(values, default=0)
    length = round(BAR * value / most) if most > 0 else 0
    return "█" * length + "░" * (BAR - length)


def _share(step: FunnelStep, w: Words) -> str:
    return "—" if step.conversion is None else w.percent(step.conversion / 100)


def _about(view: Funnel | FunnelCut) -> dict[str, Any]:
    return {
        "pipeline": int(view.pipeline.key or 0),
        "when": when_code(view.period.kind, view.back),
        "narrow": pack(view.chosen),
    }


def _turn(view: Funnel, about: dict[str, Any], mode: str, w: Words) -> tuple[Button, ...]:
    def at(back: int) -> FunnelShow:
        return FunnelShow(**{**about, "when": when_code(view.period.kind, back)}, mode=mode)

    buttons = [Button("‹ " + w.p_("button", "Earlier"), data=at(view.back + 1))]
    if view.back:
        buttons.append(Button(w.p_("button", "Later") + " ›", data=at(view.back - 1)))
    if view.chosen:
        buttons.append(Button(w.p_("button", "Whole funnel"), data=FunnelShow(**{**about, "narrow": ""}, mode=mode)))
    return (*buttons, *kit.menu_row(w)[0])


def _kinds(view: Funnel, mode: str, w: Words) -> Rows:
    now = KIND_CODES[view.period.kind]
    pipeline, narrow = int(view.pipeline.key or 0), pack(view.chosen)
    return grid(
        [
            Button(
                ("✓ " if code == now else "") + w._(name),
                data=FunnelShow(pipeline=pipeline, when=f"{code}0", narrow=narrow, mode=mode),
            )
            for code, name in KIND_NAMES.items()
        ],
        3,
    )


def _pipelines(view: Funnel, mode: str, w: Words) -> Rows:
    about = _about(view)
    others = [item for item in view.pipelines if item.key != view.pipeline.key]
    return grid(
        [Button(item.name, data=FunnelShow(**{**about, "pipeline": int(item.key or 0)}, mode=mode)) for item in others],
        2,
    )


def _references(view: Funnel, w: Words, *, leader: bool) -> Rows:
    if not leader:
        return ()
    about = {name: value for name, value in _about(view).items() if name != "narrow"}
    return ((Button("📐 " + w.p_("button", "Reference funnel"), data=FunnelReference(**about)),),)


def cuts(view: Funnel, page: int, w: Words) -> Screen:
    """By what?"""
    about = _about(view)
    shown = paged(view.cuts, page, CUTS_SHOWN)
    buttons = [Button(short(cut_name(by, w), NAME), data=FunnelCutShow(**about, by=by_code(by))) for by in shown.items]
    text = w.html("<b>%(title)s</b> · %(period)s", title=view.pipeline.name, period=period_name(view.period, w))
    return Screen(
        f"{text}\n" + w._("Whose funnels shall stand beside each other?"),
        rows=(
            *grid(buttons, 2),
            *pager(lambda number: FunnelCuts(**about, page=number), shown.number, shown.count),
            (Button(w.p_("button", "Back"), data=FunnelShow(**about)),),
        ),
    )


def cut(view: FunnelCut, page: int, w: Words) -> Screen:
    """Parts beside each other; a press opens the funnel of one."""
    about = _about(view)
    shown = paged(view.rows, page, SHOWN)
    lines = [(item_name(view.by, row.item, w), row) for row in shown.items]
    base = {name: value for name, value in about.items() if name != "narrow"}
    doors = [
        numbered(number, name, FunnelShow(**base, narrow=narrowed(view.chosen, view.by, row.item)))
        for number, (name, row) in enumerate(lines, 1)
    ]
    letter = by_code(view.by)
    text = render(
        "funnels/cut.j2", w,
        view=view, title=cut_name(view.by, w), period=period_name(view.period, w), lines=lines,
        narrowed=chosen_line(view.chosen, w),
    )  # fmt: skip
    return Screen(
        text,
        rows=(
            *grid(doors, 2),
            *pager(lambda number: FunnelCutShow(**about, by=letter, page=number), shown.number, shown.count),
            (
                Button(w.p_("button", "Another cut"), data=FunnelCuts(**about)),
                Button(w.p_("button", "To the funnel"), data=FunnelShow(**about)),
            ),
        ),
    )


def records(funnel_of: Funnel, view: Records, asked: FunnelRows, w: Words) -> Screen:
    """The deals behind a number."""
    doors = [
        numbered(number, line.client or line.title, OpenCard(kind="d", id=line.id))
        for number, line in enumerate(view.records, 1)
    ]

    def at(page: int) -> FunnelRows:
        return FunnelRows(place=asked.place, when=asked.when, what=asked.what, page=page, narrow=asked.narrow)

    title = records_title(funnel_of, asked, w)
    text = render("funnels/records.j2", w, view=view, title=title, period=period_name(view.period, w))
    back = FunnelShow(**_about(funnel_of), mode="a" if asked.what == "o" else "c")
    return Screen(
        text,
        rows=(
            *grid(doors, 2),
            *pager(at, view.page, view.pages),
            (Button(w.p_("button", "To the funnel"), data=back),),
        ),
        place=at(view.page),
    )


def records_title(view: Funnel, asked: FunnelRows, w: Words) -> str:
    """What the deals of a list have in common."""
    if asked.what == "i":
        return w._("Entered the funnel")
    if asked.what == "w":
        return w._("Won deals")
    name = next((step.name for step in view.steps if step.stage_id == asked.place), "")
    if asked.what == "o":
        return w._("Waiting at “%(stage)s”", stage=name)
    return w._("Came to “%(stage)s”", stage=name)


def reference(view: Funnel, found: tuple[Moved, ...], w: Words) -> Screen:
    """What the funnel is measured by, and who differs from it."""
    about = {name: value for name, value in _about(view).items() if name != "narrow"}
    text = render("funnels/reference.j2", w, view=view, found=found[:SHOWN], period=period_name(view.period, w),
                  more=max(0, len(found) - SHOWN), steps=view.steps[:STAGES],
                  stages=max(0, len(view.steps) - STAGES))  # fmt: skip
    rows: list[tuple[Button, ...]] = [
        (
            Button(
                w.p_("button", "Take %(period)s", period=period_name(view.period, w)),
                data=ReferenceKeep(**about), style="primary",
            ),
            Button(w.p_("button", "Type it"), data=ReferenceType(**about)),
        )
    ]  # fmt: skip
    if view.reference is not None:
        rows.append((Button(w.p_("button", "Take it away"), data=ReferenceDrop(**about), style="danger"),))
    rows.append((Button(w.p_("button", "To the funnel"), data=FunnelShow(**about)),))
    return Screen(text, rows=tuple(rows))


def drop_question(view: Funnel, w: Words) -> Screen:
    """Sure?"""
    about = {name: value for name, value in _about(view).items() if name != "narrow"}
    return Screen(
        w._("Take this reference away? The one before, if there was one, counts again."),
        rows=(
            (Button(w.p_("button", "Take it away"), data=ReferenceDrop(**about, sure=True), style="danger"),),
            (Button(w.p_("button", "Back"), data=FunnelReference(**about)),),
        ),
    )


def type_question(view: Funnel, w: Words) -> Screen:
    """The shares of the stages, please."""
    about = {name: value for name, value in _about(view).items() if name != "narrow"}
    text = render("funnels/type.j2", w, view=view, steps=view.steps[:STAGES], more=max(0, len(view.steps) - STAGES))
    return Screen(text, rows=((Button(w.p_("button", "Back"), data=FunnelReference(**about)),),))


def chart(view: Funnel, mode: str, w: Words) -> BarChart:
    """The funnel as bars."""
    named = " · ".join(part for part in (view.pipeline.name, chosen_line(view.chosen, w)) if part)
    period = period_name(view.period, w)
    if mode == "a":
        bars = [Bar(step.name, step.amount, f"{step.waiting} · {w.money_short(step.amount)}") for step in view.steps]
        return BarChart(w._("Amounts waiting: %(name)s", name=named), period, tuple(bars))
    if mode == "t":
        bars = [
            Bar(step.name, step.days or 0, "—" if step.days is None else w._("%(n)s d", n=w.number(step.days)))
            for step in view.steps
        ]
        return BarChart(w._("Days on a stage: %(name)s", name=named), period, tuple(bars))
    bars = [
        Bar(step.name, step.entered, f"{step.entered} → {_share(step, w)} {MARKS[step.verdict]}".rstrip())
        for step in view.steps
    ]
    bars.append(Bar(w._("Won"), view.won, f"{view.won} · {w.money_short(view.revenue)}"))
    return BarChart(w._("Funnel: %(name)s", name=named), period, tuple(bars))


def picture(view: Funnel, png: bytes, w: Words) -> Screen:
    """The picture with what it shows in words."""
    title = w.html("<b>%(title)s</b> · %(period)s", title=view.pipeline.name, period=period_name(view.period, w))
    return Screen(str(title), photo=png)
