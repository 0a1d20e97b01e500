"""Commands by role: the public contract and its filters."""

from __future__ import annotations

import pytest
from aiogram import Bot, Dispatcher, Router
from aiogram.filters import CommandObject
from aiogram.types import Message, Update

from handlers import access
from handlers.access import CONTRACT, TYPED, command, commands_for
from services.rules.actor import Actor, Role
from tests.telegram.conftest import message

EVERYBODY = {"start", "menu", "help", "language", "settings", "cancel"}
MANAGERS = {"today", "next", "new", "deals", "tasks", "find", "plan", "funnel", "me"}
HEADS = {"team", "overdue", "report", "forecast", "losses", "nps", "mailing", "routing"}
ADMINS = {
    "invite", "users", "pipelines", "fields", "reasons", "channels", "products", "calendar", "tunnels", "import",
    "export", "backup", "jobs", "audit",
}  # fmt: skip
CLIENTS = {"request", "mydata", "forget", "stop"}

BY_ROLE = {
    Role.ADMIN: EVERYBODY | MANAGERS | HEADS | ADMINS,
    Role.HEAD: EVERYBODY | MANAGERS | HEADS,
    Role.MANAGER: EVERYBODY | MANAGERS,
    Role.CLIENT: EVERYBODY | CLIENTS,
    Role.STRANGER: EVERYBODY | CLIENTS,
}


@pytest.mark.parametrize("role", list(Role))
def test_the_contract_of_the_design(role: Role) -> None:
    assert {name for name, roles in CONTRACT.items() if role in roles} == BY_ROLE[role]


async def reached(bot: Bot, role: Role, text: str) -> list[str | None]:
    """Say something to a bot that answers /today and typed texts; return what it read."""
    read: list[str | None] = []
    router = Router()

    async def today(message: Message, command: CommandObject) -> None:
        read.append(command.args)

    async def typed(message: Message) -> None:
        read.append(message.text)

    router.message.register(today, command("today"))
    router.message.register(typed, TYPED)
    dispatcher = Dispatcher()
    dispatcher.include_router(router)
    await dispatcher.feed_update(bot, Update(update_id=1, message=message(text)), actor=Actor(role=role))
    return read


async def test_a_command_reaches_its_roles_with_its_words(bot: Bot) -> None:
    assert await reached(bot, Role.MANAGER, "/TODAY late") == ["late"]
    assert await reached(bot, Role.CLIENT, "/today") == []


async def test_a_command_is_never_taken_for_a_typed_answer(bot: Bot) -> None:
    assert await reached(bot, Role.CLIENT, "12 500") == ["12 500"]
    assert await reached(bot, Role.CLIENT, "/whatever") == []


def test_menus_list_what_is_answered_in_the_order_of_the_contract(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(access, "_answered", {"menu", "deals", "today", "team"})
    assert commands_for(Role.MANAGER) == ("today", "deals", "menu")
    assert commands_for(Role.HEAD) == ("today", "deals", "team", "menu")
    assert commands_for(Role.CLIENT) == ("menu",)


def test_a_command_outside_the_contract_is_a_mistake() -> None:
    with pytest.raises(KeyError):
        command("surprise")
