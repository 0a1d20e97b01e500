"""Clients: the card with all deals, notes, names, handing over."""

from __future__ import annotations

from typing import Final, get_args

from bot.ui import flows, layout, problems
from bot.ui.callbacks import LEADERS, STAFF, VoronkaCallback
from bot.ui.calls import CallOpen
from bot.ui.client_traits import ClientTraits
from bot.ui.contacts import ContactAdd, ContactOpen, ContactTable
from bot.ui.history import activity_text, file_rows
from bot.ui.i18n import N_
from bot.ui.paging import paged, pager
from bot.ui.render import render
from bot.ui.screen import Button, Rows, Screen, grid
from bot.ui.targets import HistoryOpen, OpenCard, StepAsk
from bot.ui.titles import MARK, task_title
from bot.ui.words import Words, short
from services.client_views import ClientCard, ClientDeal
from services.clients import ClientGiveChoice
from services.rules.kinds import StageKind
from services.rules.views import Named

MARKS: Final = {StageKind.OPEN: "▫️", StageKind.WON: "🎉", StageKind.LOST: "✖️"}


class ClientDeals(VoronkaCallback, prefix="kd1", roles=STAFF):
    """The card with a page (from 1) of the deals."""

    id: int
    page: int = 1


class ClientMore(VoronkaCallback, prefix="km1", roles=STAFF):
    """Everything else that can be done with a client."""

    id: int


class ClientNewDeal(VoronkaCallback, prefix="kn1", roles=STAFF):
    """In which pipeline is the new deal?"""

    id: int


class ClientNewDealIn(VoronkaCallback, prefix="kn2", roles=STAFF):
    """Open a deal in this pipeline."""

    id: int
    pipeline: int


class ClientNote(VoronkaCallback, prefix="kt1", roles=STAFF):
    """Ask for a note."""

    id: int


class ClientName(VoronkaCallback, prefix="kr1", roles=STAFF):
    """Ask for a new name."""

    id: int


class ClientGive(VoronkaCallback, prefix="kv1", roles=LEADERS):
    """To whom? A page (from 1) of people."""

    id: int
    page: int = 1


class ClientGiveAsk(VoronkaCallback, prefix="kv2", roles=LEADERS):
    """With the open deals or without?"""

    id: int
    user: int


class ClientGiveTo(VoronkaCallback, prefix="kv3", roles=LEADERS):
    """Give a client to a person."""

    id: int
    ver: int
    user: int
    deals: bool = False


ClientButton = (
    ClientDeals
    | ClientMore
    | ClientNewDeal
    | ClientNewDealIn
    | ClientNote
    | ClientName
    | ClientGive
    | ClientGiveAsk
    | ClientGiveTo
)
BUTTONS: Final = get_args(ClientButton)
"""Buttons of the card; a stale one redraws it."""


# ------------------------------------------------------------------------------------------------------------ the card
def client_card(card: ClientCard, w: Words) -> Screen:
    """Everything about one client, and the likeliest things to do with it."""
    rows: Rows = (
        (
            Button("📞 " + w.p_("button", "Call"), data=CallOpen(kind="c", id=card.id)),
            Button("➕ " + w.p_("button", "New deal"), data=ClientNewDeal(id=card.id)),
        ),
    )
    rows += tuple((_deal_button(deal, w),) for deal in card.deals)
    rows += pager(lambda page: ClientDeals(id=card.id, page=page), card.page, card.pages)
    rows += file_rows(card.last, w, most=1)
    rows += ((_contacts_button(card, w), Button(w.p_("button", "More"), data=ClientMore(id=card.id))),)
    return Screen(_text(card, w), rows=rows)


def _text(card: ClientCard, w: Words) -> str:
    return render(
        "clients/card.j2",
        w,
        card=card,
        next=task_title(card.next, w) if card.next else "",
        events=[(event, activity_text(event, w)) for event in card.last],
    )


def _deal_button(deal: ClientDeal, w: Words) -> Button:
    amount = w.money_short(deal.amount) if deal.amount is not None else ""
    state = deal.stage if deal.status is StageKind.OPEN else ""
    label = layout.share(deal.title, state, tail=amount, most=layout.ROW - MARK)
    return Button(f"{'🔴' if deal.red else MARKS[deal.status]} {label}", data=OpenCard(kind="d", id=deal.id))


def _contacts_button(card: ClientCard, w: Words) -> Button:
    if card.contacts_count == 0:
        return Button("➕ " + w.p_("button", "Contact person"), data=ContactAdd(client=card.id))
    if card.contacts_count == 1:
        return Button(short(card.contacts[0].name, 40), data=ContactOpen(id=card.contacts[0].id))
    label = w.n_("%(n)s contact person", "%(n)s contact persons", card.contacts_count)
    return Button(label, data=ContactTable(client=card.id))


