"""Contact persons of a client: the list, the card, changing one, the personal link."""

from __future__ import annotations

from typing import Annotated, Final, get_args

from pydantic import Field

from bot.ui import problems
from bot.ui.callbacks import STAFF, VoronkaCallback
from bot.ui.client_links import link_button
from bot.ui.i18n import N_
from bot.ui.kit import copy_number
from bot.ui.paging import pager
from bot.ui.render import render
from bot.ui.screen import Button, Rows, Screen, grid
from bot.ui.targets import OpenCard
from bot.ui.words import Words, short
from services.client_views import ContactCard, ContactPage

FIELDS: Final = {"n": "name", "p": "phone", "j": "position", "e": "email"}
What = Annotated[str, Field(max_length=1, pattern="^[npje]$")]


class ContactTable(VoronkaCallback, prefix="kc2", roles=STAFF):
    """A page (from 1) of a client's contacts."""

    client: int
    page: int = 1


class ContactAdd(VoronkaCallback, prefix="kc3", roles=STAFF):
    """Ask for a new contact of a client."""

    client: int


class ContactOpen(VoronkaCallback, prefix="kc4", roles=STAFF):
    """The card of a contact."""

    id: int


class ContactAsk(VoronkaCallback, prefix="kc5", roles=STAFF):
    """Ask for a new n(ame), p(hone), j(ob), e(-mail)."""

    id: int
    what: What = "n"


class ContactClear(VoronkaCallback, prefix="kc6", roles=STAFF):
    """Take the p(hone), j(ob) or e(-mail) away."""

    id: int
    ver: int
    what: What = "e"


ContactButton = ContactAsk | ContactClear
BUTTONS: Final = get_args(ContactButton)
"""Buttons of a contact's card; a stale one redraws it."""


def contact_list(view: ContactPage, w: Words) -> Screen:
    """A page of contacts."""
    text = render("clients/contacts.j2", w, view=view)
    rows: Rows = grid([Button(short(line.name, 40), data=ContactOpen(id=line.id)) for line in view.lines], 2)
    rows += pager(lambda page: ContactTable(client=view.client.id, page=page), view.page, view.pages)
    last = (
        Button("➕ " + w.p_("button", "Add"), data=ContactAdd(client=view.client.id)),
        Button(w.p_("button", "Client"), data=OpenCard(kind="c", id=view.client.id)),
    )
    return Screen(text, rows=(*rows, last))


def contact_card(card: ContactCard, w: Words) -> Screen:
    """One contact person."""
    rows: Rows = (
        (link_button(card.id, w),),
        (_ask(card, "n", w.p_("button", "Name")), _ask(card, "p", w.p_("button", "Phone"))),
        (_ask(card, "j", w.p_("button", "Position")), _ask(card, "e", w.p_("button", "E-mail"))),
    )
    last = [Button(w.p_("button", "Client"), data=OpenCard(kind="c", id=card.client.id))]
    if card.phone:
        last.insert(0, copy_number(card.phone, w))
    return Screen(render("clients/contact.j2", w, card=card), rows=(*rows, tuple(last)))


def _ask(card: ContactCard, what: str, label: str) -> Button:
    return Button(label, data=ContactAsk(id=card.id, what=what))


def add_question(client_id: int, name: str, w: Words) -> Screen:
    """Who is it?"""
    back = Button(w.p_("button", "Back"), data=OpenCard(kind="c", id=client_id))
    return Screen(render("clients/add_contact.j2", w, name=name), rows=((back,),))


def field_question(card: ContactCard, what: str, w: Words) -> Screen:
    """What is to stand there instead?"""
    now = {"n": card.name, "p": w.phone(card.phone) if card.phone else "", "j": card.position, "e": card.email}[what]
    rows: Rows = ((Button(w.p_("button", "Back"), data=ContactOpen(id=card.id)),),)
    if now and what != "n":
        clear = ContactClear(id=card.id, ver=card.version, what=what)
        rows = ((Button(w.p_("button", "Take it away"), data=clear, style="danger"),), *rows)
    return Screen(render("clients/field.j2", w, card=card, what=what, now=now or ""), rows=rows)


problems.add(
    {
        "email_invalid": N_("This is not an e-mail address. For example: ivan@romashka.ua."),
        "contact_known": N_("The client has this phone already: %(name)s."),
    }
)
