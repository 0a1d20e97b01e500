"""The filter of deals: what is set in words, what can be set, and what it finds."""

from __future__ import annotations

from typing import Final

from bot.ui import flows, layout, problems
from bot.ui.callbacks import LEADERS, VoronkaCallback
from bot.ui.condition_words import (
    PARTS,
    conditions_in_words,
    left_out_words,
    part_name,
    sort_words,
)
from bot.ui.deal_lists import DealTable, door, told_apart
from bot.ui.filter_buttons import CODES, FilterOpen, FilterPart, FilterReset, FilterShow
from bot.ui.filter_parts import thousands
from bot.ui.i18n import N_
from bot.ui.paging import pager
from bot.ui.render import render
from bot.ui.saved_views import ViewSave
from bot.ui.screen import Button, Rows, Screen, grid
from bot.ui.words import Words
from services.filter_views import FilteredLine, FilteredPage, FilterView
from services.rules.deal_conditions import DealSort, DealStatus

MARK: Final = "✓ "
USUAL: Final = frozenset({"pipelines", "stages", "owners", "amount", "quiet_days", "task"})
"""What is shown at once; the rest comes after one more tap."""


class BulkAsk(VoronkaCallback, prefix="bka1", roles=LEADERS):
    """Give all the deals of the filter to somebody else: to whom?"""


def chips(view: FilterView, w: Words) -> Screen:
    """What is set, how many that finds, and everything that could be set."""
    text = render(
        "filters/chips.j2",
        w,
        view=view,
        said=[one for _, one in conditions_in_words(view, w)],
        order=sort_words(view, w),
        gone=left_out_words(view.left_out, w),
    )
    label = w.n_("Show %(n)s deal", "Show %(n)s deals", view.count)
    rows: Rows = ((Button(label, data=FilterShow(), style="primary"),),) if view.count else ()
    usual, rare = _chips(view, w)
    rows += thousands(view, w) + grid(usual, 2)
    if view.conditions.narrowed:
        save = Button(w.p_("button", "Save under a name"), data=ViewSave())
        rows += grid([save, Button(w.p_("button", "Clear all"), data=FilterReset())], 2)
    back = (Button(w.p_("button", "‹ All deals"), data=DealTable()),)
    return Screen(text, rows=(*rows, back), folded=grid(rare, 2), again=FilterOpen())


def _chips(view: FilterView, w: Words) -> tuple[list[Button], list[Button]]:
    """What is usually asked and what is set; then the rest."""
    said: dict[str, list[str]] = {}
    for part, words in conditions_in_words(view, w):
        said.setdefault(part, []).append(words)
    offered = [part for part in PARTS if _offered(part, view)]
    buttons = {part: Button(_label(part, said.get(part, []), w), data=FilterPart(part=CODES[part])) for part in offered}
    shown = [part for part in offered if part in USUAL or part in said]
    return [buttons[part] for part in shown], [buttons[part] for part in offered if part not in shown]


def _offered(part: str, view: FilterView) -> bool:
    if part == "owners":
        return view.may_owners
    if part == "products":
        return view.products or bool(view.conditions.products)
    if part == "fields":
        return bool(view.fields)
    return part != "closed" or view.conditions.status is not DealStatus.OPEN or view.conditions.closed is not None


def _label(part: str, said: list[str], w: Words) -> str:
    if not said:
        return part_name(part, w)
    if len(said) > 1:
        return f"{MARK}{part_name(part, w)} {len(said)}"
    return MARK + layout.cut(said[0], layout.room(2) - layout.width(MARK))


def found(page: FilteredPage, w: Words) -> Screen:
    """A page of the deals that answer the filter."""
    view = page.view
    text = render(
        "filters/list.j2",
        w,
        view=view,
        said=[one for _, one in conditions_in_words(view, w)],
        order=sort_words(view, w),
        gone=left_out_words(view.left_out, w),
        lines=[(line, _fact(line, view.conditions.sort, w)) for line in page.lines],
        whose=page.whose,
        again=told_apart(page.lines),
    )
    rows: Rows = grid([door(number, line) for number, line in enumerate(page.lines, 1)], 2)
    rows += pager(lambda number: FilterShow(page=number), page.page, page.pages)
    leading = (
        Button(w.p_("button", "Filter"), data=FilterOpen()),
        Button(w.p_("button", "‹ All deals"), data=DealTable()),
    )
    if page.whose and view.count and view.conditions.status is DealStatus.OPEN:
        label = w.n_("Hand over %(n)s deal", "Hand over all %(n)s deals", view.count)
        rows += ((Button(label, data=BulkAsk()),),)
    return Screen(text, rows=(*rows, leading), place=FilterShow(page=page.page))


def _fact(line: FilteredLine, sort: DealSort, w: Words) -> str:
    """What the list is ordered by, where it is not in the line anyway."""
    if sort is DealSort.IN_STAGE:
        return w._("in the stage since %(day)s", day=w.day(line.stage_entered_at))
    if sort is DealSort.CONTACT:
        if line.last_contact_at is None:
            return w._("no contact yet")
        return w._("contact %(day)s", day=w.day(line.last_contact_at))
    if sort is DealSort.TASK and line.next_task_at:
        return w._("task %(when)s", when=w.when(line.next_task_at))
    if sort is DealSort.CREATED:
        return w._("created %(day)s", day=w.day(line.created_at))
    return w._("no task") if line.no_task else ""


flows.add({"FilterForm": N_("the filter")})
problems.add(
    {
        "filter_amount": N_("I do not understand the amount. For example: >100k, up to 50,000, or 50k-200k."),
        "filter_number": N_("I do not understand the number. For example: >10, up to 5, or 5-10."),
        "filter_period": N_("I do not understand the dates. For example: 1.11-15.11, from 1.11, or up to 31.12.2026."),
        "filter_days": N_("I do not understand. Write a number of days from 1 to 3650, or “2 weeks”."),
        "filter_text": N_("Too little to look for. Write at least two letters or digits."),
        "filter_option": N_("Press one of the values."),
        "views_many": N_("%(limit)s saved filters are enough: delete one you do not use."),
        "view_exists": N_("You have “%(name)s” already. Choose another name."),
    }
)
