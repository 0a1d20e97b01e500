"""Turns of speech in typed moments, rewritten into words that the grammar knows; and days that a calendar names.

All patterns meet text in lower case with single spaces, without ё and apostrophes.
"""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Callable
from datetime import date, timedelta
from functools import lru_cache

from services.rules.when_words import MONTHS, NUMBERS

_DAY = timedelta(days=1)
_SATURDAY = 5
_FIRST_OF_JANUARY = 2
"""The first is a holiday."""

_WEEK = r"(?:рабоч\w+ |робоч\w+ )?(?:недел[иьяею]+|нед|тижн[яюіе]|тиждень|week|wk)"
_THIS = r"(?:эт\w+|ц\w{2,4}|this|the|текущ\w+|поточн\w+) "
_FOLLOWING = r"(?:следующ\w+|след\.?|наступн\w+|наст\.?|будущ\w+|next|nxt) "
_END = r"(?:(?:в|во|у|к|ко|до|на|під|под|ближе к|by|at|till|until|before|the|toward|towards) )*(?:самом |the )?"
_CLOSE = r"(?:конец|конц[еауо]м?|кінець|кінц[іяюе]м?|наприкінці|end)(?: of)?"
_OPEN = r"(?:начал[аеоу]м?|початк[уоаи]м?|початок|beginning|start|early)(?: of)?"
_MIDDLE = r"(?:середин[еуыиі]|middle|mid)(?: of)?"
_MONTH = r"(?:месяц\w*|мес|місяц\w*|month)"
_UNIT = r"(минут\w*|хвилин\w*|хв|час[аиов]*|годин\w*|дн[яеій]\w?|день|недел\w+|тижн\w+|месяц\w+|місяц\w+)"
_WEEKDAY = (
    r"(?:пн|вт|ср|чт|пт|сб|вс|нд|пон\w+|вто\w+|вів\w+|сре\w+|сер\w+|чет\w+|пят\w+|суб\w+|вос\w+|нед[іи]л[юі]"
    r"|mon|tue|wed|thu|fri|sat|sun)"
)

_HOUR_NAMES = (
    "перв перш", "втор друг два дві", "треть трет три", "четверт четыр чотир", "пят", "шест шост",
    "седьм сьом сем", "восьм восем вісім", "девят", "десят", "одиннадцат одинадцят", "двенадцат дванадцят",
)  # fmt: skip
_HOURS = {stem: number for number, stems in enumerate(_HOUR_NAMES, 1) for stem in stems.split()}
_HOUR = (
    "(" + "|".join(sorted(_HOURS, key=len, reverse=True)) + r")(?:ого|его|ьего|ему|ому|у|ю|ої|а|я|ь|е|и)?|([0-9]{1,2})"
)
_SPOKEN_HOUR = "|".join(word for word, number in NUMBERS.items() if number in range(1, 20) and len(word) > 2)
_EN_HOUR = "one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|[0-9]{1,2}"
_SPOKEN_MINUTES = {
    "четверти": 15, "чверть": 15, "quarter": 15,
    "пяти": 5, "пять": 5, "десять": 10, "двадцять": 20, "десяти": 10, "пятнадцати": 15, "двадцати": 20,
}  # fmt: skip

_ORDINAL_DAYS = {
    word: number
    for number, words in enumerate(
        (
            "первого першого", "второго другого", "третьего третього", "четвертого", "пятого", "шестого шостого",
            "седьмого сьомого", "восьмого", "девятого", "десятого", "одиннадцатого одинадцятого",
            "двенадцатого дванадцятого", "тринадцатого тринадцятого", "четырнадцатого чотирнадцятого",
            "пятнадцатого пятнадцятого", "шестнадцатого шістнадцятого", "семнадцатого сімнадцятого",
            "восемнадцатого вісімнадцятого", "девятнадцатого девятнадцятого", "двадцатого двадцятого",
        ),
        1,
    )
    for word in words.split()
}  # fmt: skip
ORDINAL_DAYS = frozenset(_ORDINAL_DAYS) | {"тридцатого", "тридцятого", "двадцать", "двадцять"}


