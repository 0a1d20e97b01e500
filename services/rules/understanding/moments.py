"""Finding the moment that a sentence names: the longest stretch of words that is one, and which of several is meant."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from typing import Final

from services.rules import when, when_phrases
from services.rules import when_words as words
from services.rules.understanding import moment_words as mw
from services.rules.understanding.moment_evidence import Evidence
from services.rules.understanding.tokens import Line
from services.rules.when_days import Failure, Refused
from services.rules.when_grammar import Said, read
from services.rules.worktime import local_day, to_local, to_utc

LONGEST_STRETCH: Final = 12
"""Words and marks a moment may take."""
_DAY = timedelta(days=1)
_PADDED = re.compile(r"(?<![0-9])0[0-9]:")
_LONG_AHEAD = timedelta(days=250)
_VAGUE: Final = frozenset(when_phrases.NAMED.values())


@dataclass(frozen=True, slots=True)
class Moment:
    """A moment in a sentence: the tokens it takes, what they say, and the instant in UTC."""

    span: range
    said: Said
    at: datetime
    has_time: bool
    past: bool = False

    @property
    def is_vague(self) -> bool:
        """True for a month, a season, an end of something: "после нового года"."""
        return self.said.day in _VAGUE

    @property
    def has_day(self) -> bool:
        """True when a day is named and not only a time."""
        return _has_day(self.said)


def _has_day(said: Said) -> bool:
    return said.day is not None or said.weekday is not None or said.next_week or said.elapsed is not None


def _has_clock(said: Said) -> bool:
    return said.hour is not None or said.part is not None or said.elapsed is not None


class _NoSuchMoment(Exception):
    """The words name a day or a time that does not exist: 31.02, 02:30 when summer time begins."""

    def __init__(self, span: range, said: Said) -> None:
        super().__init__(span)
        self.span = span
        self._said = said

    def leaves_open(self, moment: Moment) -> bool:
        """Whether the moment is but the other half of this one: the time of no such day, the day of no such time."""
        return not moment.has_day or (not _has_day(self._said) and not _has_clock(moment.said))


def _of_the_afternoon(said: Said, text: str) -> Said:
    """4:30 is half past four in the afternoon; 04:30 is not."""
    early = said.part is None and said.minute is not None and said.hour is not None and 1 <= said.hour <= 6
    return replace(said, hour=(said.hour or 0) + 12) if early and not _PADDED.search(text) else said


def _is_unreal(said: Said, failure: Failure) -> bool:
    if failure is Failure.NO_SUCH_DATE:
        return said.weekday is None and not said.next_week
    return failure is Failure.NO_SUCH_TIME and (said.hour or 0) < 24 and (said.minute or 0) < 60


class Finder:
    """Looks through one line for moments, as of now in a person's zone."""

    def __init__(self, line: Line, taken: frozenset[int], now: datetime, zone: str, locale: str) -> None:
        self._line = line
        self._tokens = line.tokens
        self._taken = taken
        self._evidence = Evidence(line, taken)
        self._now = now
        self._zone = zone
        self._locale = locale
        self._today = local_day(now, zone)

    def all(self) -> list[Moment]:
        """Every moment of the line, in order, none inside another."""
        found: list[Moment] = []
        at, unreal = 0, list[_NoSuchMoment]()
        while at < len(self._tokens):
            try:
                moment = self._past(at) or self._longest(at)
            except _NoSuchMoment as no_such:
                unreal.append(no_such)
                at = no_such.span[-1] + 1
                continue
            if moment is not None:
                found.append(moment)
            at = moment.span[-1] + 1 if moment else at + 1
        found = [moment for moment in found if not any(one.leaves_open(moment) for one in unreal)]
        return [moment for place, moment in enumerate(found) if not self._left(moment, found[place + 1 :])]

    def _left(self, moment: Moment, following: Sequence[Moment]) -> bool:
        """Whether something is moved away from the moment: "перенесли с завтра на пятницу"."""
        before = self._tokens[moment.span[0] - 1].word if moment.span[0] else ""
        away = mw.FROM & {before, self._tokens[moment.span[0]].word}
        later = following[0].span[0] if following else 0
        towards = later and mw.TO & {self._tokens[later - 1].word, self._tokens[later].word}
        return bool(away and towards) and any(mw.MOVED.fullmatch(token.word) for token in self._tokens)

    # ------------------------------------------------------------------------------------------------- what is to come
    def _longest(self, start: int) -> Moment | None:
        if not self._evidence.may_begin(start):
            return None
        end = start
        while end < len(self._tokens) and end - start < LONGEST_STRETCH and self._evidence.may_belong(end):
            end += 1
        for stop in range(end, start, -1):
            span = range(start, stop)
            if self._tokens[stop - 1].kind == "mark" or not self._evidence.anchored(span):
                continue
            moment = self._read(span)
            if moment is not None:
                return moment
        return None

    def _read(self, span: range) -> Moment | None:
        text = self._line.piece(span)
        ukrainian = self._locale == "uk"
        text = mw.HOURS.sub(r"\1 годин", text) if ukrainian else mw.A_YEAR.sub("через 12 месяцев", text)
        if self._locale == "en":
            text = mw.SLASHED.sub(self._nearest_reading, text)
        text = when_phrases.rewritten(text)
        for wording in dict.fromkeys((text, mw.without_loose(text))):
            said = None
            try:
                said = _of_the_afternoon(read(wording), wording)
                found = when.moment(said, self._now, self._zone)
            except (Refused, OverflowError, ValueError) as error:  # beyond the calendar
                if said and isinstance(error, Refused) and _is_unreal(said, error.failure):
                    raise _NoSuchMoment(span, said) from None
                continue
            return Moment(span, said, found.at, found.has_time)
        return None

    def _nearest_reading(self, match: re.Match[str]) -> str:
        """12/5 is the 5th of December or the 12th of May: in English whichever comes sooner."""
        first, second = int(match[1]), int(match[2])
        if not (1 <= first <= 12 and 1 <= second <= 12):
            return match[0]
        today = (self._today.month, self._today.day)
        return min(
            (f"{day}.{month:02}" for day, month in ((first, second), (second, first))),
            key=lambda text: ((int(text.split(".")[1]), int(text.split(".")[0])) < today, int(text.split(".")[1])),
        )

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
            if all(self._evidence.may_belong(number) for number in span) and self._evidence.anchored(span):
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
        if token.word in mw.PAST_DAYS:
            return start + 1, self._today - mw.PAST_DAYS[token.word] * _DAY
        at = start
        if token.word in ("в", "во", "на", "у", "минулого"):
            at += 0 if token.word == "минулого" else 1
        if at < len(self._tokens) - 1 and mw.LAST.fullmatch(self._tokens[at].word):
            word = self._tokens[at + 1].word
            if words.UNITS.get(word) == "week" and not self._of_a_month(at + 2):
                return at + 2, self._today - 7 * _DAY
            if word in words.WEEKDAYS:
                return at + 2, self._today - ((self._today.weekday() - words.WEEKDAYS[word] - 1) % 7 + 1) * _DAY
        return self._ago(start)

    def _of_a_month(self, number: int) -> bool:
        """last week of december is to come."""
        return number < len(self._tokens) and self._tokens[number].word == "of"

    def _ago(self, start: int) -> tuple[int, date] | None:
        for end in range(start + 1, min(start + 4, len(self._tokens))):
            between = (self._tokens[at] for at in range(start, end))
            if self._tokens[end].word in mw.AGO and all(mw.known(one.word) or one.kind == "number" for one in between):
                try:
                    said = read("через " + self._line.piece(range(start, end)))
                    if said.day is not None:
                        return end + 1, self._today - (said.day(self._today) - self._today)
                    if said.elapsed is not None:
                        return end + 1, local_day(self._now - said.elapsed, self._zone)
                except (Refused, OverflowError, ValueError):  # beyond the calendar
                    return None
        return None


