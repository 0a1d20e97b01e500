"""Places that are no clients: addresses; towns, by the stems that stay when they decline."""

from __future__ import annotations

from typing import Final

from services.rules.understanding import name_words as nw
from services.rules.understanding.tokens import Line, word_set

LONGEST_ENDING: Final = 3

_STEMS: Final = word_set(
    # ru and uk
    "киев київ києв москв одесс одес львов львів харьков харков харків днепр дніпр запорожь запоріжж винниц вінниц"
    " полтав чернигов чернігів черніг черкасс черкас житомир ровн рівн луцк луцьк тернопол терноп ужгород ивано-франк"
    " франківськ хмельницк хмельниць кременчуг кременчук николаев миколаєв миколаїв херсон сум сумы суми мариупол"
    " алмат астан минск мінськ ташкент бишкек тбилис ереван баку варшав краков краків берлин берлін лондон прага праг"
    " ирпен ірпін буч вышгород вишгород бровар борисп бориспол бориспіл фастов фастів обухов обухів василько васильків"
    " гостомел вишнев вишнів боярк боярц черновц чернівц нежин ніжин умань умані каменец"
    " питер дубай дубаї дубае дубая дубаю"
    " петербург санкт-петербург новосибирск екатеринбург казан самар уф перм воронеж краснодар сочи тюмен омск"
    " челябинск ростов волгоград саратов турц польш польщ герман німеччин украин україн росси казахстан"
    # en
    " kyiv kiev odesa odessa lviv kharkiv dnipro london berlin warsaw paris madrid boston chicago dallas austin"
    " denver seattle miami york toronto dubai prague vienna munich amsterdam rome milan houston"
)


def is_place(word: str) -> bool:
    """True for a town or a country, in whatever case."""
    return any(word[: len(word) - cut] in _STEMS for cut in range(min(LONGEST_ENDING, max(0, len(word) - 2)) + 1))


def is_of_address(line: Line, said: frozenset[int], number: int) -> bool:
    """True for a word of an address: проспект Мира, Peace Avenue; `said` tokens say something else."""
    before = line.tokens[number - 1].word if number else ""
    if before == "." and number > 1:
        before = line.tokens[number - 2].word
    following = line.tokens[number + 1].word if number + 1 < len(line.tokens) else ""
    return (
        (before in nw.STREETS and number - 1 not in said)
        or following in nw.STREETS_AFTER
        or line.tokens[number].word in nw.STREETS_AFTER
    )
