"""What a person is told when a service says no: a text per problem code.

A feature adds its own codes in its `bot/ui/<feature>.py`: `problems.add({"deal_closed": N_("…%(stage)s…")})`.
Texts are plain, short enough for a toast, and say what to do next.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping
from datetime import date, datetime

from bot.ui.i18n import N_
from bot.ui.words import Words
from services.errors import Problem

log = logging.getLogger(__name__)

Teller = Callable[[Words, Mapping[str, object]], str]
"""Makes the text itself where placeholders are not enough (sums, plurals)."""

_texts: dict[str, str | Teller] = {}


def add(texts: Mapping[str, str | Teller]) -> None:
    """Register texts of problem codes; a code has one text in the whole product."""
    taken = _texts.keys() & texts.keys()
    if any(_texts[code] != texts[code] for code in taken):
        raise ValueError(f"problem codes with two texts: {sorted(taken)}")
    _texts.update(texts)


def known() -> frozenset[str]:
    """Return the codes that have a text."""
    return frozenset(_texts)


def problem_text(problem: Problem, w: Words) -> str:
    """Say a problem in plain words. Dates among its params are said as dates."""
    text = _texts.get(problem.code)
    if text is None:
        log.error("no text for problem code %r", problem.code)
        text = _texts["invalid"]
    if callable(text):
        return text(w, problem.params)
    return w._(text, **{key: _said(value, w) for key, value in problem.params.items()})


def incident_text(number: str, w: Words) -> str:
    """Say that the fault is ours, with the number to look for in the log."""
    return w._("Something went wrong on our side (No. %(number)s). Please try once more.", number=number)


def _said(value: object, w: Words) -> object:
    if isinstance(value, datetime):
        return w.when(value)
    return w.day(value) if isinstance(value, date) else value


add(
    {
        "not_found": N_("Not found: it was deleted or is not yours."),
        "stale": N_("This has changed meanwhile. Here is how it is now."),
        "old_button": N_("This button is from an older message and no longer works."),
        "invalid": N_("This does not work. Please check and try again."),
        "denied": N_("This is not available to you."),
        "phone_invalid": N_("This is not a phone number. Write it with the code: +380 67 123 45 67."),
        "date_invalid": N_("I do not understand the date. For example: tomorrow 10:00, or 25.12 14:30."),
        "past": N_("This time has already passed. Choose a later one."),
        "amount_invalid": N_("This is not an amount. For example: 12500 or 12 500.50."),
        "number_invalid": N_("This is not a number. For example: 12."),
        "too_long": N_("Too long: %(limit)s characters at most."),
        "empty": N_("Nothing is written. Send a text."),
        "too_fast": N_("Too fast: some of your messages were not read. Wait a moment and repeat."),
    }
)
