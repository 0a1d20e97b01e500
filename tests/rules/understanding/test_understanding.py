"""Single sentences with a point, and what holds of every text."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from services.rules.understanding import Intent, understand
from tests.rules.moments import MOMENTS
from tests.rules.understanding import corpus
from tests.support.examples import examples


def said(text, lang="ru", now=corpus.NOW):
    return understand(text, now, corpus.ZONE, lang)


def told(text, lang="ru"):
    found = said(text, lang)
    return found.intent.value, corpus.local(found), None if found.amount is None else found.amount / 100, found.name


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("перезвонить +380671234567 завтра в 12", ("call_back", "2026-11-25T12:00", None, None)),
        ("сделка №4512 оплата прошла", ("payment", "", None, None)),
        ("в 2 раза дешевле у конкурентов", ("note", "", None, None)),
        ("скидка 15%, просят 20 штук", ("note", "", None, None)),
        ("нужно 5 м ткани, цена 350 грн за метр", ("note", "", 350, None)),
        ("аванс 50% от Альфы, 125 000", ("payment", "", 125000, "Альфы")),
        ("Аптека 36,6 перезвонить завтра", ("call_back", "2026-11-25T10:00", None, "Аптека")),
        ("встреча 25.12.2026 11:00 Глория", ("meeting", "2026-12-25T11:00", None, "Глория")),
        ("Горизонт, звонить с 10 до 12 завтра", ("call_back", "2026-11-25T10:00", None, "Горизонт")),
        ("РОМАШКА НЕ БЕРЕТ ТРУБКУ", ("not_reached", "", None, "РОМАШКА")),
        ("полтора ляма обещали до конца года", ("call_back", "2026-12-31T10:00", 1_500_000, None)),
    ],
)
def test_figures_are_told_apart(text, expected):
    assert told(text) == expected


@pytest.mark.parametrize(
    ("text", "amount"),
    [
        ("120к", 120_000), ("1,5 млн", 1_500_000), ("120 тыс", 120_000), ("15 000 грн", 15_000), ("$2k", 2_000),
        ("сто тысяч", 100_000), ("12 тис. грн", 12_000), ("€500", 500), ("1 250 000,50 руб.", 1_250_000.5),
        ("пол-ляма", 500_000), ("пол ляма", 500_000), ("20-ка", None), ("1.2m usd", 1_200_000),
    ],
)  # fmt: skip
def test_amounts_as_they_are_typed(text, amount):
    assert told(f"бюджет {text}")[2] == amount


def test_what_was_done_outranks_what_is_planned():
    assert said("скинул КП, перезвонить завтра").intent is Intent.OFFER_SENT
    assert said("не дозвонился, перезвонить завтра").intent is Intent.NOT_REACHED
    assert said("поговорили, перезвонить завтра").intent is Intent.CALL_BACK
    assert said("поговорили, перезвонить завтра").talked


def test_a_year_is_an_hour_in_short_in_ukrainian():
    assert corpus.local(said("перезвонить через год")) == "2027-11-24T10:00"
    assert corpus.local(said("передзвонити через 2 год", "uk")) == "2026-11-24T12:00"


def test_what_is_over_is_said_so():
    found = said("вчера в 15:00 встретились с Лотосом")
    assert (corpus.local(found), found.past, found.intent) == ("2026-11-23T15:00", True, Intent.MEETING)
    assert corpus.local(said("встретились 20.11, договорились на 250к")) == "2026-11-20T10:00"
    assert corpus.local(said("встретились вчера, созвон в пятницу в 12")) == "2026-11-27T12:00"


def test_a_time_that_does_not_exist_stays_in_the_rest():
    assert said("встреча 31.02 с Иваном").when is None
    assert "31.02" in said("встреча 31.02 с Иваном").rest


TYPED = (
    "перезвонить завтра в на до 11 25.12 15:30 через 2 недели 99999999 1,5 млн грн к Ромашка , : - « » отказ ООО с из"
    " вчера назад прошлую п'ятницю next tue 3pm $ k 31.02 конце месяца полчаса № + 0 января 24:00 \x00 İ ß 😀 год"
)
PIECES = st.sampled_from(TYPED.split())


@settings(max_examples=examples(120), deadline=None)
@given(
    st.one_of(st.text(max_size=120), st.lists(PIECES, max_size=14).map(" ".join)),
    MOMENTS,
    st.sampled_from(corpus.LANGUAGES),
)
def test_any_text_is_survived(text, now, lang):
    found = understand(text, now, corpus.ZONE, lang)
    assert found.amount is None or found.amount >= 0
    assert found.name is None or found.name.strip()
    if found.when is not None:
        assert found.past == (found.when < now - timedelta(minutes=1)) or found.past
        assert found.past or found.when >= now - timedelta(minutes=1)
        assert abs(found.when - now) < timedelta(days=366 * 10)


@settings(max_examples=examples(80), deadline=None)
@given(st.lists(PIECES, max_size=10).map(" ".join))
def test_the_past_comes_only_from_words_of_the_past(text):
    found = said(text)
    if found.past:
        assert any(
            word in text for word in ("вчера", "назад", "прошлую", "завтра", "11", "15:30", "25.12", "3pm", "п'ятницю")
        )


@pytest.mark.parametrize(
    ("text", "rest"),
    [
        ("встреча 31.02 с Иваном в 12", "31.02 в 12"),
        ("зустріч 30 лютого о 12 з Іваном", "30 лютого о 12"),
        ("meet Ivan on feb 30 at 3pm", "on feb 30 at 3pm"),
    ],
)
def test_a_day_that_does_not_exist_gives_no_moment(text, rest):
    found = said(text, "en" if text.isascii() else "uk" if "зустріч" in text else "ru")
    assert (found.intent, found.when, found.rest) == (Intent.MEETING, None, rest)


@pytest.mark.parametrize("text", ["call Ann tomorrow at 02:30", "tomorrow call Ann at 02:30"])
def test_an_hour_that_summer_time_skips_gives_no_moment(text):
    found = understand(text, datetime(2026, 3, 28, 11, tzinfo=UTC), "Europe/Berlin", "en")
    assert (found.intent, found.when, found.name) == (Intent.CALL_BACK, None, "Ann")
    assert "02:30" in found.rest
