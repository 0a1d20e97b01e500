"""/fields: what the company asks about its deals, and where it is required."""

from __future__ import annotations

from typing import Final

from bot.ui import kit, ordered
from bot.ui.confirm import confirm
from bot.ui.field_links import (
    CODES,
    FieldArchive,
    FieldEverywhere,
    FieldHint,
    FieldKinds,
    FieldName,
    FieldNew,
    FieldOpen,
    FieldPipeline,
    FieldPipelines,
    FieldResource,
    FieldResourceNew,
    FieldResources,
    FieldRestore,
    FieldShift,
    FieldsShow,
    FieldUndo,
    ListOptions,
    OptionAdd,
    OptionDrop,
    OptionName,
    OptionOpen,
    StageFieldsPage,
    StageRequire,
)
from bot.ui.field_texts import ICONS, kind_name
from bot.ui.layout import cut
from bot.ui.paging import paged, pager
from bot.ui.pipeline_buttons import undo_of
from bot.ui.render import render
from bot.ui.resource_links import ResourceTable
from bot.ui.screen import Button, Rows, Screen, grid
from bot.ui.setup_links import StageOpen
from bot.ui.words import Words
from services.field_views import FieldTable, FieldView, StageFieldsView
from services.rules.field_kinds import FieldKind
from services.rules.field_values import Option
from services.rules.views import Named

LISTS: Final = frozenset({FieldKind.OPTION, FieldKind.OPTIONS})
OPTIONS_TOLD: Final = 15


# ------------------------------------------------------------------------------------------------------------ the list
def table(view: FieldTable, w: Words) -> Screen:
    """The fields; a press opens one."""
    rows: Rows = tuple(
        (ordered.line(f"{ICONS[line.kind]} {line.name}", line.pipeline or "", FieldOpen(field=line.id)),)
        for line in view.lines
    )
    turn = pager(lambda page: FieldsShow(page=page, archived=view.shows_archived), view.page, view.pages)
    text = render("fields/table.j2", w, view=view)
    if view.shows_archived:
        back = Button(w.p_("button", "To the list"), data=FieldsShow())
        return Screen(text, rows=(*rows, *turn, (back,)))
    new = Button("➕ " + w.p_("button", "New field"), data=FieldKinds(), style="primary")
    more = [Button("🗓 " + w.p_("button", "What can be booked"), data=ResourceTable())]
    if view.archived:
        label = w.p_("button", "Archive (%(n)s)", n=view.archived)
        more.append(Button(label, data=FieldsShow(archived=True)))
    return Screen(text, rows=(*rows, *turn, (new,), tuple(more), *kit.menu_row(w)))


def kinds(w: Words) -> Screen:
    """What kind?"""
    buttons = [Button(f"{ICONS[kind]} {kind_name(kind, w)}", data=FieldNew(what=code)) for code, kind in CODES.items()]
    back = Button(w.p_("button", "Back"), data=FieldsShow())
    return Screen(w._("What kind of field? It cannot be changed later."), rows=(*grid(buttons, 2), (back,)))


# ------------------------------------------------------------------------------------------------------------ one field
def card(view: FieldView, w: Words) -> Screen:
    """Everything set up on a field."""
    offered = view.spec.offered
    text = render(
        "fields/card.j2",
        w,
        view=view,
        icon=ICONS[view.spec.kind],
        kind=kind_name(view.spec.kind, w),
        is_list=view.spec.kind in LISTS,
        options=", ".join(option.name for option in offered[:OPTIONS_TOLD]),
        more_options=max(0, len(offered) - OPTIONS_TOLD),
        is_booking=view.spec.kind is FieldKind.BOOKING,
    )
    undo = None if view.undo is None else FieldUndo(undo=view.undo)
    about = {"field": view.spec.id, "ver": view.version}
    back = (Button(w.p_("button", "To the list"), data=FieldsShow(archived=view.archived_at is not None)),)
    if view.archived_at is not None:
        return Screen(text, rows=ordered.archived_rows(FieldRestore(**about), back, w, undo=undo))
    own = (*_own_rows(view, w), *_common_rows(view, w))
    place = ordered.Place(
        up=None if view.first else FieldShift(**about, by=-1),
        down=None if view.last else FieldShift(**about, by=1),
    )
    return Screen(text, rows=ordered.page_rows(own, back, w, place=place, archive=FieldArchive(**about), undo=undo))