_EN_ORDINAL_WORDS = (
    "first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth thirteenth fourteenth fifteenth"
    " sixteenth seventeenth eighteenth nineteenth twentieth"
)
_EN_ORDINALS = {word: number for number, word in enumerate(_EN_ORDINAL_WORDS.split(), 1)}


def _spoken(match: re.Match[str]) -> str:
    """о девятій тридцять, at nine thirty."""
    return f"{match[1]} {_clock(int(NUMBERS[match[2]]), int(NUMBERS[match[3]]))}"


def _half_past(match: re.Match[str]) -> str:
    return _clock((_hour(match) - 1) % 12 or 12, 30)


def _minutes_to(match: re.Match[str]) -> str:
    minutes = match[1]
    before = int(minutes) if minutes.isdigit() else _SPOKEN_MINUTES[minutes]
    return _clock((_hour(match, 2) - 1) % 12 or 12, 60 - before)


def _past(match: re.Match[str]) -> str:
    """half past four, a quarter past 3, ten past nine."""
    return _clock(_figure(match[2]), 30 if match[1] == "half" else 15 if match[1] == "quarter" else _figure(match[1]))


def _to(match: re.Match[str]) -> str:
    """a quarter to five, 10 to 3."""
    return _clock((_figure(match[2]) - 1) % 12 or 12, 60 - (15 if match[1] == "quarter" else _figure(match[1])))


def _figure(word: str) -> int:
    return int(word) if word.isdigit() else int(NUMBERS[word])


def _hour(match: re.Match[str], group: int = 1) -> int:
    return _HOURS[match[group]] if match[group] else int(match[group + 1])


def _clock(hour: int, minute: int) -> str:
    return f"{hour + 12 if 1 <= hour <= 6 else hour}:{minute:02}"


def _month_of(match: re.Match[str]) -> str:
    """до января, в начале декабря, in early may; конец and середина have their own days."""
    number = MONTHS[match["month"]]
    if match["end"]:
        return f"{monthrange(2001, number)[1]}.{number}"
    return f"15.{number:02}" if match["middle"] else _MONTH_FORMS[number - 1].split()[0]


def _tens(match: re.Match[str]) -> str:
    base = 30 if match[1].startswith("тридц") else 20
    return f"{base + _ORDINAL_DAYS.get(match[2] or '', 0)} го"


_MONTH_FORMS = (
    "январе січні", "феврале лютому", "марте березні", "апреле квітні", "мае травні", "июне червні",
    "июле липні", "августе серпні", "сентябре вересні", "октябре жовтні", "ноябре листопаді", "декабре грудні",
)  # fmt: skip
_MONTH_NAMES = "|".join(sorted((word for word in MONTHS if len(word) > 3 or word == "may"), key=len, reverse=True))

