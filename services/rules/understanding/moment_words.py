"""The words of moments in a sentence, beyond those the grammar of dates knows; in three languages."""

from __future__ import annotations

import re
from typing import Final

from services.rules import when_phrases
from services.rules import when_words as words
from services.rules.understanding.tokens import word_set

LOOSE = word_set("до с со з із зі від от после після until till by from before after between между між к ко")
"""Prepositions that people put before times and the grammar does not need."""
TURNS = re.compile(
    r"кон[е]?ц\w*|кінц\w*|кінець|наприкінці|end|начал\w*|почат\w+|початок|beginning|start|early|середин\w|middle|"
    r"midweek"
    r"|эт(?:от|у|ой|ого|ом|и)|ц(?:ей|ю|ього|ьому|ієї|их)|the|текущ\w+|поточн\w+|рабоч\w+|робоч\w+|протягом|течени[ие]"
    r"|часу|(?:four|fif|six|seven|eigh|nin|ten|eleven|twelf|twentie|thir|fourteen|fifteen)th|third|second|выходн\w+|вихідн\w+|weekend|нов\w{2,3}|new|ny|нг|нр|перв\w+|друг\w+|втор\w+|перш\w+|половин\w+|обед\w*|обід\w*|пообіді"
    r"|перед|ближе|ближче|під|под|first|thing|полгода|пол|пів|півроку|рік|годик|несколько|кілька|декілька|few|"
    r"several|of"
    r"|без|четверти|чверть|quarter|past|half|to|eod|cob|eow|eom|часика|року|года|year|years|business|working|later|"
    r"during"
    r"|spring|summer|autumn|winter|half|половин\w+"
    r"|четверть|now|полночь|полуночи|опівночі|midnight|той|тому|квартал\w*|quarter|числах|завтрашн\w+|надвеч[иі]р|"
    r"fortnight"
    r"|пол(?:перв|втор|трет|четверт|пят|шест|седьм|восьм|девят|десят|одиннадцат|двенадцат)\w+|рано|поздно|пізно|last|"
    r"time"
    r"|последн\w+|останн\w+|summer|later"
    r"|самого|самом|рання|утра|течение|within|mid|late"
    r"|(?:перв|перш|втор|друг|трет|четверт|пят|шест|шост|седьм|сьом|восьм|девят|десят|одиннадцат|одинадцят|двенадцат"
    r"|дванадцят)(?:ого|его|ьего|у|ю|ої|ій|а|я)"
)
GREETING = re.compile(r"добр\w+|доброго|good|гарного|хорошего|вдалого")
COUNTED = re.compile(
    r"раз\w*|разів|встречи?|зустріч(?:і|ей)|звонк(?:а|ов)|дзвінк(?:и|ів)|meetings|calls|шт|штук\w*|одиниц\w*|"
    r"единиц\w*|офис\w*|филиал\w*|філі\w*|магазин\w*|точ\w+|договор\w*|человек\w*|чел"
    r"|люд(?:ей|ям|ини|и)|осіб|компани\w*|компані\w*|позици\w*|позиці\w*|комплект\w*|метр\w*|кв|кг|тон\w*|литр\w*|"
    r"літр\w*|"
    r"процент\w*"
    r"|відсотк\w*|машин\w*|этаж\w*|поверх\w*|размер\w*|партн\w*|вариант\w*|варіант\w*|комнат\w*|кімнат\w*|pieces|"
    r"pcs|items"
    r"|people|units|times|percent|offices|branches|тыс\w*|тис\w*|млн|к|k|m|грн|руб\w*|usd|eur|долл?\w*|лет|років|цех\w*"
)
PAST_DAYS: Final = {
    "вчера": 1, "вчора": 1, "учора": 1, "yesterday": 1, "позавчера": 2, "позавчора": 2,
}  # fmt: skip
LAST = re.compile(r"прошл(?:ый|ую|ой|ое|ая|ом)|минул(?:ий|у|ої|ого|ому|ій)|last")
HALVES = re.compile(r"пол\w{4,}|полночь|опівночі|midnight|надвечір|завтрашний|yearend")
END = re.compile(r"кон[е]?ц\w*|кінц\w*|кінець|наприкінці|end")
QUARTERS = word_set("quarter чверть четверть четверти")
LITTLE = word_set("и а но с со у в к по і й та з із зі до від and with to at by of for")
AND = frozenset({"and", "и", "і", "й", "та"})
BETWEEN = frozenset({"between", "между", "між", "from", "с", "з"})
AGO = frozenset({"назад", "тому", "ago"})
SLASHED = re.compile(r"(?<![0-9/.])([0-9]{1,2})/([0-9]{1,2})(?![0-9/])")
TURN = re.compile(
    r"выходн(?:ые|ых)|вихідн(?:і|их)|weekend|midweek|eod|cob|eow|eom|пообіді|недел[еюи]|тижн[яюі]|week|місяця|"
    r"месяца|month|обеда|обіду|года|року|year"
    r"|нг|нр|полтретьего|полгода|spring|summer|autumn|winter"
)
OF_MONTH = re.compile(
    r"до|с|з|від|от|после|після|until|till|by|in|from|after|early|mid|late|of|начал\w|початк\w|конц\w|кінц\w|наприкінці"
    r"|середин\w"
)
MOVED = re.compile(
    r"(?:пере|от|від)(?:нес|нос|нош|ніс|неси|носи|клал|клав|клад|лож)\w*|сдвин\w*|зсун\w*|move\w*|postpone\w*|push\w*|"
    r"reschedule\w*|delay\w*|shift\w*"
)
"""Before a month that something is put off to."""
MONTH_LIKE = frozenset(name for name in when_phrases.NAMED if not name.isascii())


