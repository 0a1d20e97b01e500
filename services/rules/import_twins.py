"""Values that are probably one thing written two ways: proposals, never silent corrections."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from rapidfuzz import process
from rapidfuzz.distance import OSA

from services.rules.import_text import name_key, squashed, without_legal_form

NEAR = 0.85
FAR_MORE = 5
"""A value is held for a misspelling of its near twin in the same column when the twin has so many times its rows."""

_SHORT = 5  # shorter words differ by one letter without being twins
MOST = 2_000
"""Longer lists of values are not compared each with each."""


class TwinWhy(StrEnum):
    """What a correction rests on."""

    SPELLING = "spelling"  # the same but for spaces, case and punctuation
    FILE = "file"  # near to a value of the other file
    LEGAL = "legal"  # the same but for the legal form
    TWIN = "twin"  # near to a value of the same column that has far more rows
    LIST = "list"  # near to a word of a known list


@dataclass(frozen=True, slots=True)
class Fix:
    """A proposed correction: `rows` rows hold `wrong`; `score` is 0-100."""

    wrong: str
    right: str
    rows: int
    score: float
    why: TwinWhy


def propose_from(values: Mapping[str, int], known: Sequence[str], why: TwinWhy = TwinWhy.FILE) -> list[Fix]:
    """Propose for every value that is not in `known` the one known value it must mean, if there is exactly one."""
    exact = set(known)
    strange = [value for value in values if value not in exact]
    if not strange or not known or len(strange) > MOST or len(known) > 20 * MOST:
        return []
    by_squash, by_bare = _grouped(known, squashed), _grouped(known, without_legal_form)
    keys = {name_key(name): name for name in known}
    fixes: list[Fix] = []
    for value in strange:
        for group, key, score, reason in (
            (by_squash, squashed(value), 100.0, TwinWhy.SPELLING),
            (by_bare, without_legal_form(value), 95.0, TwinWhy.LEGAL),
        ):
            if len(group.get(key, ())) == 1:
                fixes.append(Fix(value, group[key][0], values[value], score, reason))
                break
        else:
            near = _nearest(name_key(value), list(keys))
            if near is not None:
                fixes.append(Fix(value, keys[near[0]], values[value], near[1], why))
    return fixes


def propose_twins(values: Mapping[str, int], known: Sequence[str] = ()) -> list[Fix]:
    """Propose within one column: the rare spelling gives way to the frequent one, then to a known word.

    A value that is itself a known word is never corrected.
    """
    if len(values) > MOST:
        return []
    right = {name_key(word) for word in known}
    fixes: dict[str, Fix] = {}
    ordered = sorted(values, key=lambda value: (-values[value], value))
    seen: dict[str, str] = {}
    for value in ordered:
        if value not in values or name_key(value) in right:
            seen.setdefault(name_key(value), value)
            continue
        frequent = [key for key, twin in seen.items() if values[twin] >= FAR_MORE * values[value]]
        near = _nearest(name_key(value), frequent)
        same = seen.get(name_key(value))
        if same is not None:
            fixes[value] = Fix(value, same, values[value], 100.0, TwinWhy.SPELLING)
        elif near is not None:
            fixes[value] = Fix(value, seen[near[0]], values[value], near[1], TwinWhy.TWIN)
        else:
            seen[name_key(value)] = value
    rest = {value: rows for value, rows in values.items() if value not in fixes and name_key(value) not in right}
    for fix in propose_from(rest, known, TwinWhy.LIST):
        fixes[fix.wrong] = Fix(fix.wrong, _as_written(fix.right, fix.wrong), fix.rows, fix.score, fix.why)
    return [fixes[value] for value in values if value in fixes]


def _as_written(right: str, wrong: str) -> str:
    """Keep the file's habit of capitals in a word of the list."""
    if wrong.islower():
        return right.lower()
    return right[:1].upper() + right[1:] if wrong[:1].isupper() else right


def _grouped(names: Iterable[str], key: Callable[[str], str]) -> dict[str, list[str]]:
    groups: dict[str, list[str]] = defaultdict(list)
    for name in names:
        groups[key(name)].append(name)
    return groups


def _nearest(key: str, keys: Sequence[str]) -> tuple[str, float] | None:
    """Return the one near key and its score; None when nothing is near or two are as near.

    Numbers must agree: `GTX 500` is no misspelling of `GTX 600`.
    """
    if len(key) < _SHORT or not keys:
        return None
    digits = [char for char in key if char.isdigit()]
    near = [
        (str(found), float(score) * 100)
        for found, score, _ in process.extract(key, keys, scorer=OSA.normalized_similarity, score_cutoff=NEAR, limit=5)
        if [char for char in found if char.isdigit()] == digits
    ]
    if not near or (len(near) > 1 and near[1][1] == near[0][1]):
        return None
    return near[0]
