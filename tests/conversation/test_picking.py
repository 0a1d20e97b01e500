"""Choosing a moment: presets, calendar, typing; one picker for every flow."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
from aiogram.fsm.context import FSMContext

from bot.sandbox.client import Person
from bot.telegram.show import Show
from bot.ui import picker
from bot.ui.callbacks import Menu
from bot.ui.picker import PURPOSES, Pick
from bot.ui.screen import Screen
from bot.ui.words import Words
from handlers import picking
from handlers.picking import Picked, let_type, picked
from services.rules.actor import Actor
from tests.support.conversation import Talk


class Flow:
    """A flow that asks for a moment and says what it got."""

    def __init__(self) -> None:
        self.pick = Pick(picker.purpose("kitcon", lambda ref, ver: Menu()), ref=5, ver=2)
        self.choices: list[Picked] = []

        @picked(self.pick.purpose)
        async def chosen(choice: Picked, actor: Actor, show: Show, words: Words) -> None:
            self.choices.append(choice)
            await show(Screen(f"{actor.name}: {words.when(choice.moment)}"))

    async def ask(self, talk: Talk, person: Person) -> FSMContext:
        """Put the question into the person's chat."""
        words = Words("en", "Europe/Kyiv", talk.clock.now())
        state = talk.app.dispatcher.fsm.resolve_context(talk.app.bot, person.id, person.id)
        assert state is not None
        await let_type(state, self.pick, words.now)
        rows = picker.presets(self.pick, [words.now + timedelta(hours=7)], words)
        await Show(talk.app.bot, person.id).new(Screen("<b>Romashka &amp; Co</b>: when?", rows=rows))
        await talk.client.settle()
        return state


@pytest.fixture
def flow() -> Iterator[Flow]:
    yield Flow()
    del PURPOSES["kitcon"]
    del picking._flows["kitcon"]


async def test_a_preset_is_one_tap(talk: Talk, flow: Flow) -> None:
    anna = await talk.manager()
    state = await flow.ask(talk, anna)
    await anna.tap("Today 17:00")
    assert anna.last.text == "Anna: today 17:00"
    assert flow.choices == [Picked(5, 2, datetime(2026, 11, 24, 15, 0, tzinfo=UTC))]
    assert await state.get_state() is None


async def test_the_calendar_keeps_the_question_and_leads_to_the_minute(talk: Talk, flow: Flow) -> None:
    anna = await talk.manager()
    await flow.ask(talk, anna)
    await anna.tap("📅 Other time")
    assert anna.last.text == "Romashka & Co: when?"
    await anna.tap("›")
    assert anna.has_button("December")
    await anna.tap("4")
    await anna.tap("15:00")
    await anna.tap("Fri 4 Dec, 15:00")
    assert anna.last.text == "Romashka & Co: when?"
    await anna.tap("14:00")
    await anna.tap("14:30")
    assert anna.last.text == "Anna: 4 Dec 14:30"


async def test_a_typed_moment_does_the_same(talk: Talk, flow: Flow) -> None:
    anna = await talk.manager()
    await flow.ask(talk, anna)
    await anna.say("tomorrow 11:15")
    assert anna.last.text == "Anna: tomorrow 11:15"
    await anna.say("tomorrow 12:00")
    assert len(flow.choices) == 1


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("32.13 25:99", "no such time"),
        ("hello there", "do not understand the date"),
        ("1.11.2026", "already"),
    ],
)
async def test_a_bad_moment_is_explained_and_asked_again(talk: Talk, flow: Flow, text: str, said: str) -> None:
    anna = await talk.manager()
    await flow.ask(talk, anna)
    await anna.say(text)
    assert said in anna.last.text
    await anna.say("завтра в 10")
    assert anna.last.text == "Anna: tomorrow 10:00"


async def test_a_button_elsewhere_ends_the_typing(talk: Talk, flow: Flow) -> None:
    anna = await talk.manager()
    state = await flow.ask(talk, anna)
    await anna.tap("📅 Other time")
    assert await state.get_state() is not None
    await anna.tap("Back")
    assert await state.get_state() is None


async def test_the_typing_ends_after_a_while(talk: Talk, flow: Flow) -> None:
    anna = await talk.manager()
    await flow.ask(talk, anna)
    talk.clock.advance(timedelta(minutes=21))
    await anna.say("tomorrow 11:15")
    assert flow.choices == []


async def test_a_moment_that_has_passed_meanwhile_is_refused(talk: Talk, flow: Flow) -> None:
    anna = await talk.manager()
    await flow.ask(talk, anna)
    talk.clock.advance(timedelta(hours=8))
    await anna.tap("Today 17:00")
    assert anna.toast == "This time has already passed. Choose a later one."
    assert flow.choices == []


async def test_a_flow_that_is_no_more_says_so(talk: Talk, flow: Flow) -> None:
    anna = await talk.manager()
    await flow.ask(talk, anna)
    gone = picking._flows.pop("kitcon")
    await anna.tap("Today 17:00")
    assert "older message" in anna.toast
    picking._flows["kitcon"] = gone
