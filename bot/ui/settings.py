"""/settings: own zone, language and quiet hours; for admins also the company."""

from __future__ import annotations

from typing import Annotated, Final

from babel import Locale
from markupsafe import Markup
from pydantic import Field

from bot.ui import flows, kit, menu, problems
from bot.ui.call_order import CallOrderShow
from bot.ui.callbacks import STAFF, VoronkaCallback
from bot.ui.confirm import confirm
from bot.ui.goal import GoalAsk
from bot.ui.i18n import N_
from bot.ui.poll_scale import ScaleAsk
from bot.ui.render import render
from bot.ui.roles import LANGUAGES
from bot.ui.screen import Button, Rows, Screen, grid
from bot.ui.settings_links import SettingsShow
from bot.ui.targets import EscalationShow, PostponeReasonsShow
from bot.ui.words import Words
from bot.ui.zones import COMMON, country_name, zone_label, zone_rows
from services.people import OwnSettings
from services.rules import hours
from services.rules.actor import Role
from services.rules.hours import Week

ADMINS: Final = frozenset({Role.ADMIN})
Zone = Annotated[str, Field(max_length=34, pattern=r"^[A-Za-z0-9_+/-]*$")]

QUIET: Final = (None, "21:00 – 08:00", "22:00 – 07:00", "19:00 – 09:00")
"""Quiet hours offered by buttons; the first one means the company's."""

CURRENCIES: Final = ("UAH", "RUB", "KZT", "USD", "EUR", "PLN", "GEL", "TRY", "GBP")
COUNTRIES: Final = ("UA", "RU", "KZ", "BY", "MD", "GE", "AM", "AZ", "UZ", "KG", "PL", "DE", "TR", "GB", "US")


class OwnZoneAsk(VoronkaCallback, prefix="so1", roles=STAFF):
    """Which zone?"""


class OwnZone(VoronkaCallback, prefix="so2", roles=STAFF):
    """This zone; empty means the company's."""

    zone: Zone


class OwnQuietAsk(VoronkaCallback, prefix="sq1", roles=STAFF):
    """When not to be disturbed?"""


class OwnQuiet(VoronkaCallback, prefix="sq2", roles=STAFF):
    """These quiet hours: a place in QUIET."""

    choice: int


class CompanyAsk(VoronkaCallback, prefix="sc1", roles=ADMINS):
    """Change the company's n(ame), z(one), c(urrency), k (country), h(ours)."""

    what: Annotated[str, Field(max_length=1, pattern="^[nzckh]$")]


class CompanyZone(VoronkaCallback, prefix="sc2", roles=ADMINS):
    """The company's zone."""

    zone: Zone


class CompanyCurrency(VoronkaCallback, prefix="sc8", roles=ADMINS):
    """The company's currency; `sure` after the question."""

    code: Annotated[str, Field(max_length=3, pattern="^[A-Z]{3}$")]
    sure: bool = False


class CompanyCountry(VoronkaCallback, prefix="sc4", roles=ADMINS):
    """The company's country."""

    code: Annotated[str, Field(max_length=2, pattern="^[A-Z]{2}$")]


class CompanyHours(VoronkaCallback, prefix="sc5", roles=ADMINS):
    """The company's working hours: a place in `hours.PRESETS`."""

    choice: int


def settings_screen(own: OwnSettings, w: Words) -> Screen:
    """What is set now, and what can be changed."""
    company = own.company
    text = render(
        "people/settings.j2",
        w,
        own=own,
        zone=zone_label(own.zone, w),
        language=LANGUAGES[own.locale],
        company=company,
        company_zone=zone_label(company.zone, w) if company else "",
        country=country_name(company.country, w) if company else "",
        hours=_hours(company.hours, w) if company else [],
    )
    rows: Rows = (
        (
            Button(w.p_("button", "Time zone"), data=OwnZoneAsk()),
            Button(w.p_("button", "Quiet hours"), data=OwnQuietAsk()),
        ),
        (menu.go("language", w),),
    )
    if company is not None:
        rows += (
            (
                Button(w.p_("button", "Company name"), data=CompanyAsk(what="n")),
                Button(w.p_("button", "Company zone"), data=CompanyAsk(what="z")),
            ),
            (
                Button(w.p_("button", "Currency"), data=CompanyAsk(what="c")),
                Button(w.p_("button", "Country"), data=CompanyAsk(what="k")),
            ),
            (
                Button(w.p_("button", "Working hours"), data=CompanyAsk(what="h")),
                Button(w.p_("button", "When late"), data=EscalationShow()),
            ),
            (
                Button(w.p_("button", "Goal"), data=GoalAsk()),
                Button(w.p_("button", "Reasons for moving a date"), data=PostponeReasonsShow()),
            ),
            (
                Button(w.p_("button", "Order of calls"), data=CallOrderShow()),
                Button(w.p_("button", "Client polls"), data=ScaleAsk()),
            ),
        )
    return Screen(text, rows=(*rows, *kit.menu_row(w)))