def _own_rows(view: FieldView, w: Words) -> Rows:
    """What only this kind has."""
    if view.spec.kind in LISTS:
        style = None if view.spec.offered else "primary"
        return ((Button(w.p_("button", "Choices"), data=ListOptions(field=view.spec.id), style=style),),)  # type: ignore[arg-type]
    if view.spec.kind is FieldKind.BOOKING:
        return ((Button(w.p_("button", "What it books"), data=FieldResources(field=view.spec.id)),),)
    return ()


def _common_rows(view: FieldView, w: Words) -> Rows:
    about = {"field": view.spec.id, "ver": view.version}
    return (
        (
            Button(w.p_("button", "Rename"), data=FieldName(**about)),
            Button(w.p_("button", "Hint"), data=FieldHint(**about)),
        ),
        (Button(w.p_("button", "Pipeline"), data=FieldPipelines(field=view.spec.id)),),
    )


def archive_question(view: FieldView, w: Words) -> Screen:
    """Are you sure?"""
    question = w.html("Archive <b>%(name)s</b>? It is no longer asked.", name=view.spec.name)
    kept = w.n_(
        "Its value in %(n)s deal stays readable.", "Its values in %(n)s deals stay readable.", view.filled
    ) if view.filled else ""  # fmt: skip
    do = FieldArchive(field=view.spec.id, ver=view.version, sure=True)
    text = f"{question} {kept}".strip()
    return confirm(text, w.p_("button", "Archive"), do, FieldOpen(field=view.spec.id), w)


def name_question(view: FieldView | None, kind: FieldKind, w: Words) -> Screen:
    """What is it called?"""
    text = w.html(
        "%(icon)s <b>%(kind)s</b>: what is the field called? Write it, for example “Delivery address”.",
        icon=ICONS[kind],
        kind=kind_name(kind, w),
    )
    back = FieldOpen(field=view.spec.id) if view else FieldKinds()
    return Screen(str(text), rows=((Button(w.p_("button", "Back"), data=back),),))


def hint_question(view: FieldView, w: Words) -> Screen:
    """What is said beside the question?"""
    text = w.html(
        "<b>%(name)s</b>: write a hint that is shown when it is asked, 300 characters at most.", name=view.spec.name
    )
    back = Button(w.p_("button", "Back"), data=FieldOpen(field=view.spec.id))
    if not view.spec.hint:
        return Screen(str(text), rows=((back,),))
    data = FieldHint(field=view.spec.id, ver=view.version, clear=True)
    return Screen(str(text), rows=((back, Button(w.p_("button", "No hint"), data=data, style="danger")),))


def pipeline_question(view: FieldView, found: tuple[Named, ...], page: int, w: Words) -> Screen:
    """Which pipeline's deals have it?"""
    about = {"field": view.spec.id, "ver": view.version}
    now = view.pipeline.id if view.pipeline else None
    shown = paged(found, page)
    everywhere = Button(_ticked(w.p_("button", "All pipelines"), now is None), data=FieldEverywhere(**about))
    rows = tuple(
        (Button(_ticked(one.name, one.id == now), data=FieldPipeline(**about, pipeline=one.id)),) for one in shown.items
    )
    turn = pager(lambda number: FieldPipelines(field=view.spec.id, page=number), shown.number, shown.count)
    back = Button(w.p_("button", "Back"), data=FieldOpen(field=view.spec.id))
    text = w.html("<b>%(name)s</b>: deals of which pipeline have it?", name=view.spec.name)
    return Screen(str(text), rows=((everywhere,), *rows, *turn, (back,)))


def resource_question(view: FieldView, found: tuple[Named, ...], page: int, w: Words) -> Screen:
    """What does it book?"""
    about = {"field": view.spec.id, "ver": view.version}
    now = view.resource.id if view.resource else None
    shown = paged(found, page)
    rows = tuple(
        (Button(_ticked(one.name, one.id == now), data=FieldResource(**about, resource=one.id)),) for one in shown.items
    )
    turn = pager(lambda number: FieldResources(field=view.spec.id, page=number), shown.number, shown.count)
    make = Button("➕ " + w.p_("button", "Add"), data=FieldResourceNew(**about), style=None if found else "primary")
    everything = Button("🗓 " + w.p_("button", "What can be booked"), data=ResourceTable())
    back = Button(w.p_("button", "Back"), data=FieldOpen(field=view.spec.id))
    text = render("fields/resource_question.j2", w, view=view, found=found)
    return Screen(text, rows=(*rows, *turn, (make, everything) if found else (make,), (back,)))