def _fixed(day: date) -> Callable[[date], date]:
    return lambda _today: day


def _dated(span: range, said: Said, day: date, zone: str, *, past: bool) -> Moment:
    clock = time(said.hour, said.minute or 0) if said.hour is not None else time(10)
    return Moment(span, said, to_utc(day, clock, zone), said.hour is not None, past)


def together(found: Sequence[Moment], now: datetime, zone: str) -> list[Moment]:
    """A day in one place and a time in another are one moment: "завтра позвонить Ромашке в 11"."""
    days = [moment for moment in found if moment.has_day and moment.said.hour is None and moment.said.elapsed is None]
    clocks = [moment for moment in found if not moment.has_day and moment.has_time]
    if len(days) != 1 or len(clocks) != 1:
        return list(found)
    day, clock = days[0], clocks[0]
    if day.said.part and clock.said.part:
        return list(found)
    said = replace(day.said, hour=clock.said.hour, minute=clock.said.minute, part=clock.said.part or day.said.part)
    try:
        if day.past and day.said.day is not None:
            at: datetime = _dated(day.span, said, day.said.day(now.date()), zone, past=True).at
        else:
            at = when.moment(said, now, zone).at
    except Refused as refused:
        unreal = (day, clock) if _is_unreal(said, refused.failure) else ()
        return [moment for moment in found if moment not in unreal]
    merged = replace(day, said=said, at=at, has_time=True)
    return [merged if moment is day else replace(clock, at=at) if moment is clock else moment for moment in found]


