"""Moments as people type and say them, put into the words that the reader of moments knows; in three languages.

Each rule rewrites one turn of speech wherever it stands in a line; what is no moment stays as it was typed.
"""

from __future__ import annotations

import re
from typing import Final

from services.rules.understanding.tokens import word_set

_HOUR_WORDS: Final = {
    word: number
    for number, words in enumerate(
        (
            "часу одного першої першу першій", "двух двум двох другої другу другій",
            "трех трёх трём трем третьей третьої третю третій",
            "четырех четырём четырёх четырем чотирьох четвертої четверту четвертій",
            "пяти п'яти п'ятої п'яту п'ятій", "шести шостої шосту шостій",
            "семи сьомої сьому сьомій", "восьми восьмої восьму восьмій", "девяти дев'яти дев'ятої дев'яту дев'ятій",
            "десяти десятої десяту десятій", "одиннадцати одинадцятої одинадцяту одинадцятій",
            "двенадцати дванадцятої дванадцяту дванадцятій",
        ),
        1,
    )
    for word in words.split()
}  # fmt: skip
_FULL_HOURS: Final = {
    word: number
    for number, words in {
        8: "восемь вісім восьма восьму восьмій восьмую", 9: "девять дев'ять дев'ята дев'яту дев'ятій девятую",
        10: "десять десята десяту десятій десятую", 11: "одиннадцать одинадцять одинадцята одинадцяту одинадцятій",
        12: "двенадцать дванадцять дванадцята дванадцяту дванадцятій",
        13: "тринадцать тринадцять тринадцята тринадцяту",
        14: "четырнадцать чотирнадцять чотирнадцята чотирнадцяту чотирнадцятій",
        15: "пятнадцать п'ятнадцять п'ятнадцята п'ятнадцяту п'ятнадцятій",
        16: "шестнадцать шістнадцять шістнадцята шістнадцяту шістнадцятій",
        17: "семнадцать сімнадцять сімнадцята сімнадцяту сімнадцятій",
        18: "восемнадцать вісімнадцять вісімнадцята вісімнадцяту вісімнадцятій",
        19: "девятнадцать дев'ятнадцять дев'ятнадцята дев'ятнадцяту", 20: "двадцать двадцять двадцята двадцяту",
    }.items()
    for word in words.split()
}  # fmt: skip
"""Hours as they are read off a clock: "шістнадцята нуль нуль"."""
_NTH_HOURS: Final = [word for word in _FULL_HOURS if word[-1] not in "ьм"]
_EN_HOURS: Final = (
    "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"
)  # fmt: skip
_EN_NTH: Final = ("first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth")
_EN_NUMBERS: Final = {word: number for number, word in enumerate(_EN_HOURS, 1)}
_MINUTES_LEFT: Final = {"пятнадцати": 15, "десяти": 10, "пяти": 5, "двадцати": 20}
_EN_MINUTES: Final = {"fifteen": 15, "thirty": 30, "forty five": 45, "forty-five": 45}
_EN_ORDINALS: Final = {word: number for number, word in enumerate(_EN_NTH, 1)}


_MONTHS: Final = {
    "jan": "january", "feb": "february", "mar": "march", "apr": "april", "jun": "june", "jul": "july", "aug": "august",
    "sep": "september", "sept": "september", "oct": "october", "nov": "november", "dec": "december",
    "янв": "январе", "фев": "феврале", "февр": "феврале", "апр": "апреле", "авг": "августе", "сент": "сентябре",
    "окт": "октябре", "нояб": "ноябре", "дек": "декабре", "січ": "січні", "лют": "лютому", "бер": "березні",
    "квіт": "квітні", "трав": "травні", "черв": "червні", "лип": "липні", "серп": "серпні", "вер": "вересні",
    "жовт": "жовтні", "груд": "грудні",
}  # fmt: skip
_BEFORE_MONTH = r"in|by|from|until|till|early|mid|late|в|у|до|с|з"


def _any(words: str) -> str:
    return "|".join(sorted(word_set(words), key=len, reverse=True))


