"""To an owner: a head has closed dead deals of theirs together, or opened them again."""

from __future__ import annotations

from bot.ui import kit
from bot.ui.render import render
from bot.ui.screen import Screen, grid
from bot.ui.targets import OpenCard
from bot.ui.titles import numbered
from bot.ui.words import Words, short
from services.forecast_views import DeadTold


def closed(view: DeadTold, w: Words) -> Screen:
    """Who, how many, why; the dearest open with a press."""
    doors = [numbered(number, deal.name, OpenCard(kind="d", id=deal.id)) for number, deal in enumerate(view.dearest, 1)]
    text = render("forecast/dead_told.j2", w, view=view, by=short(view.by, 60), reason=short(view.reason, 60))
    return Screen(text, rows=(*grid(doors, 2), *kit.menu_row(w)))


def back(n: int, by: str, w: Words) -> Screen:
    """They are open again, with their tasks."""
    text = w.n_(
        "%(by)s opened %(n)s dead deal of yours again, with its tasks.",
        "%(by)s opened %(n)s dead deals of yours again, with their tasks.",
        n, by=short(by, 60),
    )  # fmt: skip
    return kit.note(f"↩️ {text}", kit.menu_row(w))
