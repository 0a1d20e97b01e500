"""Whom a message is about: the words that look like a client's name among those nothing else has taken."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from services.rules.understanding import name_words as nw
from services.rules.understanding import quoted_names
from services.rules.understanding.common_verbs import is_common_verb
from services.rules.understanding.common_words import (
    is_common,
    is_descriptive,
    is_done_by_him,
    is_english_verb,
    is_verb_like,
)
from services.rules.understanding.first_names import FIRST_NAMES
from services.rules.understanding.moment_words import is_unit
from services.rules.understanding.places import is_of_address, is_place
from services.rules.understanding.quoted_names import MOST_WORDS, Name
from services.rules.understanding.roles import is_role
from services.rules.understanding.tokens import Line

_LEAST_SCORE: Final = 10

_POSSESSIVE = re.compile(r"['’]s$")


@dataclass(frozen=True, slots=True)
class _Run:
    start: int
    stop: int
    score: int


class Finder:
    """Looks through one line whose `taken` tokens are understood already; `said` are those that say the intent."""

    def __init__(
        self, line: Line, taken: frozenset[int], said: frozenset[int], *, met: bool, lost: bool = False
    ) -> None:
        self._line = line
        self._tokens = line.tokens
        self._taken = taken
        self._said = said
        self._met, self._lost = met, lost  # a meeting is held at a place; who is lost is lost to somebody
        letters = [token for token in self._tokens if token.kind == "word"]
        shouted = all(token.text.isupper() for token in letters)
        self._has_capitals = not shouted
        self._has_small = any(token.text.islower() and len(token.text) > 1 for token in letters)

    def find(self) -> Name | None:
        """The likeliest name, or None."""
        quoted = quoted_names.quoted(self._line, self._taken)
        if quoted is not None:
            return quoted
        runs = list(self._runs())
        likely = [run for run in runs if run.score >= _LEAST_SCORE]
        best = max(likely, key=lambda run: run.score) if likely else self._only(runs)
        if best is None:
            return None
        span = range(quoted_names.headed(self._line, self._taken, best.start), best.stop)
        before = quoted_names.introduced(self._line, self._taken, best.start)
        return Name(_POSSESSIVE.sub("", self._line.typed(span)), frozenset(span) | before)

    def _runs(self) -> Iterator[_Run]:
        at = 0
        while at < len(self._tokens):
            if not self._free(at):
                at += 1
                continue
            run = self._legal(at) or self._capital(at) or self._small(at)
            at = max(run.stop, at + 1) if run else at + 1
            if run is not None:
                yield run

    def _free(self, number: int) -> bool:
        token = self._tokens[number]
        if number in self._taken or token.kind != "word" or is_of_address(self._line, self._said, number):
            return False
        if token.word in nw.LEGAL or token.word in nw.TITLES or not is_common(token.word):
            return True
        return self._set_off(number) or self._initial(number)

    def _initial(self, number: int) -> bool:
        """J. of "J. Pushkin": one capital letter with its point, right before or after a name."""
        token = self._tokens[number]
        if len(token.text) > 1 or not token.capital or not self._is_mark(number + 1, "."):
            return False
        return self._tokens[number + 1].start == token.end

    def _set_off(self, number: int) -> bool:
        """A plain word with a capital letter where no sentence begins, or joined to one: «Метро», Дніпро-Буд."""
        token = self._tokens[number]
        if not self._named(number) or not self._has_small or token.text.isupper():
            return False
        if self._joins_capitals(number + 1) or self._titled(number):
            return True
        if nw.BRANDED.fullmatch(token.word) and number + 1 < len(self._tokens) and self._named(number + 1):
            return not FIRST_NAMES.fullmatch(self._tokens[number + 1].word)  # "Офис Парк"
        return not self._begins_clause(number) and not is_place(token.word) and len(token.text) > 2

    def _titled(self, number: int) -> bool:
        """Plain words, both with a capital: Best Buy."""
        following = number + 1
        if following >= len(self._tokens) or not self._named(following):
            return False
        after = self._tokens[following]
        return is_common(after.word) and not after.text.isupper() and not is_place(after.word)

    def _joins_capitals(self, number: int) -> bool:
        return number < len(self._tokens) and self._joins(number) and self._named(number + 1)

    def _begins_clause(self, number: int) -> bool:
        return number == 0 or self._tokens[number - 1].text in '.!?:;"«“(—–-'

    def _named(self, number: int) -> bool:
        """A capital letter that is there because it is a name."""
        token = self._tokens[number]
        return self._has_capitals and token.capital and number not in self._taken and token.kind == "word"

    def _legal(self, start: int) -> _Run | None:
        if self._tokens[start].word not in nw.LEGAL:
            return None
        stop, limit = start + 1, start + 1 + MOST_WORDS
        while stop < min(limit, len(self._tokens)) and self._part_of_name(stop, start + 1):
            stop += 1
        return _Run(start, stop, 90) if stop > start + 1 else None

    def _part_of_name(self, number: int, first: int) -> bool:
        token = self._tokens[number]
        if number in self._taken:
            return False
        if token.kind == "mark":
            return self._joins(number)
        if token.kind == "number":
            return False
        if number == first or self._named(number):
            return True
        if any(self._named(at) for at in range(first, number)):
            return False
        return not is_common(token.word) and not is_verb_like(token.word) and number - first < 2

    def _joins(self, number: int) -> bool:
        """A hyphen or an ampersand between two words of a name; a point after an initial."""
        token = self._tokens[number]
        if number == 0 or number + 1 >= len(self._tokens):
            return False
        before, after = self._tokens[number - 1], self._tokens[number + 1]
        if number + 1 in self._taken or after.kind == "mark":
            return False
        if token.text in "-–":
            return before.end == token.start and token.end == after.start
        if token.text in "&+" or self._pairs(number):
            return True
        return token.text == "." and len(before.text) == 1 and before.capital

    def _pairs(self, number: int) -> bool:
        """Дом и Дача: an "and" between two things with capitals, which two people are not."""
        if self._tokens[number].word not in nw.AND:
            return False
        both = (self._tokens[number - 1], self._tokens[number + 1])
        return all(one.capital and len(one.text) > 2 and not FIRST_NAMES.fullmatch(one.word) for one in both)

    def _capital(self, start: int) -> _Run | None:
        if not self._named(start):
            return None
        opening = self._opens_sentence(start)
        stop = start + 1
        while stop < len(self._tokens) and stop - start < MOST_WORDS * 2:
            more = self._goes_on(stop)
            if not more:
                break
            stop += more
        stop = self._described(start, stop, opening) if stop == start + 1 else stop
        score = self._place(start, stop)
        if opening and stop == start + 1 and self._is_said(start, stop) and not self._at_edge(stop):
            return None
        if opening and self._has_small and (self._is_deed(start) or self._is_manner(start, stop)):
            return None
        before = self._tokens[start - 1] if start else None
        if before and self._named(start - 1) and not before.text.isupper() and not self._opens_sentence(start - 1):
            start -= 1  # "Меблі Плюс"
        if start and self._tokens[start - 1].word in nw.TITLES:
            start -= 1
        plain = all(is_common(self._tokens[at].word) for at in range(start, stop) if self._tokens[at].kind == "word")
        if opening and stop < len(self._tokens) and self._tokens[stop].text == "," and self._named(stop + 1):
            score += 30 if stop + 2 in self._said else 0  # "Эко-Двор, Ирпень оплатили": a client and the town
        subject = 15 if opening and stop in self._said and not plain else 0
        return _Run(start, stop, score + (50 if opening else 62) + subject - (35 if plain else 0))

    def _is_deed(self, start: int) -> bool:
        """Mailed, Visited, Отвёз: a verb begins the sentence, a name or a small word follows."""
        word = self._tokens[start].word
        if is_done_by_him(word):
            return True
        return word.isascii() and len(word) > 4 and word.endswith("ed") and not FIRST_NAMES.fullmatch(word)

    def _is_said(self, start: int, stop: int) -> bool:
        """Whether the first word is a verb, and no subject of one: "Сміти хочуть"."""
        if not is_verb_like(self._tokens[start].word):
            return False
        predicate = stop < len(self._tokens) and is_verb_like(self._tokens[stop].word)
        return is_common_verb(self._tokens[start].word) or not predicate

    def _is_manner(self, start: int, stop: int) -> bool:
        """Повторно выслала; Оновлену КП: how it was done, or what offer it was."""
        if stop != start + 1 or stop >= len(self._tokens) or stop not in self._said:
            return False
        word, following = self._tokens[start].word, self._tokens[stop].word
        if FIRST_NAMES.fullmatch(word):
            return False
        return bool(nw.MANNER.fullmatch(word)) or (
            is_descriptive(word) and is_common(following) and following not in nw.AND
        )

    def _described(self, start: int, stop: int, opening: bool) -> int:
        """An adjective with a capital needs its noun: «Тёплый дом»; so do two words before what is said of them."""
        if stop >= len(self._tokens):
            return stop
        said_of = opening and stop + 1 in self._said and not FIRST_NAMES.fullmatch(self._tokens[start].word)
        if not said_of and not nw.ADJECTIVE.fullmatch(self._tokens[start].word):
            return stop
        noun = self._tokens[stop]
        if said_of and nw.ADJECTIVE.fullmatch(self._tokens[start].word) and noun.kind == "word":
            return stop + 1 if stop not in self._taken and not is_verb_like(noun.word) else stop  # "Цветочные решения"
        plain = (
            noun.kind != "word"
            or is_descriptive(noun.word)
            or stop in self._taken
            or is_common(noun.word)
            or is_verb_like(noun.word)
        )
        return stop if plain else stop + 1

    def _goes_on(self, number: int) -> int:
        """How many tokens continue a name in capitals: another name, a hyphen, an initial's point, "из Партнера"."""
        token, before = self._tokens[number], self._tokens[number - 1]
        if self._initial(number) and self._named(number):
            return 2
        if token.kind == "number" and number not in self._taken and number + 1 in self._said:
            return 0 if FIRST_NAMES.fullmatch(before.word) else 1  # "Автопарк 2"
        if self._named(number) and (not token.text.isupper() or not is_common(token.word) or before.kind == "mark"):
            return 1
        if (token.word in nw.LEGAL_AFTER or token.word in nw.BRAND_TAIL) and number not in self._taken:
            return 1
        if self._joins(number) and (self._named(number + 1) or token.text in "-–&"):
            return 1
        if before.text in "-–&" and token.kind == "number" and number not in self._taken:
            return 1
        if before.text in "-–&" or (token.text == "." and len(before.text) == 1):
            return 1
        following = number + 1
        if token.text == "." and before.word in nw.TITLES and following < len(self._tokens) and self._named(following):
            return 2
        if token.word not in nw.OF_COMPANY or following >= len(self._tokens) or not self._named(following):
            return 0
        return 0 if is_place(self._tokens[following].word) else 2

    def _opens_sentence(self, number: int) -> bool:
        return number == 0 or self._tokens[number - 1].text in ".!?"

    def _at_edge(self, stop: int) -> bool:
        """What follows is understood, or sets the name apart."""
        return (
            stop >= len(self._tokens)
            or stop in self._taken
            or self._tokens[stop].text in ":,-–—"
            or (self._tokens[stop].kind == "number" and nw.HEAD.fullmatch(self._tokens[stop - 1].word) is not None)
        )

    def _small(self, start: int) -> _Run | None:
        """Words without capitals: before everything else, after the verb, after its preposition."""
        stop = start
        while stop < len(self._tokens) and stop - start < MOST_WORDS + 1 and self._plain_part(stop):
            stop += 1
        if stop == start:
            return None
        if start == 1 and self._tokens[0].word == "у" and not self._at_edge(stop):
            return _Run(start, start + 1, 32)  # "у ромашки ревизия"
        head = quoted_names.headed(self._line, self._taken, start)
        opening = nw.WHERE if head == 1 < start else nw.OF_WHOM | nw.OPENING  # "в мебель-стиле новый инженер"
        leading = all(self._tokens[at].word in opening for at in range(head))
        towards = start == 1 and self._tokens[0].word in nw.WHERE and stop in self._said  # "в кедр завтра"
        known = any(FIRST_NAMES.fullmatch(self._tokens[at].word) for at in range(start, stop))
        legal = any(self._tokens[at].word in nw.LEGAL_AFTER for at in range(start, stop))
        score = 20 * known + 10 * legal
        score += 30 if leading else self._after_verb(start) or self._own_clause(start, stop) or 12 * towards
        if leading and not self._at_edge(stop) and not self._before_predicate(stop):
            score -= 25
        if (
            known
            and stop + 1 < len(self._tokens)
            and self._tokens[stop].word in nw.OF_COMPANY
            and self._named(stop + 1)
        ):
            return _Run(start, stop + 2, score + 60)  # "лариса из Мегабанка"
        if not leading and not legal and sum(one.kind == "word" for one in self._tokens[start:stop]) > 2:
            stop = start + (2 if self._after_verb(start) else 0)
            score -= 10
        return _Run(start, stop, score) if stop > start else None

    def _plain_part(self, number: int) -> bool:
        token = self._tokens[number]
        if number in self._taken:
            return False
        if token.kind == "mark":
            return self._joins(number)
        if token.kind != "word" or token.word in nw.LEGAL_AFTER:
            return token.word in nw.LEGAL_AFTER
        if number and self._named(number) and not self._opens_sentence(number):
            return False  # a name of its own
        if not token.capital and is_english_verb(token.word):
            return False
        if number and self._tokens[number - 1].text == "&":
            return True
        if number == 0 and not self._is_said(0, 1):
            return not is_common(token.word)
        return not is_common(token.word) and not is_verb_like(token.word)

    def _before_predicate(self, number: int) -> bool:
        return is_common(self._tokens[number].word) or is_verb_like(self._tokens[number].word)

    def _only(self, runs: Sequence[_Run]) -> _Run | None:
        """The one thing nobody knows, where something is said of somebody: "и сброс вектор, наберу в 5"."""
        if len(runs) != 1 or runs[0].stop - runs[0].start > 2:
            return None
        before = self._tokens[runs[0].start - 1] if runs[0].start else None
        counted = before is not None and (
            before.kind == "number"
            or before.word in nw.TOPIC - nw.AT_OTHERS
            or (is_unit(before.word) and self._tokens[runs[0].start - 2].kind == "number")
        )
        return None if counted else runs[0]

    def _after_verb(self, start: int) -> int:
        before = start - 1
        if before >= 1 and self._tokens[before].word in nw.WHERE and before in self._said:
            return 26  # "был в уюте"
        while before > 0 and before not in self._said and self._is_between(before):
            before -= 1
        if before >= 0 and self._tokens[before].word in nw.OF_WHOM:
            before -= 1
            return 28 if before in self._said else 14
        if before >= 1 and self._tokens[before].word in ("в", "во", "у", "in", "at") and before - 1 in self._said:
            return 0 if self._met and self._tokens[before].word != "у" else 14
        return 26 if before in self._said else 0

    def _is_between(self, number: int) -> bool:
        """Again, please, somebody, the director: what may stand between a verb and whom it is about."""
        return self._tokens[number].word in nw.AGAIN or self._is_post(number)

    def _is_post(self, number: int) -> bool:
        word = self._tokens[number].word
        return is_role(word) or nw.POST.fullmatch(word) is not None

    def _own_clause(self, start: int, stop: int) -> int:
        """ "отказ: дорого, альфа": one or two words set apart at the end of a message that says something."""
        begins = start > 0 and self._tokens[start - 1].text in ",;:.!?—-"
        ends = stop == len(self._tokens) or self._tokens[stop].text in ",;.!"
        return 12 if begins and ends and self._said and stop - start <= 2 else 0

    def _place(self, start: int, stop: int) -> int:
        """More for who stands where clients stand."""
        score = 0
        before = self._tokens[start - 1] if start else None
        if before is None or start - 1 in self._said:
            score += 8
        elif before.word in nw.OF_WHOM:
            score += 10
        elif start == 1 and before.word in ("у", "в"):
            score += 10  # "У Ромашки новый директор"
        elif before.word in nw.WHERE:
            score -= 15
        if self._lost and start > 1 and before is not None and before.word in nw.AT_OTHERS:
            score -= 40 if nw.BOUGHT.fullmatch(self._tokens[start - 2].word) else 0
        if not start and stop < len(self._tokens) and self._tokens[stop].word in nw.AUXILIARY:
            score += 20
        if stop in self._said or self._is_mark(stop, ":-–—"):
            score += 4
        if any(FIRST_NAMES.fullmatch(self._tokens[at].word) for at in range(start, stop)):
            score += -40 if start and self._is_post(start - 1) else 3  # "новий логіст Тарас"
        if any(token.word in nw.NOW for token in self._tokens[max(0, start - 2) : start]):
            score -= 20  # "ушла Соколова, теперь там Павел"
        if before is not None and nw.ASKED_FOR.fullmatch(before.word):
            score -= 40  # "в Кедр после обеда, спросить Наталью"
        if start and self._is_mark(start - 1, ":"):
            score -= 20  # "Ромашка: Денис"
        if start and stop == start + 1 and self._tokens[start].text.isupper() and self._tokens[start].word.isascii():
            score -= 35  # API, NDA
        return score

    def _is_mark(self, number: int, marks: str) -> bool:
        return number < len(self._tokens) and self._tokens[number].text in marks