def new_resource_question(view: FieldView, w: Words) -> Screen:
    """What is it called that the field books?"""
    back = Button(w.p_("button", "Back"), data=FieldResources(field=view.spec.id))
    return Screen(resource_name(w), rows=((back,),))


def resource_name(w: Words) -> str:
    """Asks for the name of something that can be booked."""
    return w._("What can be booked? Write its name: “Van”, “Fitters' team 1”, “Meeting room”.")


def _ticked(name: str, on: bool) -> str:
    return ("✓ " if on else "") + cut(name, 31)


# --------------------------------------------------------------------------------------------------------- the choices
def options(view: FieldView, page: int, w: Words) -> Screen:
    """The choices of a list; a press opens one."""
    shown = paged(view.spec.offered, page)
    rows = tuple((Button(cut(one.name), data=OptionOpen(field=view.spec.id, option=one.id)),) for one in shown.items)
    turn = pager(lambda number: ListOptions(field=view.spec.id, page=number), shown.number, shown.count)
    add = Button(
        "➕ " + w.p_("button", "More choices"), data=OptionAdd(field=view.spec.id, ver=view.version), style="primary"
    )
    back = Button(w.p_("button", "Back"), data=FieldOpen(field=view.spec.id))
    text = render("fields/options.j2", w, view=view)
    return Screen(text, rows=(*rows, *turn, (add,), (back,)))


def options_question(view: FieldView, w: Words) -> Screen:
    """What can be chosen?"""
    text = w.html("<b>%(name)s</b>: write the choices, each on a line of its own.", name=view.spec.name)
    back = Button(w.p_("button", "Later"), data=FieldOpen(field=view.spec.id))
    return Screen(str(text), rows=((back,),))


def option_card(view: FieldView, option: Option, w: Words) -> Screen:
    """One choice."""
    about = {"field": view.spec.id, "ver": view.version, "option": option.id}
    rows: Rows = (
        (
            Button(w.p_("button", "Rename"), data=OptionName(**about)),
            Button(w.p_("button", "Remove"), data=OptionDrop(**about), style="danger"),
        ),
        (Button(w.p_("button", "Back"), data=ListOptions(field=view.spec.id)),),
    )
    text = w.html(
        "<b>%(name)s</b>: %(option)s. A removed choice is no longer offered and stays readable where it was chosen.",
        name=view.spec.name,
        option=option.name,
    )
    return Screen(str(text), rows=rows)


def option_question(view: FieldView, option: Option, w: Words) -> Screen:
    """What is it to be called?"""
    text = w.html("<b>%(option)s</b>: what is it to be called? Write it.", option=option.name)
    back = Button(w.p_("button", "Back"), data=OptionOpen(field=view.spec.id, option=option.id))
    return Screen(str(text), rows=((back,),))


# ----------------------------------------------------------------------------------------------------------- the stage
def of_stage(view: StageFieldsView, w: Words) -> Screen:
    """What must be filled to leave the stage: a press ticks it."""
    rows = tuple(
        (
            Button(
                ("☑️ " if on else "▫️ ") + cut(f"{ICONS[kind]} {one.name}", 30),
                data=StageRequire(stage=view.stage.id, field=one.id, on=not on, page=view.page),
            ),
        )
        for one, kind, on in view.lines
    )
    turn = pager(lambda page: StageFieldsPage(stage=view.stage.id, page=page), view.page, view.pages)
    new = Button("➕ " + w.p_("button", "New field"), data=FieldKinds())
    back = Button(w.p_("button", "Back"), data=StageOpen(stage=view.stage.id))
    undo = ordered.undo_row(undo_of(view.undo), w)
    return Screen(render("fields/of_stage.j2", w, view=view), rows=(*rows, *turn, (new,), (back,), *undo))


# ------------------------------------------------------------------------------------------------------------- toasts
def saved_toast(w: Words) -> str:
    """Stored."""
    return w._("Saved.")


def archived_toast(w: Words) -> str:
    """No longer asked."""
    return w._("Archived: it is no longer asked.")


def undone_toast(w: Words) -> str:
    """As it was."""
    return w._("Taken back: it is as it was.")
