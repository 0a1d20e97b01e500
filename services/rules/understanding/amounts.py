"""Finding sums of money in a sentence: with a scale or a currency for certain, bare where nothing speaks against it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from services.rules import money, when_words
from services.rules.understanding.tokens import Line

LEAST_BARE: Final = 300
"""A bare figure below this is a number of something, unless a word beside it says that it is money."""
LEAST_SPOKEN: Final = 20
"""Below this a number in words is one of things, not of money."""
_PREPOSITION: Final = 3
"""Letters of the longest word that counts for no thing: "семь пятьсот на карту"."""
LEAST_COUNTED: Final = 100
"""Below this a figure with a noun behind it is a number of that, also after a word of money."""

PHONE = re.compile(
    r"(?<![\w.])(?:\+\s?\d[\d\s().-]{7,18}\d|(?:38)?\(?0\d{2}\)?[\s.-]?\d{3}[\s.-]?\d{2}[\s.-]?\d{2}"
    r"|[78]\s?[(-]?9\d{2}[)\s-]{0,2}\d{3}[\s-]?\d{2}[\s-]?\d{2}|\(?\d{3}\)?[\s.-]\d{3}[\s.-]\d{4}|\d{10,14})(?!\d)"
)
_NUMBERED = re.compile(
    r"(?:№|#|\b(?:no\.|номер|сделк\w+|угод\w+|deal|договор(?:а|у|ом|е)?|договір|заявк\w+|заказ\w*|замовленн\w+|"
    r"счет|счёт|рахунок|(?:по|за) (?:сч[её]т[уа]|рахунк(?:у|ом))(?=\s\d{2,4}\b)"
    r"|invoice|order|кв\.|дом|оф\.|офис|буд\.|этаж))\s?(?:№|#|n)?\s?\d+\b"
    r"(?!\s?(?:тыс|тис|к\b|k\b|млн|грн|руб|₴|\$|€|[\d]))(?![.,:/-]\d)"
    rf"(?!\s(?:{'|'.join(month for month in when_words.MONTHS if len(month) > 2)})\b)",
    re.IGNORECASE,
)
_PAPER_OF = re.compile(
    r"\b(?:счет\w{0,2}|счёт\w{0,2}|рахун\w+|договор\w*|договір|invoice|накладн\w+|акт\w{0,2}|кп)\s(?:(?:№|#|no\.)?\s?\d+\s)?"
    r"(?:от|від|dated|of)\s\d{1,2}[./]\d{1,2}(?:[./]\d{2,4})?(?![\d.])",
    re.IGNORECASE,
)
"""The date of a paper is no moment."""
_MAIL_OR_LINK = re.compile(r"\S+@\S+|https?://\S+|www\.\S+")

_FIGURE = (
    r"\d{1,3}(?:[  '’]\d{3}(?!\d))+(?:[.,]\d{1,2}(?!\d))?|\d{1,3}(?:[.,]\d{3}(?!\d))+(?:[.,]\d{1,2}(?!\d))?"
    r"|\d+(?:[.,]\d{1,3}(?!\d))?"
)
_THOUSAND = r"тысяч\w*|тыщ\w*|тищ\w*|тисяч\w*|тыс\.?|тис\.?|т\.? ?р\.?|тр|тыр|тыров|thousand|grand|косар\w*|штукарь?"
_MILLION = r"mils?\b|миллион\w*|мільйон\w*|млн\.?|mln\.?|mio|million|лям\w*|лимон\w*"
_MILLIARD = r"миллиард\w*|мільярд\w*|млрд\.?|billion|bn"
_SCALES: Final = ((_THOUSAND, 10**3), (_MILLION, 10**6), (_MILLIARD, 10**9))
_SHORT: Final = {"к": 10**3, "k": 10**3, "т": 10**3, "м": 10**6, "m": 10**6}
_CURRENCY = (
    r"₴|грн\.?|гривен\w*|гривн\w*|гривень|uah|₽|руб\.?|рубл\w+|rub|р\.?(?=[\s,;.!?)]|$)|\$|usd|долл?\.?|доллар\w*|"
    r"долар\w*|бакс\w*|bucks?"
    r"|dollars?|€|eur\b|евро|євро|euros?|£|gbp|pounds?|₸|тенге|тг|kzt|zł|pln|злот\w+|у\.?е\.?|у\.?о\.?"
)
_TAIL = rf"(?P<scale>{_THOUSAND}|{_MILLION}|{_MILLIARD})(?!\w)|(?P<short>[кkтмm])(?![\w²³])"
_SUM = re.compile(
    rf"(?<![^\W\d][-–])(?<![\w.,:/№#])(?P<before>[$€£₴₽₸]|(?:usd|eur|uah|грн)(?=\s?\d))?\s?(?P<figure>{_FIGURE})"
    rf"(?:(?P<gap>\s?)(?:{_TAIL}))?(?:\s?(?P<after>{_CURRENCY})(?!\w))?",
)
_NOT_MONEY = re.compile(
    r"\s?(?:мл\b|ml\b|гб\b|gb\b|вт\b|oz\b|%|°|²|³|процент|відсотк|percent|шт\b|шт\.|штук|единиц|одиниц|кг|тонн|гр\b|грам|литр|літр|метр|м2|м²|"
    r"кв\.? ?м|кв\b|м\.кв|см|мм"
    r"|дн[яеіи]|день|днів|раз|чел|люд(?:ей|ям|ини|и\b)|осіб|ос[іо]б|позици|позиці|комплект|коробк|пар\b|минут|мин\b|"
    r"хвилин|хв\b|час|"
    r"годин|год\b"
    r"|вольт|volts?\b|ватт|watts?\b|квт|kw\b|ампер|amps?\b|rpm|mm\b|cm\b|tons?\b|tonnes?\b"
    r"|недел|тижн|месяц|місяц|лет\b|рок|год[ау]?\b|pcs|pieces|units|items|people|percent|min|hour|day|week|month|"
    r"year|kg|sqm|м\b|га\b)"
)
_COUNTED = re.compile(r"\s[a-zа-яіїєґ]{2,}(?:ов|ев|ей|ів|їв|ок|ек|ers|ies|ns|ts|ds|rs|es)(?!\w)")
"""Several things behind their number."""
_MONEY_WORDS = (
    r"сумм\w*|сум[аиуі]|бюджет\w*|цен[аеуы]\w*|цін[аиуі]\w*|стоимост\w*|вартіст\w*|budget|price|cost\w*|amount|"
    r"total|worth|deal|чек\w*"
    r"|(?:о|пере|за|пред|про|до|с|пере)плат\w*|аванс\w*|переве\w+|переказ\w+|внес\w*|закинул\w*|paid|pays?|payment|"
    r"deposit|prepa\w+"
    r"|got|received|received|wired|transferred|кп|счет|рахунок|offer|quote\w*|proposal|пришл\w+|прийшл\w+|"
    r"отримал\w*|получил\w*"
)
_BESIDE = re.compile(
    rf"(?<!\w)(?:{_MONEY_WORDS})[\s:=—-]*(?:(?:на|в|по|of|is|for|at|от|від|у|is about|about|около|~|-)\s)?$"
)
_MEASURE = re.compile(
    r"(?<!\w)(?:напр[яу]\w+|вольтаж\w*|мощност\w*|потужн\w*|вес|вага|высот\w+|висот\w+|длин\w+|довжин\w+|ширин\w+|"
    r"voltage|power|height|width|length|weight)\s(?:(?:в|у|на|до|of|is)\s)?$"
)
"""Before how much of something that is no money."""
_FOR = re.compile(r"(?<!\w)(?:на|за|по|for|at|of|about|до)\s$")
_AMONG_HOURS = re.compile(r"(?<!\w)(?:в|во|о|об|at)\s$")
_YEAR = re.compile(r"20[2-4]\d")

_SPOKEN: Final = {
    word: value
    for value, words in {
        1: "один одна one", 2: "два две дві two", 3: "три three", 4: "четыре чотири four", 5: "пять five",
        6: "шесть шість six", 7: "семь сім seven", 8: "восемь вісім eight", 9: "девять девять nine",
        10: "десять ten", 11: "одиннадцать одинадцять eleven", 12: "двенадцать дванадцять twelve",
        15: "пятнадцать fifteen",
        20: "двадцать двадцять twenty", 30: "тридцать тридцять thirty", 40: "сорок forty",
        50: "пятьдесят пятдесят fifty", 60: "шестьдесят шістдесят sixty", 13: "тринадцать тринадцять thirteen",
        14: "четырнадцать чотирнадцять fourteen", 16: "шестнадцать шістнадцять sixteen",
        17: "семнадцать сімнадцять seventeen", 18: "восемнадцать вісімнадцять eighteen",
        19: "девятнадцать девятнадцять nineteen", 70: "семьдесят сімдесят seventy",
        80: "восемьдесят вісімдесят eighty", 90: "девяносто девяносто ninety", 100: "сто", 200: "двести двісті",
        300: "триста", 400: "четыреста чотириста", 500: "пятьсот пятсот", 600: "шестьсот шістсот",
        700: "семьсот сімсот", 800: "восемьсот вісімсот", 900: "девятьсот девятсот",
    }.items()
    for word in words.split()
}  # fmt: skip
_SPOKEN_OF: Final = {
    word: value
    for value, words in {
        2: "двух двох", 3: "трех трьох", 4: "четырех чотирьох", 5: "пяти", 6: "шести", 7: "семи", 8: "восьми",
        9: "девяти", 10: "десяти", 15: "пятнадцати", 20: "двадцати", 30: "тридцати тридцяти", 40: "сорока",
        50: "пятидесяти", 60: "шестидесяти", 70: "семидесяти", 80: "восьмидесяти", 90: "девяноста", 100: "ста",
        200: "двухсот двохсот", 300: "трехсот трьохсот", 400: "четырехсот чотирьохсот", 500: "пятисот",
        600: "шестисот", 700: "семисот", 800: "восьмисот", 900: "девятисот",
    }.items()
    for word in words.split()
}  # fmt: skip
"""The same numbers as they stand after "до", "около"."""
_POINT: Final = frozenset({"point", "запятая", "кома"})
_SPOKEN_SHORT: Final = {"k": 10**3, "к": 10**3, "grand": 10**3}
_SPOKEN_HALVES: Final = {"пол": "0.5", "пів": "0.5", "полтора": "1.5", "півтора": "1.5", "half": "0.5"}
_AND_A_HALF: Final = frozenset({"половиной", "половиною", "половинкой", "half"})
_SCALE_WORD = re.compile(rf"(?:(?P<t>{_THOUSAND})|(?P<m>{_MILLION})|(?P<b>{_MILLIARD}))")
_JOINED_HALF = re.compile(r"(?:пол|пів)(?:лям\w*|миллион\w*|мільйон\w*)")


@dataclass(frozen=True, slots=True)
class Sum:
    """A sum in minor units and the tokens it takes; `sure`: a scale, a currency or a money word stands beside it."""

    span: range
    minor: int
    sure: bool


def numbers_of_other_things(line: Line) -> frozenset[int]:
    """Tokens of phones, links, and figures that number something (deal 123, №45)."""
    taken: set[int] = set()
    for pattern in (_MAIL_OR_LINK, PHONE, _PAPER_OF, _NUMBERED):
        for match in pattern.finditer(line.text):
            taken.update(line.tokens_over(*match.span()))
    return frozenset(taken)


def find(line: Line, taken: frozenset[int], *, bare: bool) -> list[Sum]:
    """Sums of the line outside the taken tokens; `bare` also takes figures with nothing beside them."""
    text = _lowered(line.text)
    found = [*_spoken(line, taken)] if not bare else []
    for match in _SUM.finditer(text):
        span = line.tokens_over(match.start("before" if match["before"] else "figure"), match.end())
        if not span or taken.intersection(span):
            continue
        one = _of_match(match, text, span, bare=bare)
        if one is not None:
            found.append(one)
    return _joined(sorted(found, key=lambda item: item.span[0]))


def _joined(found: list[Sum]) -> list[Sum]:
    """2 млн 300 тыс is one sum: it follows at once and is smaller than what the first was counted in."""
    whole: list[Sum] = []
    for one in found:
        before = whole[-1] if whole else None
        if before and before.span.stop == one.span.start and one.sure and _counts_on(before.minor, one.minor):
            whole[-1] = Sum(range(before.span.start, one.span.stop), before.minor + one.minor, sure=True)
        else:
            whole.append(one)
    return whole


def _counts_on(first: int, second: int) -> bool:
    million, thousand = 10**6 * money.MINOR, 10**3 * money.MINOR
    return any(first >= size > second and not first % size for size in (million, thousand))


def _lowered(text: str) -> str:
    """Lower case with every character in its place."""
    low = text.lower()
    if len(low) != len(text):  # few letters become two
        low = "".join(one if len(one := char.lower()) == 1 else char for char in text)
    return low.replace("ё", "е")


def _of_match(match: re.Match[str], text: str, span: range, *, bare: bool) -> Sum | None:
    scale = _scale(match)
    currency = match["before"] or match["after"]
    before, after = text[: match.start()], text[match.end() :]
    if match["short"] and not _short_scale_meant(match, before, after):
        return None
    named = bool(_BESIDE.search(before[-40:]))
    sure = scale > 1 or currency is not None or named
    few = scale == 1 and not currency and len(re.sub(r"\D", "", match["figure"])) < 5
    if few and (not named or _FOR.search(before)) and _COUNTED.match(after):
        return None  # "цена за 1000 флаеров"
    if not currency and scale == 1 and (_NOT_MONEY.match(after) or re.match(r"[-–/:.]\d|[-–]?[^\W\d]", after)):
        return None
    minor = _minor(match["figure"], scale)
    if minor is None or (not sure and not bare):
        return None
    if not sure and (_MEASURE.search(before[-40:]) or not _may_be_bare(match["figure"], minor, before)):
        return None
    if (
        named
        and not (scale > 1 or currency)
        and minor < LEAST_COUNTED * money.MINOR
        and re.match(r"\s?[^\W\d_]", after)
    ):
        return None  # "КП на 3 окна"
    if named and not (scale > 1 or currency) and (_AMONG_HOURS.search(before) or _YEAR.fullmatch(match["figure"])):
        return None
    return Sum(span, minor, sure)


def _may_be_bare(figure: str, minor: int, before: str) -> bool:
    if minor < LEAST_BARE * money.MINOR and not (_FOR.search(before) and minor >= 100 * money.MINOR):
        return False
    if _AMONG_HOURS.search(before):
        return False
    return not _YEAR.fullmatch(figure)


def _short_scale_meant(match: re.Match[str], before: str, after: str) -> bool:
    """120к and "120 к грн" for certain; "в 5 м от" and "в 15 м" are none."""
    if match["short"] in "мm" and re.match(r"\s?(?:2|²|кв|от\b|x|х)", after):
        return False
    if match["short"] in "мm" and re.search(r"(?:через|за|in|\+)\s?$", before):
        return False
    if match["gap"]:
        return match["short"] in "кk" and (match["after"] is not None or not after.strip() or after[:1] in ",.;!?)")
    return True


def _scale(match: re.Match[str]) -> int:
    if match["short"]:
        return _SHORT[match["short"]]
    if match["scale"]:
        return next(size for pattern, size in _SCALES if re.fullmatch(pattern, match["scale"]))
    return 1


def _minor(figure: str, scale: int) -> int | None:
    """Minor units; the figure is read as amounts are typed elsewhere (rules/money.py)."""
    suffix = {1: "", 10**3: "к", 10**6: "млн", 10**9: "млрд"}[scale]
    return money.parse(figure + suffix)


def _spoken(line: Line, taken: frozenset[int]) -> list[Sum]:
    """сто двадцать тысяч, полтора миллиона, five thousand, пол-ляма."""
    found, at = [], 0
    while at < len(line.tokens):
        one = None if at in taken else _spoken_at(line, at)
        if one is not None:
            found.append(one)
            at = one.span[-1]
        at += 1
    return found


def _spoken_at(line: Line, start: int) -> Sum | None:
    if _JOINED_HALF.fullmatch(line.tokens[start].word):
        return Sum(range(start, start + 1), 500_000 * money.MINOR, sure=True)
    total, at = _spoken_number(line, start)
    word = line.tokens[at].word if at < len(line.tokens) else ""
    scale = _SCALE_WORD.fullmatch(word)
    if scale is None and total and word in _SPOKEN_SHORT:  # "sixty four k"
        return Sum(
            range(start, _past_currency(line, at + 1)), int(total * _SPOKEN_SHORT[word]) * money.MINOR, sure=True
        )
    if scale is None:
        thousands = _thousands(line, start, total, at)
        if thousands is not None:
            return thousands
        whole = total >= LEAST_SPOKEN and total == int(total)
        stop = _past_currency(line, at)
        told = at < stop or total > 1000  # "двести долларов", "fifteen hundred"
        return Sum(range(start, stop), int(total * money.MINOR), sure=True) if whole and told else None
    if at == start and word not in ("тысяча", "тисяча", "тысячу", "тисячу", "миллион", "мільйон"):
        return None
    size = 10**3 if scale["t"] else 10**6 if scale["m"] else 10**9
    more, stop = _spoken_number(line, at + 1)
    if not 100 <= more < size or (stop < len(line.tokens) and _SCALE_WORD.fullmatch(line.tokens[stop].word)):
        more, stop = Decimal(0), at + 1  # else "двадцать семь тысяч четыреста"
    elif scale["m"] and not more % 100:
        more *= 1000  # "мільйон двісті"
    if at == start and not more:
        return Sum(range(start, _past_currency(line, stop)), size * money.MINOR, sure=True) if scale["t"] else None
    return Sum(range(start, _past_currency(line, stop)), int(((total or 1) * size + more) * money.MINOR), sure=True)


def _thousands(line: Line, start: int, total: Decimal, at: int) -> Sum | None:
    """Twenty eight five hundred: hundreds after a number below a hundred are said of so many thousands."""
    if not 1 <= total < 100 or at >= len(line.tokens):
        return None
    more, stop = _spoken_number(line, at)
    if total < LEAST_SPOKEN and stop < len(line.tokens) and len(line.tokens[stop].word) > _PREPOSITION:
        return None  # "five two hundred litre barrels"
    if not 100 <= more < 1000 or (start and _AMONG_HOURS.search(f"{line.tokens[start - 1].word} ")):
        return None
    return Sum(range(start, _past_currency(line, stop)), int((total * 1000 + more) * money.MINOR), sure=True)


def _spoken_number(line: Line, start: int) -> tuple[Decimal, int]:
    """A number in words below a thousand or so, and the token behind it."""
    total, at = Decimal(0), start
    while at < len(line.tokens):
        word = line.tokens[at].word
        value = _SPOKEN.get(word) or _SPOKEN_OF.get(word)
        if value is not None:
            if value >= 100 and 0 < total < 100:
                break
            total += value
        elif word in _SPOKEN_HALVES and at == start:
            total += Decimal(_SPOKEN_HALVES[word])
        elif word in _AND_A_HALF and total:
            total += Decimal("0.5")
        elif word == "hundred":
            total = (total or Decimal(1)) * 100
        elif word in _POINT and total and at + 1 < len(line.tokens) and line.tokens[at + 1].word in _SPOKEN:
            digit = Decimal(_SPOKEN[line.tokens[at + 1].word])
            return total + digit / (10 if digit < 10 else 100), at + 2  # "two point four"
        elif not (word in ("-", "a", "and", "с", "з") and at > start):
            break
        at += 1
    return total, at


def _past_currency(line: Line, stop: int) -> int:
    """The end of the sum with its currency."""
    following = stop
    while following < len(line.tokens) and re.fullmatch(_CURRENCY, line.tokens[following].word):
        following += 1
    return following
