"""The filter's screens: everything set at once, hostile and long names, three languages."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from bot.ui import condition_words, deal_filters, filter_buttons, filter_parts, inline, saved_views
from bot.ui.words import Words
from services.filter_views import COMPARABLE, Choice, FilteredLine, FilteredPage, FilterView, LeftOut, Tickable
from services.rules.deal_conditions import (
    IDS,
    NOBODY,
    DealConditions,
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
from services.rules.field_values import FieldSpec, Option
from services.rules.kinds import StageKind
from services.rules.target import Target
from services.saved_views import ViewCard, ViewLine
from services.search import FoundLine
from tests.ui.conftest import Snapshot, WordsIn
from tests.ui.reading import check

HOSTILE = "🙂<b>&\n" * 20 + "…"
AT = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)
FIELDS = tuple(FieldSpec(number, kind.value, kind) for number, kind in enumerate(COMPARABLE, 1))
CITY = FieldSpec(50, "City", FieldKind.OPTION, options=(Option(1, "Kyiv <b>"), Option(2, "Lviv", gone=True)))


def view(conditions: DealConditions, **more: object) -> FilterView:
    """A view with names for whatever is asked."""
    given = {
        "names": {part: dict.fromkeys(range(1, 9), "Name <i>") for part in IDS},
        "fields": (*FIELDS, CITY),
        "left_out": (),
        "count": 23,
        "amount": 4_100_000_00,
        "products": True,
    }
    return FilterView(conditions, **{**given, "may_owners": True, **more})  # type: ignore[arg-type]


def everything() -> FilterView:
    """Every condition at once, with what is gone."""
    asked = DealConditions(
        status=DealStatus.ALL,
        pipelines=(1,),
        stages=(1, 2, 3, 4, 5),
        owners=(NOBODY, 2),
        channels=(NOBODY,),
        products=(1,),
        amount=Range(100_000_00, 500_000_00),
        created=Period(span=Span.LAST_30),
        expected=Period(date(2026, 11, 1), date(2026, 12, 15)),
        closed=Period(until=date(2026, 11, 20)),
        quiet_days=14,
        task=TaskMark.OVERDUE,
        text="<ромашка>",
        fields=(
            FieldCondition(50, FieldOp.ANY, (1, 2)),
            FieldCondition(3, FieldOp.RANGE, Range(1500, None)),
            FieldCondition(4, FieldOp.RANGE, Range(None, 200_00)),
            FieldCondition(5, FieldOp.DAYS, Period(span=Span.NEXT_WEEK)),
            FieldCondition(8, FieldOp.TEXT, "<b>" * 20),
            FieldCondition(9, FieldOp.EMPTY),
        ),
        sort=DealSort.TASK,
        down=False,
    )
    return view(asked, left_out=(LeftOut("stages", "Old <b>"), LeftOut("fields", None)))


def line(**more: object) -> FilteredLine:
    """A deal that was found."""
    base = {
        "id": 7, "title": "Supply <b>", "client": "Romashka", "stage": "Contract", "owner": "Anna",
        "amount": 120_000_00, "status": StageKind.OPEN, "stage_entered_at": AT,
        "last_contact_at": None, "next_task_at": AT, "created_at": AT,
        "overdue": True, "no_task": False,
    }  # fmt: skip
    return FilteredLine(**{**base, **more})  # type: ignore[arg-type]


@pytest.mark.parametrize("locale", ["en", "ru", "uk"])
def test_the_filter_and_what_it_finds(words_in: WordsIn, snapshot: Snapshot, locale: str) -> None:
    w = words_in(locale)
    some = view(DealConditions(pipelines=(1,), amount=Range(100_000_00), quiet_days=14))
    page = FilteredPage(some, (line(), line(id=8, overdue=False, no_task=True, next_task_at=None)), 1, 3, True)
    card = ViewCard(ViewLine(3, 1, "Big & quiet", None, True, True), some)
    snapshot(
        deal_filters.chips(view(DealConditions(), count=0, amount=0, fields=(), products=False), w), "filter", locale
    )
    snapshot(deal_filters.chips(everything(), w), "filter_everything", locale)
    snapshot(deal_filters.found(page, w), "filter_found", locale)
    snapshot(filter_parts.part(some, "amount", w), "filter_amount", locale)
    snapshot(filter_parts.part(some, "sort", w), "filter_sort", locale)
    snapshot(saved_views.view_card(card, w), "filter_saved", locale)


def test_every_part_and_every_kind_of_field_has_a_screen(w: Words) -> None:
    for shown in (everything(), view(DealConditions())):
        for part in set(condition_words.PARTS) - set(IDS):
            check(filter_parts.part(shown, part, w))
        for spec in shown.fields:
            check(filter_parts.field(shown, spec, 9, w))


def test_hostile_and_long_names(w: Words) -> None:
    names = {part: dict.fromkeys(range(1, 9), HOSTILE) for part in IDS}
    asked = DealConditions(stages=(1, 2, 3, 4), text=HOSTILE[:100])
    shown = view(
        asked, names=names, left_out=(LeftOut("stages", HOSTILE),), fields=(FieldSpec(1, HOSTILE, FieldKind.TEXT),)
    )
    hostile = line(title=HOSTILE, client=HOSTILE, stage=HOSTILE, owner=HOSTILE)
    items = tuple(Tickable(number, HOSTILE, HOSTILE, number == 1) for number in range(1, 9))
    one = ViewLine(3, 1, HOSTILE[:60], HOSTILE, True, False)
    for screen in (
        deal_filters.chips(shown, w),
        deal_filters.found(FilteredPage(shown, (hostile,) * 8, 7, 1250, True), w),
        filter_parts.choice(Choice(shown, "stages", items, 2, 25), w),
        filter_parts.choice(Choice(shown, "stages", items, 1, 1, HOSTILE), w),
        filter_parts.part(shown, "fields", w),
        filter_parts.field(shown, shown.fields[0], 1, w),
        saved_views.view_list((one,) * 20, 2, w),
        saved_views.view_card(ViewCard(one, shown), w),
        saved_views.delete_question(ViewCard(one, shown), w),
        saved_views.name_question(w, HOSTILE),
    ):
        check(screen)
    found = FoundLine("deal", Target("deal", 7), HOSTILE, HOSTILE, HOSTILE, False, "+380", HOSTILE, 5, StageKind.OPEN)
    card = inline.card(found, "voronka_bot", w)
    assert "<b>&" not in card.text.replace("&lt;b&gt;", "")
    assert "+380" not in card.text + card.description


def test_each_order_shows_what_it_orders_by(w: Words) -> None:
    facts = {
        DealSort.IN_STAGE: "in the stage since yesterday",
        DealSort.CONTACT: "no contact yet",
        DealSort.TASK: "task yesterday 11:00",
        DealSort.CREATED: "created yesterday",
    }
    for sort, fact in facts.items():
        shown = FilteredPage(view(DealConditions(sort=sort)), (line(),), 1, 1, False)
        assert fact in deal_filters.found(shown, w).text


@pytest.mark.parametrize(
    ("part", "value"),
    [("amount", "-"), ("amount", "x-y"), ("amount", "9999999999999999-"), ("quiet_days", "0"), ("task", "all"),
     ("status", ""), ("created", "d5000"), ("sort", "amount"), ("sort", "price-d"), ("stages", "1"), ("text", "x")],
)  # fmt: skip
def test_values_nobody_ever_drew(part: str, value: str) -> None:
    assert filter_buttons.value_of(part, value) is None


@pytest.mark.parametrize("range_", [Range(10_000_00), Range(None, 50_00), Range(1_00, 2_00)])
def test_amounts_in_buttons(range_: Range) -> None:
    assert filter_buttons.value_of("amount", filter_buttons.amount_value(range_)) == {"amount": range_}
