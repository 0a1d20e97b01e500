"""What people outside see of /stop, /mydata and /forget, and what colleagues hear of it."""

from __future__ import annotations

import html
from typing import Any, Final

from bot.ui import kit
from bot.ui.callbacks import OUTSIDERS, Menu, VoronkaCallback
from bot.ui.render import render
from bot.ui.screen import Button, File, Rows, Screen
from bot.ui.targets import Look
from bot.ui.words import Words
from services.privacy import Forgotten, OwnData

SHOWN: Final = 5
"""Requests and scores named in the message; the file has all."""


class PeaceOff(VoronkaCallback, prefix="pvr1", roles=OUTSIDERS):
    """Polls and news may come again."""


class DataFile(VoronkaCallback, prefix="pvf1", roles=OUTSIDERS):
    """All of it as a file."""


class Forget(VoronkaCallback, prefix="pvd1", roles=OUTSIDERS):
    """Erase the own data: asked first, `sure` does it."""

    sure: bool = False


def stopped(w: Words) -> Screen:
    """No polls and news any more."""
    text = w._("Polls and news are off. Your requests are still answered here. /start turns everything on again.")
    return kit.note(text, ((Button(w.p_("button", "Turn on again"), data=PeaceOff()),),))


def resumed(w: Words) -> Screen:
    """They come again."""
    return kit.note(w._("Polls and news are on again. /stop turns them off."), kit.menu_row(w))


def own_data(data: OwnData, w: Words) -> Screen:
    """What is stored, readable; everything as a file, and erasing it."""
    text = render("privacy/data.j2", w, data=data, requests=data.requests[-SHOWN:], scores=data.scores[-SHOWN:])
    rows: Rows = (
        (Button(w.p_("button", "All as a file"), data=DataFile()),),
        (Button(w.p_("button", "Delete my data"), data=Forget(), style="danger"),),
    )
    return Screen(text, rows=rows)


def data_file(data: OwnData, w: Words) -> Screen:
    """Everything, as a text file."""
    text = html.unescape(render("privacy/file.j2", w, data=data, now=w.now))
    name = f"mydata-{w.local(w.now):%Y-%m-%d}.txt"
    return Screen(w._("Everything that is stored of you."), document=File((text + "\n").encode(), name))


def forget_question(w: Words) -> Screen:
    """Are you sure?"""
    rows: Rows = (
        (Button(w.p_("button", "Keep my data"), data=Menu()),),
        (Button(w.p_("button", "Delete for good"), data=Forget(sure=True), style="danger"),),
    )
    return Screen(render("privacy/forget.j2", w), rows=rows)


def forgotten(done: Forgotten, w: Words) -> Screen:
    """It is erased."""
    if not done.contacts and not done.leads:
        return kit.note(w._("There was nothing stored of you but this chat, and its name is erased."))
    return kit.note(w._("Your data is erased. If you write again, we begin anew."))


def told(params: dict[str, Any], w: Words) -> Screen:
    """To the admins and to whoever looked after the person."""
    counts = {"leads": w.number(params["leads"]), "deals": w.number(params["deals"])}
    text = w._(
        "A client had own personal data erased (/forget): contact persons and %(leads)s inquiries are nameless now, "
        "figures of %(deals)s deals stay.",
        **counts,
    )
    if params["kind"] not in ("lead", "client"):
        return kit.note(text)
    return kit.note(text, ((Button(w.p_("button", "Open"), data=Look(kind=params["kind"][0], id=params["id"])),),))
