"""How much a colleague may have in hand, and which further teams a head sees."""

from __future__ import annotations

from typing import Final

from bot.ui import flows, kit
from bot.ui.i18n import N_
from bot.ui.paging import paged, pager
from bot.ui.people_buttons import PersonLimit, PersonLimits, PersonSeat, PersonSeats, PersonShow
from bot.ui.screen import Button, Rows, Screen
from bot.ui.words import Words, short
from services.colleagues import TeamSeats
from services.people_cards import PersonCard

WHAT: Final = {"d": "deals", "l": "leads"}
DEALS: Final = (20, 50, 100)
LEADS: Final = (5, 10, 30)


def limits(card: PersonCard, w: Words) -> Screen:
    """The two limits with the usual numbers."""

    def row(of: str, now: int | None, usual: tuple[int, ...]) -> tuple[Button, ...]:
        about = {"user": card.id, "ver": card.version, "of": of}
        numbers = [Button(("✓ " if now == n else "") + w.number(n), data=PersonLimit(**about, limit=n)) for n in usual]
        any_ = Button(("✓ " if now is None else "") + w.p_("button", "Any"), data=PersonLimit(**about, limit=0))
        own = f"✓ {w.number(now)}" if now is not None and now not in usual else w.p_("button", "Other")
        return (any_, *numbers, Button(own, data=PersonLimit(**about)))

    rows: Rows = (
        row("d", card.deal_limit, DEALS),
        row("l", card.lead_limit, LEADS),
        (Button(w.p_("button", "Back"), data=PersonShow(user=card.id)),),
    )
    text = w.html(
        "How much may <b>%(name)s</b> have in hand? First row: open deals; second: open inquiries.",
        name=short(card.name, 60),
    )
    return Screen(str(text), rows=rows)


def limit_question(card: PersonCard, of: str, w: Words) -> Screen:
    """How many?"""
    text = (
        w._("How many open deals may %(name)s have at most? Write a number.", name=card.name)
        if of == "d"
        else w._("How many open inquiries may %(name)s have at most? Write a number.", name=card.name)
    )
    return kit.note(text, ((Button(w.p_("button", "Back"), data=PersonLimits(user=card.id)),),))


def seats(view: TeamSeats, page: int, w: Words) -> Screen:
    """Tick the further teams."""
    shown = paged(view.teams, page)
    rows: Rows = tuple(
        (
            Button(
                ("✓ " if ticked else "") + short(team.name, 30),
                data=PersonSeat(user=view.id, ver=view.version, team=team.id, page=shown.number),
            ),
        )
        for team, ticked in shown.items
    )
    turn = pager(lambda number: PersonSeats(user=view.id, page=number), shown.number, shown.count)
    back = Button(w.p_("button", "Back"), data=PersonShow(user=view.id))
    text = w.html(
        "Which teams does <b>%(name)s</b> see beside the own one? Teams below them are seen, too.",
        name=short(view.name, 60),
    )
    return Screen(str(text), rows=(*rows, *turn, (back,)))


flows.add({"LimitForm": N_("a limit")})
