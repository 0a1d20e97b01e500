"""Button data of absences, where days are their ordinals, and how days are written."""

from __future__ import annotations

from datetime import date

from bot.ui.callbacks import LEADERS, VoronkaCallback
from bot.ui.words import Words


class AbsencesShow(VoronkaCallback, prefix="abs1", roles=LEADERS):
    """Who is away and who will be; a page from 1."""

    page: int = 1


class AbsenceOpen(VoronkaCallback, prefix="abo1", roles=LEADERS):
    """One absence."""

    absence: int


class AbsenceNew(VoronkaCallback, prefix="abn1", roles=LEADERS):
    """Who goes away? A page of people."""

    page: int = 1


class AbsenceDates(VoronkaCallback, prefix="abd1", roles=LEADERS):
    """From when to when? `card`: asked from the person's card, which is the way back."""

    user: int
    card: bool = False


class AbsenceDeputy(VoronkaCallback, prefix="abp1", roles=LEADERS):
    """Who works meanwhile? A page of people."""

    user: int
    first: int
    last: int
    page: int = 1


class AbsenceMake(VoronkaCallback, prefix="abm1", roles=LEADERS):
    """Plan it; deputy 0 is the head."""

    user: int
    first: int
    last: int
    deputy: int


class AbsenceEnd(VoronkaCallback, prefix="abe1", roles=LEADERS):
    """Call it off, or let the person come back now; `sure` after the question."""

    absence: int
    ver: int
    sure: bool = False


def span(first: date, last: date, w: Words) -> str:
    """ "25 Nov", or "25 Nov – 5 Dec"."""
    return w.date(first) if first == last else f"{w.date(first)} – {w.date(last)}"
