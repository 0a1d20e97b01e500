"""How files write periods and what is planned, in Russian, Ukrainian and English."""

from __future__ import annotations

import re
from datetime import date, datetime
from decimal import ROUND_HALF_UP, Decimal
from enum import StrEnum
from typing import Final

from services.rules import money, periods
from services.rules.import_fields import Cell
from services.rules.import_text import clean, normal
from services.rules.kinds import PlanMetric, PlanScope
from services.rules.periods import Period, PeriodKind


class Column(StrEnum):
    """What a column of a file of plans says; `value` may be many columns, one a period."""

    WHO = "who"
    TEAM = "team"
    PIPELINE = "pipeline"
    SCOPE = "scope"
    METRIC = "metric"
    PERIOD = "period"
    VALUE = "value"


HEADERS: Final[dict[Column, str]] = {
    Column.WHO: "who|whom|for whom|for|name|person|manager|sales manager|seller|employee|owner|responsible|colleague"
    "|кто|кому|чей|имя|фио|менеджер|сотрудник|продавец|ответственный|кого"
    "|хто|чий|імя|піб|співробітник|працівник|продавець|відповідальний",
    Column.TEAM: "team|department|group|unit|отдел|команда|группа|подразделение|відділ|група|підрозділ",
    Column.PIPELINE: "pipeline|direction|sales direction|funnel|воронка|направление|направление продаж|напрям|напрямок",
    Column.SCOPE: "level|scope|plan for|уровень|план для|рівень",
    Column.METRIC: "metric|indicator|measure|what|показатель|метрика|что|показник|що",
    Column.PERIOD: "period|month|quarter|year|date|when|период|месяц|квартал|год|дата|період|місяць|рік",
    Column.VALUE: "plan|value|target|amount|sum|goal|план|значение|цель|сумма|значення|ціль|сума",
}
_HEADERS: Final = {word: column for column, words in HEADERS.items() for word in words.split("|")}

METRICS: Final[dict[PlanMetric, str]] = {
    PlanMetric.REVENUE: "revenue|sales|turnover|amount|sum|money|выручка|оборот|продажи|сумма|деньги|доход"
    "|виручка|виторг|обіг|продажі|сума|гроші|дохід",
    PlanMetric.DEALS: "deals|number of deals|deal count|won deals|count|number|сделки|количество сделок|число сделок"
    "|кол во сделок|количество|количество продаж|угоди|кількість угод|кількість|шт|штук|кількість продажів",
    PlanMetric.MARGIN: "margin|profit|gross profit|gross margin|маржа|прибыль|валовая прибыль|маржинальная прибыль"
    "|прибуток|валовий прибуток",
}
_METRICS: Final = {word: metric for metric, words in METRICS.items() for word in words.split("|")}

_STEMS: Final = {
    "выруч": PlanMetric.REVENUE, "вируч": PlanMetric.REVENUE, "виторг": PlanMetric.REVENUE, "сдел": PlanMetric.DEALS,
    "угод": PlanMetric.DEALS, "марж": PlanMetric.MARGIN, "прибыл": PlanMetric.MARGIN, "прибут": PlanMetric.MARGIN,
}  # fmt: skip

SCOPES: Final[dict[PlanScope, str]] = {
    PlanScope.COMPANY: "company|whole company|the whole company|all|total|компания|вся компания|всего|итого|все|фирма"
    "|компанія|вся компанія|уся компанія|усього|разом|всі|фірма",
    PlanScope.TEAM: "team|department|отдел|команда|відділ",
    PlanScope.USER: "person|manager|employee|менеджер|сотрудник|человек|співробітник|людина",
    PlanScope.PIPELINE: "pipeline|direction|воронка|направление|напрям",
}
_SCOPES: Final = {word: scope for scope, words in SCOPES.items() for word in words.split("|")}

