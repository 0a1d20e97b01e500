"""The words of dates and times in Russian, Ukrainian and English, without ё and apostrophes.

One table per kind of word; a language is a line in it. Abbreviations of two languages never mean different things.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import time
from typing import TypeVar

Value = TypeVar("Value")


def _table(rows: Mapping[Value, str]) -> dict[str, Value]:
    return {word: value for value, words in rows.items() for word in words.split()}


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


@dataclass(frozen=True, slots=True)
class Part:
    """A part of the day: the time it means when none is given, and from which hour on 12 is added to one that is."""

    usual: time
    add_below: int = 0
    """Hours 1 … below this one are of the afternoon ("3 дня" is 15:00, "7 вечера" is 19:00)."""
    twelve_is_midnight: bool = False


DAYS = _table(
    {
        0: "сегодня сьогодні today tonight",
        1: "завтра tomorrow tmrw tomorow tmr tomorro",
        2: "послезавтра післязавтра позавтра overmorrow",
    }
)

WEEKDAYS = _table(
    {
        0: "понедельник понедельника понедельнику пн пон пнд понед понеділок понеділка понеділку monday mon",
        1: "вторник вторника вторнику вт втр втор вівторок вівторка вівторку tuesday tue tues",
        2: "среда среду среды среде ср срд середа середу середи середі wednesday wed weds",
        3: "четверг четверга четвергу чт чтв четв четвер thursday thu thur thurs",
        4: "пятница пятницу пятницы пятнице пт птн пятн пятниця пятницю пятниці friday fri",
        5: "суббота субботу субботы субботе сб субота суботу суботи суботі saturday sat",
        6: "воскресенье воскресенья воскресенью вс неділя неділю неділі нд sunday sun",
    }
)

MONTHS = _table(
    {
        1: "январь января янв січень січня січ january jan",
        2: "февраль февраля фев лютий лютого лют february feb",
        3: "март марта мар березень березня бер march mar",
        4: "апрель апреля апр квітень квітня квіт кві april apr",
        5: "май мая травень травня трав тра may",
        6: "июнь июня июн червень червня черв чер june jun",
        7: "июль июля июл липень липня лип july jul",
        8: "август августа авг серпень серпня серп сер august aug",
        9: "сентябрь сентября сен вересень вересня вер september sep sept",
        10: "октябрь октября окт жовтень жовтня жовт жов october oct",
        11: "ноябрь ноября ноя листопад листопада лис november nov",
        12: "декабрь декабря дек грудень грудня груд гру december dec",
    }
)

UNITS = _table(
    {
        "minute": "минута минуту минуты минут минутку минуток мин м хвилина хвилину хвилини хвилин хвилинку хвилинок хв"
        " minute minutes min mins m",
        "hour": "час часа часов часик часок ч година годину години годин годині годинку hour hours hr hrs h",
        "day": "день дня дней денек деньков дн дні днів деньок day days d",
        "week": "неделя неделю недели недель неделе недельку нед тиждень тижні тижня тижнів тижню тиж"
        " week weeks wk wks w",
        "month": "месяц месяца месяцев месяцок мес місяць місяця місяці місяців міс month months",
    }
)

NUMBERS = _table(
    {
        0.5: "пол пів half",
        1: "один одну одна одне a an one першій",
        1.5: "полтора полторы півтора півтори",
        2: "два две двух дві двох пару пара two couple другій",
        3: "три трех трьох three третій",
        4: "четыре четырех чотири чотирьох four четвертій",
        5: "пять пяти five пятій",
        6: "шесть шести шість six шостій",
        7: "семь семи сім seven сьомій",
        8: "восемь восьми вісім eight восьмій",
        9: "девять девяти nine девятій",
        10: "десять десяти ten десятій",
        11: "одиннадцать одиннадцати одинадцять eleven одинадцятій",
        12: "двенадцать двенадцати дванадцять twelve дванадцятій",
        13: "тринадцать тринадцять тринадцятій",
        14: "четырнадцать чотирнадцять чотирнадцятій",
        15: "пятнадцать пятнадцять пятнадцятій fifteen",
        16: "шестнадцать шістнадцять шістнадцятій",
        17: "семнадцать сімнадцять сімнадцятій",
        18: "восемнадцать вісімнадцять вісімнадцятій",
        19: "девятнадцать девятнадцять девятнадцятій",
        20: "двадцать двадцять двадцятій twenty",
        30: "тридцать тридцять thirty",
    }
)

CLOCK_HOURS = frozenset(word for word, unit in UNITS.items() if unit == "hour") | {"год", "oclock", "й"}
"""After a number of the clock; "год" is no unit elsewhere: an hour in short in Ukrainian, a year in Russian."""

HALF_AN_HOUR = frozenset({"полчаса", "полчасика", "півгодини"})

PARTS = _table(
    {
        Part(time(10)): "утром утра утро утречком вранці зранку уранці ранку ранок morning",
        Part(time(10), twelve_is_midnight=True): "am",
        Part(time(13), add_below=7): "обед обеду обід обіду lunch lunchtime",
        Part(time(12), add_below=7): "полдень опівдні noon midday",
        Part(time(14), add_below=7): "днем дня вдень afternoon послеобеда",
        Part(time(17), add_below=12): "вечером вечера вечер вечеру вечерком ввечері увечері вечора вечір evening pm",
    }
)

AFTER = frozenset({"через", "черех", "чз", "спустя", "за", "in", "after", "within", "+"})
NEXT = _words(
    "следующий следующем следующую будущем следующее следующей следующего след наступний наступну наступної наступного"
    " наступному наступній наст next nxt будущей"
)
ORDINALS = _words("го ого е ое числа число st nd rd th")
YEARS = _words("года год року г")
AT = _words("в во о об at")
"""What stands before a time of the clock."""
ONE_O_CLOCK = _words("час")
FILLERS = AT | _words(
    "у на к ко до около близько біля где то примерно где десь приблизно орієнтовно ориентировочно in on the by of"
    " until till around about approx ровно рівно ближайший ближайшую ближайшее найближчий найближчу найближчої"
    " найближчого ближайшего ближайшей цієї цього этой этого включительно включно inclusive районе"
    " this эту этот цю цей уже вже аж ближе ближче"
)
PHRASES = {"day after tomorrow": "overmorrow", "после обеда": "днем", "після обіду": "вдень", "a.m": "am", "p.m": "pm"}
