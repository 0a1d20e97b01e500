"""A contact's personal link: to be sent, copied or shown as a picture at the counter."""

from __future__ import annotations

from bot.ui import problems
from bot.ui.callbacks import STAFF, VoronkaCallback
from bot.ui.i18n import N_
from bot.ui.qr import deep_link, picture, share_link
from bot.ui.render import render
from bot.ui.screen import Button, Rows, Screen
from bot.ui.targets import OpenCard
from bot.ui.words import Words
from services.client_links import ClientLinkView


class ClientLinkShow(VoronkaCallback, prefix="lk1", roles=STAFF):
    """The personal link of a contact."""

    contact: int


def link_button(contact_id: int, w: Words) -> Button:
    """Invite a contact into the chat; for the cards of clients."""
    return Button(w.p_("button", "Link for Telegram"), data=ClientLinkShow(contact=contact_id))


def client_link(link: ClientLinkView, bot_name: str, w: Words) -> Screen:
    """A contact's personal link with its picture."""
    url = deep_link(bot_name, link.token)
    text = render("people/client_link.j2", w, link=link, url=url)
    rows: Rows = (
        (Button(w.p_("button", "Send to…"), url=share_link(url, w._("Write to us here:")), style="primary"),),
        (Button(w.p_("button", "Copy the link"), copy=url),),
        (Button(w.p_("button", "To the card"), data=OpenCard(kind="c", id=link.client_id)),),
    )
    return Screen(text, rows=rows, photo=picture(url))


problems.add({"link_for_client": N_("This link is for a client: send it to them.")})
