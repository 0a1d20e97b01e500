"""Slices and filters in buttons: read back as they were, and never longer than a button may be."""

from __future__ import annotations

import pytest

from bot.ui.funnel_buttons import FunnelCutShow, FunnelRows, FunnelShow
from bot.ui.report_filters import by_code, by_of, narrowed, pack, unpack
from bot.ui.reports.buttons import CODE_OF, ReportTable, slices_code, slices_of
from bot.ui.subscriptions import SubscribeDo
from services.indicator_views import SliceItem
from services.rules.indicators import By, OwnField, Slice
from services.rules.indicators.short_keys import short_key

LONG = OwnField(46_655, "The longest id a button carries")
TICKS = SliceItem(",1,2,3,", "Several")
ANNA = SliceItem(7, "Anna")


@pytest.mark.parametrize(
    "slices",
    [(Slice.MANAGER,), (LONG,), (LONG, Slice.MONTH), (Slice.DAY, LONG), (OwnField(1), OwnField(12)), ()],
)
def test_slices_are_read_back(slices: tuple[By, ...]) -> None:
    assert tuple(slices_of(slices_code(slices))) == slices
    assert ReportTable.unpack(ReportTable(sign=CODE_OF["revenue"], by=slices_code(slices)).pack()).by


def test_filters_are_read_back() -> None:
    chosen = ((LONG, TICKS), (Slice.MANAGER, ANNA))
    assert unpack(pack(chosen)) == [(LONG, short_key(",1,2,3,")), (Slice.MANAGER, 7)]
    assert unpack(pack(((OwnField(3), SliceItem(None, "")),))) == [(OwnField(3), 0)]
    assert unpack("x5.m3") == [(Slice.MANAGER, 3)]  # a letter nobody knows
    assert unpack("") == []
    assert unpack(pack(((Slice.MANAGER, SliceItem(2**31 - 1, "Z")), (Slice.SEGMENT, SliceItem("Farms", "Farms"))))) == [
        (Slice.MANAGER, 2**31 - 1), (Slice.SEGMENT, short_key("Farms")),
    ]  # fmt: skip


def test_another_part_of_the_same_list_takes_its_place() -> None:
    other = SliceItem(",2,", "Steel")
    assert unpack(narrowed([(OwnField(5, "Old name"), TICKS)], OwnField(5, "New name"), other)) == [
        (OwnField(5), short_key(",2,"))
    ]
    assert by_of(by_code(LONG)) == [LONG]


def test_two_own_lists_fit_every_button() -> None:
    narrow = pack([(LONG, TICKS), (OwnField(46_654), SliceItem("55", "Some"))])
    sign = CODE_OF["revenue"]
    packed = [
        ReportTable(sign=sign, span="f36525-3660", narrow=narrow, by="1", page=99),
        FunnelRows(place=99_999_999, when="m120", what="i", page=999, narrow=narrow),
        FunnelShow(pipeline=9_999_999, when="m120", narrow=narrow, mode="a"),
        FunnelCutShow(pipeline=9_999, when="m120", by=by_code(LONG), page=9, narrow=narrow),
        SubscribeDo(sign=sign, rhythm="w", narrow=narrow),
    ]
    assert all(len(one.pack().encode()) <= 64 for one in packed)
    assert all(type(one).unpack(one.pack()) == one for one in packed)
