from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta

import pytest

from bot.ui import picker
from bot.ui.callbacks import Menu
from bot.ui.picker import PURPOSES, Pick, PickAt, PickDay, PickHour, PickMonth
from bot.ui.screen import Button, Screen
from bot.ui.words import Words
from services.rules.worktime import WorkCalendar
from tests.ui.conftest import SATURDAY, Snapshot, WordsIn
from tests.ui.reading import check

CALENDAR = WorkCalendar(days_off=frozenset({date(2026, 12, 25)}))


@pytest.fixture
def pick() -> Iterator[Pick]:
    yield Pick(picker.purpose("kit", lambda ref, ver: Menu()), ref=7, ver=3)
    del PURPOSES["kit"]


def labels(screen: Screen) -> list[list[str]]:
    return [[button.text for button in row] for row in screen.rows]


def find(screen: Screen, text: str) -> Button:
    return next(button for row in screen.rows for button in row if button.text == text)


@pytest.mark.parametrize("locale", ["ru", "uk", "en"])
def test_month(snapshot: Snapshot, words_in: WordsIn, pick: Pick, locale: str) -> None:
    snapshot(picker.month_screen("<b>Ромашка</b>: ?", pick, 0, CALENDAR, words_in(locale)), "picker_month", locale)


@pytest.mark.parametrize("locale", ["ru", "uk", "en"])
def test_hours(snapshot: Snapshot, words_in: WordsIn, pick: Pick, locale: str) -> None:
    screen = picker.hour_screen("?", pick, date(2026, 11, 23), CALENDAR, words_in(locale))
    snapshot(screen, "picker_hours", locale)


def test_presets_are_named_as_people_say_them(w: Words, pick: Pick) -> None:
    ahead = [timedelta(hours=1), timedelta(hours=6), timedelta(hours=23), timedelta(days=3), timedelta(days=13)]
    rows = picker.presets(pick, [SATURDAY - timedelta(minutes=1), *(SATURDAY + step for step in ahead)], w)
    names = [button.text for row in rows for button in row]
    assert names == ["In an hour", "Today 17:00", "Tomorrow 10:00", "Tue 11:00", "Fri 4 Dec 11:00", "📅 Other time"]
    first = rows[0][0].data
    assert isinstance(first, PickAt)
    assert (first.purpose, first.ref, first.ver, first.moment) == ("kit", 7, 3, SATURDAY + timedelta(hours=1))


def test_days_gone_do_nothing_days_off_are_marked_today_is_blue(w: Words, pick: Pick) -> None:
    screen = picker.month_screen("?", pick, 0, CALENDAR, w)
    assert labels(screen)[0] == ["November", "›"]
    assert find(screen, "(22)").data == PickDay(purpose="kit", ref=7, ver=3, day=date(2026, 11, 22).toordinal())
    assert find(screen, "(21)").style == "primary"
    assert all(button.text != "20" for row in screen.rows for button in row)
    december = picker.month_screen("?", pick, 2026 * 12 + 11, CALENDAR, w)
    assert labels(december)[0] == ["‹", "December", "›"]
    assert isinstance(find(december, "(25)").data, PickDay)


def test_months_stop_two_years_ahead_and_never_go_back(w: Words, pick: Pick) -> None:
    assert labels(picker.month_screen("?", pick, 1, CALENDAR, w))[0] == ["November", "›"]
    assert labels(picker.month_screen("?", pick, 99_999, CALENDAR, w))[0] == ["‹", "Nov 2028"]


def test_hours_gone_are_not_offered(w: Words, pick: Pick) -> None:
    today = picker.hour_screen("?", pick, date(2026, 11, 21), CALENDAR, w)
    assert labels(today)[1] == ["(11:00)", "(12:00)", "(13:00)", "(14:00)"]
    quarters = picker.quarter_screen("?", pick, date(2026, 11, 21), 11, w)
    assert labels(quarters) == [["Sat 21 Nov, 11:00"], ["11:15", "11:30", "11:45"], ["Back"]]
    gone = picker.quarter_screen("?", pick, date(2026, 11, 21), 9, w)
    assert labels(gone) == [["Sat 21 Nov, 9:00"], ["Back"]]


def test_quarters_mean_the_persons_clock(w: Words, pick: Pick) -> None:
    data = find(picker.quarter_screen("?", pick, date(2026, 11, 23), 10, w), "10:15").data
    assert isinstance(data, PickAt)
    assert data.moment == datetime(2026, 11, 23, 8, 15, tzinfo=UTC)


def test_an_hour_that_summer_time_skips_lands_after_the_gap(pick: Pick) -> None:
    w = Words("en", "Europe/Kyiv", datetime(2027, 3, 20, tzinfo=UTC))
    assert labels(picker.quarter_screen("?", pick, date(2027, 3, 28), 3, w))[1] == ["04:00", "04:15", "04:30", "04:45"]


def test_a_day_only_purpose_picks_at_once(w: Words) -> None:
    only_day = Pick(picker.purpose("kitday", with_time=False), ref=1)
    try:
        screen = picker.month_screen("?", only_day, 0, CALENDAR, w)
        data = find(screen, "23").data
        assert isinstance(data, PickAt)
        assert w.local(data.moment).date() == date(2026, 11, 23)
        assert labels(screen)[-1][-1] != "Back"
    finally:
        del PURPOSES["kitday"]


def test_navigation_leads_from_day_to_hour_and_back(w: Words, pick: Pick) -> None:
    hours = picker.hour_screen("?", pick, date(2026, 11, 23), CALENDAR, w)
    assert isinstance(find(hours, "10:00").data, PickHour)
    assert isinstance(find(hours, "Mon 23 Nov").data, PickMonth)
    assert find(hours, "Back").data == Menu()
    check(hours)


def test_a_code_is_registered_once(pick: Pick) -> None:
    with pytest.raises(ValueError, match="taken"):
        picker.purpose("kit")
