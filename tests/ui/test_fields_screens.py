"""Screens of own fields: in every language, with hostile and long names, and as people see them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from bot.ui import deal_fields, fields, resources
from bot.ui.deal_fields import Asking
from bot.ui.field_texts import KINDS, map_url, said
from bot.ui.i18n import LOCALES
from bot.ui.screen import Screen
from bot.ui.words import Words
from services.deal_fields import DealFieldsPage, FieldLine, FieldQuestion, SlotQuestion
from services.field_views import FieldLineSetUp, FieldTable, FieldView, ResourceTable, ResourceView, StageFieldsView
from services.rules.field_kinds import FieldKind
from services.rules.field_values import FieldSpec, Option
from services.rules.views import Named
from tests.ui.conftest import Snapshot, WordsIn
from tests.ui.reading import check

NASTY = "<b>&\"' %(name)s {{ 7 }} 👩‍👩‍👧 " + "Ж" * 70
WHEN = datetime(2026, 12, 12, 13, 30, tzinfo=UTC)
OPTIONS = (Option(1, "Дерево"), Option(2, "Сталь"), Option(3, "Стекло", gone=True))
BOOKED = {
    "booking": 1, "resource": 1, "name": "Фургон",
    "from": WHEN.isoformat(), "to": (WHEN + timedelta(hours=2)).isoformat(),
}  # fmt: skip
VALUES = {
    FieldKind.TEXT: "Только через проходную №2",
    FieldKind.NUMBER: 12_500,
    FieldKind.MONEY: 150_000_00,
    FieldKind.OPTION: 2,
    FieldKind.OPTIONS: [1, 3],
    FieldKind.DATE: "2026-12-12",
    FieldKind.MOMENT: WHEN.isoformat(),
    FieldKind.ADDRESS: {"text": "Київ, Хрещатик 1", "lat": 50.45, "lon": 30.52},
    FieldKind.BOOKING: BOOKED,
    FieldKind.LINK: "https://example.com/?a=1&b=<2>",
    FieldKind.FILE: {"kind": "document", "file_id": "1", "name": "договір.pdf", "size": 8},
}


def spec(kind: FieldKind, name: str = "", options: tuple[Option, ...] = OPTIONS) -> FieldSpec:
    """A field of a kind, called by it."""
    return FieldSpec(10**9, name or kind.value.capitalize(), kind, "как в договоре", options, 1)


def lines(name: str = "") -> tuple[FieldLine, ...]:
    """A field of every kind with its value."""
    return tuple(
        FieldLine(spec(kind, name), value, required=n % 2 == 0, missing=False, live=n != 3)
        for n, (kind, value) in enumerate(VALUES.items())
    )


def asked(kind: FieldKind, name: str = "", value: object = None) -> FieldQuestion:
    """The question for a field."""
    days = tuple((date(2026, 11, 21) + timedelta(days=n), 9 - n) for n in range(8))
    return FieldQuestion(10**9, name or "Ромашка", spec(kind, name), value, 1, days)


MANY = tuple(Option(n, NASTY) for n in range(60))
DAY = date(2026, 12, 12)
EMPTY = FieldLine(spec(FieldKind.DATE, "Дата мероприятия"), None, required=True, missing=True, live=True)
PAGE = DealFieldsPage(10**9, 1, "Ромашка", True, (EMPTY, *lines()[:7]), 1, 1, 2)
FIELD = FieldView(
    spec(FieldKind.OPTION, "Материал"), 10**6, Named(1, "B2B"), None, False, (("Договор", "B2B"),), 1234, None,
    first=False, last=False, undo=10**9,
)  # fmt: skip
RESOURCE = ResourceView(
    10**9, 10**6, "Фургон", ((("10:00", "19:00"),),) * 6 + ((),), 90, None, 12, ((WHEN, "Ромашка"),)
)
TABLE = FieldTable(
    tuple(FieldLineSetUp(n, kind.value, kind, "B2B") for n, kind in enumerate(FieldKind)), 11, 2, False, 1, 2
)
STAGE = StageFieldsView(
    Named(1, "Договор"),
    "B2B",
    tuple((Named(n, kind.value), kind, n % 2 == 0) for n, kind in enumerate(FieldKind)),
    6,
    1,
    2,
)

SHOWN: dict[str, Callable[[Words], Screen]] = {
    "fields_of_deal": lambda w: deal_fields.fields_page(PAGE, w),
    "field_asked": lambda w: deal_fields.question(asked(FieldKind.DATE), Asking(2, 3), w),
    "field_ticked": lambda w: deal_fields.question(asked(FieldKind.OPTIONS, value=[1, 3]), Asking(ticked=(1,)), w),
    "field_free_days": lambda w: deal_fields.question(asked(FieldKind.BOOKING, value=BOOKED), Asking(), w),
    "field_slots": lambda w: deal_fields.slots(
        SlotQuestion(
            1, "Ромашка", spec(FieldKind.BOOKING), DAY, tuple(WHEN + n * timedelta(hours=1) for n in range(6))
        ),
        Asking(),
        w,
    ),
    "fields_table": lambda w: fields.table(TABLE, w),
    "fields_card": lambda w: fields.card(FIELD, w),
    "fields_of_stage": lambda w: fields.of_stage(STAGE, w),
    "resource_card": lambda w: resources.card(RESOURCE, w),
}


@pytest.mark.parametrize("locale", LOCALES)
@pytest.mark.parametrize("name", SHOWN)
def test_screens_as_people_see_them(name: str, locale: str, words_in: WordsIn, snapshot: Snapshot) -> None:
    snapshot(SHOWN[name](words_in(locale)), name, locale)


GONE = replace(
    FIELD, archived_at=WHEN, spec=spec(FieldKind.BOOKING, NASTY), resource=Named(1, NASTY), resource_gone=True
)
HOSTILE: dict[str, Callable[[Words], Screen]] = {
    "page": lambda w: deal_fields.fields_page(replace(PAGE, title=NASTY, lines=lines(NASTY)), w),
    "page, nothing": lambda w: deal_fields.fields_page(replace(PAGE, lines=(), missing=0), w),
    **{
        f"question, {kind}": lambda w, kind=kind: deal_fields.question(asked(kind, NASTY, VALUES[kind]), Asking(), w)  # type: ignore[misc]
        for kind in FieldKind
    },
    "days, none": lambda w: deal_fields.question(replace(asked(FieldKind.BOOKING), days=()), Asking(), w),
    "slots, none": lambda w: deal_fields.slots(SlotQuestion(1, NASTY, spec(FieldKind.BOOKING), DAY, ()), Asking(), w),
    "slots, many": lambda w: deal_fields.slots(
        SlotQuestion(10**9, NASTY, spec(FieldKind.BOOKING), DAY, (WHEN,) * 96), Asking(page=2), w
    ),
    "options, many": lambda w: deal_fields.question(
        replace(asked(FieldKind.OPTIONS), spec=spec(FieldKind.OPTIONS, NASTY, MANY)),
        Asking(page=2),
        w,
    ),
    "table, empty": lambda w: fields.table(FieldTable((), 0, 0, False, 1, 1), w),
    "archive": lambda w: fields.table(
        replace(TABLE, shows_archived=True, lines=(FieldLineSetUp(1, NASTY, FieldKind.FILE, NASTY),)), w
    ),
    "kinds": fields.kinds,
    "card, archived": lambda w: fields.card(GONE, w),
    "card, full": lambda w: fields.card(
        replace(FIELD, spec=spec(FieldKind.OPTION, NASTY, MANY), required=((NASTY, NASTY),) * 30), w
    ),
    "archive question": lambda w: fields.archive_question(FIELD, w),
    "name": lambda w: fields.name_question(GONE, FieldKind.MOMENT, w),
    "hint": lambda w: fields.hint_question(GONE, w),
    "pipelines": lambda w: fields.pipeline_question(GONE, tuple(Named(n, NASTY) for n in range(30)), 2, w),
    "resources": lambda w: fields.resource_question(GONE, (), 1, w),
    "options": lambda w: fields.options(FIELD, 1, w),
    "options question": lambda w: fields.options_question(GONE, w),
    "option": lambda w: fields.option_card(FIELD, Option(1, NASTY), w),
    "option name": lambda w: fields.option_question(FIELD, Option(1, NASTY), w),
    "stage, nothing": lambda w: fields.of_stage(StageFieldsView(Named(1, NASTY), NASTY, (), 0, 1, 1), w),
    "resource table": lambda w: resources.table(ResourceTable((Named(1, NASTY),), (Named(2, NASTY),)), 1, w),
    "resource, archived": lambda w: resources.card(
        replace(RESOURCE, name=NASTY, archived_at=WHEN, hours=None, next=()), w
    ),
    "resource name": lambda w: resources.name_question(None, w),
    "hours": lambda w: resources.hours_question(RESOURCE, w),
    "length": lambda w: resources.length_question(RESOURCE, w),
}


@pytest.mark.parametrize("locale", LOCALES)
@pytest.mark.parametrize("name", HOSTILE)
def test_whatever_is_in_it_the_screen_can_be_sent(name: str, locale: str, words_in: WordsIn) -> None:
    check(HOSTILE[name](words_in(locale)))


def test_values_read_the_same_whenever_they_are_read(w: Words) -> None:
    assert said(spec(FieldKind.DATE), "2026-12-12", w) == "12 December"
    assert said(spec(FieldKind.DATE), "2027-12-12", w) == "12 December 2027"
    assert said(spec(FieldKind.OPTIONS), [1, 3, 99], w) == "Дерево, Стекло, #99"
    assert said(spec(FieldKind.BOOKING), BOOKED, w) == "Фургон, 12 December 15:30–17:30"
    assert said(spec(FieldKind.NUMBER), -1_250, w) == "−1.25"
    assert said(spec(FieldKind.TEXT), None, w) == "—"
    assert set(KINDS) == set(FieldKind)


def test_the_map_opens_at_the_place_or_looks_for_the_words() -> None:
    assert map_url({"text": "x", "lat": 50.45, "lon": -30.5}).endswith("query=50.45,-30.5")
    assert map_url({"text": "а&b", "lat": None, "lon": None}).endswith("query=%D0%B0%26b")
