"""Who may use which command: the public contract of design section 1, and the filters that keep it."""

from __future__ import annotations

from typing import Final

from aiogram import F
from aiogram.filters import Command, Filter, and_f
from aiogram.types import Message, TelegramObject

from bot.ui.callbacks import EVERYONE, LEADERS, OUTSIDERS, STAFF
from services.rules.actor import Actor, Role

ADMINS: Final = frozenset({Role.ADMIN})

CONTRACT: Final[dict[str, frozenset[Role]]] = {
    **dict.fromkeys(("today", "next", "new", "deals", "tasks", "find", "plan", "funnel", "me"), STAFF),
    **dict.fromkeys(("team", "overdue", "report", "forecast", "losses", "nps", "mailing", "routing"), LEADERS),
    **dict.fromkeys(("invite", "users", "pipelines", "fields", "reasons", "channels", "products"), ADMINS),
    **dict.fromkeys(("calendar", "tunnels", "import", "export", "backup", "jobs", "audit"), ADMINS),
    **dict.fromkeys(("request", "mydata", "forget", "stop"), OUTSIDERS),
    **dict.fromkeys(("menu", "help", "language", "settings", "cancel", "start"), EVERYONE),
}
"""Every public command and its roles, in the order of the command menu."""

_answered: set[str] = set()

TYPED: Final = F.text & ~F.text.startswith("/")
"""Filter of a flow that waits for text: a command is never taken for the answer."""


class Allowed(Filter):
    """Passes updates of the given roles only."""

    def __init__(self, roles: frozenset[Role]) -> None:
        self.roles = roles

    async def __call__(self, event: TelegramObject, actor: Actor) -> bool:
        """Look at the role of whoever sent the update."""
        return actor.role in self.roles


def command(name: str) -> Filter:
    """Return the filter of a command of the contract; it also puts the command into the menus.

    `@router.message(command("today"))`. For other roles the filter does not match, so they get the answer to an
    unknown command: what exists for others stays unknown. The handler may take `command: CommandObject`.
    """
    roles = CONTRACT[name]
    _answered.add(name)
    return and_f(Command(name, ignore_case=True), Allowed(roles))


def commands_for(role: Role) -> tuple[str, ...]:
    """List the commands a role has, in menu order; those no handler answers yet are left out."""
    return tuple(name for name, roles in CONTRACT.items() if role in roles and name in _answered)


def is_command(message: Message) -> bool:
    """True for a text that asks for a command."""
    return bool(message.text and message.text.startswith("/"))