_WEEKDAY = (
    r"(?:пн|пнд|вт|ср|чт|чтв|пт|птн|сб|вс|нд|понедельник\w?|понеділ\w+|вторник\w?|вівтор\w+|сред[ауые]|серед[ауи]|"
    r"четверг\w?|четвер|пятниц\w|п['’]ятниц\w|суббот\w|субот\w|воскресень\w|неділ[юія]|"
    r"mon|monday|tues?|tuesday|weds?|wednesday|thu|thurs?|thursday|fri|friday|sat|saturday|sun|sunday)"
)
_DAY = (
    rf"(?:{_WEEKDAY}|сегодня|сег|сьогодні|сьог|завтра|завт|послезавтра|післязавтра"
    r"|today|tdy|tomorrow|tmrw|tmr|tmw|tmro)"
)
_MINUTES = r"[0-5][05]"
_NO_MONEY = r"(?! ?(?:\d|тыс|тис|к\b|k\b|млн|грн|гривен|гривень|руб|uah|usd|eur|euro|долл?|₴|\$|€|%|шт|кг))"
_MINUTE_UNITS = r"(?:минут\w*|мин|хвилин\w*|хв)"
_UNIT = rf"(?:{_MINUTE_UNITS}|час(?:а|ов|иков)?|годин\w*|дн(?:я|ей|і|ів)|дней|недел[ьи]\w*|тижн\w+|месяц\w*|місяц\w*)"
_COUNT = (
    r"(?:\d{1,2}|два|две|дві|три|четыре|чотири|пять|п['’]ять|шесть|шість|семь|сім|восемь|вісім|десять"
    r"|двадцать|двадцять|тридцать|тридцять)"
)
_END = (
    r"(?=$|[,.;:!?)]| (?:утра|дня|вечера|ранку|вечора|часа\w?|годин\w+|сегодня|завтра|сьогодні|в|у|на|о|по|з|с|и|і|та))"
)
_ENGLISH_END = r"(?=$|[,.;:!?)]| (?:today|tomorrow|tmrw|on|this|sharp|and|to|about|re|for)\b)"
_FLOORS = r"(?:этаж|поверх|раз|склад|дом|буд|квартал|тип|транш|парт|плат|част|поставк|спроб|попыт)"
_FIRST_DAY = r"(?:перв\w+|перш\w+|first) (?:рабоч\w+|робоч\w+|working|business) (?:день|дня|дню|day)"
_LAST_DAY = r"(?:последн\w+|останн\w+|last) (?:(?:рабоч\w+|робоч\w+|working|business) )?(?:день|дня|дню|day)"


def _full_hour(match: re.Match[str]) -> str:
    minutes = {"т": 30, "п": 15}.get(match[2][0].casefold(), 0)
    return f"в {_FULL_HOURS[match[1].casefold().replace('’', chr(39))]}:{minutes:02}"


def _at_hour(match: re.Match[str]) -> str:
    return f"{match[1]} {_HOUR_WORDS[match[2].casefold().replace('’', chr(39)).replace('ё', 'е')]}"


def _english_hour(match: re.Match[str]) -> str:
    return f"{match[1]} {_EN_NUMBERS[match[2].casefold()]}"


def _english_clock(match: re.Match[str]) -> str:
    return f"{match[1]} {_EN_NUMBERS[match[2].casefold()]}:{_EN_MINUTES[match[3].casefold()]}"


def _month(match: re.Match[str]) -> str:
    return f"{match[1]} {_MONTHS[match[2].casefold()]}"


def _ordinal_day(match: re.Match[str]) -> str:
    return f"{(20 if match[1].casefold() == 'twenty' else 30) + _EN_ORDINALS[match[2].casefold()]}th"


