"""Payments past due in the chat: red in the tasks, in the morning and in the head's round (S0-04)."""

from __future__ import annotations

from datetime import timedelta

import pytest

from bot.sandbox.client import Person
from storage.tables import Payment
from tests.support.conversation import Talk
from tests.support.factory import Factory
from tests.support.pushes import kyiv


@pytest.fixture
async def owed(talk: Talk) -> tuple[Person, Person]:
    """A head and Anna, whose client <Romashka> owes for a month."""
    team = await talk.team()
    boris, anna = await talk.head(team=team), await talk.manager(team=team)
    factory = Factory(talk.app.db, talk.clock)
    client = await factory.client("<Romashka>")
    deal = await factory.deal(await talk.actor(anna), title="Supply", client=client)
    now = talk.clock.now()
    due = now.date() - timedelta(days=30)
    await talk.add(Payment(deal_id=deal.id, planned=120_000_00, due_day=due, created_at=now))
    return boris, anna


async def test_a_manager_comes_from_the_tasks_to_the_deals_payments(talk: Talk, owed: tuple[Person, Person]) -> None:
    _, anna = owed
    await anna.say("/tasks")
    await anna.tap("🔴 1 late payment · *")
    assert "30 days late" in anna.last
    assert "<Romashka>" in anna.last
    assert "Anna" not in anna.last.text.split("Payments past due")[1]
    await anna.tap("1 <Romashka>")
    await anna.tap("*120*")
    await anna.tap("✅ Received")
    await anna.say("/tasks")
    assert not [label for label in anna.last.labels if "late payment" in label]


async def test_the_morning_and_the_heads_round_say_it(talk: Talk, owed: tuple[Person, Person]) -> None:
    boris, anna = owed
    await talk.at(kyiv("2026-11-25 09:00"))
    assert "1 payment past due today, ₴120,000" in anna.last
    assert "1 payment past due today, ₴120,000" in boris.last
    await boris.tap("🔴 1 late payment*")
    assert "Anna" in boris.last
