"""A press reaches its handler without asking routers that have nothing to do with it (bot/desk.py)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest
from aiogram import Bot, F, Router
from aiogram.dispatcher.event.bases import UNHANDLED, SkipHandler
from aiogram.types import CallbackQuery, Message, TelegramObject, User

from bot.desk import Desk
from bot.ui.callbacks import REGISTRY, Ignore, Menu
from handlers import ROUTERS

PERSON = User(id=1, is_bot=False, first_name="Ivan")


def press(data: str) -> CallbackQuery:
    return CallbackQuery(id="1", from_user=PERSON, chat_instance="1", data=data)


def answers(told: str) -> Callable[..., Any]:
    async def handler(_event: TelegramObject) -> str:
        return told

    return handler


@pytest.fixture
def routers() -> list[Router]:
    return [Router(name=str(number)) for number in range(4)]


async def ask(routers: list[Router], event: TelegramObject, kind: str = "callback_query") -> Any:
    return await Desk(routers).propagate_event(kind, event)


async def test_the_first_that_takes_the_button_has_it(routers: list[Router]):
    routers[1].callback_query(Menu.filter())(answers("menu"))
    routers[2].callback_query(Menu.filter())(answers("too late"))
    routers[3].callback_query()(answers("anything"))
    assert await ask(routers, press(Menu().pack())) == "menu"
    assert await ask(routers, press(Ignore().pack())) == "anything"
    assert await ask(routers, press("of an earlier version")) == "anything"


async def test_handlers_of_any_button_keep_their_place(routers: list[Router]):
    routers[0].callback_query(F.data.startswith("mn"))(answers("before"))
    routers[1].callback_query(Menu.filter())(answers("menu"))
    assert await ask(routers, press(Menu().pack())) == "before"


async def test_who_skips_leaves_it_to_the_next(routers: list[Router]):
    async def skips(_event: TelegramObject) -> None:
        raise SkipHandler

    routers[0].callback_query(Menu.filter())(skips)
    routers[1].callback_query(Menu.filter())(answers("menu"))
    assert await ask(routers, press(Menu().pack())) == "menu"
    assert await ask(routers, press(Ignore().pack())) is UNHANDLED


async def test_middlewares_of_a_router_see_every_press(routers: list[Router]):
    seen: list[str] = []

    async def look(handler: Any, event: Any, data: dict[str, Any]) -> Any:
        seen.append(event.data)
        return await handler(event, data)

    routers[0].callback_query.outer_middleware(look)
    routers[1].callback_query(Menu.filter())(answers("menu"))
    assert await ask(routers, press(Menu().pack())) == "menu"
    assert seen == [Menu().pack()]


async def test_messages_are_offered_to_all(routers: list[Router], bot: Bot):
    routers[2].message()(answers("text"))
    chat = {"id": 1, "type": "private"}
    message = Message.model_validate({"message_id": 1, "date": datetime.now(UTC), "chat": chat, "text": "hi"})
    assert await ask(routers, message, "message") == "text"


def test_few_routers_are_asked_for_a_button_of_ours():
    desk = Desk(ROUTERS)
    for prefix in REGISTRY:
        takers = desk._takers(prefix)
        assert takers[-1].name == "fallback"
        assert len(takers) <= 7, f"{prefix}: {[one.name for one in takers]}"
