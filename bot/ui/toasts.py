"""Short answers that many features give."""

from __future__ import annotations

from bot.ui.words import Words


def saved(w: Words) -> str:
    """What was typed stands there now."""
    return w._("Saved.")


def noted(w: Words) -> str:
    """The note is kept."""
    return w._("Noted.")


def added(w: Words) -> str:
    """There is one more."""
    return w._("Added.")
