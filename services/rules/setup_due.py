"""A due rule in the words of the set-up file: "3 days after entering", "on field Event; otherwise 5 days"."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Final

from services.rules.due import FALLBACK, Binding, DueRule, Offset, Unit

ENTERING: Final = "entering"

_UNIT = "(minutes|hours|days)"
_RULE = re.compile(rf"(?:(\d{{1,6}}) {_UNIT} )?(after|before|on) (.+?)(?:; otherwise (\d{{1,6}}) {_UNIT})?", re.S)


def written(rule: DueRule, source: str) -> str:
    """The rule in words; `source` is the name of its date or event."""
    if rule.binding is Binding.AFTER_ENTERING:
        return f"{_offset(rule.offset)} after {ENTERING}"
    word = {Binding.BEFORE_DATE: "before", Binding.ON_DATE: "on", Binding.AFTER_EVENT: "after"}[rule.binding]
    text = f"{word} {source}" if rule.binding is Binding.ON_DATE else f"{_offset(rule.offset)} {word} {source}"
    return text if rule.fallback == FALLBACK else f"{text}; otherwise {_offset(rule.fallback)}"


def parse(text: str) -> DueRule | None:
    """The rule such words mean, its source still a name; None for anything else."""
    match = _RULE.fullmatch(" ".join(text.split()))
    if match is None:
        return None
    amount, unit, word, source, later, later_unit = match.groups()
    offset = Offset(int(amount), Unit(unit)) if amount is not None else Offset(0)
    if (amount is None) != (word == "on"):
        return None
    if source == ENTERING:
        return DueRule(Binding.AFTER_ENTERING, offset) if word == "after" and later is None else None
    binding = {"before": Binding.BEFORE_DATE, "on": Binding.ON_DATE, "after": Binding.AFTER_EVENT}[word]
    rule = DueRule(binding, offset, source)
    return rule if later is None else replace(rule, fallback=Offset(int(later), Unit(later_unit)))


def _offset(offset: Offset) -> str:
    return f"{offset.amount} {offset.unit.value}"
