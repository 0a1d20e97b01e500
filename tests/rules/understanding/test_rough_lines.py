"""Turns of phone-typed lines: hours, days, sums and facts, one of each kind of rule; whole lines are in the corpus."""

from __future__ import annotations

import pytest

from services.rules.understanding import understand
from tests.rules.understanding import corpus

VERB = {"ru": "ромашке перезвонить", "uk": "ромашці передзвонити", "en": "call romashka"}


def read(lang, text):
    return understand(text, corpus.NOW, corpus.ZONE, lang)


@pytest.mark.parametrize(
    ("lang", "typed", "when"),
    [
        ("ru", "к трем", "11-24T15:00"), ("ru", "часа в три", "11-24T15:00"), ("ru", "часам к пяти", "11-24T17:00"),
        ("ru", "через часа два", "11-24T12:00"), ("ru", "через дней 10", "12-04T10:00"),
        ("ru", "числа 5", "12-05T10:00"),
        ("ru", "в пол 3го", "11-24T14:30"), ("ru", "без пятнадцати пять", "11-24T16:45"),
        ("ru", "к утру", "11-24T10:00"),
        ("ru", "не раньше 15:00", "11-24T15:00"), ("ru", "на четверг 14 00", "11-26T14:00"),
        ("ru", "завтра 1530", "11-25T15:30"), ("ru", "через сутки", "11-25T10:00"), ("ru", "27 в 15", "11-27T15:00"),
        ("ru", "в последний день месяца", "11-30T10:00"), ("ru", "в первый рабочий день декабря", "12-01T10:00"),
        ("uk", "на 5ту", "11-24T17:00"), ("uk", "пів на 5ту", "11-24T16:30"), ("uk", "о пів 12", "11-24T11:30"),
        ("uk", "після третьої", "11-24T15:00"), ("uk", "хвилин за двадцять", "11-24T10:20"),
        ("uk", "за пів годинки", "11-24T10:30"), ("uk", "на початку наст місяця", "12-01T10:00"),
        ("uk", "не раніше середи", "11-25T10:00"), ("uk", "за чверть години", "11-24T10:15"),
        ("en", "thu 9 30", "11-26T09:30"), ("en", "fri 1530", "11-27T15:30"), ("en", "tue aft 2", "11-24T14:00"),
        ("en", "tmrw @ 3", "11-25T15:00"), ("en", "2moro 3pm", "11-25T15:00"), ("en", "five pm", "11-24T17:00"),
        ("en", "tomorrow nine thirty", "11-25T09:30"), ("en", "the twenty fifth", "11-25T10:00"),
        ("ru", "до дек", "12-01T10:00"), ("en", "week from today", "12-01T10:00"),
        ("en", "no earlier than wednesday", "11-25T10:00"), ("ru", "в пятнадцать ноль ноль", "11-24T15:00"),
        ("uk", "у четвер п'ятнадцята тридцять", "11-26T15:30"),
        ("uk", "на п'ятницю шістнадцята нуль нуль", "11-27T16:00"),
    ],
)  # fmt: skip
def test_a_moment_as_it_is_typed(lang, typed, when):
    found = read(lang, f"{VERB[lang]} {typed}")
    assert (corpus.local(corpus.read(corpus.Phrase(lang, f"{VERB[lang]} {typed}", *[""] * 5))), found.rest) == (
        f"2026-{when}",
        "",
    )


@pytest.mark.parametrize(
    ("lang", "typed", "amount"),
    [
        ("ru", "ромашка оплатила двадцать семь тысяч четыреста", 27_400), ("ru", "ромашка отдала двести долларов", 200),
        ("ru", "ромашка закинула 6к", 6_000), ("uk", "дві штуки баксів прийшло від ромашки", 2_000),
        ("en", "romashka wired fifteen hundred", 1_500), ("en", "half a mil landed from romashka", 500_000),
        ("ru", "ромашка заплатила 8 штук", 8_000), ("en", "romashka sent 18k this am", 18_000),
        ("uk", "взяв у ромашки завдаток 1500 доларів", 1_500), ("en", "romashka wire for 61,000 hit today", 61_000),
        ("uk", "пів ляма на рахунку від ромашки", 500_000), ("ru", "ромашка оплатила двадцать восемь пятьсот", 28_500),
        ("ru", "ромашка закинула семь пятьсот", 7_500), ("ru", "ромашка оплатила до семисот тысяч", 700_000),
        ("en", "romashka wired two point four million", 2_400_000), ("en", "romashka paid sixty four k", 64_000),
        ("uk", "ромашка сплатила мільйон двісті", 1_200_000),
        ("ru", "ромашка оплатила доставку 12 тыс и монтаж 30 тыс, итого 42 тыс", 42_000),
        ("ru", "ромашка оплатила 42 000, у них 380 вольт", 42_000),
    ],
)  # fmt: skip
def test_a_sum_in_words_that_has_come(lang, typed, amount):
    found = read(lang, typed)
    assert (found.intent.value, found.amount) == ("payment", amount * 100)


