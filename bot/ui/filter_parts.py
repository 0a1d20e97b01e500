"""Choosing what is asked in one part of the filter: presets, ticks, or typing."""

from __future__ import annotations

from typing import Final

from aiogram.filters.callback_data import CallbackData

from bot.ui.condition_words import (
    SORTS,
    SPANS,
    STATUSES,
    conditions_in_words,
    field_words,
    money_range,
    nobody,
    part_name,
    sort_words,
    task_words,
)
from bot.ui.filter_buttons import (
    CODES,
    FilterClear,
    FilterField,
    FilterFieldClear,
    FilterFieldSet,
    FilterFieldTick,
    FilterOpen,
    FilterPart,
    FilterSet,
    FilterTick,
    amount_value,
    sort_value,
)
from bot.ui.i18n import N_
from bot.ui.paging import paged, pager
from bot.ui.render import render
from bot.ui.screen import Button, Rows, Screen, grid
from bot.ui.words import Words, capital, short
from services.filter_views import COMPARABLE, Choice, FilterView
from services.rules.deal_conditions import NOBODY, DealStatus, FieldCondition, FieldOp, Range, Span, TaskMark
from services.rules.field_values import FieldSpec
from services.rules.money import MINOR

AMOUNTS: Final = (10_000, 50_000, 100_000, 500_000, 1_000_000)
THOUSAND: Final = 1000
QUIET: Final = (3, 7, 14, 30, 60, 90)
PAST: Final = (Span.TODAY, Span.WEEK, Span.LAST_7, Span.MONTH, Span.LAST_30, Span.LAST_MONTH, Span.LAST_90)
COMING: Final = (Span.PAST, Span.WEEK, Span.NEXT_WEEK, Span.MONTH, Span.NEXT_MONTH, Span.NONE)
ANY_DAYS: Final = (Span.PAST, Span.WEEK, Span.NEXT_WEEK, Span.LAST_30, Span.MONTH, Span.NEXT_MONTH)

HINTS: Final[dict[str, str]] = {
    "amount": N_("Press, or type: 50k-200k, >100k, up to 20k."),
    "quiet_days": N_("How long has nobody talked to them? Press, or type a number of days."),
    "created": N_("Press, or type dates: 1.11-15.11, from 1.11."),
    "expected": N_("Press, or type dates: 1.12-15.12, up to 31.12."),
    "closed": N_("Press, or type dates: 1.11-15.11, from 1.11."),
    "text": N_(
        "Type a piece of the title, of the client's or contact's name, digits of the phone, or the deal's number."
    ),
    "task": N_("Which deals?"),
    "status": N_("Which deals?"),
    "sort": N_("What comes first?"),
}
TICKS: Final = N_("Tick one or several. A long list is searched by typing a piece of the name.")
FIELD_HINTS: Final[dict[FieldOp, str]] = {
    FieldOp.ANY: N_("Tick one or several."),
    FieldOp.RANGE: N_("Type: 5-10, >10, up to 5."),
    FieldOp.DAYS: N_("Press, or type dates: 1.11-15.11, from 1.11."),
    FieldOp.TEXT: N_("Type a piece of the text."),
}


def part(view: FilterView, name: str, w: Words, page: int = 1) -> Screen:
    """Presets of a part that is not ticked; what is typed is read as well."""
    if name == "fields":
        return fields(view, page, w)
    now = ", ".join(said for kind, said in conditions_in_words(view, w) if kind == name)
    now = sort_words(view, w) if name == "sort" else now
    text = render("filters/part.j2", w, title=part_name(name, w), now=now, hint=w._(HINTS[name]))
    rows = grid(_presets(name, w), 1 if name == "sort" else 2)
    clear: CallbackData | None = FilterClear(part=CODES[name]) if now and name not in ("sort", "status") else None
    return Screen(text, rows=(*rows, *_leave(clear, w)))


def thousands(view: FilterView, w: Words) -> Rows:
    """ "50-200" is rarely about so little money: the same in thousands, as a button, where nothing is found."""
    asked = view.conditions.amount
    if asked is None or (view.count and asked.most is not None):
        return ()
    bounds = [one for one in (asked.least, asked.most) if one]
    if not bounds or max(bounds) >= THOUSAND * MINOR:
        return ()
    least, most = (None if one is None else one * THOUSAND for one in (asked.least, asked.most))
    meant = Range(least, most)
    data = FilterSet(part=CODES["amount"], value=amount_value(meant))
    return ((Button(capital(money_range(meant, w, brief=True)) + "?", data=data),),)


