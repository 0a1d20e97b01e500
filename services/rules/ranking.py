"""In which order found names are shown; both sides are search keys (`rules.search_key`)."""

from __future__ import annotations

from rapidfuzz import fuzz

CLOSED_PENALTY = 30.0
EXACT, BEGINS, WORD_BEGINS, INSIDE = 100.0, 80.0, 65.0, 45.0


def score(query: str, key: str, *, closed: bool = False) -> float:
    """How well a key answers a query: the same, begins with it, a word begins with it, it is inside; shorter first.

    What is closed (a rejected inquiry, a lost deal) stands lower than anything alike that is open.
    """
    if key == query:
        place = EXACT
    elif key.startswith(query):
        place = BEGINS
    elif f" {query}" in key:
        place = WORD_BEGINS
    else:
        place = INSIDE
    return place + fuzz.ratio(query, key) / 10 - (CLOSED_PENALTY if closed else 0)
