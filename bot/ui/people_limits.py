"""How much a colleague may have in hand, and which further teams a head sees."""

from __future__ import annotations

from typing import Final

from markupsafe import escape

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
    """The two limits and what is in hand; each is changed on a page of its own."""
    head = w.html("How much may <b>%(name)s</b> have in hand?", name=short(card.name, 60))
    deals = w.n_("Now %(n)s open deal", "Now %(n)s open deals", card.work.deals)
    leads = w.n_("Now %(n)s open inquiry", "Now %(n)s open inquiries", card.work.leads)
    lines = [f"{deals} · {_at_most(card.deal_limit, w)}", f"{leads} · {_at_most(card.lead_limit, w)}", *_above(card, w)]
    rows: Rows = (
        (
            Button(w.p_("button", "Deals"), data=PersonLimits(user=card.id, of="d")),
            Button(w.p_("button", "Inquiries"), data=PersonLimits(user=card.id, of="l")),
        ),
        (Button(w.p_("button", "Back"), data=PersonShow(user=card.id)),),
    )
    return Screen("\n".join([str(head), *map(str, map(escape, lines))]), rows=rows)


def _at_most(limit: int | None, w: Words) -> str:
    return w._("as many as come") if limit is None else w._("at most %(n)s", n=w.number(limit))


def limit_choice(card: PersonCard, of: str, w: Words) -> Screen:
    """The usual numbers for one of the limits."""
    now, usual = (card.deal_limit, DEALS) if of == "d" else (card.lead_limit, LEADS)
    about = {"user": card.id, "ver": card.version, "of": of}
    numbers = [Button(("✓ " if now == n else "") + w.number(n), data=PersonLimit(**about, limit=n)) for n in usual]
    any_ = Button(("✓ " if now is None else "") + w.p_("button", "Any"), data=PersonLimit(**about, limit=0))
    own = f"✓ {w.number(now)}" if now is not None and now not in usual else w.p_("button", "Other")
    asked = (
        w.html("<b>%(name)s</b>: how many open deals at most?", name=short(card.name, 60))
        if of == "d"
        else w.html("<b>%(name)s</b>: how many open inquiries at most?", name=short(card.name, 60))
    )
    back = Button(w.p_("button", "Back"), data=PersonLimits(user=card.id))
    return Screen(str(asked), rows=(tuple(numbers), (any_, Button(own, data=PersonLimit(**about))), (back,)))


def _above(card: PersonCard, w: Words) -> list[str]:
    """What a limit below what somebody has already means."""
    found = []
    if card.deal_limit is not None and card.work.deals > card.deal_limit:
        found.append(
            w.n_(
                "Has %(n)s open deal, more than the limit.",
                "Has %(n)s open deals, more than the limit.",
                card.work.deals,
            )
        )
    if card.lead_limit is not None and card.work.leads > card.lead_limit:
        found.append(
            w.n_(
                "Has %(n)s open inquiry, more than the limit.",
                "Has %(n)s open inquiries, more than the limit.",
                card.work.leads,
            )
        )
    if found:
        found.append(w._("Nothing is taken away; new ones are refused until there are fewer."))
    return found


def limit_question(card: PersonCard, of: str, w: Words) -> Screen:
    """How many?"""
    text = (
        w._("How many open deals may %(name)s have at most? Write a number.", name=card.name)
        if of == "d"
        else w._("How many open inquiries may %(name)s have at most? Write a number.", name=card.name)
    )
    return kit.note(text, ((Button(w.p_("button", "Back"), data=PersonLimits(user=card.id, of=of)),),))


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