_MONTHS: Final = (
    "январ|січен|січн|january", "феврал|лютий|лютого|february", "март|березен|березн|march",
    "апрел|квітен|квітн|april", "май|мая|травен|травн|may", "июн|червен|червн|june", "июл|липен|липн|july",
    "август|серпен|серпн|august", "сентябр|вересен|вересн|september", "октябр|жовтен|жовтн|october",
    "ноябр|листопад|november", "декабр|груден|грудн|december",
)  # fmt: skip
_MONTH_OF: Final = {stem: number for number, words in enumerate(_MONTHS, start=1) for stem in words.split("|")}
_ROMAN: Final = {"i": 1, "ii": 2, "iii": 3, "iv": 4, "і": 1, "іі": 2, "ііі": 3, "іv": 4}
_QUARTER: Final = r"(?:q|qtr|quarter|кв|квартал\w*|к)"
_HALF: Final = r"(?:h|half(?: year)?|полугоди\w*|пг|півріччя|півр\w*|п)"
_NUMBER: Final = r"(?P<n>[1-4]|iv|i{1,3}|і{1,3}|іv)"
_YEAR: Final = r"(?P<year>20\d\d)"
_SHAPES: Final = tuple(
    (kind, re.compile(shape))
    for kind, shape in (
        (PeriodKind.MONTH, rf"{_YEAR} (?P<n>1[0-2]|0?[1-9])(?: 0?1)?"),
        (PeriodKind.MONTH, rf"(?:0?1 )?(?P<n>1[0-2]|0?[1-9]) {_YEAR}"),
        (PeriodKind.YEAR, rf"{_YEAR}(?: (?:г|год|р|рік|year))?"),
        (PeriodKind.YEAR, rf"(?:год|рік|year|fy) {_YEAR}"),
        (PeriodKind.QUARTER, rf"{_QUARTER} ?{_NUMBER}(?: {_YEAR}.*)?"),
        (PeriodKind.QUARTER, rf"{_NUMBER}(?: ?[ийіо]?й?)? ?{_QUARTER}(?: {_YEAR}.*)?"),
        (PeriodKind.QUARTER, rf"{_YEAR} ?{_QUARTER} ?{_NUMBER}"),
        (PeriodKind.HALF_YEAR, rf"{_HALF} ?{_NUMBER}(?:(?: of)? {_YEAR}.*)?"),
        (PeriodKind.HALF_YEAR, rf"{_NUMBER}(?: ?[еє])? ?{_HALF}(?: {_YEAR}.*)?"),
        (PeriodKind.HALF_YEAR, rf"{_YEAR} ?{_HALF} ?{_NUMBER}"),
    )
)
_NAMED_MONTH: Final = re.compile(r"(?:(?P<lead>20\d\d) )?(?P<name>[^\W\d_]{3,})(?: (?P<year>20\d\d)(?: [^\W\d_]+)?)?")
_PERCENT: Final = re.compile(r"(?P<sign>[+-])?\s*(?P<number>\d{1,3})\s*(?P<mark>%|процент\w*|відсот\w*|percent)?")
LOWEST: Final = -90
HIGHEST: Final = 300
"""Percent by which a plan may differ from the last one."""
_LENGTH: Final = {PeriodKind.MONTH: 1, PeriodKind.QUARTER: 3, PeriodKind.HALF_YEAR: 6}


def column_of(header: str) -> Column | None:
    """What a header stands for; None for one nobody knows."""
    text = normal(header)
    if text in _HEADERS:
        return _HEADERS[text]
    first = text.partition(" ")[0]
    # "План, грн", "Plan UAH": the rest says the unit.
    return Column.VALUE if first in {"план", "plan", "target", "ціль", "цель"} else None


def metric_of(text: str) -> PlanMetric | None:
    """Which metric a cell or a header names: "Выручка", "План, сделки", "deals"."""
    said = normal(text)
    if said in _METRICS:
        return _METRICS[said]
    for lead in ("план ", "план по ", "plan ", "plan for ", "план за "):
        if said.startswith(lead) and said.removeprefix(lead) in _METRICS:
            return _METRICS[said.removeprefix(lead)]
    words = said.split()
    return next((metric for stem, metric in _STEMS.items() if any(word.startswith(stem) for word in words)), None)