_RULES: Final = (
    # short forms of days and of parts of the day
    (r"\b2 ?(?:moro|mrw|morrow)\b", "tomorrow"),
    (r"\b2day\b", "today"),
    (r"\b(?:tonite|2nite)\b", "tonight"),
    (r"\b(?:the )?day after (?:tmrw|tmr|tmw|tomorow|tmro)\b", "day after tomorrow"),
    (r"\b(?:yest|yday|yd|ystrday|ystday|yestrday|yesterdy)\b", "yesterday"),
    (rf"\b({_DAY}) (?:morn|mrn|mng)\b", r"\1 morning"),
    (rf"\b({_DAY}) (?:aft|arvo|afternn)\b(?! ?\d)", r"\1 afternoon"),
    (rf"\b({_DAY}) eve\b", r"\1 evening"),
    (r"\baft(?= (?:\d|lunch|one|two|three|four|five))", "after"),
    (r"\b(?:coming|upcoming) (?=(?:mon|tue|wed|thu|fri|sat|sun))", "this "),
    (rf"\b({_WEEKDAY}) (?:or|или|або|чи) {_WEEKDAY}\b", r"\1"),
    (r"\b((?:hour|week|day|month)) or (?:so|two)\b", r"\1"),
    (r"\b(?:sometime|some time|later) (?=(?:today|tdy|tomorrow|tmrw|in|on|next|after|before)\b)", ""),
    (r"\b(?:a )?week from (?:today|now)\b", "in 1 week"),
    (r"\bс утречка\b", "с утра"),
    (r"\bзранечку\b", "зранку"),
    (r"\b(?:під|на) вечір\b", "ввечері"),
    (r"\b(?:під ранок|під ранку)\b", "вранці"),
    (r"\b(?:к утру|под утро)\b", "утром"),
    (r"\bобеденный перерыв\b", "обед"),
    (r"\bобідню перерву\b", "обід"),
    (r"\b(?:не раньше|не ранее)(?: чем)?\b|\bне раніше\b", "после"),
    (r"\b(?:no|not) (?:earlier|sooner) than\b|\bnot before\b", "after"),
    (r"\b(?:не позже|не позднее|не пізніше|no later than|not later than)(?: чем| ніж)?\b", "до"),
    (r"\b(?:в течение|протягом) (?:часа|години)\b|\bwithin (?:the|an|1) hour\b", "через 1 час"),
    (r"\b(?:в течение|протягом) (?:сегодняшнего |сьогоднішнього )?дня\b|\bduring the day\b", "сегодня"),
    (r"\b(?:через|за|in)(?: a)? (?:четверть часа|чверть години|quarter of an hour)\b", "через 15 минут"),
    (r"\b(?:через|за) (?:сутки|добу)\b", "через 1 день"),
    (r"\b(?:через|за) (?:двое суток|дві доби)\b", "через 2 дня"),
    (r"\b(?:пів|пол)[ -]?(?:годинк[иу]|години|часика|часа|часик)\b", "полчаса"),
    (r"\bбез (пятнадцати|десяти|пяти|двадцати) (?=\w)", lambda match: f"без {_MINUTES_LEFT[match[1].casefold()]} "),
    (r"\b(?:штук[аиу]?|тонн[аыу]?) (?=(?:бакс|долл|долар|евро|євро|грн|гривен|гривень|usd|eur|\$))", "тысяч "),
    (r"\bновому году\b", "нового года"),
    (r"\bafter (?:xmas|christmas)\b", "december 28"),
    (r"\b(?:before|by|until|till) (?:xmas|christmas)\b", "december 24"),
    (r"\b(\d) mos\b", r"\1 months"),
    # months cut short
    (rf"\b({_BEFORE_MONTH}) ({'|'.join(_MONTHS)})\b\.?(?! ?\d)", _month),
    # first and last days of a month
    (rf"(?:\b(?:в|у|на|до|к|on|by|the) )*\b{_FIRST_DAY} (?:(?:of|in|the) )*(?=\w{{3}})", "в начале "),
    (rf"(?:\b(?:в|у|на|до|к|on|by|the) )*\b{_LAST_DAY} (?:(?:of|in|the|this) )*(?=\w{{3}})", "в конце "),
    # a count behind its unit, an hour behind its word
    (rf"\b(?:через|за) ({_UNIT}) ({_COUNT})\b", r"через \2 \1"),
    (rf"\b({_UNIT}) за ({_COUNT})\b", r"через \2 \1"),
    (rf"\bчас(?:а|ов|иков|ика) в ({_COUNT})\b", r"в \1"),
    (r"\bчасам к (?=\w)", "к "),
    (r"\b(к|до|после|около|с) (\d{1,2}|\w+[ихм]) час(?:ам|ов|а)\b", r"\1 \2"),
    (
        r"\b(к|ко|до|после|около|с|близько|біля|після|на|о|об|з|від)"
        rf" ({_any(' '.join(_HOUR_WORDS)).replace(chr(39), '.')})\b{_END}",
        _at_hour,
    ),
    (rf"\b(by|after|around|about|before|until|till|from|at) ({'|'.join(_EN_HOURS)})\b{_ENGLISH_END}", _english_hour),
    (rf"\b()({'|'.join(_EN_HOURS)})(?= ?(?:am|pm)\b)", _english_hour),
    (rf"\b({_DAY}|at|@) ({'|'.join(_EN_HOURS)})[ -]({'|'.join(_EN_MINUTES)})\b", _english_clock),
    (rf"\b(twenty|thirty)[ -]({'|'.join(_EN_ORDINALS)})\b", _ordinal_day),
    # days and hours in figures
    (r"(?<!\d )\bчисла (?=\d{1,2} [а-яіїє]{3,}[яа]\b)", ""),
    (r"(?<!\d )\bчисла (\d{1,2})(?! ?[:.]?\d)", r"\1 числа"),
    (r"(?<!\d )(?<!ого )\bчисла (\w+ого|третього|третьего)\b", r"\1 числа"),
    (r"\bперв(?:ого|ому) числ[ау]\b|\bпершого числа\b", "1 числа"),
    (r"\b(к|до|з|с|после|після) (?:первому|первого|першого)(?=$|[,.;!?])", r"\1 1 числа"),
    (r"\b(?:с|со|з|із|from) (?:\d{1,2}) (на|to) (2[4-9]|3[01])\b(?! ?[:.]\d)", r"\1 \2 числа"),
    (r"\b(?:с|со|з|із|from) (?:2[4-9]|3[01]) (на|to) (\d{1,2})\b(?! ?[:.]\d)", r"\1 \2 числа"),
    (r"\b(2[4-9]|3[01]) (в|о) (?=\d)", r"\1 числа \2 "),
    (r"\b(пол|пів|пів на) (\d{1,2})-?(?:го|ого|ту|та|й|ій|тій|тої|ої|ї|ю|му|а|у)\b", r"\1 \2"),
    (rf"\b(о|об|на|до|після|близько|к) (\d{{1,2}})-?(?:ту|та|й|ій|тій|тої|ої|ї|ю|а|у)\b(?! {_FLOORS})", r"\1 \2"),
    (r"\bпів (?=\d)", "пів на "),
    (r"\bпів (друг|трет|четверт|п.ят|шост|сьом|восьм|дев.ят|десят|одинадцят|дванадцят)(?:ої|ьої)\b", r"пів на \1у"),
    (r"\b(\d{1,2})[ :](?:ноль ноль|нуль нуль)\b", r"\1:00"),
    (
        rf"\b(?:(?:в|на|о|об|у|до) )?({_any(' '.join(_FULL_HOURS)).replace(chr(39), '.')}) (ноль ноль|нуль нуль)\b",
        _full_hour,
    ),
    (
        rf"\b(?:(?:в|на|о|об|у|до) )?({_any(' '.join(_NTH_HOURS)).replace(chr(39), '.')})"
        r" (тридцять|п.ятнадцять|тридцать)\b",
        _full_hour,
    ),
    (r"\b (?:ноль ноль|нуль нуль)\b", ""),
    (rf"\b({_DAY}) (?:(в|на|о|об|у|at|@) )?([01]?\d|2[0-3]) ({_MINUTES})\b{_NO_MONEY}", r"\1 в \3:\4"),
    (
        rf"\b({_WEEKDAY}|tomorrow|tmrw|tmr|завтра) (?:(в|на|о|об|у|at|@) )?([01]?\d|2[0-3])({_MINUTES})\b{_NO_MONEY}",
        r"\1 в \3:\4",
    ),
    (r"\b(?:at )?([01]\d|2[0-3])([0-5]\d) ?(?:hrs|hours|h)\b", r"at \1:\2"),
    (r"(?<=\d:\d\d) ?hrs\b", ""),
    (r"(?<!\S)@ ?(?=\d)", "at "),
    (r"(?<!\S)(\d{1,2})-?ish\b", r"at \1"),
    (
        r"\b(\d{1,2})-(1[1-4]|1[6-9]|[1-9])"
        r"(?= ?(?:$|[,;!?]|утра|дня|вечера|ранку|вечора|am|pm|завтра|сегодня|to(?:morrow|day)))",
        r"\1",
    ),
)  # fmt: skip
_COMPILED: Final = tuple((re.compile(pattern, re.IGNORECASE), text) for pattern, text in _RULES)


def rewritten(text: str) -> str:
    """A squeezed line with its moments in the words of the grammar."""
    for pattern, replacement in _COMPILED:
        text = pattern.sub(replacement, text)
    return text
