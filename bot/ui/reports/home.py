"""The first page of /report, the catalogue by group, favourites and what a search finds."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Final

from aiogram.filters.callback_data import CallbackData
from markupsafe import escape

from bot.ui import flows, kit, menu
from bot.ui.control import MovesShow, PromisesShow, ReportsShow
from bot.ui.i18n import LOCALES, N_, catalogue
from bot.ui.indicator_names import NAMES, group_name, indicator_name
from bot.ui.paging import PAGE_SIZE, paged, pager
from bot.ui.period_names import period_name
from bot.ui.render import render
from bot.ui.reports import values
from bot.ui.reports.buttons import (
    BOARD_CODES,
    CODE_OF,
    GROUP_CODES,
    GROUPS,
    ReportAll,
    ReportBoard,
    ReportFavourites,
    ReportGroup,
    ReportSearch,
    ReportShow,
    ReportTable,
)
from bot.ui.reports.tables import SHARES
from bot.ui.reviews import ReviewShow
from bot.ui.screen import Button, Rows, Screen, grid
from bot.ui.subscriptions import SubscriptionsShow
from bot.ui.titles import numbered
from bot.ui.words import Words
from services.report_views import Glance, ReportHome, ReportList
from services.rules.indicators import Group, Indicator
from services.rules.likeness import GOOD, likeness, stems
from services.rules.report_sets import BoardKind, Goal
from services.rules.search_key import search_key

BOARD_NAMES: Final = {
    BoardKind.ACTIVITY: N_("Activity by people"),
    BoardKind.MARGIN: N_("Margin by people"),
    BoardKind.SEGMENTS: N_("Segments"),
    BoardKind.CHANNELS: N_("Channels' results"),
}
GOALS: Final = {
    Goal.REVENUE: N_("The company grows its revenue: where it comes from."),
    Goal.PROFIT: N_("The company grows its profit: what brings it."),
}


def home(view: ReportHome, w: Words) -> Screen:
    """The set of the company's goal at a glance, and the doors to everything else."""
    text = render(
        "reports/home.j2", w,
        view=view, lines=_lines(view.glances, 1, w), period=period_name(view.period, w),
        compared=period_name(view.compared, w), goal=w._(GOALS[view.goal]) if view.goal is not None else None,
    )  # fmt: skip
    boards = [Button("▦ " + w._(BOARD_NAMES[kind]), data=ReportBoard(board=BOARD_CODES[kind])) for kind in view.boards]
    own = (
        (Button("⭐ " + w.p_("button", "Favourites %(n)s", n=view.favourites), data=ReportFavourites()),)
        if view.favourites
        else ()
    )
    ways = (
        *own,
        Button(w.p_("button", "All reports · %(n)s", n=view.count), data=ReportAll()),
        Button("🔎 " + w.p_("button", "Search"), data=ReportSearch()),
    )
    return Screen(
        text,
        rows=(*_doors(view.glances, 1, w), *grid(boards, 2), ways, *_looked_back(view, w), *kit.menu_row(w)),
    )


def _looked_back(view: ReportHome, w: Words) -> Rows:
    """Reports of other kinds; those of a seller are under /me."""
    if view.goal is None:
        return ()
    return (
        (
            Button(w.p_("button", "Past week"), data=ReviewShow(span="w")),
            Button(w.p_("button", "Past month"), data=ReviewShow(span="m")),
        ),
        (
            menu.go("losses", w),
            Button(w.p_("button", "Moves"), data=MovesShow()),
            Button(w.p_("button", "Promises"), data=PromisesShow()),
        ),
    )


def groups(codes: dict[str, Indicator], w: Words) -> Screen:
    """The groups of the catalogue."""
    buttons = [
        Button(
            w.p_("button", "%(name)s %(n)s", name=group_name(group, w), n=n),
            data=ReportGroup(group=GROUP_CODES[group]),
        )
        for group in GROUPS.values()
        if (n := sum(one.group is group for one in codes.values()))
    ]
    title = w.html("<b>All reports</b>\n%(n)s numbers, each by any period and cut.", n=len(codes))
    search = Button("🔎 " + w.p_("button", "Search"), data=ReportSearch())
    told = Button("🔔 " + w.p_("button", "My subscriptions"), data=SubscriptionsShow())
    return Screen(str(title), rows=(*grid(buttons, 2), (search, told), (_leave(w),)))