def zone_question(w: Words, *, company: bool, found: list[str] | None = None) -> Screen:
    """Which zone: the usual ones, or those found for a typed city."""
    zones = COMMON if found is None else found
    if found is None:
        question = w._("Which time zone? Press one or write a city.")
    elif found:
        question = w._("Is it one of these?")
    else:
        question = w._("I know no such city. Write a bigger one near by.")
    rows = zone_rows(zones, (lambda zone: CompanyZone(zone=zone)) if company else (lambda zone: OwnZone(zone=zone)), w)
    if not company:
        rows += ((Button(w.p_("button", "As the company"), data=OwnZone(zone="")),),)
    return Screen(kit.note(question).text, rows=(*rows, _back(w)))


def quiet_question(own: OwnSettings, w: Words) -> Screen:
    """When not to be disturbed."""
    text = w.html(
        "<b>Quiet hours: %(start)s – %(end)s</b>\nWhat comes meanwhile waits and is shown together afterwards; "
        "urgent messages come at once.\nPress, or write your own: 21-8.",
        start=own.quiet_from,
        end=own.quiet_to,
    )
    buttons = [
        Button(w.p_("button", "As the company") if span is None else span, data=OwnQuiet(choice=number))
        for number, span in enumerate(QUIET)
    ]
    return Screen(str(text), rows=(*grid(buttons[1:], 2), (buttons[0],), _back(w)))


def company_question(what: str, w: Words, now: str = "") -> Screen:
    """What the company's name, currency, hours or country shall be; `now` is the code it has."""
    if what == "n":
        return Screen(kit.note(w._("What is the company called? Clients will see it.")).text, rows=(_back(w),))
    if what == "c":
        buttons = [
            Button(_ticked(f"{code} {_currency(code, w)}", code == now), data=CompanyCurrency(code=code))
            for code in CURRENCIES
        ]
        text = w._("Which currency? Amounts stay as they are, only the sign changes, for everybody and at once.")
        return Screen(kit.note(text).text, rows=(*grid(buttons, 2), _back(w)))
    if what == "h":
        return _hours_question(w)
    buttons = [
        Button(_ticked(country_name(code, w), code == now), data=CompanyCountry(code=code)) for code in COUNTRIES
    ]
    text = w._("Which country? It decides how phones are read and which days are holidays.")
    return Screen(kit.note(text).text, rows=(*grid(buttons, 2), _back(w)))


def currency_question(now: str, code: str, w: Words) -> Screen:
    """Really another sign before every sum?"""
    text = w.html(
        "All sums are shown as <b>%(new)s</b> instead of %(old)s: %(before)s becomes %(after)s. No sum is converted.",
        new=_currency(code, w),
        old=_currency(now, w),
        before=w.money(10_000_00, now),
        after=w.money(10_000_00, code),
    )
    do, back = CompanyCurrency(code=code, sure=True), CompanyAsk(what="c")
    return confirm(str(text), w.p_("button", "Change the currency"), do, back, w, danger=False)


def _hours_question(w: Words) -> Screen:
    weeks = [(number, hours.parse(preset)) for number, preset in enumerate(hours.PRESETS)]
    rows: Rows = tuple(
        (Button(week_text(week, w), data=CompanyHours(choice=number)),) for number, week in weeks if week is not None
    )
    text = w.html(
        "<b>When does the company work?</b>\nCalls, reminders and answering times keep to it, in each person's zone."
        "\nPress, or write it: mon-fri 9-18, sat 10-15."
    )
    return Screen(str(text), rows=(*rows, _back(w)))


def saved(screen: Screen, w: Words) -> Screen:
    """The same screen after a change."""
    return screen.with_toast(w._("Saved."))


def _ticked(label: str, on: bool) -> str:
    return ("✓ " if on else "") + label


def _currency(code: str, w: Words) -> str:
    return str(Locale.parse(w.locale).currencies.get(code, ""))


def week_text(week: Week, w: Words) -> str:
    """Working hours on one line, plain: "Mon – Fri 09:00–18:00; Sat 10:00–15:00"."""
    return "; ".join(str(part.unescape()) for part in _hours(week, w))


def _hours(week: Week, w: Words) -> list[Markup]:
    """Working hours with equal days in a row joined: "Mon – Fri 09:00–18:00"."""
    names = Locale.parse(w.locale).days["format"]["abbreviated"]
    groups: list[tuple[int, int, str]] = []
    for day, spans in enumerate(week):
        text = ", ".join(f"{start}–{end}" for start, end in spans)
        if groups and groups[-1][2] == text:
            groups[-1] = (groups[-1][0], day, text)
        else:
            groups.append((day, day, text))
    return [
        Markup("{} {}").format(names[first] if first == last else f"{names[first]} – {names[last]}", text)
        for first, last, text in groups
        if text
    ]


def _back(w: Words) -> tuple[Button, ...]:
    return (Button(w.p_("button", "Back"), data=SettingsShow()),)


flows.add({"OwnForm": N_("your settings"), "CompanyForm": N_("the company's settings")})
problems.add(
    {
        "zone_unknown": N_("I know no such time zone. Write a city."),
        "quiet_hours": N_("Write the hours like this: 21-8."),
        "hours_bad": N_("Write the days and hours like this: mon-fri 9-18, sat 10-15."),
        "name_bad": N_("This cannot be a name. Write up to 100 characters with letters in them."),
    }
)
