"""Own fields in words: their kinds, their values, and what is wrong with what was typed."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Final
from urllib.parse import quote

from babel.dates import format_date
from markupsafe import Markup

from bot.ui import flows, problems
from bot.ui.i18n import N_
from bot.ui.words import Words, short
from services.rules.field_kinds import FieldKind
from services.rules.field_values import FieldSpec, Value

ICONS: Final[dict[FieldKind, str]] = {
    FieldKind.TEXT: "📝",
    FieldKind.NUMBER: "🔢",
    FieldKind.MONEY: "💰",
    FieldKind.OPTION: "🔘",
    FieldKind.OPTIONS: "☑️",
    FieldKind.DATE: "📅",
    FieldKind.MOMENT: "🕓",
    FieldKind.ADDRESS: "📍",
    FieldKind.BOOKING: "🗓",
    FieldKind.LINK: "🔗",
    FieldKind.FILE: "📎",
}

KINDS: Final[dict[FieldKind, str]] = {
    FieldKind.TEXT: N_("Text"),
    FieldKind.NUMBER: N_("Number"),
    FieldKind.MONEY: N_("Money"),
    FieldKind.OPTION: N_("List, one choice"),
    FieldKind.OPTIONS: N_("List, several"),
    FieldKind.DATE: N_("Date"),
    FieldKind.MOMENT: N_("Date and time"),
    FieldKind.ADDRESS: N_("Address"),
    FieldKind.BOOKING: N_("Booking"),
    FieldKind.LINK: N_("Link"),
    FieldKind.FILE: N_("File"),
}

ASKS: Final[dict[FieldKind, str]] = {
    FieldKind.TEXT: N_("Write it."),
    FieldKind.NUMBER: N_("Write the number, for example 12 or 12.5."),
    FieldKind.MONEY: N_("Write the amount, for example 12500 or 1.5 mln."),
    FieldKind.OPTION: N_("Press one."),
    FieldKind.OPTIONS: N_("Tick what fits, then press “Done”."),
    FieldKind.DATE: N_("Press a day or write it, for example 25.12.2026."),
    FieldKind.MOMENT: N_("Press “Calendar” or write the day and the time, for example 25.12 14:30."),
    FieldKind.ADDRESS: N_("Write the address, or send a place: the paper clip, then “Location”."),
    FieldKind.BOOKING: N_("Press a day, then a free time."),
    FieldKind.LINK: N_("Send the link. It begins with https://."),
    FieldKind.FILE: N_("Send a picture or a document, 20 MB at most."),
}
"""What is to be done to answer."""


def kind_name(kind: FieldKind, w: Words) -> str:
    """What a kind of field is called."""
    return w._(KINDS[kind])


def said(spec: FieldSpec, value: Value, w: Words) -> str:
    """A value as plain text; a dash for none."""
    if value is None:
        return "—"
    if spec.kind is FieldKind.NUMBER:
        return w.number(Decimal(value) / 1000, digits=3)
    if spec.kind is FieldKind.MONEY:
        return w.money(value)
    if spec.kind in (FieldKind.OPTION, FieldKind.OPTIONS):
        names = {option.id: option.name for option in spec.options}
        ids = value if isinstance(value, list) else [value]
        return ", ".join(names.get(one, f"#{one}") for one in ids)
    if spec.kind is FieldKind.DATE:
        return _day(date.fromisoformat(value), w)
    if spec.kind is FieldKind.MOMENT:
        return _moment(datetime.fromisoformat(value), w)
    if spec.kind is FieldKind.BOOKING:
        start, end = (datetime.fromisoformat(value[side]) for side in ("from", "to"))
        return f"{value['name']}, {_moment(start, w)}–{w.time(end)}"
    if spec.kind is FieldKind.ADDRESS:
        return str(value["text"])
    if spec.kind is FieldKind.FILE:
        return value["name"] or w._("picture")
    return str(value)


def told(spec: FieldSpec, value: Value, w: Words, most: int = 200) -> Markup:
    """A value for a message: links can be pressed, an address opens the map."""
    text = short(said(spec, value, w), most)
    url = map_url(value) if spec.kind is FieldKind.ADDRESS and value else value if spec.kind is FieldKind.LINK else None
    return Markup('<a href="{}">{}</a>').format(url, text) if url else Markup("{}").format(text)


def map_url(address: Value) -> str:
    """Where a map shows an address (S2-56)."""
    exact = address["lat"] is not None
    wanted = f"{address['lat']},{address['lon']}" if exact else address["text"]
    return f"https://www.google.com/maps/search/?api=1&query={quote(wanted, safe=',')}"


def _day(day: date, w: Words) -> str:
    """A date that reads the same whenever it is read: "12 December", with its year when that is another one."""
    pattern = "d MMMM" if day.year == w.today.year else "d MMMM y"
    return str(format_date(day, pattern, locale=w.locale))


def _moment(moment: datetime, w: Words) -> str:
    return f"{_day(w.local(moment).date(), w)} {w.time(moment)}"


flows.add(
    {
        "FieldForm": N_("the field of the deal"),
        "FieldSetUp": N_("the field's set-up"),
        "ResourceForm": N_("the resource's set-up"),
    }
)
problems.add(
    {
        "fields_missing": N_("First fill in what this stage requires: %(names)s."),
        "field_gone": N_("“%(name)s” is no longer asked."),
        "field_over": N_("This question is over. Open the field again."),
        "field_empty": N_("Nothing is filled in here yet."),
        "field_no_such_day": N_("There is no such day in the calendar. For example: 25.12.2026."),
        "field_no_such_time": N_(
            "There is no such time on that day. Check the hour and the minutes: when the clocks go forward, an hour "
            "is missing."
        ),
        "field_year": N_("This year is too far away. Check it."),
        "field_only_day": N_("Only the day is asked here, without a time. For example: 25.12.2026."),
        "field_time_needed": N_("The time is needed too. For example: 25.12 14:30."),
        "field_digits": N_("Three digits after the point at most."),
        "field_number_big": N_("This number is too large. Check the zeros."),
        "field_no_option": N_("There is no such choice in the list. Press one of the buttons."),
        "field_option_gone": N_("This choice is no longer offered."),
        "field_none_ticked": N_("Nothing is ticked. Tick at least one."),
        "field_link": N_("This is not a link. For example: https://example.com/page."),
        "field_link_https": N_("Only links that begin with https:// are taken."),
        "field_place": N_("This place is not on the map. Write the address instead."),
        "field_no_place": N_("A place on the map does not fit here. Answer what is asked, or press “Back”."),
        "field_no_file": N_("A file does not fit here. Answer what is asked, or press “Back”."),
        "field_file_needed": N_("A file is asked here: send a picture or a document."),
        "field_file_kind": N_("Only pictures and documents are kept here. Send it as a picture or as a file."),
        "field_file_program": N_("Programs are not kept here. Send a picture or a document."),
        "field_file_big": N_("This file is too large: %(limit)s MB at most."),
        "field_file_name": N_(
            "The file's name is too long: %(limit)s characters at most. Rename it and send it again."
        ),
        "field_slot_needed": N_("A free time is chosen by the buttons: press a day, then a time."),
        "field_resource_gone": N_("This is no longer booked here. Ask the admin to look at the field."),
        "slot_taken": N_("This time has just been taken. Here is what is free now."),
        "field_exists": N_("There is a field called %(name)s already."),
        "fields_many": N_("%(limit)s fields at most. Archive one that is not needed."),
        "option_exists": N_("There is a choice called %(name)s already."),
        "options_many": N_("%(limit)s choices at most."),
        "resource_exists": N_("Something called %(name)s can be booked already."),
        "undo_changed": N_("It has been changed again meanwhile and stays as it is."),
    }
)