def _presets(name: str, w: Words) -> list[Button]:
    code = CODES[name]
    if name == "amount":
        ranges = [one for money in AMOUNTS for one in (Range(money * MINOR), Range(None, money * MINOR))]
        said = [capital(money_range(one, w, brief=True)) for one in ranges]
        return [
            Button(label, data=FilterSet(part=code, value=amount_value(one)))
            for label, one in zip(said, ranges, strict=True)
        ]
    if name == "quiet_days":
        return [
            Button(w.n_("%(n)s day", "%(n)s days", days), data=FilterSet(part=code, value=str(days))) for days in QUIET
        ]
    if name == "task":
        return [Button(capital(task_words(one, w)), data=FilterSet(part=code, value=one.value)) for one in TaskMark]
    if name == "status":
        return [Button(capital(STATUSES[one](w)), data=FilterSet(part=code, value=one.value)) for one in DealStatus]
    if name == "sort":
        return [
            Button(capital(w._(said)), data=FilterSet(part=code, value=sort_value(sort, down=down)))
            for (sort, down), said in SORTS.items()
        ]
    spans = {"expected": COMING, "created": PAST, "closed": PAST}.get(name, ())
    return [Button(capital(w._(SPANS[one])), data=FilterSet(part=code, value=one.value)) for one in spans]


def choice(found: Choice, w: Words) -> Screen:
    """A page of a list to tick, or what was found in it by typing."""
    code = CODES[found.part]
    now = ", ".join(said for kind, said in conditions_in_words(found.view, w) if kind == found.part)
    hint = w._(TICKS)
    if found.piece:
        said = short(found.piece, 30)
        told = (
            N_("Found by “%(piece)s”:")
            if found.items
            else N_("Nothing by “%(piece)s”. Type another piece of the name.")
        )
        hint = w._(told, piece=said)
    text = render("filters/part.j2", w, title=part_name(found.part, w), now=now, hint=hint)
    page = 0 if found.piece else found.page
    buttons = []
    for item in found.items:
        name = capital(nobody(found.part, w)) if item.id == NOBODY else item.name
        label = f"{short(name, 40)} · {short(item.group, 16)}" if item.group else name
        buttons.append(Button(_ticked(label, item.ticked), data=FilterTick(part=code, choice=item.id, page=page)))
    rows = grid(buttons, 2) + pager(lambda number: FilterPart(part=code, page=number), found.page, found.pages)
    return Screen(text, rows=(*rows, *_leave(FilterClear(part=code) if now else None, w)))


def _ticked(label: str, ticked: bool) -> str:
    return f"✅ {label}" if ticked else label


# ----------------------------------------------------------------------------------------------------------- own fields
def fields(view: FilterView, page: int, w: Words) -> Screen:
    """Which own field?"""
    set_now = {one.field for one in view.conditions.fields}
    shown = paged(view.fields, page)
    now = ", ".join(said for kind, said in conditions_in_words(view, w) if kind == "fields")
    text = render("filters/part.j2", w, title=part_name("fields", w), now=now, hint=w._("Which field?"))
    buttons = [Button(_ticked(one.name, one.id in set_now), data=FilterField(field=one.id)) for one in shown.items]
    rows = grid(buttons, 2) + pager(
        lambda number: FilterPart(part=CODES["fields"], page=number), shown.number, shown.count
    )
    return Screen(text, rows=(*rows, *_leave(FilterClear(part=CODES["fields"]) if now else None, w)))


def field(view: FilterView, spec: FieldSpec, page: int, w: Words) -> Screen:
    """What is asked of an own field?"""
    asked, op = view.conditions.of_field(spec.id), COMPARABLE[spec.kind]
    now = field_words(spec, asked, w).partition(": ")[2] if asked else ""
    text = render("filters/part.j2", w, title=spec.name, now=now, hint=w._(FIELD_HINTS[op]))
    rows: Rows = ()
    if op is FieldOp.ANY:
        rows = _options(spec, asked, page, w)
    elif op is FieldOp.DAYS:
        rows = grid([_field_set(spec, one.value, w._(SPANS[one])) for one in ANY_DAYS], 2)
    state = [_field_set(spec, "filled", w._("filled")), _field_set(spec, "empty", w._("empty"))]
    return Screen(text, rows=(*rows, *grid(state, 2), *_leave(FilterFieldClear(field=spec.id) if asked else None, w)))


def _options(spec: FieldSpec, asked: FieldCondition | None, page: int, w: Words) -> Rows:
    ticked = asked.value if asked and isinstance(asked.value, tuple) else ()
    offered = [option for option in spec.options if not option.gone or option.id in ticked]
    shown = paged(offered, page)
    buttons = [
        Button(
            _ticked(one.name, one.id in ticked), data=FilterFieldTick(field=spec.id, choice=one.id, page=shown.number)
        )
        for one in shown.items
    ]
    return grid(buttons, 2) + pager(lambda number: FilterField(field=spec.id, page=number), shown.number, shown.count)


def _field_set(spec: FieldSpec, value: str, said: str) -> Button:
    return Button(capital(said), data=FilterFieldSet(field=spec.id, value=value))


def _leave(clear: CallbackData | None, w: Words) -> Rows:
    """Back to the filter; and, if something is set here, ask nothing any more."""
    done = Button(w.p_("button", "‹ To the filter"), data=FilterOpen())
    return ((Button(w.p_("button", "Any"), data=clear), done),) if clear else ((done,),)
