"""What each command is called in Telegram's command menu."""

from __future__ import annotations

from typing import Final

from bot.ui.i18n import N_
from bot.ui.words import Words

DESCRIPTIONS: Final[dict[str, str]] = {
    "start": N_("Start from the beginning"),
    "menu": N_("Main menu"),
    "help": N_("What this bot can do"),
    "language": N_("Language"),
    "settings": N_("My settings"),
    "cancel": N_("Leave what is open"),
    "today": N_("Today's call list"),
    "next": N_("Next call"),
    "new": N_("New inquiry"),
    "deals": N_("My deals"),
    "tasks": N_("Tasks"),
    "find": N_("Find a client, deal or phone"),
    "plan": N_("Plan and where I stand"),
    "funnel": N_("Sales funnel"),
    "me": N_("My card: team, head, time zone"),
    "team": N_("The team now"),
    "overdue": N_("Overdue: go round"),
    "report": N_("Reports"),
    "forecast": N_("Sales forecast"),
    "losses": N_("Refusals and their reasons"),
    "nps": N_("Client ratings"),
    "mailing": N_("Mailings"),
    "routing": N_("Who gets new leads"),
    "invite": N_("Invite a colleague"),
    "users": N_("People and roles"),
    "pipelines": N_("Pipelines and stages"),
    "fields": N_("Fields of deals"),
    "reasons": N_("Refusal reasons"),
    "channels": N_("Channels and their links"),
    "products": N_("Products and prices"),
    "calendar": N_("Working calendar"),
    "tunnels": N_("Tunnels between pipelines"),
    "import": N_("Import a file"),
    "export": N_("Export to a file"),
    "backup": N_("Backup copy"),
    "jobs": N_("Scheduled jobs"),
    "audit": N_("The company against its standards"),
    "request": N_("Leave a request"),
    "mydata": N_("What is stored about me"),
    "forget": N_("Delete my data"),
    "stop": N_("Stop messages"),
}


def description(name: str, w: Words) -> str:
    """Return a command's line in the menu."""
    return w._(DESCRIPTIONS[name])
