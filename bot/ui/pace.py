"""How a deal that stays too long at its stage is told of (S2-41, S2-44)."""

from __future__ import annotations

from bot.ui.words import Words
from services.rules.stage_pace import Slow


def sentence(slow: Slow | None, w: Words) -> str:
    """Against the stage's own history, or against what is expected while that is short; empty for one in time."""
    if slow is None:
        return ""
    here, limit = w.duration(slow.here), w.duration(slow.limit)
    if slow.own:
        return w._(
            "%(here)s here: four of five deals later won left this stage within %(limit)s", here=here, limit=limit
        )
    return w._("%(here)s here, expected %(limit)s", here=here, limit=limit)
