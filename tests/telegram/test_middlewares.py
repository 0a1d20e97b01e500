"""What every update passes, on a real dispatcher with small handlers."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from aiogram import Bot, Dispatcher, F, Router
from aiogram.exceptions import TelegramBadRequest, TelegramForbiddenError, TelegramRetryAfter
from aiogram.fsm.context import FSMContext
from aiogram.methods import AnswerCallbackQuery, SendMessage
from aiogram.types import CallbackQuery, Chat, Message, Update

from bot.isolation import EventIsolation
from bot.middlewares import Surroundings, install
from bot.middlewares.answer import Answer
from bot.middlewares.inflight import InFlight
from bot.middlewares.throttle import Allowance, Throttle
from bot.nursery import Nursery
from bot.telegram.show import Show
from bot.ui.callbacks import REGISTRY, STAFF, VoronkaCallback
from bot.ui.screen import Screen
from bot.ui.words import Words
from handlers import fallback
from services.clock import ShiftedClock
from services.errors import Denied, Invalid, NotFound, Stale
from services.people import TelegramUser
from services.rules.actor import Actor, Role
from tests.telegram.conftest import CHAT, NOW, Script, message, person, press


class Poke(VoronkaCallback, prefix="tk1", roles=STAFF):
    """A button of these tests."""

    how: int


del REGISTRY["tk1"]  # known only while a test of this module runs


class World:
    """A dispatcher as the application installs it, with handlers that misbehave on request."""

    def __init__(self, bot: Bot, allowance: Allowance | None = None) -> None:
        self.bot = bot
        self.actor = Actor(role=Role.MANAGER, chat_id=CHAT, user_id=3, locale="en")
        self.identify_error: Exception | None = None
        self.nursery = Nursery()
        self.seen: list[Any] = []
        self.raising: Exception | None = None
        self.gate = asyncio.Event()
        self.redrawn: Screen | Exception = Screen("as it is now")
        self.dispatcher = Dispatcher(disable_fsm=True, events_isolation=EventIsolation())
        around = Surroundings(
            self.identify,
            ShiftedClock(NOW),
            self.nursery.start,
            {Poke: self.redraw},
            allowance=allowance or Allowance(1000, 1000),
        )
        self.inflight = install(self.dispatcher, around)
        self.router = Router()
        self.router.message.register(self.on_text, F.text == "go")
        self.router.message.register(self.on_slow, F.text == "slow")
        self.router.callback_query.register(self.on_press, Poke.filter())
        self.dispatcher.include_router(self.router)
        fallback.router._parent_router = None  # another test's application may have had it
        self.dispatcher.include_router(fallback.router)
        self.updates = 0

    async def identify(self, chat_id: int, user: TelegramUser) -> Actor:
        if self.identify_error:
            raise self.identify_error
        return self.actor

    async def redraw(self, callback_data: Poke, actor: Actor, words: Words) -> Screen:
        self.seen.append((callback_data.how, actor.user_id))
        if isinstance(self.redrawn, Exception):
            raise self.redrawn
        return self.redrawn

    async def on_text(self, message: Message, actor: Actor, words: Words, once: str, state: FSMContext) -> None:
        self.seen.append((actor.role, words.locale, once))
        if self.raising:
            raise self.raising

    async def on_slow(self, message: Message) -> None:
        await self.gate.wait()

    async def on_press(self, callback: CallbackQuery, callback_data: Poke, show: Show, once: str) -> None:
        self.seen.append(once)
        if callback_data.how == 2:
            await self.gate.wait()
            await show.toast("late words")
        if self.raising:
            raise self.raising

    async def says(self, text: str | None = "go", **values: Any) -> Any:
        self.updates += 1
        update = Update(update_id=self.updates, message=message(text, **values))
        return await self.dispatcher.feed_update(self.bot, update)

    async def presses(self, data: str = "tk1:1") -> Any:
        self.updates += 1
        update = Update(update_id=self.updates, callback_query=press(self.bot, data))
        return await self.dispatcher.feed_update(self.bot, update)


@pytest.fixture
def poke() -> Iterator[None]:
    REGISTRY["tk1"] = Poke
    yield
    del REGISTRY["tk1"]


@pytest.fixture
def world(bot: Bot, poke: None) -> World:
    return World(bot)


def text_of(script: Script) -> str:
    return str(script.last(SendMessage).text)


async def test_handlers_learn_who_it_is(world: World) -> None:
    await world.says()
    assert world.seen == [(Role.MANAGER, "en", f"m:{CHAT}:10")]


async def test_every_press_is_answered_even_by_a_silent_handler(world: World, script: Script) -> None:
    await world.presses()
    assert script.names() == ["answer"]
    assert world.seen == ["c:77"]


async def until(condition: Callable[[], bool]) -> None:
    """Let other tasks run until something has happened."""
    async with asyncio.timeout(5):
        while not condition():  # noqa: ASYNC110 - nothing to wait on from outside
            await asyncio.sleep(0.002)


async def test_a_slow_press_is_answered_early_and_its_words_come_as_a_message(world: World, script: Script) -> None:
    for wrapped in world.dispatcher.update.outer_middleware:
        if isinstance(wrapped, Answer):
            wrapped._early = 0.01
    work = asyncio.create_task(world.presses("tk1:2"))
    await until(lambda: bool(script.calls))
    assert script.names() == ["answer"]
    world.gate.set()
    await work
    assert script.names() == ["answer", "send"]
    assert text_of(script) == "late words"


async def test_a_problem_is_told_as_an_alert_or_a_message(world: World, script: Script) -> None:
    world.raising = Invalid("past")
    await world.presses()
    answer = script.last(AnswerCallbackQuery)
    assert answer.text == "This time has already passed. Choose a later one."
    assert answer.show_alert
    await world.says()
    assert text_of(script) == answer.text
    assert script.names() == ["answer", "send"]


async def test_problem_params_are_said_as_people_do(world: World, script: Script) -> None:
    world.raising = Invalid("too_long", limit=300)
    await world.says()
    assert text_of(script) == "Too long: 300 characters at most."


async def test_an_unknown_code_still_says_something(
    world: World, script: Script, caplog: pytest.LogCaptureFixture
) -> None:
    world.raising = Invalid("never_heard_of")
    await world.says()
    assert text_of(script) == "This does not work. Please check and try again."
    assert "never_heard_of" in caplog.text


@pytest.mark.parametrize("problem", [Stale(), NotFound("deal")])
async def test_a_stale_button_says_so_and_redraws(world: World, script: Script, problem: Exception) -> None:
    world.raising = problem
    await world.presses("tk1:5")
    assert script.names() == ["answer", "edit"]
    assert world.seen[-1] == (5, 3)


async def test_a_card_that_is_gone_gives_way_to_the_menu(world: World, script: Script) -> None:
    world.raising, world.redrawn = Stale(), NotFound("deal")
    await world.presses()
    assert script.names() == ["answer", "edit"]
    assert script.calls[-1].text == "Not found: it was deleted or is not yours."  # type: ignore[attr-defined]


async def test_a_fault_becomes_an_incident_with_a_number(
    world: World, script: Script, caplog: pytest.LogCaptureFixture
) -> None:
    world.raising = RuntimeError("boom")
    await world.says()
    number = text_of(script).partition("No. ")[2][:6]
    assert f"incident={number}" in caplog.text
    assert any(record.exc_info for record in caplog.records)
    await world.presses()
    assert script.last(AnswerCallbackQuery).show_alert


async def test_a_fault_before_the_person_is_known_is_told_in_telegrams_language(world: World, script: Script) -> None:
    world.identify_error = OSError("database is away")
    await world.says()
    assert "No. " in text_of(script)


async def test_a_fault_of_the_redraw_hides_nothing(
    world: World, script: Script, caplog: pytest.LogCaptureFixture
) -> None:
    world.raising, world.redrawn = Stale(), RuntimeError("redraw is broken")
    await world.presses()
    assert "incident=" in caplog.text
    assert script.names() == ["answer", "edit"]


@pytest.mark.parametrize(
    "error",
    [
        TelegramForbiddenError(SendMessage(chat_id=1, text="x"), "Forbidden: bot was blocked by the user"),
        TelegramRetryAfter(SendMessage(chat_id=1, text="x"), "Too Many Requests", 60),
    ],
)
async def test_who_cannot_be_told_is_not_told(world: World, script: Script, error: Exception) -> None:
    world.raising = error
    await world.says()
    assert script.calls == []


async def test_an_undeliverable_answer_does_not_crash(
    world: World, script: Script, caplog: pytest.LogCaptureFixture
) -> None:
    world.raising = Denied()
    script.fail[SendMessage] = [lambda m: TelegramBadRequest(m, "Bad Request: chat not found")]
    await world.says()
    assert "not delivered" in caplog.text


async def test_buttons_of_another_role_are_refused_like_old_ones(world: World, script: Script) -> None:
    world.actor = Actor(role=Role.CLIENT, chat_id=CHAT, contact_id=9, locale="en")
    await world.presses()
    assert script.last(AnswerCallbackQuery).text == "This button is from an older message and no longer works."
    assert world.seen == []


async def test_everything_gets_an_answer(world: World, script: Script) -> None:
    await world.says("what?")
    assert "did not understand" in text_of(script)
    await world.says("/nothing")
    assert "no such command" in text_of(script)
    await world.says(None, dice={"emoji": "🎲", "value": 3})
    assert "use this here" in text_of(script)
    await world.presses("gone7:1:2")
    assert "older message" in text_of(script)
    await world.dispatcher.feed_update(world.bot, Update(update_id=99, edited_message=message("edited")))
    assert "as they were sent" in text_of(script)
    await world.presses("no1")
    assert script.names()[-1] == "answer"


async def test_service_messages_groups_and_bots_are_left_alone(world: World, script: Script) -> None:
    await world.says(None, delete_chat_photo=True)
    await world.says("go", chat=Chat(id=-5, type="group"))
    await world.says("go", from_user=person(is_bot=True))
    await world.dispatcher.feed_update(world.bot, Update(update_id=98, channel_post=message("x", from_user=None)))
    assert script.calls == []
    assert world.seen == []


async def test_flooding_is_dropped_and_said_once(bot: Bot, poke: None, script: Script) -> None:
    world = World(bot, Allowance(presses=3, messages=2, seconds=60))
    for _ in range(6):
        await world.says()
    assert len(world.seen) == 2
    assert script.names() == ["send"]
    assert text_of(script).startswith("Too fast")
    for _ in range(5):
        await world.presses()
    assert len(world.seen) == 2 + 3
    assert script.names() == ["send"] + ["answer"] * 5


async def test_patience_fills_the_allowance_again() -> None:
    now = 0.0
    throttle = Throttle(lambda code: Words("en", "UTC", NOW), Allowance(presses=2, seconds=2), clock=lambda: now)
    bucket = throttle._refilled(1, pressed=True)
    bucket.left = 0
    now = 1.0
    assert throttle._refilled(1, pressed=True).left == 1
    for user in range(1200):
        throttle._refilled(user, pressed=False)
    now = 100.0
    throttle._refilled(5000, pressed=True)
    assert len(throttle._buckets) < 10


async def test_stopping_waits_for_what_is_in_work(world: World) -> None:
    first = asyncio.create_task(world.says("slow"))
    second = asyncio.create_task(world.says("go"))  # waits for the chat's lock, and counts
    await until(lambda: world.inflight.count == 2)
    assert not await world.inflight.drained(0.01)
    world.gate.set()
    assert await world.inflight.drained(5)
    assert world.inflight.count == 0
    await asyncio.gather(first, second)


async def test_an_idle_bot_stops_at_once() -> None:
    assert await InFlight().drained(0)


async def test_one_line_an_event_without_texts(world: World, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO, logger="voronka.update")
    await world.says()
    await world.presses("tk1:5")
    world.raising = Invalid("past")
    await world.says()
    lines = [record.message for record in caplog.records if record.name == "voronka.update"]
    assert len(lines) == 3
    assert f"update=1 kind=message chat={CHAT} actor=manager:3 handler=" in lines[0]
    assert "on_text" in lines[0]
    assert "outcome=ok" in lines[0]
    assert "button=tk1:5" in lines[1]
    assert "outcome=problem:past" in lines[2]
    assert not any("go" in line.split() for line in lines)