@pytest.mark.parametrize(
    ("lang", "typed", "intent"),
    [
        ("en", "just hung up w romashka, all good", "reached"), ("en", "romashka hung up on me", "not_reached"),
        ("en", "northwind went quiet after the quote", "not_reached"),
        ("en", "lost northwind to a competitor", "refusal"),
        ("en", "proposal for vector still not sent", "note"),
        ("en", "romashka has switched to electronic waybills", "note"),
        ("ru", "нортвинд оплатли счет", "payment"), ("ru", "втреча с вектором в чтверг", "meeting"),
        ("uk", "соколова небере слухавку", "not_reached"), ("en", "uyut payed 5000", "payment"),
        ("en", "proposel emailed to bluesky", "offer_sent"), ("ru", "аптека незаинтересована", "refusal"),
        ("en", "get sokolova on the phone asap", "call_back"), ("ru", "ромашка взяла у конкурентов", "refusal"),
        ("ru", "вчера был у смитов, скинули цену договорились на 90к", "meeting"), ("ru", "ромашка - нет", "refusal"),
        ("uk", "показав ромашці демку, очі горять", "meeting"), ("ru", "не созвонились с ромашкой", "note"),
    ],
)  # fmt: skip
def test_what_happened(lang, typed, intent):
    assert read(lang, typed).intent.value == intent


@pytest.mark.parametrize("typed", ["деньги от Ромашки еще не упали", "оплата от ромашки не пришла", "гроші не зайшли"])
def test_money_that_has_not_come_is_no_payment(typed):
    assert read("ru", typed).intent.value != "payment"


@pytest.mark.parametrize(
    ("lang", "typed", "when"),
    [
        ("ru", "перенесли встречу с четверга на пятницу на 10.30", "2026-11-27T10:30"),
        ("en", "moved romashka mtg from wed to fri 3pm", "2026-11-27T15:00"),
        ("ru", "виделись с ромашкой в пятницу", "2026-11-20T10:00"),
        ("en", "visited romashka on friday, they signed", "2026-11-20T10:00"),
        ("en", "romashka paid 5k, the rest on friday", "2026-11-27T10:00"),
        ("uk", "ромашка дві години говорили по телефону", ""),
        ("uk", "ромашка не бере слухавку третій раз за ранок", ""),
        ("ru", "ромашка оплатила счет 318 от 20.11", ""),
    ],
)
def test_what_is_over_and_what_is_put_off(lang, typed, when):
    assert corpus.local(corpus.read(corpus.Phrase(lang, typed, *[""] * 5))) == when


@pytest.mark.parametrize(
    ("lang", "typed", "name"),
    [
        ("ru", "у ромашки ревизия всю неделю", "ромашки"), ("ru", "забрал предоплату 8500 у ромашки", "ромашки"),
        ("ru", "Повторно выслала предложение Ромашке", "Ромашке"), ("ru", "был в ромашке, кофемашина норм", "ромашке"),
        ("uk", "Ромашка - новий логіст Тарас, старий звільнився", "Ромашка"), ("en", "vm at romashka", "romashka"),
        ("en", '"Please stop calling us" - Romashka', "Romashka"), ("en", "romashka need API docs", "romashka"),
        ("ru", "ушла наша Соколова, теперь там Павел", "Соколова"),
        ("en", "emailed smith & sons the quote", "smith & sons"),
        ("ru", "отпр. кп ромашке. жду ответ в ср", "ромашке"),
        ("en", "meeting with romashka pushed to dec 3", "romashka"),
        ("ru", "был у мебель стиль на складе", "мебель стиль"), ("ru", "Была в клинике Вита вчера", "Вита"),
        ("ru", "нужно 5 м ткани", None), ("ru", "перезвонить насчет вентиляции", None),
    ],
)  # fmt: skip
def test_whom_it_is_about(lang, typed, name):
    assert read(lang, typed).name == name


@pytest.mark.parametrize(
    ("lang", "typed", "intent", "when", "name"),
    [
        ("ru", "ну короче ездил вчера в кедр, подъемник понравился", "meeting", "11-23T10:00", "кедр"),
        ("ru", "так был сегодня утром у кедра, перезвонить в четверг", "meeting", "11-26T10:00", "кедра"),
        ("uk", "кедр зустрілись сьогодні, договір підпишуть у четвер", "meeting", "11-26T10:00", "кедр"),
        ("en", "ok so I was at Cedar yesterday, nothing signed", "meeting", "11-23T10:00", "Cedar"),
        ("en", "drove to cedar for nothing, boss didnt show", "note", "", "cedar"),
        ("uk", "зустріч з кедром відмінили, передзвонити в понеділок", "call_back", "11-30T10:00", "кедром"),
        ("uk", "значить так кедр просить знижку", "note", "", "кедр"),
        ("ru", "мебель кедр оплатили сто двадцать тысяч", "payment", "", "мебель кедр"),
        ("ru", "в мебель-кедре новый инженер Пётр Ильич", "note", "", "мебель-кедре"),
        ("en", "Cedar passed, the owner froze spending", "refusal", "", "Cedar"),
        ("en", "the test at Cedar passed, all fine", "note", "", "Cedar"),
        ("en", "meeting with cedar moved frm wed to fri 4pm", "meeting", "11-27T16:00", "cedar"),
        ("en", "cedar voicemail again tmrw morning one more go", "not_reached", "11-25T10:00", "cedar"),
        ("ru", "кедр гарантия до июня, просят инструкцию", "note", "", "кедр"),
        ("uk", "подзвонити в Cedar Dental завтра, питати Наталю", "call_back", "11-25T10:00", "Cedar Dental"),
        ("ru", "были на производстве у кедра, замерили линию", "meeting", "", "кедра"),
        ("uk", "їздили вчора до кедра показали насос", "meeting", "11-23T10:00", "кедра"),
        ("uk", "кедр не беруть слухавку спробую в понеділок", "not_reached", "11-30T10:00", "кедр"),
        ("en", "sent cedar the quote for three pumps", "offer_sent", "", "cedar"),
    ],
)
def test_a_line_as_it_is_dictated(lang, typed, intent, when, name):
    found = read(lang, typed)
    moment = f"2026-{when}" if when else ""
    assert (found.intent.value, corpus.local(found), found.name) == (intent, moment, name)
