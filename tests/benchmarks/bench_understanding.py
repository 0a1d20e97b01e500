"""Free text: every phrase of the corpus of three languages, the best of three readings of each."""

from __future__ import annotations

import time

from tests.benchmarks.measure import Figure
from tests.rules.understanding import corpus

TIMES = 3
MOST = 30.0
"""Milliseconds a message may take."""


async def run() -> list[Figure]:
    """The slowest phrase, the mean, and the share understood right per language."""
    figures, taken = [], []
    for lang in corpus.LANGUAGES:
        phrases, right = list(corpus.phrases(lang)), 0
        for phrase in phrases:
            taken.append(min(_milliseconds(phrase) for _ in range(TIMES)))
            right += corpus.is_right(phrase, corpus.read(phrase))
        share = 100 * right / len(phrases)
        what = f"free text understood right, {lang}, {len(phrases)} phrases"
        figures.append(Figure(what, share, "%", ">= 95 %", share >= 95))
    mean, slowest = sum(taken) / len(taken), max(taken)
    return [
        Figure("free text, mean of a message", mean, "ms", f"<= {MOST:g} ms", mean <= MOST),
        Figure("free text, the slowest message", slowest, "ms", f"<= {MOST:g} ms", slowest <= MOST),
        *figures,
    ]


def _milliseconds(phrase: corpus.Phrase) -> float:
    start = time.perf_counter()
    corpus.read(phrase)
    return (time.perf_counter() - start) * 1000
