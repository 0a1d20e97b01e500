"""What a message says happened or is to happen.

The rule: what was done outranks what is planned. Refused, paid, an offer that went out, a call in vain and a meeting
held come before the next contact that is agreed in the same message; that gives the moment alone. Having talked is the
weakest fact: what was agreed in the talk (a call, a meeting) outranks it. A moment to come and nothing else is a call
to make; a message that says none of this is a note.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum

from services.rules.understanding import intent_words as words
from services.rules.understanding.common_words import is_common, may_be_name
from services.rules.understanding.moments import Moment
from services.rules.understanding.tokens import Line, Token

_TOPIC = re.compile(
    r"(?:насчет|по|поводу|щодо|стосовно|приводу|about|re|regarding|подтвердить|підтвердити|confirm|после|перед|до|"
    r"після|before|after|с|со|з|із|зі|out of|from|in|during)"
    r" (?:the |our |a |his |her |нашей )?$"
)
_WISH = re.compile(
    r"(?:wants?|asked for|asks for|needs?|хо(?:чет|тят|тів|тіла)|хоч(?:е|уть)|прос(?:ит|ят|ить|ять)) (?:an? )?$"
)
"""Before a meeting that is no more than wished for."""
_ASKED = re.compile(r"(?<!\w)(?:спрашива\w+|спросил\w*|питал\w*|питав|запит\w+|asked|asks) (?:когда|коли|when) $")
"""Before a visit that is asked about."""
_NEAR_A_SUM = 5
_FEW_WORDS = 6
_NOT_WRITTEN = re.compile(r"(?:письм\w+|почт\w+|лист\w*|e ?mail\w*|сообщени\w+|пошт\w+|вайбер|телеграм)")


_NEGATED = re.compile(
    r"(?<!\w)(?:не|not|never|havent|hasnt|didnt|dont|doesnt|wasnt|isnt|arent|werent|wont|cant|без|no|without"
    r"|(?:передума|чуть не|едва не|ледь не|almost|nearly)\w*)"
    r" (?:(?:еще|ще|yet|been|even|пока|поки|really|fully|полностью|повністю|it|they|have|has) ){0,2}$"
)
"""What turns a fact into none when it stands right before."""
_IN_COMPANY = re.compile(r"(?:со?|із|зі|з|вчера|вчора|учора|сегодня|сьогодні|утром|зранку) ")
"""Between "was" and where: "були з шефом в Уюті"."""
_OPENING = re.compile(
    r"(?:(?:ну|вот|ось|так|короче|значит|значить|отже|итак|слушай|слухай|ok|okay|so|well|i|we|я|мы|ми|вчера|вчора|учора|yesterday|"
    r"сегодня|сьогодні|today) (?:, )?)*"
)
"""What a dictated line begins with before anything is said."""
_BY_PAPER = frozenset(["за", "по", "на", "by"])
_NOT_IN_GAP = re.compile(r"(?<!\w)(?:не|нет|not|hasnt|havent|isnt|didnt|wont)(?!\w)")
_UNWANTED = re.compile(
    r"(?<!\w)(?:(?:couldnt|could not|cant|cannot|can not|couldn) |(?:не|not|dont|doesnt|didnt|wont)"
    r" (?:(?:хо[чт]\w+|хоч\w*|wants?|wish|може\w*|мож[еу]\w+|могл?[аи]?|міг|могл[аи]) )+)(?:to )?(?:really |even"
    r" |now )?$"
)
"""Before a talk that will not be."""


class Intent(StrEnum):
    """What was understood (a stable contract of `main.py understand`)."""

    CALL_BACK = "call_back"
    MEETING = "meeting"
    OFFER_SENT = "offer_sent"
    PAYMENT = "payment"
    REFUSAL = "refusal"
    REACHED = "reached"
    NOT_REACHED = "not_reached"
    NOTE = "note"


@dataclass(frozen=True, slots=True)
class Meant:
    """The intent, the tokens of the words that say it, and of those that tell of a call to come beside a fact.

    `talked`: the client was spoken to, though something else came of it. `done`: it has happened, it is not planned.
    """

    intent: Intent
    span: frozenset[int] = frozenset()
    beside: frozenset[int] = frozenset()
    talked: bool = False
    done: bool = False
    other: frozenset[int] = frozenset()
    """Tokens that speak of something else that happened: no names."""
    about: frozenset[int] = frozenset()
    """Tokens that name an offer or a payment, whatever is said of it: "кп Люксору до пятницы"."""


@dataclass(slots=True)
class _Reader:
    line: Line
    moments: Sequence[Moment]
    sums: frozenset[int]
    has_sum: bool = field(init=False)
    calls: frozenset[int] = field(init=False, default=frozenset())
    reached: frozenset[int] = field(init=False, default=frozenset())

    def read(self) -> Meant:
        self.has_sum = bool(self.sums)
        self.reached = reached = self._free(words.REACHED) & self._true(words.REACHED)
        self.calls = self._free(words.CALL_BACK) - reached
        for intent, span in self._facts():
            return Meant(intent, span, self._beside(span), talked=bool(reached), done=True)
        meeting = self._meeting()
        if meeting:
            return Meant(Intent.MEETING, meeting, self._beside(meeting) | self._near(reached, meeting), bool(reached))
        payment = frozenset() if self.calls else self._payment_ahead()
        if payment:
            return Meant(Intent.PAYMENT, payment, talked=bool(reached))
        if self.calls:
            return Meant(Intent.CALL_BACK, self.calls, self._near(reached, self.calls), talked=bool(reached))
        if reached:
            return Meant(Intent.REACHED, reached, talked=True, done=True)
        if self._ahead():
            return Meant(Intent.CALL_BACK)
        return Meant(Intent.NOTE)

    # ------------------------------------------------------------------------------------------------------------ facts
    def _facts(self) -> list[tuple[Intent, frozenset[int]]]:
        facts = (
            (Intent.REFUSAL, self._refused()),
            (Intent.PAYMENT, self._paid()),
            (Intent.OFFER_SENT, self._offer()),
            (Intent.MEETING, self._met()),
            (Intent.NOT_REACHED, self._missed()),
        )
        return [(intent, span) for intent, span in facts if span]

    def _refused(self) -> frozenset[int]:
        refused = self._true(words.REFUSAL)
        if not self._spans(words.PAYMENT_NAMED):
            refused |= self._true(words.TAKEN_FROM)
        if self._ahead() and refused <= self._spans(words.CHANGED_MIND) and self._meeting():
            refused = frozenset()  # "передумала, придёт на встречу в понедельник"
        return refused if self._ahead() else refused | self._spans(words.NO_CALLS) | self._flat_no()

    def _flat_no(self) -> frozenset[int]:
        """ромашка - нет: the last word alone says it."""
        match = words.FLAT_NO.match(self.line.words) or words.PASSED.match(self.line.words)
        return frozenset({self.line.tokens_at(*match.span())[-1]}) if match else frozenset()

    def _missed(self) -> frozenset[int]:
        found: set[int] = set()
        for match in words.NOT_REACHED.finditer(self.line.words):
            if not _NOT_WRITTEN.match(self.line.words[match.end() :].lstrip().removeprefix("на ")):
                found.update(self._of_match(match))
        for match in words.HUNG_UP.finditer(self.line.words):
            told = self.line.tokens[: self.line.tokens_at(*match.span())[0]]
            if not any(is_common(token.word) for token in told if token.kind == "word") and not self.has_sum:
                found.update(self._of_match(match))
        return frozenset(found)

    def _paid(self) -> frozenset[int]:
        done = self._true(words.PAID)
        named = self._spans(words.PAYMENT_NAMED)
        if done:
            return done | self._near(named, done)
        moved = self._true(words.MONEY_MOVED)
        if self._sum_follows(moved) and not self._spans(words.OFFER_NAMED):
            return moved
        thrown = self._true(words.MONEY_THROWN)
        if self._sum_follows(thrown) and not self._spans(words.OFFER_NAMED) and not self._papers():
            return thrown
        on_account = self._true(words.ON_ACCOUNT)
        unpaid = words.PAYMENT_WAITED.search(self.line.words) or self._ahead()
        if on_account and self.has_sum and not unpaid and not self._spans(words.OFFER_NAMED):
            return on_account
        sold = self._true(words.SOLD)
        if sold and self.has_sum and not self._ahead() and self._is_short():
            return sold
        if named and self.has_sum and not words.PAYMENT_WAITED.search(self.line.words) and not self.calls:
            return frozenset() if self._ahead() else named
        bare = re.fullmatch(
            r"(?:[^\s]+ ){0,2}(?:оплата|предоплата|передоплата|payment)(?: [^\s]+){0,2}", self.line.words
        )
        if named and bare and not words.PAYMENT_WAITED.search(self.line.words) and not self.calls and not self.moments:
            return named
        return frozenset()

    def _papers(self) -> frozenset[int]:
        """Papers that are spoken of, not paid by: "скинули 31 тис за рахунком" is money."""
        spans = self._spans(words.PAPERS)
        return frozenset(at for at in spans if not at or self.line.tokens[at - 1].word not in _BY_PAPER)

    def _offer(self) -> frozenset[int]:
        done = self._spans(words.OFFER_DONE)
        if done and not words.OFFER_AHEAD.search(self.line.words[: self._at(min(done))][-14:]):
            return done
        named = self._spans(words.OFFER_NAMED)
        ahead = words.OFFER_AHEAD.search(self.line.words) or self.calls or self._ahead()
        if not done and named and not ahead and self._is_short():
            return named
        return frozenset()

    def about(self) -> frozenset[int]:
        """Tokens that name an offer or a payment."""
        return self._spans(words.OFFER_NAMED) | self._spans(words.PAYMENT_NAMED) | self._spans(words.TO_SEND)

    def _is_short(self) -> bool:
        """A few words and a sum, too few to say more than what was offered to whom."""
        words_of = [number for number, token in enumerate(self.line.tokens) if token.kind == "word"]
        return len(set(words_of) - self.sums) <= _FEW_WORDS

    def _met(self) -> frozenset[int]:
        if words.MEETING_OFF.search(self.line.words):
            return frozenset()
        return self._spans(words.MEETING_DONE) | self._been()

    def _been(self) -> frozenset[int]:
        """был в уюте: a visit, where a name follows at once."""
        opening = _OPENING.match(self.line.words)
        match = words.BEEN.match(self.line.words, opening.end() if opening else 0)
        if match is None:
            return frozenset()
        span, token = self.line.tokens_at(*match.span()), self._following(self.line.tokens_at(*match.span()))
        gap = "".join(group for group in match.groups() if group)
        named = may_be_name(token) and (not gap or _IN_COMPANY.match(gap) is not None)
        return frozenset({span[0], span[-1]}) if named else frozenset()

    def _following(self, span: range) -> Token:
        return self.line.tokens[min(span.stop, len(self.line.tokens) - 1)]

    # ---------------------------------------------------------------------------------------------------------- planned
    def _meeting(self) -> frozenset[int]:
        if words.MEETING_OFF.search(self.line.words) and (self.calls or not self.moments):
            return frozenset()
        found: set[int] = set()
        ahead = self._ahead()
        for match in words.MEETING.finditer(self.line.words):
            before = self.line.words[: match.start()]
            if _UNWANTED.search(before) or _ASKED.search(before):
                continue
            if self._is_reason(match.start()):
                continue
            if not (_TOPIC.search(before) and self.calls) and (ahead or not _WISH.search(before)):
                found.update(self._of_match(match))
        if not found and ahead and not self.calls:
            return self._spans(words.SEEING)
        return frozenset(found)

    def _is_reason(self, start: int) -> bool:
        """ "позвонить Петренко в 11, сегодня у него совещание": a call comes first, the reason in its own clause."""
        first = next((n for n, token in enumerate(self.line.tokens) if token.kind == "word"), 0)
        return first in self.calls and "," in self.line.words[:start]

    def _payment_ahead(self) -> frozenset[int]:
        if not self._ahead():
            return frozenset()
        return self._spans(words.PAYS_LATER) or self._spans(words.PAYMENT_NAMED)

    def _ahead(self) -> bool:
        return any(not moment.past for moment in self.moments)

    # ---------------------------------------------------------------------------------------------------------- tokens
    def _spans(self, pattern: re.Pattern[str]) -> frozenset[int]:
        found: set[int] = set()
        for match in pattern.finditer(self.line.words):
            found.update(self._of_match(match))
        return frozenset(found)

    def _of_match(self, match: re.Match[str]) -> frozenset[int]:
        """Tokens of a match without the names that stand in its gaps: "отправил Петрову КП"."""
        found = set(self.line.tokens_at(*match.span()))
        for group in range(1, (match.re.groups or 0) + 1):
            if match[group]:
                gap = self.line.tokens_at(*match.span(group))
                names = {number for number in gap if may_be_name(self.line.tokens[number])}
                names.update(number - 1 for number in set(names) if number - 1 in gap)
                names.update(at for number in set(names) for at in self._joined(number) if at in gap)
                found -= names
        return frozenset(found)

    def _joined(self, number: int) -> tuple[int, ...]:
        """The other half of "Smith & Sons"."""
        tokens = self.line.tokens
        return (number + 1, number + 2) if tokens[number + 1 : number + 2] and tokens[number + 1].text == "&" else ()

    def _true(self, pattern: re.Pattern[str]) -> frozenset[int]:
        """Tokens of the pattern where no "not" stands before it."""
        found: set[int] = set()
        for match in pattern.finditer(self.line.words):
            gaps = " ".join(gap for gap in match.groups() if gap)
            if not _NEGATED.search(self.line.words[: match.start()]) and not _NOT_IN_GAP.search(gaps):
                found.update(self._of_match(match))
        return frozenset(found)

    def _free(self, pattern: re.Pattern[str]) -> frozenset[int]:
        """Tokens of the pattern that are not a part of a moment, and that nobody refuses to do."""
        found: set[int] = set()
        for match in pattern.finditer(self.line.words):
            if not _UNWANTED.search(self.line.words[: match.start()]):
                found.update(self._of_match(match))
        return frozenset(found).difference(number for moment in self.moments for number in moment.span)

    def _beside(self, span: frozenset[int]) -> frozenset[int]:
        """The words for the next call, where a moment says when."""
        if not self._ahead():
            return frozenset()
        return self.calls - span

    def _sum_follows(self, moved: frozenset[int]) -> bool:
        """A verb of moving money, and a sum within a few words."""
        return any(abs(number - at) <= _NEAR_A_SUM for number in moved for at in self.sums)

    def _near(self, others: frozenset[int], span: frozenset[int]) -> frozenset[int]:
        return frozenset(number for number in others if number - 1 in span or number + 1 in span)

    def _at(self, token: int) -> int:
        return self.line.starts[token]


def read(line: Line, moments: Sequence[Moment], sums: frozenset[int]) -> Meant:
    """What a line means, given the moments and the tokens of the sums that stand in it."""
    reader = _Reader(line, moments, sums)
    return replace(reader.read(), other=reader.calls | reader.reached, about=reader.about())
