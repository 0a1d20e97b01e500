"""/menu, /help, /me, /cancel: the same places as the commands, by buttons."""

from __future__ import annotations

from collections.abc import Collection
from typing import Annotated, Final

from pydantic import Field

from bot.ui import flows, kit
from bot.ui.callbacks import EVERYONE, Menu, VoronkaCallback
from bot.ui.commands import DESCRIPTIONS, description
from bot.ui.control import PromisesOf, ReportsShow
from bot.ui.i18n import N_
from bot.ui.leads import LeadTable
from bot.ui.render import render
from bot.ui.roles import LANGUAGES, role_name
from bot.ui.screen import Button, Rows, Screen, Style
from bot.ui.setup_links import SetUpShow
from bot.ui.titles import task_title
from bot.ui.words import Words
from bot.ui.zones import zone_label
from services.people import Me
from services.rules.actor import Actor, Role
from services.start import StartView


class Go(VoronkaCallback, prefix="go1", roles=EVERYONE):
    """Do what a command does."""

    command: Annotated[str, Field(max_length=16, pattern="^[a-z]+$")]


LABELS: Final[dict[str, str]] = {
    "today": N_("▶ Calls today"),
    "next": N_("Next call"),
    "new": N_("New inquiry"),
    "leads": N_("Inquiries"),
    "deals": N_("Deals"),
    "tasks": N_("Tasks"),
    "find": N_("Find"),
    "plan": N_("Plan"),
    "funnel": N_("Funnel"),
    "forecast": N_("🔮 Forecast"),
    "team": N_("Team"),
    "overdue": N_("⏰ Overdue"),
    "report": N_("Reports"),
    "numbers": N_("My numbers"),
    "losses": N_("Refusals"),
    "invite": N_("Invite"),
    "users": N_("People"),
    "import": N_("Import"),
    "channels": N_("Channels"),
    "products": N_("Products"),
    "pipelines": N_("Pipelines"),
    "fields": N_("Fields"),
    "reasons": N_("Reasons"),
    "calendar": N_("Calendar"),
    "audit": N_("Audit"),
    "export": N_("Export"),
    "backup": N_("Backup copy"),
    "jobs": N_("Jobs"),
    "setup": N_("🛠 Set-up"),
    "settings": N_("Settings"),
    "language": N_("🌐 Language"),
    "help": N_("Help"),
    "me": N_("Me"),
    "request": N_("Leave a request"),
    "mydata": N_("My data"),
    "stop": N_("No polls and news"),
}

PLACES: Final[dict[Role, tuple[tuple[str, ...], ...]]] = {
    Role.MANAGER: (
        ("today",), ("leads", "deals", "tasks"), ("new", "find"), ("plan", "funnel", "numbers"), ("settings", "help"),
    ),
    Role.HEAD: (
        ("overdue",), ("today",), ("team", "report"), ("leads", "deals", "tasks"), ("new", "find"),
        ("plan", "funnel", "forecast"), ("settings", "help"),
    ),
    Role.ADMIN: (
        ("users", "invite"), ("overdue", "team", "report"), ("leads", "deals", "tasks"), ("new", "find"),
        ("plan", "funnel", "forecast"), ("setup", "settings", "help"),
    ),
    Role.CLIENT: (("request",), ("mydata", "stop"), ("language", "help")),
    Role.STRANGER: (("request",), ("mydata", "stop"), ("language", "help")),
}  # fmt: skip
"""Where the menu of a role leads, likeliest first; a place nobody serves yet is left out."""

NO_START: Final = StartView()
DOORS: Final[dict[str, VoronkaCallback]] = {"leads": LeadTable(), "setup": SetUpShow(), "numbers": ReportsShow()}
"""Places without a command."""

FIRST_STEPS: Final[dict[Role, tuple[str, ...]]] = {
    Role.ADMIN: ("invite", "import"),
    Role.HEAD: ("overdue", "team"),
    Role.MANAGER: ("today", "new"),
    Role.CLIENT: ("request",),
    Role.STRANGER: ("request",),
}


def go(command: str, w: Words, *, style: Style | None = None, red: int = 0) -> Button:
    """A button that does what a command does, or opens a place without one; `red` counts what is marked red there."""
    label = w._(LABELS[command]) + (f" 🔴{w.number(red)}" if red else "")
    return Button(label, data=DOORS.get(command) or Go(command=command), style=style)


def first_steps(role: Role, served: Collection[str], w: Words) -> Rows:
    """What a newcomer of a role presses first, and the menu."""
    rows = tuple((go(name, w, style="primary"),) for name in FIRST_STEPS[role] if name in served)
    return (rows[0], *rows[1:], *kit.menu_row(w)) if rows else kit.menu_row(w)


def _command(place: str) -> str:
    """The command that serves a place."""
    return "new" if place in DOORS else place


def menu(actor: Actor, served: Collection[str], w: Words, start: StartView = NO_START) -> Screen:
    """The main menu of a role with what is red, a manager's with the day's tasks; `served` commands are answered."""
    titles = [(task, task_title(task, w)) for task in start.coming]
    text = render(
        "menu/menu.j2",
        w,
        name=actor.name,
        role=role_name(actor.role, w),
        staff=actor.is_staff,
        start=start,
        tasks=titles,
    )
    red = {"tasks": start.red.tasks, "deals": start.red.deals, "leads": start.red.leads}
    rows = tuple(
        tuple(go(name, w, red=red.get(name, 0)) for name in row if _command(name) in served)
        for row in PLACES[actor.role]
    )
    return Screen(text, rows=tuple(row for row in rows if row), place=Menu())


def help_screen(actor: Actor, served: Collection[str], w: Words) -> Screen:
    """What the bot does for this role, and its commands folded."""
    listed = [(name, description(name, w)) for name in DESCRIPTIONS if name in served]
    text = render("menu/help.j2", w, role=actor.role.value, commands=listed)
    return Screen(text, rows=kit.menu_row(w))


def me_screen(me: Me, w: Words) -> Screen:
    """Who am I, where do I belong, who is my head."""
    text = render(
        "menu/me.j2",
        w,
        me=me,
        role=role_name(me.role, w),
        zone=zone_label(me.zone, w),
        language=LANGUAGES[me.locale],
    )
    promises = Button(w.p_("button", "My promises"), data=PromisesOf())
    return Screen(text, rows=((go("numbers", w), promises), (go("settings", w),), *kit.menu_row(w)))


def cancelled(state: str | None, w: Words, *, reply_keyboard: bool) -> Screen:
    """What /cancel left; `reply_keyboard` takes an open one away, which leaves no room for inline buttons."""
    name = flows.flow_name(state, w) if state else None
    if state is None:
        text = w._("Nothing to cancel.")
    elif name is None:
        text = w._("Cancelled.")
    else:
        text = w._("Cancelled: %(name)s.", name=name)
    if reply_keyboard:
        note = kit.note(text)
        return Screen(note.text, remove_reply=True)
    return kit.note(text, kit.menu_row(w))
