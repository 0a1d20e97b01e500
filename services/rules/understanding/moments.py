"""Finding the moment that a sentence names: the longest stretch of words that is one, and which of several is meant."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from typing import Final

from services.rules import when, when_phrases
from services.rules import when_words as words
from services.rules.understanding.tokens import Line, Token, word_set
from services.rules.when_days import Refused
from services.rules.when_grammar import Said, read
from services.rules.worktime import local_day, to_local, to_utc

LONGEST_STRETCH: Final = 12
"""Words and marks a moment may take."""
_DAY = timedelta(days=1)
_LONG_AHEAD = timedelta(days=250)

_LOOSE = word_set("до с со з із зі від от после після until till by from before after between между між к ко")
"""Prepositions that people put before times and the grammar does not need."""
_TURNS = re.compile(
    r"кон[е]?ц\w*|кінц\w*|кінець|наприкінці|end|начал\w*|почат\w+|початок|beginning|start|early|середин\w|middle|"
    r"midweek"
    r"|эт(?:от|у|ой|ого|ом|и)|ц(?:ей|ю|ього|ьому|ієї|их)|the|текущ\w+|поточн\w+|рабоч\w+|робоч\w+|протягом|течени[ие]"
    r"|выходн\w+|вихідн\w+|weekend|нов\w{2,3}|new|нг|перв\w+|друг\w+|втор\w+|перш\w+|половин\w+|обед\w*|обід\w*|пообіді"
    r"|перед|ближе|ближче|під|под|first|thing|полгода|пол|пів|півроку|рік|годик|несколько|кілька|декілька|few|"
    r"several|of"
    r"|без|четверти|чверть|quarter|past|half|to|eod|cob|eow|eom|часика|року|года|year|years|business|working|later|"
    r"during"
    r"|самого|самом|рання|утра|течение|within|mid|late"
    r"|(?:перв|перш|втор|друг|трет|четверт|пят|шест|шост|седьм|сьом|восьм|девят|десят|одиннадцат|одинадцят|двенадцат"
    r"|дванадцят)(?:ого|его|ьего|у|ю|ої|ій|а|я)"
)
_GREETING = re.compile(r"добр\w+|доброго|good|гарного|хорошего|вдалого")
_COUNTED = re.compile(
    r"раз\w*|разів|встречи?|зустріч(?:і|ей)|звонк(?:а|ов)|дзвінк(?:и|ів)|meetings|calls|шт|штук\w*|одиниц\w*|единиц\w*|офис\w*|филиал\w*|філі\w*|магазин\w*|точ\w+|договор\w*|человек\w*|чел"
    r"|люд\w*|осіб|компани\w*|компані\w*|позици\w*|позиці\w*|комплект\w*|метр\w*|кв|кг|тон\w*|литр\w*|літр\w*|"
    r"процент\w*"
    r"|відсотк\w*|машин\w*|этаж\w*|поверх\w*|размер\w*|партн\w*|вариант\w*|варіант\w*|комнат\w*|кімнат\w*|pieces|"
    r"pcs|items"
    r"|people|units|times|percent|offices|branches|тыс\w*|тис\w*|млн|к|k|m|грн|руб\w*|usd|eur|долл?\w*|лет|років|цех\w*"
)
_PAST_DAYS: Final = {
    "вчера": 1, "вчора": 1, "yesterday": 1, "позавчера": 2, "позавчора": 2,
}  # fmt: skip
_LAST = re.compile(r"прошл(?:ый|ую|ой|ое|ая|ом)|минул(?:ий|у|ої|ого|ому|ій)|last")
_AGO = frozenset({"назад", "тому", "ago"})


@dataclass(frozen=True, slots=True)
class Moment:
    """A moment in a sentence: the tokens it takes, what they say, and the instant in UTC."""

    span: range
    said: Said
    at: datetime
    has_time: bool
    past: bool = False

    @property
    def has_day(self) -> bool:
        """True when a day is named and not only a time."""
        return _has_day(self.said)


def _has_day(said: Said) -> bool:
    return said.day is not None or said.weekday is not None or said.next_week or said.elapsed is not None


def _has_clock(said: Said) -> bool:
    return said.hour is not None or said.part is not None or said.elapsed is not None


class Finder:
    """Looks through one line for moments, as of now in a person's zone."""

    def __init__(self, line: Line, taken: frozenset[int], now: datetime, zone: str, locale: str) -> None:
        self._line = line
        self._tokens = line.tokens
        self._taken = taken
        self._now = now
        self._zone = zone
        self._locale = locale
        self._today = local_day(now, zone)

    def all(self) -> list[Moment]:
        """Every moment of the line, in order, none inside another."""
        found: list[Moment] = []
        at = 0
        while at < len(self._tokens):
            moment = self._past(at) or self._longest(at)
            if moment is not None:
                found.append(moment)
                at = moment.span[-1] + 1
            else:
                at += 1
        return found

    # ------------------------------------------------------------------------------------------------- what is to come
    def _longest(self, start: int) -> Moment | None:
        if not self._may_begin(start):
            return None
        end = start
        while end < len(self._tokens) and end - start < LONGEST_STRETCH and self._may_belong(end):
            end += 1
        for stop in range(end, start, -1):
            span = range(start, stop)
            if self._tokens[stop - 1].kind == "mark" or not self._anchored(span):
                continue
            moment = self._read(span)
            if moment is not None:
                return moment
        return None

    def _read(self, span: range) -> Moment | None:
        text = self._line.piece(span)
        ukrainian = self._locale == "uk"
        text = _HOURS.sub(r"\1 годин", text) if ukrainian else _A_YEAR.sub("через 12 месяцев", text)
        text = when_phrases.rewritten(text)
        for wording in dict.fromkeys((text, _without_loose(text))):
            try:
                said = read(wording)
                found = when.moment(said, self._now, self._zone)
            except (Refused, OverflowError, ValueError):  # beyond the calendar
                continue
            return Moment(span, said, found.at, found.has_time)
        return None

    def _may_begin(self, number: int) -> bool:
        token = self._tokens[number]
        return self._may_belong(number) and (token.kind != "mark" or token.text == "+")

    def _may_belong(self, number: int) -> bool:
        if number in self._taken:
            return False
        token = self._tokens[number]
        if token.kind == "mark":
            return token.text in ".,:/-–+~"
        return token.kind == "number" or _known(token.word)

    # -------------------------------------------------------------------------------------------------------- evidence
    def _anchored(self, span: range) -> bool:
        """Whether a stretch speaks of time for certain, and is no mere number or preposition."""
        if not self._ends_well(span):
            return False
        return any(self._anchor(number, span) for number in span)

    def _ends_well(self, span: range) -> bool:
        following = self._after(span[-1])
        last = self._tokens[span[-1]]
        if last.kind == "number" and following is not None:
            if following.kind == "number" or following.text in "%°$€₴£" or _COUNTED.fullmatch(following.word):
                return False
            touching = following.start == last.end
            return not (touching and following.kind != "mark") and not (touching and self._goes_on(span[-1] + 1))
        return last.kind == "number" or (last.word not in words.FILLERS and last.word not in _LOOSE)

    def _goes_on(self, number: int) -> bool:
        """A mark that a further figure follows: "3.500"."""
        following = self._after(number)
        return self._tokens[number].text in ".,:" and following is not None and following.kind == "number"

    def _after(self, number: int) -> Token | None:
        return self._tokens[number + 1] if number + 1 < len(self._tokens) else None

    def _before(self, number: int) -> Token | None:
        return self._tokens[number - 1] if number else None

    def _anchor(self, number: int, span: range) -> bool:
        token = self._tokens[number]
        following = self._tokens[number + 1] if number + 1 in span else None
        if token.kind == "number":
            return self._figure(number, span, following)
        word = token.word
        if word in words.PARTS:
            before = self._before(number)
            if before is not None and _GREETING.fullmatch(before.word):
                return False
            return word not in ("am", "pm", "дня", "обеде", "день") or (before is not None and before.kind == "number")
        if word in words.AFTER:
            return following is not None and any(self._unit(later) for later in span if later > number)
        if word in words.MONTHS:
            beside = (self._before(number), following)
            if any(other is not None and other.kind == "number" for other in beside):
                return True
            return self._ordinal(number) or (beside[0] is not None and bool(_OF_MONTH.fullmatch(beside[0].word)))
        if word in when_phrases.NAMED:
            before = self._before(number)
            return word not in _MONTH_LIKE or (before is not None and before.word in ("в", "у", "до", "к", "in", "на"))
        if word in words.AT or word in ("на", "к", "до", "о"):
            return following is not None and (
                following.word in words.NUMBERS or following.word in ("час", "пол", "пів", "половине", "половину")
            )
        if word == "нд":  # "недозвон" as often as Sunday
            before = self._before(number)
            return before is not None and before.word in ("в", "у", "на", "до", "о")
        return word in words.DAYS or word in words.WEEKDAYS or word in words.HALF_AN_HOUR or bool(_TURN.fullmatch(word))

    def _unit(self, number: int) -> bool:
        word = self._tokens[number].word
        return (
            word in words.UNITS or word in words.HALF_AN_HOUR or word in ("полгода", "півроку", "рік", "год", "годик")
        )

    def _ordinal(self, number: int) -> bool:
        before = self._before(number)
        return before is not None and before.word in when_phrases.ORDINAL_DAYS | words.ORDINALS

    def _figure(self, number: int, span: range, following: Token | None) -> bool:
        """11 after "в", 15:30, 25.12, 3 pm, 15 часов."""
        before = self._before(number)
        if following is not None and following.text in ":-.":
            figure = self._tokens[number + 2] if number + 2 in span else None
            if figure is not None and figure.kind == "number" and following.start == self._tokens[number].end:
                return self._with_mark(number, following.text, figure)
        if following is not None and (
            following.word in words.CLOCK_HOURS | {"am", "pm", "утра", "вечера", "дня", "ранку", "вечора", "h"}
        ):
            return following.word not in ("час", "часа", "часов", "м", "m", "дня") or _is_at(before)
        if following is not None and following.word in words.ORDINALS and following.word != "е":
            return True
        return _is_at(before) and len(self._tokens[number].text) <= 2 and int(self._tokens[number].text) < 24

    def _with_mark(self, number: int, mark: str, figure: Token) -> bool:
        first, second = int(self._tokens[number].text), int(figure.text)
        if len(figure.text) != 2:
            return False
        before = self._before(number)
        if mark == ":":
            return first < 24 and second < 60
        if mark == "-":
            return first < 24 and second < 60 and second % 5 == 0 and _is_at(before)
        if 1 <= first <= 31 and 1 <= second <= 12:
            return True
        return first < 24 and second < 60 and second % 5 == 0 and (_is_at(before) or self._in_company(number))

    def _in_company(self, number: int) -> bool:
        """A day stands right before: "завтра 17.30"."""
        before = self._before(number)
        return before is not None and (before.word in words.DAYS or before.word in words.WEEKDAYS)

    # ---------------------------------------------------------------------------------------------------- what is over
    def _past(self, start: int) -> Moment | None:
        """вчера в 15:00, 2 дня назад, в прошлую пятницу, last week."""
        found = self._past_day(start)
        if found is None:
            return None
        stop, day = found
        clock = None
        for end in range(min(len(self._tokens), stop + 5), stop, -1):
            span = range(stop, end)
            if all(self._may_belong(number) for number in span) and self._anchored(span):
                read_clock = self._read(span)
                if read_clock is not None and not read_clock.has_day:
                    clock, stop = when.clock_of(read_clock.said), end
                    break
        hour, minute = (clock.hour, clock.minute) if clock else (None, None)
        said = Said(day=_fixed(day), hour=hour, minute=minute)
        return _dated(range(start, stop), said, day, self._zone, past=True)

    def _past_day(self, start: int) -> tuple[int, date] | None:
        token = self._tokens[start]
        if start in self._taken:
            return None
        if token.word in _PAST_DAYS:
            return start + 1, self._today - _PAST_DAYS[token.word] * _DAY
        at = start
        if token.word in ("в", "во", "на", "у", "минулого"):
            at += 0 if token.word == "минулого" else 1
        if at < len(self._tokens) - 1 and _LAST.fullmatch(self._tokens[at].word):
            word = self._tokens[at + 1].word
            if words.UNITS.get(word) == "week":
                return at + 2, self._today - 7 * _DAY
            if word in words.WEEKDAYS:
                return at + 2, self._today - ((self._today.weekday() - words.WEEKDAYS[word] - 1) % 7 + 1) * _DAY
        return self._ago(start)

    def _ago(self, start: int) -> tuple[int, date] | None:
        for end in range(start + 1, min(start + 4, len(self._tokens))):
            between = (self._tokens[at] for at in range(start, end))
            if self._tokens[end].word in _AGO and all(_known(one.word) or one.kind == "number" for one in between):
                try:
                    said = read("через " + self._line.piece(range(start, end)))
                    if said.day is not None:
                        return end + 1, self._today - (said.day(self._today) - self._today)
                    if said.elapsed is not None:
                        return end + 1, local_day(self._now - said.elapsed, self._zone)
                except (Refused, OverflowError, ValueError):  # beyond the calendar
                    return None
        return None


