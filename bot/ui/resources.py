"""What can be booked: a name, hours, the length of a booking."""

from __future__ import annotations

from typing import Final

from bot.ui import ordered
from bot.ui.callbacks import VoronkaCallback
from bot.ui.field_links import FieldsShow
from bot.ui.fields import resource_name
from bot.ui.layout import cut
from bot.ui.paging import paged, pager
from bot.ui.render import render
from bot.ui.resource_links import ADMINS, ResourceTable
from bot.ui.screen import Button, Rows, Screen, grid
from bot.ui.settings import week_text
from bot.ui.words import Words
from services.field_views import ResourceTable as Table
from services.field_views import ResourceView
from services.rules import hours
from services.rules.booking_slots import LENGTHS


class ResourceOpen(VoronkaCallback, prefix="rbo1", roles=ADMINS):
    """One of them."""

    resource: int


class ResourceNew(VoronkaCallback, prefix="rbn1", roles=ADMINS):
    """A new one: what is it called?"""


class ResourceName(VoronkaCallback, prefix="rbr1", roles=ADMINS):
    """What is it to be called?"""

    resource: int
    ver: int


class ResourceHours(VoronkaCallback, prefix="rbh1", roles=ADMINS):
    """When can it be booked?"""

    resource: int


class ResourceWeek(VoronkaCallback, prefix="rbw1", roles=ADMINS):
    """In these hours: a place in `hours.PRESETS`; −1: when the company works."""

    resource: int
    ver: int
    choice: int


class ResourceLength(VoronkaCallback, prefix="rbl1", roles=ADMINS):
    """How long is one booking?"""

    resource: int


class ResourceSlot(VoronkaCallback, prefix="rbt1", roles=ADMINS):
    """So many minutes."""

    resource: int
    ver: int
    minutes: int


class ResourceArchive(VoronkaCallback, prefix="rbz1", roles=ADMINS):
    """Take no more bookings."""

    resource: int
    ver: int


class ResourceRestore(VoronkaCallback, prefix="rby1", roles=ADMINS):
    """Take bookings again."""

    resource: int
    ver: int


class ResourceUndo(VoronkaCallback, prefix="rbu1", roles=ADMINS):
    """Take the last change back."""

    undo: int


CHANGES: Final = (
    ResourceName, ResourceHours, ResourceWeek, ResourceLength, ResourceSlot, ResourceArchive, ResourceRestore,
)  # fmt: skip
"""Buttons of one; a stale one redraws its card."""


def table(view: Table, page: int, w: Words) -> Screen:
    """All of them; a press opens one. Archived ones come last."""
    marked = [(one, "") for one in view.lines] + [(one, "🗄 ") for one in view.archived]
    shown = paged(marked, page)
    rows = tuple((Button(mark + cut(one.name, 31), data=ResourceOpen(resource=one.id)),) for one, mark in shown.items)
    turn = pager(lambda number: ResourceTable(page=number), shown.number, shown.count)
    add = Button("➕ " + w.p_("button", "Add"), data=ResourceNew(), style="primary")
    back = Button(w.p_("button", "To the fields"), data=FieldsShow())
    return Screen(render("fields/resources.j2", w, view=view), rows=(*rows, *turn, (add,), (back,)))


def card(view: ResourceView, w: Words) -> Screen:
    """One with its hours and the next bookings."""
    text = render(
        "fields/resource.j2",
        w,
        view=view,
        hours=week_text(view.hours, w) if view.hours is not None else "",
        length=w.duration(view.slot_minutes * 60),
    )
    about = {"resource": view.id, "ver": view.version}
    undo = None if view.undo is None else ResourceUndo(undo=view.undo)
    back = (Button(w.p_("button", "To the list"), data=ResourceTable()),)
    if view.archived_at is not None:
        return Screen(text, rows=ordered.archived_rows(ResourceRestore(**about), back, w, undo=undo))
    own: Rows = (
        (
            Button(w.p_("button", "Hours"), data=ResourceHours(resource=view.id)),
            Button(w.p_("button", "Length"), data=ResourceLength(resource=view.id)),
        ),
        (Button(w.p_("button", "Rename"), data=ResourceName(**about)),),
    )
    return Screen(text, rows=ordered.page_rows(own, back, w, archive=ResourceArchive(**about), undo=undo))


def name_question(view: ResourceView | None, w: Words) -> Screen:
    """What is it called?"""
    back = ResourceOpen(resource=view.id) if view else ResourceTable()
    return Screen(resource_name(w), rows=((Button(w.p_("button", "Back"), data=back),),))


def hours_question(view: ResourceView, w: Words) -> Screen:
    """When can it be booked?"""
    about = {"resource": view.id, "ver": view.version}
    company = Button(w.p_("button", "As the company works"), data=ResourceWeek(**about, choice=-1), style="primary")
    weeks = [hours.parse(preset) or () for preset in hours.PRESETS]
    buttons = [
        Button(week_text(week, w), data=ResourceWeek(**about, choice=number)) for number, week in enumerate(weeks)
    ]
    text = w.html("<b>%(name)s</b>: when can it be booked? Press or write it: mon-fri 9-18, sat 10-15.", name=view.name)
    back = Button(w.p_("button", "Back"), data=ResourceOpen(resource=view.id))
    return Screen(str(text), rows=((company,), *grid(buttons, 2), (back,)))


def length_question(view: ResourceView, w: Words) -> Screen:
    """How long is one booking?"""
    about = {"resource": view.id, "ver": view.version}
    buttons = [
        Button(
            ("✓ " if minutes == view.slot_minutes else "") + w.duration(minutes * 60),
            data=ResourceSlot(**about, minutes=minutes),
        )
        for minutes in LENGTHS
    ]
    text = w.html("<b>%(name)s</b>: how long is one booking?", name=view.name)
    back = Button(w.p_("button", "Back"), data=ResourceOpen(resource=view.id))
    return Screen(str(text), rows=(*grid(buttons, 3), (back,)))


def archived_toast(w: Words) -> str:
    """No more bookings."""
    return w._("Archived: no more bookings are taken.")
