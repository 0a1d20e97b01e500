"""What a salesperson means by a typed line: intent, moment, amount, client, and what is left (issue: free text).

Pure and quick (a millisecond or so); nothing here knows the database, so a name is only words that look like one.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime

from services.rules.understanding import amounts, common_words, intents, moments, names, quoted_names, spelling, tokens
from services.rules.understanding.intents import Intent
from services.rules.understanding.moments import Moment
from services.rules.worktime import local_day

__all__ = ["Intent", "Understood", "asks_for_the_day", "says_what_to_do", "understand"]


@dataclass(frozen=True, slots=True)
class Understood:
    """What was understood of a text.

    `when` is UTC, `has_time` False when only a day was named; `amount` in minor units, never negative; `name` and
    `rest` as typed. `talked`: the client was spoken to, whatever the intent; `done`: it has happened and is not
    planned (a meeting held); `past`: `when` is told as gone.
    """

    intent: Intent
    when: datetime | None = None
    has_time: bool = False
    past: bool = False
    amount: int | None = None
    name: str | None = None
    rest: str = ""
    talked: bool = False
    done: bool = False


_THE_DAY = re.compile(
    r"(?:а |и |ну )?(?:что|чо|шо|чего|какие|какой|покажи|що|шо|які|який|what|whats|what's|show)(?: (?:там|же|ж|"
    r"is|are|do|me|the))*"
    r"(?: (?:у|в|i|have|мне|мені|мои|мої|my|мой|мій|меня|мене|дела|справи|задачи|задачі|звонки|дзвінки|план|"
    r"плани|планы|plans?"
    r"|tasks|calls|есть|є|на|по|нужно|треба|делать|робити|to|do|for|on))*"
    r" (?:сегодня|сьогодні|today|день|agenda)(?: (?:у меня|у мене|в мене|нужно сделать|делать|робити|do))?[ ?!.]*",
)
"""Somebody asks for the day's work, and tells nothing of a client."""
_SENTENCE = 3
"""Words of which a sentence about work has at least so many."""
_EDGES = " ,;:.-–—/|()!"
_MARKS = re.compile(r"\s*([,;:])(?:\s*[,;:.])+\s*")
_BEFORE_MARK = re.compile(r"\s+([,;:.!?])")
_EMPTY_BRACKETS = re.compile(r"\(\s*\)|«\s*»|\"\s*\"")
_LOOSE_ENDS = tokens.word_set(
    "и а но с со в во на о об до к ко по за у от для і й та але з із зі від and but with to for on at in by of "
    "from the a an"
    " на суму сумму сумма то что що"
)


_UNTIL = tokens.word_set("до к ко на by till until before for після после after з с from")
_NEW_CLAUSE = frozenset(",;.-–—:")
_NEAR = 4
_TOTAL = tokens.word_set("всего итого всего-то разом всього загалом вместе суммарно сумарно total totals altogether")
"""Before what several sums make together."""


def understand(text: str, now: datetime, zone: str, locale: str) -> Understood:
    """Understand a typed line; `now` is aware UTC, `zone` the person's, `locale` one of ru, uk, en. Never raises."""
    plain = spelling.written_out(tokens.squeezed(text))
    line = tokens.line(plain, spelling.mended(plain))
    others = amounts.numbers_of_other_things(line)
    sums = amounts.find(line, others, bare=False)
    summed = frozenset(number for one in sums for number in one.span)
    found = moments.Finder(line, others | summed, now, zone, locale).all()
    found = moments.together(found, now, zone)
    timed = frozenset(moments.spans(found))
    sums = sums or amounts.find(line, others | timed, bare=True)
    found = [one for one in found if not moments.is_of_something_else(one, line)]
    meant = intents.read(line, found, frozenset(number for one in sums for number in one.span))
    done = meant.intent in (Intent.MEETING, Intent.REACHED, Intent.PAYMENT, Intent.REFUSAL, Intent.NOT_REACHED)
    told = meant.done and not meant.beside
    if meant.intent in (Intent.REACHED, Intent.MEETING) and meant.done and not meant.beside:
        found = [one for one in found if not moments.is_length(one, line)]
    if done or told:
        found = [moments.behind(one, now, zone, told=told and _is_told(line, one, meant.span)) for one in found]
    moment = _chosen(found, meant, local_day(now, zone), zone)
    amount = _amount(line, sums, meant)
    taken = set(others) | meant.span | meant.beside | meant.other
    taken.update(number for one in found for number in one.span)
    taken.update(number for one in sums for number in one.span)
    said = meant.span | meant.beside | meant.about | meant.other | timed
    name = names.Finder(
        line, frozenset(taken), said, met=meant.intent is Intent.MEETING, lost=meant.intent is Intent.REFUSAL
    ).find()
    return Understood(
        intent=meant.intent,
        when=moment.at if moment else None,
        has_time=moment.has_time if moment else False,
        past=moment is not None and (moment.past or moment.at < now),
        amount=amount.minor if amount else None,
        name=name.text if name else None,
        rest=_rest(line, meant, found, amount, name),
        talked=meant.talked,
        done=meant.done,
    )