def is_length(moment: Moment, line: Line) -> bool:
    """Whether it may be how long something took: "две часа говорили" names hours without "in"."""
    return moment.said.elapsed is not None and line.tokens[moment.span[0]].word not in words.AFTER


def is_of_something_else(moment: Moment, line: Line) -> bool:
    """Whether it is when a warranty ends, what year a budget is of, or when something was promised."""
    before = [token.word for token in line.tokens[max(0, moment.span[0] - 2) : moment.span[0]]]
    first = line.tokens[moment.span[0]].word
    if moment.past:
        after = " ".join(token.word for token in line.tokens[moment.span.stop : moment.span.stop + 3])
        return bool(mw.PROMISED.match(after) or (before and mw.PROMISED.fullmatch(before[-1])))
    if before and first not in mw.UNTIL_WHEN:
        first = before.pop()
    return bool(before and first in mw.UNTIL_WHEN and mw.LASTING.fullmatch(before[-1]))


def spans(found: Sequence[Moment]) -> Iterator[int]:
    """Numbers of all tokens the moments take."""
    for moment in found:
        yield from moment.span


def behind(moment: Moment, now: datetime, zone: str, *, told: bool) -> Moment:
    """A date without a year that was done lately and not next year: "встретились 20.11".

    `told`: nothing is planned beside it; then a part of the day is this one's: "offer went out this morning".
    """
    if told and moment.said.part and moment.said.hour is None and moment.said.weekday is None:
        day = local_day(now, zone)
        usual = to_utc(day, moment.said.part.usual, zone)
        if usual <= now and moment.at - now < _DAY:
            return replace(moment, at=usual, past=True)
    if told and moment.said.weekday is not None and not (moment.said.next_week or moment.past or moment.said.day):
        local = to_local(moment.at, zone)
        said = replace(moment.said, hour=local.hour if moment.has_time else None, minute=local.minute)
        week_ago = local.date() - 7 * _DAY
        return _dated(moment.span, said, week_ago, zone, past=True) if week_ago < local_day(now, zone) else moment
    if moment.said.day is None or moment.past or moment.at - now < _LONG_AHEAD:
        return moment
    local = to_local(moment.at, zone)
    try:
        earlier = local.date().replace(year=local.year - 1)
    except ValueError:
        return moment
    return _dated(moment.span, replace(moment.said, hour=local.hour, minute=local.minute), earlier, zone, past=True)
