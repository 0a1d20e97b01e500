"""/forecast in the chat: a head's, a manager's, the picture, closing dead deals (S1-02…S1-07, S1-15…S1-19)."""

from __future__ import annotations

from datetime import timedelta

import pytest

from bot.sandbox.client import Person
from tests.support.conversation import Talk
from tests.support.selling import Selling


@pytest.fixture
async def sellers(talk: Talk) -> tuple[Person, Person]:
    """A head, and Anna, who has sold for four months."""
    await talk.admin()
    team = await talk.team()
    boris, anna = await talk.head(team=team), await talk.manager(team=team)
    today = talk.clock.now()
    talk.clock.set(today - timedelta(days=125))
    await Selling(talk.app.db, talk.clock, [await talk.actor(anna)]).behind(125)
    talk.clock.set(today)
    return boris, anna


@pytest.fixture
async def head(sellers: tuple[Person, Person]) -> Person:
    """The head."""
    return sellers[0]


async def test_a_head_looks_at_the_month_and_the_deals_behind_it(talk: Talk, head: Person) -> None:
    await head.say("/forecast")
    assert "Statistics:" in head.last
    assert "By stage chances:" in head.last
    assert "Accuracy over" in head.last
    await head.tap("28 days")
    assert "✓ 28 days" in head.last.labels
    await head.tap("By whom")
    assert "Anna" in head.last
    await head.tap("2 Anna")
    assert "Anna · forecast" in head.last
    await head.tap("Open deals")
    assert "by statistics" in head.last
    await head.tap("To the forecast")
    await head.tap("By stage")
    assert "Open deals by stage" in head.last


async def test_a_picture_comes_beside_the_numbers(talk: Talk, head: Person) -> None:
    await head.say("/forecast")
    await head.tap("📊 Picture")
    assert head.last.photo is not None


async def test_dead_deals_are_closed_for_a_reason_and_come_back(talk: Talk, sellers: tuple[Person, Person]) -> None:
    head, anna = sellers
    await head.say("/forecast")
    dead = next(label for label in head.last.labels if label.startswith("Dead deals"))
    await head.tap(dead)
    assert "older than almost all deals" in head.last
    await head.tap("Close the dead deals")
    assert "will be closed as refused" in head.last
    await head.tap("Expensive")
    assert "closed: Expensive." in head.last
    await talk.pushed()
    assert "Boris closed" in anna.last
    await anna.tap("1 *")
    assert "Expensive" in anna.last
    await head.tap("Undo (24 h)")
    assert "open again" in head.last
    await talk.pushed()
    assert "of yours again" in anna.last
    await head.say("/forecast")
    assert dead in head.last.labels


async def test_a_manager_comes_to_the_own_forecast_from_the_plan(talk: Talk, head: Person) -> None:
    anna = await talk.manager("Vera")
    await anna.say("/forecast")
    assert "There is no such command" in anna.last
    await anna.say("/plan")
    await anna.tap("More ▾")
    await anna.tap("🔮 Forecast")
    assert "Vera · forecast" in anna.last


async def test_a_new_company_is_told_that_nothing_is_known(talk: Talk) -> None:
    olga = await talk.admin()
    await olga.say("/forecast")
    assert "cannot be known yet" in olga.last