_RULES: tuple[tuple[str, str | Callable[[re.Match[str]], str]], ...] = (
    # the day, the week
    (r"(?:через|после|після|за|after|over) (?:the )?(?:выходн\w+|вихідн\w+|weekend)(?= |$)", "следующей неделе"),
    (r"(?:на )?(?:той неделе|тому тижні)", "следующей неделе"),
    (r"(?:the )?week after next", "через 2 недели"),
    (rf"({_WEEKDAY}) week\b", r"next \1"),
    (rf"{_END}{_CLOSE} (?:{_THIS})?(?:рабоч\w+ |робоч\w+ |business |working )?(?:дня|day)|\b(?:eod|cob)", "вечером"),
    (rf"{_END}{_CLOSE} {_FOLLOWING}{_WEEK}", "следующую пятницу"),
    (rf"{_END}{_CLOSE} (?:{_THIS})?{_WEEK}|\beow", "пятницу"),
    (rf"{_END}{_MIDDLE} {_FOLLOWING}{_WEEK}", "следующую среду"),
    (rf"{_END}{_MIDDLE} (?:{_THIS})?{_WEEK}|\bmidweek", "среду"),
    (rf"{_END}{_OPEN} (?:{_FOLLOWING}|{_THIS})?{_WEEK}", "следующей неделе"),
    (rf"(?:(?:на|до|by|later|during) )?{_THIS}{_WEEK}(?=,? (?:(?:в|во|у|on) )?{_WEEKDAY}\b)", ""),
    (rf"(?:(?:на|by|later|during) )?{_THIS}{_WEEK}", "пятницу"),
    (rf"протягом {_THIS}?{_WEEK}|(?:в течение|within) (?:the )?{_WEEK}", "пятницу"),
    (r"(?:(?:в|на|у|over|on|at) )*(?:the )?(?:this )?(?:выходн(?:ые|ых)|вихідн(?:і|их)|weekend)", "субботу"),
    # the month, the year
    (
        r"(?:in |on |during )?(?:the )?first (?:week|days) of (?=[a-z])|(?:в|у|на) перв\w+ числах |у перших числах ",
        "начале ",
    ),
    (r"(?:in |on |during )?(?:the )?last (?:week|days) of (?=[a-z])|(?:в|у) последн\w+ числах ", "late "),
    (r"(?:by |at )?(?:the )?year ?end", "yearend"),
    (r"(?:by |at )?(?:the )?month ?end", "monthend"),
    (rf"(?:(?:в|у|in) )?{_FOLLOWING}(?:году?|року?|рік|year)", "newyear"),
    (rf"(?:(?:в|у|in) )?{_FOLLOWING}(?:квартал\w*|quarter)", "nextquarter"),
    (rf"{_END}{_CLOSE} {_FOLLOWING}{_MONTH}", "nextmonthend"),
    (rf"{_END}{_CLOSE} (?:{_THIS})?{_MONTH}|\beom", "monthend"),
    (rf"{_END}{_MIDDLE} (?:{_THIS})?{_MONTH}", "15 числа"),
    (rf"{_END}{_OPEN} (?:{_FOLLOWING}|{_THIS})?{_MONTH}", "nextmonth"),
    (rf"(?:(?:в|у) )?{_FOLLOWING}{_MONTH}", "nextmonth"),
    (rf"{_END}{_CLOSE} (?:{_THIS})?(?:года|року|year)", "yearend"),
    (r"(?:після|после|after) (?:the )?(?:нов\w+ (?:года|року)|new year\w*|ny|нг|нр)", "newyear"),
    (
        r"(?:до|к|перед|by|until|till|before) (?:the )?(?:нов(?:ого|ому|ым) (?:года|году|годом|року|роком)|"
        r"new year\w*|ny|нг|нр)",
        "yearend",
    ),
    (r"в новом году|у? ?новому році|in the new year", "newyear"),
    (
        rf"{_END}(?:the )?(?:(?P<end>{_CLOSE}|late)|(?P<middle>{_MIDDLE})|{_OPEN})"
        rf" (?P<month>{_MONTH_NAMES})(?! ?[0-9])",
        _month_of,
    ),
    (
        r"(?<![0-9] )\b(?:до|с|з|від|от|после|після|until|till|by|in|from|after|на|to) (?P<end>(?!))?(?P<middle>(?!))?"
        rf"(?P<month>{_MONTH_NAMES})(?! ?[0-9])",
        _month_of,
    ),
    # parts of the day
    (r"\b(?:рано|поздно|пізно|early|late) (?=утр|вечер|ввеч|увеч|вранці|зранку|уранці|morning|evening|afternoon)", ""),
    (r"\b(?:в |о |at )?(?:полночь|полуночи|опівночі|midnight)", "00:00"),
    (r"\bнадвеч[іе]р", "ввечері"),
    (r"\b(?:к |на )?завтрашн\w+(?: (?:день|дню))?", "завтра"),
    (r"(?:во?|у) перв\w+ половин\w+(?: дня)?|(?:у|в) перш\w+ половин\w+(?: дня)?", "утром"),
    (r"(?:во?|у) втор\w+ половин\w+(?: дня)?|(?:у|в) друг\w+ половин\w+(?: дня)?", "днем"),
    (r"(?:до обеда|до обіду|перед обедом|перед обідом|before (?:lunch|noon))", "12:00"),
    (r"(?:после обеда|після обіду|пообіді|по обіді|after (?:lunch|noon))", "днем"),
    (r"(?:ближе к|ближче до|under|под|під) ((?:вечер|вечор|обед|обід)\w*)", r"\1"),
    (r"(?:с|з|зі) (?:самого )?(?:утра|ранку|рання)|first thing(?: in the morning)?", "утром"),
    (r"\btonight", "today evening"),
    (r"\b([0-9]+|[a-z]+) (minutes?|mins?|hours?|days?|weeks?|months?) from (?:now|today)\b", r"in \1 \2"),
    # spans of time
    (r"\b(?:a )?fortnight", "2 weeks"),
    (r"\b((?:[0-9]+|[a-z]+) (?:hours?|days?|weeks?|months?)) later\b", r"in \1"),
    (r"\b(in [^.]*(?:days?|weeks?|months?)) time\b", r"\1"),
    (r"\bчерез квартал|\bза квартал|\bin a quarter", "через 3 месяца"),
    (rf"\b{_UNIT} через ([0-9]+|[^\W\d]+)", r"через \2 \1"),
    (r"\b(через|за|in|\+) ([0-9]+) ?[-–] ?([0-9]+)(?= [^\W\d])", r"\1 \2"),
    (r"\bчерез (?:денек|день) ?[-–] ?(?:два|другой|другий)", "через 1 день"),
    (r"\b(час|день|неделю|тиждень|годину) ?[-–] ?(?:два|две|дві|полтора|півтора)", r"\1"),
    (r"\bчерез (?:полгода|пол года|півроку|пів року)|\bin half a year", "через 6 месяцев"),
    (r"\b(?:через|in) (?:рік|годик|a year|one year)", "через 12 месяцев"),
    (r"\b(через|in|за) (?:несколько|кілька|декілька|a few|few|several) ", r"\1 3 "),
    (r"\b(?:an|one|1) hour and (?:a )?half|\bчас с половиной|\bгодину з половиною", "90 min"),
    (r"\b(?:in|over|until|till|by|next|this) (?:the )?(spring|summer|autumn|winter)\b", r"in\1"),
    (r"\ba couple of|\bcouple of", "couple"),
    (r"\bпол ?часика", "полчаса"),
    (r"\bпів години", "півгодини"),
    (
        rf"\b(?:через|за) (?:неделю|тиждень) (?:в|во|у) (?={_WEEKDAY}\b)|\bin a week on (?={_WEEKDAY}\b)|"
        rf"\b(?:a )?week from (?={_WEEKDAY})",
        "следующую ",
    ),
    # clocks
    (r"\b(?:к|ко|до) часу(?: дня)?(?! [0-9])", "в 13:00"),
    (r"\b([0-9]{1,2}:[0-9]{2}) ?[-–] ?[0-9]{1,2}:[0-9]{2}\b", r"\1"),
    (r"\b([0-9]{1,2}(?::[0-9]{2})?) ?[-–] ?[0-9]{1,2}(?::[0-9]{2})? ?(am|pm)\b", r"\1 \2"),
    (rf"\b(о|об|в|во|на|к|до|at) ({_SPOKEN_HOUR}) (тридцать|тридцять|thirty|пятнадцать|пятнадцять|fifteen)\b", _spoken),
    (
        r"\b(?:с|з|from|between|между|між) ([0-9]{1,2}(?:[:.][0-9]{2})?) ?(?:до|по|to|till|until|and|и|і|та|[-–])"
        r" ?[0-9]{1,2}(?:[:.][0-9]{2})?(?![0-9.:])",
        r"в \1",
    ),
    (rf"\b(?:пол|пів на|половин[еуі] на|половин[еуі]) ?(?:{_HOUR})\b", _half_past),
    (
        rf"\b(?:без|за) (четверти|чверть|пятнадцати|десяти|пяти|двадцати|пять|десять|двадцять|"
        rf"[0-9]{{1,2}}) (?:минут |хвилин )?(?:{_HOUR})\b"
        r"(?! *(?:мин|хв|час|год|дн|нед|тиж|тыс|тис))",
        _minutes_to,
    ),
    (rf"\b(?:четверть|чверть на) (?:{_HOUR})\b", lambda match: _clock((_hour(match) - 1) % 12 or 12, 15)),
    (rf"\b(?:a )?(half|quarter|five|ten|twenty) past ({_EN_HOUR})\b", _past),
    (rf"\b(?:a )?(quarter|five|ten|twenty|[0-9]{{1,2}}) to ({_EN_HOUR})\b(?= *(?:pm|am|$|,))", _to),
    (rf"\bhalf ({_EN_HOUR})\b(?! *(?:min|hour|day|week))", lambda match: _clock(_figure(match[1]), 30)),
    (
        r"\b(в|о|об|на|к|до|at|by) ([01]?[0-9]|2[0-3]) ([0-5][05])(?![0-9 ]*[0-9])"
        r"(?! ?(?:тыс|тис|к\b|k\b|млн|грн|руб|₴|%|мин|хв))",
        r"\1 \2:\3",
    ),
    (r"\b([0-9]{1,2}) ?h ?([0-5][0-9])\b", r"\1:\2"),
    (r"\b(в|о|об|at) ([01][0-9]|2[0-3])([0-5][05])\b(?! ?(?:тыс|тис|к|k|млн|грн|руб|usd|eur|₴))", r"\1 \2:\3"),
    # dates in words
    (
        rf"\b(?:the )?({'|'.join(_EN_ORDINALS)}) of (?=(?:{_MONTH_NAMES})\b)",
        lambda match: f"{_EN_ORDINALS[match[1]]} ",
    ),
    (r"\b(двадцать|двадцять|тридцат\w+|тридцят\w+) (\w+ого|третього|третьего)\b", _tens),
    (r"\b(тридцатого|тридцятого)()\b", _tens),
    (
        r"\b("
        + "|".join(_ORDINAL_DAYS)
        + r")(?= (?:чис|янв|фев|мар|апр|ма[яй]|июн|июл|авг|сен|окт|ноя|дек|січ|лют|бер|кві|тра|чер|лип|сер|вер|жов|лис"
        r"|гру))",
        lambda match: f"{_ORDINAL_DAYS[match[1]]} го",
    ),
)
_COMPILED = tuple((re.compile(pattern), text) for pattern, text in _RULES)


