"""Conditions on deals in words: "B2B new · from 100,000 ₴ · no contact for 14 days"."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Final

from bot.ui.i18n import N_
from bot.ui.words import Words, short
from services.filter_views import FilterView, LeftOut
from services.rules.deal_conditions import (
    NOBODY,
    DealSort,
    DealStatus,
    FieldCondition,
    FieldOp,
    Period,
    Range,
    Span,
    TaskMark,
)
from services.rules.field_kinds import FieldKind
from services.rules.field_values import FieldSpec

NAMED: Final = 3
"""Of several ticked names so many are said, the rest are counted."""
NAME: Final = 24

SPANS: Final[dict[Span, str]] = {
    Span.TODAY: N_("today"),
    Span.WEEK: N_("this week"),
    Span.NEXT_WEEK: N_("next week"),
    Span.MONTH: N_("this month"),
    Span.LAST_MONTH: N_("last month"),
    Span.NEXT_MONTH: N_("next month"),
    Span.LAST_7: N_("last 7 days"),
    Span.LAST_30: N_("last 30 days"),
    Span.LAST_90: N_("last 90 days"),
    Span.PAST: N_("date has passed"),
    Span.NONE: N_("no date"),
}
STATUSES: Final[dict[DealStatus, Callable[[Words], str]]] = {
    DealStatus.OPEN: lambda w: w.p_("deals", "open"),
    DealStatus.WON: lambda w: w.p_("deals", "won"),
    DealStatus.LOST: lambda w: w.p_("deals", "refused"),
    DealStatus.ALL: lambda w: w.p_("deals", "open and closed"),
}
SORTS: Final[dict[tuple[DealSort, bool], str]] = {
    (DealSort.AMOUNT, True): N_("largest first"),
    (DealSort.AMOUNT, False): N_("smallest first"),
    (DealSort.IN_STAGE, False): N_("longest in the stage first"),
    (DealSort.IN_STAGE, True): N_("newest in the stage first"),
    (DealSort.CONTACT, False): N_("longest without contact first"),
    (DealSort.CONTACT, True): N_("latest contact first"),
    (DealSort.TASK, False): N_("nearest task first"),
    (DealSort.TASK, True): N_("farthest task first"),
    (DealSort.CREATED, True): N_("newest first"),
    (DealSort.CREATED, False): N_("oldest first"),
}
PARTS: Final[dict[str, str]] = {
    "pipelines": N_("Pipeline"),
    "stages": N_("Stage"),
    "owners": N_("Owner"),
    "amount": N_("Amount"),
    "quiet_days": N_("No contact"),
    "task": N_("Tasks"),
    "created": N_("Created"),
    "expected": N_("Expected close"),
    "closed": N_("Closed"),
    "channels": N_("Channel"),
    "products": N_("Product"),
    "text": N_("Text"),
    "status": N_("Status"),
    "fields": N_("Own fields"),
    "sort": N_("Order"),
}
"""The parts of a filter, in the order of their buttons."""


def part_name(part: str, w: Words) -> str:
    """What a part is called."""
    return w._(PARTS[part])


def conditions_in_words(view: FilterView, w: Words) -> list[tuple[str, str]]:
    """Everything that is set, by part; plain text."""
    asked = view.conditions
    said: list[tuple[str, str]] = []
    if asked.status is not DealStatus.OPEN:
        said.append(("status", STATUSES[asked.status](w)))
    for part in ("pipelines", "stages", "owners", "channels", "products"):
        ids: tuple[int, ...] = getattr(asked, part)
        if ids:
            said.append((part, _names(part, ids, view.names.get(part, {}), w)))
    if asked.amount:
        said.append(("amount", money_range(asked.amount, w)))
    if asked.quiet_days:
        days = asked.quiet_days
        said.append(("quiet_days", w.n_("no contact for %(n)s day", "no contact for %(n)s days", days)))
    if asked.task:
        said.append(("task", task_words(asked.task, w)))
    if asked.created:
        said.append(("created", w._("created: %(when)s", when=period_words(asked.created, w))))
    if asked.expected:
        said.append(("expected", w._("expected: %(when)s", when=period_words(asked.expected, w))))
    if asked.closed:
        said.append(("closed", w._("closed: %(when)s", when=period_words(asked.closed, w))))
    if asked.text:
        said.append(("text", w._("“%(text)s”", text=short(asked.text, 40))))
    fields = [(view.field(one.field), one) for one in asked.fields]
    return said + [("fields", field_words(field, one, w)) for field, one in fields if field]


def sort_words(view: FilterView, w: Words) -> str:
    """The order of the list."""
    return w._(SORTS[view.conditions.sort, view.conditions.down])


def task_words(mark: TaskMark, w: Words) -> str:
    """No task, or an overdue one."""
    return w._("no task") if mark is TaskMark.NONE else w._("overdue task")


def nobody(part: str, w: Words) -> str:
    """What the missing one of a list is called."""
    return w._("nobody's") if part == "owners" else w._("channel unknown")


def _names(part: str, ids: Sequence[int], names: Mapping[int, str], w: Words) -> str:
    told = [
        nobody(part, w) if one == NOBODY else short(names.get(one, "?"), 2 * NAME if part == "stages" else NAME)
        for one in ids[:NAMED]
    ]
    text = ", ".join(told)
    return f"{text} +{len(ids) - NAMED}" if len(ids) > NAMED else text


def money_range(range_: Range, w: Words, *, brief: bool = False) -> str:
    """An amount from, to, or between."""
    return _range(range_, w.money_short if brief else w.money, w)


def period_words(period: Period, w: Words) -> str:
    """Days from, to, or between; or what moves with the day."""
    if period.span:
        return w._(SPANS[period.span])
    if period.since and period.until:
        since, until = w.date(period.since), w.date(period.until)
        return since if period.since == period.until else f"{since} – {until}"
    if period.since:
        return w._("from %(what)s", what=w.date(period.since))
    return w._("up to %(what)s", what=w.date(period.until)) if period.until else ""


def field_words(field: FieldSpec, asked: FieldCondition, w: Words) -> str:
    """An own field and what is asked of it."""
    return f"{short(field.name, NAME)}: {_field_value(field, asked, w)}"


def _field_value(field: FieldSpec, asked: FieldCondition, w: Words) -> str:
    value = asked.value
    if asked.op is FieldOp.EMPTY:
        return w._("empty")
    if asked.op is FieldOp.FILLED:
        return w._("filled")
    if isinstance(value, tuple):
        return _names("fields", value, {option.id: option.name for option in field.options}, w)
    if isinstance(value, Range):
        one = w.money if field.kind is FieldKind.MONEY else lambda thousandths: w.number(thousandths / 1000, 3)
        return _range(value, one, w)
    return period_words(value, w) if isinstance(value, Period) else w._("“%(text)s”", text=short(str(value), NAME))


def _range(range_: Range, one: Callable[[int], str], w: Words) -> str:
    least, most = range_.least, range_.most
    if least is not None and most is not None:
        return f"{one(least)} – {one(most)}"
    if least is not None:
        return w._("from %(what)s", what=one(least))
    return w._("up to %(what)s", what=one(most)) if most is not None else ""


def left_out_words(gone: Sequence[LeftOut], w: Words) -> str:
    """What was asked for and is gone meanwhile; plain text."""
    told = [
        part_name(one.part, w) + (" " + w._("“%(text)s”", text=short(one.name, NAME)) if one.name else "")
        for one in gone
    ]
    return ", ".join(dict.fromkeys(told))