def group(view: ReportList, chosen: Group, page: int, w: Words) -> Screen:
    """One group with this month's values."""
    code = GROUP_CODES[chosen]
    others = Button(w.p_("button", "Other groups"), data=ReportAll())
    return _list(view, group_name(chosen, w), page, lambda number: ReportGroup(group=code, page=number), (others,), w)


def favourites(view: ReportList, page: int, w: Words) -> Screen:
    """The indicators one keeps."""
    if not view.glances:
        text = w._("No favourites yet. Open a report and press ⭐.")
        return Screen(str(escape(text)), rows=((Button(w.p_("button", "All reports"), data=ReportAll()), _leave(w)),))
    return _list(view, w._("Favourites"), page, lambda number: ReportFavourites(page=number), (), w)


def asked(w: Words) -> Screen:
    """Which word?"""
    text = w.html("<b>Which report?</b>\nWrite a word of its name, for example: conversion.")
    return Screen(str(text), rows=((Button(w.p_("button", "All reports"), data=ReportAll()), _leave(w)),))


def results(view: ReportList, typed: str, w: Words) -> Screen:
    """What a word finds."""
    again = Button(w.p_("button", "Another word"), data=ReportSearch())
    if not view.glances:
        text = w._("No report is called like “%(word)s”.", word=typed[:60])
        return Screen(str(escape(text)), rows=((again, Button(w.p_("button", "All reports"), data=ReportAll())),))
    return _list(view, w._("Found: %(word)s", word=typed[:60]), 1, lambda _: ReportSearch(), (again,), w)


def found(typed: str, codes: Sequence[str]) -> tuple[str, ...]:
    """The indicators a typed word means, by their names in any of the languages, the likeliest first."""
    said, key = stems(typed), search_key(typed)
    scored: list[tuple[float, int, str]] = []
    for place, code in enumerate(codes):
        names = {search_key(catalogue(locale).gettext(NAMES[code])) for locale in LOCALES} | {search_key(code)}
        inside = bool(key) and any(key in name for name in names)
        score = 100.0 if inside else max((likeness(said, name) for name in names), default=0.0)
        if score >= GOOD:
            scored.append((-score, place, code))
    return tuple(code for _, _, code in sorted(scored)[:PAGE_SIZE])


def _list(
    view: ReportList,
    title: str,
    page: int,
    to_page: Callable[[int], CallbackData],
    beside: tuple[Button, ...],
    w: Words,
) -> Screen:
    shown = paged(view.glances, page)
    text = render(
        "reports/list.j2", w,
        title=title, lines=_lines(shown.items, shown.first, w), period=period_name(view.period, w),
        compared=period_name(view.compared, w),
    )  # fmt: skip
    return Screen(
        text,
        rows=(*_doors(shown.items, shown.first, w), *pager(to_page, shown.number, shown.count), (*beside, _leave(w))),
    )


def _lines(glances: Sequence[Glance], first: int, w: Words) -> list[tuple[int, str, str, str]]:
    return [
        (
            number,
            indicator_name(one.indicator.code, w),
            w.number(one.now.n) if one.indicator.code in SHARES else values.shown(one.now.value, one.indicator.unit, w),
            "" if one.indicator.code in SHARES else _told(one, w),
        )
        for number, one in enumerate(glances, first)
    ]


def _told(one: Glance, w: Words) -> str:
    changed = values.change(one.indicator, one.now.value, one.before.value, w)
    said = values.judged(one.indicator, one.now.value, one.before.value, w) if changed not in ("", "=") else ""
    return f"{changed}, {said}" if said else changed


def _doors(glances: Sequence[Glance], first: int, w: Words) -> Rows:
    buttons = [
        numbered(number, indicator_name(one.indicator.code, w), _door(CODE_OF[one.indicator.code], one))
        for number, one in enumerate(glances, first)
    ]
    return grid(buttons, 2)


def _door(sign: str, one: Glance) -> CallbackData:
    """The indicator; reasons at once by reason."""
    return ReportTable(sign=sign, by="w") if one.indicator.code in SHARES else ReportShow(sign=sign)


def _leave(w: Words) -> Button:
    return Button(w.p_("button", "To the reports"), data=ReportsShow())


flows.add({"ReportForm": N_("the search for a report")})