def more(card: ClientCard, w: Words) -> Screen:
    """The same card with everything else that can be done."""
    rows: Rows = (
        (
            Button("✏️ " + w.p_("button", "Note"), data=ClientNote(id=card.id)),
            Button("🕓 " + w.p_("button", "History"), data=HistoryOpen(kind="c", id=card.id)),
        ),
        (
            Button("➕ " + w.p_("button", "Contact person"), data=ContactAdd(client=card.id)),
            Button("➕ " + w.p_("button", "Next step"), data=StepAsk(kind="c", id=card.id)),
        ),
        (
            Button(w.p_("button", "Contact persons"), data=ContactTable(client=card.id)),
            Button(w.p_("button", "Rename"), data=ClientName(id=card.id)),
        ),
    )
    rows += ((Button("🏷 " + w.p_("button", "Segment, region, audience"), data=ClientTraits(id=card.id)),),)
    if card.may_give:
        rows += ((Button("👤 " + w.p_("button", "Give to…"), data=ClientGive(id=card.id)),),)
    back = Button(w.p_("button", "Back"), data=OpenCard(kind="c", id=card.id))
    return Screen(_text(card, w), rows=(*rows, (back,)))


# ----------------------------------------------------------------------------------------------------------- questions
def pipeline_question(client_id: int, name: str, pipelines: tuple[Named, ...], w: Words) -> Screen:
    """In which pipeline is the new deal?"""
    buttons = [
        Button(short(item.name), data=ClientNewDealIn(id=client_id, pipeline=item.id), style="success")
        for item in pipelines
    ]
    text = w.html("<b>%(name)s</b>: a new deal in which pipeline?", name=short(name, 100))
    back = Button(w.p_("button", "Back"), data=OpenCard(kind="c", id=client_id))
    return Screen(str(text), rows=(*grid(buttons, 2), (back,)))


def new_deal_toast(deal_id: int, w: Words) -> str:
    """The deal is there."""
    return w._("Deal No. %(id)s is made.", id=deal_id)


def note_question(card: ClientCard, w: Words) -> Screen:
    """What is to be noted?"""
    text = w.html(
        "<b>%(name)s</b>: write the note, say it in a voice message, or send a photo or a file.",
        name=short(card.name, 100),
    )
    return _typed(card, str(text), w)


def name_question(card: ClientCard, w: Words) -> Screen:
    """What is the client called?"""
    text = w.html("<b>%(name)s</b>: what is the client called? Write it.", name=short(card.name, 300))
    return _typed(card, str(text), w)


def _typed(card: ClientCard, text: str, w: Words) -> Screen:
    return Screen(text, rows=((_back(card.id, w),),))


def _back(client_id: int, w: Words) -> Button:
    return Button(w.p_("button", "Back"), data=ClientMore(id=client_id))


def takers(asked: ClientGiveChoice, page: int, w: Words) -> Screen:
    """Who takes the client?"""
    shown = paged(asked.people, page)
    buttons = [Button(short(item.name, 40), data=_to(asked, item)) for item in shown.items]
    turn = pager(lambda number: ClientGive(id=asked.id, page=number), shown.number, shown.count)
    text = w.html("<b>%(name)s</b>: who takes the client?", name=short(asked.name, 100))
    if not asked.people:
        text = w.html("<b>%(name)s</b>: there is nobody to give it to.", name=short(asked.name, 100))
    return Screen(str(text), rows=(*grid(buttons, 2), *turn, (_back(asked.id, w),)))


def _to(asked: ClientGiveChoice, person: Named) -> ClientGiveAsk | ClientGiveTo:
    if asked.open_deals:
        return ClientGiveAsk(id=asked.id, user=person.id)
    return ClientGiveTo(id=asked.id, ver=asked.version, user=person.id)


def deals_question(asked: ClientGiveChoice, taker: Named, w: Words) -> Screen:
    """With the open deals or without?"""
    about = {"id": asked.id, "ver": asked.version, "user": taker.id}
    together = w.n_("With %(n)s open deal", "With %(n)s open deals", asked.open_deals)
    rows: Rows = (
        (Button(together, data=ClientGiveTo(**about, deals=True), style="primary"),),
        (Button(w.p_("button", "The client only"), data=ClientGiveTo(**about)),),
        (Button(w.p_("button", "Back"), data=ClientGive(id=asked.id)),),
    )
    text = w.html(
        "<b>%(name)s</b> goes to %(taker)s. Do the open deals go along?",
        name=short(asked.name, 100),
        taker=short(taker.name, 60),
    )
    return Screen(str(text), rows=rows)


def given_toast(card: ClientCard, w: Words) -> str:
    """Who has it now."""
    return w._("Given to %(name)s.", name=short(card.owner.name if card.owner else "", 60))


def given(card: ClientCard, w: Words) -> Screen:
    """To whoever was given a client."""
    card_screen = client_card(card, w)
    head = w.html("👤 <b>A client was given to you</b>")
    return Screen(f"{head}\n\n{card_screen.text}", rows=card_screen.rows)


flows.add({"ClientForm": N_("the change of the client")})
problems.add({"query_short": N_("Too little to look for: at least %(least)s letters or digits.")})
