"""Several indicators side by side: people, segments with what to do about them, channels (S0-17…S0-24)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

from bot.ui import mono
from bot.ui.control import ReportsShow
from bot.ui.i18n import N_
from bot.ui.indicator_names import indicator_name
from bot.ui.paging import PAGE_SIZE, paged, pager
from bot.ui.period_names import period_name
from bot.ui.render import render
from bot.ui.report_filters import item_name, pack
from bot.ui.reports import values
from bot.ui.reports.buttons import (
    BOARD_CODES,
    CODE_OF,
    KIND_CODES,
    KIND_NAMES,
    ReportBoard,
    ReportBoardFile,
    ReportShow,
    when_code,
)
from bot.ui.reports.home import BOARD_NAMES
from bot.ui.screen import Button, Screen, grid
from bot.ui.titles import numbered
from bot.ui.words import Words
from services.report_views import Board, BoardLine, When
from services.rules.indicators import Indicator, Unit
from services.rules.report_sets import BoardKind
from services.rules.segments import LEAST, Advice

HEADS: Final = {
    "calls_out": N_("calls"), "meetings": N_("meet"), "offers_sent": N_("offers"), "tasks_done": N_("tasks"),
    "leads_new": N_("inq"), "win_rate": N_("conv"), "revenue": N_("rev"), "profitability": N_("prof"),
    "cost_per_lead": N_("price"), "romi": "ROMI", "margin": N_("margin"), "plan_margin": N_("plan"),
}  # fmt: skip
"""Heads of columns: as short as a phone needs them."""
MARKS: Final = {Advice.GROW: "▲", Advice.KEEP: "=", Advice.DROP: "▼", Advice.SILENT: ""}
ADVICE: Final = {Advice.GROW: N_("▲ grow"), Advice.KEEP: N_("= keep"), Advice.DROP: N_("▼ drop")}
SAID: Final = {
    Advice.GROW: N_("grow"), Advice.KEEP: N_("keep"), Advice.DROP: N_("drop"),
    Advice.SILENT: N_("too few sales to tell"),
}  # fmt: skip
"""The same in a file, where a sign before a word would be a formula."""
NAME: Final = 6
"""Letters of a name that must be left beside the numbers."""
MINOR: Final = 100
"""Minor units in a major one."""
SIZES: Final = ((1_000_000_000, N_("%(n)sB")), (1_000_000, N_("%(n)sM")), (1_000, N_("%(n)sK")))
EMPTY: Final = {
    BoardKind.SEGMENTS: N_("No client has a segment yet: it is set on the client's card."),
    BoardKind.CHANNELS: N_("No inquiries and no costs by channel in this period: /channels."),
    BoardKind.ACTIVITY: N_("Nobody recorded a call, a meeting or an offer in this period."),
    BoardKind.MARGIN: N_("No margin is known: the deals of this period have no products with a cost."),
}


def board(view: Board, page: int, w: Words) -> Screen:
    """A page of lines; a press on one opens the first column's indicator, narrowed to it."""
    code, span = BOARD_CODES[view.kind], when_code(view.when)
    known = [line for line in view.lines if line.item.key is not None]
    shown = paged(view.lines if known else (), page, PAGE_SIZE)
    main = view.columns[0]
    doors = [
        numbered(
            number, item_name(view.by, line.item, w),
            ReportShow(sign=CODE_OF[main.code], span=span, narrow=pack([(view.by, line.item)])),
        )
        for number, line in enumerate(shown.items, shown.first)
    ]  # fmt: skip
    text = render(
        "reports/board.j2", w,
        title=w._(BOARD_NAMES[view.kind]), period=period_name(view.period, w),
        lines=lines(view, shown.items, shown.first, w) if shown.items else [], empty=w._(EMPTY[view.kind]),
        columns=_legend(view.columns, w), advice=_advised(view, w), segments=view.kind is BoardKind.SEGMENTS,
        least=LEAST,
    )  # fmt: skip
    files = (
        Button("Excel", data=ReportBoardFile(board=code, span=span)),
        Button("CSV", data=ReportBoardFile(board=code, span=span, form="c")),
    )
    return Screen(
        text,
        rows=(
            *grid(doors, 2),
            *pager(lambda number: ReportBoard(board=code, span=span, page=number), shown.number, shown.count),
            (*_turn(view, code, w), *(files if known else ())),
            (Button(w.p_("button", "To the reports"), data=ReportsShow()),),
        ),
        folded=(
            *grid([_whole(one, span, w) for one in view.columns], 2),
            *grid(_kinds(view, code, w), 3),
        ),
        again=ReportBoard(board=code, span=span, page=shown.number),
    )


