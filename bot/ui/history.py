"""What happened with a deal, a lead or a client, in words (S2-43)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from bot.ui.words import Words, short
from services.rules.kinds import ActivityKind, CallOutcome, Direction
from services.rules.views import ActivityLine

TEXT_MOST: Final = 200
"""Characters of a note on a card or in a history."""

_RESULTS: Final[dict[str, Callable[[Words], str]]] = {
    "call": lambda w: w.p_("call ended with", "agreed to talk"),
    "meeting": lambda w: w.p_("call ended with", "meeting agreed"),
    "offer": lambda w: w.p_("call ended with", "offer wanted"),
    "thinking": lambda w: w.p_("call ended with", "thinks it over"),
    "sale": lambda w: w.p_("call ended with", "sale"),
    "refusal": lambda w: w.p_("call ended with", "refusal"),
}

_EVENTS: Final[dict[str, Callable[[Words], str]]] = {
    ActivityKind.MEETING: lambda w: w.p_("event", "meeting held"),
    ActivityKind.OFFER: lambda w: w.p_("event", "offer sent"),
    ActivityKind.MESSAGE: lambda w: w.p_("event", "message"),
    ActivityKind.NOTE: lambda w: w.p_("event", "note"),
    ActivityKind.FILE: lambda w: w.p_("event", "file"),
}


def activity_text(line: ActivityLine, w: Words) -> str:
    """One event in words, plain text: "call, thinks it over: asks for a discount"."""
    parts = [_what(line, w)]
    if line.result in _RESULTS:
        parts.append(_RESULTS[line.result](w))
    told = ", ".join(parts) + (" 📎" if line.has_file else "")
    return f"{told}: {short(line.text, TEXT_MOST)}" if line.text else told


def _what(line: ActivityLine, w: Words) -> str:
    if line.kind != ActivityKind.CALL:
        return _EVENTS[line.kind](w)
    if line.direction is Direction.IN:
        return w.p_("event", "the client called")
    if line.outcome is CallOutcome.NOT_REACHED:
        return w.p_("event", "call, no answer")
    return w.p_("event", "call, talked")