PROMISED: Final = re.compile(r"обеща\w+|обіця\w+|promis\w+|(?:тоже|теж|те|то же) сам(?:ое|е)|same thing")
"""Beside a day on which something was only promised, or was as it is now."""
LASTING: Final = re.compile(
    r"гаранті?и?\w*|warrant\w+|guarante\w+|бюджет\w*|budgets?|лиценз\w+|ліценз\w+|аренд\w+|оренд\w+"
)
UNTIL_WHEN: Final = frozenset({"до", "на", "по", "till", "until", "for"})
"""Between what lasts and till when it does."""
FROM: Final = frozenset({"с", "со", "з", "із", "зі", "from"})
TO: Final = frozenset({"на", "to", "till", "until"})
"""Between what something was put off from and what it was put off to."""
WHOLE: Final = word_set(
    "весь всю все всё вcю цілий цілу ціле целый целую целое увесь усю all whole every кожен кожного"
)
"""Before how long something lasted: "весь день"."""
A_YEAR = re.compile(r"\bчерез (?:1 )?год\b")
HOURS = re.compile(r"\b((?:через|за) [0-9]+) ?год\b")
"""An hour in short in Ukrainian is a year in Russian."""


def is_unit(word: str) -> bool:
    """True for what things are counted in: "5 м ткани"."""
    return word in words.UNITS or COUNTED.fullmatch(word) is not None


def without_loose(text: str) -> str:
    """The text without prepositions the grammar does not need."""
    return " ".join(part for part in text.split() if part not in LOOSE)


def known(word: str) -> bool:
    """True for a word that may be a part of a moment."""
    return (
        word in words.DAYS
        or word in words.WEEKDAYS
        or word in words.MONTHS
        or word in words.UNITS
        or word in words.NUMBERS
        or word in words.PARTS
        or word in words.AFTER
        or word in words.NEXT
        or word in words.ORDINALS
        or word in words.FILLERS
        or word in words.YEARS
        or word in words.CLOCK_HOURS
        or word in words.HALF_AN_HOUR
        or word in when_phrases.NAMED
        or word in when_phrases.ORDINAL_DAYS
        or word in LOOSE
        or word in ("в", "день")
        or TURNS.fullmatch(word) is not None
    )
