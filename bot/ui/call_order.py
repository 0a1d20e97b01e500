"""Whom to call first of those nothing is agreed with: near closing, regular clients, earlier stages, new (S3-23)."""

from __future__ import annotations

from typing import Final

from bot.ui.callbacks import VoronkaCallback
from bot.ui.i18n import N_
from bot.ui.render import render
from bot.ui.screen import Button, Rows, Screen
from bot.ui.settings_links import SettingsShow
from bot.ui.targets import ADMINS
from bot.ui.words import Words
from services.rules.call_blocks import Block
from services.rules.settings import CompanySettings

BLOCKS: Final = {
    Block.HOT: N_("Close to a deal"),
    Block.REGULAR: N_("Regular clients"),
    Block.EARLY: N_("Earlier stages"),
    Block.COLD: N_("New, not called yet"),
}


class CallOrderShow(VoronkaCallback, prefix="cor1", roles=ADMINS):
    """The order of the call list."""


class CallOrderPut(VoronkaCallback, prefix="cop1", roles=ADMINS):
    """Put a block at this place, from 0."""

    block: int
    place: int


class MissedFirst(VoronkaCallback, prefix="com1", roles=ADMINS):
    """Missed promises before new inquiries, or after them."""

    on: bool


def screen(settings: CompanySettings, w: Words) -> Screen:
    """The order now; a press puts a block one place up."""
    names = [w._(BLOCKS[Block(number)]) for number in settings.block_order]
    ups: Rows = tuple(
        (Button(f"↑ {names[place]}", data=CallOrderPut(block=number, place=place - 1)),)
        for place, number in enumerate(settings.block_order)
        if place
    )
    mark = "✓ " if settings.missed_first else ""
    missed = Button(mark + w.p_("button", "Missed promises first"), data=MissedFirst(on=not settings.missed_first))
    back = Button(w.p_("button", "Back"), data=SettingsShow())
    text = render("calls/order.j2", w, names=names, missed=settings.missed_first)
    return Screen(text, rows=(*ups, (missed,), (back,)))
