"""Pushes: what a failure means, the pace, the command menus."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

import pytest
from aiogram import Bot
from aiogram.exceptions import (
    ClientDecodeError,
    TelegramAPIError,
    TelegramBadRequest,
    TelegramEntityTooLarge,
    TelegramForbiddenError,
    TelegramMigrateToChat,
    TelegramNetworkError,
    TelegramRetryAfter,
    TelegramServerError,
    TelegramUnauthorizedError,
)
from aiogram.methods import SendMessage, SetMyCommands
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.telegram.commands import CommandMenus
from bot.telegram.limits import Pace
from bot.telegram.sender import Sender, SendError, SendFailure, classify
from bot.ui.screen import Screen
from services.clock import ShiftedClock
from services.rules.actor import Actor, Role
from tests.support.examples import examples
from tests.telegram.conftest import CHAT, NOW, Script

METHOD: Any = SendMessage(chat_id=CHAT, text="x")


class Time:
    """A clock that sleeping moves."""

    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now

    async def sleep(self, seconds: float) -> None:
        self.now += seconds


@pytest.mark.parametrize(
    ("error", "kind", "retry_after"),
    [
        (TelegramRetryAfter(METHOD, "Too Many Requests: retry after 7", 7), SendFailure.WAIT, 7),
        (TelegramForbiddenError(METHOD, "Forbidden: bot was blocked by the user"), SendFailure.UNREACHABLE, None),
        (TelegramBadRequest(METHOD, "Bad Request: chat not found"), SendFailure.UNREACHABLE, None),
        (TelegramBadRequest(METHOD, "Bad Request: can't parse entities: x"), SendFailure.PERMANENT, None),
        (TelegramMigrateToChat(METHOD, "Bad Request: group chat was upgraded", -100), SendFailure.PERMANENT, None),
        (TelegramEntityTooLarge(METHOD, "Request Entity Too Large"), SendFailure.PERMANENT, None),
        (TelegramNetworkError(METHOD, "reset"), SendFailure.TEMPORARY, None),
        (TelegramServerError(METHOD, "Bad Gateway"), SendFailure.TEMPORARY, None),
        (TelegramUnauthorizedError(METHOD, "Unauthorized"), SendFailure.TEMPORARY, None),
        (ClientDecodeError("not json", ValueError("x"), "<html>"), SendFailure.TEMPORARY, None),
    ],
)
def test_failures_are_told_apart(
    error: TelegramAPIError | ClientDecodeError, kind: SendFailure, retry_after: int | None
) -> None:
    failure = classify(error)
    assert (failure.kind, failure.retry_after) == (kind, retry_after)
    assert failure.description


async def test_sending_returns_the_message_id_and_raises_what_delivery_understands(bot: Bot, script: Script) -> None:
    time = Time()
    sender = Sender(bot, Pace(clock=time, sleep=time.sleep))
    assert await sender.send(CHAT, Screen("hi")) == 1001
    script.fail[SendMessage] = [lambda m: TelegramRetryAfter(m, "Too Many Requests", 30)]
    with pytest.raises(SendError):
        await sender.send(CHAT, Screen("hi"))
    assert sender.ready_in(CHAT) == pytest.approx(30, abs=1.1)
    began = time.now
    await sender.send(CHAT, Screen("hi"))
    assert time.now - began >= 29


@settings(deadline=None, database=None, max_examples=examples(30))
@given(st.lists(st.floats(min_value=0, max_value=0.2), min_size=61, max_size=120))
async def test_no_second_ever_holds_more_than_thirty(pauses: list[float]) -> None:
    time = Time()
    pace = Pace(clock=time, sleep=time.sleep)
    sent = []
    for chat, pause in enumerate(pauses):
        await pace.wait(chat)
        sent.append(time.now)
        time.now += pause / 10
    assert all(later - earlier > 0.99 for earlier, later in zip(sent, sent[30:], strict=False))


async def test_the_permitted_rate_is_used() -> None:
    time = Time()
    pace = Pace(clock=time, sleep=time.sleep)
    began = time.now
    for chat in range(1000):
        await pace.wait(chat)
        time.now += 0.001
    assert 1000 / (time.now - began) >= 0.95 * 30


async def test_a_chat_gets_one_a_second() -> None:
    time = Time()
    pace = Pace(clock=time, sleep=time.sleep)
    sent = []
    for _ in range(5):
        await pace.wait(CHAT)
        sent.append(time.now)
    assert all(later - earlier >= 0.98 for earlier, later in pairwise(sent))


async def test_one_refused_chat_waits_alone_two_stop_all() -> None:
    time = Time()
    pace = Pace(clock=time, sleep=time.sleep)
    pace.hold(1, 40)
    began = time.now
    await pace.wait(2)
    assert time.now - began < 1
    pace.hold(2, 40)
    await pace.wait(3)
    assert time.now - began >= 40


async def test_quiet_chats_are_forgotten() -> None:
    time = Time()
    pace = Pace(overall=1e6, clock=time, sleep=time.sleep)
    for chat in range(1000):
        await pace.wait(chat)
    time.now += 100
    await pace.wait(1)
    assert len(pace._chats) == 1


def commands_for(role: Role) -> tuple[str, ...]:
    return ("today", "menu") if role is Role.MANAGER else ("menu",)


async def test_menus_are_registered_by_role_and_language_and_only_when_changed(bot: Bot, script: Script) -> None:
    menus = CommandMenus(bot, commands_for, ShiftedClock(NOW))
    await menus.publish_default()
    assert [call.language_code for call in script.calls if isinstance(call, SetMyCommands)] == ["ru", "uk", None]
    manager = Actor(role=Role.MANAGER, chat_id=CHAT, locale="en")
    await menus.refresh(manager)
    await menus.refresh(manager)
    assert len(script.calls) == 4
    assert [command.command for command in script.last(SetMyCommands).commands] == ["today", "menu"]
    await menus.refresh(Actor(role=Role.MANAGER, chat_id=CHAT, locale="ru"))
    await menus.refresh(Actor(role=Role.MANAGER))
    assert len(script.calls) == 5


async def test_a_closed_chat_gets_its_menu_the_next_time(bot: Bot, script: Script) -> None:
    menus = CommandMenus(bot, commands_for, ShiftedClock(NOW))
    script.fail[SetMyCommands] = [lambda m: TelegramBadRequest(m, "Bad Request: chat not found")]
    manager = Actor(role=Role.MANAGER, chat_id=CHAT, locale="en")
    await menus.refresh(manager)
    await menus.refresh(manager)
    assert script.names() == ["commands", "commands"]