def asks_for_the_day(text: str) -> bool:
    """Whether a line asks what is to be done today: "что у меня сегодня?"."""
    return _THE_DAY.fullmatch(tokens.squeezed(text).casefold()) is not None


def says_what_to_do(text: str, now: datetime, zone: str, locale: str) -> bool:
    """Whether a line reads as work and not as a value or a name: three words or more, with an intent."""
    return len(text.split()) >= _SENTENCE and understand(text, now, zone, locale).intent is not Intent.NOTE


def _chosen(found: list[Moment], meant: intents.Meant, today: date, zone: str) -> Moment | None:
    """Of several moments the one beside the words for the next contact; what is to come before what is over.

    The day of what is done is over, also where it is today: "встретились сегодня, смета к четвергу".
    """
    if not found:
        return None
    calls = meant.beside or (meant.span if meant.intent in (Intent.CALL_BACK, Intent.MEETING) else frozenset())

    def rank(item: tuple[int, Moment]) -> tuple[bool, bool, int, bool, int]:
        place, moment = item
        over = moment.past or (meant.done and not moment.has_time and local_day(moment.at, zone) == today)
        near = min((abs(number - at) for at in calls for number in (moment.span[0], moment.span[-1])), default=0)
        return over, moment.is_vague, near if calls else 0, not moment.has_day, place

    return min(enumerate(found), key=rank)[1]


def _is_told(line: tokens.Line, moment: Moment, fact: frozenset[int]) -> bool:
    """Whether a moment may be when it happened: beside the fact, with no "until" before it and nothing else between."""
    if moment.said.weekday is None:
        return True
    start = moment.span[0]
    if {line.tokens[start].word, line.tokens[start - 1].word if start else ""} & _UNTIL:
        return False
    near = min(fact, key=lambda number: abs(number - start), default=start)
    between = [line.tokens[number] for number in range(min(near, start) + 1, max(near, start))]
    return len(between) <= _NEAR and not any(
        one.word in _NEW_CLAUSE or common_words.is_rest(one.word) for one in between
    )


def _amount(line: tokens.Line, sums: list[amounts.Sum], meant: intents.Meant) -> amounts.Sum | None:
    """Of several sums the total, or the one next to the words of the intent; a sure one before a bare figure."""
    if not sums:
        return None
    words = meant.span if meant.intent in (Intent.PAYMENT, Intent.OFFER_SENT) else frozenset()

    def rank(one: amounts.Sum) -> tuple[bool, bool, int]:
        whole = bool({token.word for token in line.tokens[max(0, one.span[0] - 2) : one.span[0]]} & _TOTAL)
        return not whole, not one.sure, min((abs(number - at) for number in words for at in one.span), default=0)

    return min(sums, key=rank)


def _rest(
    line: tokens.Line,
    meant: intents.Meant,
    found: list[Moment],
    amount: amounts.Sum | None,
    name: quoted_names.Name | None,
) -> str:
    """The text without what was understood, tidied."""
    taken = set(meant.span | meant.beside)
    taken.update(number for one in found for number in one.span)
    taken.update(amount.span if amount else ())
    taken.update(name.span if name else ())
    kept = [number for number in range(len(line.tokens)) if number not in taken]
    kept = _without_loose_words(line, kept, taken)
    pieces, before = [], None
    for number in kept:
        token = line.tokens[number]
        if before is not None and (number - before > 1 or line.tokens[before].end < token.start):
            pieces.append(" ")
        pieces.append(token.text)
        before = number
    tail = line.text[tokens.LONGEST :]
    text = _EMPTY_BRACKETS.sub("", _BEFORE_MARK.sub(r"\1", "".join(pieces)))
    return (_MARKS.sub(r"\1 ", text) + tail).strip(_EDGES)


def _without_loose_words(line: tokens.Line, kept: list[int], taken: set[int]) -> list[int]:
    """Prepositions and conjunctions whose company has been understood are nothing by themselves."""

    def dangling(place: int) -> bool:
        number = kept[place]
        if line.tokens[number].word not in _LOOSE_ENDS:
            return False
        following = number + 1
        return following in taken or following >= len(line.tokens) or line.tokens[following].kind == "mark"

    for place in range(len(kept) - 1, -1, -1):
        if dangling(place):
            taken.add(kept[place])
            kept = kept[:place] + kept[place + 1 :]
    return kept