def lines(view: Board, rows: Sequence[BoardLine], first: int, w: Words) -> list[str]:
    """The block: a line of heads, the parts, the whole; at most 32 letters wide."""
    columns = list(view.columns)
    while len(columns) > 1 and _width(cells := _block(view, columns, rows, first, w)) > mono.WIDTH - NAME:
        columns.pop()  # what a phone has no place for is in the file
    return mono.table(cells if len(columns) > 1 else _block(view, columns, rows, first, w))


def _block(
    view: Board, columns: Sequence[Indicator], rows: Sequence[BoardLine], first: int, w: Words
) -> list[tuple[str, ...]]:
    cells = [("", *(_head(one, w) for one in columns), "")]
    for number, line in enumerate(rows, first):
        mark = MARKS[line.advice] if line.advice is not None else ""
        cells.append((f"{number} {item_name(view.by, line.item, w)}", *_cells(columns, line, w), mark))
    whole = BoardLine(rows[0].item, view.whole)
    cells.append((w._("In all"), *_cells(columns, whole, w), ""))
    return cells


def _width(cells: Sequence[tuple[str, ...]]) -> int:
    """What the columns of numbers take, each with a space before it."""
    sizes = [max(mono.cells(row[place]) for row in cells) for place in range(1, len(cells[0]))]
    return sum(size + 1 for size in sizes if size)


def _cells(columns: Sequence[Indicator], line: BoardLine, w: Words) -> tuple[str, ...]:
    return tuple(tight(line.rows[one.code].value if one.code in line.rows else None, one, w) for one in columns)


def tight(value: int | float | None, indicator: Indicator, w: Words) -> str:
    """A value in as few letters as can be: sums without their currency, in thousands or millions."""
    if value is None or indicator.unit is not Unit.MONEY:
        return values.shown(value, indicator.unit, w, brief=True).replace("\u00a0", "")
    major = abs(float(value)) / MINOR
    sign = "−" if value < 0 else ""
    for size, msgid in SIZES:
        if major >= size:
            short = major / size
            return sign + w._(msgid, n=w.number(round(short, 1 if short < 10 else 0)))
    return sign + w.number(round(major))


def _head(one: Indicator, w: Words) -> str:
    return w._(HEADS[one.code])


def _legend(columns: Sequence[Indicator], w: Words) -> str:
    return ", ".join(indicator_name(one.code, w) for one in columns)


def _advised(view: Board, w: Words) -> list[tuple[str, str]]:
    """What to do with whom: the segments of each advice."""
    found: list[tuple[str, str]] = []
    for advice, name in ADVICE.items():
        names = [item_name(view.by, line.item, w) for line in view.lines if line.advice is advice]
        if names:
            found.append((w._(name), ", ".join(names[:6])))
    return found


def _whole(one: Indicator, span: str, w: Words) -> Button:
    return Button(indicator_name(one.code, w), data=ReportShow(sign=CODE_OF[one.code], span=span))


def _turn(view: Board, code: str, w: Words) -> tuple[Button, ...]:
    def at(back: int) -> dict[str, Any]:
        return {"board": code, "span": when_code(When(view.when.kind, back))}

    buttons = [Button("‹ " + w.p_("button", "Earlier"), data=ReportBoard(**at(view.when.back + 1)))]
    if view.when.back:
        buttons.append(Button(w.p_("button", "Later") + " ›", data=ReportBoard(**at(view.when.back - 1))))
    return tuple(buttons)


def _kinds(view: Board, code: str, w: Words) -> list[Button]:
    now = KIND_CODES.get(view.when.kind)
    return [
        Button(("✓ " if kind == now else "") + w._(name), data=ReportBoard(board=code, span=f"{kind}0"))
        for kind, name in KIND_NAMES.items()
    ]
