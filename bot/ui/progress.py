"""How far a long action has come."""

from __future__ import annotations

from typing import Final

from bot.ui import kit
from bot.ui.screen import Screen
from bot.ui.words import Words

BAR: Final = 12
"""Signs of the bar."""


def bar(share: float) -> str:
    """A share, 0…1, as ▓▓▓░░░."""
    return f"{'▓' * round(share * BAR):░<{BAR}}"


def screen(done: int, total: int, w: Words) -> Screen:
    """So many of so many; before the number is known only that it goes on."""
    if not total:
        return kit.note(w._("Working…"))
    told = w._("%(done)s of %(total)s done…", done=w.number(done), total=w.number(total))
    return kit.note(f"{told}\n{bar(min(1.0, done / total))}")