@lru_cache(maxsize=4096)
def rewritten(text: str) -> str:
    """The text with turns of speech put into the words of the grammar."""
    for pattern, replacement in _COMPILED:
        text = pattern.sub(replacement, text)
    return text


# ---------------------------------------------------------------------------------------------- days by the calendar
def _working(day: date, step: int) -> date:
    """The day, or the nearest one from Monday to Friday in the direction of `step`."""
    while day.weekday() >= _SATURDAY:
        day += step * _DAY
    return day


def _first_of(months: int) -> Callable[[date], date]:
    def day(today: date) -> date:
        index = today.year * 12 + today.month - 1 + months
        return _working(date(index // 12, index % 12 + 1, 1), 1)

    return day


def _last_of(months: int) -> Callable[[date], date]:
    def day(today: date) -> date:
        index = today.year * 12 + today.month + months
        return max(_working(date(index // 12, index % 12 + 1, 1) - _DAY, -1), today)

    return day


def _in_month(month: int) -> Callable[[date], date]:
    def day(today: date) -> date:
        first = _FIRST_OF_JANUARY if month == 1 else 1
        return _working(date(today.year + (month <= today.month), month, first), 1)

    return day


def _year_end(today: date) -> date:
    return max(_working(date(today.year, 12, 31), -1), today)


def _new_year(today: date) -> date:
    return _working(date(today.year + 1, 1, _FIRST_OF_JANUARY), 1)


SEASONS = {
    word: month
    for month, words in {
        3: "весной навесні весни весны inspring", 6: "летом влітку insummer", 9: "осенью восени осени inautumn",
        12: "зимой взимку inwinter",
    }.items()
    for word in words.split()
}  # fmt: skip
"""The month a season begins with."""
NAMED: dict[str, Callable[[date], date]] = {
    "monthend": _last_of(0),
    "nextmonthend": _last_of(1),
    "nextmonth": _first_of(1),
    "nextquarter": lambda today: _first_of(3 - (today.month - 1) % 3)(today),
    "yearend": _year_end,
    "newyear": _new_year,
    **{word: _in_month(number) for number, forms in enumerate(_MONTH_FORMS, 1) for word in forms.split()},
    **{word: _in_month(month) for word, month in SEASONS.items()},
}
"""Words that name a day of the calendar: a month begins on its first weekday, ends on its last."""
