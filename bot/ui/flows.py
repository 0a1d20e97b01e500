"""What conversations that wait for a text are called, so that /cancel can say what was left."""

from __future__ import annotations

from collections.abc import Mapping

from bot.ui.words import Words

_names: dict[str, str] = {}


def add(names: Mapping[str, str]) -> None:
    """Register flows: the name of the group of states → msgid ("the new lead")."""
    _names.update(names)


def flow_name(state: str, w: Words) -> str | None:
    """What the flow of a state ("RequestForm:name") is called; None for one nobody named."""
    msgid = _names.get(state.partition(":")[0])
    return w._(msgid) if msgid is not None else None