_TURN = re.compile(
    r"выходн(?:ые|ых)|вихідн(?:і|их)|weekend|midweek|eod|cob|eow|eom|пообіді|недел[еюи]|тижн[яюі]|week|місяця|"
    r"месяца|month|обеда|обіду|года|року|year"
    r"|нг|полтретьего|полгода"
)
_OF_MONTH = re.compile(
    r"до|с|з|від|от|после|після|until|till|by|in|from|after|early|mid|late|of|начал\w|початк\w|конц\w|кінц\w|наприкінці"
    r"|середин\w"
)
_MONTH_LIKE = frozenset(name for name in when_phrases.NAMED if not name.isascii())


_A_YEAR = re.compile(r"\bчерез (?:1 )?год\b")
_HOURS = re.compile(r"\b((?:через|за) [0-9]+) ?год\b")
"""An hour in short in Ukrainian is a year in Russian."""


def _without_loose(text: str) -> str:
    return " ".join(part for part in text.split() if part not in _LOOSE)


def _known(word: str) -> bool:
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
        or word in _LOOSE
        or word in ("в", "день")
        or _TURNS.fullmatch(word) is not None
    )


def _is_at(token: Token | None) -> bool:
    return token is not None and (
        token.word in words.AT
        or token.word in _LOOSE
        or token.word in ("на", "около", "біля", "around", "о", "об", "~")
    )


