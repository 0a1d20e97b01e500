"""/channels: where inquiries come from, each with its public link and QR picture."""

from __future__ import annotations

from bot.ui import flows, kit, ordered, problems
from bot.ui.callbacks import VoronkaCallback
from bot.ui.channel_costs import CostsShow
from bot.ui.channel_links import ADMINS, ChannelOpen
from bot.ui.confirm import confirm
from bot.ui.i18n import N_
from bot.ui.paging import paged, pager
from bot.ui.pipeline_buttons import undo_of
from bot.ui.qr import deep_link, picture, share_link
from bot.ui.render import render
from bot.ui.screen import Button, Rows, Screen
from bot.ui.words import Words, short
from services.channels import ChannelView


class ChannelsShow(VoronkaCallback, prefix="chs1", roles=ADMINS):
    """The list of channels."""

    page: int = 1


class ChannelName(VoronkaCallback, prefix="chn1", roles=ADMINS):
    """Name a channel; 0 is a new one."""

    channel: int
    ver: int


class ChannelDrop(VoronkaCallback, prefix="chd1", roles=ADMINS):
    """Use a channel no more; `sure` after the question."""

    channel: int
    ver: int
    sure: bool = False


def table(found: list[ChannelView], page: int, w: Words) -> Screen:
    """All channels; a press shows the link."""
    shown = paged(found, page)
    rows: Rows = tuple((Button(short(item.name, 40), data=ChannelOpen(channel=item.id)),) for item in shown.items)
    turn = pager(lambda number: ChannelsShow(page=number), shown.number, shown.count)
    add = Button(w.p_("button", "New channel"), data=ChannelName(channel=0, ver=0), style="primary")
    text = render("channels/table.j2", w, channels=shown.items)
    return Screen(text, rows=(*rows, *turn, (add,), *kit.menu_row(w)))


def card(view: ChannelView, bot_name: str, w: Words) -> Screen:
    """The link: to be put on a site, forwarded, copied or scanned."""
    url = deep_link(bot_name, view.token)
    about = {"channel": view.id, "ver": view.version}
    own: Rows = (
        (Button(w.p_("button", "Copy the link"), copy=url, style="primary"),),
        (Button(w.p_("button", "Send to…"), url=share_link(url, w._("Write to us here:"))),),
        (
            Button("💸 " + w.p_("button", "Costs"), data=CostsShow(channel=view.id)),
            Button(w.p_("button", "Rename"), data=ChannelName(**about)),
        ),
    )
    back = (Button(w.p_("button", "To the list"), data=ChannelsShow()),)
    rows = ordered.page_rows(own, back, w, archive=ChannelDrop(**about), undo=undo_of(view.undo))
    return Screen(render("channels/card.j2", w, view=view, url=url), rows=rows, photo=picture(url))


def name_question(view: ChannelView | None, w: Words) -> Screen:
    """What is it called?"""
    back = ChannelOpen(channel=view.id) if view else ChannelsShow()
    text = w._("What is the channel called? Write its name: “Instagram”, “Leaflet in May”.")
    return kit.note(text, ((Button(w.p_("button", "Back"), data=back),),))


def drop_question(view: ChannelView, w: Words) -> Screen:
    """Are you sure?"""
    question = w.html(
        "Archive <b>%(name)s</b>? It is no longer offered. Its link works on, inquiries keep its name.",
        name=view.name,
    )
    do = ChannelDrop(channel=view.id, ver=view.version, sure=True)
    return confirm(str(question), w.p_("button", "Archive"), do, ChannelOpen(channel=view.id), w)


problems.add({"channel_exists": N_("There is a channel called %(name)s already.")})
flows.add({"ChannelForm": N_("the channel's name")})
