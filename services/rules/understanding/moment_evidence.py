"""Whether a stretch of words speaks of time for certain, and is no mere number or preposition."""

from __future__ import annotations

from services.rules import when_phrases
from services.rules import when_words as words
from services.rules.understanding import moment_words as mw
from services.rules.understanding.common_words import is_verb_like
from services.rules.understanding.first_names import FIRST_NAMES
from services.rules.understanding.tokens import Line, Token


class Evidence:
    """Judges stretches of one line; the `taken` tokens belong to something else."""

    def __init__(self, line: Line, taken: frozenset[int]) -> None:
        self._line = line
        self._tokens = line.tokens
        self._taken = taken

    def may_begin(self, number: int) -> bool:
        """Whether a moment may begin at the token."""
        token, following = self._tokens[number], self._after(number)
        if (
            token.kind == "number"
            and following is not None
            and following.word == "on"
            and not _is_at(self._before(number))
        ):
            return False  # "School 12 on December 1"
        return self.may_belong(number) and (token.kind != "mark" or token.text == "+")

    def may_belong(self, number: int) -> bool:
        """Whether the token may be a part of a moment."""
        if number in self._taken:
            return False
        token = self._tokens[number]
        if token.kind == "mark":
            return token.text in ".,:/-–~" or (token.text == "+" and not self._joined(number))
        following = self._after(number)
        if following is not None and following.word == "more" and token.kind == "word":
            return False  # "one more go"
        if token.word in mw.AND:
            return self._within_range(number) or self._half_follows(number)
        return token.kind == "number" or mw.known(token.word)

    def _joined(self, number: int) -> bool:
        """The plus of a name: "Вектор+"."""
        return number > 0 and self._tokens[number - 1].end == self._tokens[number].start

    def _within_range(self, number: int) -> bool:
        """between 10 and 12."""
        if not 2 <= number < len(self._tokens) - 1 or self._tokens[number + 1].kind != "number":
            return False
        return any(self._tokens[at].word in mw.BETWEEN for at in range(max(0, number - 4), number))

    def _half_follows(self, number: int) -> bool:
        """an hour and a half."""
        return any(one.word in ("half", "половиной", "половиною") for one in self._tokens[number + 1 : number + 3])

    # -------------------------------------------------------------------------------------------------------- evidence
    def anchored(self, span: range) -> bool:
        """Whether a stretch speaks of time for certain, and is no mere number or preposition."""
        if not self._ends_well(span):
            return False
        return any(self._anchor(number, span) for number in span) or self._is_turn(span)

    def _is_turn(self, span: range) -> bool:
        """A turn of speech that speaks of time in itself: "минут через 15", "без десяти пять"."""
        if len(span) < 2 and not mw.HALVES.fullmatch(self._tokens[span[0]].word):
            return False
        text = self._line.piece(span)
        return when_phrases.rewritten(text) != text

    def _ends_well(self, span: range) -> bool:
        following = self._after(span[-1])
        last = self._tokens[span[-1]]
        if last.kind == "number" and following is not None:
            if following.kind == "number" or following.text in "%°$€₴£" or self._counts(span, following):
                return False
            touching = following.start == last.end
            return not (touching and following.kind != "mark") and not (touching and self._goes_on(span[-1] + 1))
        if last.word in words.NUMBERS and following is not None and following.kind == "word":
            before = self._before(span[-1])
            if before is not None and before.word in ("на", "for", "за") and self._counts(span, following):
                return False
        if last.word in ("st", "nd", "rd", "th") and self._nth(span, following):
            return False
        if last.word in words.MONTHS and self._before_its_day(span):
            return False
        return last.kind == "number" or (last.word not in words.FILLERS and last.word not in mw.LOOSE)

    def _before_its_day(self, span: range) -> bool:
        """A month whose day follows: "to December" of "to December 5"."""
        number = span[-1] + 1
        before, following = self._before(span[-1]), self._after(span[-1])
        if following is None or following.kind != "number" or number in self._taken or len(following.text) > 2:
            return False
        return before is None or before.kind != "number"

    def _nth(self, span: range, noun: Token | None) -> bool:
        """the 2nd instalment."""
        if noun is None or noun.kind != "word" or noun.word in mw.LITTLE:
            return False
        if noun.word in ("time", "half", "day", "week", "call", "attempt"):
            return True
        if mw.known(noun.word):
            return False
        if noun.capital and not noun.text.isupper():
            return False
        around = [self._tokens[number].word for number in range(max(0, span[0] - 2), span[-1])]
        return not any(word in ("on", "by", "until", "till", "before", "after") for word in around)

    def _counts(self, span: range, noun: Token) -> bool:
        """Whether the figure at the end counts what follows it: "на 10 кресел", "на 6 месяцев", "2 офиса"."""
        if noun.kind != "word" or (noun.capital and not noun.text.isupper()):
            return False
        if mw.COUNTED.fullmatch(noun.word) or words.UNITS.get(noun.word) in ("day", "week", "month"):
            return True
        before = self._before(span[-1])
        if before is None or before.word not in ("на", "for", "за"):
            return False
        bare = len(span) <= 2 and noun.word not in mw.LITTLE and not mw.known(noun.word)
        return bare and not is_verb_like(noun.word) and not FIRST_NAMES.fullmatch(noun.word)

    def _goes_on(self, number: int) -> bool:
        """A mark that a further figure follows: "3.500"."""
        following = self._after(number)
        mark = self._tokens[number]
        touching = following is not None and following.kind == "number" and following.start == mark.end
        return mark.text in ".,:" and touching

    def _after(self, number: int) -> Token | None:
        return self._tokens[number + 1] if number + 1 < len(self._tokens) else None

    def _before(self, number: int) -> Token | None:
        return self._tokens[number - 1] if number else None

    def _anchor(self, number: int, span: range) -> bool:
        token = self._tokens[number]
        following = self._tokens[number + 1] if number + 1 in span else None
        if number and self._tokens[number - 1].word in mw.WHOLE and token.word not in words.WEEKDAYS:
            return False  # "third time this morning" counts, it asks for nothing
        if number and self._tokens[number - 1].word == "since":
            return False
        if token.kind == "number":
            return self._figure(number, span, following)
        word = token.word
        if word in words.PARTS:
            before = self._before(number)
            after = self._after(number)
            if before is not None and before.word == "за":
                return False  # "третий раз за утро"
            if word == "дня" and before is not None and mw.END.fullmatch(before.word):
                return True
            if self._in_a_name(number):
                return False
            if word == "lunch" and after is not None and after.word in ("meeting", "with", "date"):
                return False
            if before is not None and before.word in ("a", "an"):
                return False  # "a morning group"
            if before is not None and mw.GREETING.fullmatch(before.word):
                return False
            return word not in ("am", "pm", "дня", "обеде", "день") or (before is not None and before.kind == "number")
        if word == "from":
            return following is not None and following.word in ("now", "today")
        if word in mw.QUARTERS:
            return len(span) > 2
        if word in words.AFTER:
            return following is not None and any(self._unit(later) for later in span if later > number)
        if word in words.MONTHS:
            beside = (self._before(number), following)
            if any(other is not None and other.kind == "number" for other in beside):
                return True
            if beside[0] is not None and beside[0].word in ("на", "to"):
                return any(mw.MOVED.fullmatch(one.word) for one in self._tokens[max(0, number - 5) : number])
            return self._ordinal(number) or (beside[0] is not None and bool(mw.OF_MONTH.fullmatch(beside[0].word)))
        if word in when_phrases.NAMED:
            before = self._before(number)
            if word in when_phrases.SEASONS or word not in mw.MONTH_LIKE:
                return True
            return before is not None and before.word in ("в", "у", "до", "к", "in", "на")
        if word in words.AT or word in ("на", "к", "до", "о"):
            return following is not None and (
                following.word in words.NUMBERS or following.word in ("час", "пол", "пів", "половине", "половину")
            )
        if word == "нд":  # "недозвон" as often as Sunday
            before = self._before(number)
            return before is not None and before.word in ("в", "у", "на", "до", "о")
        return (
            word in words.DAYS or word in words.WEEKDAYS or word in words.HALF_AN_HOUR or bool(mw.TURN.fullmatch(word))
        )

    def _in_a_name(self, number: int) -> bool:
        """«Кофейня Утро», Morning Coffee: a part of the day with a capital beside another one."""
        token, before, after = self._tokens[number], self._before(number), self._after(number)
        if not token.capital or token.text.isupper():
            return False
        if before is not None and before.kind == "word":
            return before.capital and len(before.text) > 2
        return token.word.isascii() and after is not None and after.capital and token.word in ("morning", "evening")

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
        if following is not None and following.text in ":-./":
            figure = self._tokens[number + 2] if number + 2 in span else None
            if figure is not None and figure.kind == "number" and following.start == self._tokens[number].end:
                return self._with_mark(number, following.text, figure)
        if self._ordinal_follows(number, span):
            return True
        if following is not None and (
            following.word in words.CLOCK_HOURS | {"am", "pm", "утра", "вечера", "дня", "ранку", "вечора", "h"}
        ):
            return following.word not in ("час", "часа", "часов", "м", "m", "дня") or _is_at(before)
        if following is not None and following.word in words.ORDINALS and following.word != "е":
            return True
        return _is_at(before) and len(self._tokens[number].text) <= 2 and int(self._tokens[number].text) < 24

    def _ordinal_follows(self, number: int, span: range) -> bool:
        """27-го."""
        return (
            number + 2 in span
            and self._tokens[number + 1].text == "-"
            and self._tokens[number + 2].word in ("го", "ого", "е")
        )

    def _with_mark(self, number: int, mark: str, figure: Token) -> bool:
        first, second = int(self._tokens[number].text), int(figure.text)
        if mark == "/" and 1 <= first <= 31 and 1 <= second <= 12:
            return True
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


def _is_at(token: Token | None) -> bool:
    return token is not None and (
        token.word in words.AT
        or token.word in mw.LOOSE
        or token.word in ("на", "близько", "районе", "около", "біля", "around", "о", "об", "~")
    )