def _fixed(day: date) -> Callable[[date], date]:
    return lambda _today: day


def _dated(span: range, said: Said, day: date, zone: str, *, past: bool) -> Moment:
    clock = time(said.hour, said.minute or 0) if said.hour is not None else time(10)
    return Moment(span, said, to_utc(day, clock, zone), said.hour is not None, past)


def together(found: Sequence[Moment], now: datetime, zone: str) -> list[Moment]:
    """A day in one place and a time in another are one moment: "завтра позвонить Ромашке в 11"."""
    days = [moment for moment in found if moment.has_day and not _has_clock(moment.said)]
    clocks = [moment for moment in found if not moment.has_day and moment.has_time]
    if len(days) != 1 or len(clocks) != 1:
        return list(found)
    day, clock = days[0], clocks[0]
    said = replace(day.said, hour=clock.said.hour, minute=clock.said.minute, part=clock.said.part)
    try:
        if day.past and day.said.day is not None:
            at: datetime = _dated(day.span, said, day.said.day(now.date()), zone, past=True).at
        else:
            at = when.moment(said, now, zone).at
    except Refused:
        return list(found)
    merged = replace(day, said=said, at=at, has_time=True)
    return [merged if moment is day else replace(clock, at=at) if moment is clock else moment for moment in found]


def spans(found: Sequence[Moment]) -> Iterator[int]:
    """Numbers of all tokens the moments take."""
    for moment in found:
        yield from moment.span


def behind(moment: Moment, now: datetime, zone: str) -> Moment:
    """A date without a year that was done lately and not next year: "встретились 20.11"."""
    if moment.said.day is None or moment.past or moment.at - now < _LONG_AHEAD:
        return moment
    local = to_local(moment.at, zone)
    try:
        earlier = local.date().replace(year=local.year - 1)
    except ValueError:
        return moment
    return _dated(moment.span, replace(moment.said, hour=local.hour, minute=local.minute), earlier, zone, past=True)