def scope_of(text: str) -> PlanScope | None:
    """Whether a cell says "company", "team", "person" or "pipeline"."""
    return _SCOPES.get(normal(text))


def period_of(cell: Cell, today: date) -> Period | None:
    """A month, quarter, half-year or year as people write it; without a year this one. None for anything else.

    "2026-11", "11.2026", "ноябрь 2026", "Nov", "4 кв. 2026", "Q4 2026", "II полугодие 2026", "2026"; a date: its month.
    """
    if isinstance(cell, datetime | date):
        return periods.containing(PeriodKind.MONTH, cell.date() if isinstance(cell, datetime) else cell)
    text = normal(clean(cell))
    if not text:
        return None
    for kind, shape in _SHAPES:
        found = shape.fullmatch(text)
        if found is not None:
            return _period(kind, found, today)
    named = _NAMED_MONTH.fullmatch(text)
    number = _month(named["name"]) if named else None
    if named is None or number is None:
        return None
    return periods.containing(PeriodKind.MONTH, date(int(named["year"] or named["lead"] or today.year), number, 1))


def _period(kind: PeriodKind, found: re.Match[str], today: date) -> Period | None:
    year = int(found["year"]) if found["year"] else today.year
    if kind is PeriodKind.YEAR:
        return periods.containing(kind, date(year, 1, 1))
    number = _ROMAN.get(found["n"]) or int(found["n"])
    length = _LENGTH[kind]
    if number > 12 // length:
        return None
    return periods.containing(kind, date(year, (number - 1) * length + 1, 1))


def _month(word: str) -> int | None:
    """Declined and shortened alike: "ноября", "ноябрь", "нояб", "Nov"; "маржа" is not March."""
    fits = (number for stem, number in _MONTH_OF.items() if word.startswith(stem) or stem.startswith(word))
    return next(fits, None)


def value_of(cell: Cell, metric: PlanMetric) -> int | None:
    """A plan as a file writes it, in minor units or deals; None for what is no number of at least zero."""
    if isinstance(cell, bool):
        return None
    if isinstance(cell, int | float):
        number = Decimal(str(cell))
        if metric is PlanMetric.DEALS:
            return int(number) if number == number.to_integral_value() and number >= 0 else None
        minor = int((number * money.MINOR).quantize(Decimal(1), ROUND_HALF_UP))
        return minor if 0 <= minor <= money.MAX_MINOR else None
    return typed(clean(cell), metric)


def percent_of(text: str) -> int | None:
    """ "+15 %", "−10%", "плюс 7 %": by how much the last plan is changed; None for anything else.

    A bare number is a plan, not a percentage: a sign or the percent sign says which is meant.
    """
    said = re.sub(r"^(?:плюс|plus)\b", "+", text.strip().casefold())
    said = re.sub(r"^(?:минус|мінус|minus|[−–-])(?=\s*\d)", "-", said)
    found = _PERCENT.fullmatch(said)
    if found is None or not (found["sign"] or found["mark"]):
        return None
    number = int(found["number"]) * (-1 if found["sign"] == "-" else 1)
    return number if LOWEST <= number <= HIGHEST else None


def typed(text: str, metric: PlanMetric) -> int | None:
    """A plan as a person types it: "1,2 млн", "350к", "12" deals; None for anything else."""
    text = text.strip()
    if metric is PlanMetric.DEALS:
        bare = re.sub(r"\s*(?:шт\.?|сдел\w*|угод\w*|deals?|продаж\w*)$", "", text.casefold())
        digits = re.sub(r"[\s.,](?=\d{3}\b)", "", bare)
        return int(digits) if digits.isdecimal() and len(digits) <= 7 else None
    return money.parse(text)
